"""What becomes of superposition when a model is trained while it is attacked? The training loop, attacks of any size.

ReLU output models, one for each size of attack, are trained on the same batches. In each step every sample x is pushed
along the attack on one output, drawn at random with a random sign, delta = +- lambda G_i / |G_i|, by the model as it is
at that step; the model is asked for the clean x. delta is taken as given when the loss is differentiated:

    A = x + delta,   Y = relu(W^T W A + b),   L = mean over samples of sum_i I_i (x_i - Y_i)^2
    dL/dZ = 2 I (Y - x) [Z > 0] / n_samples,   dL/dW = H (dL/dZ)^T + (W dL/dZ) A^T,   H = W A,   dL/db = dL/dZ summed

Contents: attacked_loss_and_gradient, train_attacked.
Source: TMS section "Relationship to Adversarial Robustness", where adversarial training is reported in words.
"""

from __future__ import annotations

import numpy as np

from srm_ref.descent import AdamW
from srm_ref.descent import cosine
from srm_ref.progress import Progress
from srm_ref.superposition.attacks import attack_directions, attack_size
from srm_ref.superposition.features import sample_features
from srm_ref.superposition.models import MODELS

__all__ = ["attacked_loss_and_gradient", "train_attacked"]

Arrays = dict[str, np.ndarray]


def attacked_loss_and_gradient(parameters: Arrays, attacked: np.ndarray, features: np.ndarray,
                               importance: np.ndarray) -> tuple[np.ndarray, Arrays]:
    """Return the loss on attacked inputs with clean targets, and its gradient with the attacks held fixed.

    parameters (dict of arrays): "W", shape (n_instances, n_hidden, n_features); "bias", shape (n_instances,
        n_features).
    attacked (n_instances, n_samples, n_features): inputs.
    features (n_samples, n_features): targets.
    importance (n_features,). Returns loss (n_instances,); gradient (dict of arrays, as `parameters`).

    >>> model = {"W": np.array([[[1.0, 0.0]]]), "bias": np.zeros((1, 2))}
    >>> found = attacked_loss_and_gradient(model, np.array([[[0.75, 0.0]]]), np.array([[0.5, 0.0]]), np.ones(2))
    >>> loss, gradient = found
    >>> loss.tolist(), gradient["W"].tolist(), gradient["bias"].tolist()
    ([0.0625], [[[0.75, 0.0]]], [[0.5, 0.0]])
    """
    W, bias = parameters["W"], parameters["bias"]
    hidden = attacked @ W.swapaxes(1, 2)  # (n_instances, n_samples, n_hidden)
    z = hidden @ W + bias[:, np.newaxis]
    error = np.maximum(z, 0) - features
    pulled = 2 * importance * error * (z > 0) / len(features)
    gradient = {"W": hidden.swapaxes(1, 2) @ pulled + (pulled @ W.swapaxes(1, 2)).swapaxes(1, 2) @ attacked,
                "bias": pulled.sum(axis=1)}
    return (importance * error**2).sum(axis=2).mean(axis=1), gradient


def train_attacked(fractions: np.ndarray, n_features: int, n_hidden: int, sparsity: float, rng: np.random.Generator, *,
                   n_steps: int, n_samples: int, progress: Progress | None = None) -> Arrays:
    """Train one model for each size of attack, all features equally important.

    fractions (n_models,): lambda over the mean length of x; 0 is no attack.
    sparsity: in [0, 1).
    n_steps, n_samples: AdamW at 1e-2, falling along a cosine; samples in a batch.
    Returns (dict of arrays): "W", shape (n_models, n_hidden, n_features); "bias".
    """
    parameters = MODELS["relu_output"].initial_parameters(n_features, n_hidden, rng, n_instances=len(fractions),
                                                          dtype=np.float32)
    optimiser, importance = AdamW(1e-2), np.ones(n_features, np.float32)
    state = optimiser.initial_state(parameters)
    sizes = fractions * attack_size(sample_features(4096, n_features, sparsity, rng), 1.0)  # (n_models,)
    for step in range(n_steps):
        features = sample_features(n_samples, n_features, sparsity, rng, dtype=np.float32)
        which, sign = rng.integers(n_features, size=n_samples), rng.choice([-1.0, 1.0], size=n_samples)
        delta = sizes[:, np.newaxis, np.newaxis] * sign[:, np.newaxis] * attack_directions(parameters["W"])[:, which]
        _, gradient = attacked_loss_and_gradient(parameters, features + delta.astype(np.float32), features, importance)
        optimiser.update(parameters, gradient, state, cosine(step, n_steps))
        if progress is not None:
            progress(step + 1, n_steps)
    return {name: value.astype(np.float64) for name, value in parameters.items()}
