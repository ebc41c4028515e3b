"""What the notebook format 4.5 demands of a notebook, written down from its published schema: `faults` lists what
breaks it.
"""

import re

ID = re.compile(r"[a-zA-Z0-9-_]+")
CELLS = {"markdown": ({"id", "cell_type", "metadata", "source"}, {"attachments"}),
         "raw": ({"id", "cell_type", "metadata", "source"}, {"attachments"}),
         "code": ({"id", "cell_type", "metadata", "source", "outputs", "execution_count"}, set())}
OUTPUTS = {"stream": {"output_type", "name", "text"}, "display_data": {"output_type", "data", "metadata"},
           "execute_result": {"output_type", "data", "metadata", "execution_count"},
           "error": {"output_type", "ename", "evalue", "traceback"}}


def faults(notebook):
    """Every place where a value read from JSON is not a notebook of the format 4.5."""
    if not isinstance(notebook, dict):
        return ["not an object"]
    found = keys(notebook, {"metadata", "nbformat", "nbformat_minor", "cells"}, set(), "notebook")
    if found:
        return found
    if not whole(notebook["nbformat"], 4) or notebook["nbformat"] > 4 or not whole(notebook["nbformat_minor"], 5):
        found.append("notebook: not of the format 4.5")
    found += metadata(notebook["metadata"])
    if not isinstance(notebook["cells"], list):
        return [*found, "cells: not a list"]
    for k, cell in enumerate(notebook["cells"]):
        found += cell_faults(cell, f"cell {k}")
    ids = [cell.get("id") for cell in notebook["cells"] if isinstance(cell, dict)]
    return found + [f"id {one!r} stands twice" for one in set(map(repr, ids)) if list(map(repr, ids)).count(one) > 1]


def metadata(value):
    if not isinstance(value, dict):
        return ["metadata: not an object"]
    found = []
    for name, wanted in (("kernelspec", ("name", "display_name")), ("language_info", ("name",))):
        if name in value:
            part = value[name]
            texts = isinstance(part, dict) and all(isinstance(part.get(key), str) for key in wanted)
            found += [] if texts else [f"metadata: {name} lacks {', '.join(wanted)}"]
    if not isinstance(value.get("title", ""), str):
        found.append("metadata: the title is no text")
    return found


def cell_faults(cell, where):
    if not isinstance(cell, dict) or cell.get("cell_type") not in CELLS:
        return [f"{where}: no cell of a known type"]
    needed, allowed = CELLS[cell["cell_type"]]
    found = keys(cell, needed, allowed, where)
    if found:
        return found
    if not (isinstance(cell["id"], str) and ID.fullmatch(cell["id"]) and len(cell["id"]) <= 64):
        found.append(f"{where}: id")
    found += [] if isinstance(cell["metadata"], dict) else [f"{where}: metadata"]
    found += [] if lines(cell["source"]) else [f"{where}: source"]
    if cell["cell_type"] == "code":
        found += [] if cell["execution_count"] is None or whole(cell["execution_count"], 0) else [
            f"{where}: execution_count"
        ]
        if not isinstance(cell["outputs"], list):
            return [*found, f"{where}: outputs"]
        for k, output in enumerate(cell["outputs"]):
            found += output_faults(output, f"{where}, output {k}")
    return found


def output_faults(output, where):
    if not isinstance(output, dict) or output.get("output_type") not in OUTPUTS:
        return [f"{where}: of no known type"]
    found = keys(output, OUTPUTS[output["output_type"]], set(), where)
    if found:
        return found
    if output["output_type"] == "stream":
        return [] if isinstance(output["name"], str) and lines(output["text"]) else [f"{where}: name or text"]
    if output["output_type"] == "error":
        texts = [output["ename"], output["evalue"], *output["traceback"]]
        return [] if all(isinstance(text, str) for text in texts) else [f"{where}: texts"]
    if not (isinstance(output["data"], dict) and isinstance(output["metadata"], dict)):
        return [f"{where}: data or metadata"]
    plain = {
        kind: value
        for kind, value in output["data"].items() if not re.fullmatch(r"application/(.*\+)?json", kind)
    }
    return [f"{where}: {kind}" for kind, value in plain.items() if not lines(value)]


def keys(value, needed, allowed, where):
    found = [f"{where}: no {name}" for name in sorted(needed - value.keys())]
    return found + [f"{where}: {name} has no place there" for name in sorted(value.keys() - needed - allowed)]


def whole(value, low):
    return isinstance(value, int) and not isinstance(value, bool) and value >= low


def lines(value):
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(line, str) for line in value))
