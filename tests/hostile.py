"""Good arguments for every public callable, by the names in its signature; and bad ones, which each must refuse.

A new public function whose parameters have names of this table is tested without a line of its own; one with a new name
fails until the name is here. What only holds a result, and checks nothing, is in RECORDS, with the reason.
"""

from __future__ import annotations

import math
from importlib import import_module

import numpy as np

import srm_ref
from srm_ref.descent import SGD
from srm_ref.figures import new_axes
from srm_ref.networks import elementwise, initial_parameters
from srm_ref.superposition import MODELS, feature_batches
from srm_ref.verification import Options

PARTS = ("geometry", "spotlight", "descent", "superposition", "networks", "verification", "figures")
RECORDS = {  # results and cases: made by the package itself, and what goes into them has been checked before
    "StepCurve", "Resonance", "MeanResonance", "Summary", "EpsilonScan", "FoundBasis", "RotationTest",
    "KurtosisTest", "Projection", "Density", "FunctionalForm", "Digits", "Selectivity", "Training", "CompressionError",
    "Polytope", "Geometry", "PeakCount", "Run", "Estimate", "Vulnerability", "Case", "Check", "Report", "Options",
    "Model", "RequestTooLarge", "TargetBroken", "Target", "GradientVerdict", "Recovery"}


def public():
    """Every public callable once, by its name with its part."""
    found = {}
    for module in [srm_ref, *(import_module(f"srm_ref.{part}") for part in PARTS), srm_ref.bases]:
        for name in module.__all__:
            value = getattr(module, name)
            if callable(value) and name not in RECORDS and getattr(value, "__module__", "").startswith("srm_ref"):
                found.setdefault(id(value), (f"{value.__module__.removeprefix('srm_ref.')}.{name}", value))
    return dict(sorted(found.values()))


class Tensor:
    """What cannot become an array as it is, like a tensor with a gradient or on another device."""

    shape, ndim = (3, 2), 2

    def __array__(self, *_, **__):
        raise RuntimeError("Can't call numpy() on Tensor that requires grad")

    def __float__(self):
        raise RuntimeError("a Tensor with 6 elements cannot be converted to Scalar")


def masked(shape=(3, 2)):
    array = np.ma.masked_greater(np.ones(shape), 2)
    array[(0,) * len(shape)] = np.ma.masked
    return array


EVERYWHERE = {"text": "high", "an object": object(), "a ragged list": [[1], [1, 2]],
              "a tensor with a gradient": Tensor(),
              "10**400": 10**400, "masked": masked(), "complex": np.ones((3, 2)) * 1j,
              "dates": np.zeros((3, 2), "M8[D]"), "a table": np.zeros(3, [("x", float)]), "an empty list": []}
"""Refused as an argument of any kind but text, files and callables."""

OF_NUMBERS = {"nan": math.nan, "infinity": math.inf, "masked number": np.ma.masked, "None": None}
OF_INTEGERS = {"a half": 2.5, "True": True, "negative": -10**6, "None": None, "nan": math.nan}
OF_BOOLEANS = {"no": "no", "one": 1, "None": None, "nan": math.nan, "object": object(), "a set": {1}}
OF_ARRAYS = {"nan in it": np.full((3, 2), np.nan), "objects": np.array([[1, None]], dtype=object), "None": None,
             "text in it": np.array([["a", "b"]])}
OF_CHANCE = {"a seed": 0, "None": None, "RandomState": np.random.RandomState(0)}

RNG = np.random.default_rng(0)
X = RNG.standard_normal((12, 3))
W = RNG.standard_normal((2, 3))
THETAS = np.linspace(0.0, 3.0, 7)
NETWORK = initial_parameters((3, 2, 3), np.random.default_rng(0))
FORMS = [elementwise("tanh", np.eye(2))]
TOY = {"W": W, "bias": np.zeros(3)}
CODES = {"encoder": W, "code_bias": np.zeros(2), "decoder": W.T, "bias": np.zeros(3)}
STACKED = {name: np.stack([value, value]) for name, value in TOY.items()}


