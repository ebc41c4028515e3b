"""What bears the superlatives of the package outside its docstrings, as COVERED in tests/superlatives.py, by file.

These are the strings that a program prints, refuses with or draws, the claims of the experiments, and the comments; and
the sentences of CHANGES.md.
"""

from __future__ import annotations

from tests.superlatives_reasons import ADVICE, DEFINED, LAYOUT, PLAIN, TRIED

FOUND = "it says of itself that it is the lowest that was found"
NOT_FOUND = "it says what was not found, and how it was looked for"
MEASURED = "a claim that its own rows measure, and which can fail"
PAPER = "what the paper says, or the setting that it states"
MISTAKE = "the name of a mistake, or what a case was made to catch: a mistake may say anything"
LABEL = "a label of what is shown; what is shown is said beside it"
FITTED = "tests/experiments/shared/test_polytope_fits.py::test_no_length_and_bias_beat_the_fitted_ones"
CONSTANT = "tests/experiments/superposition/test_absolute_value.py::test_the_best_constant_is_the_mean"
ANSWER = "tests/superposition/test_theory_linear_baselines.py::test_more_freedom_loses_less"
SURFACE = "tests/experiments/superposition/test_surfaces_without_bias.py::test_minima_of_a_surface_that_is_known"

_PROGRAMS = {
    "find": [("never on these", ADVICE),
             ("farthest from (lowest)", DEFINED), ("the best end is taken", DEFINED)],
    "lesson": [("exit status 0 only if", "tests/course/test_check.py::test_a_class_is_a_table")],
    "merge": [("- prints that only", DEFINED)],
    "projection": [("only the plane from direction I", DEFINED), ("used for the choice only", LAYOUT)],
    "resonance": [("or only the mean over all", DEFINED), ("only count the curves of one FILE", DEFINED)],
    "resonance_table": [("for orthonormal bases only", "tests/spotlight/test_fourth_moments_forms.py::"
                         "test_the_effect_at_its_fixed_points")],
    "verify": [("only this suite or function", DEFINED)],
    "check": [("a loop that never ends", "a question")],
    "pentagon_or_pairs": [("the best pentagon and of the best pairs", FITTED), ("of the best one", FITTED),
                          ("of the best pairs", FITTED), ("best pentagon", FITTED), ("best pairs", FITTED)],
    "two_features": [("the lowest minimum found", FOUND), ("lowest found", FOUND),
                     ("the lowest of the candidates", DEFINED),
                     ("the pair is the lowest candidate",
                      "tests/superposition/test_theory_pair.py::test_the_phase_is_the_side_of_the_critical_density"),
                     ("lowest minimum found", FOUND), ("weight in the lowest minimum", LABEL)],
    "showing": [("only now that a picture", "tests/figures/test_canvas.py::test_computing_needs_no_matplotlib")],
    "canvas": [("is imported only when something is drawn",
                "tests/figures/test_canvas.py::test_computing_needs_no_matplotlib")],
    "files": [("that is never done", "tests/test_files.py::test_nothing_is_unpickled")],
    "one_page": [("the best of 8 models", TRIED)],
}

_NUMERICAL = {
    "bases": [("a minimum that is only local", "it says what may happen, for which reason there are several starts")],
    "digits": [("only {}", PLAIN)],
    "scalar_maps": [("it would only be a matrix product", "proof: with sigma(s) = s the form is x -> B^T B x")],
    "arcs": [("has no direction and is never lit", "tests/spotlight/test_arcs.py::test_zero_rows_are_never_lit")],
    "extremes": [("goes the wrong way with this pull", "proof: in the module's text"),
                 ("1 for the highest kurtosis or -1", DEFINED)],
    "found_basis": [("of highest kurtosis, -1", DEFINED)],
    "verdict": [("below 0 by rounding only",
                 "proof: mean G^4 is at least its value on the sphere, and v2 and v4 are squares")],
    "compression": [("of the best linear code",
                     "tests/superposition/test_theory_linear.py::test_no_model_beats_the_optimum")],
    "measures": [("that W has only by rounding", DEFINED)],
    "training": [("only the first call shows", LAYOUT)],
}

_VERIFICATION = {
    "surroundings": [("global random state", "global: what NumPy and Python call so")],
    "checks": [("only while they ask", LAYOUT)],
    "batches": [("samples that are never empty", MISTAKE), ("that is always active", MISTAKE)],
    "clouds": [("the golden cases' sizes only", MISTAKE)],
    "networks": [("active features only", MISTAKE)],
    "samplers": [("share of samples of zeros only", DEFINED)],
    "gradient_verdict": [("lowest and highest slope", DEFINED)],
    "toy": [("a bias that is always there", MISTAKE), ("relu_hidden and absolute_value only", DEFINED),
            ("only i = j of", MISTAKE), ("only active features count", MISTAKE), ("output only", MISTAKE),
            ("hidden layer only", MISTAKE)],
    "features": [("samples are never empty", MISTAKE)],
    "population": [("those of zeros only included", DEFINED)],
    "offline": [("and not only the answers", PLAIN)],
    "runner": [("leaves global random states", "global: what Python calls so")],
    "suites": [("with drawn questions only", DEFINED)],
}

