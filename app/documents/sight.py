"""Which papers of a meeting are seen by whom: `workflows.sight` said about documents and uploads.

Answers with conditions in SQL, so that a list and a single paper are held to the same words.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, false, literal_column, or_, select

from app import clock
from app.actor import Actor
from app.approvals.models import Agreement, ApprovalRound
from app.documents.models import Attachment, AttachmentPurpose, Document
from app.documents.snapshots import DocumentKind
from app.inspections.queries_scope import covers
from app.meetings.models import Meeting
from app.meetings.queries import is_guest
from app.petitions.queries import answer_seen_by
from app.tasks.models import Task
from workflows.meeting import State
from workflows.roles import Role
from workflows.sight import Part, may_write, parts_for

# The bare columns: the ORM's are taken apart anew at each execution of a statement, and there are dozens of them here.
_AGREEMENT, _ROUND = Agreement.__table__.c, ApprovalRound.__table__.c
_ATTACHMENT, _DOCUMENT, _MEETING, _TASK = (m.__table__.c for m in (Attachment, Document, Meeting, Task))

Roles = frozenset[Role]
Condition = ColumnElement[bool]

LEADS = frozenset({Role.SECRETARY, Role.DEPUTY_SECRETARY})
# Tasks are read by all of the own cell and by who is above it, and so is what was handed in for them.
READ_TASKS = LEADS | {
    Role.MEMBER, Role.COMMITTEE_MEMBER, Role.SCRIBE, Role.OVERSEER, Role.OFFICE, Role.LEADERSHIP,
}  # fmt: skip
# Working papers of a few, whatever the state of the meeting.
ONLY_FOR = {
    DocumentKind.CHAIR_SCRIPT: LEADS | {Role.CHAIR, Role.RECORDER},
    DocumentKind.KIT: LEADS | {Role.CHAIR, Role.RECORDER},  # it holds the script
    DocumentKind.COMMITTEE_MINUTES: LEADS | {Role.COMMITTEE_MEMBER, Role.OVERSEER, Role.APPROVER},
}
# What one must be allowed to see of the meeting to see its paper: (as a draft, once issued).
PARTS = {
    DocumentKind.NOTICE: (Part.AGENDA, Part.CONVENED),
    DocumentKind.AGENDA: (Part.AGENDA, Part.CONVENED),
    DocumentKind.GUEST_INVITATION: (Part.AGENDA, Part.CONVENED),
    DocumentKind.MINUTES: (Part.UNSIGNED, Part.SIGNED),
    DocumentKind.RESOLUTION: (Part.UNSIGNED, Part.RESOLUTION),
    DocumentKind.SCORE_SHEET: (Part.SCORES, Part.SCORES),
}
# They have a room of their own, which says who reads them.
OF_NO_MEETING = (
    DocumentKind.GUIDANCE, DocumentKind.SYNTHESIS, DocumentKind.SCHEDULE, DocumentKind.HANDOVER,
    DocumentKind.INSPECTION, DocumentKind.CELL_PLAN, DocumentKind.PERIOD_REPORT,
)  # fmt: skip
BEFORE_CONVENED = (State.DRAFT, State.APPROVAL)
BEFORE_HELD = (*BEFORE_CONVENED, State.CONVENED)


def capacities(actor: Actor, organisation_id: int, chair_id: int | None, recorder_id: int | None) -> Iterator[Roles]:
    """What the actor is towards one meeting: by appointment, as its chair, as its recorder."""
    yield actor.roles_in(organisation_id)
    if actor.roles and chair_id == actor.person_id:
        yield frozenset({Role.CHAIR})
    if actor.roles and recorder_id == actor.person_id:
        yield frozenset({Role.RECORDER})


@cache
def sees_document(roles: Roles, state: State, kind: DocumentKind | str, *, issued: bool) -> bool:
    """Whether `roles` see such a paper of a meeting in that state."""
    if kind in OF_NO_MEETING:
        return False
    if kind in ONLY_FOR:
        # Each role by itself: a chair must not learn of a meeting that is still being prepared.
        return any(parts_for({role}, state) for role in roles & ONLY_FOR[DocumentKind(kind)])
    if kind == DocumentKind.ROLL_CALL_SHEET:
        # Printed before the meeting by who will write its record.
        return any(parts_for({role}, state) for role in roles if may_write({role}, State.HELD, Part.RECORD))
    parts = parts_for(roles, state)
    if kind == DocumentKind.RESOLUTION and not issued and state in BEFORE_HELD:
        return Part.DOCUMENTS in parts  # the draft goes out with the documents
    return PARTS[DocumentKind(kind)][issued] in parts


def sees_attachment(roles: Roles, state: State, purpose: AttachmentPurpose, *, sent: bool) -> bool:
    """Whether `roles` see such an upload of a meeting in that state."""
    parts = parts_for(roles, state)
    if purpose == AttachmentPurpose.PAPER_MINUTES:
        return bool(parts & {Part.UNSIGNED, Part.SIGNED})
    if purpose == AttachmentPurpose.ATTESTATION:
        return Part.UNSIGNED in parts_for(roles, State.MINUTES)
    if purpose == AttachmentPurpose.EVIDENCE:
        return bool(roles & READ_TASKS)
    if purpose == AttachmentPurpose.ANSWER:
        return False  # hangs on a petition, in no meeting
    if sent and state in BEFORE_CONVENED:
        parts = parts_for(roles, State.CONVENED)  # documents may go out before the meeting is convened
    # What was not sent is seen by those only who see the preparation.
    return Part.DOCUMENTS in parts and (sent or Part.AGENDA in parts_for(roles, State.DRAFT))


def documents_seen_by(actor: Actor) -> Condition:
    """For documents joined with their meetings."""
    return _anywhere(actor, _DOCUMENT.organisation_id, _documents_for)


def attachments_seen_by(actor: Actor) -> Condition:
    """For attachments joined (outer) with their meetings and tasks."""
    whose = or_(*(and_(_TASK.cell_id.in_(ids), _evidence_for(roles)) for roles, ids in _held_by(actor)), false())
    of_tasks = and_(_ATTACHMENT.task_id.is_not(None), whose)
    of_petitions = answer_seen_by(actor, clock.today(), _ATTACHMENT.petition_id)
    return or_(_anywhere(actor, _MEETING.cell_id, _attachments_for), of_tasks, of_petitions)


def _held_by(actor: Actor) -> Iterable[tuple[Roles, list[int]]]:
    """The organisations by what the actor is there. A whole commune is two or three sets of roles, not a hundred."""
    groups: dict[Roles, list[int]] = defaultdict(list)
    for organisation_id, roles in actor.roles.items():
        groups[roles].append(organisation_id)
    return groups.items()


def _anywhere(actor: Actor, organisation: ColumnElement[int], seen: Callable[[Roles], Condition]) -> Condition:
    """By appointment in an organisation, or by what the actor is in one meeting."""
    me = actor.person_id
    if not actor.roles:
        return false()  # suspended, or in no office: sees nothing, also not as chair
    conditions = [and_(organisation.in_(ids), seen(roles)) for roles, ids in _held_by(actor)]
    conditions.append(and_(_MEETING.chair_id == me, seen(frozenset({Role.CHAIR}))))
    conditions.append(and_(_MEETING.recorder_id == me, seen(frozenset({Role.RECORDER}))))
    conditions.append(and_(_approver(me), seen(frozenset({Role.APPROVER}))))
    conditions.append(and_(is_guest(me), seen(frozenset({Role.GUEST}))))
    if actor.holds(Role.INSPECTOR):
        conditions.append(and_(covers(_MEETING.cell_id, _MEETING.month, me), seen(frozenset({Role.INSPECTING}))))
    return or_(*conditions)


def _approver(me: int) -> Condition:
    mine = select(_AGREEMENT.id).where(_ROUND.id == _AGREEMENT.round_id)
    mine = mine.where(_ROUND.meeting_id == _MEETING.id, _AGREEMENT.person_id == me)
    return mine.where(_AGREEMENT.dropped_at.is_(None)).exists()


@cache
def _documents_for(roles: Roles) -> Condition:
    seen: dict[tuple[bool, tuple[State, ...]], list[DocumentKind]] = defaultdict(list)
    for kind in DocumentKind:
        for issued in (False, True):
            states = tuple(state for state in State if sees_document(roles, state, kind, issued=issued))
            seen[issued, states].append(kind)
    issued_at = _DOCUMENT.issued_at
    return or_(
        false(),
        *(
            and_(
                issued_at.is_not(None) if issued else issued_at.is_(None),
                _DOCUMENT.kind.in_(_constants(kinds)),
                _in(states),
            )
            for (issued, states), kinds in seen.items()
            if states
        ),
    )


@cache
def _attachments_for(roles: Roles) -> Condition:
    seen: dict[tuple[bool, tuple[State, ...]], list[AttachmentPurpose]] = defaultdict(list)
    for purpose in AttachmentPurpose:
        for sent in (False, True):
            states = tuple(state for state in State if sees_attachment(roles, state, purpose, sent=sent))
            seen[sent, states].append(purpose)
    sent_at = _ATTACHMENT.sent_at
    return or_(
        false(),
        *(
            and_(
                sent_at.is_not(None) if sent else sent_at.is_(None),
                _ATTACHMENT.purpose.in_(_constants(purposes)),
                _in(states),
            )
            for (sent, states), purposes in seen.items()
            if states
        ),
    )


def _evidence_for(roles: Roles) -> Condition:
    return _ATTACHMENT.purpose == AttachmentPurpose.EVIDENCE if roles & READ_TASKS else false()


def _in(states: tuple[State, ...]) -> Condition:
    return _MEETING.state.in_(_constants(states))


def _constants(values: Iterable[StrEnum]) -> list[ColumnElement[Any]]:
    """Our own words, written into the statement: as parameters they would be dozens, spelt out at each execution."""
    return [literal_column(f"'{value.value}'") for value in values]
