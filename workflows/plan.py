"""The way of what a cell sets down for a year: working rules, meeting plan, thematic plan.

Written by an author, agreed by the cell's committee, sent to the committee above, which takes note of it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from workflows.engine import NEW, Reason, Step, Workflow, by_version
from workflows.roles import Role
from workflows.words import day, listed


class Kind(StrEnum):
    WORKING_RULES = "working_rules"
    MEETING_PLAN = "meeting_plan"
    THEMATIC_PLAN = "thematic_plan"


KIND_LABELS: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.WORKING_RULES: "Quy chế làm việc",
        Kind.MEETING_PLAN: "Kế hoạch sinh hoạt",
        Kind.THEMATIC_PLAN: "Kế hoạch sinh hoạt chuyên đề",
    }
)
TYPE_CODES: Mapping[Kind, str] = MappingProxyType(
    {Kind.WORKING_RULES: "QC", Kind.MEETING_PLAN: "KH", Kind.THEMATIC_PLAN: "KH"}
)
"""Under which type of document a cell numbers it."""


class State(StrEnum):
    DRAFT = "draft"
    COMMITTEE = "committee"
    SENT = "sent"
    FINISHED = "finished"


STATE_LABELS: Mapping[str, str] = MappingProxyType(
    {
        State.DRAFT: "Đang soạn",
        State.COMMITTEE: "Chi ủy xem xét",
        State.SENT: "Đã gửi Đảng ủy",
        State.FINISHED: "Đảng ủy đã ghi nhận",
    }
)
HANDED_IN: tuple[State, ...] = (State.SENT, State.FINISHED)
"""What counts as there, in the list of who still owes what."""


@dataclass(frozen=True, kw_only=True)
class PlanFacts:
    """The defaults block nothing."""

    exists: bool = False
    has_text: bool = True
    has_file: bool = False
    topics: int = 1
    thematic: bool = False
    approvers: int = 0
    agreed: int = 0
    """Voices so far, the author's included."""
    has_agreed: bool = False
    """The one who takes the step has given his voice already."""
    has_term: bool = True
    cell_ended_on: date | None = None


AUTHORS = "Bí thư, phó bí thư chi bộ"
YOU = "Đồng chí"


def plan_exists(facts: PlanFacts) -> Reason | None:
    if not facts.exists:
        return None
    return Reason("Chi bộ đã có văn bản loại này trong năm; mở văn bản đó để sửa.", YOU)


def cell_has_ended(facts: PlanFacts) -> Reason | None:
    if facts.cell_ended_on is None:
        return None
    return Reason(f"Chi bộ đã kết thúc hoạt động từ ngày {day(facts.cell_ended_on)}.", "")


def content_is_missing(facts: PlanFacts) -> Reason | None:
    """A thematic plan stands in its topics, whatever else is written; any of them may be a file."""
    if facts.has_file or (facts.topics if facts.thematic else facts.has_text):
        return None
    what = "ghi chuyên đề nào" if facts.thematic else "có nội dung"
    return Reason(f"Văn bản chưa {what}, cũng chưa có tệp tải lên.", AUTHORS)


def voice_is_given_already(facts: PlanFacts) -> Reason | None:
    return Reason("Đồng chí đã cho ý kiến.", "") if facts.has_agreed else None


def too_few_agree(facts: PlanFacts) -> Reason | None:
    if 2 * facts.agreed > facts.approvers:
        return None
    text = f"Mới có {facts.agreed}/{facts.approvers} đồng chí đồng ý, cần quá nửa; đã thống nhất tại hội nghị chi ủy thì ghi ngày họp vào ô lý do."
    return Reason(text, "Chi ủy")


def term_is_missing(facts: PlanFacts) -> Reason | None:
    if facts.has_term or facts.has_file:
        return None
    return Reason("Chưa nhập nhiệm kỳ của chi bộ nên chưa cấp được số văn bản.", "Văn phòng Đảng ủy")


SECRETARIES = frozenset({Role.SECRETARY, Role.DEPUTY_SECRETARY})
COMMITTEE = SECRETARIES | {Role.COMMITTEE_MEMBER}
APPROVERS = COMMITTEE | {Role.OVERSEER}
"""Whoever of them was not asked is told so by the service: an overseer is asked where the committee is one person."""
OFFICE, SCRIBE = frozenset({Role.OFFICE}), frozenset({Role.SCRIBE})

D, C, S, F = State  # the states in the order of the way, for the table

# fmt: off
PLAN: Workflow[PlanFacts] = Workflow(initial=D, definition_version=1, state_labels=STATE_LABELS, steps=[
    Step(name="prepare",   label="Soạn văn bản",          source=NEW, target=D, by=SECRETARIES, on_paper=SCRIBE, unless=(plan_exists, cell_has_ended)),
    Step(name="submit",    label="Trình chi ủy",          source=D,   target=C, by=SECRETARIES, unless=(content_is_missing, cell_has_ended)),
    Step(name="withdraw",  label="Rút lại để sửa",        source=C,   target=D, by=SECRETARIES),
    Step(name="agree",     label="Đồng ý",                source=C,   target=C, by=APPROVERS,   unless=(voice_is_given_already,)),
    Step(name="return",    label="Trả lại để sửa",        source=C,   target=D, by=APPROVERS,   needs_reason=True),
    Step(name="send",      label="Ban hành, gửi Đảng ủy", source=C,   target=S, by=SECRETARIES, unless=(term_is_missing, cell_has_ended), unless_reasoned=(too_few_agree,)),
    Step(name="send_back", label="Đề nghị sửa lại",       source=S,   target=D, by=OFFICE,      needs_reason=True),
    Step(name="finish",    label="Ghi nhận",              source=S,   target=F, by=OFFICE),
    Step(name="revise",    label="Điều chỉnh",            source=S,   target=D, by=SECRETARIES, needs_reason=True),
    Step(name="revise",    label="Điều chỉnh",            source=F,   target=D, by=SECRETARIES, needs_reason=True),
])
# fmt: on

at_version = by_version(PLAN)


def quarter_of(month: date) -> int:
    return (month.month + 2) // 3


def quarters_without(months: Collection[date], year: int, today: date) -> list[int]:
    """The quarters of the year that are not over and have no theme: at least one a quarter is asked for."""
    first = 1 if year > today.year else quarter_of(today) if year == today.year else 5
    planned = {quarter_of(month) for month in months}
    return [quarter for quarter in range(first, 5) if quarter not in planned]


QUARTERS = ("I", "II", "III", "IV")


def asked_for(quarters: Sequence[int]) -> str:
    """The sentence that asks for themes; empty where nothing is missing."""
    if not quarters:
        return ""
    named = listed([f"quý {QUARTERS[quarter - 1]}" for quarter in quarters], most=4)
    return f"Chưa có chuyên đề cho {named}; mỗi quý cần ít nhất một chuyên đề."
