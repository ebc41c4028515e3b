"""Part I: directions, planes, rotations. What the Spotlight Resonance Method turns, and on which sphere.

Reading order: vectors (lengths, directions, the frame of a plane), rotations (a plane as a bivector, turning by theta
in three ways), bases (the sets of directions that may be privileged), sphere (how much of the sphere one spotlight
covers), matching (which direction of one basis belongs to which of another).

Conventions of the whole part: the last axis holds the coordinates, results are float64, `theta` is in radians and of
any size. Arguments that do not fit raise ValueError: another shape, numbers that are not finite, a vector of length
zero where a direction is wanted, two (anti)parallel vectors where a plane is wanted, a count below 1.
"""

from __future__ import annotations

from srm_ref.geometry.bases import coulomb_energy, cross_polytope, polygon, rotated, simplex, standard, thomson
from srm_ref.geometry.rotations import (plane_rotation, random_rotation, rotation_by_eigen, rotation_by_series,
                                        unit_bivector, wedge)
from srm_ref.geometry.sphere import (cap_fraction, cap_fraction_by_definition, log_cap_fraction,
                                     uniform_directions)
from srm_ref.geometry.vectors import cosine_similarity, in_plane_coordinates, norms, plane_frame, unit

__all__ = [
    "norms", "unit", "cosine_similarity", "plane_frame", "in_plane_coordinates",
    "wedge", "unit_bivector",
    "plane_rotation", "rotation_by_series", "rotation_by_eigen", "random_rotation",
    "standard", "rotated", "simplex", "cross_polytope", "polygon", "thomson", "coulomb_energy",
    "cap_fraction", "cap_fraction_by_definition", "log_cap_fraction", "uniform_directions",
]