_SPOTLIGHT_AND_MEETING = {
    "claims": [("only the arXiv version of that abstract has", "it says what was read")],
    "found_neurons": [("the best of several starts", TRIED),
                      ("never below 0, have a mean", "proof: the mean of what is never below 0 and not 0 is above 0")],
    "hidden_alignment": [("the model of lowest loss at each", TRIED), ("models of lowest loss", TRIED)],
    "interference_resonance": [("only this size was judged", "it says what was tried")],
    "polygon_resonance": [("the optimal strategy for three", PAPER), ("the lowest exact loss of many starts", TRIED),
                          ("within 1 % of the lowest exact loss", TRIED), ("lowest within {} degrees", DEFINED),
                          ("at most this many times the lowest", TRIED)],
    "phase_pairs": [("lowest minimum found", FOUND)], "phase_triples": [("lowest minimum found", FOUND)],
    "plane_signs": [("nowhere in particular", "proof: rotations that commute with the form leave no direction apart")],
    "found_bases": [("tanh bottleneck, lowest", "the name of a cloud"), ("and is not the lowest", MEASURED),
                    ("highest {}, lowest {} of {}", DEFINED)],
    "overcomplete_frames": [("by the nearest direction only", DEFINED)],
    "planted_truths": [("some hundred rows show at times only", PLAIN)],
    "sign_law": [("only the bottleneck's form and its L1 price", DEFINED)],
}

_SUPERPOSITION = {
    "absolute_value": [("less than half of what the best constant does", CONSTANT),
                       ("loss / best constant's", CONSTANT)],
    "collapse": [("the lowest loss of many tries", TRIED), ("the lowest try with", TRIED),
                 ("their lowest loss", TRIED)],
    "correlated_features": [("the lowest of many tries", TRIED), ("hexagon and pentagon at their best", FITTED),
                            ("has the lowest loss of {} trained", TRIED), ("lowest cosine with", DEFINED),
                            ("within 1 % of the lowest", TRIED), ("times the lowest found and more", TRIED)],
    "finite_data": [("the best of 4 trainings", TRIED), ("over the best constant's", ANSWER),
                    ("of the best constant", ANSWER)],
    "five_features": [("the lowest of many tries", TRIED), ("importances only in the notebook", PAPER),
                      ("a feature that is always active", DEFINED)],
    "hidden_neurons": [("the lowest loss of 1000 models", PAPER), ("the lowest loss of {} models", TRIED)],
    "l1_penalty": [("the lowest priced loss of several tries", TRIED)],
    "linear_or_relu": [("the lowest loss of several tries", TRIED), ("lowest bias {}", DEFINED)],
    "local_bases": [("the lowest loss of several tries", TRIED)],
    "pentagon_densities": [("the lowest of several fits", PAPER)],
    "perturbed_pentagon": [("the best of many tries", TRIED), ("lowest kept", PAPER),
                           ("the best of {} trained", TRIED)],
    "phase_three_features": [("the one of lowest loss", TRIED), ("The lowest of the trained models", TRIED),
                             ("of the lowest model at each point", TRIED), ("lowest minimum found", FOUND),
                             ("lowest minima found", FOUND)],
    "phase_two_features": [("the one of lowest loss", TRIED), ("lowest minimum found", FOUND),
                           ("lowest minima found", FOUND),
                           ("one ties with the lowest", "tests/test_superlatives.py::"
                            "test_confused_features_tie_with_the_lowest_where_all_is_dense"),
                           ("than the lowest minimum found", MEASURED), ("above that minimum", FOUND),
                           ("of the lowest of ten", TRIED), ("The lowest of the models at each", TRIED)],
    "polytopes": [("the lowest exact loss of many tries", TRIED),
                  ("its loss at its best over the lowest found", FITTED),
                  ("the lowest of {}: {}", TRIED), ("no minimum of that shape was found", NOT_FOUND),
                  ("Where a fitted polytope has a minimum", MEASURED),
                  ("the lowest model found", FOUND), ("the best of {} trained models", TRIED),
                  ("of the best trained model", TRIED), ("Newton's method finds no minimum", NOT_FOUND)],
    "sparse_codes": [("the lowest objective of several tries", TRIED)],
    "surfaces_without_bias": [(": lowest at {}", SURFACE), ("with an antipodal minimum beside", MEASURED),
                              ("the lowest minimum jumps", MEASURED), ("of the lowest minimum", SURFACE),
                              ("and a second minimum", PAPER)],
    "three_equal_features": [("the optimal strategy is an equilateral", PAPER), ("is the lowest found", FOUND),
                             ("the lowest candidate", DEFINED), ("lowest minimum found /", FOUND),
                             ("lowest minima found of the exact loss", FOUND)],
}

_CHANGES = {"srm_ref/CHANGES": [
    ("only in bases in which some directions are parallel",
     "proof: elsewhere all directions stand in as many planes, so both are one mean"),
    ("`Density.ratio` is nan only where",
     "tests/spotlight/test_density.py::test_a_ratio_is_no_number_where_few_are_found_and_few_expected"),
    ("only their mean", DEFINED), ("looks for the basis with the highest", DEFINED),
    ("File names are never read as formulas", "tests/figures/test_canvas.py::test_a_title_is_drawn_letter_by_letter"),
    ("is imported only when something is drawn", "tests/figures/test_canvas.py::test_computing_needs_no_matplotlib"),
    ("some models only", DEFINED),
    ("Another cone is named only where", "tests/verification/test_runner.py::test_ties_are_weighed_together")]}

STRINGS = _PROGRAMS | _NUMERICAL | _VERIFICATION | _SPOTLIGHT_AND_MEETING | _SUPERPOSITION | _CHANGES