def loss(parameters):
    return float(sum(np.sum(np.square(value)) for value in parameters.values()))


BOOLEANS = {"signed", "arcs", "centre", "polar", "share_x", "share_y", "bar", "include_optional"}
INTEGERS = {"n_dims", "n_samples", "n_rotations", "n_hidden", "n_features", "n_steps", "n_bins", "n_starts", "n_top",
            "n_shuffles", "n_epochs", "n_cells", "n_points", "n_values", "n_restarts", "n_batches", "n_instances",
            "batch_size", "record_every", "checkpoint_every", "k", "n", "step", "index", "n_rows", "n_columns",
            "n_basis", "reference", "sign", "n_codes", "seed"}
NUMBERS = {"epsilon", "level", "expected", "extent", "l1", "l1_price", "fraction", "ramp", "ratio", "last", "low",
           "threshold", "least", "min_overlap", "min_norm", "atol", "half_width", "distance", "learning_rate",
           "momentum", "beta1", "beta2", "eps", "weight_decay", "widest", "width", "height", "timeout", "bias",
           "correlation", "high", "length", "price"}
ARRAYS = {"activations", "basis", "a", "b", "x", "y", "vectors", "points", "bivector", "W", "features", "importance",
          "sparsity", "density", "thetas", "theta", "planes", "weights", "relative_importance", "slope", "size",
          "probability", "values", "mean", "std", "losses", "parameters", "gradients", "direction", "labels", "groups",
          "given", "start", "edges", "ratio_cells", "numbers", "first", "second", "W1", "W2", "n_angles", "steps",
          "breakpoints", "band", "baseline", "gamma", "set_sizes", "layer_sizes", "snapshots", "snapshot_epochs",
          "instances", "chunk", "decoder"}
CHANCE = {"rng"}
NOT_NUMBERS = {  # text, files, callables and objects: each refused in its own test
    "sigma", "schedule", "label", "band_label", "argument", "path", "images_path", "labels_path", "checkpoint",
    "progress", "sample", "loss", "model", "optimiser", "forms", "ax", "figure", "dtype", "target", "functions",
    "options", "command", "name", "function", "adapter", "report", "reading", "sets", "factors",
    "questions", "answers", "declared"}

