"""Reading the visits that an actor may know of: of the own cells, or of the whole scope from above."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.actor import Actor
from app.extensions import db
from app.meetings.models import Meeting
from app.organisations.models import Organisation, OrganisationKind
from app.refusals import NotAllowed, NotKnown
from app.visits.models import Visit
from workflows.meeting import Kind
from workflows.roles import Role

ABOVE = (Role.OFFICE, Role.LEADERSHIP)
SECRETARIES = (Role.SECRETARY, Role.DEPUTY_SECRETARY)
READERS = (*ABOVE, Role.OVERSEER, *SECRETARIES)
RECORDERS = (Role.OFFICE, *SECRETARIES)
PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Sums:
    announced: int
    came: int
    open: int
    """Whose day has not come, or of which nobody has written yet."""
    cells: int


def visible_to(actor: Actor) -> Select[Visit]:
    seen = select(Visit).join(Visit.cell).options(contains_eager(Visit.cell), joinedload(Visit.recorded_by))
    return seen.where(Visit.cell_id.in_(actor.organisations_as(*READERS)))


def of_year(actor: Actor, year: int, number: int | None = None) -> list[Visit]:
    """Those of the year, the latest month first; `number`: only that page."""
    found = _in_year(visible_to(actor), year).order_by(Visit.month.desc(), Organisation.code, Visit.id)
    if number is not None:
        found = found.limit(PAGE).offset((number - 1) * PAGE)
    return list(db.session.scalars(found))


def sums_of(actor: Actor, year: int) -> Sums:
    row = db.session.execute(
        _in_year(visible_to(actor), year).with_only_columns(
            func.count(), func.count(case((Visit.came.is_(True), 1))), func.count(case((Visit.came.is_(None), 1))),
            func.count(Visit.cell_id.distinct()), maintain_column_froms=True,
        )
    ).one()  # fmt: skip
    return Sums(announced=row[0], came=row[1], open=row[2], cells=row[3])


def by_cell(actor: Actor, year: int) -> list[tuple[str, int, int]]:
    """Every cell that the actor reads of, by code: announced and made visits; a cell without any stands there too."""
    counted = (
        select(
            Visit.cell_id, func.count().label("announced"), func.count(case((Visit.came.is_(True), 1))).label("came")
        )
        .where(Visit.month >= date(year, 1, 1), Visit.month <= date(year, 12, 31))
        .group_by(Visit.cell_id)
        .subquery()
    )
    found = db.session.execute(
        select(Organisation.name, func.coalesce(counted.c.announced, 0), func.coalesce(counted.c.came, 0))
        .outerjoin(counted, counted.c.cell_id == Organisation.id)
        .where(Organisation.id.in_(actor.organisations_as(*READERS)), Organisation.kind == OrganisationKind.CELL)
        .order_by(Organisation.code)
    )
    return [(row[0], row[1], row[2]) for row in found]


def _in_year(found: Select[Visit], year: int) -> Select[Visit]:
    return found.where(Visit.month >= date(year, 1, 1), Visit.month <= date(year, 12, 31))


def get_visible(visit_id: int, actor: Actor) -> Visit:
    """Raises NotKnown."""
    found = db.session.scalar(visible_to(actor).where(Visit.id == visit_id))
    if found is None:
        raise NotKnown
    return found


def get_managed(visit_id: int, actor: Actor) -> Visit:
    """One that the actor's office announced. Raises NotKnown, NotAllowed."""
    found = get_visible(visit_id, actor)
    if Role.OFFICE not in actor.roles_in(found.cell_id):
        raise NotAllowed("Chỉ Văn phòng Đảng ủy báo trước, sửa lịch cấp trên dự sinh hoạt.")
    return found


def get_recorded(visit_id: int, actor: Actor) -> Visit:
    """One that the actor writes the outcome of. Raises NotKnown, NotAllowed."""
    found = get_visible(visit_id, actor)
    if not actor.roles_in(found.cell_id) & {*RECORDERS}:
        raise NotAllowed("Bí thư, phó bí thư chi bộ hoặc Văn phòng Đảng ủy ghi kết quả buổi dự.")
    return found


def announced_for(meeting: Meeting) -> list[Visit]:
    """Who is announced for this meeting and was not written off."""
    if meeting.kind != Kind.REGULAR:
        return []
    found = select(Visit).where(Visit.cell_id == meeting.cell_id, Visit.month == meeting.month)
    return list(db.session.scalars(found.where(Visit.came.is_not(False)).order_by(Visit.id)))
