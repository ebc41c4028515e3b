"""How does a training run outlive its process? One .npz with all of its state, written whole or not at all.

The file holds plain arrays and JSON text, nothing pickled. The function that draws the batches cannot be saved; in its
place stands a digest of the next batch it would draw, so that a run goes on with the same data or is refused. Nor can
a model: it is named, and must be the statement that MODELS has under that name, when it is saved and when it is
loaded; what its functions give at a few points is saved beside the name.

Contents: require_named, save, load.
"""

from __future__ import annotations

import copy
import hashlib
import json
import os
import zipfile
from dataclasses import asdict
from typing import Any, Callable

import numpy as np

from srm_ref.checks import refuse
from srm_ref.descent import SGD, Adam, AdamW
from srm_ref.superposition.models import MODELS, Model
from srm_ref.superposition.running.kernel import Settings, State, views
from srm_ref.writing import write_arrays

__all__ = ["require_named", "save", "load"]

FORMAT = "srm_ref training 1"
OPTIMISERS = {kind.__name__: kind for kind in (SGD, Adam, AdamW)}
POINTS = (-1.5, -0.25, 0.5, 2.0)  # where the functions of a statement are compared; none at a kink
BIT_GENERATORS = ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")


def require_named(model: Any) -> str:
    """Return the name of `model` under which MODELS has exactly this statement, or refuse it."""
    if type(model) is not Model or MODELS.get(model.name) != model:
        stated = type(model) is Model
        refuse("model", "one of MODELS, which a checkpoint can name; train without a checkpoint, or add its statement to "
               "MODELS", f"the statement {model.name!r}, which MODELS does not have" if stated else type(model).__name__)
    return model.name


def save(path: str | os.PathLike[str], settings: Settings, state: State,
         sample: Callable[[np.random.Generator], np.ndarray]) -> None:
    """Write the run, its `settings` and `state`, to `path`; an interruption leaves the file that was there before.

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
    arrays = {"parameters": state.parameters, "moments": state.moments, "snapshots": state.snapshots}
    write_arrays(path, {"words": json.dumps(words), "step": state.step, "importance": state.importance,
                        "losses": state.losses, **{f"{group}/{name}": value for group, named in arrays.items()
                                                   for name, value in named.items()}})


def load(path: str | os.PathLike[str],
         sample: Callable[[np.random.Generator], np.ndarray]) -> tuple[Settings, State]:
    """Read a run that `save` wrote to `path`, and make sure that `sample` draws the batch that comes next.

    Returns its settings and state, of the shapes that were saved. Raises ValueError if `sample` draws anything else.
    """
    words, arrays = _read(path)
    parameters = _group(arrays, "parameters")
    model = MODELS.get(words["model"])
    if type(model) is not Model or model.shapes.keys() != parameters.keys() or (
            "functions" in words and not np.allclose(_at_points(model), words["functions"], rtol=1e-9, atol=1e-12)):
        refuse("checkpoint", f"a model of MODELS, here {', '.join(MODELS)}, that is the one saved",
               f"{words['model']!r} with the parameters {', '.join(parameters)}")
    optimiser = OPTIMISERS[words["optimiser"].pop("kind")](**words["optimiser"])
    settings = Settings(model, optimiser, words["schedule"], words["n_steps"],
                        tuple(words["snapshots"]), words["l1"], words["record_every"])
    flat = np.concatenate([value.ravel() for value in parameters.values()])
    state = State(int(arrays["step"]), views(flat, parameters), {"all": flat}, arrays["importance"],
                  _group(arrays, "moments"), _generator(words["rng"]), arrays["losses"], _group(arrays, "snapshots"))
    found = _digest(sample, state.rng)
    if found != words["next_batch"]:
        refuse("sample", f"the data of the saved run, whose next batch has the digest {words['next_batch'][:12]}...",
               f"{found[:12]}...")
    return settings, state


def _at_points(model: Model) -> list[list[float]]:
    """Return the values of a statement's functions at `POINTS`: sigma, sigma', tau, tau' and the target."""
    functions = (*model.hidden_map[:2], *model.output_map[:2], model.target)
    return [np.asarray(function(np.array(POINTS)), dtype=float).tolist() for function in functions]


def _read(path: str | os.PathLike[str]) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    try:
        with open(path, "rb") as stream, np.load(stream, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        words = json.loads(str(arrays.pop("words")))
    except (OSError, ValueError, KeyError, AttributeError, TypeError, EOFError, zipfile.BadZipFile) as error:
        refuse("checkpoint", "a file that train wrote", f"{os.fspath(path)}: {type(error).__name__}: {error}")
    if not isinstance(words, dict) or words.get("format") != FORMAT:
        refuse("checkpoint", f"the format {FORMAT!r}", os.fspath(path))
    return words, arrays


def _group(arrays: dict[str, np.ndarray], group: str) -> dict[str, np.ndarray]:
    return {name.split("/", 1)[1]: value for name, value in arrays.items() if name.startswith(f"{group}/")}


def _digest(sample: Callable[[np.random.Generator], np.ndarray], rng: np.random.Generator) -> str:
    batch = np.ascontiguousarray(sample(copy.deepcopy(rng)))  # the copy advances, the run's generator does not
    return hashlib.sha256(f"{batch.shape} {batch.dtype}".encode() + batch.tobytes()).hexdigest()


def _plain(value: Any) -> Any:
    """Return a bit generator's state with arrays as lists, fit for JSON."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value


def _arrays(value: Any) -> Any:
    """Undo `_plain`: bit generators keep their lists as unsigned integers."""
    if isinstance(value, dict):
        return {key: _arrays(item) for key, item in value.items()}
    return np.array(value, dtype=np.uint64) if isinstance(value, list) else value


def _generator(state: dict[str, Any]) -> np.random.Generator:
    if state["bit_generator"] not in BIT_GENERATORS:
        refuse("checkpoint", "a bit generator of " + ", ".join(BIT_GENERATORS), repr(state["bit_generator"]))
    bits = getattr(np.random, state["bit_generator"])(0)
    bits.state = _arrays(state)
    return np.random.Generator(bits)
