"""Right implementations pass: the package by every way through it, the worked adapters, other languages, variants."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import srm_ref.verification as package
from tests import conformance
from srm_ref.verification.adapters import by_definition, exact, fast, streamed
from srm_ref.verification.asking.programs import CommandTarget, LinesTarget
from srm_ref.verification.asking.targets import ModuleTarget
from srm_ref.verification.checks import Options
from srm_ref.verification.report import as_text
from srm_ref.verification.runner import verify
from srm_ref.verification.suites import EVERY, FUNCTIONS
from tests.conformance.variants import VARIANTS
from tests.samples import sample

PAGE = (Path(package.__file__).parent / "adapters.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
QUICK = Options(1)
LATER = ("open cones", "mean over features", "zeros for degenerate planes", "zero rows excluded",
         "relu derivative 1 at zero")
PROGRAMS = Path(conformance.__file__).parent / "programs"


def block(words):
    """Return the page's Python block that begins with a docstring of these words, as a module."""
    source = next(text for text in BLOCKS if text.startswith('"""') and words in text.splitlines()[0])
    module = ModuleType("worked_adapter")
    exec(source, module.__dict__)
    return module


def passes(target, *functions, options=QUICK):
    report = verify(target, functions or tuple(FUNCTIONS), options=options)
    assert report.passed, as_text(report)
    return report


# --- definition

ADAPTERS = (fast, exact, streamed, by_definition)


@pytest.mark.parametrize("adapter, options", [
    *(pytest.param(adapter, QUICK, id=adapter.__name__, marks=[] if adapter is fast else [pytest.mark.slow])
      for adapter in ADAPTERS),
    *(pytest.param(adapter, Options(), id=f"{adapter.__name__}, more trials", marks=pytest.mark.exhaustive)
      for adapter in ADAPTERS)])
def test_the_package_passes_its_own_kit(adapter, options):
    report = passes(ModuleTarget(adapter), *EVERY, options=options)
    assert set(report.found) == set(EVERY) & set(vars(adapter)) and report.diagnoses == []
    assert adapter is not fast or report.missing == []
    assert not any(check.bad for check in report.checks), "optional cases too"


# --- analytic

FEW = ("Gram form of the gradient", "points in another order", "rotation away", "zeros for degenerate planes")


@pytest.mark.parametrize("name", sample(VARIANTS, FEW))
def test_no_right_variant_is_rejected(name):
    passes(ModuleTarget(VARIANTS[name], name), options=QUICK if name in FEW else Options())


@pytest.mark.exhaustive
def test_plain_loops():
    passes(ModuleTarget(block("plain loops")), options=Options())


def test_one_function_of_the_plain_loops():
    assert len(passes(ModuleTarget(block("plain loops")), "feature_dimensionality").checks) > 20


@pytest.mark.slow
def test_the_adapter_for_torch():
    pytest.importorskip("torch")
    passes(ModuleTarget(block("torch")))


@pytest.mark.slow
def test_the_adapter_for_jax():
    pytest.importorskip("jax")
    passes(ModuleTarget(block("JAX")), "feature_dimensionality", "toy_forward")


def built(source, tmp_path):
    program = tmp_path / "program"
    subprocess.run(["gcc", "-O1", "-x", "c", "-o", program, source, "-lm"], check=True)
    return str(program)


def example(language):
    return re.search(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)[1]


@pytest.mark.skipif(shutil.which("gcc") is None, reason="needs gcc")
def test_a_program_in_c(tmp_path):
    target = LinesTarget([built(PROGRAMS / "spotlight.c", tmp_path)], 30.0)
    assert passes(target).found == ["spotlight", "cap_fraction"]
    target.close()


@pytest.mark.skipif(shutil.which("gcc") is None, reason="needs gcc")
def test_the_example_in_c(tmp_path):
    (tmp_path / "measures.c").write_text(example("c"), encoding="utf-8")
    target = LinesTarget([built(tmp_path / "measures.c", tmp_path)], 30.0)
    assert passes(target, "interference", "project").found == ["interference"]
    target.close()


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
def test_the_example_in_javascript(tmp_path):
    (tmp_path / "measures.js").write_text(example("javascript"), encoding="utf-8")
    target = LinesTarget(["node", str(tmp_path / "measures.js")], 60.0)
    assert passes(target, "interference", "project").found == ["interference"]
    target.close()


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
def test_nine_functions_in_javascript_in_thirty_seconds_with_conventions_of_their_own():
    target = LinesTarget(["node", str(PROGRAMS / "srm.js")], 60.0)
    assert (target.conventions["rotation"], target.conventions["W"]) == ("away", "features-hidden")
    started = os.times()
    report = passes(target, options=Options())
    target.close()
    ended = os.times()
    assert len(report.found) == 9
    assert sum(ended[:4]) - sum(started[:4]) < 30, "seconds of processor time, the program's included"


@pytest.mark.exhaustive
@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
def test_a_program_in_javascript_once_a_question():
    passes(CommandTarget(["node", str(PROGRAMS / "srm.js")], 60.0), "feature_dimensionality")


# --- properties

def test_the_worked_adapters_are_whole():
    """Every Python block of the page compiles; those that need another library say so by importing it."""
    for source in BLOCKS:
        compile(source, "adapters.md", "exec")
    assert sum(text.startswith('"""') for text in BLOCKS) == 3


def test_the_ten_lines_of_the_page():
    """Ten lines at most, and they do adapt: here a library that takes one plane and degrees."""
    source = next(text for text in BLOCKS if "my_library" in text)
    assert len(source.strip().splitlines()) <= 10
    library = ModuleType("my_library")
    library.sweep = lambda x, a, b, epsilon, degrees: fast.spotlight(x, np.stack([a, b]), epsilon, [[0, 1]],
                                                                     np.deg2rad(degrees))[0]
    adapter = ModuleType("my_adapter")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "my_library", library)
        exec(source, adapter.__dict__)
    passes(ModuleTarget(adapter), "spotlight")


@pytest.mark.parametrize("name", ["rotation away", "sum over samples", *(pytest.param(name, marks=pytest.mark.slow)
                                                                         for name in LATER)])
def test_an_undeclared_convention_is_found_and_may_be_declared(name):
    variant = VARIANTS[name]
    (convention, word), = variant.CONVENTIONS.items()
    silent = type("Silent", (), {f: staticmethod(getattr(variant, f)) for f in FUNCTIONS if hasattr(variant, f)})
    report = verify(ModuleTarget(silent), options=QUICK)
    assert not report.passed
    assert f'CONVENTIONS = {{"{convention}": "{word}"}}' in as_text(report)


# --- errors

def test_a_program_of_fewer_functions_is_not_punished():
    target = CommandTarget([sys.executable, "-S", "-c", "import sys; sys.stdin.read(); print('null')"], 60.0)
    report = verify(target, ("cap_fraction",))
    assert report.passed and report.found == [] and report.missing == ["cap_fraction"]
