"""The agenda as pages show it: plain rows instead of entities, because every page of a meeting reads them."""

from typing import Any, NamedTuple

from sqlalchemy import Integer, bindparam, func, select

from app.agendas.models import AgendaItem, ItemKind, Outcome
from app.extensions import connection
from app.members.models import Person


class AgendaLine(NamedTuple):
    """`presenter` is a member of the cell, `presenter_name` somebody from elsewhere; either may be empty."""

    id: int
    position: int
    kind: ItemKind
    title: str
    presenter_id: int | None
    presenter_name: str
    minutes: int
    content: str
    questions: list[dict[str, Any]]
    kept_on_paper: bool
    outcome: Outcome | None
    as_copied: int | None
    version: int
    presenter: str

    @property
    def is_as_last_month(self) -> bool:
        """Copied, and not written on since."""
        return self.as_copied == self.version


_ITEM, _PERSON = AgendaItem.__table__, Person.__table__
_LINES = (
    select(
        *(_ITEM.c[name] for name in AgendaLine._fields if name != "presenter"),
        func.coalesce(_PERSON.c.full_name, "").label("presenter"),
    )
    .select_from(_ITEM.outerjoin(_PERSON, _PERSON.c.id == _ITEM.c.presenter_id))
    .where(_ITEM.c.meeting_id == bindparam("meeting_id", type_=Integer))
    .order_by(_ITEM.c.position, _ITEM.c.id)
)


def lines_of(meeting_id: int) -> list[AgendaLine]:
    """The items in their order, as they are in the database: what is not flushed yet is not seen."""
    rows = connection().execute(_LINES, {"meeting_id": meeting_id}).all()
    return [AgendaLine._make(row) for row in rows]
