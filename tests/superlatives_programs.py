"""What bears the superlatives of verification, figures, course, commands, the top modules and the lessons, by file."""

from __future__ import annotations

from tests.superlatives_reasons import DEFINED, LAYOUT, PLAIN, TRIED

TOPICS = "tests/course/playing/test_topics.py"
CHECKS = "tests/verification/test_checks.py"
WRITING = "tests/test_writing.py"
CRASHES = "tests/commands/test_crashes.py"

PROGRAMS = {
    "surroundings": [("Which global state", "global: what Python calls so"),
                     ("the global state as it is now", "global: what Python calls so")],
    "cases": [("which is never this package",
               "tests/verification/test_cases.py::test_the_generator_shares_nothing_with_the_package")],
    "conventions": [("knows only one convention", LAYOUT)],
    "__init__": [("the only source of random numbers", "tests/house_rules.py::banned"),
                 ("the only part that imports matplotlib",
                  "tests/figures/test_canvas.py::test_computing_needs_no_matplotlib"),
                 ("which only imports, draws or asserts", PLAIN),
                 ("only `play` opens windows", "tests/house_rules.py::allowed_imports")],
    "polar": [("or the lowest point of a line", DEFINED)],
    "state": [("differ in one argument only", f"{CHECKS}::test_memory_is_named_as_such_and_nothing_else_is_named"),
              ("its shapes are always the same", LAYOUT)],
    "gradcheck": [("where only the analytic gradient is", DEFINED)],
    "gradient_verdict": [("the lowest and the highest slope", DEFINED)],
    "trial": [("that need only these functions", DEFINED)],
    "rounding": [("asked only about numbers", "tests/verification/test_diagnosis.py::"
                  "test_rounding_is_recognised_as_such")],
    "offline": [("asked only after a wrong answer", LAYOUT), ("known only by its answers", DEFINED)],
    "runner": [("only if all of several cases agree",
                "tests/verification/test_runner.py::test_ties_are_weighed_together"),
               ("changed its inputs or a global state", "global: what Python calls so")],
    "strategies": [("only module of the package that needs Hypothesis",
                    "tests/house_rules.py::allowed_imports")],
    "canvas": [("nothing global is changed", "tests/figures/test_canvas.py::"
                "test_only_pyplot_knows_open_figures_and_nothing_here_imports_it"),
               ("to no window and to no global state", "tests/figures/test_canvas.py::"
                "test_only_pyplot_knows_open_figures_and_nothing_here_imports_it"),
               ("the only Axes of a new figure", "tests/figures/test_canvas.py::"
                "test_new_axes_is_the_given_axes_or_a_new_figures_only_one")],
    "curves": [("changes the axis label only",
                "tests/figures/test_curves.py::test_signed_values_are_named_and_shown_below_zero")],
    "own_activations": [("draws only what moves", LAYOUT)],
    "panel": [("at an event only what moves", LAYOUT)],
    "wanting": [("nan never", DEFINED)],
    "window": [("only module of the package that uses pyplot", "tests/house_rules.py::allowed_imports")],
    "check": [("Only its verdicts count", "tests/course/test_check.py")],
    "exercises": [("always as many and in one order", "tests/course/test_exercises.py"),
                  ("always the same", "tests/course/test_exercises.py")],
    "folding": [("which only imports, draws or asserts", "a question"),
                ("that only figures and asserts read", DEFINED)],
    "judging": [("to single precision only", "tests/course/test_check.py")],
    "notebook": [("never over an existing file", "tests/course/test_notebook.py")],
    "five_features": [("sample k of a training is always the same", f"{TOPICS}::"
                       "test_five_features_are_trained_live_and_measured_exactly")],
    "pentagon_or_pairs": [
        ("the best pentagon and the best pairs", f"{TOPICS}::"
         "test_pentagons_are_better_where_features_are_sparse_and_pairs_where_they_are_denser"),
        ("the best ones have one length and one bias", DEFINED), ("the best pentagon, the best pairs", DEFINED)],
    "counting": [("only counts are sent", LAYOUT), ("end only when it says so", f"{CRASHES}::test_ended_at_any_moment"),
                 ("Only if the parent has been killed", f"{CRASHES}::test_ended_at_any_moment")],
    "find": [("of highest and of lowest kurtosis", "what is looked for, not what is found")],
    "find_report": [('mapping "highest" or "lowest"', "names of keys")],
    "lesson": [("is imported only now", LAYOUT)],
    "output": [("hyphens only", DEFINED),
               ("another file, basis or epsilon never does",
                "tests/test_cli.py::test_two_questions_never_write_one_name")],
    "resonance_report": [("never rounding up", DEFINED), ("where only kurtosis is blind", PLAIN)],
    "checks": [("the caller always provides the random numbers", "tests/house_rules.py::banned")],
    "cli": [("only when its arguments are parsed", LAYOUT),
            ("written only below --out", "tests/test_cli.py::test_nothing_is_written_outside_out")],
    "files": [("only that one is listed", DEFINED)],
    "progress": [("they never print", "tests/house_rules.py::banned")],
    "writing": [("takes the destination's name only when it is complete",
                 f"{WRITING}::test_the_name_is_taken_only_at_the_end"),
                ("never half of a file", f"{CRASHES}::test_ended_at_any_moment"),
                ("Only a process that is killed outright", f"{CRASHES}::test_ended_at_any_moment"),
                ("which only unpickling could read back", f"{WRITING}::test_python_objects_are_not_written")],
    "12_the_gradient_by_hand": [("the best one's W", TRIED)],
    "13_the_phase_change": [("with its best bias", "tests/superposition/test_theory_pair.py::"
                             "test_no_other_bias_loses_less")],
    "14_the_geometry_of_superposition": [("the lowest loss at each density", DEFINED),
                                         ("them in the best regular polygon", DEFINED)],
    "15_correlation_dynamics_attacks": [("the best of random starts", TRIED)],
    "17_the_two_papers_meet": [("of lowest exact loss of eight starts", TRIED)],
    "23_finite_data": [("over the best constant's", DEFINED)],
}
