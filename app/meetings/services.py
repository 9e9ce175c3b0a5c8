"""Making a meeting and moving it: the one place where its state changes."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from app import clock, refusals
from app.actor import Actor, acting_as
from app.agendas.services_default import Brought
from app.agendas.services_handing_over import take_over
from app.extensions import db, lock
from app.meetings import queries
from app.meetings.models import Meeting, MeetingStep
from app.meetings.services_default import Usual, fill_in, usual_of
from app.meetings.services_history import record_on
from app.meetings.services_standing import Standing, standing_of
from app.organisations.models import Organisation
from app.petitions.services_placing import place_answers
from workflows.engine import Capacity, Step
from workflows.meeting import MEETING, Kind, MeetingFacts, at_version
from workflows.roles import Role


def create_meeting(
    cell: Organisation,
    kind: Kind,
    month: date,
    *,
    actor: Actor,
    theme: str = "",
    model_meeting: bool = False,
    brought: Sequence[Brought] | None = None,
    usual: Usual | None = None,
    standing: Standing | None = None,
) -> Meeting:
    """Begin a meeting of `cell` for the month given by its first day, under the rules of that month.

    It starts with the default agenda of the cell's type, and the place and people that the cell is used to; a regular
    meeting that the year's plan names is a model meeting. `brought`: what the published guidance that begins it puts
    there. `usual`: what was read of the cell just before; `standing`: what was read of it after it was locked.

    Raises StepRefused if the actor may not, or if a live regular meeting of the month exists.
    """
    if standing is None:
        lock(cell)  # it may be merged into another one at this moment
        standing = standing_of(cell.id, month)
    roles = actor.roles_in(cell.id)
    facts = _facts_to_begin_by(cell, kind, month, standing, from_guidance=brought is not None)
    refused = MEETING.refusal(None, "create", roles, facts)
    if refused:
        raise refused
    usual = usual or usual_of(cell.id, kind, month, guided=brought is not None)
    model_meeting = model_meeting or (kind == Kind.REGULAR and standing.planned)
    meeting = _new_row(cell, kind, month, usual, theme=theme, model_meeting=model_meeting)
    step = MEETING.take(meeting, "create", roles=roles, facts=facts)
    db.session.add(meeting)
    db.session.flush()  # its id goes into the history
    fill_in(meeting, cell, usual, brought)
    if kind == Kind.REGULAR:
        _bring_what_waits(meeting, standing, actor, _acting_as(step, roles))
    _write_history(meeting, step, None, actor, roles)
    record_on(meeting, "meeting_created", actor=actor, acting_as=_acting_as(step, roles), kind=kind, month=month)
    return meeting


def _facts_to_begin_by(
    cell: Organisation, kind: Kind, month: date, standing: Standing, *, from_guidance: bool
) -> MeetingFacts:
    return MeetingFacts(
        kind=kind,
        month=f"{month.month}/{month.year}",
        live_regular_exists=standing.live_regular is not None,
        cell_ended_on=cell.dissolved_on,
        from_guidance=from_guidance,
    )


def _new_row(cell: Organisation, kind: Kind, month: date, usual: Usual, *, theme: str, model_meeting: bool) -> Meeting:
    """Without a state, which the engine gives it."""
    return Meeting(
        cell_id=cell.id,
        kind=kind,
        month=month,
        theme=theme,
        model_meeting=model_meeting,
        definition_version=MEETING.definition_version,
        rule_set_id=usual.rule_set_id,
        criteria_set_id=usual.criteria_set_id,
        chair_id=usual.chair_id,
        recorder_id=usual.recorder_id,
        place=usual.place,
        starts_at=usual.starts_at,
        created_at=clock.now(),
        state=None,
    )


def _bring_what_waits(meeting: Meeting, standing: Standing, actor: Actor, as_what: str) -> None:
    """Items handed over from the last meeting and answers that the cell asked for; nothing is asked where none wait."""
    if standing.items_wait:
        take_over(meeting, actor=actor)
    if standing.answers_wait:
        place_answers(meeting, actor=actor, acting_as=as_what)


def take_step(
    meeting: Meeting,
    name: str,
    *,
    actor: Actor,
    reason: str = "",
    version: int | None = None,
    on_behalf_of_id: int | None = None,
    stated_at: datetime | None = None,
    **stated: Any,
) -> Step[MeetingFacts]:
    """Move `meeting` one step and write it in its history and in the audit trail.

    `version`: the one that the person saw; another one by now raises SomebodyWasFaster. `stated`: facts of the step
    itself (see `MeetingFacts`). Raises StepRefused if the workflow forbids the step (every reason listed), and then
    nothing has changed. Other rooms call this and add the step's own effects.
    """
    lock(meeting)  # two steps at once: the second sees what the first did
    table, roles = at_version(meeting.definition_version), queries.roles_at(meeting, actor)
    if table.is_for(name, roles):  # who may never take it is told that below, and not that the page is old
        expect_version(meeting, version)
    facts = queries.facts_of(meeting, **stated)
    before = meeting.state
    step = table.take(meeting, name, roles=roles, facts=facts, reason=reason)
    _write_history(meeting, step, before, actor, roles, reason, on_behalf_of_id)
    record_on(
        meeting,
        "step_taken",
        actor=actor,
        acting_as=_acting_as(step, roles),
        step=name,
        from_state=before,
        to_state=meeting.state,
        reason=reason,
        on_behalf_of_id=on_behalf_of_id,
        on_paper=_is_from_paper(step, roles),
        stated_at=stated_at,
    )
    return step


def expect_version(meeting: Meeting, version: int | None) -> None:
    refusals.expect_version(
        meeting.version,
        version,
        "Kỳ sinh hoạt này vừa được người khác sửa, sau khi đồng chí mở trang. Mở lại trang để xem bản mới nhất.",
    )


def _acting_as(step: Step[MeetingFacts], roles: frozenset[Role]) -> str:
    return acting_as(roles, step.by) or acting_as(roles, step.on_behalf) or acting_as(roles, step.on_paper)


def _is_from_paper(step: Step[MeetingFacts], roles: frozenset[Role]) -> bool:
    return step.capacity(roles) == Capacity.FROM_PAPER


def _write_history(
    meeting: Meeting,
    step: Step[MeetingFacts],
    before: str | None,
    actor: Actor,
    roles: frozenset[Role],
    reason: str = "",
    on_behalf_of_id: int | None = None,
) -> None:
    db.session.add(
        MeetingStep(
            meeting_id=meeting.id,
            step=step.name,
            from_state=before or "",
            to_state=meeting.state,
            at=clock.now(),
            account_id=actor.account_id,
            person_id=actor.person_id,
            acting_as=_acting_as(step, roles),
            on_behalf_of_id=on_behalf_of_id,
            on_paper=_is_from_paper(step, roles),
            reason=reason,
        )
    )
