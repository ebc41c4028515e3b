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

N_ROWS = 20_000  # with fewer, processes that outlive the one that was killed have ended before anyone looks
STATUSES = {0, 1, 2, 130, 137, 141, 143}  # as a shell gives them: 128 + signal where the process died of one
COMMAND = [sys.executable, "-m", "srm_ref", "resonance", "acts.npy", "--epsilon", "-0.5", "--test", "1", "--quiet"]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A directory with the results of a small file of activations, which is large now; and how long a run takes."""
    place = tmp_path_factory.mktemp("small")
    rows = np.random.default_rng(0).standard_normal((N_ROWS, 40))
    np.save(place / "acts.npy", rows[:100])
    subprocess.run(COMMAND, check=True, cwd=place)
    shutil.copytree(place / "srm-ref-out", place / "kept")
    np.save(place / "acts.npy", rows)
    begin = time.monotonic()
    subprocess.run(COMMAND, check=True, cwd=place)
    return place, time.monotonic() - begin


@pytest.fixture
def old(monkeypatch, small):
    """Results of an earlier, smaller file of the same name, in the place where they were made: elsewhere its name would
    be another question's.
    """
    monkeypatch.chdir(small[0])
    shutil.rmtree("srm-ref-out")
    shutil.copytree("kept", "srm-ref-out")
    return small[1]


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
        assert int(file["n_samples"]) in (100, N_ROWS) and len(sizes) > 20
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
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_run_to_its_end_replaces_what_was_there(old, jobs):
    process = started("--jobs", jobs)
    assert_old_or_new(process)
    with np.load("srm-ref-out/acts_resonance.npz") as file:
        assert process.returncode == 0 and int(file["n_samples"]) == N_ROWS


@pytest.mark.slow
@pytest.mark.parametrize("sent, after, jobs", sample(
    itertools.product([signal.SIGINT, signal.SIGTERM, signal.SIGKILL], [0.3, 0.6, 0.9], ["1", "2"]),
    {(signal.SIGINT, 0.6, "2"), (signal.SIGTERM, 0.3, "2"), (signal.SIGTERM, 0.9, "1"), (signal.SIGKILL, 0.6, "2")}))
def test_ended_at_any_moment(old, sent, after, jobs):
    """After a share of the time that a run to its end takes on this machine."""
    process = started("--jobs", jobs)
    time.sleep(after * old)
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


def done():
    return {path.stem for path in Path("kept").glob("[!.]*.json")}


def told():
    """The experiments that the report has."""
    report = Path("kept/report.md")
    return {name for name in SHORT if report.exists() and f"## {name}" in report.read_text(encoding="utf-8")}


def wait_until(happened, process):
    end = time.monotonic() + 300
    while not happened() and process.poll() is None and time.monotonic() < end:
        time.sleep(0.02)


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
    wait_until(told, process)
    first = told()
    wait_until(lambda: len(done()) > len(first), process)
    process.send_signal(sent)
    said = process.communicate(timeout=120)[1].decode()
    assert process.returncode in (128 + sent, -sent) and "Traceback" not in said  # seconds of work were left
    assert_nobody_is_left(process)

    kept = {path.stem: path.read_bytes() for path in Path("kept").glob("[!.]*.json")}
    assert 0 < len(first) < len(kept) < len(SHORT) and first <= told() <= set(kept)
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
    assert all(Path(f"kept/{name}.json").read_bytes() == rows for name, rows in kept.items())  # date and seconds too
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
    process = started(before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
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