GOOD = {
    "activations": X, "basis": np.eye(3), "a": [1.0, 0, 0], "b": [0, 1.0, 0], "x": X, "y": X, "vectors": X, "points": X,
    "bivector": np.array([[0.0, -1], [1, 0]]), "epsilon": 0.5, "thetas": THETAS, "theta": 0.3, "planes": [[0, 1]],
    "n_angles": 8, "rng": np.random.default_rng(0), "n_rotations": 2, "seed": 0,
    "level": 0.9, "n_dims": 3, "n_samples": 40,
    "expected": 5.0, "n_steps": 3, "signed": False, "arcs": False, "centre": False, "n_bins": 4, "extent": 2.0,
    "n_starts": 1, "sign": 1, "given": np.eye(3), "groups": np.arange(12), "start": np.eye(3),
    "edges": np.linspace(-2, 2, 5), "n": 3, "k": 4, "argument": "vectors", "W": W, "parameters": TOY,
    "features": np.abs(X), "importance": np.ones(3), "sparsity": 0.5, "n_hidden": 2, "n_features": 3, "size": 0.1,
    "fraction": 0.1, "density": 0.5, "relative_importance": 0.5, "slope": 0.5, "bias": 0.1, "weights": np.ones(3),
    "probability": np.full(8, 1 / 8), "values": np.linspace(0.1, 0.9, 7), "ramp": 0.1, "n_cells": 2, "n_points": 20,
    "set_sizes": [2, 1], "correlation": 0.5, "n_instances": 2, "low": 0.0, "dtype": np.float64, "ratio": 0.5,
    "last": 0.5, "n_values": 3, "min_overlap": 0.1, "min_norm": 0.5, "atol": 0.02, "reference": 0, "threshold": 0.5,
    "least": 1e-3, "first": [1.0, 0.0], "second": [0.0, 1.0], "W1": W, "W2": W.T, "half_width": 0.005, "distance": 0.01,
    "losses": np.ones(4), "n_restarts": 2, "instances": [0], "sample": feature_batches(8, 3, 0.5, dtype=np.float64),
    "model": MODELS["relu_output"], "n_batches": 2, "l1": 0.0, "l1_price": 0.0, "optimiser": SGD(0.1),
    "schedule": "constant", "snapshots": [0], "record_every": 1, "checkpoint": None, "checkpoint_every": 10,
    "progress": None, "step": 0, "learning_rate": 0.1, "momentum": 0.5, "beta1": 0.9, "beta2": 0.9, "eps": 1e-8,
    "weight_decay": 0.1, "layer_sizes": [3, 2, 3], "forms": FORMS, "n_epochs": 1, "batch_size": 4,
    "snapshot_epochs": [0], "labels": np.arange(12) % 3, "n_shuffles": 2, "n_top": 2, "sigma": "tanh", "loss": loss,
    "gradients": TOY, "direction": TOY, "steps": [0.1, 0.2], "mean": np.linspace(0.1, 0.5, 7), "std": np.full(7, 0.1),
    "baseline": 0.2, "band": (0.1, 0.3), "band_label": "band", "label": "curve", "index": 0, "ax": None, "width": 4.0,
    "height": 3.0, "polar": False, "share_x": False, "share_y": False, "bar": True,
    "breakpoints": np.linspace(0.0, 6.0, 7), "numbers": [0.5], "n_basis": 3, "gamma": 1.5, "widest": 4.0, "n_rows": 1,
    "n_columns": 1, "function": None, "include_optional": True, "options": Options(),
    "n_codes": 4, "price": 0.2, "length": 1.0, "decoder": W}

NEED_MORE = {  # functions whose arguments are files, reports or somebody's code: their own tests have good and bad ones
    "figures.canvas.save_figure": "tests/figures/test_canvas.py",
    "networks.digits.load_idx": "tests/networks/test_digits.py",
    "networks.digits.read_idx": "tests/networks/test_digits.py",
    "spotlight.reading.sentence": "tests/spotlight/test_reading.py",
    "superposition.training.resume": "tests/superposition/running/test_checkpoint.py",
    "verification.asking.programs.CommandTarget": "tests/verification/asking/test_targets.py",
    "verification.asking.programs.LinesTarget": "tests/verification/asking/test_targets.py",
    "verification.asking.targets.ModuleTarget": "tests/verification/asking/test_targets.py",
    "verification.asking.targets.WorkerTarget": "tests/verification/asking/test_targets.py",
    "verification.conformance.conformance_tests": "tests/verification/test_conformance.py",
    "verification.offline.AnswersTarget": "tests/verification/test_offline.py",
    "verification.offline.write_questions": "tests/verification/test_offline.py",
    "verification.records.as_json": "tests/verification/test_runner.py",
    "verification.records.as_junit": "tests/verification/test_runner.py",
    "verification.report.as_text": "tests/verification/test_runner.py",
    "verification.runner.verify": "tests/verification/test_runner.py"}

FORMULAS = {  # taken with fractions, too, letter by letter
    "superposition.exact_loss_by_definition.population_hessian_by_definition",
    "superposition.exact_loss_by_definition.population_loss_by_definition",
    "superposition.exact_loss_by_definition.population_loss_and_gradient_by_definition"}
