"""Lists of meetings: a cell's by month, a commune's cells of one month, and what a month repeats of those before."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, func, or_, select

from app.actor import Actor
from app.agendas.models import AgendaItem, ItemKind
from app.extensions import db
from app.meetings.models import Meeting
from app.meetings.queries import visible_to
from app.organisations.models import Organisation, OrganisationKind
from workflows.meeting import Kind, State
from workflows.roles import Role

PAGE = 50
NOT_YET = "none"  # the filter for cells that have no meeting in the month
WIDE = (Role.OFFICE, Role.LEADERSHIP)
# Items that return every month by their nature; a topic is what a cell chose to talk about.
TOPICS = (ItemKind.DISCUSSION, ItemKind.THEME, ItemKind.OTHER)


@dataclass(frozen=True, kw_only=True)
class CellInMonth:
    """A cell and its meeting of the month, if it has one."""

    cell_id: int
    cell: str
    meeting_id: int | None
    kind: Kind | None
    state: State | None
    starts_at: datetime | None


def sees_many_cells(actor: Actor) -> bool:
    """Whether the actor reads a table of cells rather than the months of one."""
    return actor.holds(*WIDE) or len(actor.organisations_as(Role.OVERSEER)) > 1


def my_meetings(actor: Actor, number: int, size: int = PAGE) -> tuple[list[Meeting], int]:
    """The meetings that the actor may know of, the latest month first, and how many there are."""
    seen = visible_to(actor)
    count = db.session.scalar(seen.with_only_columns(func.count(Meeting.id)).order_by(None)) or 0
    rows = seen.order_by(Meeting.month.desc(), Meeting.starts_at.desc(), Meeting.id.desc())
    return list(db.session.scalars(rows.limit(size).offset((number - 1) * size))), count


def cells_in_month(
    actor: Actor, month: date, state: str, number: int, size: int = PAGE
) -> tuple[list[CellInMonth], int]:
    """The cells of the actor's scope by code, each with its meetings of the month; `state` "": all of them."""
    found = _cells(actor, month)
    if state == NOT_YET:
        found = found.where(Meeting.id.is_(None))
    elif state:
        found = found.where(Meeting.state == state)
    count = db.session.scalar(select(func.count()).select_from(found.order_by(None).subquery())) or 0
    rows = db.session.execute(found.order_by(Organisation.code, Meeting.id).limit(size).offset((number - 1) * size))
    return [CellInMonth(**row._mapping) for row in rows], count


def _cells(actor: Actor, month: date) -> Select:
    scope = actor.organisations_as(*WIDE, Role.OVERSEER)
    mine = visible_to(actor).with_only_columns(Meeting.id).where(Meeting.month == month)
    return (
        select(
            Organisation.id.label("cell_id"), Organisation.name.label("cell"), Meeting.id.label("meeting_id"),
            Meeting.kind, Meeting.state, Meeting.starts_at,
        )
        .outerjoin(Meeting, and_(Meeting.cell_id == Organisation.id, Meeting.id.in_(mine)))
        .where(Organisation.id.in_(scope), Organisation.kind == OrganisationKind.CELL)
        # A cell that is no more owes no meeting; what it had in the month is still found.
        .where(or_(Organisation.dissolved_on.is_(None), Meeting.id.is_not(None)))
    )  # fmt: skip


def recent_topics(cell_id: int, before: date, since: date) -> list[tuple[date, str]]:
    """Month and title of what the cell talked about from `since` up to but without the month `before`."""
    rows = db.session.execute(
        select(Meeting.month, AgendaItem.title)
        .join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
        .where(Meeting.cell_id == cell_id, Meeting.month >= since, Meeting.month < before)
        .where(Meeting.state != State.CANCELLED, AgendaItem.kind.in_(TOPICS))
        .order_by(Meeting.month.desc(), AgendaItem.position)
    )
    return [(month, title) for month, title in rows]
