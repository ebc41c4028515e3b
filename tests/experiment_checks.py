"""What every experiment's test asks: does it draw, which claims hold, does a second run give the same numbers?"""

import io

import numpy as np
from matplotlib.figure import Figure

from srm_ref.writing import write_arrays


def holding(module, numbers):
    """Whether each claim holds, in order; every row must be complete, since the report prints it."""
    rows = module.claims(numbers)
    assert all(row.claim and row.source and row.measured for row in rows)
    return [row.holds for row in rows]


def verdicts(module, numbers):
    """The verdict of each claim, in order."""
    return [row.verdict for row in module.claims(numbers)]


def only_failing(module, good, **changed):
    """The claims that hold for `good` numbers and fail after the change."""
    before, after = holding(module, good), holding(module, good._replace(**changed))
    return [k for k, (one, two) in enumerate(zip(before, after)) if one and not two]


def drawn(module, numbers):
    """The figure; not yet painted, which costs most of the time and is left to the slow tests."""
    figure = module.draw(numbers)
    assert isinstance(figure, Figure)
    return figure


def run_twice(module, tmp_path):
    """Numbers at quick scale, after checking that a second run gives the same, that they can be saved and painted."""
    one, two = (module.run("quick", np.random.default_rng(module.SEED)) for _ in range(2))
    for name, value in one._asdict().items():
        np.testing.assert_array_equal(value, getattr(two, name), err_msg=name)
    write_arrays(tmp_path / "numbers.npz", one._asdict())
    assert all(row.holds or row.reason for row in module.claims(one))
    assert [row.claim for row in module.claims(one) if row.verdict == "does not hold" and not row.would] == []
    drawn(module, one).savefig(io.BytesIO(), format="png", dpi=40)  # finds what matplotlib cannot paint
    return one
