"""The committee's own meeting on an agenda: when, who came, what was said, and settling the round there at once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from app import clock
from app.accounts.queries import people_as
from app.actor import Actor, acting_as
from app.approvals.models import ApprovalRound, RoundResult
from app.approvals.queries import COMMITTEE, rounds_of, voices
from app.approvals.services import agree
from app.extensions import db, lock
from app.meetings import queries as meetings
from app.meetings.models import Meeting
from app.meetings.services_history import record_on
from app.meetings.services_papers import draft_committee_minutes
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster, expect_version
from workflows.meeting import KEYED_IN_BY, State, Voice
from workflows.roles import Role

WHILE = (State.APPROVAL, State.CONVENED)
LONGEST_REMARKS = 20_000


@dataclass(frozen=True, kw_only=True)
class Gathering:
    """`present` and `agreed` are ids of approvers of the round; `agreed` empty: the round goes on, one by one.
    `overseers`: ids of those overseers of the cell who were there."""

    met_at: datetime | None
    place: str = ""
    present: frozenset[int] = frozenset()
    agreed: frozenset[int] = frozenset()
    overseers: frozenset[int] = frozenset()
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
    expect_version(found.version, version, "Hội nghị chi ủy vừa được người khác ghi, sau khi đồng chí mở trang.")
    known = {a.person_id for a in voices(found)}
    if errors := _errors_in(told, known, overseers_of(meeting.cell_id, told)):
        raise BadInput(errors)
    _write_down(meeting, found, told, actor, roles)
    if found.result == RoundResult.OPEN:
        for agreement in voices(found):
            if agreement.person_id in told.agreed and agreement.agreed_at is None:
                agree(meeting, actor=actor, voice=Voice.PAPER, person_id=agreement.person_id, agreed_at=told.met_at)
    draft_committee_minutes(meeting, found)
    return found


def errors_in_past(meeting: Meeting, told: Gathering, held_at: datetime | None) -> dict[str, str]:
    """What is wrong with what is told of the committee's meeting before a meeting that was held at `held_at`."""
    errors = _errors_in(told, set(committee_of(meeting, told)), overseers_of(meeting.cell_id, told))
    if told.met_at and held_at and told.met_at >= held_at:
        errors.setdefault("day", "Hội nghị chi ủy phải trước giờ khai mạc kỳ sinh hoạt.")
    return errors


def record_past_committee_meeting(meeting: Meeting, told: Gathering, *, actor: Actor) -> None:
    """That of a meeting which is keyed in as held already; what was told has been found right. Its minutes are on
    paper, so none are drafted; who agreed to what is not asked, because nothing was submitted."""
    rounds = rounds_of(meeting.id)
    found = next((one for one in rounds if one.result == RoundResult.PAST), None)
    if found is None:
        found = ApprovalRound(
            meeting_id=meeting.id, number=len(rounds) + 1, result=RoundResult.PAST, submitted_at=clock.now(),
            submitted_by_id=actor.person_id,
        )  # fmt: skip
        db.session.add(found)
    _write_down(meeting, found, told, actor, meetings.roles_at(meeting, actor))


def committee_of(meeting: Meeting, told: Gathering | None = None) -> dict[int, str]:
    """Who may have been there, by id: the committee of today, of the month of the meeting and of the stated day."""
    days = [clock.today(), meeting.month, *_day_of(told)]
    return {p.id: p.full_name for day in days for p, _ in people_as(meeting.cell_id, tuple(COMMITTEE), day)}


def overseers_of(cell_id: int, told: Gathering | None = None) -> dict[int, str]:
    """Who follows the cell today or followed it on the stated day, by id."""
    days = [clock.today(), *_day_of(told)]
    return {p.id: p.full_name for day in days for p, _ in people_as(cell_id, (Role.OVERSEER,), day)}


def _day_of(told: Gathering | None) -> list[date]:
    return [clock.day_of(told.met_at)] if told and told.met_at else []


def _write_down(
    meeting: Meeting, found: ApprovalRound, told: Gathering, actor: Actor, roles: frozenset[Role]
) -> None:  # fmt: skip
    found.met_at, found.met_place, found.remarks = told.met_at, told.place, told.remarks
    found.met_present, found.overseers_came = sorted(told.present), sorted(told.overseers)
    found.overseer_present = bool(told.overseers)
    record_on(
        meeting, "committee_meeting_recorded", actor=actor, acting_as=acting_as(roles, KEYED_IN_BY),
        round_number=found.number, met_at=told.met_at, present=sorted(told.present),
        overseer_present=bool(told.overseers), overseers=sorted(told.overseers), remarks=told.remarks,
    )  # fmt: skip


def _errors_in(told: Gathering, known: Collection[int], overseers: Collection[int]) -> dict[str, str]:
    errors: dict[str, str] = {}
    if told.met_at is None:
        errors["day"] = "Ghi ngày, giờ hội nghị chi ủy."
    elif told.met_at > clock.now():
        errors["day"] = "Hội nghị chi ủy chưa diễn ra, chưa ghi được."
    if not told.present:
        errors["present"] = "Chọn ít nhất một đồng chí có mặt."
    elif told.present - set(known):
        errors["present"] = "Có người không thuộc số người duyệt của lần trình này."
    if told.agreed - told.present:
        errors["agreed"] = "Chỉ ghi đồng ý cho đồng chí có mặt tại hội nghị."
    if told.overseers - set(overseers):
        errors["overseers"] = "Có người không phải đảng ủy viên phụ trách chi bộ."
    if len(told.remarks) > LONGEST_REMARKS:
        errors["remarks"] = "Ý kiến dài quá 20.000 chữ."
    if len(told.place) > 200:
        errors["place"] = "Địa điểm không quá 200 chữ."
    return errors
