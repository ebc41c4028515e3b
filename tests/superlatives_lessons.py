"""What bears the superlatives in the text of the lessons: as COVERED in tests/superlatives.py, by lesson.

A lesson is a derivation with numbers, and asserts what it prints: 'asserted: CODE' names an assertion of the lesson
itself, which fails when the lesson is run.
"""

from __future__ import annotations

from tests.superlatives_reasons import ADVICE, DEFINED, LAYOUT, PLAIN, TRIED

DERIVED = "proof: in the lesson, in the step in which the sentence stands or which it names"
NOT_SAID = "it says what is not shown, or what cannot be said"
QUESTION = "a question, or what is asked before it is answered"
HEADING = "a heading, an objective or an entry of a list of contents: the sentence that it names is covered itself"
LINEAR, PAIR = "tests/superposition/test_theory_linear.py", "tests/superposition/test_theory_pair.py"
ATTACK = "tests/superposition/test_attacks_attack_vectors.py::test_no_other_direction_gets_further"
INSIDE = "tests/spotlight/test_arcs.py::test_arcs_are_where_the_inequality_holds"

LESSONS = {
    "01_the_whole_story": [
        ("an observer who sees only", QUESTION), ("is present, that is", DERIVED),
        ("We see only the activations", DEFINED),
        ("Why are they only 4", "asserted: round(100 * 0.05 * 0.95**4, 2) == 4.07"),
        ("The lowest loss is 0.008904,", "asserted: abs(losses[best] - 0.008904) < 1e-6"),
        ("how. - That descent always", NOT_SAID), ("The best of several is", TRIED),
        ("its resonance, of which only", PLAIN),
    ],
    "02_directions_and_cosine": [
        ("Exactly orthogonal directions: never more", DERIVED), ("every cosine by that, never", ADVICE),
        ("and are not the best", NOT_SAID),
    ],
    "03_planes_and_rotations": [
        ("The cosine cancels: only the", DERIVED),
        ("It is a rotation:", "tests/geometry/test_rotations.py::test_it_is_a_rotation"),
        ("The closed form never forms", LAYOUT),
    ],
    "04_the_spotlight_by_hand": [
        ("Only the direction of an", "asserted: spotlight_curve(scaled, 9 * neuron_0"),
        ("Who is never lit, and", HEADING),
        ("nothing new, only read from",
         "tests/spotlight/test_resonance_curves.py::test_a_and_b_exchanged_reflect_the_curve"),
        ("circle), and the line never", "asserted: radii[[5, 6, 8]]"), ("Never compare two ways of", ADVICE),
        ("with the same frame; only", "asserted: neuron_0 + neuron_1, EPSILON"),
        ("only; its cosine with the", DERIVED), ("fine or coarse, sees only", NOT_SAID),
    ],
    "05_arcs_and_the_exact_curve": [
        ("$: never.", INSIDE), ("-r$: always,", INSIDE),
        ("what is always lit has", "tests/spotlight/test_arcs_step_curve.py::test_nothing_lit_and_everything_lit"),
        ("place, and so counts nowhere.",
         "tests/spotlight/test_arcs.py::test_arcs_of_zero_length_between_two_angles_count_nowhere"),
        ("ranges of step 6 only", LAYOUT),
    ],
    "06_many_planes": [
        ("Most planes are dark.**", "tests/spotlight/test_lit.py::test_a_pair_is_lit_where_its_curve_is_not_zero"),
        ("Only planes with a candidate", DERIVED),
        ("for a share is never", "asserted: in_reach.all(axis=1).sum() == 1"),
        ("other plane too, but nowhere", "asserted: elsewhere.mean(axis=1).max() <= 0.04"),
        ("and can never have more", "asserted: candidates.max() <= int(2 / 0.8**2) == 3"),
        ("shows is found there only.", ADVICE),
    ],
    "07_is_it_real": [
        ("for rows that stand nowhere", "asserted: (0.54, 1.74), (-0.14, 0.85)"),
        ("can suit some widths only,", "asserted: cap_fraction(512, 0.9) < 1e-100"),
        ("of the isotropic cloud only", "asserted: round(isotropic_mean.min() / baseline, 2) == 0.87"),
        ("in an orthonormal basis only.", "asserted: EPSILON > 1 / math.sqrt(2)"), ("Both depend on the", DERIVED),
        ("data, or about the best", NOT_SAID),
    ],
    "08_forms_and_symmetry": [
        ("This changes only where", DERIVED),
        ("one with signed permutations only,",
         "tests/networks/test_functional_forms.py::test_forms_in_a_frame_commute_with_no_rotation_that_moves_it"),
    ],
    "09_back_through_a_form": [
        ("If you only want to", ADVICE), ("only, so what lies across", DERIVED),
    ],
    "10_the_causal_experiment": [
        ("an experiment in which only", HEADING), ("a sign, too, but only", "asserted: round(0.5**0.5, 3) == 0.707"),
        ("fires for one concept only,", DEFINED), ("beside every sheet of best", PLAIN),
        ("no grandmother neurons elsewhere; only", NOT_SAID),
    ],
    "11_superposition": [
        ("model whose loss is lowest.", TRIED),
        ("Of $W$ only $G$ enters the loss.", DERIVED),
        ("makes the second part", f"{LINEAR}::test_the_best_bias_is_flat_and_beats_others"),
        ("and nowhere else. **So the", f"{LINEAR}::test_the_optimum_keeps_the_top_features"),
        ("It only grows when weight", f"{LINEAR}::test_no_model_beats_the_optimum"),
        ("a negative answer off only", DERIVED),
        ("feature is alone.** If only", DERIVED), ("so the minimum has density", DEFINED),
        ("not invertible; that says only", PLAIN),
        ("importances it is an optimum", 'asserted: linear_population_loss({"W": tilted'),
        ("says that two dimensions", 'asserted: measured["pentagon, orthonormal rows"]'),
        ("expect?** Where will the best", QUESTION), ("at each density; the best", TRIED),
        ("the arrows of the best", TRIED), ("will end at the lowest", QUESTION),
        ("random models with their best", "asserted: no_worse == 50"), ("two of them are never", DEFINED),
        ("The linear model's optimum. 4.", HEADING),
        ("does not depend on", f"{LINEAR}::test_the_optimum_keeps_the_top_features"), ("Without it there was", ADVICE),
        ("trained models are the best", NOT_SAID),
    ],
    "12_the_gradient_by_hand": [
        ("ten starts each, the best", TRIED), ("stands in one term only,", DERIVED),
        ("has the first term only.", DERIVED), ("But a computer knows", DERIVED),
        ("smaller step is not always", "asserted: 1e-7 < best_step < 1e-3"),
        ("and for some that only", "tests/superposition/running/test_kernel.py::test_the_kernel_is_the_model"),
        ("right gradient finds the best", NOT_SAID),
    ],
    "13_the_phase_change": [
        ("compare with the lowest minimum", HEADING), ("Which is best depends on", QUESTION),
        ("out its strength: where only", DERIVED),
        ("So the best bias is", f"{LINEAR}::test_the_best_bias_is_flat_and_beats_others"),
        ("Only the last of the", DERIVED),
        ("change is sudden.** The lowest", DERIVED), ("on its own bias only,", DERIVED),
        ("again. - Only feature", DERIVED),
        ("**a slightly positive bias always", f"{PAIR}::test_the_best_bias_is_positive"),
        ("= 2 (1-p) +", f"{PAIR}::test_no_other_bias_loses_less"),
        ("only the first two terms", DERIVED), ("- None, or only feature", DERIVED), ("0, so it is nowhere", DERIVED),
        ("the output is never open:", DERIVED),
        ("Negative biases only do harm", f"{PAIR}::test_no_other_bias_loses_less"),
        ("Candidates are guesses; the minimum", NOT_SAID), ("and so does the lowest", TRIED),
        ("With the best bias a", QUESTION),
        ("from 0.75 to 0.35 only,", "asserted: abs(near[fall[0.8] + 1] - 0.35) < 0.02"),
        ("both biases being the best", DEFINED),
        ("100 points the lowest minimum", "asserted: agree[0] > 0.95 and agree[1] > 0.95"),
        ("Keep the best of several", ADVICE),
        ("loses more than the best", "asserted: triangle_loss(1.0, p) > candidate"),
        ("a pair with its best", "asserted: (min(of_triangle) < min(candidate, biased)) == (p == 0.7)"),
        ("three_equal_features` follows the lowest minimum",
         "tests/experiments/superposition/test_three_equal_features.py"),
        ("Its best bias. 5.", HEADING), ("- That nothing lies below the lowest", NOT_SAID),
        ("The best bias, and the", HEADING),
    ],
    "14_the_geometry_of_superposition": [
        ("From the second form:", DERIVED), ("The derivative of the", DERIVED),
        ("The shares add up", "tests/superposition/test_measures_dimensionality.py::test_sum_is_at_most_the_rank"),
        ("an equality if and only", DERIVED), ("and only if the features", DERIVED), ("numbers with the sum", DERIVED),
        ("Only **positive** dot products cost.", DERIVED), ("TMS calls its minimum the", PLAIN),
        ("Only $a$ and $b$ are free.", DEFINED),
        ("features become sparser, the best", "asserted: winner == [3, 3, 3, 4, 4, 4, 4, 4, 5, 5, 5, 5, 6, 6, 6]"),
        ("Minimum or saddle?** The best", DEFINED),
        ("each polygon is a minimum:", "asserted: first == {3: 0.9, 4: 0.6, 5: 0.3, 6: 0.1}"),
        ("is a minimum. **And a minimum", "asserted: losses[3][-1] > 2 * losses[6][-1]"),
        ("different starts, and the best", TRIED), ("only, as step 7 demands.", DERIVED),
        ("density are spread sideways, only", PLAIN),
        ("have changed places: the best", "asserted: of_pentagon < of_square, [False, False, True, True]"),
        ("try to reach the best", ADVICE), ("size. - That the best", NOT_SAID),
    ],
    "15_correlation_dynamics_attacks": [
        ("together, partly together, or never", HEADING), ("with whiskers, and Monday never", DEFINED),
        ("comes together and what never", QUESTION), ("neighbour at one moment only:", DERIVED),
        ("Features that never occur together", DERIVED), ("Features that always occur together", DERIVED),
        ("be better to keep only", DERIVED), ("want that, and have only", DERIVED),
        ("They cost something only when", DERIVED), ("The strongest small attack.**", ATTACK),
        ("So the strongest push is", ATTACK), ("trained on samples, the lowest", TRIED),
        ("The strongest attack on an", HEADING), ("- Opposite: what never meets.", DERIVED),
        ("At right angles: what always", DERIVED), ("arrow: what is nearly always", DERIVED),
        ("is. - The strongest push", "asserted: pushes.max() < G[0]"), ("here. - That training always", NOT_SAID),
        ("one: it is the strongest", NOT_SAID),
    ],
    "16_neurons": [
        ("features than fit, not only", QUESTION), ("The start is normal", DERIVED),
        ("rotations of a layer only", DERIVED), ("With the ReLU only", DERIVED),
        ("- only $x_1$, or none:", DERIVED), ("< (s / c)", DERIVED),
        (r"Zero at $\theta = 0$ only.", DERIVED), ("It is the minimum: the", DERIVED),
        ("(It is the best of", DERIVED), ("With one neuron only, the", DERIVED),
        ("= a t /", "asserted: error, [[0, 0, 0], [0.125"), ("Then $y_0$ is right always.", DERIVED),
        ("with equality only along one", DERIVED), ("a neuron answers 1 only", DERIVED),
        ("step); the one of lowest", TRIED), ("so signs are comparable only", DERIVED),
        ("the biases, and its lowest", "asserted: bias[0] < -0.05 and"), ("- A ReLU leaves only", DERIVED),
        ("the circuit is the best", NOT_SAID),
    ],
    "17_the_two_papers_meet": [
        ("= p (1 -", DERIVED), ("is never negative the hidden", DERIVED), ("is not derived here, only", PLAIN),
        ("the five models of lowest", TRIED),
        ("all of the five best.", "asserted: np.abs(np.array(of_codes[1]) - unit).max() < 0.03"),
        ("that of the best is", "asserted: of_codes[3][0] < -0.3"),
        ("a tenth of the best", "asserted: max(behind[0], behind[2]) < 1.1"), ("the mass in which only", DERIVED),
        ("either is only measured.) Right:", NOT_SAID),
    ],
    "18_a_gallery_of_wrong_implementations": [
        ("- *half gradient*: only the", DEFINED), ("The one with the lowest", 'asserted: rows[letter][0]) == "K"'),
        ("the other: the same only", DERIVED), ("*mask over the batch***: only", DERIVED),
        ("all features active nearly always,", DERIVED),
        ("cases (`cases/*.json`, numbers that never",
         "tests/verification/test_cases.py::test_the_generator_shares_nothing_with_the_package"),
        ("Read it from the", NOT_SAID), ("draw activations that are never", 'asserted: letter != "B" or not broken'),
        ("a law by luck only.**", 'asserted: broken == ["central-differences-relu-output"]'),
        ("wrong function. - The best", 'asserted: rows[letter][0]) == "K"'),
    ],
    "19_at_scale": [
        ("It is right only if", DERIVED), ("Only then is the sentence", DERIVED),
        ("question and its counts, never", "asserted: len(carried) < 100_000"),
        ("A decision changes only if", DERIVED),
    ],
    "20_fourth_moments": [
        ("a chosen epsilon cannot always", DERIVED), ("So the wrong part", "asserted: round(100 * wrong_part) == 26"),
        ("For the lowest, `srm_ref/spotlight/extremes.py` proves",
         "proof: in the docstrings of the module that is named"),
        ("Only in the square.", 'asserted: of_polygon["square"]) > 0.99'), ("rows and tests the best", DEFINED),
        ("Heights, scale and shape", "asserted: np.all(sign * np.diff(end.kurtoses) > 0)"),
    ],
    "21_sparse_codes": [
        ("turns and stretches it; only", DERIVED),
        ("So the best code is",
         "tests/superposition/test_sparse_codes.py::test_the_soft_threshold_is_the_least_of_all_codes"),
    ],
    "22_features_got_back": [
        ("the error takes the lowest,", "asserted: (np.diff(error[1]) > 0).all()"),
    ],
    "23_finite_data": [
        ("samples, as if data never", PLAIN),
        ("both losses is the best",
         "tests/superposition/test_theory_linear_baselines.py::test_more_freedom_loses_less"),
        ("the best ones for the", DEFINED), ("is best for the points.", DERIVED),
        ("belongs to one point only", DERIVED), ("But a point always comes", DEFINED),
        ("A feature comes with", DERIVED), ("together at times, points never.", DEFINED),
        ("If only one feature of", DERIVED), ("over that of the best", DEFINED), ("why it is not always", PLAIN),
        ("`train` asks for is always", LAYOUT), ("regular polygons are the only", NOT_SAID),
    ],
}
