"""What every experiment's test asks: does it draw, which claims hold, what does a quick run give?"""

import functools
import re

import numpy as np
from matplotlib.figure import Figure


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


@functools.cache
def quick_numbers(module):
    """What the experiment measures at quick scale with its own seed: made once in this process, changed by nobody."""
    return module.run("quick", np.random.default_rng(module.SEED))


def seconds_at_quick(module):
    """How long the quick run takes by the module's own docstring, in seconds of processor time."""
    return int(re.search(r"^Time: quick (?:about )?(\d+) s", module.__doc__, flags=re.MULTILINE)[1])
