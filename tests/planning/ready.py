"""Plans on their way."""

from collections.abc import Callable
from datetime import date

from app.planning.models import CellPlan
from app.planning.services import take_step

YEAR, JUNE = 2027, date(2027, 6, 1)


def at_the_committee(plan: CellPlan, actor_of: Callable) -> None:
    """Submitted, agreed by more than half of the committee of three, and sent."""
    take_step(plan, "submit", actor=actor_of("thang"))
    take_step(plan, "agree", actor=actor_of("men"))
    take_step(plan, "send", actor=actor_of("thang"))
