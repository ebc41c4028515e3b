"""Checkpoints: a run that was stopped equals one that was not, bit for bit; what does not belong to it is refused."""

from __future__ import annotations

import json
import os
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from srm_ref.descent import SGD, Adam, AdamW, linear
from srm_ref.superposition.features import feature_batches, geometric_importance, sample_features
from srm_ref.superposition.models import MODELS, Model
from srm_ref.superposition.running import checkpoint as module
from srm_ref.superposition.training import resume, train
from tests.statements import STATEMENTS

N_STEPS = 25
BIT_GENERATORS = ["PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64"]


def batches(sparsity=0.7, n_samples=13):
    return feature_batches(n_samples, 3, sparsity, n_instances=3, dtype=np.float32)  # odd: float32 leaves half a draw


def run_of(path=None, *, model=MODELS["relu_output"], optimiser=AdamW(1e-2), bits="PCG64", stop_after=None, every=5,
           sample=None, **more):
    """Train; `stop_after` interrupts after that many steps, as a keyboard would."""
    def progress(done, total):
        if done == stop_after:
            raise KeyboardInterrupt
    rng = np.random.Generator(getattr(np.random, bits)(5))
    start = model.initial_parameters(3, 2, rng, n_instances=3, dtype=np.float32)
    return train(model, start, sample or batches(), geometric_importance(3, 0.8), n_steps=N_STEPS, optimiser=optimiser,
                 rng=rng, schedule="linear", snapshots=(0, 4, 20), l1=1e-3, record_every=4, checkpoint=path,
                 checkpoint_every=every, progress=progress, **more)


def interrupted(path, **arguments):
    with pytest.raises(KeyboardInterrupt):
        run_of(path, **arguments)


def assert_same_runs(first, second):
    for a, b in zip(first, second):
        if isinstance(a, dict):
            assert a.keys() == b.keys()
            for key in a:
                assert_array_equal(a[key], b[key], strict=True)
        else:
            assert_array_equal(a, b, strict=True)


# --- definition


@pytest.mark.parametrize("stop_after", [5, 7, 19, 24])
def test_stopped_and_resumed_equals_never_stopped(tmp_path, stop_after):
    interrupted(tmp_path / "run.npz", stop_after=stop_after)
    assert_same_runs(resume(tmp_path / "run.npz", batches()), run_of())


@pytest.mark.parametrize("name", STATEMENTS)
@pytest.mark.parametrize("optimiser", [SGD(0.1, momentum=0.9), Adam(1e-2, 0.8, 0.95), AdamW(0.01, weight_decay=0.3)])
def test_every_model_and_optimiser_goes_on(tmp_path, monkeypatch, name, optimiser):
    """A statement that the table has under its name is named in the file, the paper's or not."""
    monkeypatch.setitem(MODELS, name, STATEMENTS[name])
    interrupted(tmp_path / "run.npz", model=STATEMENTS[name], optimiser=optimiser, stop_after=13)
    assert_same_runs(resume(tmp_path / "run.npz", batches()), run_of(model=STATEMENTS[name], optimiser=optimiser))


@pytest.mark.parametrize("bits", BIT_GENERATORS)
def test_every_bit_generator_goes_on(tmp_path, bits):
    interrupted(tmp_path / "run.npz", bits=bits, stop_after=7)
    assert_same_runs(resume(tmp_path / "run.npz", batches()), run_of(bits=bits))


# --- analytic


def test_resuming_goes_on_where_the_file_ends_and_saves_again(tmp_path):
    interrupted(tmp_path / "run.npz", stop_after=14)
    with np.load(tmp_path / "run.npz") as file:
        assert int(file["step"]) == 10
    told = []
    resume(tmp_path / "run.npz", batches(), progress=lambda done, total: told.append((done, total)))
    assert told == [(step, N_STEPS) for step in range(11, N_STEPS + 1)]
    with np.load(tmp_path / "run.npz") as file:
        assert int(file["step"]) == N_STEPS


def test_a_finished_run_is_read_back(tmp_path):
    finished = run_of(tmp_path / "run.npz")
    assert_same_runs(resume(tmp_path / "run.npz", batches()), finished)


def test_saving_does_not_disturb_the_run(tmp_path):
    assert_same_runs(run_of(tmp_path / "run.npz", every=1), run_of())


def test_a_save_that_breaks_leaves_the_last_whole_one(tmp_path, monkeypatch):
    interrupted(tmp_path / "run.npz", stop_after=7)

    def half_written(file, **arrays):
        with open(file, "wb") as stream:
            stream.write(b"half")
        raise OSError("no space left")

    before = (tmp_path / "run.npz").read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(np, "savez_compressed", half_written)
        patch.setattr(np, "savez", half_written)
        with pytest.raises(OSError, match="no space left"):
            resume(tmp_path / "run.npz", batches(), checkpoint_every=1)
    assert (tmp_path / "run.npz").read_bytes() == before
    assert os.listdir(tmp_path) == ["run.npz"]
    assert_same_runs(resume(tmp_path / "run.npz", batches()), run_of())


