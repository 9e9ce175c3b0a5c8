"""The chair's script: what to say at each step, with the names and figures that are known before the day."""

from collections.abc import Sequence

from app import clock
from app.agendas.models import AgendaItem, ItemKind
from app.documents.queries import all_issued
from app.documents.snapshots import AskedQuestion, ChairScript, DocumentKind, Person, Points, ScriptItem, ScriptPart
from app.documents.snapshots import VoteBase as PrintedBase
from app.evaluations.queries_sheet import applying_codes, criteria_of
from app.meetings.models import Meeting
from app.members.queries import OnRoll, names_of, roll_of
from app.papers.queries import (
    counts_of,
    expected_attendee,
    letterhead_of,
    offices_in,
    overseer_of,
    sitting_of,
    style_of,
)
from app.papers.queries_before import sent_on, starting_times
from app.papers.queries_previous import previous_of
from app.resolutions.queries import current
from app.rules.queries import settings_of
from app.visits.queries import announced_for
from workflows.attendance import vote_base
from workflows.voting import passes_from

K = ItemKind
PARTS: dict[ItemKind, ScriptPart] = {
    K.OPENING: "opening",
    K.INFORMATION: "documents",
    K.GUIDANCE: "documents",
    K.STUDY: "study",
    K.LAST_MINUTES: "report",
    K.LAST_RESOLUTION: "report",
    K.ANSWERS: "report",
    K.DISCUSSION: "discussion",
    K.THEME: "theme",
    K.CRITICISM: "criticism",
    K.RESOLUTION: "resolution",
    K.SCORE: "scoring",
}


def chair_script_of(meeting: Meeting, items: list[AgendaItem]) -> ChairScript:
    """As things stand: a working paper without a number, made when the meeting is convened and again on request."""
    on = clock.day_of(meeting.starts_at) if meeting.starts_at else clock.today()
    roll = roll_of(meeting.cell_id, on)
    base = vote_base([expected_attendee(row) for row in roll])
    settings = settings_of(meeting.rule_set)
    overseer = overseer_of(meeting.cell_id, on)
    offices = offices_in(meeting.cell_id, on)
    return ChairScript(
        letterhead=letterhead_of(meeting, dated=clock.today()),
        style=style_of(meeting),
        sitting=sitting_of(meeting),
        chair=_person(meeting.chair_id, meeting.chair.full_name if meeting.chair else "", offices),
        recorder=_person(meeting.recorder_id, meeting.recorder.full_name, {}) if meeting.recorder else None,
        observer=_person(meeting.observer_id, meeting.observer.full_name, {}) if meeting.observer else None,
        guests=(*_guests(meeting, overseer), *_helpers(roll)),
        temporary_in=tuple(
            row.person.full_name for row in roll if row.temporary_in and not (row.suspended or row.strengthening)
        ),
        counts=counts_of(meeting),
        roll_calls=1 if settings.roll_calls == 1 else 2,
        items=_items(meeting, items, offices),
        documents_sent_on=sent_on(meeting.id),
        previous=previous_of(meeting),
        draft_tasks=_draft_tasks(meeting.id),
        has_resolution=any(item.kind == K.RESOLUTION for item in items),
        vote_base=PrintedBase(
            base=base.base,
            official=base.official,
            temporary_out=base.temporary_out,
            exempt_absent=base.exempt_absent,
            suspended=base.suspended,
        ),
        pass_from=passes_from(base.base, settings.threshold_ordinary),
        score_maximum=_score_maximum(meeting),
    )


def _guests(meeting: Meeting, overseer: Person | None) -> tuple[Person, ...]:
    """Who is announced from a higher level, the overseer, and whoever was invited in writing; nobody twice."""
    above = {one.visitor: Person(name=one.visitor, position=one.office) for one in announced_for(meeting)}
    invited = [paper.snapshot["guest"] for paper in all_issued(meeting.id, DocumentKind.GUEST_INVITATION)]
    guests = [Person(name=guest["name"], position=guest["position"]) for guest in invited]
    overseer = None if overseer and overseer.name in above else overseer
    known = {*above, *([overseer.name] if overseer else ())}
    others = (guest for guest in guests if guest.name not in known)
    return (*above.values(), *((overseer,) if overseer else ()), *others)


def _helpers(roll: Sequence[OnRoll]) -> tuple[Person, ...]:
    """Who was sent to strengthen the cell is welcomed like its guests."""
    found = (row.person.full_name for row in roll if row.strengthening and not row.suspended)
    return tuple(Person(name=name, position="đảng viên tăng cường") for name in found)


def _draft_tasks(meeting_id: int) -> int:
    found = current(meeting_id)
    return len(found.tasks) if found else 0


def _score_maximum(meeting: Meeting) -> Points | None:
    """What the criteria that apply to this meeting add up to; None where it is not scored."""
    _, criteria = criteria_of(meeting)
    codes = applying_codes(meeting, criteria)
    return sum(c.maximum for c in criteria if c.code in codes) or None


def _items(meeting: Meeting, items: list[AgendaItem], offices: dict[int, str]) -> tuple[ScriptItem, ...]:
    asked = names_of([q["asked_first_id"] for i in items for q in i.questions if q.get("asked_first_id")])
    return tuple(
        ScriptItem(
            part=PARTS.get(item.kind, "other"),
            title=item.title,
            starts_at=starts_at,
            minutes=item.minutes,
            presenters=(_presenter(item, offices),) if item.presenter or item.presenter_name else (),
            questions=() if item.kept_on_paper else tuple(
                AskedQuestion(text=q["text"], first=asked.get(q.get("asked_first_id") or 0, "")) for q in item.questions
            ),
            on_paper=item.kept_on_paper,
        )
        for item, starts_at in zip(items, starting_times(meeting.starts_at, items), strict=True)
    )  # fmt: skip


def _presenter(item: AgendaItem, offices: dict[int, str]) -> Person:
    if item.presenter is None:
        return Person(name=item.presenter_name)
    return _person(item.presenter_id, item.presenter.full_name, offices)


def _person(person_id: int | None, name: str, offices: dict[int, str]) -> Person:
    return Person(name=name, position=offices.get(person_id or 0, ""))
