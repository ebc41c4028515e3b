"""What bears the superlatives beside the lessons' text, as COVERED in tests/superlatives.py: those of checkers and
solutions, and of the pages that people write.

A checker says what a wrong answer has overlooked. The answers for which it says so are wrong, the solution is right:
both are tested for all of them at once, so that a hint is as true as the solution that it quotes.
"""

from __future__ import annotations

from tests.superlatives_reasons import ADVICE, DEFINED, LAYOUT, PLAIN

HINT = "tests/course/test_exercises.py::test_a_known_mistake_gets_its_own_hint"
KEPT = "tests/course/test_exercises.py::test_wrong_answers_that_are_kept_with_an_exercise_get_their_hint"
OPEN = "tests/course/test_exercises.py::test_an_open_exercise_has_several_right_answers_and_several_wrong_ones"
NUMBERS = "tests/test_superlatives.py::test_numbers_beside_open_exercises_are_the_losses_of_those_models"
LOWEST = ("tests/test_superlatives.py::"
          "test_the_number_of_the_linear_model_beside_an_open_exercise_is_its_lowest_loss")
RUN = "tests/course/test_lessons.py::test_lesson_runs_and_equals_its_page"
SHOWN = "proof: by the numbers or the inequality in the sentence itself"
WRONG = "a misunderstanding that is quoted; what is right stands beside it"
LINEAR, PAIR = "tests/superposition/test_theory_linear.py", "tests/superposition/test_theory_pair.py"
BIAS, OPTIMUM = f"{LINEAR}::test_the_best_bias_is_flat_and_beats_others", f"{LINEAR}::test_no_model_beats_the_optimum"
ATTACK = "tests/superposition/test_attacks_attack_vectors.py::test_no_other_direction_gets_further"

_CHECKERS = {
    "01": [("only the direction of an activation counts", HINT)],
    "03": [("only its part at right angles", HINT), ("with vectors only", KEPT),
           ("in three dimensions only", HINT), ("in two dimensions only", HINT), ("have only begun to shrink", RUN)],
    "04": [("is right for e1 = (1, 0, ...)", HINT), ("four only where there are eight", HINT),
           ("overlap nowhere", ADVICE)],
    "05": [("r never reaches epsilon there", HINT), ("only a full one does", HINT), ("that are never lit count", HINT),
           ("only one of them is counted", HINT), ("is never lit at a positive epsilon", SHOWN),
           ("the cosine never falls below", SHOWN), ("r = 0.5 never reaches", SHOWN),
           ("below epsilon: never lit", SHOWN),
           ("only a full turn leads back", SHOWN), ("is only r = 0.6 high", RUN)],
    "06": [("keep i < j only", HINT), ("i < j only", HINT), ("only 5e-13 below 1", SHOWN),
           ("with only one of 4 and 7", RUN)],
    "07": [("p is never 0", "proof: the value itself is among the k + 1 that are counted"),
           ("asks only about the neurons", PLAIN)],
    "08": [("is not the only one", HINT), ("not only one of them", HINT), ("to about 1e-12 only", PLAIN)],
    "09": [("by tanh(r)/r = 0.55 only", RUN), ("only what lies along z", HINT)],
    "11": [("only the diagonal of R", HINT), ("only where it is always active", HINT), ("with the best bias a", BIAS),
           ("only W_i is divided", HINT), ("only cosines above t leave", HINT), ("of the values only", HINT),
           ("never below the sparsity", KEPT)],
    "12": [("are for this step only", HINT), ("a gradient that was always 0", HINT)],
    "13": [("its best bias is p/2, and then", BIAS), ("this is the loss with the best bias", BIAS),
           ("only feature 2 is answered wrongly", HINT), ("only its own feature", HINT), ("ONLY one is active", HINT),
           ("where only the other", HINT), ("half of the square only", HINT), ("with probability p^2 only", HINT),
           ("the minimum lies to the right", f"{PAIR}::test_no_other_bias_loses_less"),
           ("the best bias is positive", f"{PAIR}::test_the_best_bias_is_positive"), ("the bias alone errs", SHOWN),
           ("both are always active", SHOWN), ("both features are always active", SHOWN),
           ("the output is always open", SHOWN), ("the output is never open", SHOWN), ("is never open inside", SHOWN)],
    "14": [("only W_i is divided", HINT), ("of a tight frame with c = 1 only", HINT),
           ("only where lengths are 1", HINT), ("count stored features only", HINT)],
    "15": [("the members are always active together", HINT), ("only their strengths vary", SHOWN),
           ("with probability rho^2 only", KEPT)],
    "16": [("where only x_2 is active", HINT), ("with probability p^2, not always", HINT), ("only x_2 is cut", HINT),
           ("may have small weights only", PLAIN), ("only rows matter", HINT), ("both always active", SHOWN),
           ("passes only what is positive", "proof: it is what a ReLU is")],
    "17": [("only when both of its members", RUN), ("for t >= 1 only", HINT), ("for t <= 1 only", HINT),
           ("of all planes only those", HINT), ("only directions count", HINT)],
    "18": [("the library never sees them", LAYOUT), ("never calls sweep", KEPT)],
    "19": [("{} at a time: only {} counted", LAYOUT), ("only the last chunk may be a short one", DEFINED),
           ("reads rows only as they are used", "what NumPy says of mmap_mode"),
           ("commutes only with empty", "proof: merge(x, y) is y, so both orders agree where x = y or one is empty")],
    "20": [("never the draws that hid", LAYOUT), ("the 4 is below once only", HINT), ("that is never used", HINT),
           ("the mu themselves is always 1", "proof: the rows have length 1, and mu_i is the mean of P_i^2"),
           ("one direction only", PLAIN), ("one axis only", PLAIN), ("one climb only", KEPT)],
    "21": [("only codes are paid", "tests/superposition/test_sparse_codes.py::"
            "test_longer_columns_make_the_same_reconstruction_cheaper"), ("the only code is dead", DEFINED),
           ("only the second entry turns it", SHOWN)],
    "22": [("a price can only take",
            "proof: of two minima each is the lower at its own price, so the smaller price has no larger error")],
    "23": [("only h_s is divided", HINT)],
    "gradients": [("divide by n_samples only", HINT)],
}

