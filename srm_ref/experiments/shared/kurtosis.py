"""Do activations lie near the directions of a basis, or far from them? The package's kurtosis, for the experiments.

Contents: kurtosis, isotropic_kurtosis.
"""

from __future__ import annotations

from srm_ref.spotlight.fourth_moments import isotropic_kurtosis, kurtosis

__all__ = ["kurtosis", "isotropic_kurtosis"]
