"""How does a training run outlive its process? One .npz with all of its state, written whole or not at all.

The file holds plain arrays and JSON text, nothing pickled. The function that draws the batches cannot be saved; instead
there is a digest of the next batch that it would draw, so that a run continues with the same data or is refused. Nor
can a model be saved: it is named, and must be the statement that MODELS has under that name, both on saving and on
loading; the values of its functions at a few points are saved with the name. The last bytes are a digest of all others:
a file in which a single bit has changed is refused.

Contents: require_named, save, load.
"""

from __future__ import annotations

import copy
import hashlib
import io
import json
import os
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Any, Callable, NoReturn

import numpy as np

from srm_ref.checks import choice, integer, integers, number, refuse, require_finite
from srm_ref.descent import SCHEDULES, SGD, Adam, AdamW
from srm_ref.superposition.models import MODELS, Model
from srm_ref.superposition.running.kernel import Settings, State, views
from srm_ref.writing import write_arrays

__all__ = ["require_named", "save", "load"]

FORMAT = "srm_ref training 2"
GROUPS = ("parameters", "moments", "snapshots")
SEAL = 64  # bytes at the end of the file
OPTIMISERS = {kind.__name__: kind for kind in (SGD, Adam, AdamW)}
POINTS = (-1.5, -0.25, 0.5, 2.0)  # points where the functions of a statement are compared; none is at a kink
BIT_GENERATORS = ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")


def require_named(model: Any) -> str:
    """Return the name of `model` under which MODELS has exactly this statement, or refuse it."""
    if type(model) is not Model or MODELS.get(model.name) != model:
        stated = type(model) is Model
        refuse(
            "model", "one of MODELS, which a checkpoint can name; train without a checkpoint, or add its statement to "
            "MODELS", f"the statement {model.name!r}, which MODELS does not have" if stated else type(model).__name__)
    return model.name


def save(path: str | os.PathLike[str], settings: Settings, state: State,
         sample: Callable[[np.random.Generator], np.ndarray]) -> None:
    """Write the run, its `settings` and `state`, to `path`; an interruption leaves the earlier file, if there is one.

    path: ends in .npz.
    sample: ``sample(rng) -> ndarray of shape (..., n_samples, n_features)``; called on a copy of the run's generator.
    """
    name = require_named(settings.model)
    optimiser = settings.optimiser
    if type(optimiser) is not OPTIMISERS.get(type(optimiser).__name__):
        refuse("optimiser", "one of " + ", ".join(OPTIMISERS), repr(optimiser))
    if state.rng.bit_generator.state["bit_generator"] not in BIT_GENERATORS:
        refuse("rng", "a bit generator of " + ", ".join(BIT_GENERATORS), repr(state.rng))
    words = {**settings._asdict(), "model": name, "functions": _at_points(settings.model), "format": FORMAT,
             "optimiser": {"kind": type(optimiser).__name__, **asdict(optimiser)},
             "rng": _plain(state.rng.bit_generator.state), "next_batch": _digest(sample, state.rng)}
    groups = {f"{group}/{name}": value for group in GROUPS for name, value in getattr(state, group).items()}
    write_arrays(path, {"words": json.dumps(words), "step": state.step, "importance": state.importance,
                        "losses": state.losses, **groups}, finish=_seal)


def load(path: str | os.PathLike[str],
         sample: Callable[[np.random.Generator], np.ndarray]) -> tuple[Settings, State]:
    """Read a run that `save` wrote to `path`, and check that `sample` draws the batch that comes next.

    Returns its settings and state, of the shapes that were saved. Raises ValueError for any other file, and if `sample`
    draws another batch.
    """
    words, arrays = _read(path)
    try:
        model = _model(words, _group(arrays, "parameters"))
        settings = _settings(words, model)
        state = _state(settings, arrays, _generator(words["rng"]))
        expected = f"{words['next_batch']}"
    except Exception as error:  # another file may contain anything anywhere
        said = str(error) if isinstance(error, ValueError) else f"{type(error).__name__}: {error}"
        refuse("checkpoint", "a run that train saved", f"{os.fspath(path)}: {said}")
    found = _digest(sample, state.rng)
    if found != expected:
        refuse("sample", f"the data of the saved run, whose next batch has the digest {expected[:12]}...",
               f"{found[:12]}...")
    return settings, state


class _Fields(dict):
    """What was read from a file; any field may be missing."""

    def __missing__(self, key: str) -> NoReturn:
        refuse(key, "an entry of that name in the file", "none")


def _model(words: _Fields, parameters: dict[str, np.ndarray]) -> Model:
    model = MODELS.get(words["model"])
    if type(model) is not Model or model.shapes.keys() != parameters.keys() or not np.allclose(
            _at_points(model), words["functions"], rtol=1e-9, atol=1e-12):
        refuse("model", f"one of MODELS, here {', '.join(MODELS)}, that is the one saved",
               f"{words['model']!r} with the parameters {', '.join(parameters)}")
    return model


