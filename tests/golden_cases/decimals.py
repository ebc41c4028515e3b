"""How are cosines and random-looking integers made without floating point? With decimals and one recurrence.

Conventions: angles are given as exact fractions of a turn or as exact decimal strings of radians; results carry
`DIGITS` digits. The lattice numbers are a linear congruential sequence written out here, so that the files can be
rebuilt to the byte by any version of any language.

Contents: DIGITS, pi, cosine_and_sine, arccosine, Angle, turn, radians, Lattice.

Source: Taylor series; Machin's formula for pi; Knuth's MMIX constants for the sequence.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

__all__ = ["DIGITS", "pi", "cosine_and_sine", "arccosine", "Angle", "turn", "radians", "Lattice"]

DIGITS = 60


@lru_cache(maxsize=None)
def pi(digits: int = DIGITS) -> Decimal:
    """Return pi by Machin's formula, pi = 16 arctan(1/5) - 4 arctan(1/239).

    Examples
    --------
    >>> round(pi(), 20)
    Decimal('3.14159265358979323846')
    """
    with localcontext() as context:
        context.prec = digits + 10
        return 16 * _arctangent(Decimal(1) / 5) - 4 * _arctangent(Decimal(1) / 239)


def cosine_and_sine(angle: Decimal) -> tuple[Decimal, Decimal]:
    """Return (cos, sin) of `angle` in radians by Taylor series, with `DIGITS` correct digits for moderate angles.

    Examples
    --------
    >>> cosine, sine = cosine_and_sine(pi() / 6)
    >>> float(cosine * cosine), float(sine)
    (0.75, 0.5)
    """
    with localcontext() as context:
        context.prec = DIGITS + 20
        sums, term, k = [Decimal(0), Decimal(0)], Decimal(1), 0
        while abs(term) > Decimal(10) ** -(DIGITS + 15) or k < abs(angle):
            sums[k % 2] += term if k % 4 < 2 else -term
            k += 1
            term = term * angle / k
        return sums[0], sums[1]


def arccosine(cosine: Decimal, digits: int) -> Decimal:
    """Return arccos of a number in (-1, 1): 2 arctan(sqrt((1 - c) / (1 + c))), the arctangent halved to converge.

    Examples
    --------
    >>> float(arccosine(Decimal("0.5"), 40) * 3 / pi(40))
    1.0
    """
    with localcontext() as context:
        context.prec = digits + 10
        tangent = ((1 - cosine) / (1 + cosine)).sqrt()
        for _ in range(4):                                          # arctan t = 2 arctan(t / (1 + sqrt(1 + t^2)))
            tangent = tangent / (1 + (1 + tangent * tangent).sqrt())
        return 32 * _arctangent(tangent)


def _arctangent(x: Decimal) -> Decimal:
    total, power, k = Decimal(0), x, 1
    while total + power / k != total:
        total += power / k if k % 4 == 1 else -power / k
        power *= x * x
        k += 2
    return total


class Angle(NamedTuple):
    """An in-plane angle: its nearest double, which the file holds, and its exact cosine and sine."""

    value: float
    cosine: Decimal
    sine: Decimal


def turn(k: int, n: int) -> Angle:
    """Return the angle of k n-ths of a full turn, 2 pi k / n: exact, not the double nearest to it.

    Examples
    --------
    >>> turn(1, 4).value
    1.5707963267948966
    """
    with localcontext() as context:
        context.prec = DIGITS + 10
        angle = 2 * pi() * k / n
    return Angle(float(angle), *cosine_and_sine(angle))


def radians(text: str) -> Angle:
    """Return the angle of an exact decimal number of radians.

    Examples
    --------
    >>> radians("-0.5").value
    -0.5
    """
    return Angle(float(text), *cosine_and_sine(Decimal(text)))


class Lattice:
    """A repeatable sequence of small integers: s <- 6364136223846793005 s + 1442695040888963407 mod 2^64, top bits.

    Examples
    --------
    >>> Lattice(1).integers(4, -3, 3)
    [-2, -2, -2, -1]
    """

    def __init__(self, seed: int) -> None:
        self._state = seed

    def integer(self, low: int, high: int) -> int:
        """Return the next integer in [low, high]."""
        self._state = (6364136223846793005 * self._state + 1442695040888963407) % 2**64
        return low + (self._state >> 33) % (high - low + 1)

    def integers(self, count: int, low: int, high: int) -> list[int]:
        """Return the next `count` integers in [low, high]."""
        return [self.integer(low, high) for _ in range(count)]

    def eighths(self, count: int, low: int, high: int) -> list[Fraction]:
        """Return `count` multiples of 1/8 from low/8 to high/8, exact in binary of any width."""
        return [Fraction(self.integer(low, high), 8) for _ in range(count)]
