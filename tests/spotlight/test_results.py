"""Results as rows, in files and in one line: all of them, equal to the bit, and nothing pickled."""

from __future__ import annotations

import numpy as np
import pytest

import srm_ref
from srm_ref.spotlight.density import projected_density
from srm_ref.spotlight.results import Result

X = np.random.default_rng(0).standard_normal((60, 3))
RESULTS = {
    "Resonance": srm_ref.spotlight_resonance(X, np.eye(3), 0.5, n_angles=8),
    "MeanResonance": srm_ref.mean_spotlight_resonance(X, np.eye(3), 0.5, n_angles=8),
    "EpsilonScan": srm_ref.epsilon_scan(X, np.eye(3), 39, np.random.default_rng(0)),
    "Projection": srm_ref.project_on_planes(X, np.eye(3), 0.8),
    "Density": projected_density(X, np.eye(3), 0.8, n_bins=4)}


# --- definition

@pytest.mark.parametrize("name", RESULTS)
def test_a_saved_result_comes_back_to_the_bit(tmp_path, name):
    result = RESULTS[name]
    result.save(tmp_path / "a.npz")
    loaded = type(result).load(tmp_path / "a.npz")
    assert type(loaded) is type(result)
    for key, value in vars(result).items():
        if key in type(result).__dataclass_fields__:
            np.testing.assert_array_equal(getattr(loaded, key), value, strict=isinstance(value, np.ndarray))


def test_every_result_has_rows_of_its_own_numbers():
    rows = {name: result.table() for name, result in RESULTS.items()}
    assert {name: sorted(table[0]) for name, table in rows.items()} == {
        "Resonance": ["mean", "std", "theta"], "MeanResonance": ["mean", "theta"],
        "EpsilonScan": ["epsilon", "height", "high", "low"], "Projection": ["e1", "e2", "i", "j", "sample"],
        "Density": ["count", "e1", "e2", "expected"]}
    assert [row["mean"] for row in rows["MeanResonance"]] == RESULTS["MeanResonance"].mean.tolist()
    points = RESULTS["Projection"]
    for k in (0, len(points.points) - 1):
        row = rows["Projection"][k]
        assert ([row["i"], row["j"]], row["sample"], [row["e1"], row["e2"]]) == (
            points.planes[points.plane[k]].tolist(), points.sample[k], points.points[k].tolist())
    assert sum(row["count"] for row in rows["Density"]) == RESULTS["Density"].counts.sum()
    assert all(type(value) in (int, float) for table in rows.values() for row in table for value in row.values())


# --- properties

@pytest.mark.parametrize("name", RESULTS)
def test_what_is_shown_is_short_and_names_every_field(name):
    result = RESULTS[name]
    for shown in (repr(result), result._repr_html_()):
        assert len(shown) < 1000 and "\n" not in shown
        assert name in shown and all(field in shown for field in type(result).__dataclass_fields__)
    assert "&lt;float64" in result._repr_html_()


# --- errors

def test_other_files_are_refused(tmp_path):
    RESULTS["MeanResonance"].save(tmp_path / "mean.npz")
    np.savez(tmp_path / "else.npz", x=X)
    (tmp_path / "half.npz").write_bytes((tmp_path / "mean.npz").read_bytes()[:-40])
    for name in ("mean.npz", "else.npz", "half.npz", "missing.npz"):
        with pytest.raises(ValueError, match="path: wanted a Resonance as save wrote it; found "):
            srm_ref.Resonance.load(tmp_path / name)
    with pytest.raises(NotImplementedError):
        Result().columns()
