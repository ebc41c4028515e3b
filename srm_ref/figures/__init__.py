"""Pictures of given numbers: the only part that imports matplotlib. It draws, and leaves the computing to others; only
`play` opens windows.

Every drawing function takes arrays and ``ax=None`` and returns the Axes: on your own Axes, or on those of a new figure
(``ax.figure``). Reading order: canvas, angles, curves, polar, planes, projections, animation; of the
verdict and its statistics: distributions, nulls, scans, found_bases; of networks: contact_sheet, traces; of toy models:
matrices, stacks, graphs, solids, dimensionality, phases, columns; and play, pictures that follow sliders.

Arguments that mean the same everywhere; shapes that do not agree, numbers that are not finite, or Axes of the wrong
kind (polar for Cartesian, or the other way round) raise ValueError
    ax, figure       matplotlib's Axes and Figure
    label            what the legend or the colour bar says
    index            counts from 0: which colour and line pattern
    thetas           radians, ascending
"""

from srm_ref.figures.angles import angle_axis, mark_privileged_directions
from srm_ref.figures.canvas import new_axes, new_figure, save_figure, style
from srm_ref.figures.curves import draw_ensemble, draw_resonance_curve, draw_step_curve
from srm_ref.figures.planes import draw_plane_map, draw_plane_matrix
from srm_ref.figures.polar import draw_polar_curve
from srm_ref.figures.projections import draw_density_ratio, draw_projection_scatter

__all__ = ["new_figure", "new_axes", "save_figure", "style", "angle_axis", "mark_privileged_directions",
           "draw_resonance_curve", "draw_ensemble", "draw_step_curve", "draw_polar_curve", "draw_plane_map",
           "draw_plane_matrix", "draw_projection_scatter", "draw_density_ratio"]
