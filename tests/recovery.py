"""Write srm_ref/recovery.md: how far off are bases found that were hidden in clouds, and what is found where none is?

    python -m tests.recovery [CLOUD ...]      all clouds, ten minutes of processor time; or only the rows of those named

Clouds and searches are those of `srm_ref.experiments.shared.hidden_bases`; a row has the seeds 0 to 19, a row without
a basis the seeds 0 to 199. tests/test_pages.py measures a sample again, and all of it when exhaustive.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np

from srm_ref.experiments.shared.hidden_bases import HIDDEN, N_ROTATIONS, UNIFORM, false_alarm, recover

PAGE = Path(__file__).resolve().parent.parent / "srm_ref/recovery.md"
DIMS, N_ROWS, N_SEEDS = (8, 16, 32), (300, 1200, 4800), 20
NULL_ROWS, NULL_DIMS, N_NULL_SEEDS = 400, 6, 200
NULLS, LEVELS = (*UNIFORM, "isotropic, off centre"), (0.05, 0.25, 0.5, 0.75)
HEAD = f"""# Is a hidden basis found again?

Made by `python -m tests.recovery`; a test measures a sample of it again, and all of it when asked for. Rows of a cloud
are made in the coordinate axes and turned by a random rotation, whose rows are then the hidden basis. `find_basis`
does not know it: it climbs from four random bases on one half of the rows, and tests the best end on the other half
with {N_ROTATIONS} rotations. With these .05 is the smallest p there is.

Angles are in degrees, between the directions of the found basis and their partners in the hidden one: the median over
directions and the widest, both in the median of {N_SEEDS} seeds, and the widest of all {N_SEEDS} seeds. Two bases
drawn at random are about 50, 59 and 66 degrees apart in 8, 16 and 32 dimensions, in the median over partners. "Hidden"
is the excess over chance of the hidden basis, in percent of that of the found one, on rows that were not looked at, in
the median of seeds: where it is below 100 the found basis is the more extreme one, and being far from the hidden one
is no failure of the search. g is a normal number; "3 active" are three of the coordinates, drawn anew for each row. In
tanh(2g) the basis of lowest kurtosis is looked for, in the others that of highest.

| cloud | dimensions | rows | median | widest | worst seed | p at .05 | largest p | hidden |
|---|---|---|---|---|---|---|---|---|
"""
MIDDLE = f"""
With few rows the climb fits the rows, not the basis: in 32 dimensions 300 rows, 150 of them looked at, are too few
for all clouds but "3 active". ReLU(g) has a mean along (1, ..., 1): in 32 dimensions, from 1,200 rows on, the found
basis is higher than the axes on rows that were not looked at.

## Where there is no basis

{NULL_ROWS} rows in {NULL_DIMS} dimensions, half of them looked at: the share of {N_NULL_SEEDS} seeds with a held-out p
of at most .05, .25, .5 and .75, in percent. Where p is uniform these are 5, 25, 50 and 75 in expectation, and the
second and third are off by more than {98 * np.sqrt(0.75 / N_NULL_SEEDS):.0f} and {98 / np.sqrt(N_NULL_SEEDS):.0f} in
one case of twenty. Off centre by as much as a row is long, rows do have a preference, the direction of the offset;
`centre=True` takes it away.

| cloud | side | .05 | .25 | .5 | .75 |
|---|---|---|---|---|---|
"""


class Row(NamedTuple):
    """One cloud at one size, over the seeds; angles in degrees."""

    cloud: str
    n_dims: int
    n_rows: int
    median: float
    widest: float
    worst: float
    n_found: int  # seeds with p at .05
    largest_p: float
    hidden: float  # percent


class Null(NamedTuple):
    """One cloud without a basis, one side: shares of p at most each level, in percent."""

    cloud: str
    side: str
    shares: tuple[float, ...]


def measure(cloud: str, n_dims: int, n_rows: int, n_seeds: int = N_SEEDS) -> Row:
    """Hide and look for a basis, seed after seed."""
    found = [recover(cloud, n_rows, n_dims, seed) for seed in range(n_seeds)]
    median, widest = (np.degrees([getattr(one, name) for one in found]) for name in ("median_angle", "widest_angle"))
    p, hidden = np.array([one.p_value for one in found]), [one.share_of_hidden for one in found]
    return Row(cloud, n_dims, n_rows, float(np.median(median)), float(np.median(widest)), float(widest.max()),
               int((p <= 0.05).sum()), float(p.max()), 100.0 * float(np.median(hidden)))


def measure_null(cloud: str, side: str, n_seeds: int = N_NULL_SEEDS) -> Null:
    """Look where there is no basis, seed after seed."""
    sign = 1 if side == "highest" else -1
    p = np.array([false_alarm(cloud, sign, NULL_ROWS, NULL_DIMS, seed) for seed in range(n_seeds)])
    return Null(cloud, side, tuple(100.0 * float((p <= level + 1e-12).mean()) for level in LEVELS))


def page(rows: list[Row], nulls: list[Null]) -> str:
    """Set out the rows."""
    lines = [f"| {row.cloud} | {row.n_dims} | {row.n_rows:,} | {row.median:.1f} | {row.widest:.1f} | {row.worst:.1f} | "
             f"{row.n_found} of {N_SEEDS} | {row.largest_p:.2f} | {row.hidden:.0f} % |" for row in rows]
    below = [f"| {null.cloud} | {null.side} | {' | '.join(f'{share:.1f}' for share in null.shares)} |"
             for null in nulls]
    return HEAD + "\n".join(lines) + "\n" + MIDDLE + "\n".join(below) + "\n"


def read(text: str) -> tuple[list[Row], list[Null]]:
    """Read the rows of a page."""
    cells = [line.strip("| ").split(" | ") for line in text.splitlines() if re.match(r"\| [^|]+ \| [\dhl]", line)]
    rows = [Row(c[0], int(c[1]), int(c[2].replace(",", "")), *map(float, c[3:6]), int(c[6].split()[0]), float(c[7]),
                float(c[8].strip(" %"))) for c in cells if len(c) == 9]
    return rows, [Null(c[0], c[1], tuple(map(float, c[2:]))) for c in cells if len(c) == 6]


def main(clouds: list[str]) -> int:
    """Measure what is named, or all, and keep the other rows of the page."""
    rows, nulls = read(PAGE.read_text(encoding="utf-8")) if PAGE.is_file() else ([], [])
    rows = [row for row in rows if clouds and row.cloud not in clouds]
    nulls = [null for null in nulls if clouds and null.cloud not in clouds]
    for cloud in clouds or [*HIDDEN, *NULLS]:
        if cloud in HIDDEN:
            rows += [measure(cloud, n_dims, n_rows) for n_dims in DIMS for n_rows in N_ROWS]
        else:
            nulls += [measure_null(cloud, side) for side in ("highest", "lowest")]
        rows.sort(key=lambda row: (list(HIDDEN).index(row.cloud), row.n_dims, row.n_rows))
        nulls.sort(key=lambda null: (NULLS.index(null.cloud), null.side))
        PAGE.write_text(page(rows, nulls), encoding="utf-8")
        print(cloud, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
