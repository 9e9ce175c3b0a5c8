"""The way of a guidance: written by the office, signed by the leadership, published to the cells of its scope."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from workflows.engine import NEW, Reason, Step, Workflow, by_version
from workflows.roles import Role
from workflows.words import day, listed


class State(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


STATE_LABELS: Mapping[str, str] = MappingProxyType(
    {
        State.DRAFT: "Bản thảo",
        State.PUBLISHED: "Đã ban hành",
        State.WITHDRAWN: "Đã thu hồi",
    }
)


@dataclass(frozen=True, kw_only=True)
class GuidanceFacts:
    """The defaults block nothing."""

    has_situation: bool = True
    has_orientation: bool = True
    has_contents: bool = True
    cells: int = 1
    """How many cells the scope holds on the day."""
    guided_already: tuple[str, ...] = ()
    """Cells of the scope that a published guidance of the same organisation and month has reached."""
    month: str = ""
    month_is_over: bool = False
    signer_is_named: bool = True
    signed_on: date | None = date.min
    today: date = date.max
    has_term: bool = True
    organisation_ended_on: date | None = None
    something_changed: bool = True


OFFICES = "Văn phòng Đảng ủy"
YOU = "Đồng chí"


def text_is_missing(facts: GuidanceFacts) -> Reason | None:
    stated = {
        "tình hình": facts.has_situation,
        "định hướng": facts.has_orientation,
        "nội dung đề nghị chi bộ thảo luận": facts.has_contents,
    }
    missing = [word for word, there in stated.items() if not there]
    return Reason(f"Văn bản chưa ghi {listed(missing)}.", OFFICES) if missing else None


def scope_is_empty(facts: GuidanceFacts) -> Reason | None:
    if facts.cells:
        return None
    return Reason("Không có chi bộ nào thuộc phạm vi đã chọn.", OFFICES)


def cell_is_guided_already(facts: GuidanceFacts) -> Reason | None:
    if not (names := facts.guided_already):
        return None
    whose = names[0] if len(names) == 1 else f"{len(names)} chi bộ, trong đó có {names[0]}"
    text = f"Đã có văn bản định hướng tháng {facts.month} cho {whose}; cần sửa thì đính chính văn bản đó."
    return Reason(text, OFFICES)


def month_is_over(facts: GuidanceFacts) -> Reason | None:
    if not facts.month_is_over:
        return None
    return Reason(f"Tháng {facts.month} đã qua, không ban hành định hướng cho tháng này nữa.", OFFICES)


def signature_is_missing(facts: GuidanceFacts) -> Reason | None:
    stated = {"người ký": facts.signer_is_named, "ngày ký": facts.signed_on is not None}
    missing = [word for word, there in stated.items() if not there]
    return Reason(f"Chưa ghi {listed(missing)} của Thường trực Đảng ủy.", YOU) if missing else None


def signature_is_in_the_future(facts: GuidanceFacts) -> Reason | None:
    if facts.signed_on is None or facts.signed_on <= facts.today:
        return None
    return Reason(f"Ngày ký {day(facts.signed_on)} chưa tới.", YOU)


def term_is_missing(facts: GuidanceFacts) -> Reason | None:
    if facts.has_term:
        return None
    return Reason("Chưa nhập nhiệm kỳ của đảng bộ nên chưa cấp được số văn bản.", OFFICES)


def organisation_has_ended(facts: GuidanceFacts) -> Reason | None:
    if facts.organisation_ended_on is None:
        return None
    return Reason(f"Đảng bộ đã kết thúc hoạt động từ ngày {day(facts.organisation_ended_on)}.", "")


def nothing_changed(facts: GuidanceFacts) -> Reason | None:
    if facts.something_changed:
        return None
    return Reason("Nội dung chưa có gì thay đổi so với bản đang có hiệu lực.", YOU)


OFFICE = frozenset({Role.OFFICE})

_UNSIGNED = (signature_is_missing, signature_is_in_the_future)
_UNREADY = (
    text_is_missing, scope_is_empty, cell_is_guided_already, month_is_over, term_is_missing, organisation_has_ended,
    *_UNSIGNED,
)  # fmt: skip
_UNCORRECTED = (nothing_changed, text_is_missing, term_is_missing, organisation_has_ended, *_UNSIGNED)

D, P, W = State  # the states in the order of the way, for the table

# fmt: off
GUIDANCE: Workflow[GuidanceFacts] = Workflow(initial=D, definition_version=1, state_labels=STATE_LABELS, steps=[
    Step(name="prepare",  label="Soạn văn bản định hướng", source=NEW, target=D, by=OFFICE, unless=(organisation_has_ended,)),
    Step(name="publish",  label="Ban hành",                source=D,   target=P, by=OFFICE, unless=_UNREADY),
    Step(name="correct",  label="Đính chính",              source=P,   target=P, by=OFFICE, unless=_UNCORRECTED, needs_reason=True),
    Step(name="withdraw", label="Thu hồi",                 source=P,   target=W, by=OFFICE,                      needs_reason=True),
])
# fmt: on

at_version = by_version(GUIDANCE)
