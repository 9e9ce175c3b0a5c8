"""Places of other sizes and times than the demo commune: organisations, people and, where figures need them, months.

Rosters go the way of every office's workbook. Months of hundreds of cells are written as rows: going through each
meeting step by step, as the demo commune does, would take hours.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from app.demo import build
from app.demo.scenarios import s0, s1, s2, s4

Say = Callable[[str], None]

ITSELF = "S3"  # the demo commune
SCENARIOS: Mapping[str, Callable[[Say], None]] = MappingProxyType(
    {"S0": s0.build, "S1": s1.build, "S2": s2.build, ITSELF: build.build, "S4": s4.build}
)
"""By the name that docs/architecture.md gives them."""
