"""How is one experiment run, saved, and read again? In such a way that an interruption loses at most one experiment.

An experiment writes NAME.npz (its numbers), NAME.png (its figure) and last NAME.json (its rows, seed, scale, date and
time): if NAME.json exists, the other two are complete. `Told` is what that file holds and what the report needs. When
results are read again, today's `claims` judges the saved numbers.

Contents: Told, ExperimentOutcome, perform, keep, keep_rows, kept, made_by.
"""

from __future__ import annotations

import json
import platform
import time
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.experiments.claims import SCALES, Claim, Said
from srm_ref.experiments.registry import experiment
from srm_ref.experiments.shared.image_networks import Images
from srm_ref.figures.canvas import Figure, save_figure
from srm_ref.progress import Progress
from srm_ref.verification.records import own_version
from srm_ref.writing import replacing, write_arrays

__all__ = ["Told", "ExperimentOutcome", "perform", "keep", "keep_rows", "kept", "made_by"]


class Told(NamedTuple):
    """What the report says of one experiment."""

    name: str
    title: str
    source: str
    question: str  # first line of the module's docstring
    seed: int
    scale: str
    data: str  # which images, if it uses other than the embedded ones
    claims: list[Claim]
    seconds: float  # of processor time
    date: str
    made_by: str = ""  # versions and machine that the numbers come from; empty if an older version saved them


class ExperimentOutcome(NamedTuple):
    """The results of one experiment."""

    told: Told
    numbers: dict[str, np.ndarray]
    figure: Figure


def perform(name: str, scale: str, progress: Progress | None = None, images: Images | None = None,
            data: str = "") -> ExperimentOutcome:
    """Run an experiment with its own fixed seed, judge its claims, draw its figure.

    Parameters
    ----------
    name : str
        As in `registry.NAMES`.
    scale : str
        "quick" or "paper".
    progress : callable, optional
    images : Images, optional
        For experiments on images, in place of the embedded digits; the others know nothing of it.
    data : str
        What to call these images.

    Raises
    ------
    ValueError
        Another name or scale.
    """
    module = experiment(name)
    choice(scale, "scale", SCALES)
    start = time.process_time()
    own = {"images": images} if getattr(module, "USES_IMAGES", False) else {}
    numbers = module.run(scale, np.random.default_rng(module.SEED), progress, **own)
    seconds = time.process_time() - start
    told = Told(name, module.TITLE, module.SOURCE, _question(module), module.SEED, scale, _own_data(name, data),
                module.claims(numbers), seconds, time.strftime("%Y-%m-%d"), made_by())
    return ExperimentOutcome(told, numbers._asdict(), module.draw(numbers))


def keep(outcome: ExperimentOutcome, directory: Path) -> None:
    """Write numbers, figure and rows of one experiment, each file completely or not at all, the rows last.

    Parameters
    ----------
    outcome : ExperimentOutcome
    directory : Path
    """
    name = outcome.told.name
    (directory / f"{name}.json").unlink(missing_ok=True)  # an older run's; its numbers are about to go
    write_arrays(directory / f"{name}.npz", outcome.numbers)
    save_figure(outcome.figure, directory / f"{name}.png")
    keep_rows(outcome.told, directory)


def keep_rows(told: Told, directory: Path) -> None:
    """Write the rows of one experiment whose numbers and figure are there."""
    rows = [{**row._asdict(), "said": row.said._asdict()} for row in told.claims]
    with replacing(directory / f"{told.name}.json") as path:
        path.write_text(json.dumps({**told._asdict(), "claims": rows}, indent=1) + "\n", encoding="utf-8")


def kept(name: str, scale: str, data: str, directory: Path) -> Told | None:
    """Read what an earlier run saved of an experiment, and make its rows again from its numbers.

    Returns
    -------
    Told or None
        None where it was not finished, or at another scale, from another seed, on other images, or with numbers that
        today's `claims` cannot read.
    """
    module = experiment(name)
    try:
        read = json.loads((directory / f"{name}.json").read_text(encoding="utf-8"))
        told = Told(**{**read, "claims": [Claim(**{**row, "said": Said(**row["said"])}) for row in read["claims"]]})
        with np.load(directory / f"{name}.npz") as arrays:
            rows = module.claims(module.Numbers(**arrays))
    except (OSError, ValueError, TypeError, LookupError):  # not there, or of another version
        return None
    same = (told.name, told.scale, told.data, told.seed) == (name, scale, _own_data(name, data), module.SEED)
    if not same or not (directory / f"{name}.png").exists():
        return None
    return told._replace(title=module.TITLE, source=module.SOURCE, question=_question(module), claims=rows)


def made_by() -> str:
    """Return the versions of this package, Python and NumPy, and the kind of machine: what decides the last bits."""
    return (f"srm_ref {own_version()}, Python {platform.python_version()}, NumPy {np.__version__}, "
            f"{platform.system()} {platform.machine()}")


def _question(module: ModuleType) -> str:
    return (module.__doc__ or "").strip().splitlines()[0]


def _own_data(name: str, data: str) -> str:
    """What the images are called, for an experiment that uses any."""
    return data if getattr(experiment(name), "USES_IMAGES", False) else ""
