"""Write srm_ref/accuracy.md: how exact the functions are, each measured against an independent means.

    python -m tests.accuracy

The means are rational numbers (`fractions`), decimal numbers of many digits (`decimal`), and formulas written out here;
none of them is the package's. An error is the largest over the inputs that the row names, drawn by a fixed seed, and is
written down as the next power of ten above it. tests/test_pages.py measures again and fails above what is written.
"""

from __future__ import annotations

import math
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path
from typing import Callable, NamedTuple

import numpy as np

import srm_ref
from srm_ref import superposition
from srm_ref.geometry import log_cap_fraction, norms
from srm_ref.superposition import MODELS
from srm_ref.superposition.exact_loss_by_definition import (population_hessian_by_definition,
                                                            population_loss_and_gradient_by_definition)

PAGE = Path(__file__).resolve().parent.parent / "srm_ref/accuracy.md"
HEAD = """# How exact are the functions?

Made by `python -m tests.accuracy`, which measures; a test measures again and fails above what stands here. "Relative"
is the largest error over the largest number of the same result. Every error is rounded up to a power of ten,
1e-15 at least. Counts of a spotlight are integers: their row tells how many were wrong.

| function | range | error | measured against |
|---|---|---|---|
"""


class Row(NamedTuple):
    """One function, its range, how its error is meant, what it is compared with, and the measurement."""

    function: str
    range: str
    kind: str
    against: str
    measure: Callable[[], float]


def rational(array: object) -> np.ndarray:
    """Give the exact values of floats."""
    return np.vectorize(lambda number: Fraction(float(number)), otypes=[object])(np.asarray(array))


def relative(found: object, exact: object) -> float:
    """Give the largest error of an array over its largest entry."""
    found, exact = rational(found).ravel(), np.asarray(exact, dtype=object).ravel()
    return float(max(abs(f - Fraction(e)) for f, e in zip(found, exact)) / max(abs(Fraction(e)) for e in exact))


def power_above(error: float) -> float:
    """Round an error up to a power of ten, 1e-15 at least: another machine's last digit may differ."""
    return 10.0 ** max(-15, math.ceil(math.log10(error))) if error > 0 else 0.0


def lengths() -> float:
    """Square roots of exact sums of squares, in 60 digits."""
    rng, worst = np.random.default_rng(1), 0.0
    for n_dims in (1, 3, 50, 700):
        for scale in (1e-300, 1.0, 1e300):
            vector = scale * rng.standard_normal(n_dims)
            with localcontext() as context:
                context.prec = 60
                square = sum(rational(vector)**2)
                exact = (Decimal(square.numerator) / Decimal(square.denominator)).sqrt()
                worst = max(worst, float(abs(Decimal(float(norms(vector))) - exact) / exact))
    return worst


