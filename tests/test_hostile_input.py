"""Whatever is given to whichever public function: an answer, or a ValueError or TypeError that names the argument."""

import inspect
import re

import numpy as np
import pytest

from tests.hostile import (ARRAYS, BOOLEANS, CHANCE, EVERYWHERE, FORMULAS, GOOD, INTEGERS, NEED_MORE, NOT_NUMBERS,
                           NUMBERS, OF_ARRAYS, OF_BOOLEANS, OF_CHANCE, OF_INTEGERS, OF_NUMBERS, OWN, TAKEN, public)

PUBLIC = public()
KINDS = {"booleans": (BOOLEANS, EVERYWHERE | OF_BOOLEANS), "integers": (INTEGERS, EVERYWHERE | OF_INTEGERS),
         "numbers": (NUMBERS, EVERYWHERE | OF_NUMBERS), "arrays": (ARRAYS, EVERYWHERE | OF_ARRAYS),
         "chance": (CHANCE, EVERYWHERE | OF_CHANCE)}


def parameters_of(function):
    return inspect.signature(function).parameters


def good_arguments(name):
    """What the function needs, and what it may be given, by keyword or, for one with stars, by place."""
    known = GOOD | OWN.get(name, {})
    found = {key: known[key] for key, parameter in parameters_of(PUBLIC[name]).items()
             if parameter.kind is not parameter.VAR_POSITIONAL
             and (key in known or parameter.default is parameter.empty)}
    return {key: np.random.default_rng(0) if key == "rng" else value for key, value in found.items()}


def called(name, arguments):
    stars = [p for p in parameters_of(PUBLIC[name]).values() if p.kind is p.VAR_POSITIONAL]
    if stars:
        return PUBLIC[name](arguments.get(stars[0].name, np.eye(2) if "tegum" in name else [0.5, 0.5]))
    return PUBLIC[name](**arguments)


def rows():
    for name, function in PUBLIC.items():
        for key in parameters_of(function) if name not in FORMULAS | NEED_MORE.keys() else ():
            yield from ((name, key, bad) for names, bad in KINDS.values() if key in names)


# --- definition

@pytest.mark.parametrize("name", [name for name in PUBLIC if name not in NEED_MORE])
def test_good_arguments_are_taken_and_never_changed(name):
    arguments = good_arguments(name)
    before = {key: np.array(value) for key, value in arguments.items() if isinstance(value, (np.ndarray, list))}
    called(name, arguments)
    for key, value in before.items():
        np.testing.assert_array_equal(arguments[key], value)


def test_every_parameter_of_every_public_function_is_in_the_table():
    known = BOOLEANS | INTEGERS | NUMBERS | ARRAYS | CHANCE | NOT_NUMBERS
    unknown = [f"{name}({key})" for name, function in PUBLIC.items() for key in parameters_of(function)
               if key not in known]
    assert unknown == []
    assert len(PUBLIC) > 130


# --- errors

@pytest.mark.parametrize("name, key, bad", [pytest.param(*row, id=f"{row[0]}-{row[1]}") for row in rows()])
def test_bad_arguments_are_refused_by_name(name, key, bad):
    wrong = []
    default = parameters_of(PUBLIC[name])[key].default
    for label, value in bad.items():
        if (value is None and default is None) or (name, key, label) in TAKEN:
            continue
        try:
            called(name, good_arguments(name) | {key: value})
        except (ValueError, TypeError) as error:
            if not re.search(rf"\b{key}\b", str(error)):
                wrong.append(f"{label}: {type(error).__name__}: {error}")
        except Exception as error:
            wrong.append(f"{label}: {type(error).__name__}: {error}")
        else:
            wrong.append(f"{label}: taken")
    assert wrong == [], "\n" + "\n".join(wrong)
