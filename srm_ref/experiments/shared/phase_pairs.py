"""Of two features in one dimension: where theory superposes, where a start of equal signs ends, the map drawn.

Contents: clear_of_boundaries, drawn_phases, pair_theory_edge, pair_trap, draw_pair_maps, draw_across.

Source: TMS section "Superposition as a Phase Change".
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.experiments.shared.phase_maps import COLOURS, nearest_colour, phase_grid, superposition
from srm_ref.experiments.shared.restarts import minimise_exactly
from srm_ref.figures.canvas import GREY, legend, style
from srm_ref.figures.phases import draw_phase_key, draw_phase_map
from srm_ref.superposition.features import active_set_probability
from srm_ref.superposition.measures import feature_norms
from srm_ref.superposition.theory_pair import critical_density, pair_phase

__all__ = ["clear_of_boundaries", "drawn_phases", "pair_theory_edge", "pair_trap", "draw_pair_maps", "draw_across"]


def clear_of_boundaries(importances: np.ndarray, densities: np.ndarray, factor: float) -> np.ndarray:
    """Say which points are farther than a factor from all boundaries of theory: p = p_c, and r = 1 above p_c.

    importances (n,), densities (k,), factor above 1. Returns (k, n).
    """
    r, p = importances, densities[:, np.newaxis]
    beyond = np.log(p / critical_density(r))
    return (np.abs(beyond) > np.log(factor)) & ((beyond < 0) | (np.abs(np.log(r)) > np.log(factor)))


def drawn_phases(norms: np.ndarray, crowded: np.ndarray) -> np.ndarray:
    """Return the phase whose colour is nearest to that of the second feature; norms, crowded (..., 2) as averaged."""
    colour = nearest_colour(norms[..., 1], crowded[..., 1])
    return np.select([colour == one for one in COLOURS], ["drop", "dedicate", "antipodal"], "")


def pair_theory_edge() -> np.ndarray:
    """Return the highest density at which the least of the three closed forms is the pair's, shape (201,).

    Importances are spaced evenly in their logarithm from 0.1 to 10, densities by 0.0025.
    """
    r, p = np.meshgrid(np.logspace(-1, 1, 201), np.linspace(0.01, 1.0, 397))
    return np.where(pair_phase(r, p) == "antipodal", p, 0.0).max(axis=0)


def pair_trap(density: float) -> tuple[np.ndarray, np.ndarray]:
    """Descend the exact loss at r = 1 and a density from (1, 0.02), and from an antipodal pair.

    Returns W (1, 2), where the first ends, and both losses, (2,).
    """
    start = {"W": np.array([[[1.0, 0.02]], [[1.0, -1.0]]]), "bias": np.zeros((2, 2))}
    reached, loss = minimise_exactly(start, np.ones(2), active_set_probability(np.full(2, 1.0 - density)), n_steps=600,
                                     learning_rate=0.02)
    return reached["W"][0], loss


def draw_pair_maps(numbers: Any, axes: np.ndarray) -> None:
    """Draw theory, exact minima and trained models into the upper row, the key into the lower.

    numbers: with importances, densities, exact_W, trained_norms and trained_superposition. axes (2, 3).
    """
    boundary = np.column_stack([np.logspace(-1, 1, 201), critical_density(np.logspace(-1, 1, 201))])
    boundary = np.concatenate([boundary, [[np.nan, np.nan], [1.0, 4 / 7], [1.0, 1.0]]])
    fine = phase_grid(120)
    labels = pair_phase(fine.importances, fine.densities[:, np.newaxis])
    exact, crowded = feature_norms(numbers.exact_W)[..., 1], superposition(numbers.exact_W)[..., 1]
    maps = (("Theory: least of three closed forms", fine, (labels != "drop") * 1.0, (labels == "antipodal") * 1.0),
            ("Exact: lowest minimum found", numbers, exact, crowded),
            ("Trained: mean of ten models but the worst", numbers, numbers.trained_norms[..., 1],
             numbers.trained_superposition[..., 1]))
    for ax, (title, grid, norms, shared) in zip(axes[0], maps):
        draw_phase_map(grid.importances, grid.densities, norms, shared, boundary=boundary, ax=ax)
        ax.set_title(title, fontsize="medium")
    draw_phase_key(ax=axes[1, 0]).set_title("Colours; dashed in the maps: theory's boundaries", fontsize="medium")


def draw_across(densities: np.ndarray, shorter: np.ndarray, importances: np.ndarray, axes: np.ndarray) -> None:
    """Draw the length of the extra feature over the density: three importances far from 1, two near it.

    densities, shorter (n_importances, n_densities). importances (n_importances,). axes (2,).
    """
    for ax, chosen in ((axes[0], (0, 1, 2)), (axes[1], (2, 3))):
        for index, k in enumerate(chosen):
            look = style(index)
            ax.plot(densities[k], shorter[k], color=look.colour, markersize=4, marker=look.marker, linewidth=0.8,
                    label=f"importance {importances[k]:g}")
            ax.axvline(critical_density(importances[k]), color=look.colour, linewidth=1.0, linestyle=look.line)
        ax.set(xlabel="density $1-S$", ylim=(-0.04, 1.06))
        ax.axhline(0.0, color=GREY, linewidth=0.6)
        legend(ax)
    axes[0].set_ylabel("extra feature's length, lowest minimum found")
    axes[0].set_title("Far from r = 1: sudden (vertical lines: theory)", fontsize="medium")
    axes[1].set_title("Near r = 1: first gradual, then sudden", fontsize="medium")
