"""What do the images nearest to a direction look like? Rows of small pictures with their labels.

Contents: draw_contact_sheet.
"""

from __future__ import annotations

from typing import Sequence

import numpy as np

from srm_ref.checks import counted, real_array, refuse
from srm_ref.figures.canvas import Axes, new_axes

__all__ = ["draw_contact_sheet"]


def draw_contact_sheet(images: np.ndarray, labels: np.ndarray, row_names: Sequence[str], *,
                       ax: Axes | None = None) -> Axes:
    """Draw one row of images per direction, named by `row_names`, the label of each image above it.

    images (n_rows, n_columns, height, width): grey levels in [0, 1]; a row of nan images is left empty.
    labels (n_rows, n_columns).
    """
    known = real_array(np.nan_to_num(images), "images", ("n_rows", "n_columns", "height", "width"))
    n_rows, n_columns, height, width = known.shape
    if np.shape(labels) != (n_rows, n_columns):
        refuse("labels", f"shape {(n_rows, n_columns)}, one for each image", f"shape {np.shape(labels)}")
    if len(row_names) != n_rows:
        refuse("row_names", f"{counted(n_rows, 'name')}, one per row", f"{len(row_names)}")
    ax, gap = new_axes(ax), height / 2
    for row in range(n_rows):
        top = row * (height + gap)
        for column in range(n_columns):
            left = column * 1.15 * width
            if np.isfinite(images[row, column]).all():
                ax.imshow(1 - known[row, column], cmap="gray", vmin=0, vmax=1,
                          extent=(left, left + width, top + height, top))
                ax.text(left + width / 2, top - 0.08 * height, str(int(labels[row, column])), ha="center", va="bottom",
                        fontsize="x-small")
        ax.text(-0.2 * width, top + height / 2, row_names[row], ha="right", va="center", fontsize="small")
    ax.set(xlim=(0, n_columns * 1.15 * width), ylim=(n_rows * (height + gap), -gap), aspect="equal")
    ax.axis("off")
    return ax
