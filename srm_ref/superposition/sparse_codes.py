"""Can features be got back out of the hidden numbers? Sparse codes: a layer as wide as one likes, paid by activity.

    P = (H - b) E^T + c      C = relu(P)      Hhat = C V^T + b      R = Hhat - H

    L = 1/B sum R^2 + price/B sum C

H holds hidden numbers, samples in rows; C their codes, C >= 0; V_j, column j of V, is the direction of code j. Neither
the features are seen here nor the W that made the hidden numbers: `recovery` compares V with W afterwards.

Why |V_j| = 1. Multiply V_j by s > 1 and divide row j of E and c_j by s: R stays, what code j pays is divided by s, and
L falls for as long as s grows. `sparse_objective` takes any V; `train_sparse_codes` keeps the lengths. It takes from
dL/dV_j its part along V_j (`tangential`), steps, and sets the lengths back to 1. The first alone would not do: a step
along a tangent leaves the sphere, and Adam, which scales entry by entry, does not even step along the tangent.

What the price does to a code. With V_j alone and b = 0, L is least for each sample at C = relu(V_j . H - price/2)
(`soft_threshold`): every active code is too small by price/2, and is 0 below it. `lone_feature_objective` is the mean.

Conventions: parameters are a dict of "encoder", E (..., n_codes, n_hidden), "code_bias", c (..., n_codes), "decoder", V
(..., n_hidden, n_codes) and "bias", b (..., n_hidden), with at most one leading axis, of instances; activations, H,
(n_samples, n_hidden) for all or with that axis; price >= 0, one for all or one for each instance.

Contents: initial_sparse_codes, codes_of, sparse_objective, sparse_objective_and_gradient,
sparse_objective_by_definition; tangential, train_sparse_codes; soft_threshold, lone_feature_objective; dead_codes,
Recovery, recovery.

Source: the form, Bricken et al., "Towards Monosemanticity" (2023), and, tied and without b in the encoder, Cunningham
et al., "Sparse Autoencoders Find Highly Interpretable Features in Language Models" (2023); the mean of largest cosines,
Sharkey, Braun and Millidge (2022). The closed forms are elementary.
"""

from __future__ import annotations

from typing import Any, Callable, NamedTuple

import numpy as np

from srm_ref.checks import generator, integer, number, real_array, refuse, require_all
from srm_ref.descent import SGD, Adam, schedule_factors
from srm_ref.geometry.vectors import norms, unit
from srm_ref.progress import Progress
from srm_ref.superposition.arguments import checked_densities, number_or_row
from srm_ref.superposition.features import float_type

__all__ = ["initial_sparse_codes", "codes_of", "sparse_objective", "sparse_objective_and_gradient",
           "sparse_objective_by_definition", "tangential", "train_sparse_codes", "soft_threshold",
           "lone_feature_objective", "dead_codes", "Recovery", "recovery"]

Arrays = dict[str, np.ndarray]
_AXES = {"encoder": ("n_codes", "n_hidden"), "code_bias": ("n_codes",), "decoder": ("n_hidden", "n_codes"),
         "bias": ("n_hidden",)}


def initial_sparse_codes(n_hidden: int, n_codes: int, rng: np.random.Generator, *, n_instances: int | None = None,
                         dtype: Any = np.float64) -> Arrays:
    """Draw a start: columns of the decoder of length 1, evenly over directions, E = V^T, biases 0.

    n_instances: adds a leading axis of independent draws. dtype: numpy.float64 or numpy.float32.
    """
    sizes = {"n_hidden": integer(n_hidden, "n_hidden", 1), "n_codes": integer(n_codes, "n_codes", 1)}
    instances = () if n_instances is None else (integer(n_instances, "n_instances", 1),)
    encoder = unit(generator(rng).standard_normal((*instances, sizes["n_codes"], sizes["n_hidden"])))
    encoder = encoder.astype(float_type(dtype))
    biases = {name: np.zeros((*instances, sizes[_AXES[name][0]]), encoder.dtype) for name in ("code_bias", "bias")}
    return {"encoder": encoder, "code_bias": biases["code_bias"], "decoder": _transposed(encoder).copy(),
            "bias": biases["bias"]}


