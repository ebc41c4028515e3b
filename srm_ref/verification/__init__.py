"""Part V. Is YOUR implementation right? Golden cases, laws, a diagnosis; gradient checks for any loss.

Reading order
    gradcheck                     central differences, the Taylor remainder's slope
    gradient_verdict              a gradient entry by entry: right, wrong, or cannot tell
    suites, conventions           which functions can be verified, and what an adapter may declare
    cases, feature_statistics, compare      golden cases, and when an answer is right
    laws                          laws that hold whatever the inputs
    drawn                         questions drawn afresh for each seed: sizes, magnitudes, edges, batches, state
    mistakes, diagnosis           known mistakes: which one explains your numbers?
    shrinking, checks, runner     one check, and one verification
    report, records               how a verification is reported, to people and to machines
    offline                       verification with questions and answers in files
    conformance, strategies       verification inside your own tests
    adapters                      this package's own adapters: by definition, and fast
    asking                        a back room: how the code under test is run, and what comes back

The pages beside the modules: cases.md, the format of the cases; adapters.md, how to adapt an implementation;
implementations.md, what the kit found in public implementations.
"""

from __future__ import annotations

from srm_ref.verification.asking.programs import CommandTarget, LinesTarget
from srm_ref.verification.asking.targets import ModuleTarget, Target, TargetBroken, WorkerTarget
from srm_ref.verification.cases import Case, load_cases
from srm_ref.verification.conformance import conformance_tests
from srm_ref.verification.gradcheck import central_differences, gradient_error, random_direction, taylor_slope
from srm_ref.verification.gradient_verdict import GradientVerdict, judge_gradient
from srm_ref.verification.checks import Check, Options
from srm_ref.verification.offline import AnswersTarget, write_questions
from srm_ref.verification.records import as_json, as_junit
from srm_ref.verification.report import as_text
from srm_ref.verification.runner import Report, verify

__all__ = ["Case", "load_cases", "conformance_tests", "central_differences", "gradient_error", "random_direction",
           "taylor_slope", "GradientVerdict", "judge_gradient", "Check", "Options", "as_json", "as_junit", "as_text",
           "Report", "verify", "CommandTarget", "LinesTarget", "ModuleTarget", "Target", "TargetBroken", "WorkerTarget",
           "AnswersTarget", "write_questions"]
