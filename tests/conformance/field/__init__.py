"""Implementations of the papers' functions as they may come from the field: many wrong, some unusual and right.

They were written from the contract for adapters and the papers' mathematics alone, without sight of the kit's cases,
laws and known mistakes, so that the share of them which the kit catches says something about the kit.

WRONG and RIGHT map names to entries. `entry.module()` is the adapter as a module object; `entry.write(folder)` writes
it as a file and returns the name by which `srm-ref verify` finds it from that folder.
"""
from __future__ import annotations

from tests.conformance.field import right_variants
from tests.conformance.field.entries import SUITE_OF_FAMILY, Entry, merged
from tests.conformance.field.wrong import baseline, curves, features, loss, measures, networks, pictures, spotlight

__all__ = ["RIGHT", "SUITE_OF_FAMILY", "WRONG", "Entry"]

WRONG = merged(spotlight.TABLE, curves.SIGNED, curves.MEAN, pictures.TABLE, baseline.TABLE, networks.FORWARD,
               networks.GRADIENT, loss.TABLE, measures.DIMENSIONALITY, measures.INTERFERENCE, features.TABLE)
RIGHT = right_variants.TABLE