TAKEN = {  # what means something here, though it would not elsewhere
    ("spotlight.rotation_test.basis_rotation_test", "epsilon", "None"),
    ("superposition.bounds.dimensions_for_recovery", "n_features", "a half"),
    ("superposition.bounds.dimensions_for_recovery", "n_features", "True"),
    ("superposition.training.train", "snapshots", "an empty list"),
    ("verification.gradcheck.central_differences", "step", "a half"),
    ("verification.gradcheck.central_differences", "step", "True"),
    ("verification.gradcheck.gradient_error", "step", "a half"),
    ("verification.gradcheck.gradient_error", "step", "True"),
    ("figures.curves.draw_step_curve", "breakpoints", "an empty list")}

OWN = {  # where a name means something else to one function
    "spotlight.definition.resonance_by_definition": {"planes": [[0, 1]]},
    "spotlight.resonance.spotlight_resonance": {"planes": "permutations"},
    "spotlight.resonance.mean_spotlight_resonance": {"planes": "permutations"},
    "spotlight.accumulate.SpotlightAccumulator": {"planes": "permutations"},
    "spotlight.projection.project_on_planes_by_definition": {"planes": [[0, 1]]},
    "superposition.exact_loss_by_definition.population_hessian_by_definition": {"sparsity": 0.5},
    "superposition.exact_loss_by_definition.population_loss_by_definition": {"sparsity": 0.5},
    "superposition.theory_pair.pair_loss_without_bias": {"weights": [1.0, 0.5], "importance": [1.0, 0.5]},
    "superposition.geometries.features_per_neuron": {"weights": W},
    "superposition.geometries.peak_count": {"values": np.array([0.3, 0.31, 0.8]), "fraction": 0.1},
    "superposition.compression.smooth_floor": {"values": np.array([0.3, 0.7])},
    "superposition.training.select": {"parameters": STACKED},
    "superposition.training.train": {"parameters": STACKED,
                                     "sample": feature_batches(8, 3, 0.5, n_instances=2, dtype=np.float64),
                                     "snapshots": [1]},
    "superposition.sparse_codes.codes_of": {"parameters": CODES},
    "superposition.sparse_codes.dead_codes": {"parameters": CODES},
    "superposition.sparse_codes.sparse_objective": {"parameters": CODES},
    "superposition.sparse_codes.sparse_objective_by_definition": {"parameters": CODES},
    "superposition.sparse_codes.sparse_objective_and_gradient": {"parameters": CODES},
    "superposition.sparse_codes.tangential": {"vectors": W},
    "superposition.sparse_codes.train_sparse_codes": {"parameters": CODES},
    "networks.autoencoder.bottleneck": {"parameters": NETWORK}, "networks.autoencoder.forward": {"parameters": NETWORK},
    "networks.autoencoder.loss_and_gradient": {"parameters": NETWORK},
    "networks.autoencoder.train": {"parameters": NETWORK},
    "networks.functional_forms.elementwise": {"basis": np.eye(3)},
    "networks.functional_forms.overcomplete": {"basis": np.eye(3)},
    "figures.planes.draw_plane_map": {"values": np.ones((2, 7)), "planes": [[0, 1], [1, 2]]},
    "figures.curves.draw_ensemble": {"values": np.ones((2, 7)), "planes": [[0, 1], [1, 2]]},
    "figures.projections.draw_density_ratio": {"ratio": np.ones((4, 4))},
    "figures.projections.draw_projection_scatter": {"points": X[:, :2]},
    "figures.angles.angle_axis": {"low": 0.0, "high": 6.0, "ax": new_axes()},
    "figures.angles.mark_privileged_directions": {"ax": new_axes()},
    "superposition.features.active_set_probability": {"sparsity": [0.5, 0.5, 0.5]},
    "superposition.geometries.label_pair_solution": {"W": np.ones((1, 2))},
    "verification.gradcheck.central_differences": {"step": 1e-6},
    "verification.gradcheck.gradient_error": {"step": 1e-6}}