def codes_of(parameters: Arrays, activations: Any) -> np.ndarray:
    """Return the codes C of `activations`, (..., n_samples, n_codes).

    >>> start = {"encoder": [[1.0], [-1.0]], "code_bias": [-0.5, -0.5], "decoder": [[1.0, -1.0]], "bias": [0.0]}
    >>> codes_of(start, [[2.0], [-1.0], [0.25]]).tolist()
    [[1.5, 0.0], [0.0, 0.5], [0.0, 0.0]]
    """
    parameters, H, _ = _checked(parameters, activations, 0.0)
    return _run(parameters, H)[1]


def sparse_objective(parameters: Arrays, activations: Any, price: Any) -> float | np.ndarray:
    """Return L of the module's first lines at that `price`: a float, or an ndarray of shape (n_instances,)."""
    parameters, H, price = _checked(parameters, activations, price)
    return number_or_row(_objective(*_run(parameters, H)[1:], price))


def sparse_objective_and_gradient(parameters: Arrays, activations: Any,
                                  price: Any) -> tuple[float | np.ndarray, Arrays]:
    """Return L and its gradient by every entry of the parameters, the lengths of the decoder's columns left free.

    From the objective backwards, with the two moves of `srm_ref.superposition.models`::

        dHhat = 2/B R                           of a square
        Hhat = C V^T + b                        dV = dHhat^T C,  dC = dHhat V + price/B (as C >= 0),  db = sum of dHhat
        C = relu(P)                             dP = dC [P > 0]
        P = (H - b) E^T + c                     dE = dP^T (H - b),  dc = sum over rows of dP,  db -= sum of dP E

    b is used twice, like the W of a tied model, and has two paths. One number 2 through e = 1, c = -1/2, at price 1:
    the slope by the code is 0 at the code 3/2, so that encoder and code bias rest.

    >>> point = {"encoder": [[1.0]], "code_bias": [-0.5], "decoder": [[1.0]], "bias": [0.0]}
    >>> loss, gradient = sparse_objective_and_gradient(point, [[2.0]], 1.0)
    >>> loss, {name: float(slope.sum()) for name, slope in gradient.items()}
    (1.75, {'encoder': 0.0, 'code_bias': 0.0, 'decoder': -1.5, 'bias': -1.0})
    """
    losses, gradient = _objective_and_gradient(*_checked(parameters, activations, price))
    return number_or_row(losses), gradient


def sparse_objective_by_definition(parameters: Arrays, activations: Any, price: float) -> float:
    """Return L of one instance at that `price`, one sample, code and hidden number after the other: the definition."""
    parameters, H, price = _checked(parameters, activations, price)
    E, c, V, b = (parameters[name] for name in ("encoder", "code_bias", "decoder", "bias"))
    if V.ndim > 2:
        refuse("parameters['decoder']", "no leading axis", f"shape {V.shape}")
    total = 0.0
    for h in H:
        codes = [max(sum((h[i] - b[i]) * E[j, i] for i in range(len(b))) + c[j], 0.0) for j in range(len(c))]
        total += float(price) * sum(codes)
        for i in range(len(b)):
            total += (sum(V[i, j] * code for j, code in enumerate(codes)) + b[i] - h[i]) ** 2
    return float(total / len(H))


def tangential(vectors: Any, decoder: Any) -> np.ndarray:
    """Take from every column of `vectors` its part along that column of `decoder`: ``u_j - (u_j . d_j) d_j``, d = unit.

    Both (..., n_hidden, n_codes). For vectors = dL/dV and columns of length 1 this is the gradient of L(V / |V|) by V.

    >>> tangential([[3.0], [2.0]], [[0.0], [5.0]]).tolist()
    [[3.0], [0.0]]
    """
    along = _unit_columns(decoder, "decoder")
    return _without_part_along(real_array(vectors, "vectors", along.shape), along)


