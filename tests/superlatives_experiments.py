"""What bears the superlatives of the experiments: as COVERED in tests/superlatives.py, by file."""

from __future__ import annotations

from tests.superlatives_reasons import DEFINED, PLAIN, TRIED

KEPT = "tests/experiments/shared/test_restarts.py::test_the_best_of_each_task"
EXACT = "tests/experiments/shared/test_phase_maps.py::test_exact_minima_of_known_points"
FITTED = "tests/experiments/shared/test_polytope_fits.py::test_no_length_and_bias_beat_the_fitted_ones"
MEASURED = "its own rows measure it: a loss that is said to be so is a claim that can fail"
FOUND = "it says of itself that it is the lowest that was found, and from which starts"

EXPERIMENTS = {
    "claims": [("of a row that does not hold only", PLAIN)],
    "found_neurons": [("Is the form's basis the one of lowest", "a question"),
                      ("The best of some models at each density", TRIED)],
    "hidden_alignment": [("for the best model of each density", TRIED), ("the models of lowest loss", TRIED),
                         ("keep the best of each", TRIED), ("with the lowest losses", TRIED)],
    "polygon_resonance": [("the only plane there is", "proof: two dimensions have one plane"),
                          ("the lowest is shown", TRIED), ("keep the lowest exact loss", TRIED),
                          ("The lowest of the curve", DEFINED)],
    "absolute_models": [
        ("against the best constant output", "the next entry"),
        ("what the best constant output loses",
         "tests/experiments/superposition/test_absolute_value.py::test_the_best_constant_is_the_mean")],
    "hidden_bases": [("an offset only", PLAIN)],
    "linear_and_relu": [("of several, the lowest loss", TRIED)],
    "phase_maps": [("the lowest minimum of the loss over all the data that descent finds", FOUND),
                   ("leaves out a feature which would better", PLAIN), ("and the best of each point", TRIED),
                   ("one instance per point", TRIED), ("the lowest minimum found", FOUND),
                   ("lowest (n_densities, n_importances)", "the name of an argument"),
                   ("that descent from several starts finds", EXACT)],
    "polytope_fits": [("What does a polytope lose at its best", "a question"), ("its own best length and bias", FITTED),
                      ("at its best lengths and biases", FITTED), ("the best length and bias", FITTED)],
    "restarts": [("are never compared", KEPT), ("many restarts, best kept", "what TMS does"),
                 ("the restart of lowest loss", KEPT), ("keep the best at each task", KEPT),
                 ("best (dict of arrays, n_tasks instances)", KEPT)],
    "sentences": [("only the abstract was read", "it says what was read")],
    "adam_or_form": [("the only hidden layer", DEFINED)],
    "found_bases": [("only a part of the excess of the lowest basis", MEASURED),
                    ("for the highest and for the lowest basis", DEFINED)],
    "sign_law": [("that of the lowest loss", TRIED)],
    "absolute_value": [("compared with the best constant output's",
                        "tests/experiments/superposition/test_absolute_value.py::test_the_best_constant_is_the_mean"),
                       ("over the best constant's loss", DEFINED), ("of the lowest loss, rescaled", TRIED)],
    "asymmetric_motif": [("over the best constant output's", DEFINED)],
    "collapse": [("the lowest kept", KEPT), ("of the lowest loss, after descent", TRIED), ("keep the best", KEPT),
                 ("at the minimum near which it starts", DEFINED)],
    "correlated_features": [("or never together", DEFINED), ("and the lowest kept", KEPT),
                            ("at its best length and bias", FITTED), ("of each task the lowest loss", TRIED),
                            ("keep the best", KEPT), ("within 1 % of the lowest loss", TRIED)],
    "energy_levels": [("where it never does", DEFINED)],
    "five_features": [("the lowest kept", KEPT), ("of the lowest loss, at its minimum", TRIED),
                      ("keep the best", KEPT)],
    "hidden_bias": [("the lowest loss of many tries", TRIED), ("of the lowest loss with a hidden bias", TRIED),
                    ("keep the lowest loss", TRIED)],
    "hidden_neurons": [("the one of lowest loss on common samples", TRIED), ("of the lowest loss; neurons", TRIED),
                       ("the best ReLU output model there", TRIED), ("keep the best", TRIED),
                       ("the best restart at each density", TRIED)],
    "l1_penalty": [("restart of lowest priced loss", TRIED), ("keep the best restarts", TRIED),
                   ("the best bargain is at w^2 = 2/3",
                    "tests/experiments/superposition/test_l1_penalty.py::test_the_best_bargain_of_a_feature_alone")],
    "linear_or_relu": [("of several, the lowest loss on fresh samples", TRIED), ("best of 8 for n = 20", TRIED)],
    "local_bases": [("the lowest loss on fresh samples is kept", TRIED), ("of the lowest loss; the first ten", TRIED),
                    ("keep the best", TRIED)],
    "nonlinear_compression": [
        ("the best that a linear code can do",
         "tests/superposition/test_theory_linear.py::test_no_model_beats_the_optimum")],
    "octahedron": [("the lowest cosine with the other set", DEFINED), ("the lowest cosine across", DEFINED),
                   ("biases at their best to first order", "tests/experiments/superposition/test_octahedron.py::"
                    "test_no_bias_is_better_than_none_to_first_order_in_the_density")],
    "phase_three_features": [("from the exact minimum of the loss", FOUND), ("Exact minima are the lowest", DEFINED),
                             ("of lowest loss at each point", TRIED),
                             ("above the exact minimum", FOUND)],
    "phase_two_features": [("from the exact minimum of the loss", FOUND), ("Exact minima are the lowest", DEFINED),
                           ("of lowest loss at each point", TRIED),
                           ("above the exact minimum", FOUND), ("its loss, and the lowest", FOUND)],
    "polytopes": [("the one of lowest exact loss is kept", TRIED), ("of the best the sorted cosines", TRIED),
                  ("of the lowest loss; turned", TRIED), ("of the polytope at its best", FITTED),
                  ("W of the best", TRIED)],
    "finite_data": [("of the best constant answer", "tests/superposition/test_theory_linear_baselines.py::"
                     "test_more_freedom_loses_less"),
                    ("over that of the best constant", DEFINED)],
    "sparse_codes": [("the one of lowest objective is kept", TRIED), ("see hidden numbers only", DEFINED),
                     ("W of the model of lowest loss of eight", TRIED), ("Codes of lowest objective", TRIED)],
    "surfaces_without_bias": [
        ("the lowest minimum over the sparsity", "of two weights, looked for on the whole of a fine grid"),
        ("the lowest and the second", DEFINED), ("w_2 of the lowest minimum", DEFINED),
        ("one minimum to another", "a heading"),
        ("The lowest two points", "tests/experiments/superposition/test_surfaces_without_bias.py::"
         "test_minima_of_a_surface_that_is_known")],
    "three_equal_features": [("The lowest minimum of the exact loss", FOUND), ("of the lowest minimum", FOUND),
                             ("what the lowest candidate loses", DEFINED), ("the lowest candidate's", DEFINED)],
}
