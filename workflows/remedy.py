"""The way of what the conclusion of an inspection asks of a cell, until an inspector has seen it mended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from workflows.engine import NEW, Reason, Step, Workflow, by_version
from workflows.inspection import INSPECTORS, TEAM, YOU
from workflows.roles import Role


class State(StrEnum):
    SET = "set"
    REPORTED = "reported"
    CONFIRMED = "confirmed"


STATE_LABELS: Mapping[str, str] = MappingProxyType(
    {
        State.SET: "Đang khắc phục",
        State.REPORTED: "Đã báo cáo, chờ xác nhận",
        State.CONFIRMED: "Đã xác nhận",
    }
)


@dataclass(frozen=True, kw_only=True)
class RemedyFacts:
    is_concluded: bool = True
    """The conclusion that asks for it was issued and its inspection is not at its end."""
    has_result: bool = True


def conclusion_is_not_issued(facts: RemedyFacts) -> Reason | None:
    if facts.is_concluded:
        return None
    return Reason("Kết luận chưa ban hành hoặc cuộc kiểm tra đã kết thúc.", TEAM)


def result_is_missing(facts: RemedyFacts) -> Reason | None:
    return None if facts.has_result else Reason("Chưa ghi kết quả khắc phục.", YOU)


CELL = frozenset({Role.SECRETARY, Role.DEPUTY_SECRETARY})

# fmt: off
REMEDY: Workflow[RemedyFacts] = Workflow(initial=State.SET, definition_version=1, state_labels=STATE_LABELS, steps=[
    Step(name="set",     label="Yêu cầu khắc phục",     source=NEW,            target=State.SET,       by=INSPECTORS),
    Step(name="report",  label="Báo cáo kết quả",       source=State.SET,      target=State.REPORTED,  by=CELL,       unless=(conclusion_is_not_issued, result_is_missing)),
    Step(name="return",  label="Trả lại để làm tiếp",   source=State.REPORTED, target=State.SET,       by=INSPECTORS, unless=(conclusion_is_not_issued,), needs_reason=True),
    Step(name="confirm", label="Xác nhận đã khắc phục", source=State.REPORTED, target=State.CONFIRMED, by=INSPECTORS, unless=(conclusion_is_not_issued,)),
])
# fmt: on

at_version = by_version(REMEDY)


def is_overdue(state: str, deadline: date | None, today: date) -> bool:
    """The deadline's own day is still in time, and a report stops the clock."""
    return state == State.SET and deadline is not None and deadline < today