def train_sparse_codes(parameters: Arrays, sample: Callable[[np.random.Generator], np.ndarray], price: Any, *,
                       n_steps: int, optimiser: SGD | Adam, rng: np.random.Generator, schedule: str = "cosine",
                       progress: Progress | None = None) -> Arrays:
    """Train from `parameters`, which are not changed, on a fresh batch in each step; columns keep the length 1.

    sample (callable): ``sample(rng) -> activations``. price (): or (n_instances,). optimiser: SGD, Adam or AdamW, whose
    decay acts on biases, too. schedule: "constant", "linear" or "cosine". Training computes in the type of the
    parameters. Raises FloatingPointError where the objective is not finite.
    """
    parameters, H, price = _checked(parameters, sample(rng := generator(rng)), price)
    parameters = {name: np.array(value) for name, value in parameters.items()}
    parameters["decoder"] = _unit_columns(parameters["decoder"], "parameters['decoder']").astype(H.dtype)
    state = optimiser.initial_state(parameters)
    for step, scale in enumerate(schedule_factors(schedule, n_steps), 1):
        losses, gradient = _objective_and_gradient(parameters, H, price)
        if not np.isfinite(losses).all():
            raise FloatingPointError(f"the objective is {losses} at step {step}: a lower learning rate may help")
        V = parameters["decoder"]
        gradient["decoder"] = _without_part_along(gradient["decoder"], V)
        optimiser.update(parameters, gradient, state, scale)
        V /= np.sqrt((V**2).sum(axis=-2, keepdims=True))
        if progress is not None:
            progress(step, n_steps)
        if step < n_steps:
            _, H, _ = _checked(parameters, sample(rng), price)
    return parameters


def soft_threshold(values: Any, price: float) -> np.ndarray:
    """Return ``relu(values - price/2)``, of any shape: the c >= 0 at which ``(value - c)^2 + price c`` is least.

    The slope 2 (c - value) + price is 0 there, or c = 0 and the slope is not negative. `price` is not negative.

    >>> soft_threshold([1.0, 0.25, -2.0], 1.0).tolist()
    [0.5, 0.0, 0.0]
    """
    return np.maximum(real_array(values, "values") - 0.5 * number(price, "price", 0.0), 0.0)


def lone_feature_objective(length: float, density: float, price: float) -> float:
    """Return the mean of ``(h - c)^2 + price c`` for c = soft_threshold(h), h = length x, x a feature of that density.

    With t = price/2, w = length, p = density: p (t w - t^2 + t^3 / (3 w)) for t < w; beyond, the code is dead and p
    w^2/3 is left.

    >>> lone_feature_objective(1.0, 0.3, 0.0), round(lone_feature_objective(1.0, 0.3, 2.0), 12)
    (0.0, 0.1)
    """
    w, t = number(length, "length", 0.0, low_open=True), 0.5 * number(price, "price", 0.0)
    p = float(checked_densities(number(density, "density")))
    return p * (t * w - t * t + t**3 / (3.0 * w) if t < w else w * w / 3.0)


def dead_codes(parameters: Arrays, activations: Any) -> np.ndarray:
    """Tell which codes, (..., n_codes), are 0 for all `activations`.

    L has no slope by their rows of E, c and columns of V: a change of b wakes them, or other activations.

    >>> start = {"encoder": [[1.0], [-1.0]], "code_bias": [-0.5, -0.5], "decoder": [[1.0, -1.0]], "bias": [0.0]}
    >>> dead_codes(start, [[2.0], [0.25]]).tolist()
    [False, True]
    """
    return ~(codes_of(parameters, activations) > 0.0).any(axis=-2)


class Recovery(NamedTuple):
    """How near the nearest column of a decoder lies to each feature's direction."""

    cosines: np.ndarray  # (..., n_features) the largest; signed, as codes are not negative
    columns: np.ndarray  # (..., n_features) which column it is
    mean: np.ndarray  # (...) over features
    lost: np.ndarray  # (..., n_features) whether the cosine is below the threshold


def recovery(decoder: Any, W: Any, least: float = 0.9) -> Recovery:
    """Compare the columns of `decoder`, (..., n_hidden, n_codes), with the directions of the known features.

    ``cosine_i = max over j of unit(V_j) . unit(W_i)``. W (n_hidden, n_features): a feature without a direction is
    refused; ``W[:, is_represented(W)]`` has none. least: a feature of smaller cosine is lost. A column may be the
    nearest to two features. With the two exchanged it tells how near each column lies to a feature.

    >>> found = recovery([[0.0, 0.8], [2.0, 0.6]], [[0.0, 1.0], [3.0, 0.0]])
    >>> found.cosines.round(6).tolist(), found.columns.tolist(), found.lost.tolist(), round(float(found.mean), 6)
    ([1.0, 0.8], [0, 1], [False, True], 0.9)
    """
    W = _unit_columns(real_array(W, "W", ("n_hidden", "n_features")), "W")
    cosines = np.clip(W.T @ _unit_columns(real_array(decoder, "decoder", (..., len(W), "n_codes")), "decoder"), -1, 1)
    nearest = cosines.max(axis=-1)  # (..., n_features)
    lost = nearest < number(least, "least", -1.0, 1.0)
    return Recovery(nearest, cosines.argmax(axis=-1), nearest.mean(axis=-1), lost)


