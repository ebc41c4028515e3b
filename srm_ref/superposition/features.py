"""What are the inputs of the toy models? Synthetic features, sparse and independent; and how much each matters.

Conventions: sparsity S = P(x_i = 0), density p = 1 - S. An active feature is uniform on [low, 1]: low = 0, or -1 for
the absolute value model. Samples are rows: (n_samples, n_features), with a leading instance axis when `n_instances`
is given, (n_instances, n_samples, n_features), every instance drawing its own. Features that depend on each other
are in `srm_ref.superposition.sets`.

Contents: sample_features, feature_batches; geometric_importance, log_spaced.

Source: TMS section "Demonstrating Superposition"; the absolute value model's range from "Computation in Superposition".
"""

from __future__ import annotations

from typing import Any, Callable

import numpy as np

from srm_ref.checks import generator, integer, number
from srm_ref.superposition.draws import fill, float_type, probabilities

__all__ = ["sample_features", "feature_batches", "geometric_importance", "log_spaced"]

Sample = Callable[[np.random.Generator], np.ndarray]


def sample_features(n_samples: int, n_features: int, sparsity: Any, rng: np.random.Generator, *,
                    n_instances: int | None = None, low: float = 0.0, dtype: Any = np.float64) -> np.ndarray:
    """Draw `n_samples` of `n_features` independent features: 0 with probability `sparsity`, else uniform on [low, 1].

    For low = 0: ``E x = p/2``, ``E x^2 = p/3``, ``Var x = p/3 - p^2/4``, p = 1 - sparsity
    (TMS section "Demonstrating Superposition").

    Parameters
    ----------
    n_samples, n_features : int
        At least 1.
    sparsity : array_like, shape (), (n_features,), (n_instances, 1) or (n_instances, n_features)
        P(x_i = 0), in [0, 1]; the last two only where `n_instances` is given.
    rng : numpy.random.Generator
    n_instances : int, optional
        Adds a leading axis of independent draws.
    low : float
        In (-inf, 1]; -1 for the absolute value model.
    dtype : numpy.float64 or numpy.float32

    Returns
    -------
    ndarray, shape (n_samples, n_features) or (n_instances, n_samples, n_features)

    Raises
    ------
    ValueError
        Sizes below 1, sparsity outside [0, 1] or of another shape, `rng` not a Generator.

    Examples
    --------
    >>> x = sample_features(3, 2, [0.0, 1.0], np.random.default_rng(0))
    >>> x.shape, bool((x[:, 0] > 0).all()), x[:, 1].tolist()
    ((3, 2), True, [0.0, 0.0, 0.0])
    """
    draw = feature_batches(n_samples, n_features, sparsity, n_instances=n_instances, low=low, dtype=dtype)
    return np.ascontiguousarray(draw(generator(rng)))


def feature_batches(n_samples: int, n_features: int, sparsity: Any, *, n_instances: int | None = None,
                    low: float = 0.0, dtype: Any = np.float32) -> Sample:
    """Return a function of a generator that draws `sample_features` again and again into one buffer, for training.

    Parameters
    ----------
    n_samples, n_features, sparsity, n_instances, low, dtype
        As in `sample_features`; checked here, once.

    Returns
    -------
    callable
        ``draw(rng) -> ndarray``, shapes as in `sample_features`. A view of the buffer, overwritten by the next call;
        in memory the samples of one feature lie together, which is how the training kernel reads them.

    Raises
    ------
    ValueError
        As in `sample_features`.

    Examples
    --------
    >>> draw = feature_batches(3, 2, 0.5)
    >>> draw(np.random.default_rng(0)).shape
    (3, 2)
    """
    n_samples, n_features = integer(n_samples, "n_samples", 1), integer(n_features, "n_features", 1)
    low = number(low, "low", high=1.0)
    density = 1.0 - probabilities(sparsity, "sparsity", n_features, n_instances, "n_features")
    density = density[:, :, np.newaxis]  # (n_instances or 1, n_features, 1)
    buffer = np.empty((len(density), n_features, n_samples), dtype=float_type(dtype))

    def draw(rng: np.random.Generator) -> np.ndarray:
        for out, rate in zip(buffer, density):
            fill(out, rate, rng, low)
        batch = buffer.swapaxes(1, 2)
        return batch[0] if n_instances is None else batch

    return draw


def geometric_importance(n_features: int, ratio: float) -> np.ndarray:
    """Return the importances ``I_i = ratio^i``, i = 0 .. n_features - 1 (TMS: 0.7^i for 20 features, 0.9^i for 80).

    Parameters
    ----------
    n_features : int
        At least 1.
    ratio : float
        In (0, inf); 1 makes all features equal.

    Returns
    -------
    ndarray, shape (n_features,)

    Raises
    ------
    ValueError
        Fewer than one feature, or a ratio that is not positive.

    Examples
    --------
    >>> geometric_importance(3, 0.5).tolist()
    [1.0, 0.5, 0.25]
    """
    return number(ratio, "ratio", 0.0, low_open=True) ** np.arange(integer(n_features, "n_features", 1))


def log_spaced(n_values: int, last: float) -> np.ndarray:
    """Return ``last^(i / (n_values - 1))``: from 1 to `last` in equal ratios, for densities or importances.

    The notebook released with TMS uses it for both: densities to 1/20, importances to 1/100.

    Parameters
    ----------
    n_values : int
        At least 1; a single value is 1.
    last : float
        In (0, inf).

    Returns
    -------
    ndarray, shape (n_values,)

    Raises
    ------
    ValueError
        Fewer than one value, or `last` not positive.

    Examples
    --------
    >>> log_spaced(3, 0.25).tolist()
    [1.0, 0.5, 0.25]
    """
    return number(last, "last", 0.0, low_open=True) ** np.linspace(0.0, 1.0, integer(n_values, "n_values", 1))