# --- errors


@pytest.mark.parametrize("other", [
    batches(sparsity=0.71), batches(n_samples=14), lambda rng: sample_features(13, 3, 0.7, rng),
    lambda rng: np.zeros((3, 13, 3), np.float32),
])
def test_other_data_is_refused(tmp_path, other):
    interrupted(tmp_path / "run.npz", stop_after=7)
    with pytest.raises(ValueError, match="sample: wanted the data of the saved run"):
        resume(tmp_path / "run.npz", other)


@pytest.mark.parametrize("content", [None, b"", b"not an archive", b"PK\x03\x04 broken"])
def test_what_is_no_checkpoint_is_refused(tmp_path, content):
    if content is not None:
        (tmp_path / "run.npz").write_bytes(content)
    with pytest.raises(ValueError, match="checkpoint: wanted a file that train wrote"):
        resume(tmp_path / "run.npz", batches())


@pytest.mark.parametrize(("arrays", "match"), [
    ({"x": np.ones(3)}, "checkpoint: wanted a file that train wrote"),
    ({"words": "no json"}, "checkpoint: wanted a file that train wrote"),
    ({"words": '{"format": "another"}'}, "checkpoint: wanted the format"),
    ({"words": "[1]"}, "checkpoint: wanted the format"),
])
def test_archives_of_something_else_are_refused(tmp_path, arrays, match):
    np.savez(tmp_path / "run.npz", **arrays)
    with pytest.raises(ValueError, match=match):
        resume(tmp_path / "run.npz", batches())


@pytest.fixture(scope="module", params=[7, None], ids=["on the way", "at the last step"])
def written(request, tmp_path_factory):
    """A checkpoint's content and its arrays; the run it is of was stopped on the way, or finished."""
    path = tmp_path_factory.mktemp("written") / "run.npz"
    run_of(path) if request.param is None else interrupted(path, stop_after=request.param)
    with np.load(path) as file:
        return path.read_bytes(), {name: file[name] for name in file.files}


def refused(path, words=""):
    with pytest.raises(ValueError, match=f"^checkpoint: wanted .*{words}"):
        resume(path, batches())


