"""The way of a petition: raised, taken in hand, answered or passed on level by level, noted by the cells that asked.

A petition (kiến nghị) wants an answer, an opinion (phản ánh tư tưởng, dư luận) does not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from workflows.engine import NEW, Reason, Step, Workflow, by_version
from workflows.roles import Role
from workflows.words import day


class State(StrEnum):
    RAISED = "raised"
    IN_HAND = "in_hand"
    MERGED = "merged"
    ANSWERED = "answered"
    CLOSED = "closed"


class Kind(StrEnum):
    PETITION = "petition"
    OPINION = "opinion"


class SentTo(StrEnum):
    CELL = "cell"
    OVERSEER = "overseer"
    COMMITTEE = "committee"


class Competence(StrEnum):
    """Whose business the matter is, as the synthesis groups it."""

    CELL = "cell"
    COMMITTEE = "committee"
    GOVERNMENT = "government"
    SUPERIOR = "superior"
    OTHER = "other"


STATE_LABELS: Mapping[str, str] = MappingProxyType(
    {
        State.RAISED: "Chờ tiếp nhận",
        State.IN_HAND: "Đang xử lý",
        State.MERGED: "Đã gộp",
        State.ANSWERED: "Đã trả lời",
        State.CLOSED: "Đã kết thúc",
    }
)
KIND_LABELS: Mapping[str, str] = MappingProxyType(
    {Kind.PETITION: "Kiến nghị", Kind.OPINION: "Phản ánh tư tưởng, dư luận"}
)
SENT_TO_LABELS: Mapping[str, str] = MappingProxyType(
    {
        SentTo.CELL: "Chi bộ",
        SentTo.OVERSEER: "Đảng ủy viên phụ trách",
        SentTo.COMMITTEE: "Đảng ủy cấp trên trực tiếp",
    }
)
COMPETENCE_LABELS: Mapping[str, str] = MappingProxyType(
    {
        Competence.CELL: "Chi bộ",
        Competence.COMMITTEE: "Đảng ủy",
        Competence.GOVERNMENT: "Chính quyền địa phương",
        Competence.SUPERIOR: "Cấp trên của xã",
        Competence.OTHER: "Cơ quan, đơn vị khác",
    }
)
OPEN = (State.RAISED, State.IN_HAND)
MONTHS_TO_NOTE = 3


@dataclass(frozen=True, kw_only=True)
class PetitionFacts:
    """The defaults block nothing; `None` means that nobody has said, and then every row may apply."""

    for_another: bool | None = None
    """Written down for somebody else: a speech in a meeting, a paper."""
    sent_to: SentTo | None = None
    is_overseen: bool = True
    at_cell: bool | None = None
    """The level that has it is the cell itself."""
    is_opinion: bool | None = None
    has_text: bool = True
    has_level_above: bool | None = None
    """There is an office above the level that has it, in this system."""
    deadline: date | None = date.max
    today: date = date.min
    stays_is_named: bool = True
    """The petition that it is merged into: chosen, open, and in the same hands."""
    has_answer: bool = True
    has_paper: bool = True
    has_noted: bool = False
    """The cell for which the step is taken has taken note already; others may still have to."""
    others_have_to_note: bool | None = None
    answered_on: date = date.min


YOU = "Đồng chí"
OFFICE_WORDS = "Văn phòng Đảng ủy"


def text_is_missing(facts: PetitionFacts) -> Reason | None:
    return None if facts.has_text else Reason("Chưa ghi nội dung ý kiến.", YOU)


def addressee_is_missing(facts: PetitionFacts) -> Reason | None:
    if facts.sent_to == SentTo.OVERSEER and not facts.is_overseen:
        return Reason("Chi bộ chưa có đảng ủy viên phụ trách. Gửi chi bộ hoặc gửi Đảng ủy.", OFFICE_WORDS)
    if facts.sent_to in (SentTo.OVERSEER, SentTo.COMMITTEE) and facts.has_level_above is False:
        return Reason("Chưa có Văn phòng Đảng ủy cấp trên trong hệ thống để nhận. Gửi chi bộ.", OFFICE_WORDS)
    return None


def deadline_is_missing(facts: PetitionFacts) -> Reason | None:
    return None if facts.deadline else Reason("Chưa ghi hạn xử lý.", YOU)


def deadline_is_past(facts: PetitionFacts) -> Reason | None:
    if facts.deadline is None or facts.deadline >= facts.today:
        return None
    return Reason(f"Hạn xử lý {day(facts.deadline)} đã qua, chọn ngày từ hôm nay trở đi.", YOU)


def stays_is_missing(facts: PetitionFacts) -> Reason | None:
    text = "Chưa chọn ý kiến giữ lại, hoặc ý kiến ấy không còn mở, không do đồng chí xử lý."
    return None if facts.stays_is_named else Reason(text, YOU)


def level_above_is_missing(facts: PetitionFacts) -> Reason | None:
    if facts.has_level_above is not False:
        return None
    text = "Cấp trên chưa có Văn phòng trong hệ thống. Gửi bằng văn bản, khi có trả lời thì ghi vào đây."
    return Reason(text, YOU)


def level_above_is_here(facts: PetitionFacts) -> Reason | None:
    if not facts.has_level_above:
        return None
    return Reason("Cấp trên có trong hệ thống: chuyển lên cấp trên, nơi đó trả lời ở đây.", YOU)


def answer_is_missing(facts: PetitionFacts) -> Reason | None:
    return None if facts.has_answer else Reason("Chưa ghi nội dung trả lời.", YOU)


def paper_is_missing(facts: PetitionFacts) -> Reason | None:
    return None if facts.has_paper else Reason("Chưa gửi kèm văn bản trả lời.", YOU)


def note_is_taken_already(facts: PetitionFacts) -> Reason | None:
    text = "Chi bộ đã ghi nhận trả lời này, còn chờ chi bộ khác cùng kiến nghị."
    return Reason(text, "Bí thư, phó bí thư chi bộ khác") if facts.has_noted else None


def cells_have_time_left(facts: PetitionFacts) -> Reason | None:
    end = three_months_after(facts.answered_on)
    if end <= facts.today:
        return None
    return Reason(f"Văn phòng kết thúc thay chi bộ từ ngày {day(end)}, ba tháng sau khi trả lời.", "Bí thư, phó bí thư")


def is_own(facts: PetitionFacts) -> bool:
    return not facts.for_another


def is_for_another(facts: PetitionFacts) -> bool:
    return facts.for_another is not False


def went_to_the_cell(facts: PetitionFacts) -> bool:
    return facts.sent_to in (None, SentTo.CELL)


def went_to_the_overseer(facts: PetitionFacts) -> bool:
    return facts.sent_to in (None, SentTo.OVERSEER)


def went_to_the_office(facts: PetitionFacts) -> bool:
    """What was sent to an overseer whom the cell has no more is not left lying."""
    return facts.sent_to in (None, SentTo.COMMITTEE) or (facts.sent_to == SentTo.OVERSEER and not facts.is_overseen)


def is_at_the_cell(facts: PetitionFacts) -> bool:
    return facts.at_cell is not False


def is_above(facts: PetitionFacts) -> bool:
    return not facts.at_cell


def opinion_at_the_cell(facts: PetitionFacts) -> bool:
    return is_at_the_cell(facts) and facts.is_opinion is not False


def opinion_above(facts: PetitionFacts) -> bool:
    return is_above(facts) and facts.is_opinion is not False


def others_have_to_note(facts: PetitionFacts) -> bool:
    return facts.others_have_to_note is not False


def is_the_last_to_note(facts: PetitionFacts) -> bool:
    return not facts.others_have_to_note


MEMBERS = frozenset({Role.MEMBER, Role.SECRETARY, Role.DEPUTY_SECRETARY})
SECRETARIES = frozenset({Role.SECRETARY, Role.DEPUTY_SECRETARY})
OF_THE_MEETING = frozenset({Role.CHAIR, Role.RECORDER})
SCRIBE = frozenset({Role.SCRIBE})
OVERSEER = frozenset({Role.OVERSEER})
OFFICE = frozenset({Role.OFFICE})
"""Of the level that has it, and of no other."""

FOR_ANOTHER = SECRETARIES | OF_THE_MEETING | SCRIBE

_SENT = (text_is_missing, addressee_is_missing)
_TIMED = (deadline_is_missing, deadline_is_past)
_UP = (level_above_is_missing, *_TIMED)
_STAYS = (stays_is_missing,)
_SAID = (answer_is_missing,)

R, H, M, A, C = State  # the states in the order of the way, for the table

# fmt: off
PETITION: Workflow[PetitionFacts] = Workflow(initial=R, definition_version=1, state_labels=STATE_LABELS, steps=[
    Step(name="raise",    label="Gửi ý kiến",              source=NEW, target=R, by=MEMBERS,     unless=_SENT,  when=is_own),
    Step(name="raise",    label="Ghi ý kiến",              source=NEW, target=R, by=SECRETARIES, on_behalf=OF_THE_MEETING, on_paper=SCRIBE, unless=_SENT, when=is_for_another),
    Step(name="accept",   label="Tiếp nhận",               source=R, target=H, by=SECRETARIES,   unless=_TIMED, when=went_to_the_cell),
    Step(name="accept",   label="Tiếp nhận",               source=R, target=H, by=OVERSEER,      unless=_TIMED, when=went_to_the_overseer),
    Step(name="accept",   label="Tiếp nhận",               source=R, target=H, by=OFFICE,        unless=_TIMED, when=went_to_the_office),
    Step(name="merge",    label="Gộp với ý kiến trùng",    source=R, target=M, by=SECRETARIES,   unless=_STAYS, when=went_to_the_cell),
    Step(name="merge",    label="Gộp với ý kiến trùng",    source=R, target=M, by=OVERSEER,      unless=_STAYS, when=went_to_the_overseer),
    Step(name="merge",    label="Gộp với ý kiến trùng",    source=R, target=M, by=OFFICE,        unless=_STAYS, when=went_to_the_office),
    Step(name="merge",    label="Gộp với ý kiến trùng",    source=H, target=M, by=SECRETARIES,   unless=_STAYS, when=is_at_the_cell),
    Step(name="merge",    label="Gộp với ý kiến trùng",    source=H, target=M, by=OFFICE,        unless=_STAYS, when=is_above),
    Step(name="answer",   label="Trả lời",                 source=H, target=A, by=SECRETARIES,   unless=_SAID,  when=is_at_the_cell),
    Step(name="answer",   label="Trả lời",                 source=H, target=A, by=OFFICE,        unless=_SAID,  when=is_above),
    Step(name="answer_outside", label="Ghi trả lời của nơi ngoài hệ thống", source=H, target=A, by=OFFICE, unless=(answer_is_missing, paper_is_missing, level_above_is_here), when=is_above),
    Step(name="escalate", label="Chuyển lên cấp trên",     source=H, target=H, by=SECRETARIES,   unless=_UP,    when=is_at_the_cell, needs_reason=True),
    Step(name="escalate", label="Chuyển lên cấp trên",     source=H, target=H, by=OFFICE,        unless=_UP,    when=is_above,       needs_reason=True),
    Step(name="note",     label="Ghi nhận, kết thúc",      source=H, target=C, by=SECRETARIES,                  when=opinion_at_the_cell),
    Step(name="note",     label="Ghi nhận, kết thúc",      source=H, target=C, by=OFFICE,                       when=opinion_above),
    Step(name="note",     label="Chi bộ ghi nhận trả lời", source=A, target=A, by=SECRETARIES,   unless=(note_is_taken_already,), when=others_have_to_note),
    Step(name="note",     label="Chi bộ ghi nhận trả lời", source=A, target=C, by=SECRETARIES,                  when=is_the_last_to_note),
    Step(name="note",     label="Kết thúc thay chi bộ",    source=A, target=C, by=OFFICE,        unless=(cells_have_time_left,)),
])
# fmt: on

at_version = by_version(PETITION)


def is_overdue(state: str, deadline: date | None, today: date) -> bool:
    """Derived, never stored: the deadline's own day is still in time, and an answer stops the clock."""
    return state in OPEN and deadline is not None and deadline < today


def three_months_after(on: date) -> date:
    """The same day three months on; of a shorter month the first day of the next."""
    year, month = divmod(on.year * 12 + on.month - 1 + MONTHS_TO_NOTE, 12)
    try:
        return date(year, month + 1, on.day)
    except ValueError:
        return date(year, month + 2, 1)
