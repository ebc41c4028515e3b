"""However a command is ended: the old file or the new one, no process left behind, and a status that is documented."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from srm_ref.commands.counting import end_with_parent
from srm_ref.writing import replacing
from tests.samples import sample

if not hasattr(os, "killpg"):
    pytest.skip("needs process groups", allow_module_level=True)

STATUSES = {0, 1, 2, 130, 137, 141, 143}  # as a shell gives them: 128 + signal where the process died of one
COMMAND = [sys.executable, "-m", "srm_ref", "resonance", "acts.npy", "--epsilon", "-0.5", "--test", "1", "--quiet"]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A directory with the results of a small file of activations."""
    place = tmp_path_factory.mktemp("small")
    np.save(place / "acts.npy", np.random.default_rng(0).standard_normal((100, 40)))
    subprocess.run(COMMAND, check=True, cwd=place)
    return place


@pytest.fixture
def old(tmp_path, monkeypatch, small):
    """Results of an earlier, smaller file of the same name; the file is large now."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(small, tmp_path, dirs_exist_ok=True)
    np.save("acts.npy", np.random.default_rng(0).standard_normal((20_000, 40)))


def started(*more, before=None):
    def prepare():
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a suite in the background ignores it, and children inherit that
        if before is not None:
            before()

    return subprocess.Popen([*COMMAND, *more], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                            start_new_session=True, preexec_fn=prepare)


def assert_old_or_new(process):
    """The invariant; a killed process may leave its own unfinished file, whose name begins with a dot and has .part."""
    said = process.communicate(timeout=120)[1].decode()
    status = process.returncode if process.returncode >= 0 else 128 - process.returncode
    assert status in STATUSES and "Traceback" not in said
    with np.load("srm-ref-out/acts_resonance.npz") as file:
        sizes = {name: len(np.atleast_1d(file[name])) for name in file.files}
        assert int(file["n_samples"]) in (100, 20_000) and len(sizes) > 20
    shown = {path.name for path in Path("srm-ref-out").glob("[!.]*")}
    assert shown <= {"acts_resonance.npz", "acts_resonance.png", "acts_scan.png"}
    if process.returncode != -signal.SIGKILL:
        assert not list(Path("srm-ref-out").glob(".*.part.*"))
    assert_nobody_is_left(process)


def assert_nobody_is_left(process):
    end = time.monotonic() + 30
    while _alive(process.pid) and time.monotonic() < end:
        time.sleep(0.1)
    assert not _alive(process.pid)


def _alive(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


# --- properties

@pytest.mark.slow
@pytest.mark.parametrize("sent, after, jobs", sample(
    itertools.product([signal.SIGINT, signal.SIGTERM, signal.SIGKILL], [2.0, 3.5], ["1", "2"]),
    {(signal.SIGINT, 3.5, "2"), (signal.SIGTERM, 2.0, "2"), (signal.SIGTERM, 3.5, "1"), (signal.SIGKILL, 3.5, "2")}))
def test_ended_at_any_moment(old, sent, after, jobs):
    process = started("--jobs", jobs)
    time.sleep(after)
    process.send_signal(sent)  # to the process alone, as a batch system or a service manager does
    assert_old_or_new(process)


SHORT = ["nonlinear_compression", "three_equal_features", "five_features", "local_bases"]
REPRODUCE = """
import sys
from srm_ref.commands import reproduce
from srm_ref.cli import main
reproduce.NAMES = {names}
sys.exit(main(["reproduce", "all", "--out", "kept", *sys.argv[1:]]))
"""


def reproducing(*more):
    return subprocess.Popen(
        [sys.executable, "-c", REPRODUCE.format(names=SHORT), *more], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        start_new_session=True, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))


@pytest.mark.slow
@pytest.mark.parametrize("sent, jobs", sample(
    itertools.product([signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ["1", "2"]), {(signal.SIGTERM, "2")}))
def test_what_reproduce_has_kept_outlives_its_end(tmp_path, monkeypatch, sent, jobs):
    """Experiments that are done stay, whole, with a report of them; the next run does the others."""
    monkeypatch.chdir(tmp_path)
    process = reproducing("--jobs", jobs)
    end = time.monotonic() + 300
    while not list(Path("kept").glob("[!.]*.json")) and process.poll() is None and time.monotonic() < end:
        time.sleep(0.05)
    process.send_signal(sent)
    said = process.communicate(timeout=120)[1].decode()
    assert process.returncode in (128 + sent, -sent) and "Traceback" not in said  # seconds of work were left
    assert_nobody_is_left(process)

    kept = {path.stem: path.read_bytes() for path in Path("kept").glob("[!.]*.json")}
    assert 0 < len(kept) < len(SHORT)
    for name in kept:
        with np.load(f"kept/{name}.npz") as numbers:
            assert all(numbers[key].size for key in numbers.files)
        assert Path(f"kept/{name}.png").stat().st_size > 1000
    if sent != signal.SIGKILL:
        assert not list(Path("kept").glob(".*.part.*"))

    again = reproducing("--resume")
    out, said = again.communicate(timeout=300)
    assert again.returncode == 0 and said == b""
    assert sorted(line.partition(":")[0] for line in out.decode().splitlines() if ": done on " in line) == sorted(kept)
    report = Path("kept/report.md").read_text(encoding="utf-8")
    assert all(f"## {name}" in report and Path(f"kept/{name}.json").exists() for name in SHORT)


def write_for_ever(stop, directory):
    end_with_parent(stop)
    with replacing(directory / "numbers.npz") as file:
        file.write_bytes(b"half of")
        (directory / "begun").touch()
        time.sleep(300)


@pytest.mark.slow
def test_a_worker_that_is_told_to_end_leaves_no_unfinished_file(tmp_path):
    processes = multiprocessing.get_context("spawn")
    stop = processes.Event()
    worker = processes.Process(target=write_for_ever, args=(stop, tmp_path))
    worker.start()
    end = time.monotonic() + 120
    while not (tmp_path / "begun").exists() and worker.is_alive() and time.monotonic() < end:
        time.sleep(0.02)
    assert len(list(tmp_path.iterdir())) == 2
    stop.set()
    worker.join(60)
    assert worker.exitcode == 1 and [path.name for path in tmp_path.iterdir()] == ["begun"]


# --- errors

@pytest.mark.slow
@pytest.mark.parametrize("limit", [0, 4096, 60_000])
def test_no_room_for_the_file(old, limit):
    """EFBIG at several sizes, as a quota gives it; a full disk, ENOSPC, is told in the same way
    (tests/test_writing.py).
    """
    resource = pytest.importorskip("resource")
    np.save("acts.npy", np.random.default_rng(1).standard_normal((20_000, 12)))
    process = started("--planes", "permutations", before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE,
                                                                                    (limit, limit)))
    assert_old_or_new(process)
    assert process.returncode == 2


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="everything is writable to root")
def test_a_read_only_directory(old):
    os.chmod("srm-ref-out", 0o500)
    try:
        process = started()
        assert_old_or_new(process)
        assert process.returncode == 2
    finally:
        os.chmod("srm-ref-out", 0o700)
