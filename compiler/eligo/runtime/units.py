"""The units in which a field's values may be reported, with exact factors fixed at compile time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

# Unit -> (numerator, denominator) of the factor and of the offset:
# value in the field's unit = value * factor + offset. The likeliest units stand first.
Units: TypeAlias = Mapping[str, tuple[int, int, int, int]]
