"""Who comes to the demo's meetings from outside the cell: overseers, other cells, higher levels."""

from datetime import date

from sqlalchemy import select

from app import clock
from app.accounts.models import Appointment
from app.accounts.queries import people_as
from app.actor import Actor
from app.demo.before import Cast, at
from app.demo.commune import cells
from app.demo.people import OVERSEERS, actor
from app.extensions import db
from app.meetings.models import Meeting
from app.members.models import Person
from app.organisations.models import Organisation
from app.oversight.services import assign, default_days
from app.rotations.services import Wanted, plan
from app.sessions.models import GuestKind
from app.sessions.services import add_guest
from app.visits.models import Visit
from app.visits.services import Announced, announce, write_down
from workflows.calendar import months_away
from workflows.roles import Role


def let_overseer_come(cast: Cast, meeting: Meeting) -> None:
    """All cells meet at one hour: an overseer is at another of theirs each month."""
    number = [cell.id for cell in cells()].index(cast.cell.id)
    if (number // len(OVERSEERS) + meeting.month.month) % 3 == 0:
        for person, _ in people_as(cast.cell.id, (Role.OVERSEER,), clock.today())[:1]:
            add_guest(
                meeting, kind=GuestKind.OVERSEER, name=person.full_name, office="Đảng ủy viên phụ trách",
                person_id=person.id, actor=cast.pen,
            )  # fmt: skip


def plan_ahead(month: date, commune: Organisation) -> None:
    """As the demo month begins: two model meetings, two visits announced, somebody else for a cell."""
    some = cells()
    with clock.set_to(at(month, 9)):
        office = _office(commune)
        for number, topic in enumerate(("Xây dựng nông thôn mới nâng cao", "Nâng cao chất lượng tự phê bình"), 1):
            host, *guests = some[number : number + 3]
            wanted = Wanted(
                month=months_away(month, number), host_id=host.id, guest_ids=frozenset(cell.id for cell in guests),
                topic=topic,
            )  # fmt: skip
            plan(wanted, actor=office)
        told = Announced(month=month, visitor="Hoàng Văn Minh", office="Phó Trưởng Ban Tổ chức Tỉnh ủy")
        for cell in (some[0], some[2]):
            announce(cell, told, actor=office)
        _somebody_else(some[3], some[4], month, office)


def write_visit_down(commune: Organisation) -> None:
    """One of the two has taken place."""
    made = db.session.scalars(select(Visit).where(Visit.cell_id == cells()[2].id)).one()
    said = "Chi bộ giao việc rõ người, rõ hạn; cần thêm đảng viên phát biểu."
    write_down(made, True, said, version=made.version, actor=_office(commune))


def _office(commune: Organisation) -> Actor:
    return actor(people_as(commune.id, (Role.OFFICE,), clock.today())[0][0].id)


def _somebody_else(cell: Organisation, other: Organisation, month: date, office: Actor) -> Appointment:
    """The overseer of another cell attends the meeting of this one."""
    person = people_as(other.id, (Role.OVERSEER,), clock.today())[0][0]
    from_on, to_on = default_days(cell.id, month)
    return assign(
        cell, db.session.get_one(Person, person.id), month, from_on=from_on, to_on=to_on, seen=0, actor=office
    )  # fmt: skip
