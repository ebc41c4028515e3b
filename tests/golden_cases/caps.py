"""What share of the sphere does a cone hold? By a recurrence from the plane and the sphere, in 400 digits.

    A_{n+2}(e) = A_n(e) - e (1 - e^2)^{(n-1)/2} Gamma(n/2) / (2 sqrt(pi) Gamma((n+1)/2)),
    A_2(e) = arccos(e) / pi,      A_3(e) = (1 - e) / 2.

The recurrence subtracts: up to 300 leading digits cancel for the smallest values here, which is why 500 are carried.
It follows from integrating sin^{n-2} by parts, and shares nothing with a series of the incomplete beta function.

Contents: cap_fraction.

Source: this package's isotropic baseline, as an integral over the polar angle.
"""

from __future__ import annotations

from decimal import Decimal, localcontext

from tests.golden_cases.decimals import arccosine, pi

__all__ = ["cap_fraction"]

DIGITS = 500


def cap_fraction(n_dims: int, epsilon: str) -> Decimal:
    """Return the fraction of directions in `n_dims` dimensions with cosine at least `epsilon` to a given one.

    Examples
    --------
    >>> float(cap_fraction(3, "0.5")), float(cap_fraction(5, "0.5"))   # 1/4, and (2 - 3 e + e^3) / 4
    (0.25, 0.15625)
    """
    e = Decimal(epsilon)
    if abs(e) == 1:
        return Decimal(0) if e == 1 else Decimal(1)
    with localcontext() as context:
        context.prec = DIGITS
        even = n_dims % 2 == 0
        area = arccosine(e, DIGITS) / pi(DIGITS) if even else (1 - e) / 2
        ratio = 1 / pi(DIGITS) if even else Decimal(1) / 4     # Gamma(n/2) / (2 sqrt(pi) Gamma((n+1)/2)) at n = 2 or 3
        power = (1 - e * e).sqrt() if even else 1 - e * e      # (1 - e^2)^{(n-1)/2}
        for n in range(2 + n_dims % 2, n_dims, 2):
            area -= e * power * ratio
            ratio *= Decimal(n) / (n + 1)
            power *= 1 - e * e
    return area
