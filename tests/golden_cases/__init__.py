"""Where do the golden cases come from? From exact arithmetic that shares nothing with the package.

``python -m tests.golden_cases`` writes the files of cases again, ``--check`` only compares them.
Nothing here imports NumPy or any other part of the package: integers and `fractions.Fraction` where an answer is
rational, `decimal.Decimal` with far more digits than a double where it is not. Every decision "inside the cone" is
made with 60 digits and refused when it is closer than the stated margin, so that it holds in float32 too.

Contents: decimals (pi, cosines, lattice numbers), caps, arcs (the spotlight's counts), duals (derivatives),
piecewise (integrals of piecewise polynomials), population; and one ``*_file`` module for each file of cases.
"""

from __future__ import annotations

__all__: list[str] = []
