"""Which clouds of activations are asked about? Many, long, short and zero ones, of every number of dimensions.

Contents: cloud, CLOUDS, questions_of.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Callable

import numpy as np

from srm_ref.verification.drawn.judges import counts
from srm_ref.verification.drawn.question import Drawn, Inputs, Rng, asked

__all__ = ["cloud", "CLOUDS", "questions_of"]

TURN = 2 * np.pi


def cloud(rng: Rng, n_samples: Any, n_dims: Any, n_basis: int = 3, n_planes: int = 2, n_angles: Any = 6,
          epsilon: float | None = None) -> Inputs:
    """Draw an oblique basis, and activations of which many lie near its planes.

    Parameters
    ----------
    rng : numpy.random.Generator
    n_samples, n_dims, n_angles : int or tuple of two int
        A pair: drawn from that range, both ends included.
    n_basis, n_planes : int
    epsilon : float, optional
        Default: drawn between 0.3 and 0.8.

    Returns
    -------
    dict
        The inputs of `spotlight`.
    """
    n_samples, n_dims, n_angles = (int(rng.integers(size[0], size[1] + 1)) if isinstance(size, tuple) else size
                                   for size in (n_samples, n_dims, n_angles))
    basis = rng.standard_normal((n_basis, n_dims)) * rng.uniform(0.5, 3, (n_basis, 1))
    pairs = np.array([(i, j) for i in range(n_basis) for j in range(n_basis) if i != j])
    near = rng.standard_normal((n_samples, n_basis)) @ basis
    x = near + 0.5 * rng.standard_normal((n_samples, n_dims))
    return {"activations": x, "basis": basis, "epsilon": float(rng.uniform(0.3, 0.8)) if epsilon is None else epsilon,
            "planes": pairs[rng.permutation(len(pairs))[:n_planes]], "thetas": rng.uniform(0, TURN, n_angles)}


def _scaled(inputs: Inputs, factors: np.ndarray) -> Inputs:
    return inputs | {"activations": inputs["activations"] * factors}


def _with_zeros(inputs: Inputs, rng: Rng) -> Inputs:
    x = inputs["activations"].copy()
    x[rng.random(len(x)) < 0.4] = 0.0
    x[0] = 0.0
    return inputs | {"activations": x}


def _few_dims(rng: Rng) -> Inputs:
    return cloud(rng, (20, 60), (2, 9))


def _odd_dims(rng: Rng) -> Inputs:
    return cloud(rng, (30, 80), 2 * int(rng.integers(5, 65)) + 1)


def _even_dims(rng: Rng) -> Inputs:
    return cloud(rng, (30, 80), 2 * int(rng.integers(5, 65)))


def _hundreds_of_dims(rng: Rng) -> Inputs:
    return cloud(rng, 12, (257, 320))


def _thousands(rng: Rng) -> Inputs:
    return cloud(rng, (1400, 2000), (3, 8), n_angles=(5, 9))


def _seventy_thousand(rng: Rng) -> Inputs:
    """All but a few in one cone: integer rows, so that the question stays short."""
    rows = np.array([[3.0, 1.0], [2.0, 1.0], [4.0, -1.0], [1.0, 0.0], [-1.0, 2.0]])
    x = rows[np.minimum(rng.integers(0, 41, int(rng.integers(70_000, 73_000))) // 10, 4)]
    return {"activations": x, "basis": np.array([[2.0, 0.0], [1.0, 1.0]]), "epsilon": float(rng.uniform(0.5, 0.6)),
            "planes": np.array([[0, 1]]), "thetas": np.array([0.1, 1.3, -2.9])}


def _many_angles(rng: Rng) -> Inputs:
    return cloud(rng, 60, (3, 6), n_planes=1, n_angles=(401, 500))


def _many_even_angles(rng: Rng) -> Inputs:
    inputs = cloud(rng, 40, (3, 5), n_planes=1, n_angles=1)
    n = 2 * int(rng.integers(20, 60))
    return inputs | {"thetas": float(rng.uniform(0, 1)) + np.linspace(0, TURN / 2, n)}


def _many_planes(rng: Rng) -> Inputs:
    return cloud(rng, 15, 12, n_basis=20, n_planes=300, n_angles=2)


def _many_rows(rng: Rng) -> Inputs:
    inputs = cloud(rng, 12, 6, n_basis=200, n_planes=1, n_angles=3)
    return inputs | {"planes": np.array([[199, 3], [7, 130], [150, 198], [128, 0]])}


def _far_angles(rng: Rng) -> Inputs:
    return cloud(rng, 40, (3, 6)) | {"thetas": rng.uniform(1000, 5000, 6) * rng.choice([-1, 1], 6)}


def _long_and_short(rng: Rng) -> Inputs:
    inputs = cloud(rng, 40, (3, 40))
    return _scaled(inputs, 10.0 ** rng.uniform(-14, 14, (40, 1)))


def _all_short(rng: Rng) -> Inputs:
    return _scaled(cloud(rng, 40, (3, 40)), 10.0 ** rng.uniform(-15, -9))


def _a_little_short(rng: Rng) -> Inputs:
    return _scaled(cloud(rng, 60, (3, 9)), 10.0 ** rng.uniform(-7, -2, (60, 1)))


def _all_long(rng: Rng) -> Inputs:
    return _scaled(cloud(rng, 40, (3, 40)), 10.0 ** rng.uniform(9, 15))


def _rows_long_and_short(rng: Rng) -> Inputs:
    inputs = cloud(rng, 40, (3, 6))
    return inputs | {"basis": inputs["basis"] * 10.0 ** rng.uniform(-8, 8, (3, 1))}


def _zeros(rng: Rng) -> Inputs:
    return _with_zeros(cloud(rng, 30, (2, 5), epsilon=float(rng.uniform(0.2, 0.7))), rng)


def _zeros_at_epsilon_zero(rng: Rng) -> Inputs:
    return _with_zeros(cloud(rng, 30, (3, 5), epsilon=0.0), rng)


def _zeros_below(rng: Rng) -> Inputs:
    return _with_zeros(cloud(rng, 30, (3, 5), epsilon=-float(rng.uniform(0.05, 0.95))), rng)


def _narrow(rng: Rng) -> Inputs:
    """Cones of a few degrees; half of the samples lie that near the plane."""
    inputs = cloud(rng, 200, 3, n_planes=1, n_angles=40, epsilon=float(rng.uniform(0.95, 0.998)))
    i, j = inputs["planes"][0]
    inputs["activations"][:150] = rng.standard_normal((150, 2)) @ inputs["basis"][[i, j]]
    return inputs


def _wide(rng: Rng) -> Inputs:
    return cloud(rng, 60, (2, 4), n_angles=20, epsilon=-float(rng.uniform(0.8, 0.99)))


def _axes_at_an_angle(rng: Rng, low: float, high: float) -> Inputs:
    """Two rows at an angle between `low` and `high` degrees, or at 180 degrees less that angle."""
    n = int(rng.integers(3, 8))
    first, across = np.linalg.qr(rng.standard_normal((n, 2)))[0].T
    angle = np.deg2rad(rng.uniform(low, high, 2)) * [1, -1] + [0, np.pi]
    basis = np.array([first, *(np.cos(t) * first + np.sin(t) * across for t in angle)]) * rng.uniform(0.5, 3, (3, 1))
    x = rng.standard_normal((60, 2)) @ [first, across] + 0.4 * rng.standard_normal((60, n))
    return {"activations": x, "basis": basis, "epsilon": float(rng.uniform(0.4, 0.8)),
            "planes": np.array([[0, 1], [0, 2], [1, 0]]), "thetas": rng.uniform(0, TURN, 5)}


def _one_sample(rng: Rng) -> Inputs:
    return cloud(rng, 1, (2, 9), n_angles=24)


def _same_rows(rng: Rng) -> Inputs:
    inputs = cloud(rng, 40, (2, 4))
    return inputs | {"activations": inputs["activations"][rng.integers(0, 6, 40)]}


def _shifted(rng: Rng) -> Inputs:
    """All activations on one side, as after a ReLU."""
    inputs = cloud(rng, 60, (4, 20))
    return inputs | {"activations": np.abs(inputs["activations"]), "basis": np.eye(inputs["basis"].shape[1])[:3]}


# name, how it is drawn, what is asked, what it was made to catch, band about the cone's edge
CLOUDS: list[tuple[str, Callable[[Rng], Inputs], str, str, float]] = [
    ("few-dimensions", _few_dims, "2 to 9 dimensions", "what is right for the golden cases' sizes only", 1e-5),
    ("odd-dimensions", _odd_dims, "an odd number of dimensions, to 129", "dimensions taken in pairs or blocks", 1e-5),
    ("even-dimensions", _even_dims, "an even number of dimensions, to 128", "dimensions beyond a limit dropped", 1e-5),
    ("hundreds-of-dimensions", _hundreds_of_dims, "257 to 320 dimensions", "a block of 256 dimensions", 1e-5),
    ("thousands-of-samples", _thousands, "1,400 to 2,000 samples, hundreds of them in a cone",
     "a limit on samples, a chunk lost, counts in 8 bits, slack at the cone's edge", 1e-5),
    ("more-than-16-bits", _seventy_thousand, "70,000 to 73,000 samples, nearly all in one cone", "counts in 16 bits",
     1e-5),
    ("many-angles", _many_angles, "401 to 500 angles in any order", "a limit on angles, or angles on a grid", 1e-5),
    ("even-grid", _many_even_angles, "an even number of angles at equal steps over half a turn",
     "a grid taken for a whole turn", 1e-5),
    ("many-planes", _many_planes, "300 planes", "planes counted in 8 bits", 1e-5),
    ("many-rows", _many_rows, "200 rows in the basis", "row numbers in 7 bits", 1e-5),
    ("far-angles", _far_angles, "angles of 1,000 to 5,000 radians, and the negative of that", "angles clipped", 1e-3),
    ("long-and-short", _long_and_short, "lengths from 1e-14 to 1e14 in one cloud", "lengths guarded or clipped", 1e-5),
    ("short", _all_short, "all lengths about 1e-15 to 1e-9", "short activations taken for zero", 1e-5),
    ("a-little-short", _a_little_short, "lengths from 1e-7 to 1e-2", "a small constant added to lengths", 1e-5),
    ("long", _all_long, "all lengths above 1e9", "activations clipped", 1e-5),
    ("rows-long-and-short", _rows_long_and_short, "basis rows of lengths from 1e-8 to 1e8", "lengths of rows guarded",
     1e-5),
    ("zeros", _zeros, "zero activations among others", "zero activations inside, or not counted in N", 1e-5),
    ("zeros-at-epsilon-0", _zeros_at_epsilon_zero, "zero activations with epsilon = 0", "a zero's cosine taken for 0",
     1e-5),
    ("zeros-below", _zeros_below, "zero activations with negative epsilon", "a zero's cosine taken for 0", 1e-5),
    ("narrow", _narrow, "cones of 4 to 18 degrees", "epsilon or cosines rounded", 2e-5),
    ("wide", _wide, "epsilon from -0.99 to -0.8", "epsilon clipped", 1e-5),
    ("nearly-parallel", partial(_axes_at_an_angle, low=0.3, high=5.0), "rows within 5 degrees of parallel",
     "nearly parallel rows refused or made orthogonal", 3e-4),
    ("nearly-perpendicular", partial(_axes_at_an_angle, low=85.0, high=89.9), "rows within 5 degrees of a right angle",
     "nearly perpendicular rows taken for perpendicular", 1e-5),
    ("one-sample", _one_sample, "a single activation", "a single sample taken for a vector, or N - 1", 1e-5),
    ("same-rows", _same_rows, "activations that occur several times", "duplicates removed", 1e-5),
    ("one-sided", _shifted, "activations with no negative entry", "activations centred", 1e-5),
]
ENSEMBLE = ("few-dimensions", "odd-dimensions", "thousands-of-samples", "many-angles", "far-angles", "long-and-short",
            "a-little-short", "zeros-at-epsilon-0", "zeros-below", "nearly-parallel", "wide", "narrow")


def questions_of(function: str) -> list[Drawn]:
    """Return the drawn questions about the clouds of one function.

    Parameters
    ----------
    function : {"spotlight", "signed_spotlight"}
    """
    return [Drawn(name, function, statement, broken, asked(function, make, counts(function, band)))
            for name, make, statement, broken, band in CLOUDS]
