"""Whatever a file is called, in whichever locale: its name is never interpreted, and never the end of the work."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import pytest

NAMES = ["été.npy".encode(), "層三.npy".encode(), rb"cost$\frac$.npy", rb"$x$ back\nslash\u12.npy", b"lat\xefn.npy",
         b"100% {0} %s.npy"]
LOCALES = {"UTF-8": {"LC_ALL": "C.UTF-8"}, "C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}}
COMMANDS = [["resonance", "--test", "1", "--json", "said.json"], ["projection", "--epsilon", "0.5"],
            ["resonance", "--part", "part.npz"], ["find", "--starts", "1"]]
DRIVER = """
import os, sys
from srm_ref.cli import main
names = [os.fsdecode(bytes.fromhex(name)) for name in sys.argv[2].split(",")]
for command, *more in eval(sys.argv[1]):
    for name in names:
        if main([command, name, *more, *(["--basis", name] if command == "projection" else [])]):
            sys.exit(3)
sys.exit(main(["resonance", *names, "--test", "1"]))
"""


def environment(locale):
    env = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "PYTHONUTF8"))}
    return env | {"PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path)), **LOCALES[locale]}


# --- definition

@pytest.mark.slow
@pytest.mark.parametrize("locale, asked", [("C", NAMES[1:5:3]), ("UTF-8", NAMES[4:5]),  # text, and bytes that are none
                                           *(pytest.param(locale, NAMES, marks=pytest.mark.exhaustive)
                                             for locale in LOCALES)])
def test_a_name_is_only_a_name_in_any_locale(tmp_path, locale, asked):
    rows, names = np.random.default_rng(0).standard_normal((60, 3)), []
    for name in asked:
        try:
            np.save(tmp_path / "a.npy", rows)
            os.rename(os.fsencode(tmp_path / "a.npy"), os.path.join(os.fsencode(tmp_path), name))
            names.append(name)
        except OSError:  # a file system that takes text alone
            continue
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, repr(COMMANDS), ",".join(name.hex() for name in names)], cwd=tmp_path,
        env=environment(locale), capture_output=True, timeout=500)
    assert done.stderr == b"" and done.returncode == 0
    assert json.loads((tmp_path / "said.json").read_text(encoding="utf-8"))["n_samples"] == 60
    written = os.listdir(os.fsencode(tmp_path / "srm-ref-out"))
    for ending in (b"_resonance.npz", b"_resonance.png", b"_projection.npz", b"_projection.png"):
        assert sum(name.endswith(ending) for name in written) == len(names), ending


# --- errors

@pytest.mark.slow
@pytest.mark.parametrize("locale", LOCALES)
def test_a_name_that_is_not_there_is_said_in_one_line(tmp_path, locale):
    for name in NAMES[:5:2]:
        done = subprocess.run([sys.executable, "-m", "srm_ref", "resonance", b"not_" + name], cwd=tmp_path,
                              env=environment(locale), capture_output=True, timeout=120)
        assert done.returncode == 2 and done.stdout == b"" and done.stderr.count(b"\n") == 1
        assert done.stderr.startswith(b"srm-ref: error: activations: wanted a file to read; found no file 'not_")
