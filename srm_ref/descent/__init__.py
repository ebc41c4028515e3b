"""Gradient descent on dicts of arrays: optimisers that know no model, and schedules for their rate."""

from srm_ref.descent.optimisers import SCHEDULES, SGD, Adam, AdamW, constant, cosine, linear, schedule_factors

__all__ = ["SCHEDULES", "SGD", "Adam", "AdamW", "constant", "cosine", "linear", "schedule_factors"]
