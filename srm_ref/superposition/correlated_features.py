"""What if features come together, or never together? Correlated, partly correlated and anti-correlated sets.

Conventions: as in `srm_ref.superposition.features`. A set is a run of neighbouring features; sets are independent of
each other; given what is active, magnitudes are always independent, uniform on [low, 1]. With p = 1 - sparsity:

============================  =========================================  ================================
function                      activity within a set                      covariance of two values (low = 0)
============================  =========================================  ================================
sample_correlated_sets        all or none, all with probability p        p (1 - p) / 4
sample_partly_correlated_sets with probability rho as above, else alone  rho p (1 - p) / 4
sample_anticorrelated_sets    one member with probability p, never two   - p^2 / (4 g^2), set of g
============================  =========================================  ================================

The same laws as probabilities of every set of active features, which is what the exact losses of
`srm_ref.superposition.exact_loss` take: the entry number is the sum of 2^i over the members; entry 0 is "none".

Contents: sample_correlated_sets, sample_partly_correlated_sets, sample_anticorrelated_sets;
correlated_set_probability, partly_correlated_set_probability, anticorrelated_set_probability (one set of features
each), joint_probability (independent sets side by side).

Source: TMS section "Correlated and anticorrelated features"; partial correlation is ours.
"""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np

from srm_ref.checks import generator, integer, integers, number, real_array, refuse
from srm_ref.superposition.features import active_set_probability, float_type, probabilities

__all__ = ["sample_correlated_sets", "sample_partly_correlated_sets", "sample_anticorrelated_sets",
           "correlated_set_probability", "partly_correlated_set_probability", "anticorrelated_set_probability",
           "joint_probability"]


def sample_correlated_sets(n_samples: int, set_sizes: Sequence[int], sparsity: Any, rng: np.random.Generator, *,
                           n_instances: int | None = None, low: float = 0.0, dtype: Any = np.float64) -> np.ndarray:
    """Draw sets of features that are active together: one draw decides for the whole set.

    ``x_i = A_set V_i``, A_set = 1 with probability p = 1 - sparsity, V_i uniform on [low, 1] (TMS section
    "Correlated and anticorrelated features").

    set_sizes: features in each set, at least 1 each; n_features is their sum. n_instances, low, dtype: as in
    `sample_features`. sparsity (), (n_sets,), (n_instances, 1) or (n_instances, n_sets): probability that a set, so
    each of its features, is 0. Returns (n_samples, n_features) or (n_instances, n_samples, n_features).

    >>> x = sample_correlated_sets(100, [2, 2], 0.5, np.random.default_rng(0))
    >>> bool(np.array_equal(x[:, 0] > 0, x[:, 1] > 0)), bool(np.array_equal(x[:, 1] > 0, x[:, 2] > 0))
    (True, False)
    """
    return sample_partly_correlated_sets(n_samples, set_sizes, sparsity, 1.0, rng, n_instances=n_instances, low=low,
                                         dtype=dtype)


def sample_partly_correlated_sets(n_samples: int, set_sizes: Sequence[int], sparsity: Any, correlation: Any,
                                  rng: np.random.Generator, *, n_instances: int | None = None, low: float = 0.0,
                                  dtype: Any = np.float64) -> np.ndarray:
    """Draw sets of features whose activities have the given correlation, from 0 (independent) to 1 (together).

    In each sample a set is bound with probability rho: one draw then decides for all its members; else there is one
    draw per member. So ``P(active) = p`` exactly, ``corr(A_i, A_j) = rho`` exactly for every pair of the set, and every
    expectation is ``rho E_correlated + (1 - rho) E_independent`` where there is one set.

    For low = 0 values correlate less than activities: ``cov(x_i, x_j) = rho p (1 - p) / 4`` against
    ``Var x = p/3 - p^2/4``. All other arguments (set_sizes, sparsity, low, dtype) and the shapes, (n_samples,
    n_features) or (n_instances, n_samples, n_features), are as in `sample_correlated_sets`.

    correlation (), (n_sets,), (n_instances, 1) or (n_instances, n_sets): rho, of two activities, not of two values.

    >>> x = sample_partly_correlated_sets(4, [3], 0.0, 0.5, np.random.default_rng(0))
    >>> bool((x > 0).all())
    True
    """
    generator(rng)
    shape, set_of = _layout(n_samples, set_sizes, n_instances)
    sparsity = probabilities(sparsity, "sparsity", len(set_sizes), n_instances, "n_sets")
    correlation = probabilities(correlation, "correlation", len(set_sizes), n_instances, "n_sets")
    per_set = (*shape[:2], len(set_sizes))
    density = (1.0 - sparsity)[:, np.newaxis]  # (n_instances or 1, 1, n_sets)
    together = rng.random(per_set) < density  # (n_instances or 1, n_samples, n_sets)
    bound = rng.random(per_set) < correlation[:, np.newaxis]
    alone = rng.random(shape) < density[..., set_of]  # (n_instances or 1, n_samples, n_features)
    active = np.where(bound[..., set_of], together[..., set_of], alone)  # by feature: set_of repeats what its set drew
    x = np.where(active, _magnitudes(shape, low, rng), 0.0).astype(float_type(dtype), copy=False)
    return x[0] if n_instances is None else x


