"""Does this package pass its own kit? Four adapters, one for each way to compute with it; they are also examples of
adapters.

by_definition (rotation matrices, central differences), exact (step curves), fast (sweeps of all planes, the training
kernel), streamed (accumulators, merged). Their functions take and return what `suites.FUNCTIONS` says, shapes included.
"""

from __future__ import annotations

__all__: list[str] = []
