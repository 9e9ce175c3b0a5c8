"""What a resolution's paper is made of, composed from the record and from what people wrote."""

import re

from app import clock
from app.agendas.models import AgendaItem, ItemKind, Outcome
from app.agendas.queries import items_of
from app.documents.numbering import Numbered
from app.documents.snapshots import (
    Letterhead,
    Person,
    PlannedTask,
    Resolution,
    Section,
    Signature,
    TaskGroup,
    Vote,
    VoteBase,
)
from app.extensions import db
from app.meetings.models import Meeting
from app.organisations.queries import superior_of
from app.papers import queries as papers
from app.papers.queries_previous import previous_of, reference_to
from app.resolutions import models
from app.resolutions.models import SECTIONS as SECTIONS
from app.sessions import models as sessions
from app.sessions.queries import guests_of, mentions_of
from workflows.meeting import KIND_LABELS
from workflows.meeting import Kind as MeetingKind
from workflows.roles import Role

SIGNED_AS = {Role.SECRETARY: "Bí thư", Role.DEPUTY_SECRETARY: "Phó Bí thư"}
NAMED_RESOLUTION = re.compile(r"^\s*nghị quyết\b[\s:]*", re.IGNORECASE)
TALKED_OVER = (ItemKind.DISCUSSION, ItemKind.PARTY_BUILDING, ItemKind.OTHER)


def resolution_snapshot(
    resolution: models.Resolution,
    meeting: Meeting,
    *,
    numbered: Numbered | None = None,
    replaces: models.Resolution | None = None,
) -> Resolution:
    """The paper as it stands now: with its number at issue, as a draft without."""
    on = clock.today()
    text, items = resolution.sections, items_of(meeting.id)
    offices = papers.offices_in(meeting.cell_id, on)
    mentions = mentions_of(meeting.id)
    return Resolution(
        letterhead=_letterhead(meeting, numbered),
        style=papers.style_of(meeting),
        sitting=papers.sitting_of(meeting),
        subject=_subject(resolution, meeting),
        version=2 if replaces else 1,
        replaces=reference_to(replaces) if replaces else None,
        counts=papers.counts_of(meeting) if meeting.opened_at else None,
        guests=tuple(Person(name=g.name, position=g.office) for g in guests_of(meeting.id)),
        chair=_officer(meeting.chair, offices),
        recorder=_officer(meeting.recorder, offices),
        results=_section("Kết quả thực hiện", text.get("results", "")),
        previous=previous_of(meeting),
        commendations=tuple(_clause(m) for m in mentions if m.kind == sessions.MentionKind.COMMENDATION),
        reminders=tuple(_clause(m) for m in mentions if m.kind == sessions.MentionKind.REMINDER),
        limits=text.get("limits", ""),
        theme=_theme(meeting, items),
        orientation=(
            *_section("Về chính trị, tư tưởng", text.get("politics", "")),
            *_section("Phương hướng, nhiệm vụ", text.get("orientation", "")),
            *_conclusions(items),
        ),
        task_groups=_task_groups(resolution),
        implementation=tuple(line for line in text.get("implementation", "").splitlines() if line.strip()),
        vote=_vote(resolution),
        vote_base=_base(resolution),
        recipients=_recipients(meeting),
        signature=_signature(resolution, meeting),
    )


def _letterhead(meeting: Meeting, numbered: Numbered | None) -> Letterhead:
    if numbered is None:
        return papers.letterhead_of(meeting, "NQ", draft=1)
    return papers.letterhead_of(meeting, "NQ", dated=numbered.dated, number=numbered.number)


def _subject(resolution: models.Resolution, meeting: Meeting) -> str:
    """Its own name without the word for the type, which stands above it; nothing where nobody gave it one."""
    if resolution.subject_line == default_subject(meeting):
        return ""
    named = NAMED_RESOLUTION.sub("", resolution.subject_line).strip()
    return named[:1].upper() + named[1:]


def default_subject(meeting: Meeting) -> str:
    """What a resolution is called until somebody names it: the pages' name, its paper names the meeting instead."""
    kind = "" if meeting.kind == MeetingKind.REGULAR else f" {KIND_LABELS[MeetingKind(meeting.kind)]}"
    return f"Nghị quyết sinh hoạt chi bộ{kind} tháng {meeting.month.month} năm {meeting.month.year}"


def _section(heading: str, text: str) -> tuple[Section, ...]:
    return (Section(heading=heading, paragraphs=tuple(text.splitlines())),) if text.strip() else ()


def _officer(person: object, offices: dict[int, str]) -> Person:
    if person is None:
        return Person(name="")
    return Person(name=person.full_name, position=offices.get(person.id, ""))  # type: ignore[attr-defined]


def _clause(mention: sessions.Mention) -> str:
    who = f"đồng chí {mention.person.full_name}" if mention.person else mention.name
    return f"{who}: {mention.text}"


def _theme(meeting: Meeting, items: list[AgendaItem]) -> Section | None:
    found = [i for i in items if i.kind == ItemKind.THEME and i.conclusion and not i.kept_on_paper]
    if not (meeting.theme and found):
        return None
    return Section(heading=meeting.theme, paragraphs=tuple(line for i in found for line in i.conclusion.splitlines()))


def _conclusions(items: list[AgendaItem]) -> tuple[Section, ...]:
    """What the meeting decided item by item; an item kept on paper gives nothing away."""
    decided = (
        i for i in items
        if i.kind in TALKED_OVER and i.outcome == Outcome.DECIDED and i.conclusion and not i.kept_on_paper
    )  # fmt: skip
    return tuple(Section(heading=i.title, paragraphs=tuple(i.conclusion.splitlines())) for i in decided)


def _task_groups(resolution: models.Resolution) -> tuple[TaskGroup, ...]:
    fields = dict.fromkeys(task.field for task in resolution.tasks)
    return tuple(
        TaskGroup(field=name, tasks=tuple(_planned(t) for t in resolution.tasks if t.field == name)) for name in fields
    )


def _planned(task: models.DraftTask) -> PlannedTask:
    name = task.owner.full_name if task.owner else task.owner_name
    return PlannedTask(
        work=task.work, owner=Person(name=name), due_on=task.deadline.isoformat() if task.deadline else ""
    )


def _vote(resolution: models.Resolution) -> Vote | None:
    found = db.session.get(sessions.Vote, resolution.vote_id) if resolution.vote_id else None
    return papers.printed_vote(found) if found else None


def _base(resolution: models.Resolution) -> VoteBase | None:
    """The base that the vote was measured against; none before the vote."""
    found = db.session.get(sessions.Vote, resolution.vote_id) if resolution.vote_id else None
    return papers.base_of_vote(found) if found else None


def _recipients(meeting: Meeting) -> tuple[str, ...]:
    superior = superior_of(meeting.cell_id, clock.today())
    committee = superior.name.replace("Đảng bộ", "Đảng ủy", 1) if superior else "Cấp ủy cấp trên"
    return (committee, "Đảng ủy viên phụ trách chi bộ", "Đảng viên trong chi bộ")


def _signature(resolution: models.Resolution, meeting: Meeting) -> Signature:
    if resolution.signed_by is None or resolution.issued_at is None:
        return papers.secretary_signature(meeting, clock.today())
    return Signature(
        name=resolution.signed_by.full_name,
        position=SIGNED_AS[Role(resolution.signed_as)],
        signed_at=papers.moment(resolution.issued_at),
    )
