"""The way of an inspection campaign over a quarter; that of each remedy which it asks of a cell is in `remedy`.

What an inspection finds is a strength, a limit or something to be cleared up. It accuses nobody: what goes beyond is
handed to the inspection committee, whose procedure is another one. A decided rating is never altered by it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from workflows.engine import NEW, Reason, Step, Workflow, by_version
from workflows.roles import Role
from workflows.words import day, listed


class State(StrEnum):
    PLANNED = "planned"
    ANNOUNCED = "announced"
    UNDER_WAY = "under_way"
    DRAFTED = "drafted"
    CONCLUDED = "concluded"
    CLOSED = "closed"
    CANCELLED = "cancelled"


STATE_LABELS: Mapping[str, str] = MappingProxyType(
    {
        State.PLANNED: "Trong chương trình",
        State.ANNOUNCED: "Đã thông báo",
        State.UNDER_WAY: "Đang tiến hành",
        State.DRAFTED: "Lấy ý kiến dự thảo",
        State.CONCLUDED: "Đã kết luận",
        State.CLOSED: "Đã kết thúc",
        State.CANCELLED: "Đã hủy",
    }
)


class Kind(StrEnum):
    INSPECTION = "inspection"
    SUPERVISION = "supervision"


class Issuer(StrEnum):
    STANDING_COMMITTEE = "standing_committee"
    INSPECTION_COMMITTEE = "inspection_committee"


class FindingKind(StrEnum):
    STRENGTH = "strength"
    LIMIT = "limit"
    UNCLEAR = "unclear"


# The inspection committee numbers its papers apart from those of the committee.
BODY_SERIES: Mapping[str, str] = MappingProxyType({Issuer.STANDING_COMMITTEE: "", Issuer.INSPECTION_COMMITTEE: ":UBKT"})
KIND_LABELS: Mapping[str, str] = MappingProxyType({Kind.INSPECTION: "kiểm tra", Kind.SUPERVISION: "giám sát"})
ISSUER_LABELS: Mapping[str, str] = MappingProxyType(
    {Issuer.STANDING_COMMITTEE: "Ban Thường vụ Đảng ủy", Issuer.INSPECTION_COMMITTEE: "Ủy ban Kiểm tra Đảng ủy"}
)
FINDING_LABELS: Mapping[str, str] = MappingProxyType(
    {
        FindingKind.STRENGTH: "Ưu điểm",
        FindingKind.LIMIT: "Hạn chế, khuyết điểm",
        FindingKind.UNCLEAR: "Cần làm rõ",
    }
)

# What a campaign looks at unless its inspectors write other points; the cell answers each in its own report.
CHECKLIST: tuple[str, ...] = (
    "Sinh hoạt thường kỳ, chuyên đề: đúng ngày, đủ thời lượng",
    "Đảng viên dự sinh hoạt; quản lý đảng viên vắng, đi làm xa",
    "Chuẩn bị nội dung: chi ủy họp trước, gửi tài liệu, câu hỏi thảo luận",
    "Nội dung, chất lượng sinh hoạt; đảng viên phát biểu; tự phê bình và phê bình",
    "Ghi biên bản, ra nghị quyết, công bố đúng hạn",
    "Giao nhiệm vụ và kết quả thực hiện nghị quyết kỳ trước",
    "Tiếp nhận, trả lời, chuyển ý kiến, kiến nghị",
    "Tự chấm điểm sát với thực tế; khắc phục hạn chế đã nêu",
)


@dataclass(frozen=True, kw_only=True)
class InspectionFacts:
    """The defaults block nothing."""

    today: date = date.min
    cells: int = 1
    has_leader: bool = True
    has_checklist: bool = True
    report_due: date | None = date.max
    signer_is_named: bool = True
    signed_on: date | None = date.min
    has_term: bool = True
    organisation_ended_on: date | None = None
    without_session: tuple[str, ...] = ()
    """Cells with which no working session was written down."""
    not_looked_at: tuple[str, ...] = ()
    """Cells of which some point of the checklist has no finding yet."""
    comment_due: date | None = date.max
    still_commenting: tuple[str, ...] = ()
    """Cells that may still comment and have not."""
    has_summary: bool = True
    unclear_remedies: tuple[str, ...] = ()
    """Cells with a remedy that lacks its owner or its day."""
    open_remedies: int = 0
    """Those that no inspector has confirmed."""
    remedies: int = 0
    next_quarter_on: date = date.min
    """The first day of the quarter after that of the campaign."""


TEAM = "Đoàn kiểm tra"
YOU = "Đồng chí"
OFFICES = "Văn phòng Đảng ủy"
MOST_NAMED = 3


def _some(names: Sequence[str]) -> str:
    named = list(names[:MOST_NAMED])
    if len(names) > MOST_NAMED:
        named[-1:] = [f"{len(names) - MOST_NAMED + 1} chi bộ khác"]
    return listed(named)


def organisation_has_ended(facts: InspectionFacts) -> Reason | None:
    if facts.organisation_ended_on is None:
        return None
    return Reason(f"Đảng bộ đã kết thúc hoạt động từ ngày {day(facts.organisation_ended_on)}.", "")


def no_cell_is_chosen(facts: InspectionFacts) -> Reason | None:
    return None if facts.cells else Reason("Chưa chọn chi bộ nào để kiểm tra, giám sát.", TEAM)


def leader_is_missing(facts: InspectionFacts) -> Reason | None:
    return None if facts.has_leader else Reason("Chưa ghi trưởng đoàn.", TEAM)


def checklist_is_empty(facts: InspectionFacts) -> Reason | None:
    return None if facts.has_checklist else Reason("Chưa có đề cương, nội dung kiểm tra.", TEAM)


def report_day_is_missing(facts: InspectionFacts) -> Reason | None:
    if facts.report_due is not None and facts.report_due >= facts.today:
        return None
    what = "Chưa ghi" if facts.report_due is None else f"Ngày {day(facts.report_due)} đã qua, ghi lại"
    return Reason(f"{what} hạn chi bộ gửi báo cáo tự kiểm tra.", TEAM)


def signature_is_missing(facts: InspectionFacts) -> Reason | None:
    stated = {"người ký": facts.signer_is_named, "ngày ký": facts.signed_on is not None}
    missing = [word for word, there in stated.items() if not there]
    return Reason(f"Chưa ghi {listed(missing)} văn bản.", YOU) if missing else None


def signature_is_in_the_future(facts: InspectionFacts) -> Reason | None:
    if facts.signed_on is None or facts.signed_on <= facts.today:
        return None
    return Reason(f"Ngày ký {day(facts.signed_on)} chưa tới.", YOU)


def term_is_missing(facts: InspectionFacts) -> Reason | None:
    if facts.has_term:
        return None
    return Reason("Chưa nhập nhiệm kỳ của đảng bộ nên chưa cấp được số văn bản.", OFFICES)


def session_is_missing(facts: InspectionFacts) -> Reason | None:
    if not facts.without_session:
        return None
    return Reason(f"Chưa ghi biên bản làm việc với {_some(facts.without_session)}.", TEAM)


def point_is_not_looked_at(facts: InspectionFacts) -> Reason | None:
    if not facts.not_looked_at:
        return None
    return Reason(f"Còn nội dung trong đề cương chưa có nhận xét ở {_some(facts.not_looked_at)}.", TEAM)


def comment_day_is_missing(facts: InspectionFacts) -> Reason | None:
    if facts.comment_due is not None and facts.comment_due > facts.today:
        return None
    return Reason("Ghi hạn chi bộ góp ý dự thảo, sau hôm nay ít nhất một ngày.", YOU)


def cells_are_commenting(facts: InspectionFacts) -> Reason | None:
    if not facts.still_commenting or facts.comment_due is None or facts.comment_due < facts.today:
        return None
    names = _some(facts.still_commenting)
    return Reason(f"{names} còn thời gian góp ý dự thảo đến hết ngày {day(facts.comment_due)}.", "Chi bộ")


def summary_is_missing(facts: InspectionFacts) -> Reason | None:
    return None if facts.has_summary else Reason("Chưa ghi đánh giá chung.", YOU)


def remedy_is_unclear(facts: InspectionFacts) -> Reason | None:
    if not facts.unclear_remedies:
        return None
    names = _some(facts.unclear_remedies)
    return Reason(f"Việc khắc phục của {names} chưa ghi người chịu trách nhiệm hoặc thời hạn.", TEAM)


def remedy_is_open(facts: InspectionFacts) -> Reason | None:
    if not facts.open_remedies:
        return None
    return Reason(f"Còn {facts.open_remedies} việc khắc phục chưa được xác nhận; nêu rõ xử lý thế nào.", TEAM)


def next_quarter_is_ahead(facts: InspectionFacts) -> Reason | None:
    """Who was asked to mend something is looked at again in the next quarter; without remedies it ends at once."""
    if not facts.remedies or facts.today >= facts.next_quarter_on:
        return None
    return Reason(f"Quý sau mới kiểm tra lại, từ ngày {day(facts.next_quarter_on)}.", "")


INSPECTORS = frozenset({Role.INSPECTOR})
ISSUING = frozenset({Role.INSPECTOR, Role.LEADERSHIP})

# What every paper of an issuer wants, the programme of a year too.
SIGNED = (signature_is_missing, signature_is_in_the_future, term_is_missing, organisation_has_ended)
_UNREADY = (no_cell_is_chosen, leader_is_missing, checklist_is_empty, report_day_is_missing, *SIGNED)
_UNDRAFTED = (session_is_missing, point_is_not_looked_at, comment_day_is_missing)
_UNCONCLUDED = (cells_are_commenting, summary_is_missing, remedy_is_unclear, *SIGNED)

P, A, U, D, C, Z, X = State  # the states in the order of the way, for the table

# fmt: off
INSPECTION: Workflow[InspectionFacts] = Workflow(initial=P, definition_version=1, state_labels=STATE_LABELS, steps=[
    Step(name="plan",       label="Đưa vào chương trình",       source=NEW, target=P, by=INSPECTORS, unless=(organisation_has_ended,)),
    Step(name="announce",   label="Ban hành quyết định, thông báo", source=P, target=A, by=ISSUING,  unless=_UNREADY),
    Step(name="begin",      label="Bắt đầu tiến hành",          source=A,   target=U, by=INSPECTORS),
    Step(name="send_draft", label="Gửi dự thảo cho chi bộ góp ý", source=U, target=D, by=INSPECTORS, unless=_UNDRAFTED),
    Step(name="conclude",   label="Ban hành kết luận",          source=D,   target=C, by=ISSUING,    unless=_UNCONCLUDED),
    Step(name="recheck",    label="Kiểm tra lại, kết thúc",     source=C,   target=Z, by=INSPECTORS, unless=(next_quarter_is_ahead,), unless_reasoned=(remedy_is_open,)),
    Step(name="cancel",     label="Hủy cuộc",                   source=P,   target=X, by=INSPECTORS, needs_reason=True),
    Step(name="cancel",     label="Hủy cuộc",                   source=A,   target=X, by=INSPECTORS, needs_reason=True),
    Step(name="cancel",     label="Hủy cuộc",                   source=U,   target=X, by=INSPECTORS, needs_reason=True),
    Step(name="cancel",     label="Hủy cuộc",                   source=D,   target=X, by=INSPECTORS, needs_reason=True),
])
# fmt: on

at_version = by_version(INSPECTION)


def speaks_of_another_procedure(text: str) -> bool:
    """Whether a finding uses the word that belongs to the procedure of the inspection committee."""
    words = " ".join(text.lower().split())
    return any(word in words for word in ("vi phạm", "vi pham"))
