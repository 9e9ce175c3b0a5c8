"""Lists of people: the roll of a cell, search by name, the cells with their figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, or_, select

from app.accounts.models import Appointment
from app.actor import Actor
from app.columns import among, in_force
from app.extensions import db
from app.members.models import Membership, Person, StatusKind
from app.members.queries import OnRoll, statuses_in_force
from app.members.queries_sight import sight_of_cell, visible_ids, visible_to
from app.organisations.models import Organisation, OrganisationKind
from workflows.names import fold
from workflows.roles import ROLE_LABELS, Role

IN_THE_CELL = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One person in a list. `standing` is empty where the actor sees names only."""

    id: int
    name: str
    cell_name: str
    office: str
    standing: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RollCounts:
    """`total` is đảng số: everybody on the roll, the suspended and those temporarily out among them."""

    total: int
    official: int
    probationary: int
    exempt: int
    suspended: int
    working_away: int
    temporary_out: int
    temporary_in: int
    strengthening: int


@dataclass(frozen=True, kw_only=True)
class CellFigures:
    id: int
    name: str
    total: int
    official: int

    @property
    def probationary(self) -> int:
        return self.total - self.official


def count(roll: Sequence[OnRoll]) -> RollCounts:
    own = [row for row in roll if not row.temporary_in]
    return RollCounts(
        total=len(own),
        official=sum(row.official for row in own),
        probationary=sum(not row.official for row in own),
        exempt=sum(row.exempt for row in own),
        suspended=sum(row.suspended for row in own),
        working_away=sum(row.working_away for row in own),
        temporary_out=sum(row.temporary_out for row in own),
        temporary_in=sum(row.temporary_in and not row.strengthening for row in roll),
        strengthening=sum(row.strengthening for row in roll),
    )


def cells_in_sight(actor: Actor, on: date) -> list[CellFigures]:
    """The cells whose people the actor may see, by code, with their figures. One statement."""
    official = func.sum(func.coalesce(Person.official_on <= on, False).cast(db.Integer))
    on_roll = (
        select(Membership.organisation_id, func.count().label("total"), official.label("official"))
        .join(Person, Person.id == Membership.person_id)
        .where(in_force(Membership.from_on, Membership.to_on, on))
        .group_by(Membership.organisation_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Organisation.id, Organisation.name, on_roll.c.total, on_roll.c.official)
        .join(on_roll, on_roll.c.organisation_id == Organisation.id, isouter=True)
        .where(among(Organisation.id, visible_ids(actor)), Organisation.kind == OrganisationKind.CELL)
        .where(or_(Organisation.dissolved_on.is_(None), Organisation.dissolved_on > on))
        .order_by(Organisation.code)
    )
    return [CellFigures(id=i, name=name, total=total or 0, official=official or 0) for i, name, total, official in rows]


def lines_of_roll(roll: Sequence[OnRoll], cell_id: int, cell_name: str, actor: Actor, on: date) -> list[Line]:
    sight = sight_of_cell(actor, cell_id)
    offices = _offices([row.person.id for row in roll], on)
    return [
        Line(
            id=row.person.id,
            name=row.person.full_name,
            cell_name=cell_name,
            office=offices.get(row.person.id, ""),
            standing=_standing(row.official) if sight.personal else "",
            tags=_tags(row) if sight.personal else _tags_of_a_guest(row),
        )
        for row in roll
    ]


def matching(actor: Actor, text: str, on: date, *, limit: int, offset: int = 0) -> list[Line]:
    """People in sight whose name holds every word of `text`, with or without diacritics, in the order of names."""
    people = list(db.session.scalars(_named(visible_to(actor, on), text).limit(limit).offset(offset)))
    ids = [person.id for person in people]
    homes, offices, statuses = _homes(ids, on), _offices(ids, on), statuses_in_force(ids, on)
    lines = []
    for person in people:
        cell_id, cell_name = homes.get(person.id, (0, ""))
        personal = sight_of_cell(actor, cell_id).personal
        standing = _standing(bool(person.official_on and person.official_on <= on))
        away = [STATUS_TAGS[period.kind] for period in statuses.get(person.id, [])]
        lines.append(
            Line(
                id=person.id,
                name=person.full_name,
                cell_name=cell_name,
                office=offices.get(person.id, ""),
                standing=standing if personal and cell_id else "",
                tags=tuple(away) if personal else (),
            )
        )
    return lines


def holders_matching(actor: Actor, row: Organisation, text: str, on: date, limit: int = 30) -> list[tuple[int, str]]:
    """Whom one may appoint at `row`: those named so in the actor's sight; without a name the roll of a cell."""
    people = visible_to(actor, on)
    if text:
        people = _named(people, text).limit(limit)
    else:
        on_roll = select(Membership.person_id).where(
            Membership.organisation_id == row.id, in_force(Membership.from_on, Membership.to_on, on)
        )
        people = people.where(Person.id.in_(on_roll)).order_by(Person.sort_key, Person.id)
    found = list(db.session.scalars(people))
    homes = _homes([person.id for person in found], on)
    elsewhere = {person_id: name for person_id, (cell_id, name) in homes.items() if cell_id != row.id}
    return [(p.id, f"{p.full_name}, {elsewhere[p.id]}" if p.id in elsewhere else p.full_name) for p in found]


STATUS_TAGS = {
    StatusKind.EXEMPT: "Miễn sinh hoạt",
    StatusKind.SUSPENDED: "Đình chỉ sinh hoạt",
    StatusKind.WORKING_AWAY: "Đi làm xa",
}


def _named(people: Select[Person], text: str) -> Select[Person]:
    for word in fold(text).split():
        people = people.where(Person.folded_name.contains(word, autoescape=True))
    return people.order_by(Person.sort_key, Person.id)


def _standing(official: bool) -> str:
    return "Chính thức" if official else "Dự bị"


def _tags(row: OnRoll) -> tuple[str, ...]:
    said = {
        "Miễn sinh hoạt": row.exempt,
        "Đình chỉ sinh hoạt": row.suspended,
        "Đi làm xa": row.working_away,
        "Sinh hoạt tạm thời nơi khác": row.temporary_out,
    }
    return (*(words for words, holds in said.items() if holds), *_tags_of_a_guest(row))


def _tags_of_a_guest(row: OnRoll) -> tuple[str, ...]:
    return ("Tăng cường",) if row.strengthening else ("Sinh hoạt tạm thời đến",) if row.temporary_in else ()


def _offices(person_ids: Sequence[int], on: date) -> dict[int, str]:
    """What each holds in a cell committee, in words."""
    rows = db.session.execute(
        select(Appointment.person_id, Appointment.role)
        .where(Appointment.person_id.in_(person_ids), Appointment.role.in_(IN_THE_CELL))
        .where(in_force(Appointment.from_on, Appointment.to_on, on))
    )
    return {person_id: ROLE_LABELS[role] for person_id, role in rows}


def _homes(person_ids: Sequence[int], on: date) -> dict[int, tuple[int, str]]:
    rows = db.session.execute(
        select(Membership.person_id, Organisation.id, Organisation.name)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.person_id.in_(person_ids), in_force(Membership.from_on, Membership.to_on, on))
    )
    return {person_id: (organisation_id, name) for person_id, organisation_id, name in rows}
