"""The way of a task: clear work, a person, a deadline; followed until it is confirmed or dropped."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from workflows.engine import NEW, Reason, Step, Workflow, by_version
from workflows.roles import Role
from workflows.words import day, listed


class State(StrEnum):
    ASSIGNED = "assigned"
    REPORTED = "reported"
    CONFIRMED = "confirmed"
    DROPPED = "dropped"


STATE_LABELS: Mapping[str, str] = MappingProxyType(
    {
        State.ASSIGNED: "Đang thực hiện",
        State.REPORTED: "Đã báo cáo, chờ xác nhận",
        State.CONFIRMED: "Hoàn thành",
        State.DROPPED: "Thôi thực hiện",
    }
)


@dataclass(frozen=True, kw_only=True)
class TaskFacts:
    """The defaults block nothing."""

    in_meeting: bool | None = None
    """Given in a meeting that is under way or being keyed in; `None` while nobody has said."""
    has_work: bool = True
    has_owner: bool = True
    has_deadline: bool = True
    has_result: bool = True
    old_deadline: date = date.min
    new_deadline: date | None = date.max
    new_owner_is_named: bool = True


YOU = "Đồng chí"


def task_is_unclear(facts: TaskFacts) -> Reason | None:
    stated = {"việc phải làm": facts.has_work, "người thực hiện": facts.has_owner, "thời hạn": facts.has_deadline}
    missing = [word for word, there in stated.items() if not there]
    return Reason(f"Nhiệm vụ chưa ghi {listed(missing)}.", YOU) if missing else None


def result_is_missing(facts: TaskFacts) -> Reason | None:
    return None if facts.has_result else Reason("Chưa ghi kết quả thực hiện.", YOU)


def new_deadline_is_missing(facts: TaskFacts) -> Reason | None:
    return None if facts.new_deadline else Reason("Chưa ghi thời hạn mới.", YOU)


def new_deadline_is_no_later(facts: TaskFacts) -> Reason | None:
    if facts.new_deadline is None or facts.new_deadline > facts.old_deadline:
        return None
    return Reason(f"Thời hạn mới phải sau thời hạn đang có, {day(facts.old_deadline)}.", YOU)


def new_owner_is_missing(facts: TaskFacts) -> Reason | None:
    return None if facts.new_owner_is_named else Reason("Chưa chọn người thực hiện mới.", YOU)


def is_given_in_a_meeting(facts: TaskFacts) -> bool:
    return facts.in_meeting is not False


def is_given_outside(facts: TaskFacts) -> bool:
    return not facts.in_meeting


SECRETARIES = frozenset({Role.SECRETARY, Role.DEPUTY_SECRETARY})
CHAIR = frozenset({Role.CHAIR})
OWNER = frozenset({Role.OWNER})
RECORDER = frozenset({Role.RECORDER})
SCRIBE = frozenset({Role.SCRIBE})

_CLEAR = (task_is_unclear,)
_LATER = (new_deadline_is_missing, new_deadline_is_no_later)

A, R, C, X = State  # the states in the order of the way, for the table

# fmt: off
TASK: Workflow[TaskFacts] = Workflow(initial=A, definition_version=1, state_labels=STATE_LABELS, steps=[
    Step(name="assign",   label="Giao nhiệm vụ",        source=NEW, target=A, by=CHAIR | SECRETARIES, on_behalf=RECORDER, on_paper=SCRIBE, unless=_CLEAR, when=is_given_in_a_meeting),
    Step(name="assign",   label="Giao nhiệm vụ",        source=NEW, target=A, by=SECRETARIES,                       unless=_CLEAR, when=is_given_outside),
    Step(name="report",   label="Báo cáo kết quả",      source=A, target=R, by=OWNER, on_behalf=SECRETARIES,          unless=(result_is_missing,)),
    Step(name="return",   label="Trả lại để làm tiếp",  source=R, target=A, by=SECRETARIES,                                                   needs_reason=True),
    Step(name="confirm",  label="Xác nhận hoàn thành",  source=R, target=C, by=SECRETARIES),
    Step(name="extend",   label="Gia hạn",              source=A, target=A, by=SECRETARIES,                         unless=_LATER,                    needs_reason=True),
    Step(name="reassign", label="Giao người khác",      source=A, target=A, by=SECRETARIES,                         unless=(new_owner_is_missing,),   needs_reason=True),
    Step(name="drop",     label="Thôi thực hiện",       source=A, target=X, by=SECRETARIES,                                                   needs_reason=True),
])
# fmt: on

at_version = by_version(TASK)


def givers(*, in_meeting: bool) -> frozenset[Role]:
    """Whoever may give a task, in one capacity or another."""
    steps = TASK.steps if in_meeting else [step for step in TASK.steps if step.when is is_given_outside]
    return frozenset[Role]().union(*(s.by | s.on_behalf | s.on_paper for s in steps if s.name == "assign"))


def is_overdue(state: str, deadline: date | None, today: date) -> bool:
    """Derived, never stored: the deadline's own day is still in time, and a report stops the clock."""
    return state == State.ASSIGNED and deadline is not None and deadline < today