def _run(parameters: Arrays, H: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return P, C and R; nothing is checked."""
    b = parameters["bias"][..., np.newaxis, :]
    P = (H - b) @ _transposed(parameters["encoder"]) + parameters["code_bias"][..., np.newaxis, :]  # (..., B, k)
    C = np.maximum(P, 0.0)
    return P, C, C @ _transposed(parameters["decoder"]) + b - H  # (..., B, m)


def _objective(C: np.ndarray, R: np.ndarray, price: np.ndarray) -> np.ndarray:
    B = R.shape[-2]
    return (R**2).sum(axis=(-2, -1)) / B + price * C.sum(axis=(-2, -1)) / B


def _objective_and_gradient(parameters: Arrays, H: np.ndarray, price: np.ndarray) -> tuple[np.ndarray, Arrays]:
    P, C, R = _run(parameters, H)
    E, V, b, B = parameters["encoder"], parameters["decoder"], parameters["bias"], H.shape[-2]
    dHhat = (2.0 / B) * R  # (..., B, m)
    dC = dHhat @ V + price[..., np.newaxis, np.newaxis] / B  # (..., B, k)
    dP = dC * (P > 0.0)
    dc = dP.sum(axis=-2)
    gradient = {"encoder": _transposed(dP) @ (H - b[..., np.newaxis, :]), "code_bias": dc,
                "decoder": _transposed(dHhat) @ C,
                "bias": dHhat.sum(axis=-2) - (dc[..., np.newaxis, :] @ E)[..., 0, :]}
    return _objective(C, R, price), gradient


def _without_part_along(vectors: np.ndarray, directions: np.ndarray) -> np.ndarray:
    return vectors - (vectors * directions).sum(axis=-2, keepdims=True) * directions


def _unit_columns(matrices: Any, argument: str) -> np.ndarray:
    columns = _transposed(real_array(matrices, argument, (..., "n_hidden", "n_columns")))
    if not (long := norms(columns) > 0.0).all():
        refuse(argument, "columns of non-zero length", f"column {np.argwhere(~long)[0][-1]} of zeros")
    return _transposed(unit(columns))


def _checked(parameters: Any, activations: Any, price: Any) -> tuple[Arrays, np.ndarray, np.ndarray]:
    """Return arrays of fitting shapes, of the decoder's type, or refuse them."""
    if not isinstance(parameters, dict) or parameters.keys() != _AXES.keys():
        found = sorted(parameters) if isinstance(parameters, dict) else type(parameters).__name__
        refuse("parameters", f"a dict with the keys {sorted(_AXES)}", str(found))
    arrays = {name: real_array(parameters[name], f"parameters[{name!r}]", (..., *axes), keep_float32=True)
              for name, axes in _AXES.items()}
    V = arrays["decoder"]
    instances, sizes = V.shape[:-2], dict(zip(_AXES["decoder"], V.shape[-2:]))
    if len(instances) > 1:
        refuse("parameters['decoder']", "at most one leading axis, of instances", f"shape {V.shape}")
    for name, axes in _AXES.items():
        if arrays[name].shape != (wanted := (*instances, *(sizes[axis] for axis in axes))):
            refuse(f"parameters[{name!r}]", f"shape {wanted} beside a decoder of shape {V.shape}",
                   f"shape {arrays[name].shape}")
    H = real_array(activations, "activations", (..., "n_samples", sizes["n_hidden"]), keep_float32=True)
    if H.shape[:-2] not in ((), instances):
        m = sizes["n_hidden"]
        each = f" or ({instances[0]}, n_samples, {m}), some for every instance" if instances else ""
        refuse("activations", f"shape (n_samples, {m}){each}", f"shape {H.shape}")
    prices = real_array(price, "price")
    require_all(prices >= 0.0, prices, "price", "numbers >= 0")
    if prices.shape not in ((), instances):
        refuse("price", "one number" + (f", or shape {instances}" if instances else ""), f"shape {prices.shape}")
    typed = {name: value.astype(V.dtype, copy=False) for name, value in arrays.items()}
    return typed, H.astype(V.dtype, copy=False), prices.astype(V.dtype)


def _transposed(matrices: np.ndarray) -> np.ndarray:
    return np.swapaxes(matrices, -1, -2)
