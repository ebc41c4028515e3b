"""What is installed is what stands in the folders; the lessons come along; a clone works without being installed."""

import configparser
import subprocess
import sys
from pathlib import Path

import pytest

import srm_ref
from srm_ref.course import finder

TOP = Path(__file__).resolve().parent.parent
SETUP = configparser.ConfigParser()
SETUP.read(TOP / "setup.cfg")
WITHOUT_MATPLOTLIB = "import sys; sys.modules['matplotlib'] = None\n"  # an import of it fails
WITHOUT_METADATA = ("import importlib.metadata as m, sys\ndef none(*_): raise "
                    "m.PackageNotFoundError('srm_ref')\nm.distribution = none\n")


def run(*arguments, cwd=TOP):
    return subprocess.run([sys.executable, *arguments], cwd=cwd, capture_output=True, text=True, timeout=120)


def command(words, before=""):
    """Run the command line from a clone's top, with something done to Python before."""
    code = (f"{before}import sys; sys.path.insert(0, {str(TOP)!r})\nfrom srm_ref.cli import "
            f"main\nsys.exit(main({words!r}))")
    return run("-I", "-c", code)


# --- definition

def test_the_list_of_packages_is_the_folders():
    listed = SETUP["options"]["packages"].split()
    folders = {path.parent.relative_to(TOP).as_posix().replace("/", ".") for path in (TOP / "srm_ref").rglob("*.py")}
    assert listed == sorted(listed) and set(listed) == folders | {"srm_ref.lessons"}
    assert SETUP["options"]["package_dir"].split() == ["srm_ref.lessons", "=", "lessons"]


def test_every_file_that_is_read_at_run_time_is_packed():
    packed = {package: [pattern.strip() for pattern in patterns.split(",")]
              for package, patterns in SETUP["options.package_data"].items()}
    roots = {
        "srm_ref.lessons": TOP / "lessons",
        **{name: TOP / name.replace(".", "/")
           for name in packed if name != "srm_ref.lessons"}
    }
    covered = {
        path
        for package, patterns in packed.items()
        for pattern in patterns
        for path in roots[package].glob(pattern)
    }
    tracked = subprocess.run(["git", "ls-files", "srm_ref", "lessons"], cwd=TOP, capture_output=True, text=True)
    if tracked.returncode:
        pytest.skip("needs a git checkout")
    data = [TOP / name for name in tracked.stdout.split() if name.startswith("lessons/") or not name.endswith(".py")]
    assert len(data) > 100 and [str(path) for path in data if path.exists() and path not in covered] == []


def test_the_version_stands_in_one_place():
    assert SETUP["metadata"]["version"] == "attr: srm_ref.__version__"
    assert command(["--version"], WITHOUT_METADATA).stdout == f"srm-ref {srm_ref.__version__}\n"


# --- analytic

def test_lessons_are_found_inside_the_package_first_and_beside_it_else(tmp_path, monkeypatch):
    module = tmp_path / "site" / "srm_ref" / "course" / "finder.py"
    module.parent.mkdir(parents=True)
    monkeypatch.setattr(finder, "__file__", str(module))
    with pytest.raises(FileNotFoundError, match="wanted the lessons in"):
        finder.lessons_folder()
    for folder in (tmp_path / "site" / "lessons", tmp_path / "site" / "srm_ref" / "lessons"):
        folder.mkdir()
        (folder / "notation.md").write_text("")
        assert finder.lessons_folder() == folder


def test_a_clone_works_without_being_installed():
    done = run("-m", "srm_ref", "lesson", "list")
    assert done.returncode == 0 and "the_spotlight_by_hand" in done.stdout


@pytest.mark.parametrize("words", [["--version"], ["--help"], ["verify", "--help"], ["reproduce", "list"],
                                   ["lesson", "list"],
                                   ["verify", "srm_ref.verification.adapters.fast", "--suite", "cap_fraction"]])
def test_no_command_imports_matplotlib_before_it_draws(words):
    done = command(words, WITHOUT_MATPLOTLIB)
    assert done.returncode == 0, done.stderr


def test_parts_are_attributes():
    code = ("import srm_ref\nassert srm_ref.superposition.MODELS and srm_ref.networks.load_digits and 'course' in "
            "dir(srm_ref)")
    assert run("-c", code).returncode == 0
    with pytest.raises(AttributeError, match="no attribute 'no_such_part'"):
        srm_ref.no_such_part
