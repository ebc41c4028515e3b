"""The page of public implementations is made from its table, and the table from records of the kit."""

import json

import pytest

from srm_ref.verification.adapters import exact
from srm_ref.verification.asking.targets import ModuleTarget
from srm_ref.verification.checks import Options
from srm_ref.verification.records import as_json
from srm_ref.verification.runner import verify
from srm_ref.verification.suites import EVERY
from tests.conformance import implementations
from tests.conformance.planted import planted

ENTRY = {"name": "ours", "repository": "here", "file": "x.py", "revision": "0123456", "date": "2026-11-29",
         "result": "r.json",
         "remark": "A remark."}


def record(adapter, *functions):
    return json.loads(as_json(verify(ModuleTarget(adapter), functions, options=Options(1))))


# --- definition

def test_the_page_is_made_from_the_table():
    rows = json.loads(implementations.TABLE.read_text(encoding="utf-8"))
    assert implementations.PAGE.read_text(encoding="utf-8") == implementations.page(rows)


def test_there_are_eight_or_more_each_with_its_revision_and_its_date():
    rows = json.loads(implementations.TABLE.read_text(encoding="utf-8"))
    assert len({row["repository"] for row in rows}) >= 8
    for row in rows:
        assert row["revision"] and row["date"] >= "2026-11-29" and row["repository"] and row["functions"]
        assert {d["function"] for d in row["diagnoses"]} <= set(row["functions"]) <= set(EVERY)


# --- analytic

def test_a_row_holds_what_the_record_says():
    row = implementations.taken(ENTRY, record(planted("np.fill_diagonal(squares, 0)", "pass"), "interference",
                                              "project"))
    found = row["functions"]["interference"]
    assert len(found["failed"]) > 10 and row["functions"]["project"]["failed"] == [] and row["declared"] == {}
    assert row["diagnoses"][0]["words"].startswith("interference including j = i (explains ")
    text = implementations.page([row])
    assert f"{len(found['failed'])} failed: interference/" in text and "revision 0123456" in text
    assert "- `project`: " in text and "  - diagnosis: interference including j = i" in text


def test_what_is_taken_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(implementations, "TABLE", tmp_path / "table.json")
    monkeypatch.setattr(implementations, "PAGE", tmp_path / "page.md")
    (tmp_path / "index.json").write_text(json.dumps([ENTRY]), encoding="utf-8")
    (tmp_path / "r.json").write_text(json.dumps(record(exact, "toy_loss_and_gradient")), encoding="utf-8")
    implementations.main(["--take", str(tmp_path / "index.json"), str(tmp_path)])
    assert "| ours | toy_loss_and_gradient | " in (tmp_path / "page.md").read_text(encoding="utf-8")


# --- errors

def test_another_file_is_refused():
    with pytest.raises(ValueError, match="r.json: wanted a record of srm-ref verify --json"):
        implementations.taken(ENTRY, {"format": "srm-ref-cases"})
