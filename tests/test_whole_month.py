"""December 2026 of a commune with 103 cells, day by day: guidance, drafts, agreement, meetings, minutes, petitions up and
back, synthesis; and every morning the clock, which reminds exactly those who still owe something.

Nothing here is set by hand: each act is a service that a page calls, each reminder and paper a job of the worker.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, time

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.accounts.queries import people_as
from app.actor import Actor
from app.agendas.queries import items_of
from app.approvals.services import return_to_draft
from app.demo import after, before, paper, people, sitting, words
from app.demo.before import Cast, at, cast_of
from app.documents.models import Document, NumberSeries
from app.evaluations.queries import sheet_of
from app.evaluations.services_verdict import Verdict, decide
from app.extensions import db
from app.guidance.models import Guidance
from app.guidance.services import Scope, SignedBy, prepare_guidance, publish
from app.guidance.words import Text
from app.jobs import work
from app.jobs.models import Job, JobState
from app.jobs.services import run_due_jobs
from app.meetings.models import Meeting
from app.meetings.services_plan import postpone
from app.notifications.models import Notification
from app.organisations.models import Organisation
from app.petitions.models import Petition
from app.petitions.services import Details, NewPetition, Said, raise_petition, take_step
from app.reports import queries, services
from app.reports.paper import Words
from app.sessions.models import Attendance
from app.tasks.models import Task
from tests import engines
from tests.acts import actor_named
from tests.commune import grow, let_them_sign_in, oversee
from tests.engines import Engine
from tests.world import World
from workflows.attendance import ABSENT
from workflows.meeting import Kind, State
from workflows.petition import State as PetitionState
from workflows.roles import Role
from workflows.synthesis import Standing

pytestmark = pytest.mark.long

CELLS, MEMBERS = 101, 9  # with the two of the little world 103
MONTH, NEXT_MONTH = date(2026, 12, 1), date(2027, 1, 1)
# By the last figure of their number, how cells of this commune are.
SLOW, LATE, ASLEEP, UNSIGNED = 3, 5, 7, 9
RETURNED, POSTPONED = 0, 1  # one cell each
ON_PAPER = 7  # asleep in the system; its book is keyed in on the 12th
RAISED_BY = (10, 11)  # two cells raise the same
ROAD = "Tuyến đường liên khu phố bị sạt lở mái ta-luy, xe cấp cứu không vào được khi mưa lớn."
TEXT = Text(
    situation="Thu ngân sách đạt 94,5% kế hoạch.", orientation="Gieo trồng cây vụ đông đúng lịch.",
    contents="Phòng, chống cháy rừng mùa khô\nThu nộp đảng phí cuối năm",
)  # fmt: skip


def december(day: int) -> date:
    return date(2026, 12, day)


def like(which: int) -> set[int]:
    return {number for number in range(CELLS) if number % 10 == which}


@pytest.fixture
def house(app: Flask, application: Flask, test_database: Engine) -> Iterator[World]:
    test_database.renew(engines.WORLD)
    with app.app_context():
        yield test_database.moments[engines.WORLD]
        db.session.rollback()


class Commune:
    """The cells by their numbers, and what is done in them on the day that the clock is set to."""

    def __init__(self, world: World) -> None:
        people.forget_actors()
        self.world = world
        with clock.set_to(at(date(2026, 11, 28), 8)):
            cells = grow(world, CELLS, MEMBERS, types=tuple(words.PLACES))
            for cell in cells:
                let_them_sign_in(cell)
                oversee(cell, world.people["loc"])
            db.session.commit()
        self.ids = [cell.id for cell in cells]

    def cast(self, number: int) -> Cast:
        return cast_of(db.session.get_one(Organisation, self.ids[number]), MONTH)

    def meeting(self, number: int) -> Meeting:
        return before.meeting_of(db.session.get_one(Organisation, self.ids[number]), MONTH)

    def deputy(self, number: int) -> Actor:
        return people.actor(people_as(self.ids[number], (Role.DEPUTY_SECRETARY,), clock.today())[0][0].id)

    def each(self, numbers: set[int] | frozenset[int], act: Callable[[int], object]) -> None:
        """A transaction for each, as on its page."""
        for number in sorted(numbers):
            act(number)
            db.session.commit()
            db.session.expunge_all()

    def prepare(self, number: int, on: date, meets_on: date) -> None:
        with clock.set_to(at(on, 18)):
            cast = self.cast(number)
            meeting = before.prepare(cast, MONTH, at(meets_on, 19, 30))
        before.put_to_committee(cast, meeting, on)

    def agree_and_convene(self, number: int, on: date) -> None:
        with clock.set_to(at(on, 19, 50)):
            cast, meeting = self.cast(number), self.meeting(number)
        before.let_committee_agree(meeting, on)
        before.send_out(cast, meeting, on)

    def hold(self, number: int, on: date) -> None:
        with clock.set_to(at(on, 19)):
            cast, meeting = self.cast(number), self.meeting(number)
        line = sitting.Timeline(at(on, 19, 30))
        sitting.open_and_call_the_roll(cast, meeting, line)
        sitting.go_through(cast, meeting, line)
        sitting.finish(cast, meeting, line)

    def sign_and_hand_in(self, number: int, on: date) -> None:
        with clock.set_to(at(on, 8)):
            cast, meeting = self.cast(number), self.meeting(number)
        after.sign_and_issue(cast, meeting, on)
        after.hand_in(cast, meeting, on)

    def rate(self, number: int, on: date) -> None:
        with clock.set_to(at(on, 14)):
            cast, meeting = self.cast(number), self.meeting(number)
        after.verify_points(cast, meeting, on)
        with clock.set_to(at(on, 16)):
            sheet = sheet_of(meeting.id)
            decide(meeting, Verdict(level=sheet.verified_level if sheet else None), actor=actor_named("binh"))


class Clock:
    """Every morning at seven: the worker strikes, twice, and does what is due."""

    def __init__(self, commune: Commune) -> None:
        self.numbers = {cell_id: number for number, cell_id in enumerate(commune.ids)}
        self.told: dict[tuple[date, str], set[int]] = defaultdict(set)
        self.people: dict[tuple[date, str, int], set[int]] = {}
        self.office: set[tuple[date, str]] = set()
        self.petitions: set[tuple[date, str]] = set()
        self.tasks: set[date] = set()
        self.commune_id = commune.world.commune

    def morning(self, day: date) -> None:
        seen = db.session.scalar(select(func.max(Notification.id))) or 0
        with clock.set_to(datetime.combine(day, time(7), clock.VIETNAM)):
            work.strike()
            run_due_jobs()
            after_first = db.session.scalar(select(func.max(Notification.id)))
            work.strike()
            run_due_jobs()
            assert db.session.scalar(select(func.max(Notification.id))) == after_first, "a second run told somebody"
        found = select(Notification.key, Notification.person_id).where(
            Notification.id > seen, Notification.key.is_not(None)
        )
        for key, person_id in db.session.execute(found).all():
            self._note(day, key, person_id)
        db.session.commit()

    def _note(self, day: date, key: str, person_id: int) -> None:
        """`key`: what app/reminders says of it, "regular:<cell>:<month>:<reminder>:<day>" and the like."""
        subject, number, *rest = key.split(":")
        if subject == "regular" and rest[0] == str(MONTH) and int(number) in self.numbers:
            cell = self.numbers[int(number)]
            self.told[day, rest[1]].add(cell)
            self.people.setdefault((day, rest[1], cell), set()).add(person_id)
        elif subject == "petition":
            self.petitions.add((day, rest[1]))
        elif subject == "task":
            self.tasks.add(day)
        elif subject == "committee" and int(number) == self.commune_id:
            self.office.add((day, rest[1]))


def through_the_worker(moment: datetime) -> None:
    with clock.set_to(moment):
        run_due_jobs()


def publish_guidance(world: World, month: date, on: date) -> int:
    with clock.set_to(at(on, 15)):
        office, organisation = actor_named("hanh"), db.session.get_one(Organisation, world.commune)
        guidance = prepare_guidance(organisation, Scope(month=month), TEXT, actor=office)
        db.session.flush()
        publish(guidance, SignedBy(person_id=world.people["binh"], on=on), actor=office)
        guidance_id = guidance.id
        db.session.commit()
    through_the_worker(at(on, 15, 5))
    return guidance_id


def drafts(commune: Commune, month: date) -> dict[int, Meeting]:
    rows = db.session.scalars(
        select(Meeting).where(Meeting.month == month, Meeting.kind == Kind.REGULAR, Meeting.cell_id.in_(commune.ids))
    )
    return {commune.ids.index(meeting.cell_id): meeting for meeting in rows}


def raise_and_escalate(commune: Commune, number: int) -> None:
    """An ordinary member says it on the evening; the secretary takes it up and sends it on two days later."""
    with clock.set_to(at(december(3), 21)):
        chair = commune.cast(number).chair
        member = people.plain_members(f"K{number:03}")[2]
        petition = raise_petition(
            NewPetition(text=ROAD, raised_by_id=member.id, people=number), cell_id=commune.ids[number], actor=chair
        )
        db.session.flush()
    with clock.set_to(at(december(5), 9)):
        said = Said(details=Details(field="Hạ tầng", people=number), deadline=december(12))
        take_step(petition, "accept", said, actor=commune.cast(number).chair)
        db.session.flush()
        take_step(
            petition, "escalate", Said(note="Vượt thẩm quyền.", deadline=december(22)), actor=commune.cast(number).chair
        )


def petition_of(commune: Commune, number: int) -> Petition:
    return db.session.scalars(select(Petition).where(Petition.cell_id == commune.ids[number])).one()


def test_a_month_of_103_cells(house):
    commune = Commune(house)
    clock_of = Clock(commune)
    asleep, slow, late, unsigned = like(ASLEEP), like(SLOW), like(LATE), like(UNSIGNED)
    awake = set(range(CELLS)) - asleep
    punctual = awake - slow
    on_the_third = awake - late - {POSTPONED}

    clock_of.morning(date(2026, 11, 29))
    clock_of.morning(date(2026, 11, 30))
    guidance_id = publish_guidance(house, MONTH, date(2026, 11, 30))
    assert set(drafts(commune, MONTH)) == set(range(CELLS))
    assert all(m.state == State.DRAFT for m in drafts(commune, MONTH).values())
    publish_again(guidance_id)
    assert len(drafts(commune, MONTH)) == count_of_meetings(commune, MONTH) == CELLS
    commune.each(punctual, lambda n: commune.prepare(n, date(2026, 11, 30), december(5) if n in late else december(3)))

    clock_of.morning(december(1))
    with clock.set_to(at(december(1), 12)):
        return_to_draft(commune.meeting(RETURNED), actor=commune.deputy(RETURNED), reason="Thiếu nội dung thu đảng phí")
        db.session.commit()
    commune.each({RETURNED}, lambda n: commune.prepare(n, december(1), december(3)))
    commune.each(slow, lambda n: commune.prepare(n, december(1), december(3)))
    commune.each(punctual - {RETURNED}, lambda n: commune.agree_and_convene(n, december(1)))

    clock_of.morning(december(2))
    commune.each(slow | {RETURNED}, lambda n: commune.agree_and_convene(n, december(2)))

    clock_of.morning(december(3))
    with clock.set_to(at(december(3), 12)):
        postpone(
            commune.meeting(POSTPONED), at(december(6), 19, 30), reason="Mưa lũ", actor=commune.cast(POSTPONED).chair
        )
        db.session.commit()
    commune.each(on_the_third, lambda n: commune.hold(n, december(3)))
    commune.each(set(RAISED_BY), lambda n: raise_and_escalate(commune, n))

    clock_of.morning(december(4))
    commune.each(on_the_third - unsigned, lambda n: commune.sign_and_hand_in(n, december(4)))
    clock_of.morning(december(5))
    commune.each(late, lambda n: commune.hold(n, december(5)))
    clock_of.morning(december(6))
    commune.each({POSTPONED}, lambda n: commune.hold(n, december(6)))
    commune.each(late, lambda n: commune.sign_and_hand_in(n, december(6)))
    commune.each((on_the_third - unsigned) | late, lambda n: commune.rate(n, december(6)))
    merge_the_two(commune, december(6))
    clock_of.morning(december(7))
    commune.each(unsigned | {POSTPONED}, lambda n: commune.sign_and_hand_in(n, december(7)))
    for day in range(8, 11):
        clock_of.morning(december(day))
    first = issue_synthesis(house, december(10))
    assert_figures(commune, first, met=awake, late=late | {POSTPONED}, rated=(on_the_third - unsigned) | late)
    for day in (11, 12):
        clock_of.morning(december(day))

    # The office sees that the figures have changed and issues the month anew.
    with clock.set_to(at(december(12), 9)):
        key_in_the_book(commune, ON_PAPER)
        db.session.commit()
    clock_of.morning(december(13))
    second = issue_synthesis(house, december(13), edition=1)
    assert_figures(
        commune,
        second,
        met=awake | {ON_PAPER},
        late=late | {POSTPONED, ON_PAPER},
        rated=(on_the_third - unsigned) | late,
    )
    answer_from_above(commune, december(18))
    for day in range(14, 32):
        clock_of.morning(december(day))
    publish_guidance(house, NEXT_MONTH, december(31))

    assert_reminders(clock_of, commune, asleep=asleep, slow=slow, unsigned=unsigned)
    assert_what_comes_back(commune)
    assert_nothing_failed_and_no_number_is_missing()


def publish_again(guidance_id: int) -> None:
    """What a killed worker would leave: every cell asked for once more."""
    with clock.set_to(at(date(2026, 11, 30), 16)):
        db.session.execute(
            Job.__table__.update()
            .where(Job.kind == "bring_guidance")
            .values(status=JobState.QUEUED, finished_at=None, run_after=clock.now())
        )
        db.session.commit()
        assert run_due_jobs() >= CELLS
        assert db.session.get_one(Guidance, guidance_id).state == "published"


def count_of_meetings(commune: Commune, month: date) -> int:
    found = select(func.count(Meeting.id)).where(Meeting.month == month, Meeting.cell_id.in_(commune.ids))
    return db.session.scalar(found) or 0


def merge_the_two(commune: Commune, on: date) -> None:
    with clock.set_to(at(on, 10)):
        stays, other = (petition_of(commune, number) for number in RAISED_BY)
        take_step(other, "merge", Said(stays_id=stays.id), actor=actor_named("hanh"))
        db.session.commit()


def answer_from_above(commune: Commune, on: date) -> None:
    with clock.set_to(at(on, 10)):
        take_step(
            petition_of(commune, RAISED_BY[0]), "answer", Said(note="Đã bố trí kinh phí kè mái ta-luy trong quý I/2027."),
            actor=actor_named("hanh"),
        )  # fmt: skip
        db.session.commit()


def issue_synthesis(world: World, on: date, edition: int = 0) -> queries.Month:
    with clock.set_to(at(on, 15)):
        organisation = db.session.get_one(Organisation, world.commune)
        found = queries.month_of(organisation, MONTH)
        signed = SignedBy(person_id=world.people["binh"], on=on)
        made = services.issue(
            organisation,
            MONTH,
            signed,
            Words(remarks="Nhìn chung đúng kỳ."),
            edition=edition,
            actor=actor_named("hanh"),
        )
        db.session.commit()
        assert made.edition == edition + 1
    through_the_worker(at(on, 15, 10))
    return found


def key_in_the_book(commune: Commune, number: int) -> None:
    """It met on the 10th after all; two days later its secretary keys the book in."""
    paper.key_in(commune.cast(number), MONTH, december(10))


def assert_figures(commune: Commune, found: queries.Month, *, met: set[int], late: set[int], rated: set[int]) -> None:
    """Each figure of the paper, counted here from the rows of the meetings themselves."""
    rows = {commune.ids.index(row.cell_id): row for row in found.rows if row.cell_id in commune.ids}
    assert len(found.rows) == CELLS + 2
    assert {n for n, row in rows.items() if row.standing in (Standing.MET, Standing.MET_LATE)} == met
    assert {n for n, row in rows.items() if row.standing == Standing.MET_LATE} == late
    assert {n for n, row in rows.items() if row.standing == Standing.MISSING} == set(range(CELLS)) - met
    assert {n for n, row in rows.items() if row.level} == rated
    sums = found.totals
    assert (sums.met, sums.late, sums.missing) == (len(met), len(late), CELLS + 2 - len(met))
    due = db.session.scalars(
        select(Attendance.start_mark)
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .where(Meeting.month == MONTH, ~Attendance.exempt, ~Attendance.temporary_in, ~Attendance.temporary_out)
    ).all()
    assert (sums.due, sums.present) == (len(due), sum(mark not in ABSENT for mark in due))
    assert [(line.people, line.field) for line in found.petitions] == [(sum(RAISED_BY), "Hạ tầng")]


def assert_reminders(found: Clock, commune: Commune, *, asleep: set[int], slow: set[int], unsigned: set[int]) -> None:
    expected = {
        (december(1), "agenda_due"): asleep | slow,
        (december(2), "agenda_late"): asleep,
        (december(2), "to_agree"): slow | {RETURNED},
        (december(2), "notice_due"): asleep | slow | {RETURNED},
        (december(3), "notice_late"): asleep,
        (december(4), "not_held"): asleep,
        (december(5), "papers_due"): unsigned,
        (december(6), "papers_late"): unsigned,
    }
    # Of the meeting of the book, keyed in on the 12th, the papers are overdue at once.
    later = {(december(13), "papers_late"): {ON_PAPER}}
    assert found.told == expected | later
    overseer = commune.world.people["loc"]
    for (day, name), numbers in expected.items():
        for number in numbers:
            told = found.people[day, name, number]
            assert (overseer in told) == (name in ("agenda_late", "notice_late", "not_held", "papers_late")), (
                day,
                name,
                number,
            )
    assert found.office == {
        (date(2026, 11, 29), "guidance_due"), (december(9), "synthesis_due"), (december(30), "guidance_due"),
    }  # fmt: skip
    # Sent on to the commune on the 5th with a deadline of its own; merged on the 6th, answered on the 18th.
    assert found.petitions == set()
    assert found.tasks


def assert_what_comes_back(commune: Commune) -> None:
    """In January's drafts: the open tasks of December, and the answer for both cells that had asked."""
    answered = {
        number
        for number, meeting in drafts(commune, NEXT_MONTH).items()
        if any("kiến nghị" in item.title.lower() and "ta-luy" in item.content for item in items_of(meeting.id))
    }
    assert answered == set(RAISED_BY)
    assert {petition_of(commune, number).state for number in RAISED_BY} == {
        PetitionState.ANSWERED,
        PetitionState.MERGED,
    }
    assert db.session.scalar(select(func.count(Task.id)).where(Task.cell_id.in_(commune.ids)))


def assert_nothing_failed_and_no_number_is_missing() -> None:
    assert not db.session.scalars(select(Job.key).where(Job.status == JobState.FAILED)).all()
    series = defaultdict(list)
    for row in db.session.scalars(select(Document).where(Document.number.is_not(None))):
        series[row.organisation_id, row.term_id, row.type_code].append(row.number)
    assert all(sorted(numbers) == list(range(1, len(numbers) + 1)) for numbers in series.values())
    last = {(s.organisation_id, s.term_id, s.type_code): s.last for s in db.session.scalars(select(NumberSeries))}
    assert last == {key: len(numbers) for key, numbers in series.items()}
