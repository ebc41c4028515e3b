"""What are the inputs of the toy models? Synthetic features, sparse and independent; and how much each matters.

Conventions: sparsity S = P(x_i = 0), density p = 1 - S. An active feature is uniform on [low, 1]: low = 0, or -1 for
the absolute value model. Samples are rows: (n_samples, n_features), with a leading instance axis when `n_instances` is
given, (n_instances, n_samples, n_features), and then every instance has samples of its own. Features that depend on
each other are in `srm_ref.superposition.correlated_features`.

`draw_by_definition` is the distribution written out. Two faster ways fill a feature-major buffer, shape (n_features,
n_samples), with the same law, all entries independent:

- `fill_by_uniforms` draws one u per entry: active where u < density, and given that, u / density is uniform on
  [0, 1). The division makes the second use of u legitimate: without it no magnitude would exceed the density.
- `fill_by_gaps` spends no time on the zeros: the gaps between successes of a Bernoulli(p) sequence are geometric, and
  a standard exponential number, divided by -log(1 - p) and rounded down, is geometric exactly. The cost grows with the
  number of non-zeros alone.

All distributions of the toy models have one form: some set of features is active, and given that, the active ones are
independent and uniform on [0, 1], the others 0. Exact expectations need the 2^n probabilities of the sets and nothing
else; set number sum of 2^i over its members, so that entry 0 is "none", and the last axis has length 2^n.

Contents: draw_by_definition, fill_by_uniforms, fill_by_gaps, fill; sample_features, feature_batches;
geometric_importance, log_spaced; active_set_probability; float_type and probabilities for other modules.

Source: TMS section "Demonstrating Superposition"; the absolute value model's range from "Computation in
Superposition"; the active sets, "Mathematical Understanding". Devroye, "Non-uniform random variate generation" (1986),
II.2 (conditioning) and X.2 (geometric by inversion).
"""

from __future__ import annotations

import math
from itertools import groupby
from typing import Any, Callable, Iterator

import numpy as np

from srm_ref.checks import generator, integer, number, real_array, refuse, require_all
from srm_ref.superposition.arguments import checked_densities

__all__ = ["draw_by_definition", "fill_by_uniforms", "fill_by_gaps", "fill", "sample_features", "feature_batches",
           "geometric_importance", "log_spaced", "active_set_probability"]

GAPS_BELOW = 0.12  # density below which `fill_by_gaps` is faster, measured at 10^4 to 10^6 entries
RARE = 2.0**-8  # density above which a float32 uniform gives 2^16 magnitudes or more
GAPS_FROM = 8192  # number of entries below which the choice saves nothing
AT_ONCE = 2**16  # number of entries that are filled by uniforms in one go


def draw_by_definition(density: np.ndarray, n_samples: int, rng: np.random.Generator, low: float = 0.0) -> np.ndarray:
    """Draw whether each entry is active, then how large it is: the definition, with two uniforms per entry.

    ``x_is = [u_is < density_i] (low + (1 - low) u'_is)``, u and u' independent and uniform on [0, 1)
    (TMS section "Demonstrating Superposition"). density (n_features, 1). Returns (n_features, n_samples).
    """
    shape = (len(density), n_samples)
    active = rng.random(shape) < density
    magnitude = low + (1.0 - low) * rng.random(shape)
    return np.where(active, magnitude, 0.0)


def fill_by_uniforms(out: np.ndarray, density: np.ndarray, rng: np.random.Generator, low: float = 0.0) -> None:
    """Fill `out` (n_features, n_samples) from one uniform number per entry; density (n_features, 1). Leading axes of
    both are instances, whose numbers follow one another as if each were filled by itself.

    ``x_is = [u_is < density_i] (low + (1 - low) u_is / density_i)``: in law equal to `draw_by_definition`, to the
    rounding of u: a float32 u has 24 bits, so where a density is below 2^-8 all are drawn as float64, with 53.
    """
    if out.dtype == np.float32 and _needs_float64(density):
        wide = np.empty(out.shape)
        fill_by_uniforms(wide, density, rng, low)
        out[...] = wide
        return
    density = density.astype(out.dtype, copy=False)
    rng.random(dtype=out.dtype, out=out)
    active = None
    if density.min() < 1.0:
        active = np.less(out, density)
        out *= active
        out /= np.where(density > 0.0, density, 1.0).astype(out.dtype, copy=False)  # nothing is active at density 0
    if low != 0.0:
        out *= 1.0 - low
        out += low if active is None else low * active.astype(out.dtype)


