"""What the record of a meeting shows, gathered for the proposals of `workflows.evidence` in six statements."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row

from app import clock
from app.accounts.queries import people_as
from app.agendas.models import AgendaItem, ItemKind, Outcome
from app.agendas.queries import items_of
from app.approvals.models import RoundResult
from app.approvals.queries import rounds_of, voices
from app.evaluations.queries_behind import Behind, behind
from app.evaluations.queries_figures import VOTED_THROUGH, figures_of
from app.meetings.models import Meeting
from app.members.models import Person
from app.rules.queries import settings_of
from app.sessions.models import Attendance
from app.sessions.queries import attendees, minutes_held, rows_of
from workflows.attendance import ABSENT, Mark, headcount, longest_excused_run
from workflows.evidence import Evidence
from workflows.resolution import State as ResolutionState
from workflows.roles import Role

IDEOLOGY = (ItemKind.INFORMATION, ItemKind.GUIDANCE, ItemKind.STUDY)
NOT_TAKEN = (Outcome.DEFERRED, Outcome.DROPPED)
OFFICES = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER, Role.OVERSEER)
MISSED_LABELS = {"submit": "trình chi ủy", "agree": "chi ủy duyệt", "convene": "triệu tập"}


def evidence_of(meeting: Meeting) -> Evidence:
    """The record as it stands now. Until the meeting is closed, its length and its papers are what is expected."""
    rows, items = rows_of(meeting.id), items_of(meeting.id)
    on = _day_of(meeting)
    settings, count = settings_of(meeting.rule_set), headcount(attendees(rows))
    offices = people_as(meeting.cell_id, OFFICES, on)
    found = behind(meeting)
    figures = figures_of(meeting, [person.id for person, role in offices if role == Role.OVERSEER])
    stated: dict[str, Any] = {
        "minutes": _minutes(meeting, items),
        "minutes_norm": settings.minutes_for(meeting.kind, members=count.roll, has_theme=bool(meeting.theme)),
        "is_closed": meeting.closed_at is not None,
        "present": count.present if rows else None,
        "due": count.due,
        "unexcused": count.unexcused,
        "agenda_items": len(items),
        "questions": sum(len(item.questions) for item in items),
        "notice_days": settings.notice_days,
        "publish_days": settings.publish_days,
        "steps_missing": tuple(MISSED_LABELS.get(step, step) for step in meeting.missed),
        "ideology_minutes": sum(_length(item) for item in items if item.kind in IDEOLOGY),
        "speakers": figures.speakers if rows else None,
        "attendees": count.present,
        "minutes_adopted": meeting.minutes_adopted if meeting.closed_at else None,
        "published_after": (clock.day_of(meeting.published_at) - on).days if meeting.published_at else None,
    }
    return Evidence(
        **stated,
        **_absences(rows, found.marks),
        **_who_and_when(meeting, rows, found),
        **_prepared(meeting, figures, on),
        **_committee(meeting, offices),
        **_from_figures(figures),
    )


def _day_of(meeting: Meeting) -> date:
    begins = meeting.opened_at or meeting.starts_at
    return clock.day_of(begins) if begins else meeting.month


def _minutes(meeting: Meeting, items: Sequence[AgendaItem]) -> int | None:
    """How long it lasted, earlier sittings included; until it is closed, how long it will have lasted."""
    if meeting.opened_at is None:
        return None
    if meeting.closed_at is not None:
        return minutes_held(meeting, meeting.closed_at)
    if clock.today() != clock.day_of(meeting.opened_at):
        # Keyed in on a later day: the clock tells nothing, the plan does.
        planned = sum(item.minutes for item in items if item.outcome not in NOT_TAKEN)
        return minutes_held(meeting, meeting.opened_at) + planned
    return minutes_held(meeting, clock.now()) + sum(item.minutes for item in items if item.outcome is None)


def _length(item: AgendaItem) -> int:
    if item.outcome in NOT_TAKEN:
        return 0
    if item.started_at and item.finished_at and item.finished_at > item.started_at:
        return (item.finished_at - item.started_at) // timedelta(minutes=1)
    return item.minutes


def _absences(rows: Sequence[Attendance], marks: Mapping[int, list[Mark]]) -> dict[str, Any]:
    """Who of those due was excused most often in a row this year, up to this meeting."""
    if not rows:
        return {}
    runs = [(longest_excused_run(marks[row.person_id]), row.person.full_name) for row in rows if row.person_id in marks]
    longest, name = max(runs, key=lambda run: run[0], default=(0, ""))
    return {"longest_excused": longest, "longest_excused_name": name if longest else ""}


def _who_and_when(meeting: Meeting, rows: Sequence[Attendance], found: Behind) -> dict[str, Any]:
    """The record itself, for who looks behind the points."""
    away = {mark: tuple(row.person.full_name for row in rows if row.due and row.start_mark == mark) for mark in ABSENT}
    return {
        "opened": _clock(meeting.opened_at), "closed": _clock(meeting.closed_at),
        "names_unexcused": away[Mark.UNEXCUSED], "names_excused": away[Mark.EXCUSED],
        "names_spoke": tuple(found.spoke), "names_praised": tuple(found.praised),
        "names_reminded": tuple(found.reminded), "tasks_left": tuple(found.tasks_left),
    }  # fmt: skip


def _clock(moment: datetime | None) -> str:
    return f"{moment.astimezone(clock.VIETNAM):%H:%M}" if moment else ""


def _committee(meeting: Meeting, offices: Sequence[tuple[Person, Role]]) -> dict[str, Any]:
    committee = {person.id for person, role in offices if role != Role.OVERSEER}
    rounds = [r for r in rounds_of(meeting.id) if r.result != RoundResult.VOID]
    found: dict[str, Any] = {"lone_secretary": len(committee) == 1}
    if asked := [r for r in rounds if r.result != RoundResult.PAST]:
        counted = voices(asked[0])
        found |= {"approvers": len(counted), "agreed": sum(a.agreed_at is not None for a in counted)}
    met = next((r for r in rounds if r.met_at is not None), None)
    if met is not None and met.met_at is not None:
        # Its short minutes are printed from what was recorded of it; of one keyed in afterwards they are on paper.
        found |= {"committee_met_on": clock.day_of(met.met_at), "committee_has_minutes": bool(met.met_present)}
    return found


def _prepared(meeting: Meeting, figures: Row[Any], on: date) -> dict[str, Any]:
    sent = figures.documents_sent_at or figures.agenda_issued_at
    found: dict[str, Any] = {"documents": figures.attachments + figures.papers, "drafts": figures.drafts}
    if sent is not None:
        sent_on = clock.day_of(sent)
        found |= {"documents_sent_on": sent_on, "documents_days_ahead": (on - sent_on).days}
    if meeting.convened_at is not None:
        found |= {"told": figures.told, "to_tell": figures.to_tell, "overseer_told": figures.overseer_told}
    return found


def _from_figures(figures: Row[Any]) -> dict[str, Any]:
    awaits_vote = figures.outcome == ResolutionState.DRAFT
    adopted = None if figures.outcome is None or awaits_vote else figures.outcome in VOTED_THROUGH
    voted = figures.votes_for is not None and figures.base is not None
    return {
        "praised": figures.praised,
        "reminded": figures.reminded,
        "tasks_done": figures.tasks_done,
        "tasks_total": figures.tasks_total or 0,
        "is_adopted": adopted,
        "awaits_vote": awaits_vote,
        "adoption": f"{figures.votes_for}/{figures.base}" if voted else "",
        "tasks_assigned": figures.draft_tasks + figures.given_tasks,
    }
