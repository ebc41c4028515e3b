"""Of three features in two dimensions: the phases by who is stored and who shares, theory's edge, the maps.

Contents: PHASES, theory_ends, draw_triple_maps.

Source: TMS section "Superposition as a Phase Change".
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.experiments.shared.phase_maps import phase_grid, superposition
from srm_ref.figures.phases import draw_phase_key, draw_phase_map
from srm_ref.superposition.measures import feature_norms
from srm_ref.superposition.theory_pair import critical_density
from srm_ref.superposition.theory_triple import triple_phase

__all__ = ["PHASES", "theory_ends", "draw_triple_maps"]

PHASES = {"drop third": (0.0, 0.0, 1.0, 0.0), "drop first": (1.0, 0.0, 0.0, 0.0), "pair 1 and 2": (1.0, 0.0, 1.0, 1.0),
          "pair 2 and 3": (1.0, 1.0, 1.0, 1.0)}
"""Length and superposition: of the third; of the less well off of the others."""


def theory_ends(importances: np.ndarray) -> np.ndarray:
    """Return the highest density, to 0.001, at which the first two share by the closed forms, (n_importances,).

    importances (n_importances,): of the third feature, above 1.

    >>> theory_ends(np.array([2.0, 4.0])).round(3).tolist()  # 4/7 is 0.5714
    [0.571, 0.571]
    """
    p = np.linspace(0.01, 1.0, 991)
    return np.array([p[triple_phase(r, p) == "pair 1 and 2"].max(initial=0.0) for r in importances])


def draw_triple_maps(numbers: Any, axes: np.ndarray) -> None:
    """Draw theory, exact minima and trained models: above the extra feature, below the others, and the key.

    numbers: with importances, densities, exact_W, trained_norms and trained_superposition. axes (2, 4).
    """
    left, lift = np.logspace(-1, 0, 101), [[np.nan, np.nan]]
    boundary = np.concatenate([np.column_stack([left, critical_density(left)]), [[10.0, 4 / 7]], lift,
                               [[1.0, 0.01], [1.0, 1.0]]])
    fine = phase_grid(120)
    labels = triple_phase(fine.importances, fine.densities[:, np.newaxis])
    theory = np.stack([sum((labels == name) * value[k] for name, value in PHASES.items()) for k in range(4)], axis=-1)
    exact = _shown(feature_norms(numbers.exact_W), superposition(numbers.exact_W))
    trained = _shown(numbers.trained_norms, numbers.trained_superposition)
    for column, (title, grid, values) in enumerate((
            ("Theory: least of four closed forms", fine, theory),
            ("Exact: lowest minimum found", numbers, exact),
            ("Trained: mean of all models but the worst", numbers, trained))):
        for row, who in enumerate(("the extra feature", "the less well off of the first two")):
            draw_phase_map(grid.importances, grid.densities, values[..., 2 * row], values[..., 2 * row + 1],
                           boundary=boundary, ax=axes[row, column]).set_title(f"{title}\n{who}", fontsize="medium")
    draw_phase_key(ax=axes[0, 3]).set_title("Colours; dashed in the maps:\ntheory's boundaries", fontsize="medium")


def _shown(norms: np.ndarray, crowded: np.ndarray) -> np.ndarray:
    return np.stack([norms[..., 2], crowded[..., 2], norms[..., :2].min(axis=-1), crowded[..., :2].max(axis=-1)],
                    axis=-1)
