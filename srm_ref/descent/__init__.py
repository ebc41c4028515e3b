"""Gradient descent on dicts of arrays: optimisers that know no model, and schedules for their rate."""

from srm_ref.descent.optimisers import SGD, Adam, AdamW
from srm_ref.descent.schedules import SCHEDULES, constant, cosine, linear

__all__ = ["SCHEDULES", "SGD", "Adam", "AdamW", "constant", "cosine", "linear"]
