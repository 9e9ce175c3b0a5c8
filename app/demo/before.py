"""A demo meeting up to the moment at which it is opened: agenda, draft resolution, committee, notices."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy import select

from app import clock
from app.accounts.queries import people_as
from app.actor import Actor
from app.agendas.models import AgendaItem, ItemKind
from app.agendas.queries import items_of
from app.agendas.services import ItemText, change_item
from app.approvals.queries import open_round, voices
from app.approvals.services import agree, submit
from app.demo import words
from app.demo.people import actor, plain_members
from app.extensions import db
from app.meetings.models import Meeting
from app.meetings.queries import live_regular
from app.meetings.services import create_meeting
from app.meetings.services_convening import convene
from app.meetings.services_plan import Plan, change_plan
from app.members.models import Person
from app.organisations.models import Organisation
from app.replies.services import register_opinion, reply
from app.resolutions.services import edit_draft, ensure_draft
from app.resolutions.services_drafts import Draft, TaskDraft
from workflows.cells import CellType
from workflows.meeting import Kind
from workflows.roles import Role


@dataclass(frozen=True)
class Cast:
    """Who does what in one cell's meetings."""

    cell: Organisation
    secretary: Person
    recorder: Person
    dice: Random

    @property
    def chair(self) -> Actor:
        return actor(self.secretary.id)

    @property
    def pen(self) -> Actor:
        return actor(self.recorder.id)


def cast_of(cell: Organisation, month: date) -> Cast:
    secretary = people_as(cell.id, (Role.SECRETARY,), clock.today())[0][0]
    dice = Random(f"{cell.code} {month}")  # noqa: S311  # a demo is the same every time, and nothing secret
    return Cast(cell, secretary, plain_members(cell.code)[0], dice)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), clock.VIETNAM)


def prepare(cast: Cast, month: date, meets_at: datetime) -> Meeting:
    """A regular meeting with time, place, people, a presenter and questions, and a draft resolution with tasks."""
    me = cast.chair
    # Where guidance was published, it began the draft.
    meeting = live_regular(cast.cell.id, month) or create_meeting(cast.cell, Kind.REGULAR, month, actor=me)
    place = words.PLACES[cast.cell.cell_type or CellType.RESIDENTIAL]
    plan = Plan(
        starts_at=meets_at, place=place, chair_id=cast.secretary.id, recorder_id=cast.recorder.id,
        observer_id=plain_members(cast.cell.code)[1].id,
    )  # fmt: skip
    change_plan(meeting, plan, actor=me)
    db.session.flush()  # the agenda below is read from the rows
    members = plain_members(cast.cell.code)
    for item in items_of(meeting.id):
        change_item(meeting, item, _text(cast, item, members), actor=me, version=item.version)
        db.session.flush()  # each change raises a version that the next one is held to
    resolution = ensure_draft(meeting, actor=me)
    db.session.flush()  # edit_draft reads it
    edit_draft(resolution, meeting, _draft(cast, month, members), actor=me)
    db.session.flush()  # the rules read the rows
    return meeting


def _text(cast: Cast, item: AgendaItem, members: list[Person]) -> ItemText:
    title, questions = item.title, list(item.questions)
    if item.kind == ItemKind.DISCUSSION and item.title.startswith("Thảo luận"):
        topic = cast.dice.choice(words.TOPICS[cast.cell.cell_type or CellType.RESIDENTIAL])
        title = f"Thảo luận: {topic[0].lower()}{topic[1:]}"
        questions = [{"text": text, "asked_first_id": None} for text in cast.dice.sample(words.QUESTIONS, 2)]
    return ItemText(
        title=title, kind=item.kind, presenter_id=item.presenter_id or cast.dice.choice(members).id,
        minutes=item.minutes, questions=questions, content=item.content,
    )  # fmt: skip


def _draft(cast: Cast, month: date, members: list[Person]) -> Draft:
    due = [month + timedelta(days=days) for days in (19, 24, 27)]
    tasks = [
        TaskDraft(work=work, owner_id=cast.dice.choice(members).id, deadline=due[number])
        for number, work in enumerate(cast.dice.sample(words.TASKS, 3))
    ]
    sections = {"politics": words.POLITICS, "limits": words.LIMITS, "implementation": words.IMPLEMENTATION}
    subject = f"Nghị quyết sinh hoạt chi bộ tháng {month.month} năm {month.year}"
    return Draft(subject_line=subject, sections=sections, tasks=tasks)


def put_to_committee(cast: Cast, meeting: Meeting, on: date) -> None:
    with clock.set_to(at(on, 19)):
        submit(meeting, actor=cast.chair)
        db.session.flush()  # the round is read below


def let_committee_agree(meeting: Meeting, on: date) -> None:
    """Everybody who still has a voice uses it, as long as it is needed."""
    found = open_round(meeting.id)
    for number, voice in enumerate(voices(found) if found else ()):
        if voice.agreed_at is None:
            with clock.set_to(at(on, 20, number)):
                agree(meeting, actor=actor(voice.person_id))
                db.session.flush()  # the next voice counts on this one


def send_out(cast: Cast, meeting: Meeting, on: date) -> None:
    with clock.set_to(at(on, 20, 30)):
        convene(meeting, actor=cast.chair)
        db.session.flush()  # opening reads the state


def let_some_answer(cast: Cast, meeting: Meeting, on: date) -> None:
    """The recorder comes and will speak, a deputy asks to be excused; the others have not answered yet."""
    with clock.set_to(at(on, 20)):
        reply(meeting, True, actor=cast.pen)
        register_opinion(meeting, "meeting", "Đề nghị dành thêm thời gian bàn việc nạo vét mương.", actor=cast.pen)
        for deputy, _ in people_as(meeting.cell_id, (Role.DEPUTY_SECRETARY,), clock.today())[:1]:
            reply(meeting, False, "đi tập huấn ở tỉnh", actor=actor(deputy.id))


def overseer_of(cell: Organisation) -> Actor:
    return actor(people_as(cell.id, (Role.OVERSEER,), clock.today())[0][0].id)


def meeting_of(cell: Organisation, month: date) -> Meeting:
    return db.session.scalars(select(Meeting).where(Meeting.cell_id == cell.id, Meeting.month == month)).one()
