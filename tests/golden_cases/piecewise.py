"""What is the exact integral of a relu over a cube? One variable at a time, with piecewise polynomials.

A `Piecewise` is a polynomial on each interval between sorted breakpoints (fractions). Integrating z -> F(z + c t) over
t in [0, 1] turns F into another one: (A(z + c) - A(z)) / c with A an antiderivative of F; with a factor t in front,
integration by parts does the same with two antiderivatives. Repeating this for every active feature gives the expected
value of relu(...)^2 without any formula for the cube's corners.

Contents: Piecewise, relu_power.

Source: elementary calculus; used for TMS's expected loss.
"""

from __future__ import annotations

from bisect import bisect_right
from fractions import Fraction
from math import comb
from typing import NamedTuple

__all__ = ["Piecewise", "relu_power"]

Polynomial = tuple[Fraction, ...]                       # coefficients of 1, z, z^2, ...


def _value(p: Polynomial, z: Fraction) -> Fraction:
    total = Fraction(0)
    for coefficient in reversed(p):
        total = total * z + coefficient
    return total


def _antiderivative(p: Polynomial) -> Polynomial:
    return (Fraction(0), *(c / (k + 1) for k, c in enumerate(p)))


def _shift(p: Polynomial, s: Fraction) -> Polynomial:
    """Return the polynomial z -> p(z + s)."""
    out = [Fraction(0)] * len(p)
    for k, c in enumerate(p):
        for j in range(k + 1):
            out[j] += c * comb(k, j) * s ** (k - j)
    return tuple(out)


def _combine(p: Polynomial, q: Polynomial, q_factor: Fraction) -> Polynomial:
    size = max(len(p), len(q))
    pad = [(r + (Fraction(0),) * size)[:size] for r in (p, q)]
    return tuple(x + q_factor * y for x, y in zip(*pad))


class Piecewise(NamedTuple):
    """Polynomials `pieces[k]` on the intervals cut by `breaks` (one more piece than breaks), continuous."""

    breaks: tuple[Fraction, ...]
    pieces: tuple[Polynomial, ...]

    def __call__(self, z: Fraction) -> Fraction:
        return _value(self.pieces[bisect_right(self.breaks, z)], z)

    def antiderivative(self) -> "Piecewise":
        """Return the continuous antiderivative whose leftmost piece has no constant term."""
        pieces = [_antiderivative(self.pieces[0])]
        for at, piece in zip(self.breaks, self.pieces[1:]):
            raw = _antiderivative(piece)
            pieces.append(_combine(raw, (Fraction(1),), _value(pieces[-1], at) - _value(raw, at)))
        return Piecewise(self.breaks, tuple(pieces))

    def shifted(self, s: Fraction) -> "Piecewise":
        """Return z -> F(z + s)."""
        return Piecewise(tuple(b - s for b in self.breaks), tuple(_shift(p, s) for p in self.pieces))

    def plus(self, other: "Piecewise", factor: Fraction) -> "Piecewise":
        """Return F + factor * other."""
        breaks = tuple(sorted({*self.breaks, *other.breaks}))
        inner = [breaks[0] - 1, *((u + v) / 2 for u, v in zip(breaks, breaks[1:])), breaks[-1] + 1]
        return Piecewise(breaks, tuple(_combine(self.pieces[bisect_right(self.breaks, z)],
                                                other.pieces[bisect_right(other.breaks, z)], factor) for z in inner))

    def averaged(self, c: Fraction) -> "Piecewise":
        """Return z -> integral over t in [0, 1] of F(z + c t) dt.

        Examples
        --------
        >>> relu_power(1).averaged(Fraction(2))(Fraction(-1))        # integral of relu(2 t - 1)
        Fraction(1, 4)
        """
        if c == 0:
            return self
        a = self.antiderivative()
        return a.shifted(c).plus(a, Fraction(-1)).scaled(1 / c)

    def averaged_with_t(self, c: Fraction) -> "Piecewise":
        """Return z -> integral over t in [0, 1] of t F(z + c t) dt = A(z + c)/c - (B(z + c) - B(z))/c^2, B' = A' ' = F.

        Examples
        --------
        >>> relu_power(1).averaged_with_t(Fraction(1))(Fraction(0))   # integral of t^2
        Fraction(1, 3)
        """
        if c == 0:
            return self.scaled(Fraction(1, 2))
        a = self.antiderivative()
        b = a.antiderivative()
        return a.shifted(c).scaled(1 / c).plus(b.shifted(c), -1 / c**2).plus(b, 1 / c**2)

    def scaled(self, factor: Fraction) -> "Piecewise":
        """Return factor * F."""
        return Piecewise(self.breaks, tuple(tuple(factor * c for c in p) for p in self.pieces))


def relu_power(k: int) -> Piecewise:
    """Return relu(z)^k as a piecewise polynomial."""
    return Piecewise((Fraction(0),), ((Fraction(0),), (Fraction(0),) * k + (Fraction(1),)))
