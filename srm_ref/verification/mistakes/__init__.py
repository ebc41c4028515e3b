"""Which mistakes does the kit know? Each is kept as a model of what it does to the numbers.

Reading order: mistake (what one is), plane, rounding, spotlight, mean, projection, caps, toy_steps, toy, population,
measures, features; then families: how a mistake's numbers are compared with an implementation's.
"""

from __future__ import annotations

__all__: list[str] = []
