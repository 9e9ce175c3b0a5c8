"""The way of a resolution: adopted by a vote, issued under a number, replaced but never altered."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from workflows.engine import NEW, Reason, Step, Workflow, by_version
from workflows.roles import Role
from workflows.voting import Threshold, passes_from
from workflows.words import listed


class State(StrEnum):
    DRAFT = "draft"
    ADOPTED = "adopted"
    REJECTED = "rejected"
    DROPPED = "dropped"
    ISSUED = "issued"
    REPLACED = "replaced"


STATE_LABELS: Mapping[str, str] = MappingProxyType(
    {
        State.DRAFT: "Dự thảo",
        State.ADOPTED: "Đã thông qua, chờ ban hành",
        State.REJECTED: "Không được thông qua",
        State.DROPPED: "Để lại, không biểu quyết",
        State.ISSUED: "Đã ban hành",
        State.REPLACED: "Đã được thay thế",
    }
)


@dataclass(frozen=True, kw_only=True)
class ResolutionFacts:
    """The defaults block nothing."""

    replaces_issued: bool = False
    """The thing to be made is a new version of an issued resolution and rests on the same vote."""

    votes_for: int | None = None
    """`None`: not put to the vote, or not known to whoever only asks which steps there are."""
    base: int = 0
    threshold: Threshold = Threshold.MORE_THAN_HALF
    is_voted: bool = True
    meeting_is_closed: bool = False
    meeting_is_evaluated: bool = False
    """Nothing of the meeting changes then, until the office opens it again."""
    signatures: int = 0
    """On the minutes; the first one ends the correcting of the record."""

    item_is_set_aside: bool = True
    """Its item is deferred or dropped, or the meeting is cancelled."""

    missing_signatures: tuple[str, ...] = ()
    has_subject_line: bool = True
    tasks_unclear: int = 0
    """Draft tasks without work, owner or deadline (rõ việc, rõ người, rõ tiến độ)."""
    has_successor: bool = True


RECORDERS = "Chủ trì, thư ký kỳ sinh hoạt"
SIGNERS_OF_IT = "Bí thư, phó bí thư được ủy quyền"


def vote_is_missing(facts: ResolutionFacts) -> Reason | None:
    return None if facts.is_voted else Reason("Nghị quyết chưa được biểu quyết.", RECORDERS)


def vote_did_not_pass(facts: ResolutionFacts) -> Reason | None:
    needed = passes_from(facts.base, facts.threshold)
    if facts.votes_for is None or facts.votes_for >= needed:
        return None
    text = f"Mới có {facts.votes_for}/{facts.base} đồng chí tán thành, cần ít nhất {needed} mới thông qua."
    return Reason(text, "Chi bộ, bằng biểu quyết")


def vote_passed(facts: ResolutionFacts) -> Reason | None:
    if facts.votes_for is None or facts.votes_for < passes_from(facts.base, facts.threshold):
        return None
    text = f"Đã có {facts.votes_for}/{facts.base} đồng chí tán thành, đủ để thông qua."
    return Reason(text, "Chi bộ, bằng biểu quyết")


def meeting_is_closed(facts: ResolutionFacts) -> Reason | None:
    if not facts.meeting_is_closed:
        return None
    return Reason("Kỳ sinh hoạt đã bế mạc, sửa số phiếu phải nêu lý do.", "Đồng chí")


def minutes_bear_a_signature(facts: ResolutionFacts) -> Reason | None:
    if not facts.signatures:
        return None
    return Reason("Biên bản đã có chữ ký nên không sửa số phiếu được nữa.", "Không sửa được")


def item_still_stands(facts: ResolutionFacts) -> Reason | None:
    if facts.item_is_set_aside:
        return None
    return Reason("Nội dung này vẫn trong chương trình; ghi “để lại” hoặc “bỏ” trước.", RECORDERS)


def signature_is_missing(facts: ResolutionFacts) -> Reason | None:
    if not facts.missing_signatures:
        return None
    return Reason(f"Biên bản còn thiếu chữ ký của {listed(facts.missing_signatures)}.", "Người chưa ký")


def subject_line_is_missing(facts: ResolutionFacts) -> Reason | None:
    return None if facts.has_subject_line else Reason("Chưa ghi tên nghị quyết.", "Bí thư, phó bí thư")


def task_is_unclear(facts: ResolutionFacts) -> Reason | None:
    if not facts.tasks_unclear:
        return None
    text = f"Còn {facts.tasks_unclear} nhiệm vụ chưa rõ việc, rõ người hoặc rõ thời hạn."
    return Reason(text, "Bí thư, phó bí thư")


def successor_is_missing(facts: ResolutionFacts) -> Reason | None:
    return None if facts.has_successor else Reason("Chưa soạn bản thay thế.", SIGNERS_OF_IT)


def meeting_is_evaluated(facts: ResolutionFacts) -> Reason | None:
    if not facts.meeting_is_evaluated:
        return None
    return Reason("Kỳ sinh hoạt đã xếp loại, hồ sơ đã đóng; mở lại hồ sơ rồi mới thay nghị quyết.", "Văn phòng Đảng ủy")


def stands_on_its_own(facts: ResolutionFacts) -> bool:
    return not facts.replaces_issued


def replaces_an_issued_one(facts: ResolutionFacts) -> bool:
    return facts.replaces_issued


SECRETARIES = frozenset({Role.SECRETARY, Role.DEPUTY_SECRETARY})
CHAIR = frozenset({Role.CHAIR})
RECORDER = frozenset({Role.RECORDER})
FOR_CHAIR = SECRETARIES | RECORDER
OFFICE = frozenset({Role.OFFICE})
# A deputy signs in the secretary's place only with a dated substitution.
SIGNERS = frozenset({Role.SECRETARY, Role.SUBSTITUTE})
# Not a decision of theirs: what the vote on paper decided is keyed in, and so is an item that was set aside.
SCRIBE = frozenset({Role.SCRIBE})

_PASSED = (vote_is_missing, vote_did_not_pass, minutes_bear_a_signature)
_FAILED = (vote_is_missing, vote_passed, minutes_bear_a_signature)
_UNISSUABLE = (signature_is_missing, subject_line_is_missing, task_is_unclear)

D, A, R, X, I, P = State  # noqa: E741  # the states in the order of the way, for the table

# fmt: off
RESOLUTION: Workflow[ResolutionFacts] = Workflow(initial=D, definition_version=1, state_labels=STATE_LABELS, steps=[
    Step(name="prepare", label="Soạn dự thảo nghị quyết",   source=NEW, target=D, by=SECRETARIES | CHAIR, on_paper=SCRIBE | RECORDER, when=stands_on_its_own),
    Step(name="prepare", label="Soạn bản thay thế",         source=NEW, target=A, by=SIGNERS, when=replaces_an_issued_one),
    Step(name="adopt",   label="Ghi kết quả: thông qua",    source=D, target=A, by=CHAIR, on_behalf=FOR_CHAIR, on_paper=SCRIBE, unless=_PASSED, unless_reasoned=(meeting_is_closed,)),
    Step(name="adopt",   label="Sửa kết quả: thông qua",    source=R, target=A, by=CHAIR, on_behalf=FOR_CHAIR, on_paper=SCRIBE, unless=_PASSED, unless_reasoned=(meeting_is_closed,)),
    Step(name="reject",  label="Ghi kết quả: không thông qua", source=D, target=R, by=CHAIR, on_behalf=FOR_CHAIR, on_paper=SCRIBE, unless=_FAILED, unless_reasoned=(meeting_is_closed,)),
    Step(name="reject",  label="Sửa kết quả: không thông qua", source=A, target=R, by=CHAIR, on_behalf=FOR_CHAIR, on_paper=SCRIBE, unless=_FAILED, unless_reasoned=(meeting_is_closed,)),
    Step(name="drop",    label="Để lại, không biểu quyết",  source=D, target=X, by=CHAIR | OFFICE, on_behalf=FOR_CHAIR, on_paper=SCRIBE, unless=(item_still_stands,)),
    Step(name="issue",   label="Ký, ban hành",              source=A, target=I, by=SIGNERS, unless=_UNISSUABLE),
    Step(name="replace", label="Thay bằng bản mới",         source=I, target=P, by=SIGNERS, unless=(successor_is_missing, meeting_is_evaluated), needs_reason=True),
])
# fmt: on

at_version = by_version(RESOLUTION)
