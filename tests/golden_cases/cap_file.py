"""Which cones show that a cap fraction is right? The cases of cases/cap-fraction.json.

Contents: cases.

Source: this package's isotropic baseline; `caps` for the values, closed forms by hand for the first ones.
"""

from __future__ import annotations

from tests.golden_cases.caps import cap_fraction
from tests.golden_cases.writing import CLOSED, DECIMAL, case

__all__ = ["cases"]

SINGLE = {"atol": 1e-7, "rtol": 2e-5}                       # float32 arithmetic
RATIO = {"atol": 0.0, "rtol": 1e-3}                         # small shares: float32 holds them to a few digits
DOUBLE = {"atol": 0.0, "rtol": 1e-9}                        # far tails: a relative error is what matters

# name, level, about, catches, effect, n_dims, epsilon, value by hand (a fraction of integers) or None
TABLE = [
    ("half", "harness", "half of the sphere is within 90 degrees", "the answer's shape or meaning",
     "nothing else can be compared", 3, "0", (1, 2)),
    ("circle", "required", "n = 2: arccos(e) / pi, 1/3 at e = 1/2", "epsilon taken for an angle",
     "every baseline is wrong", 2, "0.5", (1, 3)),
    ("sphere", "required", "n = 3: (1 - e) / 2", "dimension off by one", "baselines belong to another dimension", 3,
     "0.8", (1, 10)),
    ("sphere-narrow", "required", "n = 3: (1 - e) / 2", "both caps counted", "the baseline is twice too high", 3,
     "0.98", (1, 100)),
    ("sphere-wide", "required", "n = 3, epsilon below zero: (1 - e) / 2", "absolute value of epsilon",
     "wide cones get the narrow cone's baseline", 3, "-0.5", (3, 4)),
    ("five", "required", "n = 5: (2 - 3 e + e^3) / 4", "volume of a ball's cap in place of a sphere's",
     "the baseline is too low", 5, "0.5", (5, 32)),
    ("everything", "required", "epsilon = -1", "nan at the ends", "a trivial cone is an error", 4, "-1", (1, 1)),
    ("nothing", "required", "epsilon = 1", "nan at the ends", "a trivial cone is an error", 4, "1", (0, 1)),
]
ENDS = "the baseline is wrong where it decides whether a threshold can show anything"
POINTS = [(2, "0.9"), (2, "-0.3"), (3, "0.1"), (4, "0.7"), (4, "-0.9"), (5, "0.95"), (6, "0.3"), (7, "-0.2"),
          (8, "0.6"), (10, "0.5"), (12, "0.4"), (16, "0.6"), (16, "0.75"), (24, "0.3"), (32, "-0.25"),
          (64, "0.1"), (64, "0.25"), (100, "-0.05"), (256, "0.15")]
TAILS = [(16, "0.999"), (64, "0.9"), (512, "0.6"), (512, "0.9"), (999, "0.5"), (1536, "0.2"), (10000, "0.01"),
         (10000, "0.05"), (10000, "0.3"), (10000, "-0.02")]

SMALL = [(10, "0.95"), (16, "0.999"), (64, "0.9"), (256, "0.5"), (512, "0.45"), (1536, "0.2"), (10000, "0.05"),
         (10000, "0.1")]


def cases() -> list[dict]:
    """Return all cases of the file: by hand, moderate dimensions, small shares, and to nine digits."""
    by_hand = [_case(name, level, about, catches, effect, n, e, CLOSED, fraction)
               for name, level, about, catches, effect, n, e, fraction in TABLE]
    points = [_case(f"{n}-dims-at-{e}", "required", f"{n} dimensions, epsilon {e}", "wrong incomplete beta function",
                    ENDS, n, e, DECIMAL) for n, e in POINTS]
    tails = [_case(f"tail-{n}-dims-at-{e}", "optional", f"{n} dimensions, epsilon {e}, to nine digits",
                   "cancellation or underflow in the tail", ENDS, n, e, DECIMAL, tolerance=DOUBLE) for n, e in TAILS]
    small = [_case(f"small-{n}-dims-at-{e}", "required",
                   f"{n} dimensions, epsilon {e}: a small share, judged by its ratio",
                   "a normal approximation, or a small share cut off", ENDS, n, e, DECIMAL, tolerance=RATIO)
             for n, e in SMALL]
    return [*by_hand, *points, *small, *tails]


def _case(name: str, level: str, about: str, catches: str, effect: str, n_dims: int, epsilon: str, origin: str,
          fraction: tuple[int, int] | None = None, tolerance: dict = SINGLE) -> dict:
    value = float(cap_fraction(n_dims, epsilon))
    if fraction is not None and abs(value - fraction[0] / fraction[1]) > 1e-16:
        raise ValueError(f"{name}: by hand {fraction}; to 60 digits {value}")
    return case(f"cap-fraction/{name}", "cap_fraction", about, catches, effect, origin,
                {"n_dims": n_dims, "epsilon": float(epsilon)}, {"value": value}, tolerance, level)
