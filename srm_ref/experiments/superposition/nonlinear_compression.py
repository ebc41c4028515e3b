"""Can two dense numbers share one dimension? Nonlinear compression against the best that a linear code can do.

t = (floor(Z x) + y) / Z stores x coarsely and y inside its cell. Networks of ReLUs have no floor, but steep ramps; how
steep is given by eps, here the ramp's width in cells, used by encoder and decoder. Mean squared errors of both
coordinates, uniform on [0, 1), are added, by the midpoint rule on a grid of pairs. A linear code loses 1/12: it keeps
one coordinate, or the average. The paper does not say how eps enters; the other reading, a width in x, is Z times wider
in cells, and is measured too.

Time: quick 1 s (600 points per coordinate), paper 9 s (3000); processor time, measured. No chance is used.

Contents: NAME, TITLE, SOURCE, SEED, Numbers, run, claims, draw.

Source: TMS appendix on nonlinear compression.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.experiments.claims import SCALES, Claim, Said, claim, here
from srm_ref.figures.canvas import Figure, legend, new_figure, style
from srm_ref.figures.traces import draw_against
from srm_ref.progress import Progress
from srm_ref.superposition.compression import LINEAR_ERROR, compression_error, decode, encode

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "Numbers", "run", "claims", "draw"]

NAME = "nonlinear_compression"
TITLE = "Two dense numbers in one"
SOURCE = 'TMS "Nonlinear Compression"'
SEED = 16
CELLS = np.arange(2, 13)
RAMPS = np.array([0.0, 0.01, 0.05, 0.1, 0.2])
POINTS = {"quick": 600, "paper": 3000}  # rounded up to a multiple of the cells, so that no ramp means no error in y
OURS = "two coordinates uniform on [0, 1), Z from 2 to 12, eps 0 to 0.2 as a width in cells; by the midpoint rule"
SAID = Said("TMS", "appendix Nonlinear Compression", "",
            "dense coordinates, uniform on [0, 1); eps = 0.1, Z = 3 named; how eps enters not stated", OURS)
OWN = here(NAME, OURS)


class Numbers(NamedTuple):
    """What `run` measured.

    cells (n_cells,): Z.
    ramps (n_ramps,): eps, in cells.
    x_error, y_error (n_ramps, n_cells): mean squared.
    other_reading (): total at Z = 3 and eps = 0.1 where the encoder's eps is a width in x.
    grid (n_points,): values of x.
    code (n_points, 3): t at Z = 3, eps = 0.1 and y = 0.1, 0.5, 0.9.
    """

    cells: np.ndarray
    ramps: np.ndarray
    x_error: np.ndarray
    y_error: np.ndarray
    other_reading: np.ndarray
    grid: np.ndarray
    code: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None) -> Numbers:
    """Measure the errors for all widths and cells; `rng` is not used."""
    n_points = POINTS[choice(scale, "scale", SCALES)]
    errors = np.empty((2, len(RAMPS), len(CELLS)))
    for j, Z in enumerate(CELLS):
        for i, ramp in enumerate(RAMPS):
            errors[:, i, j] = compression_error(int(Z), float(ramp), int(-(-n_points // Z) * Z))[:2]
        if progress is not None:
            progress(j + 1, len(CELLS))
    grid = np.linspace(0.0, 1.0, 301)
    code = np.column_stack([encode(grid, y, 3, 0.1) for y in (0.1, 0.5, 0.9)])
    return Numbers(CELLS, RAMPS, *errors, np.array(_other_reading(n_points)), grid, code)


def _other_reading(n_points: int) -> float:
    """Total error at Z = 3 where the encoder's ramp is 0.1 wide in x, 0.3 cells, and the decoder's 0.1 cells."""
    points = (np.arange(n_points) + 0.5) / n_points
    x, y = decode(encode(points[:, np.newaxis], points, 3, 0.3), 3, 0.1)
    return float(((x - points[:, np.newaxis]) ** 2).mean() + ((y - points) ** 2).mean())


def claims(numbers: Numbers) -> list[Claim]:
    """Judge the sum of both errors against the linear codes'."""
    total = numbers.x_error + numbers.y_error
    sharp, wide = numbers.ramps == 0.0, numbers.ramps == 0.1
    at_three = float(total[wide, numbers.cells == 3][0])
    exact = numbers.x_error[sharp] * 12 * numbers.cells**2
    three = total[:, numbers.cells == 3][:, 0]
    best = {f"{ramp:g}": int(numbers.cells[row.argmin()]) for ramp, row in zip(numbers.ramps[1:], total[1:])}
    return [
        claim("Even with eps = 0.1 and Z = 3 the error is below the linear codes' 1/12",
              SAID.that("even with eps as large as 0.1 and Z as small as 3 it does better than linear compression"),
              f"{at_three:.4f}, eps in cells (in x for the encoder: {float(numbers.other_reading):.4f}); 1/12 = "
              f"{LINEAR_ERROR:.4f}",
              max(at_three, float(numbers.other_reading)) < LINEAR_ERROR),
        claim("Without ramps y comes back exactly and x with mean squared error 1 / (12 Z^2)", OWN,
              f"y: {numbers.y_error[sharp].max():.1e} at most; x, times 12 Z^2: {exact.min():.4f} to {exact.max():.4f}",
              numbers.y_error[sharp].max() < 1e-12 and np.abs(exact - 1).max() < 0.01),
        claim("The steeper the ramps, the smaller the error, at every Z from 2 to 12", OWN,
              "at Z = 3: " + ", ".join(f"{error:.4f} (eps {ramp:g})" for ramp, error in zip(numbers.ramps, three)),
              np.all(np.diff(total, axis=0) > 0)),
        claim("Wide ramps undo it: with eps = 0.2 and Z = 3 a linear code is better", OWN,
              f"{float(total[numbers.ramps == 0.2, numbers.cells == 3][0]):.4f} against {LINEAR_ERROR:.4f}; of Z from "
              f"{numbers.cells.min():g} to {numbers.cells.max():g} the least error has {_best_cells(best)}",
              total[numbers.ramps == 0.2, numbers.cells == 3][0] > LINEAR_ERROR),
    ]


def _best_cells(best: dict[str, int]) -> str:
    return ", ".join(f"{cells} at eps = {eps}" for eps, cells in best.items())


def draw(numbers: Numbers) -> Figure:
    """Draw the code over x, and the total error over the number of cells for every width of ramp."""
    figure, axes = new_figure(1, 2, width=11.0, height=4.4)
    left, right = axes[0]
    for index, (y, code) in enumerate(zip((0.1, 0.5, 0.9), numbers.code.T)):
        look = style(index)
        left.plot(numbers.grid, code, color=look.colour, linestyle=look.line, linewidth=1.6, label=f"y = {y:g}")
    left.set(xlabel="x", ylabel="code t", title=r"the code: Z = 3 cells, $\varepsilon$ = 0.1")
    legend(left)
    for index, (ramp, total) in enumerate(zip(numbers.ramps, numbers.x_error + numbers.y_error)):
        draw_against(numbers.cells, total, label=rf"$\varepsilon$ = {ramp:g}", index=index, ax=right)
    right.axhline(LINEAR_ERROR, color="black", linewidth=1.0)
    right.annotate("linear codes: 1/12", (numbers.cells[0], LINEAR_ERROR), xytext=(-8, 4), textcoords="offset points",
                   ha="left", fontsize="small")
    right.set(xlabel="cells Z", ylabel="mean squared error, x and y", title="the price of ramps", ylim=(0, 0.13))
    legend(right)
    return figure
