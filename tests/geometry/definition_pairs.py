"""Every fast function of geometry beside its definition."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from srm_ref.geometry.rotations import plane_rotation, rotation_by_series, unit_bivector
from srm_ref.geometry.sphere import cap_fraction, cap_fraction_by_definition
from tests.definitions import Pair, close
from tests.strategies import angles, plane_pairs

MIDPOINTS = 1e-5  # relative error of 20,000 midpoints; the largest found is below 1e-6


@st.composite
def planes_and_angles(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, float]:
    a, b = draw(plane_pairs())
    return a, b, draw(angles)


GEOMETRY_PAIRS: dict[str, Pair] = {
    "cap_fraction": Pair(cap_fraction, cap_fraction_by_definition,
                         st.tuples(st.integers(1, 64), st.one_of(st.floats(-1, 0.99), st.sampled_from([-1.0, 0.0]))),
                         close(MIDPOINTS)),
    "plane_rotation": Pair(plane_rotation, lambda a, b, theta: rotation_by_series(unit_bivector(a, b), theta),
                           planes_and_angles(), close(0, 1e-12)),
}
