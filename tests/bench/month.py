"""The synthesis of a month over 311 cells (scenario S1), and the first page of each role in such a commune."""

import tempfile
from collections.abc import Iterator
from datetime import timedelta

from flask import Flask
from sqlalchemy import insert, select

from app import clock, create_app
from app.agendas.models import AgendaItem
from app.evaluations.models import ScoreLine, ScoreSheet
from app.extensions import db
from app.meetings.models import Meeting
from app.members.models import Membership
from app.organisations.models import Organisation, OrganisationKind
from app.petitions.models import Petition
from app.sessions.models import Attendance, Speech
from config import read_settings
from tests.bench.figures import Figure, in_turn
from tests.bench.floor import floor_of
from tests.bench.guidance import CELLS, commune
from tests.bench.house import House, Visitor, answer, noting_statements
from tests.sessions.conftest import EVENING, LATER, make_meeting
from tests.world import World
from workflows.attendance import Mark, Standing
from workflows.meeting import State
from workflows.petition import Kind as PetitionKind
from workflows.petition import SentTo
from workflows.petition import State as PetitionState
from workflows.scoring import Level

STATEMENTS, TIMES, ROUNDS = 10, 1.5, 40
PETITIONS, LINES = 40, 20
FIELDS = ("Hạ tầng", "Đất đai", "Môi trường", "Chính sách")
# One person for each role of the world of the tests.
PEOPLE = ("thang", "men", "huong", "lan", "khoa", "nhap", "tham", "loc", "hanh", "binh", "tra", "quan")


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="nennep-bench-") as folder, clock.set_to(LATER + timedelta(days=5)):
        app = create_app(read_settings({"NENNEP_DATA_DIR": folder, "NENNEP_SESSION_MINUTES": "600"}))
        with app.app_context():
            world = commune()
            _let_them_meet(world)
            db.session.commit()
            organisation_id = world.commune
        path = f"/synthesis/{organisation_id}"
        count = statements_of(app, world, "hanh", path)
        yield Figure(name=f"synthesis of {CELLS} cells: all statements", value=count, bound=STATEMENTS)
        yield _time(House(app, world, 0, 0, 0, 0), path)
        counts = {who: statements_of(app, world, who, "/") for who in PEOPLE}
        detail = ", ".join(f"{who} {number}" for who, number in counts.items())
        yield Figure(name="first page: most statements of a role", value=max(counts.values()), bound=STATEMENTS,
                     detail=detail)  # fmt: skip
        with app.app_context():
            db.engine.dispose()


def statements_of(app: Flask, world: World, who: str, path: str) -> int:
    """Those that load the account and its roles included."""
    visitor = Visitor(app, world, who)
    with noting_statements(app) as seen:
        status, _ = answer(app, visitor.environ(path))
    if status != 200:
        raise RuntimeError(f"{path} answered {status}")
    return len(seen)


def _time(house: House, path: str) -> Figure:
    floor = floor_of(house, {"synthesis": path}, "hanh")
    environ = Visitor(house.app, house.world, "hanh").environ(path)
    pair = in_turn(lambda: answer(house.app, environ), lambda: answer(floor, environ), rounds=ROUNDS)
    return Figure(
        name=f"synthesis of {CELLS} cells: time to the floor", value=pair.ratio, bound=TIMES, unit="×",
        detail=pair.detail,
    )  # fmt: skip


def _let_them_meet(world: World) -> None:
    """Every cell has met this month; of ten nine are rated, and some raised petitions."""
    model = make_meeting(world, state=State.EVALUATED)
    model.opened_at = EVENING
    db.session.flush()
    cells = [*db.session.scalars(select(Organisation).where(Organisation.kind == OrganisationKind.CELL))]
    for number, cell in enumerate(one for one in cells if one.id != world.cell):
        state = State.MINUTES if number % 10 == 9 else State.EVALUATED
        _met(_meeting_like(model, cell.id, state), rated=state == State.EVALUATED)
    _met(model, rated=True)
    db.session.add_all(_petition(world, cell.id, number) for number, cell in enumerate(cells[:PETITIONS]))


def _meeting_like(model: Meeting, cell_id: int, state: State) -> Meeting:
    copied = {
        column.key: getattr(model, column.key)
        for column in Meeting.__mapper__.column_attrs
        if column.key not in ("id", "cell_id", "state", "version")
    }
    meeting = Meeting(**copied, cell_id=cell_id, state=state)
    db.session.add(meeting)
    db.session.flush()
    return meeting


def _met(meeting: Meeting, *, rated: bool) -> None:
    """Attended by all on the roll but every sixth, a third of whom speak; points are missing in every seventh line."""
    people = list(db.session.scalars(select(Membership.person_id).where(Membership.organisation_id == meeting.cell_id)))
    marks = [Mark.EXCUSED if number % 6 == 5 else Mark.PRESENT for number in range(len(people))]
    db.session.execute(
        insert(Attendance),
        [{"meeting_id": meeting.id, "person_id": person, "standing": Standing.OFFICIAL, "start_mark": mark}
         for person, mark in zip(people, marks, strict=True)],
    )  # fmt: skip
    item = AgendaItem(meeting_id=meeting.id, position=50, title="Thảo luận")
    db.session.add(item)
    db.session.flush()
    db.session.add_all(Speech(meeting_id=meeting.id, item_id=item.id, person_id=person) for person in people[::3])
    sheet = ScoreSheet(
        meeting_id=meeting.id, verified_score=90, verified_maximum=100, verified_at=LATER,
        official_rating=list(Level)[meeting.cell_id % 3] if rated else None,
    )  # fmt: skip
    sheet.lines = [
        ScoreLine(position=n, code=f"{n}a", maximum=5, verified_points=5 if n % 7 else 3) for n in range(1, LINES + 1)
    ]
    db.session.add(sheet)


def _petition(world: World, cell_id: int, number: int) -> Petition:
    return Petition(
        cell_id=cell_id, level_id=world.commune, kind=PetitionKind.PETITION, state=PetitionState.IN_HAND,
        sent_to=SentTo.COMMITTEE, text=f"Đoạn mương số {number} bị sạt, nước không về ruộng cuối kênh.",
        field=FIELDS[number % len(FIELDS)], people=number % 5 + 1, hot=number % 9 == 0, raised_at=LATER,
        folded="doan muong bi sat", deadline=LATER.date() + timedelta(days=15),
    )  # fmt: skip