_SOLUTIONS = {
    "03": [("with vectors only", DEFINED)],
    "05": [("or None if it is never lit", DEFINED), ("that are never lit count", DEFINED),
           ("some are never lit", DEFINED)],
    "11": [("of the best linear model", OPTIMUM), ("the linear model 0.0677 at best", LOWEST)],
    "13": [("only its own feature", "proof: two features are active or not, which makes four cases"),
           ("with its best bias 0.0933", NUMBERS),
           ("Neither is the minimum here", OPEN)],
    "15": [("never active together", DEFINED)],
    "18": [("Whose training loss is the lowest", "a question")],
    "20": [("Climb, and not once only", ADVICE)],
    "21": [("Return the best code", "tests/superposition/test_sparse_codes.py::"
            "test_the_soft_threshold_is_the_least_of_all_codes")],
    "22": [("is the only active one", DEFINED)],
}

_PAGES = {
    "networks/digits": [("only the container is new", PLAIN)],
    "srm_ref/planted_truths": [("of kurtosis only", PLAIN)],
    "srm_ref/recovery": [("tests the best end", DEFINED), ("the basis of lowest kurtosis is looked for", DEFINED)],
    "verification/adapters": [
        ("one suite or function only", PLAIN), ("only drawn questions", PLAIN), ("only this is asked", PLAIN),
        ("right only up to some size", PLAIN), ("global random states", "global: what Python calls so"),
        ("only where all cases about ties agree", "tests/verification/test_runner.py::test_ties_are_weighed_together")],
    "verification/cases": [("never from this package",
                            "tests/verification/test_cases.py::test_the_generator_shares_nothing_with_the_package")],
    "verification/implementations": [("may never have met it", PLAIN),
                                     ("exactly one is always active", "what was read in that implementation")],
    "lessons/README": [
        ("derive the strongest small attack", ATTACK),
        ("only where b is at right angles", "proof: its squared length is 1 + sin(2 theta) a . b"),
        ("only for an activation in the plane", "proof: the half width is arccos(epsilon / r)"),
        ("only at an epsilon of 0.707", "tests/spotlight/test_statistics.py::"
         "test_the_sign_tells_axes_from_one_over_the_root_of_two_on"),
        ("it is a linear optimum", f"{LINEAR}::test_equal_importances_accept_any_projector"),
        ("only when both are", "proof: two features are active or not, which makes four cases"),
        ("the best one is always positive", f"{PAIR}::test_the_best_bias_is_positive"),
        ("tightness minimises all interference", "proof: lesson 14, the frame potential"),
        ("something would always be on", "proof: if each is on when the other is off, one of them is on"),
        ("a neuron always means something", WRONG), ("only as far as the ReLU is used", PLAIN),
        ("the price only removes small codes", WRONG)],
    "lessons/glossary": [("fires for one concept only", DEFINED),
                         ("So the best code is", "tests/superposition/test_sparse_codes.py::"
                          "test_the_soft_threshold_is_the_least_of_all_codes")],
    "lessons/notation": [("only axes of figures have degrees", PLAIN), ("degrees on the axes of figures only", PLAIN),
                         ("Never a tolerance or a step", "a rule for letters")],
    "lessons/papers": [("only a part could be read", "it says what was read")],
    "tests/README": [("only compares", PLAIN),
                     ("always the same ones", "derandomize in the profiles of tests/conftest.py")],
}

COURSE = {**{f"checkers/{name}": entries for name, entries in _CHECKERS.items()},
          **{f"solutions/{name}": entries for name, entries in _SOLUTIONS.items()}, **_PAGES}