def test_no_byte_can_be_another(tmp_path, written):
    """In a zip archive there are bytes that its readers pass over: the digest does not."""
    content, rng = written[0], np.random.default_rng(0)
    for place, change in zip(rng.integers(len(content), size=150), rng.integers(1, 256, size=150)):
        damaged = bytearray(content)
        damaged[place] ^= change
        (tmp_path / "run.npz").write_bytes(damaged)
        refused(tmp_path / "run.npz")
    for length in range(0, len(content), len(content) // 30):
        (tmp_path / "run.npz").write_bytes(content[:length])
        refused(tmp_path / "run.npz")


def foreign(path, arrays, **changed):
    """Write what `train` never did, with the digest that belongs to it; None leaves a name out."""
    kept = {name: value for name, value in (arrays | changed).items() if value is not None}
    module.write_arrays(path, kept, finish=module._seal)


def test_every_array_is_needed_finite_and_of_the_shape_of_the_run(tmp_path, written):
    arrays, path = written[1], tmp_path / "run.npz"
    foreign(path, arrays)
    resume(path, batches())
    for name, value in arrays.items():
        foreign(path, arrays, **{name: None})
        missed = {"words": "file that train wrote", "parameters": ".*with the parameters "}
        refused(path, missed.get(name.split("/")[0], f".*{name.split('/')[-1]}: wanted an entry of that name"))
        if name != "words":
            for other in (np.ones((7,)), np.full_like(value, -3) if name == "step" else value.astype("U9"),
                          np.full(value.shape, np.nan)):
                foreign(path, arrays, **{name: other})
                refused(path)


def test_every_word_is_needed_and_means_something(tmp_path, written):
    words, path = json.loads(str(written[1]["words"])), tmp_path / "run.npz"
    for key in words:
        foreign(path, written[1], words=json.dumps({k: v for k, v in words.items() if k != key}))
        refused(path)
        for other in (None, "Nope", [1, [2]]):
            foreign(path, written[1], words=json.dumps(words | {key: other}))
            with pytest.raises(ValueError, match="^(checkpoint|sample): wanted "):
                resume(path, batches())
    for optimiser in ({"kind": "Nope"}, words["optimiser"] | {"newarg": 1}, words["optimiser"] | {"beta1": 2}):
        foreign(path, written[1], words=json.dumps(words | {"optimiser": optimiser}))
        refused(path, ".*(optimiser|newarg|beta1)")


def test_what_a_file_cannot_name_is_refused_before_it_is_written(tmp_path):
    class Own(Adam):
        pass

    with pytest.raises(ValueError, match="optimiser: wanted one of SGD, Adam, AdamW"):
        run_of(tmp_path / "run.npz", optimiser=Own())
    with pytest.raises(ValueError, match="path: wanted a file name ending in .npz"):
        run_of(tmp_path / "run.txt")
    assert os.listdir(tmp_path) == []


HIDDEN = MODELS["relu_hidden"]


class Subclass(Model):
    pass


@pytest.mark.parametrize(("model", "found"), [
    (Model("mine", HIDDEN.hidden_map, HIDDEN.output_map), "the statement 'mine', which MODELS does not have"),
    (Model("relu_output", HIDDEN.hidden_map, HIDDEN.output_map), "the statement 'relu_output', which MODELS does not "
                                                                 "have"),
    (Subclass("relu_hidden", HIDDEN.hidden_map, HIDDEN.output_map), "Subclass"),
])
def test_a_model_that_a_file_cannot_name_is_refused_before_a_step(tmp_path, model, found):
    """Under its name the table has nothing, or another statement, or what takes other steps: resuming would train
    that.
    """
    with pytest.raises(ValueError,
                       match=f"model: wanted one of MODELS, which a checkpoint can name; .*; found {found}$"):
        run_of(tmp_path / "run.npz", model=model, sample=lambda rng: pytest.fail("a batch was drawn"))
    assert os.listdir(tmp_path) == []


def test_a_subclass_that_is_registered_is_refused_too(tmp_path, monkeypatch):
    model = Subclass("relu_hidden", HIDDEN.hidden_map, HIDDEN.output_map)
    monkeypatch.setitem(MODELS, "relu_hidden", model)
    with pytest.raises(ValueError,
                       match="model: wanted one of MODELS, which a checkpoint can name; .*; found Subclass$"):
        run_of(tmp_path / "run.npz", model=model)


def test_a_statement_that_left_the_table_is_refused_when_resumed(tmp_path, monkeypatch):
    model = STATEMENTS["all_at_once"]
    with monkeypatch.context() as patch:
        patch.setitem(MODELS, model.name, model)
        interrupted(tmp_path / "run.npz", model=model, stop_after=7)
    with pytest.raises(ValueError,
                       match="checkpoint: .* model: wanted one of MODELS, .*; found 'all_at_once' with .*W1, W2, bias"):
        resume(tmp_path / "run.npz", batches())


@pytest.mark.parametrize("change", [{"tied": True}, {"hidden_bias": False}, {"target": np.abs},
                                    {"hidden_map": HIDDEN.hidden_map},
                                    {"output_map": HIDDEN.hidden_map}])
def test_a_statement_that_was_changed_is_refused_when_resumed(tmp_path, monkeypatch, change):
    model = STATEMENTS["all_at_once"]
    monkeypatch.setitem(MODELS, model.name, model)
    interrupted(tmp_path / "run.npz", model=model, stop_after=7)
    monkeypatch.setitem(MODELS, model.name, replace(model, **change))
    with pytest.raises(
            ValueError,
            match="checkpoint: .* model: wanted one of MODELS, .*, that is the one saved; found 'all_at_once'"):
        resume(tmp_path / "run.npz", batches())


def test_a_bit_generator_that_is_not_numpys_is_refused():
    with pytest.raises(ValueError, match="checkpoint: wanted a bit generator of PCG64"):
        module._generator({"bit_generator": "os"})


# --- golden


def test_a_run_worked_by_hand_across_an_interruption(tmp_path):
    """Origin: by hand. One weight 0, x = 1, y = relu(b), SGD(1/4), linear schedule over 2 steps: factors 1 and 1/2.

    b_1 = 1/2 + 1/4 * 2 (1 - 1/2) = 3/4, stop, b_2 = 3/4 + 1/8 * 2 (1 - 3/4) = 13/16; losses 1/4 and 1/16.
    """
    def stop(done, total):
        raise KeyboardInterrupt
    start = {"W": np.zeros((1, 1, 1)), "bias": np.full((1, 1), 0.5)}
    with pytest.raises(KeyboardInterrupt):
        train(MODELS["relu_output"], start, lambda rng: np.ones((3, 1)), [1.0], n_steps=2, optimiser=SGD(0.25),
              rng=np.random.default_rng(0), schedule=linear.__name__, record_every=1, checkpoint=tmp_path / "run.npz",
              checkpoint_every=1, progress=stop)
    run = resume(tmp_path / "run.npz", lambda rng: np.ones((3, 1)))
    assert run.parameters["bias"].tolist() == [[0.8125]] and run.parameters["W"].tolist() == [[[0.0]]]
    assert run.losses.tolist() == [[0.25], [0.0625]]
