"""The committee's agreement: submitting an agenda, agreeing to it, returning it.

Each takes its step through `app.meetings.services.take_step` and then adds what follows from it.
"""

from datetime import datetime
from typing import Any

from app import clock
from app.accounts.queries import holders_of, people_as
from app.actor import Actor, acting_as
from app.approvals.models import Agreement, ApprovalRound, RoundResult
from app.approvals.queries import COMMITTEE, open_round, rounds_of, standing
from app.extensions import db, lock
from app.meetings import queries as meetings
from app.meetings.models import Meeting
from app.meetings.services import take_step
from app.meetings.services_history import record_on
from app.members.models import Person
from app.notifications.services import notify
from app.organisations.queries import above
from app.refusals import BadInput, SomebodyWasFaster
from workflows.meeting import KIND_LABELS, Voice
from workflows.notices import Notice
from workflows.roles import Role

# The order in which one person's several offices give the voice.
FIRST = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER, Role.OVERSEER, Role.OFFICE)
ENOUGH = 2


def submit(meeting: Meeting, *, actor: Actor, version: int | None = None) -> ApprovalRound:
    """Lock the agenda and ask its approvers; the submitter counts as agreeing."""
    take_step(meeting, "submit", actor=actor, version=version)
    approvers = _approvers(meeting.cell_id)
    number = len(rounds_of(meeting.id)) + 1
    found = ApprovalRound(
        meeting_id=meeting.id, number=number, submitted_at=clock.now(), submitted_by_id=actor.person_id
    )
    for person_id, role in approvers.items():
        found.agreements.append(Agreement(person_id=person_id, role=role))
    db.session.add(found)
    _record(meeting, actor, "round_begun", number=number, approvers=list(approvers))
    own = next((a for a in found.agreements if a.person_id == actor.person_id), None)
    if own is not None:
        _agree(meeting, found, own, actor=actor)
    text = f"Mời đồng chí xem và cho ý kiến chương trình {words_for(meeting)}."
    notify(_approvers_and_overseer(meeting, found), Notice.TO_AGREE, text, path_of(meeting), but_not=actor.person_id)
    return found


def withdraw(meeting: Meeting, *, actor: Actor, reason: str = "", version: int | None = None) -> None:
    """Back to the draft; the round is void."""
    take_step(meeting, "withdraw", actor=actor, reason=reason, version=version)
    found = _end_round(meeting, RoundResult.VOID)
    text = f"Chương trình {words_for(meeting)} đã được rút lại để sửa."
    notify(_approvers_and_overseer(meeting, found), Notice.WITHDRAWN, text, path_of(meeting), but_not=actor.person_id)


def return_to_draft(meeting: Meeting, *, actor: Actor, reason: str, version: int | None = None) -> None:
    """An approver or the overseer sends the agenda back; secretary, deputy and submitter are told why."""
    take_step(meeting, "return", actor=actor, reason=reason, version=version)
    found = _end_round(meeting, RoundResult.RETURNED)
    told = {p.id for p, _ in people_as(meeting.cell_id, (Role.SECRETARY, Role.DEPUTY_SECRETARY), clock.today())}
    text = f"Đ/c {actor.name} trả lại chương trình {words_for(meeting)}: {reason}"
    notify(told | ({found.submitted_by_id} if found else set()), Notice.RETURNED, text, path_of(meeting))


def agree(
    meeting: Meeting,
    *,
    actor: Actor,
    voice: Voice = Voice.OWN,
    person_id: int | None = None,
    agreed_at: datetime | None = None,
    reason: str = "",
    version: int | None = None,
) -> ApprovalRound:
    """One voice for the agenda: one's own, one keyed in from paper, or the overseer's in place of one not reached.

    `person_id`: whose voice it is, unless it is the actor's own. Raises StepRefused, BadInput for a time to come.
    """
    if agreed_at is not None and agreed_at > clock.now():
        raise BadInput({"day": "Thời điểm đồng ý chưa tới, xem lại ngày và giờ."})
    # Locked before the round is read: of two who enter one voice at once the second must see the first.
    lock(meeting)
    found = open_round(meeting.id)
    counted = _standing(meeting, found, actor)
    whose = actor.person_id if voice == Voice.OWN else person_id
    mine = next((a for a in counted if a.person_id == whose), None)
    take_step(
        meeting,
        "agree",
        actor=actor,
        reason=reason,
        version=version,
        on_behalf_of_id=None if voice == Voice.OWN else whose,
        stated_at=agreed_at,
        **_facts_of_voice(voice, mine, counted, actor),
    )
    if found is None or mine is None:  # the rules refuse both above
        raise SomebodyWasFaster("Lần trình này đã kết thúc. Mở lại trang để xem bản mới nhất.")
    _agree(meeting, found, mine, actor=actor, voice=voice, agreed_at=agreed_at, reason=reason)
    _tell_if_enough(meeting, counted)
    return found


