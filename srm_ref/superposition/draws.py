"""How are sparse independent features drawn fast? Two exact ways: one uniform an entry, or only the non-zeros' places.

Both fill a feature-major buffer, shape (n_features, n_samples), whose entry x_i is 0 with probability 1 - density_i
and else uniform on [low, 1], all entries independent; `draw_by_definition` says so literally.

- `fill_by_uniforms` draws u once an entry: active where u < density, and given that, u / density is uniform on
  [0, 1). Dividing is what makes the second use of u legitimate: without it magnitudes would stop at the density.
- `fill_by_places` never looks at the zeros: the gaps between successes of a Bernoulli(p) sequence are geometric, and
  floor(E / -log(1 - p)) of a standard exponential E is geometric exactly. Cost grows with the non-zeros alone.

Contents: draw_by_definition, fill_by_uniforms, fill_by_places, fill.

Source: TMS section "Demonstrating Superposition" (the distribution); Devroye, "Non-uniform random variate generation"
(1986), II.2 (conditioning) and X.2 (geometric by inversion).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from srm_ref.checks import integer, real_array, refuse

__all__ = ["draw_by_definition", "fill_by_uniforms", "fill_by_places", "fill"]

PLACES_BELOW = 0.12  # density under which places are the cheaper way, measured at 10^4 to 10^6 entries
PLACES_FROM = 8192  # entries under which the choice saves nothing


def draw_by_definition(density: np.ndarray, n_samples: int, rng: np.random.Generator, low: float = 0.0) -> np.ndarray:
    """Draw whether each entry is active, then how large it is: the definition, with two uniforms an entry.

    ``x_is = [A_is < density_i] (low + (1 - low) V_is)``, A and V independent and uniform on [0, 1)
    (TMS section "Demonstrating Superposition").

    Parameters
    ----------
    density : ndarray, shape (n_features, 1)
        Probability that an entry is not 0, in [0, 1].
    n_samples : int
    rng : numpy.random.Generator
    low : float
        Lower end of the magnitudes: 0, or -1 for the absolute value model.

    Returns
    -------
    ndarray, shape (n_features, n_samples)
    """
    shape = (len(density), n_samples)
    active = rng.random(shape) < density
    magnitude = low + (1.0 - low) * rng.random(shape)
    return np.where(active, magnitude, 0.0)


def fill_by_uniforms(out: np.ndarray, density: np.ndarray, rng: np.random.Generator, low: float = 0.0) -> None:
    """Fill `out` with sparse features from one uniform number an entry.

    ``x_is = [U_is < density_i] (low + (1 - low) U_is / density_i)``: in law equal to `draw_by_definition`.

    Parameters
    ----------
    out : ndarray of float64 or float32, shape (n_features, n_samples), C-contiguous
        Overwritten.
    density : ndarray, shape (n_features, 1)
        In [0, 1].
    rng : numpy.random.Generator
    low : float
    """
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


def fill_by_places(out: np.ndarray, density: np.ndarray, rng: np.random.Generator, low: float = 0.0) -> None:
    """Fill `out` with sparse features by drawing the places of its non-zeros; in law equal to `draw_by_definition`.

    Places are drawn at the highest density p; one of feature i is kept with probability density_i / p (thinning).

    Parameters
    ----------
    out : ndarray of float64 or float32, shape (n_features, n_samples), C-contiguous
        Overwritten.
    density : ndarray, shape (n_features, 1)
        In [0, 1).
    rng : numpy.random.Generator
    low : float
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
    """Fill `out` by whichever of the two ways is cheaper at this density and size: they differ in cost, not in law.

    Parameters
    ----------
    out : ndarray of float64 or float32, shape (n_features, n_samples), C-contiguous
        Overwritten.
    density : ndarray, shape (n_features, 1)
        In [0, 1].
    rng : numpy.random.Generator
    low : float
    """
    cheaper = fill_by_places if density.max() < PLACES_BELOW and out.size >= PLACES_FROM else fill_by_uniforms
    cheaper(out, density, rng, low)


def float_type(dtype: Any) -> np.dtype:
    """Return float64 or float32 as a dtype, or refuse anything else."""
    if dtype not in (np.float64, np.float32):
        refuse("dtype", "numpy.float64 or numpy.float32", str(dtype))
    return np.dtype(dtype)


def probabilities(value: Any, argument: str, n_rates: int, n_instances: int | None, word: str) -> np.ndarray:
    """Return probabilities as shape (n_instances or 1, n_rates), or refuse them."""
    rates = real_array(value, argument)
    if np.any((rates < 0.0) | (rates > 1.0)):
        refuse(argument, "numbers in [0, 1]", str(rates[(rates < 0.0) | (rates > 1.0)][0]))
    instances = 1 if n_instances is None else integer(n_instances, "n_instances", 1)
    allowed = {(), (n_rates,)} if n_instances is None else {(), (n_rates,), (instances, 1), (instances, n_rates)}
    if rates.shape not in allowed:
        extra = "" if n_instances is None else f", (n_instances, 1) or (n_instances, {word})"
        refuse(argument, f"shape () or ({word},){extra}, here {sorted(allowed)}", f"shape {rates.shape}")
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