def _settings(words: _Fields, model: Model) -> Settings:
    fields = _Fields(words["optimiser"])
    optimiser = OPTIMISERS[choice(fields.pop("kind", None), "optimiser", tuple(OPTIMISERS))](**fields)
    n_steps = integer(words["n_steps"], "n_steps", 1)
    return Settings(model, optimiser, choice(words["schedule"], "schedule", tuple(SCHEDULES)), n_steps,
                    tuple(integers(words["snapshots"], "snapshots", 0, n_steps)), number(words["l1"], "l1", 0.0),
                    integer(words["record_every"], "record_every", 1))


def _state(settings: Settings, arrays: _Fields, rng: np.random.Generator) -> State:
    """Return the state that the arrays hold; each must be finite and have the shape and type that such a run has."""
    parameters, importance = settings.model.checked_start(_group(arrays, "parameters"), arrays["importance"])
    begun = State.begin(settings, parameters, importance, rng, len(parameters["bias"]), flat=True)
    begun.step = integer(arrays["step"][()], "step", 0, settings.n_steps)
    begun.losses = _like(arrays["losses"], begun.losses, "losses")
    for group in ("moments", "snapshots"):
        found, wanted = _group(arrays, group), getattr(begun, group)
        setattr(begun, group, {name: _like(found[name], value, f"{group}/{name}") for name, value in wanted.items()})
    if begun.moments["step"] != begun.step:
        refuse("moments/step", f"the step of the run, {begun.step}", str(begun.moments["step"]))
    return begun


def _like(array: np.ndarray, wanted: np.ndarray, name: str) -> np.ndarray:
    if array.dtype != np.asarray(wanted).dtype or array.shape != np.shape(wanted):
        refuse(name, f"{np.asarray(wanted).dtype} of shape {np.shape(wanted)}", f"{array.dtype} of shape {array.shape}")
    require_finite(array, name)
    return array


def _at_points(model: Model) -> list[list[float]]:
    """Return the values of a statement's functions at `POINTS`: sigma, sigma', tau, tau' and the target."""
    functions = (*model.hidden_map[:2], *model.output_map[:2], model.target)
    return [np.asarray(function(np.array(POINTS)), dtype=float).tolist() for function in functions]


def _seal(file: Path) -> None:
    """Put the SHA-256 of all bytes before it at the end of a zip archive, as its comment, which zip readers ignore.
    """
    with zipfile.ZipFile(file, "a") as archive:
        archive.comment = b" " * SEAL
    with open(file, "r+b") as stream:
        digest = hashlib.sha256(stream.read()[:-SEAL]).hexdigest()
        stream.seek(-SEAL, os.SEEK_END)
        stream.write(digest.encode())


def _read(path: str | os.PathLike[str]) -> tuple[_Fields, _Fields]:
    try:
        content = Path(path).read_bytes()
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            arrays = _Fields({name: file[name] for name in file.files})
        words = json.loads(str(arrays.pop("words")))
    except Exception as error:  # damaged archives raise a dozen kinds
        refuse("checkpoint", "a file that train wrote", f"{os.fspath(path)}: {type(error).__name__}: {error}")
    if not isinstance(words, dict) or words.get("format") != FORMAT:
        found = words.get("format") if isinstance(words, dict) else words
        refuse("checkpoint", f"the format {FORMAT!r}", f"{os.fspath(path)}: {found!r:.60}")
    if hashlib.sha256(content[:-SEAL]).hexdigest().encode() != content[-SEAL:]:
        refuse("checkpoint", "the file that train wrote", f"{os.fspath(path)}: damaged, its bytes are not those saved")
    return _Fields(words), arrays


def _group(arrays: dict[str, np.ndarray], group: str) -> _Fields:
    return _Fields({name.split("/", 1)[1]: value for name, value in arrays.items() if name.startswith(f"{group}/")})


def _digest(sample: Callable[[np.random.Generator], np.ndarray], rng: np.random.Generator) -> str:
    batch = np.ascontiguousarray(sample(copy.deepcopy(rng)))  # the copy advances, the run's generator does not
    return hashlib.sha256(f"{batch.shape} {batch.dtype}".encode() + batch.tobytes()).hexdigest()


def _plain(value: Any) -> Any:
    """Return a bit generator's state with arrays as lists, as JSON needs them."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value


def _arrays(value: Any) -> Any:
    """Undo `_plain`: bit generators take their lists as arrays of unsigned integers."""
    if isinstance(value, dict):
        return {key: _arrays(item) for key, item in value.items()}
    return np.array(value, dtype=np.uint64) if isinstance(value, list) else value


def _generator(state: dict[str, Any]) -> np.random.Generator:
    if state["bit_generator"] not in BIT_GENERATORS:
        refuse("checkpoint", "a bit generator of " + ", ".join(BIT_GENERATORS), repr(state["bit_generator"]))
    bits = getattr(np.random, state["bit_generator"])(0)
    bits.state = _arrays(state)
    return np.random.Generator(bits)