def end_by_convening(meeting: Meeting, *, actor: Actor) -> ApprovalRound | None:
    """The round has done its work: the meeting is convened on it."""
    _standing(meeting, open_round(meeting.id), actor)
    return _end_round(meeting, RoundResult.CONVENED)


def void_round(meeting: Meeting) -> None:
    """The meeting was cancelled while it waited for the committee."""
    _end_round(meeting, RoundResult.VOID)


def words_for(meeting: Meeting) -> str:
    return f"sinh hoạt {KIND_LABELS[meeting.kind]} tháng {meeting.month.month}/{meeting.month.year}"


def path_of(meeting: Meeting) -> str:
    return f"/meetings/{meeting.id}"


def _approvers(cell_id: int) -> dict[int, Role]:
    """Person → the office they speak by. With fewer than two of the committee the overseer joins, or the office."""
    today = clock.today()
    voices = _by_person(people_as(cell_id, tuple(COMMITTEE), today), {})
    if len(voices) >= ENOUGH:
        return voices
    joining = people_as(cell_id, (Role.OVERSEER,), today)
    for superior_id in above(cell_id, today)[1:]:
        # One voice for the whole office: the first by name; its colleagues convene with a reason if need be.
        joining = joining or people_as(superior_id, (Role.OFFICE,), today)[:1]
    return _by_person(joining, voices)


def _by_person(people: list[tuple[Person, Role]], already: dict[int, Role]) -> dict[int, Role]:
    """`already` and then the people, each once, by the first of their offices."""
    found = dict(already)
    for person, role in sorted(people, key=lambda held: FIRST.index(held[1])):
        found.setdefault(person.id, role)
    return found


def _approvers_and_overseer(meeting: Meeting, found: ApprovalRound | None) -> set[int]:
    overseers = {person.id for person, _ in people_as(meeting.cell_id, (Role.OVERSEER,), clock.today())}
    return overseers | {a.person_id for a in found.agreements if a.dropped_at is None} if found else overseers


def _standing(meeting: Meeting, found: ApprovalRound | None, actor: Actor) -> list[Agreement]:
    """The voices that count for a decision now; who lost the appointment since drops out, and the history says so."""
    if found is None:
        return []
    counted = standing(found, holders_of(meeting.cell_id, meetings.OFFICES, clock.today()))
    for agreement in found.agreements:
        if agreement.dropped_at is None and agreement not in counted:
            agreement.dropped_at = clock.now()
            _record(meeting, actor, "approver_dropped", round_number=found.number, person_id=agreement.person_id)
    return counted


def _facts_of_voice(voice: Voice, mine: Agreement | None, counted: list[Agreement], actor: Actor) -> dict[str, Any]:
    spoken = any(a.agreed_at is not None and actor.person_id in (a.person_id, a.stood_in_by_id) for a in counted)
    return {
        "voice": voice,
        "voice_is_named": mine is not None,
        "voice_is_given": mine is not None and mine.agreed_at is not None,
        "voice_of": mine.person.full_name if mine is not None and voice != Voice.OWN else "",
        "stand_in_has_spoken": spoken,
    }


def _agree(
    meeting: Meeting,
    found: ApprovalRound,
    agreement: Agreement,
    *,
    actor: Actor,
    voice: Voice = Voice.OWN,
    agreed_at: datetime | None = None,
    reason: str = "",
) -> None:
    now = clock.now()
    agreement.agreed_at, agreement.entered_at, agreement.entered_by_id = agreed_at or now, now, actor.account_id
    agreement.on_paper = voice == Voice.PAPER
    agreement.stood_in_by_id = actor.person_id if voice == Voice.STAND_IN else None
    agreement.reason = reason
    _record(
        meeting,
        actor,
        "agreed",
        round_number=found.number,
        person_id=agreement.person_id,
        on_paper=agreement.on_paper,
        stood_in_by_id=agreement.stood_in_by_id,
    )


def _tell_if_enough(meeting: Meeting, counted: list[Agreement]) -> None:
    agreed = sum(a.agreed_at is not None for a in counted)
    if agreed != len(counted) // 2 + 1:
        return  # not yet, or told already
    told = {p.id for p, _ in people_as(meeting.cell_id, (Role.SECRETARY, Role.DEPUTY_SECRETARY), clock.today())}
    text = f"Chương trình {words_for(meeting)} đã được {agreed}/{len(counted)} đồng chí đồng ý, triệu tập được."
    notify(told, Notice.AGREED, text, path_of(meeting))


def _end_round(meeting: Meeting, result: RoundResult) -> ApprovalRound | None:
    found = open_round(meeting.id)
    if found is not None:
        found.result = result
    return found


def _record(meeting: Meeting, actor: Actor, event: str, **fields: Any) -> None:
    roles = meetings.roles_at(meeting, actor, with_substitution=False)
    record_on(meeting, event, actor=actor, acting_as=acting_as(roles, FIRST) or acting_as(roles, roles), **fields)
