"""Results as rows, in files and in one line: all of them, equal bit for bit, and nothing pickled."""

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
    "Density": projected_density(X, np.eye(3), 0.8, n_bins=4),
    "RotationTest": srm_ref.basis_rotation_test(np.eye(3)[np.arange(60) % 2], np.eye(3), 0.5, 39,
                                                np.random.default_rng(0), arcs=True),
    "FoundBasis": srm_ref.find_basis(X, 1, 2, np.random.default_rng(0), n_rotations=3)}
PLAIN = srm_ref.basis_rotation_test(X, np.eye(3), None, 3, np.random.default_rng(0))  # no epsilon, nobody carries


# --- definition

def assert_same(found, wanted):
    """The same types and numbers, however deep one result or record stands in another."""
    assert type(found) is type(wanted)
    if isinstance(wanted, (Result, tuple)):
        parts = [vars(value) if isinstance(value, Result) else dict(enumerate(value)) for value in (found, wanted)]
        assert parts[0].keys() == parts[1].keys()
        for name in parts[1]:
            assert_same(parts[0][name], parts[1][name])
    else:
        np.testing.assert_array_equal(found, wanted, strict=isinstance(wanted, np.ndarray))


@pytest.mark.parametrize("result", [*RESULTS.values(), PLAIN], ids=[*RESULTS, "without epsilon"])
def test_a_saved_result_comes_back_to_the_bit(tmp_path, result):
    result.save(tmp_path / "a.npz")
    assert_same(type(result).load(tmp_path / "a.npz"), result)


def test_what_a_result_holds_is_not_simple():
    test = RESULTS["RotationTest"]
    assert test.carriers and test.mass_null is not None and test.height_test is not None and len(test.detectable) == 2
    assert PLAIN.carriers == () and PLAIN.height_test is None and PLAIN.mass is None
    assert RESULTS["FoundBasis"].test.scan.null.ndim == 2


def test_every_result_has_rows_of_its_own_numbers():
    rows = {name: result.table() for name, result in RESULTS.items()}
    assert {name: sorted(table[0]) for name, table in rows.items()} == {
        "Resonance": ["mean", "std", "theta"], "MeanResonance": ["mean", "theta"],
        "EpsilonScan": ["epsilon", "height", "high", "low"], "Projection": ["e1", "e2", "i", "j", "sample"],
        "Density": ["count", "e1", "e2", "expected"],
        "RotationTest": ["height", "kurtosis", "nearest", "rotation", "scale", "shape", "top_share", "trimmed"],
        "FoundBasis": ["angle", "direction", "refit_angle"]}
    assert rows["RotationTest"][0]["kurtosis"] == RESULTS["RotationTest"].kurtosis and "height" not in PLAIN.table()[0]
    assert rows["RotationTest"][39]["shape"] == RESULTS["RotationTest"].shape.null[38]
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
        assert len(shown) < 2000 and "\n" not in shown
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
