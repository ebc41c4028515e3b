"""Which statistics show that sparse features are drawn rightly? The cases of cases/features.json.

A sampler is judged by shares and means of bounded numbers. Each bound holds for every sampler that is right, at the
stated false-alarm rate, with no normal approximation: Hoeffding's inequality for a mean of K independent numbers in
[0, 1], P(|mean - mu| >= t) <= 2 exp(-2 K t^2), Dvoretzky-Kiefer-Wolfowitz-Massart for the largest distance between
the drawn and the true distribution function (the same bound), and a union bound where the worst of several is taken.

Contents: bound, cases.

Source: TMS section "Demonstrating superposition", x_i = 0 with probability S, else uniform on [0, 1], independent.
"""

from __future__ import annotations

from fractions import Fraction
from math import log, sqrt

from tests.golden_cases.writing import BOUND, case

__all__ = ["FALSE_ALARM", "bound", "cases"]

FALSE_ALARM = 1e-9
ZEROS = 5               # float32 draws 0 with probability 2^-23 at most: 6 among 100000 are beyond FALSE_ALARM
N_SAMPLES, N_FEATURES, SEED = 20000, 5, 20240914


def bound(trials: float, worst_of: int = 1) -> float:
    """Return t with P(|mean of `trials` numbers in [0, 1] - expectation| >= t for any of `worst_of`) <= FALSE_ALARM.

    Examples
    --------
    >>> bound(100000)
    0.01035
    """
    return round(sqrt(log(2 * worst_of / FALSE_ALARM) / (2 * trials)) + 5e-6, 5)


# name, level, about, catches, effect, sparsity
TABLE = [
    ("dense", "harness", "sparsity 0: nothing is zero", "the answer's shape or meaning", "nothing else can be compared",
     Fraction(0)),
    ("empty", "harness", "sparsity 1: everything is zero", "density called sparsity", "sparse is dense", Fraction(1)),
    ("sparsity-0.25", "required", "a quarter of the entries is zero", "magnitude reuses the mask's uniform number",
     "active features are not uniform on [0, 1]", Fraction(1, 4)),
    ("sparsity-0.7", "required", "seven entries in ten are zero", "mask shared between features",
     "features are correlated, and superposition disappears", Fraction(7, 10)),
    ("sparsity-0.9", "required", "nine entries in ten are zero", "mask shared over the batch",
     "a batch is one support", Fraction(9, 10)),
]


def cases() -> list[dict]:
    """Return all cases of the file."""
    return [case(f"features/{name}", "sample_features", about, catches, effect, BOUND,
                 {"n_samples": N_SAMPLES, "n_features": N_FEATURES, "sparsity": sparsity, "seed": SEED},
                 {"statistics": _statistics(1 - sparsity), "false_alarm": FALSE_ALARM}, {"atol": 0.0, "rtol": 0.0},
                 level)
            for name, level, about, catches, effect, sparsity in TABLE]


def _statistics(density: Fraction) -> dict:
    """Return {statistic: {"value", "tolerance"}}; what is certain has tolerance 0, but for zeros of float32."""
    entries, pairs = N_SAMPLES * N_FEATURES, N_FEATURES * (N_FEATURES - 1) // 2
    certain = density in (0, 1)

    def exact(numbers: int) -> float:
        return ZEROS / numbers if density else 0

    active = entries * density * Fraction(9, 10)                # 90 % of the expected number: fewer is beyond the bound
    out = {
        "outside_share": (Fraction(0), 0),
        "zero_share": (1 - density, exact(entries) if certain else bound(entries)),
        "column_active_share": (density, exact(N_SAMPLES) if certain else bound(N_SAMPLES, N_FEATURES)),
        "pair_active_share": (density**2, exact(N_SAMPLES) if certain else bound(N_SAMPLES, pairs)),
        "next_row_active_share": (density**2, exact(N_SAMPLES // 2) if certain else bound(N_SAMPLES // 2, N_FEATURES)),
        "pair_product": (density**2 / 4, bound(N_SAMPLES, pairs) if density else 0),
    }
    if density:
        out |= {"active_mean": (Fraction(1, 2), bound(active)), "active_mean_square": (Fraction(1, 3), bound(active)),
                "active_distance_from_uniform": (Fraction(0), bound(active))}
    return {name: {"value": value, "tolerance": tolerance} for name, (value, tolerance) in out.items()}