def sample_anticorrelated_sets(n_samples: int, set_sizes: Sequence[int], sparsity: Any, rng: np.random.Generator, *,
                               n_instances: int | None = None, low: float = 0.0, dtype: Any = np.float64) -> np.ndarray:
    """Draw sets of features of which at most one is active: none with probability `sparsity`, else one at random.

    `sparsity` is that of the SET: a feature of a set of g is active with probability ``(1 - sparsity) / g`` (TMS
    section "Correlated and anticorrelated features"). All arguments (set_sizes, sparsity, low, dtype) and the shapes,
    (n_samples, n_features) or (n_instances, n_samples, n_features), are as in `sample_correlated_sets`.

    >>> x = sample_anticorrelated_sets(100, [2, 3], 0.0, np.random.default_rng(0))
    >>> set((x[:, :2] > 0).sum(axis=1).tolist()), set((x[:, 2:] > 0).sum(axis=1).tolist())
    ({1}, {1})
    """
    generator(rng)
    shape, set_of = _layout(n_samples, set_sizes, n_instances)
    sparsity = probabilities(sparsity, "sparsity", len(set_sizes), n_instances, "n_sets")
    per_set = (*shape[:2], len(set_sizes))
    occupied = rng.random(per_set) < (1.0 - sparsity)[:, np.newaxis]  # (n_instances or 1, n_samples, n_sets)
    sizes = np.asarray(set_sizes)
    chosen = np.cumsum(sizes) - sizes + rng.integers(0, sizes, size=per_set)  # index of the one feature of each set
    active = occupied[..., set_of] & (chosen[..., set_of] == np.arange(shape[2]))  # (..., n_samples, n_features)
    x = np.where(active, _magnitudes(shape, low, rng), 0.0).astype(float_type(dtype), copy=False)
    return x[0] if n_instances is None else x


def _layout(n_samples: int, set_sizes: Sequence[int],
            n_instances: int | None) -> tuple[tuple[int, int, int], np.ndarray]:
    """Return the full shape (n_instances or 1, n_samples, n_features) and the set of each feature."""
    sizes = integers(set_sizes, "set_sizes", 1)
    if not sizes:
        refuse("set_sizes", "at least one set", "none")
    instances = 1 if n_instances is None else integer(n_instances, "n_instances", 1)
    return (instances, integer(n_samples, "n_samples", 1), sum(sizes)), np.repeat(np.arange(len(sizes)), sizes)


def _magnitudes(shape: tuple[int, ...], low: float, rng: np.random.Generator) -> np.ndarray:
    low = number(low, "low", high=1.0)
    return low + (1.0 - low) * rng.random(shape)


def correlated_set_probability(n_features: int, sparsity: float) -> np.ndarray:
    """Return the probabilities of a set of features that are active together or not at all.

    n_features: of this set, at least 1. sparsity: P(all are 0), in [0, 1]. Returns (2^n_features,).

    >>> correlated_set_probability(2, 0.75).tolist()
    [0.75, 0.0, 0.0, 0.25]
    """
    probability = np.zeros(2 ** integer(n_features, "n_features", 1))
    probability[0] = number(sparsity, "sparsity", 0.0, 1.0)
    probability[-1] = 1.0 - probability[0]
    return probability


def partly_correlated_set_probability(n_features: int, sparsity: float, correlation: float) -> np.ndarray:
    """Return the probabilities of a set whose activities have a given correlation, between independent and together.

    ``P = rho P_correlated + (1 - rho) P_independent``: every pair of activities has correlation rho exactly.

    n_features: of this set, at least 1. sparsity: P(x_i = 0) of each feature, in [0, 1]. correlation: rho, in [0, 1].
    Returns (2^n_features,).

    >>> partly_correlated_set_probability(2, 0.5, 0.5).tolist()
    [0.375, 0.125, 0.125, 0.375]
    """
    together, rho = correlated_set_probability(n_features, sparsity), number(correlation, "correlation", 0.0, 1.0)
    return rho * together + (1.0 - rho) * active_set_probability(np.full(n_features, sparsity))


def anticorrelated_set_probability(n_features: int, sparsity: float) -> np.ndarray:
    """Return the probabilities of a set of which at most one member is active, each equally often.

    n_features: of this set, at least 1.
    sparsity: that of the set, P(all are 0), in [0, 1]; each feature is active with probability (1 - sparsity) /
        n_features.
    Returns (2^n_features,).

    >>> anticorrelated_set_probability(2, 0.5).tolist()
    [0.5, 0.25, 0.25, 0.0]
    """
    probability = np.zeros(2 ** integer(n_features, "n_features", 1))
    probability[0] = number(sparsity, "sparsity", 0.0, 1.0)
    probability[2 ** np.arange(n_features)] = (1.0 - probability[0]) / n_features
    return probability


def joint_probability(*sets: Any) -> np.ndarray:
    """Return the probabilities of independent `sets`, (2^n_i,) each: the features of the first set come first.

    The shape is (2^(n_1 + n_2 + ...),), in the order of set numbers.

    >>> joint_probability([0.5, 0.5], [0.75, 0.25]).tolist()  # the same as active_set_probability([0.5, 0.75])
    [0.375, 0.375, 0.125, 0.125]
    """
    if not sets:
        refuse("sets", "at least one set", "none")
    joint = np.ones(1)
    for number_of_set, one in enumerate(sets):
        one = real_array(one, f"sets[{number_of_set}]", ("2^n_features",))
        if len(one) & (len(one) - 1):
            refuse(f"sets[{number_of_set}]", "2^n_features probabilities", f"{len(one)}")
        joint = np.kron(one, joint)  # later sets are the higher bits
    return joint