def cosine_and_sine(angle: Fraction) -> tuple[Fraction, Fraction]:
    """Sum the series of cos and sin to 40 terms, for angles up to 7."""
    cosine, sine, term = Fraction(0), Fraction(0), Fraction(1)
    for k in range(80):
        cosine, sine = (cosine + (-1)**(k // 2) * term, sine) if k % 2 == 0 else (cosine, sine + (-1)**(k // 2) * term)
        term = term * angle / (k + 1)
    return cosine, sine


def rotations() -> float:
    """R = I + sin B + (cos - 1) P for the rational frame (2, 2, 1)/3, (-2, 1, 2)/3."""
    e1, e2 = rational([2, 2, 1]) / 3, rational([-2, 1, 2]) / 3
    a, b = np.array([2.0, 2.0, 1.0]), np.array([2.0, 5.0, 4.0])  # 3 e1, and 6 e1 + 3 e2
    worst, one = 0.0, np.array([[Fraction(int(i == j)) for j in range(3)] for i in range(3)])
    for theta in np.linspace(-6.25, 6.25, 41):
        cosine, sine = cosine_and_sine(Fraction(float(theta)))
        bivector, plane = np.outer(e2, e1) - np.outer(e1, e2), np.outer(e1, e1) + np.outer(e2, e2)
        exact = one + sine * bivector + (cosine - 1) * plane
        worst = max(worst, relative(srm_ref.plane_rotation(a, b, theta), exact))
    return worst


def cap(n_dims: int, epsilon: Fraction, digits: int) -> Decimal:
    """int_0^w sin^(n-2) / int_0^pi sin^(n-2), w = arccos(epsilon): k S_k = (k-1) S_{k-2} - cos w sin^{k-1} w."""
    with localcontext() as context:
        context.prec = digits
        c = Decimal(epsilon.numerator) / Decimal(epsilon.denominator)
        s, pi = (1 - c * c).sqrt(), 2 * _arcsine(Decimal(1) / 2, digits) * 3
        part, whole = ((pi / 2 - _arcsine(c, digits), pi) if n_dims % 2 == 0 else (1 - c, Decimal(2)))
        for k in range(n_dims % 2 + 2, n_dims - 1, 2):
            part, whole = ((k - 1) * part - c * s**(k - 1)) / k, (k - 1) * whole / k
        return part / whole


def _arcsine(c: Decimal, digits: int) -> Decimal:
    """Sum_k (2k)! c^(2k+1) / (4^k k!^2 (2k+1)), for |c| < 1."""
    total, term, k = c, c, 0
    while abs(term) > Decimal(10)**-digits:
        k += 1
        term *= c * c * (2 * k - 1) / (2 * k)
        total += term / (2 * k + 1)
    return total


CAPS = [(n_dims, Fraction(epsilon)) for n_dims in (2, 3, 4, 5, 10, 31, 100, 301)
        for epsilon in (0.015625, 0.25, 0.5, 0.75)]


def caps() -> float:
    """Caps of both kinds of dimension."""
    worst = 0.0
    for n_dims, epsilon in CAPS:
        exact = cap(n_dims, epsilon, 200)
        worst = max(worst, float(abs(Decimal(srm_ref.cap_fraction(n_dims, float(epsilon))) - exact) / exact))
    return worst


def log_caps() -> float:
    """The logarithm of caps far below the smallest double."""
    worst = 0.0
    for n_dims in (999, 1500):
        exact = cap(n_dims, Fraction(0.875), 1200).ln()
        worst = max(worst, float(abs(Decimal(log_cap_fraction(n_dims, 0.875)) - exact) / abs(exact)))
    return worst


def counts() -> float:
    """cos >= epsilon, squared, in rational numbers, at angles of right triangles with whole sides."""
    rng, wrong = np.random.default_rng(2), 0
    triangles = [(1, 0, 1), (4, 3, 5), (3, 4, 5), (0, 1, 1), (-3, 4, 5), (-4, -3, 5), (12, -5, 13), (5, 12, 13),
                 (-8, 15, 17)]
    thetas = np.array([math.atan2(y, x) for x, y, _ in triangles])
    for epsilon in (-0.5, 0.25, 0.75, 0.90625):
        activations = rng.standard_normal((60, 4))
        found = srm_ref.spotlight_curve(activations, [2, 0, 0, 0], [3, 7, 0, 0], epsilon, thetas) * len(activations)
        for (x, y, length), count in zip(triangles, found):
            dots = [(x * row[0] + y * row[1]) / length for row in rational(activations)]
            squares = [sum(row**2) for row in rational(activations)]
            edges = [Fraction(epsilon)**2 * square for square in squares]
            lit = [dot >= 0 and dot**2 >= edge if epsilon >= 0 else dot >= 0 or dot**2 <= edge
                   for dot, edge in zip(dots, edges)]
            wrong += int(round(count)) != sum(lit)
    return float(wrong)


def kurtoses() -> float:
    """n^2 mean (x . b)^4 / (|x|^4 |b|^4): fourth powers need no root."""
    rng, worst = np.random.default_rng(3), 0.0
    for n_dims, n_directions in ((2, 3), (5, 5), (16, 20)):
        activations, basis = rng.standard_normal((20, n_dims)), rng.standard_normal((n_directions, n_dims))
        x, b = rational(activations), rational(basis)
        fourths = (x @ b.T)**4 / ((x**2).sum(axis=1)[:, None]**2 * (b**2).sum(axis=1)[None]**2)
        worst = max(worst, relative(srm_ref.kurtosis(activations, basis), n_dims**2 * fourths.sum() / fourths.size))
    return worst


def dimensionalities() -> float:
    """D_i = G_ii^2 / (G^2)_ii."""
    W = np.random.default_rng(4).standard_normal((5, 12))
    gram = rational(W).T @ rational(W)
    exact = np.array([gram[i, i]**2 / (gram @ gram)[i, i] for i in range(12)])
    return relative(superposition.feature_dimensionality(W), exact)


def _model(seed: int) -> tuple[dict, np.ndarray, float]:
    rng = np.random.default_rng(seed)
    return {"W": rng.integers(-8, 9, (2, 4)) / 8, "bias": rng.integers(-4, 5, 4) / 8}, rng.integers(1, 9, 4) / 8, 0.75


def _exact_model(seed: int) -> tuple[np.ndarray, dict]:
    parameters, importance, sparsity = _model(seed)
    exact = {name: rational(value) for name, value in parameters.items()}
    return population_loss_and_gradient_by_definition(exact, rational(importance), Fraction(sparsity))


def losses() -> float:
    """The integrals of the definition, in rational numbers."""
    return max(relative(superposition.population_loss(*_model(seed)), _exact_model(seed)[0]) for seed in range(6))


def loss_gradients() -> float:
    """As `losses`."""
    worst = 0.0
    for seed in range(6):
        found, exact = superposition.population_loss_and_gradient(*_model(seed))[1], _exact_model(seed)[1]
        worst = max(worst, *(relative(found[name], exact[name]) for name in found))
    return worst


def loss_hessians() -> float:
    """As `losses`."""
    worst = 0.0
    for seed in range(6):
        parameters, importance, sparsity = _model(seed)
        exact = {name: rational(value) for name, value in parameters.items()}
        exact = population_hessian_by_definition(exact, rational(importance), Fraction(sparsity))
        worst = max(worst, relative(superposition.population_hessian(parameters, importance, sparsity), exact))
    return worst


def linear_losses() -> float:
    """sum_i I_i E (x_i - (G x)_i - b_i)^2 by first and second moments, in rational numbers."""
    worst = 0.0
    for seed in range(6):
        parameters, importance, sparsity = _model(seed)
        W, p = rational(parameters["W"]), 1 - Fraction(sparsity)
        miss = np.array([[Fraction(int(i == j)) for j in range(4)] for i in range(4)]) - W.T @ W
        second = [[p / 3 if i == j else p * p / 4 for j in range(4)] for i in range(4)]
        exact = sum(Fraction(float(weight)) * (row @ np.array(second) @ row - 2 * b * row.sum() * p / 2 + b * b)
                    for weight, row, b in zip(importance, miss, rational(parameters["bias"])))
        worst = max(worst, relative(superposition.linear_population_loss(parameters, importance, sparsity), exact))
    return worst


def batch_gradients() -> float:
    """The loops of the ReLU output model, sample by sample and entry by entry, in rational numbers."""
    rng, (parameters, importance, _) = np.random.default_rng(5), _model(0)
    features = rng.uniform(size=(16, 4))
    W, bias, I, X = map(rational, (parameters["W"], parameters["bias"], importance, features))
    gram, dG, db = W.T @ W, np.zeros((4, 4), dtype=object), np.zeros(4, dtype=object)
    for x in X:
        z = gram @ x + bias
        slope = np.array([2 * I[i] * (max(z[i], Fraction(0)) - x[i]) * (z[i] > 0) / 16 for i in range(4)])
        dG, db = dG + np.outer(slope, x), db + slope
    found = MODELS["relu_output"].loss_and_gradient(parameters, features, importance)[1]
    return max(relative(found["W"], W @ (dG + dG.T)), relative(found["bias"], db))


def interferences() -> float:
    """J = (relu(b + c)^3 - relu(b)^3) / (3 c), which loses nothing in rational numbers."""
    worst = 0.0
    for c in (1e-12, -1e-6, 0.375, -1.5, 7.0):
        for b in (0.5, -0.25, 1.0, -0.125):
            u, v = max(Fraction(b), Fraction(0)), max(Fraction(b) + Fraction(c), Fraction(0))
            exact = (v**3 - u**3) / (3 * Fraction(c))
            found = superposition.interference_integral(c, b)
            worst = max(worst, relative(found, exact) if exact else float(found))
    return worst


ROWS = [
    Row("norms", "1 to 700 dimensions, lengths from 1e-301 to 3e301",
        "relative", "exact sums of squares, roots of 60 digits", lengths),
    Row("plane_rotation", "3 dimensions, theta from -6.25 to 6.25",
        "relative", "a rational frame and the series of cos and sin", rotations),
    Row("cap_fraction", "2 to 301 dimensions, epsilon 1/64 to 3/4",
        "relative", "integration by parts, 200 digits", caps),
    Row("log_cap_fraction", "999 and 1500 dimensions, epsilon 7/8",
        "relative", "integration by parts, 1200 digits", log_caps),
    Row("spotlight_curve", "epsilon -1/2 to 0.91, 36 counts of 60 activations",
        "wrong counts", "rational cosines, squared", counts),
    Row("kurtosis", "2 to 16 dimensions, oblique and overcomplete bases",
        "relative", "rational fourth powers", kurtoses),
    Row("feature_dimensionality", "12 features in 5 dimensions",
        "relative", "G_ii^2 / (G^2)_ii, rational", dimensionalities),
    Row("population_loss", "4 features, 2 dimensions",
        "relative", "the definition's integrals, rational", losses),
    Row("population_loss_and_gradient", "the same, its gradient",
        "relative", "the definition's integrals, rational", loss_gradients),
    Row("population_hessian", "the same, its second derivatives",
        "relative", "the definition's integrals, rational", loss_hessians),
    Row("linear_population_loss", "the same",
        "relative", "first and second moments, rational", linear_losses),
    Row("MODELS[\"relu_output\"].loss_and_gradient", "16 samples of 4 features",
        "relative", "loops over samples, rational", batch_gradients),
    Row("interference_integral", "slopes 1e-12 to 7 in size, biases up to 1",
        "relative", "the difference of cubes, rational", interferences),
]


def page(errors: list[float]) -> str:
    """Set out the rows with these errors, each at most what is written."""
    lines = []
    for row, error in zip(ROWS, errors):
        told = f"{row.kind} {error:.0f}" if row.kind == "wrong counts" else f"{row.kind} {power_above(error):.0e}"
        lines.append(f"| `{row.function}` | {row.range} | {told} | {row.against} |")
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page([row.measure() for row in ROWS]), encoding="utf-8")
