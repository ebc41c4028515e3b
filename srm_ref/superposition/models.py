"""Which toy models are there? The four of the paper, by name; each has forward, loss and its gradient by hand.

    MODELS[name].initial_parameters(n_features, n_hidden, rng)             -> dict of arrays
    MODELS[name].forward(parameters, features)                             -> (..., n_samples, n_features)
    MODELS[name].loss(parameters, features, importance)                    -> float, or (n_instances,)
    MODELS[name].loss_and_gradient(parameters, features, importance)       -> loss, dict of arrays

Conventions, loss and instance axis: `srm_ref.superposition.model`; formulas and derivations: `tied` and `untied`.

Contents: MODELS.

Source: TMS sections "Demonstrating Superposition", "Superposition in a Privileged Basis", "Computation in
Superposition".
"""

from __future__ import annotations

from srm_ref.superposition.model import Model
from srm_ref.superposition.tied import Linear, ReluHidden, ReluOutput
from srm_ref.superposition.untied import AbsoluteValue

__all__ = ["MODELS"]

MODELS: dict[str, Model] = {model.name: model for model in (Linear(), ReluOutput(), ReluHidden(), AbsoluteValue())}
