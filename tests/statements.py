"""The toy models that the tables of tests go through: those of MODELS, and others stated here alone.

To add a model is to add its statement. So the tests state some that the package does not have, each different from the
paper's four in one way, and hand them to every table: gradients against differences, kernel against model, training,
checkpoints, the laws of the verification kit. Nothing else in the tests or in the package knows them.
"""

from __future__ import annotations

import math

import numpy as np

from srm_ref.scalar_maps import IDENTITY, SIGMAS, Sigma
from srm_ref.superposition.models import MODELS, Model

PHI = np.vectorize(math.erf, otypes=[float])


def gelu(s):
    """s Phi(s), with the error function of `math`, number by number: GELU by its definition, not its tanh
    approximation.
    """
    return (s * (1.0 + PHI(s / math.sqrt(2.0))) / 2.0).astype(s.dtype)


def gelu_slope(s):
    """Phi(s) + s phi(s), the product rule with the normal density phi."""
    return ((1.0 + PHI(s / math.sqrt(2.0))) / 2.0 + s * np.exp(-(s**2) / 2.0) / math.sqrt(2.0 * math.pi)).astype(
        s.dtype)


RELU, TANH, LEAKY = SIGMAS["relu"], SIGMAS["tanh"], SIGMAS["leaky_relu"]

ADDED = [
    Model("gelu_output", hidden_map=IDENTITY, output_map=Sigma(gelu, gelu_slope)),
    Model("leaky_hidden", hidden_map=LEAKY, output_map=RELU),
    Model("untied_output", hidden_map=IDENTITY, output_map=RELU, tied=False),
    Model("biased_hidden", hidden_map=RELU, output_map=RELU, hidden_bias=True),
    Model("square", hidden_map=RELU, output_map=RELU, target=np.square),
    Model("all_at_once", hidden_map=TANH, output_map=LEAKY, tied=False, hidden_bias=True, target=np.square),
]

STATEMENTS: dict[str, Model] = {**MODELS, **{model.name: model for model in ADDED}}
