"""III. Toy models of superposition: more features than dimensions, and what gradient descent makes of them."""

from srm_ref.superposition.features import feature_batches, geometric_importance, log_spaced, sample_features
from srm_ref.superposition.models import MODELS
from srm_ref.superposition.selection import best_of, evaluate, select
from srm_ref.superposition.sets import (
    sample_anticorrelated_sets,
    sample_correlated_sets,
    sample_partly_correlated_sets,
)
from srm_ref.superposition.training import resume, train

__all__ = [
    "MODELS",
    "best_of",
    "evaluate",
    "feature_batches",
    "geometric_importance",
    "log_spaced",
    "resume",
    "sample_anticorrelated_sets",
    "sample_correlated_sets",
    "sample_features",
    "sample_partly_correlated_sets",
    "select",
    "train",
]
