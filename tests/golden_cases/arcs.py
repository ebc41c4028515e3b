"""How many integer vectors lie in a spotlight? Decided exactly, one vector and one angle at a time.

With integer activations x and plane vectors a, b everything but two square roots is an integer:

    cos(x, p(theta)) = [cos(theta) (x.a) sqrt(D) + sin(theta) ((a.a)(x.b) - (a.b)(x.a))] / sqrt((a.a) D (x.x))

where D = (a.a)(b.b) - (a.b)^2 is Gram's determinant. This is evaluated with 60 digits; |cos - epsilon| below 1e-40 is a
tie, between 1e-40 and `MARGIN` is refused: such a vector may not stand in a case that is not about ties.

Contents: MARGIN, TIE, cosine, Decision, decide, counts, signed_counts, plane_points.

Source: SRM, the resonance curve, and the projection in its author's code; with the Gram-Schmidt step multiplied out.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from typing import NamedTuple, Sequence

from tests.golden_cases.decimals import DIGITS, Angle

__all__ = ["MARGIN", "TIE", "cosine", "Decision", "decide", "counts", "signed_counts", "plane_points"]

MARGIN = Decimal("1e-3")
TIE = Decimal("1e-40")
Vector = Sequence[int]


def _dot(x: Vector, y: Vector) -> int:
    return sum(i * j for i, j in zip(x, y))


def cosine(x: Vector, a: Vector, b: Vector, angle: Angle) -> Decimal | None:
    """Return the cosine between `x` and the probe p(theta) of the plane (a, b); None for a zero `x`.

    Examples
    --------
    >>> from tests.golden_cases.decimals import turn
    >>> float(cosine([3, 4], [2, 0], [1, 1], turn(1, 4)))
    0.8
    """
    xx, xa, xb, aa, ab = _dot(x, x), _dot(x, a), _dot(x, b), _dot(a, a), _dot(a, b)
    gram = aa * _dot(b, b) - ab * ab
    if xx == 0:
        return None
    with localcontext() as context:
        context.prec = DIGITS
        along_a = angle.cosine * xa * Decimal(gram).sqrt()
        along_b = angle.sine * (aa * xb - ab * xa)
        return (along_a + along_b) / Decimal(aa * gram * xx).sqrt()


class Decision(NamedTuple):
    """Inside the cone about p, inside the cone about -p: each with the edge counted (closed) and not (open)."""

    closed: bool
    open: bool
    opposite_closed: bool
    opposite_open: bool


def decide(x: Vector, a: Vector, b: Vector, epsilon: str, angle: Angle, ties: bool = False) -> Decision:
    """Decide cos >= epsilon and cos <= -epsilon; a zero `x` has no direction and is outside both.

    Raises
    ------
    ValueError
        Where the cosine is nearer to +-epsilon than `MARGIN` (a tie: unless `ties`).
    """
    cos = cosine(x, a, b, angle)
    if cos is None:
        return Decision(False, False, False, False)
    sides = [_side(cos - Decimal(epsilon), ties), _side(-cos - Decimal(epsilon), ties)]
    return Decision(sides[0] >= 0, sides[0] > 0, sides[1] >= 0, sides[1] > 0)


def _side(difference: Decimal, ties: bool) -> int:
    if abs(difference) < TIE and ties:
        return 0
    if abs(difference) < MARGIN:
        raise ValueError(f"a cosine within {MARGIN} of the cone's edge: {difference:.3e}")
    return 1 if difference > 0 else -1


def _decisions(activations: Sequence[Vector], basis: Sequence[Vector], epsilon: str, planes: Sequence[Sequence[int]],
               angles: Sequence[Angle], ties: bool) -> list[list[list[Decision]]]:
    return [[[decide(x, basis[i], basis[j], epsilon, angle, ties) for x in activations] for angle in angles]
            for i, j in planes]


def counts(activations: Sequence[Vector], basis: Sequence[Vector], epsilon: str, planes: Sequence[Sequence[int]],
           angles: Sequence[Angle], ties: bool = False) -> dict[str, list[list[int]]]:
    """Return, for closed and for open cones, how many activations each spotlight holds: (n_planes, n_angles) each.

    Examples
    --------
    >>> from tests.golden_cases.decimals import turn
    >>> counts([[1, 0], [1, 2]], [[1, 0], [0, 1]], "0.8", [[0, 1]], [turn(0, 4), turn(1, 4)])["closed"]
    [[1, 1]]
    """
    decided = _decisions(activations, basis, epsilon, planes, angles, ties)
    return {"closed": [[sum(d.closed for d in cell) for cell in row] for row in decided],
            "open": [[sum(d.open for d in cell) for cell in row] for row in decided]}


def signed_counts(activations: Sequence[Vector], basis: Sequence[Vector], epsilon: str,
                  planes: Sequence[Sequence[int]], angles: Sequence[Angle], ties: bool = False
                  ) -> dict[str, list[list[int]]]:
    """Return, for closed and for open cones, the activations about p less those about -p: (n_planes, n_angles) each."""
    decided = _decisions(activations, basis, epsilon, planes, angles, ties)
    return {"closed": [[sum(d.closed - d.opposite_closed for d in cell) for cell in row] for row in decided],
            "open": [[sum(d.open - d.opposite_open for d in cell) for cell in row] for row in decided]}


def plane_points(activations: Sequence[Vector], a: Vector, b: Vector, epsilon: str, edge: str = "refused"
                 ) -> list[list[float]]:
    """Return (x.e1, x.e2), correctly rounded, of the activations with r >= epsilon |x|; r^2 is decided in integers.

    Parameters
    ----------
    edge : {"refused", "closed", "open"}
        What to do with r = epsilon |x|: refuse the vector with all that come within `MARGIN`, keep it, leave it out.

    Raises
    ------
    ValueError
        Where r / |x| is nearer to epsilon than `MARGIN` and `edge` is "refused".

    Examples
    --------
    >>> plane_points([[3, 4, 0], [0, 0, 1]], [2, 0, 0], [1, 1, 0], "0.9")
    [[3.0, 4.0]]
    """
    aa, ab = _dot(a, a), _dot(a, b)
    gram = aa * _dot(b, b) - ab * ab
    points = []
    for x in activations:
        xa, across = _dot(x, a), aa * _dot(x, b) - ab * _dot(x, a)
        square = Fraction(xa * xa * gram + across * across, aa * gram * max(_dot(x, x), 1))
        if any(x) and _near_plane(square, Fraction(epsilon), edge):
            with localcontext() as context:
                context.prec = DIGITS
                points.append([float(xa / Decimal(aa).sqrt()), float(across / Decimal(aa * gram).sqrt())])
    return points


def _near_plane(cosine_squared: Fraction, epsilon: Fraction, edge: str) -> bool:
    if epsilon < 0:
        return True
    low, high = max(epsilon - Fraction(MARGIN), Fraction(0)) ** 2, (epsilon + Fraction(MARGIN)) ** 2
    if edge == "refused" and low <= cosine_squared <= high:
        raise ValueError(f"a distance from the plane within {MARGIN} of epsilon")
    return cosine_squared > epsilon**2 or (edge == "closed" and cosine_squared == epsilon**2)
