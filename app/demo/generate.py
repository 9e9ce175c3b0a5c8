"""Very many cells with meetings behind them, to try how pages bear them: `flask --app app generate`.

Written in bulk, past the services: a quarter of a million of steps would take days. What is written is a record all the
same (roll calls, speeches, scores, tasks, petitions), and the summaries are made of it as they ever are.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import select

from app import clock
from app.accounts.models import Appointment
from app.agendas.models import AgendaItem, ItemKind
from app.criteria.models import CriteriaSet
from app.criteria.services import ensure_default_criteria
from app.demo import people
from app.demo.rows import begin_numbering, number_on, written
from app.evaluations.models import ScoreSheet
from app.extensions import db
from app.jobs.services import enqueue
from app.meetings.models import Meeting
from app.members.models import Membership, Person
from app.organisations.models import Organisation, OrganisationKind, OrganisationParent
from app.petitions.models import Petition, Source
from app.rules.models import RuleSet
from app.rules.services import ensure_defaults
from app.sessions.models import Attendance, Speech
from app.summaries.services import sum_up_all
from app.tasks.models import Task
from workflows.attendance import Mark, Standing
from workflows.calendar import DEMO_DAY, day_of, demo_month, months_away
from workflows.cells import CellType
from workflows.meeting import Kind, State
from workflows.names import fold, sort_key
from workflows.petition import Kind as PetitionKind
from workflows.petition import SentTo
from workflows.petition import State as PetitionState
from workflows.roles import Role
from workflows.scoring import Level
from workflows.task import State as TaskState

LOT = 100  # cells
EACH = 100  # cells to an organisation, unless said otherwise
MEMBERS = 5
FAMILIES = ("Nông", "Hoàng", "Triệu", "Đặng", "Lý", "Ma", "Bàn", "Vi", "Hà", "Lường")
GIVEN = ("Văn Bình", "Thị Diệp", "Văn Hưởng", "Thị Thơm", "Văn Sinh", "Thị Yến", "Đình Khoa", "Thị Gấm")
TOPICS = (
    "Giữ vệ sinh đường làng, ngõ xóm", "Phòng chống cháy rừng mùa hanh khô", "Thu hoạch lúa mùa, làm đất vụ đông",
    "Vận động đóng góp làm nhà văn hóa", "Bảo đảm an ninh trật tự dịp lễ", "Phát triển đảng viên trong thanh niên",
)  # fmt: skip
POINTS = {Level.GOOD: 93, Level.FAIR: 81, Level.AVERAGE: 62, Level.POOR: 44}
LEVELS = (*(Level.GOOD,) * 80, *(Level.FAIR,) * 15, *(Level.AVERAGE,) * 4, Level.POOR)


@dataclass(frozen=True, kw_only=True)
class Size:
    cells: int
    months: int
    organisations: int


def generate(size: Size, say: Callable[[str], object]) -> None:
    """Fill an empty database and commit. The office of the topmost organisation signs in as `van-phong`."""
    chance, last = Random(5), demo_month(clock.today())  # noqa: S311 - invented figures
    begin_numbering()
    months = [months_away(last, nth - size.months + 1) for nth in range(size.months)]
    ensure_defaults()
    ensure_default_criteria()
    top, below = _tree(size, months[0])
    cells = _cells(size, below, months[0])
    for begin in range(0, len(cells), LOT):
        _let_meet(cells[begin : begin + LOT], months, chance)
        db.session.commit()
        say(f"{min(begin + LOT, len(cells))}/{len(cells)} cells")
    number_on()
    _open_the_office(top, months[0])
    db.session.commit()
    say("summing up")
    sum_up_all()
    enqueue("seal_rows", "seal_rows:generated")  # the worker vouches for them
    db.session.commit()
    say("the office signs in as van-phong")


def _tree(size: Size, since: date) -> tuple[int, list[int]]:
    def row(code: str, name: str, kind: OrganisationKind) -> dict[str, Any]:
        return {"code": code, "name": name, "kind": kind, "symbol": "ĐU", "place": "Cao Lâm", "founded_on": since}

    (top,) = written(Organisation, [row("T", "Đảng bộ tỉnh Cao Lâm", OrganisationKind.SUPERIOR)])
    below = written(Organisation, [
        row(f"X{nth:04}", f"Đảng bộ xã số {nth}", OrganisationKind.COMMUNE) for nth in range(1, size.organisations + 1)
    ])  # fmt: skip
    written(OrganisationParent, [{"organisation_id": one, "parent_id": top, "from_on": since} for one in below])
    return top, below


def _cells(size: Size, below: Sequence[int], since: date) -> list[int]:
    types = list(CellType)
    rows = [
        {"code": f"C{nth:06}", "name": f"Chi bộ thôn {nth}", "kind": OrganisationKind.CELL, "symbol": "CB",
         "cell_type": types[nth % 7 % 6], "place": "Cao Lâm", "founded_on": since}
        for nth in range(1, size.cells + 1)
    ]  # fmt: skip
    cells = written(Organisation, rows)
    written(OrganisationParent, [
        {"organisation_id": cell, "parent_id": below[nth * len(below) // len(cells)], "from_on": since}
        for nth, cell in enumerate(cells)
    ])  # fmt: skip
    return cells


def _let_meet(cells: Sequence[int], months: Sequence[date], chance: Random) -> None:
    roll = _members(cells, months[0])
    rules = {
        "rule_set_id": db.session.scalar(select(RuleSet.id)),
        "criteria_set_id": db.session.scalar(select(CriteriaSet.id)),
    }
    planned = [_meeting(cell, month, chance) | rules for cell in cells for month in months if chance.random() < 0.97]
    meetings = list(zip(written(Meeting, planned), planned, strict=True))
    items = written(AgendaItem, [
        {"meeting_id": meeting, "position": 1, "kind": ItemKind.DISCUSSION, "title": chance.choice(TOPICS)}
        for meeting, _ in meetings
    ])  # fmt: skip
    written(Attendance, [row for meeting, plan in meetings for row in _marks(meeting, roll[plan["cell_id"]], chance)])
    written(Speech, [
        {"meeting_id": meeting, "item_id": item, "person_id": person}
        for (meeting, plan), item in zip(meetings, items, strict=True)
        for person in roll[plan["cell_id"]][: chance.choice((0, 1, 2, 3, 3))]
    ])  # fmt: skip
    written(ScoreSheet, [_score(meeting, chance) for meeting, _ in meetings])
    written(Task, [_task(cell, month, chance) for cell in cells for month in months])
    written(Petition, [_petition(cell, month, chance) for cell in cells for month in months if chance.random() < 0.1])


def _members(cells: Sequence[int], since: date) -> dict[int, list[int]]:
    names = [f"{FAMILIES[nth % 10]} {GIVEN[nth // 10 % 8]}" for nth in range(len(cells) * MEMBERS)]
    ids = written(Person, [
        {"full_name": name, "sort_key": sort_key(name), "folded_name": fold(name), "official_on": since}
        for name in names
    ])  # fmt: skip
    roll = {cell: ids[nth * MEMBERS : (nth + 1) * MEMBERS] for nth, cell in enumerate(cells)}
    written(Membership, [
        {"person_id": person, "organisation_id": cell, "from_on": since} for cell in cells for person in roll[cell]
    ])  # fmt: skip
    return roll


def _moment(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=clock.VIETNAM)


def _meeting(cell: int, month: date, chance: Random) -> dict[str, Any]:
    day = day_of(month, chance.choice((3, 3, 3, 3, 3, 3, 3, 3, 3, 2, DEMO_DAY)))
    opened = _moment(day, 19)
    return {
        "cell_id": cell, "kind": Kind.REGULAR, "month": month, "state": State.EVALUATED, "starts_at": opened,
        "opened_at": opened, "closed_at": opened + timedelta(minutes=chance.choice((95, 100, 100, 90, 70))),
        "convened_at": opened - timedelta(days=2), "created_at": opened - timedelta(days=5), "minutes_adopted": True,
    }  # fmt: skip


def _marks(meeting: int, people_there: Sequence[int], chance: Random) -> Iterator[dict[str, Any]]:
    for person in people_there:
        mark = Mark.PRESENT if chance.random() < 0.93 else Mark.EXCUSED
        yield {"meeting_id": meeting, "person_id": person, "standing": Standing.OFFICIAL, "start_mark": mark}


def _score(meeting: int, chance: Random) -> dict[str, Any]:
    level = chance.choice(LEVELS)
    points = Decimal(POINTS[level])
    return {
        "meeting_id": meeting, "self_score": points, "self_maximum": Decimal(100), "voted": True,
        "verified_score": points, "verified_maximum": Decimal(100), "verified_level": level, "official_rating": level,
    }  # fmt: skip


def _task(cell: int, month: date, chance: Random) -> dict[str, Any]:
    late = chance.random() < 0.15
    return {
        "cell_id": cell, "work": "Phát quang đường thôn", "deadline": day_of(month, 20), "state": TaskState.CONFIRMED,
        "percent": 100, "reported_at": _moment(day_of(month, 25 if late else 18), 8), "created_at": _moment(month, 8),
    }  # fmt: skip


def _petition(cell: int, month: date, chance: Random) -> dict[str, Any]:
    return {
        "cell_id": cell, "level_id": cell, "kind": PetitionKind.PETITION, "sent_to": SentTo.CELL,
        "source": Source.MEMBER, "text": "Đoạn mương bị sạt, đề nghị sửa", "folded": "doan muong bi sat de nghi sua",
        "raised_at": _moment(day_of(month, 6), 8),
        "state": chance.choice((PetitionState.CLOSED, PetitionState.CLOSED, PetitionState.IN_HAND)),
    }  # fmt: skip


def _open_the_office(top: int, since: date) -> None:
    name = "Trần Thị Hạnh"
    (person,) = written(Person, [{"full_name": name, "sort_key": sort_key(name), "folded_name": fold(name)}])
    people.open_account("van-phong", db.session.get_one(Person, person))
    written(Appointment, [{"person_id": person, "organisation_id": top, "role": Role.OFFICE, "from_on": since}])