def _needs_float64(density: np.ndarray) -> bool:
    return bool(np.any((density > 0.0) & (density < RARE)))


def fill_by_gaps(out: np.ndarray, density: np.ndarray, rng: np.random.Generator, low: float = 0.0) -> None:
    """Fill `out` (n_features, n_samples) by drawing the places of its non-zeros; in law equal to `draw_by_definition`.

    Places are drawn at the highest density p; one of feature i is kept with probability density_i / p (thinning).
    density (n_features, 1): in [0, 1).
    """
    highest = float(density.max())
    places = _places(highest, out.size, rng)
    if density.min() < highest:
        places = places[rng.random(len(places)) * highest < density[places // out.shape[1], 0]]
    values = rng.random(len(places), dtype=out.dtype)
    if low != 0.0:
        values *= 1.0 - low
        values += low
    out.fill(0.0)
    out.reshape(-1)[places] = values  # a view, because `out` is contiguous


def fill(out: np.ndarray, density: np.ndarray, rng: np.random.Generator, low: float = 0.0) -> None:
    """Fill `out` (n_features, n_samples), density (n_features, 1) below 1, by the faster of the two, equal in law."""
    _cheaper(density, out.size)(out, density, rng, low)


def _cheaper(density: np.ndarray, size: int) -> Callable[..., None]:
    return fill_by_gaps if density.max() < GAPS_BELOW and size >= GAPS_FROM else fill_by_uniforms


def _parts(buffer: np.ndarray, density: np.ndarray) -> Iterator[tuple[Callable[..., None], np.ndarray, np.ndarray]]:
    """Yield way, out and density for the instances of a buffer, filled as `fill` would fill each.

    Small neighbours that are filled by uniforms of one type are one part: the same numbers in fewer calls.
    """
    size, at_once = buffer[0].size, max(1, AT_ONCE // buffer[0].size)
    ways = [_cheaper(rates, size) for rates in density]

    def part_of(k: int) -> tuple[int, bool]:
        return -1 - k // at_once if ways[k] is fill_by_uniforms else k, _needs_float64(density[k])

    for _, ks in groupby(range(len(density)), part_of):
        first, *others = ks
        which = first if ways[first] is fill_by_gaps else slice(first, first + 1 + len(others))
        yield ways[first], buffer[which], density[which]


def float_type(dtype: Any) -> np.dtype:
    """Return float64 or float32 as a dtype, or refuse anything else."""
    if dtype not in (np.float64, np.float32):
        refuse("dtype", "numpy.float64 or numpy.float32", str(dtype))
    return np.dtype(dtype)


def probabilities(value: Any, argument: str, n_rates: int, n_instances: int | None, word: str) -> np.ndarray:
    """Return probabilities as shape (n_instances or 1, n_rates), or refuse them."""
    rates = real_array(value, argument)
    require_all((rates >= 0.0) & (rates <= 1.0), rates, argument, "numbers in [0, 1]")
    instances = 1 if n_instances is None else integer(n_instances, "n_instances", 1)
    allowed, named = [(), (n_rates,)], f"() or ({word},)"
    if n_instances is not None:
        allowed, named = allowed + [(instances, 1), (instances, n_rates)], (
            f"(), ({word},), (n_instances, 1) or (n_instances, {word})")
    if rates.shape not in allowed:
        refuse(argument, f"shape {named}, here {', '.join(map(str, allowed))}", f"shape {rates.shape}")
    return np.broadcast_to(rates, (instances, n_rates))


def _places(density: float, size: int, rng: np.random.Generator) -> np.ndarray:
    """Return the increasing places of the successes among `size` Bernoulli(density) trials, density < 1."""
    if density == 0.0:
        return np.empty(0, dtype=np.intp)
    rate = -math.log1p(-density)
    count = int(size * density + 5.0 * math.sqrt(size * density) + 10.0)
    runs, last = [], -1.0
    while last < size:
        gaps = np.floor(rng.standard_exponential(count) / rate) + 1.0
        runs.append(last + np.cumsum(gaps))  # whole numbers, exact in float64
        last = float(runs[-1][-1])
    found = runs[0] if len(runs) == 1 else np.concatenate(runs)
    return found[: np.searchsorted(found, size)].astype(np.intp)


Sample = Callable[[np.random.Generator], np.ndarray]


def sample_features(n_samples: int, n_features: int, sparsity: Any, rng: np.random.Generator, *,
                    n_instances: int | None = None, low: float = 0.0, dtype: Any = np.float64) -> np.ndarray:
    """Draw `n_samples` of `n_features` independent features: 0 with probability `sparsity`, else uniform on [low, 1].

    For low = 0: ``E x = p/2``, ``E x^2 = p/3``, ``Var x = p/3 - p^2/4``, p = 1 - sparsity
    (TMS section "Demonstrating Superposition").

    sparsity (), (n_features,), and, where `n_instances` is given, (n_instances, 1) or (n_instances, n_features).
    n_instances: adds a leading axis of independent draws. dtype: numpy.float64 or numpy.float32.
    Returns (n_samples, n_features) or (n_instances, n_samples, n_features).

    >>> x = sample_features(3, 2, [0.0, 1.0], np.random.default_rng(0))
    >>> x.shape, bool((x[:, 0] > 0).all()), x[:, 1].tolist()
    ((3, 2), True, [0.0, 0.0, 0.0])
    """
    draw = feature_batches(n_samples, n_features, sparsity, n_instances=n_instances, low=low, dtype=dtype)
    return np.ascontiguousarray(draw(generator(rng)))


def feature_batches(n_samples: int, n_features: int, sparsity: Any, *, n_instances: int | None = None,
                    low: float = 0.0, dtype: Any = np.float32) -> Sample:
    """Return a function of a generator that draws `sample_features` again and again into one buffer, for training.

    Arguments are as in `sample_features`, checked here, once (sparsity, n_instances, low, dtype). ``draw(rng)``
    returns a view of the buffer, (n_samples, n_features) or (n_instances, n_samples, n_features), which the next call
    overwrites; in memory the samples of one feature lie together, which is how the training kernel reads them.

    >>> draw = feature_batches(3, 2, 0.5)
    >>> draw(np.random.default_rng(0)).shape
    (3, 2)
    """
    n_samples, n_features = integer(n_samples, "n_samples", 1), integer(n_features, "n_features", 1)
    low = number(low, "low", high=1.0)
    density = 1.0 - probabilities(sparsity, "sparsity", n_features, n_instances, "n_features")
    density = density[:, :, np.newaxis]  # (n_instances or 1, n_features, 1)
    buffer = np.empty((len(density), n_features, n_samples), dtype=float_type(dtype))
    parts = list(_parts(buffer, density))

    def draw(rng: np.random.Generator) -> np.ndarray:
        for way, out, rates in parts:
            way(out, rates, rng, low)
        batch = buffer.swapaxes(1, 2)
        return batch[0] if n_instances is None else batch

    return draw


def geometric_importance(n_features: int, ratio: float) -> np.ndarray:
    """Return the importances ``I_i = ratio^i``, (n_features,), ratio > 0 (TMS: 0.7^i for 20 features, 0.9^i for 80).

    >>> geometric_importance(3, 0.5).tolist()
    [1.0, 0.5, 0.25]
    """
    return number(ratio, "ratio", 0.0, low_open=True) ** np.arange(integer(n_features, "n_features", 1))


def log_spaced(n_values: int, last: float) -> np.ndarray:
    """Return ``last^(i / (n_values - 1))``, (n_values,): from 1 to `last` > 0 in equal ratios.

    The notebook released with TMS uses it for densities, to 1/20, and importances, to 1/100.

    >>> log_spaced(3, 0.25).tolist()
    [1.0, 0.5, 0.25]
    """
    return number(last, "last", 0.0, low_open=True) ** np.linspace(0.0, 1.0, integer(n_values, "n_values", 1))


def active_set_probability(sparsity: Any) -> np.ndarray:
    """Return the probability of every set of active features, (..., 2^n_features), for sparsity (..., n_features).

    ``P(K) = prod_{i in K} (1 - S_i) prod_{i not in K} S_i``, S_i = P(x_i = 0) (TMS "Mathematical Understanding").

    >>> active_set_probability([0.5, 0.75]).tolist()  # none, first, second, both
    [0.375, 0.375, 0.125, 0.125]
    """
    sparsity = checked_densities(real_array(sparsity, "sparsity", (..., "n_features")), "sparsity")
    probability = np.ones((*sparsity.shape[:-1], 1))
    for S in np.moveaxis(sparsity, -1, 0)[..., np.newaxis]:
        probability = np.concatenate([probability * S, probability * (1.0 - S)], axis=-1)
    return probability
