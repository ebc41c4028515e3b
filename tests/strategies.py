"""Hypothesis strategies and seeded data that the tests share: all of them in this one place."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

# --- common

seeds = st.integers(0, 2**32 - 1)
generators = seeds.map(np.random.default_rng)
