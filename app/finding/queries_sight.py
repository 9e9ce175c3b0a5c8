"""Who finds what: the conditions of the rooms that keep the things, said about rows of the index.

A thing of a meeting is found by whoever may open its page: `workflows.sight` says so by state, and `meetings.queries`
whose meeting it is. Tasks and petitions have rules of their own.
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, literal_column, not_, or_, select

from app import clock
from app.actor import Actor
from app.approvals.models import Agreement, ApprovalRound
from app.columns import among
from app.documents.queries_meeting import states_with_files
from app.finding.models import FoundKind, SearchText
from app.guidance.queries import is_seen_by as guidance_seen_by
from app.inspections.queries_scope import covers
from app.meetings.models import Meeting
from app.meetings.queries import is_guest, seen_by
from app.petitions.queries import is_seen_by
from app.tasks.queries import READERS
from workflows.meeting import State
from workflows.roles import Role
from workflows.sight import Part, parts_for

Roles = frozenset[Role]
Condition = ColumnElement[bool]

_FOUND, _MEETING = SearchText.__table__.c, Meeting.__table__.c
_AGREEMENT, _ROUND = Agreement.__table__.c, ApprovalRound.__table__.c
SIGNED_STATES = (State.SCORED, State.EVALUATED)


def visible_to(actor: Actor, *columns: Any) -> Select[Any]:
    """These columns of the rows of the index that stand for what the actor may open."""
    joined = SearchText.__table__.outerjoin(Meeting.__table__, _MEETING.id == _FOUND.meeting_id)
    return select(*columns).select_from(joined).where(_seen(actor))


def _seen(actor: Actor) -> Condition:
    if not actor.roles:
        return false()  # suspended, or in no office
    tasks = and_(_is(FoundKind.TASK), _in(_FOUND.cell_id, actor.organisations_as(*READERS)))
    petitions = and_(_is(FoundKind.PETITION), is_seen_by(actor, clock.today(), _FOUND.subject_id))
    guidance = and_(_is(FoundKind.GUIDANCE), guidance_seen_by(actor, _FOUND.subject_id))
    return or_(and_(_FOUND.meeting_id.is_not(None), seen_by(actor), _in_its_state(actor)), tasks, petitions, guidance)


def _in_its_state(actor: Actor) -> Condition:
    """By appointment in the cell, or by what the actor is in that one meeting."""
    me = actor.person_id
    groups: dict[Roles, list[int]] = defaultdict(list)
    for organisation_id, roles in actor.roles.items():
        groups[roles].append(organisation_id)
    found = [and_(_in(_MEETING.cell_id, ids), _shown_to(roles)) for roles, ids in groups.items()]
    found.append(and_(_MEETING.chair_id == me, _shown_to(frozenset({Role.CHAIR}))))
    found.append(and_(_MEETING.recorder_id == me, _shown_to(frozenset({Role.RECORDER}))))
    found.append(and_(_MEETING.state == State.APPROVAL, _speaks(me), _shown_to(frozenset({Role.APPROVER}))))
    found.append(and_(is_guest(me), _shown_to(frozenset({Role.GUEST}))))
    if actor.holds(Role.INSPECTOR):
        found.append(and_(covers(_MEETING.cell_id, _MEETING.month, me), _shown_to(frozenset({Role.INSPECTING}))))
    return or_(*found)


def _speaks(me: int) -> Condition:
    voice = select(_AGREEMENT.id).where(_ROUND.id == _AGREEMENT.round_id, _ROUND.meeting_id == _MEETING.id)
    return voice.where(_AGREEMENT.person_id == me, _AGREEMENT.dropped_at.is_(None)).exists()


@cache
def _shown_to(roles: Roles) -> Condition:
    """What of a meeting `roles` may open in which of its states."""
    held = _MEETING.opened_at.is_not(None)
    return or_(
        and_(_is(FoundKind.MEETING), _while(roles, *Part)),
        and_(_is(FoundKind.ITEM), _while(roles, Part.AGENDA, Part.CONVENED)),
        and_(_is(FoundKind.MINUTES), or_(*_minutes(roles))),
        and_(_is(FoundKind.RESOLUTION), _FOUND.issued, _while(roles, Part.RESOLUTION)),
        # The draft goes out with the documents; what was voted waits for its signature.
        and_(_is(FoundKind.RESOLUTION), not_(_FOUND.issued), not_(held), _while(roles, Part.DOCUMENTS)),
        and_(_is(FoundKind.RESOLUTION), not_(_FOUND.issued), held, _while(roles, Part.UNSIGNED)),
        and_(_is(FoundKind.FILE), _FOUND.issued, _in_states(roles, sent=True)),
        and_(_is(FoundKind.FILE), not_(_FOUND.issued), _in_states(roles, sent=False)),
    )


def _in_states(roles: Roles, *, sent: bool) -> Condition:
    """The meeting is in a state in which `roles` see the files of its agenda."""
    seen = states_with_files(roles, sent=sent)
    return _MEETING.state.in_(_constants(seen)) if seen else false()


def _minutes(roles: Roles) -> Iterator[Condition]:
    yield and_(_MEETING.state == literal_column(f"'{State.MINUTES}'"), _while(roles, Part.UNSIGNED))
    yield and_(_MEETING.state.in_(_constants(SIGNED_STATES)), _while(roles, Part.SIGNED))


def _while(roles: Roles, *parts: Part) -> Condition:
    """The meeting is in a state in which `roles` see one of the parts."""
    states = [state for state in State if not parts_for(roles, state).isdisjoint(parts)]
    return _MEETING.state.in_(_constants(states)) if states else false()


def _constants(states: Any) -> list[ColumnElement[Any]]:
    return [literal_column(f"'{state.value}'") for state in states]


def _is(kind: FoundKind) -> Condition:
    return _FOUND.kind == literal_column(f"'{kind.value}'")


def _in(column: ColumnElement[int], ids: list[int]) -> Condition:
    return among(column, ids) if ids else false()
