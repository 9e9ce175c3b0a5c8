"""December 2026 of a cell and its office."""

from tests.accidents.killed.before import BEFORE
from tests.accidents.killed.evening import EVENING
from tests.accidents.killed.later import LATER

STEPS = [*BEFORE, *EVENING, *LATER]
