"""The committee's own meeting on an agenda: when, who came, what was said, and settling the round there at once."""

from dataclasses import dataclass
from datetime import datetime

from app import clock
from app.actor import Actor, acting_as
from app.approvals.models import ApprovalRound, RoundResult
from app.approvals.queries import rounds_of, voices
from app.approvals.services import agree
from app.audit.services import record
from app.extensions import lock
from app.meetings import queries as meetings
from app.meetings.models import Meeting
from app.meetings.services_papers import draft_committee_minutes
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster
from workflows.meeting import KEYED_IN_BY, State, Voice

WHILE = (State.APPROVAL, State.CONVENED)
LONGEST_REMARKS = 20_000


@dataclass(frozen=True, kw_only=True)
class Gathering:
    """`present` and `agreed` are ids of approvers of the round; `agreed` empty: the round goes on, one by one."""

    met_at: datetime | None
    place: str = ""
    present: frozenset[int] = frozenset()
    agreed: frozenset[int] = frozenset()
    overseer_present: bool = False
    remarks: str = ""


def record_committee_meeting(meeting: Meeting, told: Gathering, *, actor: Actor, version: int) -> ApprovalRound:
    """Write the committee's meeting down; the voices given there are entered in the names of those who gave them.

    Raises BadInput, NotAllowed, SomebodyWasFaster (also if somebody wrote it down meanwhile).
    """
    lock(meeting)
    roles = meetings.roles_at(meeting, actor)
    if not roles & KEYED_IN_BY:
        raise NotAllowed("Chỉ bí thư, phó bí thư, thư ký hoặc người nhập liệu ghi hội nghị chi ủy.")
    found = next(iter(rounds_of(meeting.id)), None)
    if found is None or meeting.state not in WHILE:
        raise SomebodyWasFaster("Không còn ở bước ghi hội nghị chi ủy. Mở lại trang để xem bản mới nhất.")
    if found.version != version:
        raise SomebodyWasFaster("Hội nghị chi ủy vừa được người khác ghi, sau khi đồng chí mở trang.")
    _refuse_what_cannot_be(found, told)
    found.met_at, found.met_place, found.remarks = told.met_at, told.place, told.remarks
    found.met_present, found.overseer_present = sorted(told.present), told.overseer_present
    record(
        "committee_meeting_recorded",
        actor=actor,
        organisation_id=meeting.cell_id,
        subject="meeting",
        subject_id=meeting.id,
        acting_as=acting_as(roles, KEYED_IN_BY),
        round_number=found.number,
        met_at=told.met_at,
        present=sorted(told.present),
        overseer_present=told.overseer_present,
        remarks=told.remarks,
    )
    if found.result == RoundResult.OPEN:
        for agreement in voices(found):
            if agreement.person_id in told.agreed and agreement.agreed_at is None:
                agree(meeting, actor=actor, voice=Voice.PAPER, person_id=agreement.person_id, agreed_at=told.met_at)
    draft_committee_minutes(meeting, found)
    return found


def _refuse_what_cannot_be(found: ApprovalRound, told: Gathering) -> None:
    known = {a.person_id for a in voices(found)}
    errors: dict[str, str] = {}
    if told.met_at is None:
        errors["day"] = "Ghi ngày, giờ hội nghị chi ủy."
    elif told.met_at > clock.now():
        errors["day"] = "Hội nghị chi ủy chưa diễn ra, chưa ghi được."
    if not told.present:
        errors["present"] = "Chọn ít nhất một đồng chí có mặt."
    elif told.present - known:
        errors["present"] = "Có người không thuộc số người duyệt của lần trình này."
    if told.agreed - told.present:
        errors["agreed"] = "Chỉ ghi đồng ý cho đồng chí có mặt tại hội nghị."
    if len(told.remarks) > LONGEST_REMARKS:
        errors["remarks"] = "Ý kiến dài quá 20.000 chữ."
    if len(told.place) > 200:
        errors["place"] = "Địa điểm không quá 200 chữ."
    if errors:
        raise BadInput(errors)
