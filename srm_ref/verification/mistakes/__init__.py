"""Which mistakes does the kit know? Each as a model of what it does to the numbers.

Reading order: mistake (what one is), spotlight, mean, projection, caps, toy, measures, features.
"""

from __future__ import annotations

__all__: list[str] = []
