"""What is the exact expected loss of the ReLU output model? A sum over supports of exact integrals.

With density p = 1 - sparsity and active features uniform on [0, 1],

    L = sum over supports T of p^|T| (1-p)^(n-|T|) sum_i I_i E[(x_i - relu(G_iT x_T + b_i))^2],   G = W^T W,

and the square is multiplied out: E[x_i^2] - 2 E[x_i relu(.)] + E[relu(.)^2], each an iterated exact integral.

Contents: population_loss.

Source: TMS section "Basic results", the loss as an expectation; integrals by `piecewise`.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Sequence

from tests.golden_cases.piecewise import relu_power

__all__ = ["population_loss"]


def population_loss(W: Sequence[Sequence[Fraction]], bias: Sequence[Fraction], importance: Sequence[Fraction],
                    sparsity: Fraction) -> Fraction:
    """Return the expected importance-weighted squared error of relu(W^T W x + bias), an exact fraction.

    Examples
    --------
    >>> population_loss([[1, -1]], [0, 0], [1, 1], Fraction(1, 2))   # the antipodal pair: 2 p^2 / 6
    Fraction(1, 12)
    """
    n, density = len(bias), 1 - Fraction(sparsity)
    columns = list(zip(*W))
    total = Fraction(0)
    for i in range(n):
        gram = [sum((Fraction(u) * v for u, v in zip(columns[i], column)), Fraction(0)) for column in columns]
        for support in product((0, 1), repeat=n):
            weight = density ** sum(support) * Fraction(sparsity) ** (n - sum(support))
            total += importance[i] * weight * _error(i, gram, Fraction(bias[i]), support)
    return total


def _error(i: int, gram: Sequence[Fraction], bias: Fraction, support: Sequence[int]) -> Fraction:
    """Return E[(x_i - relu(gram . x + bias))^2] with x uniform on the cube of the supported features."""
    square, mixed = relu_power(2), relu_power(1)
    for j, active in enumerate(support):
        if active:
            square = square.averaged(gram[j])
            mixed = mixed.averaged_with_t(gram[j]) if j == i else mixed.averaged(gram[j])
    if not support[i]:
        return square(bias)
    return Fraction(1, 3) - 2 * mixed(bias) + square(bias)
