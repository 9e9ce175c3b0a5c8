"""What the cells raised in a month, as plain lines: who raised it is not among them."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import aliased

from app import clock
from app.columns import UtcDateTime, among, as_list
from app.extensions import connection
from app.organisations.models import Organisation
from app.petitions.models import Petition
from app.petitions.queries import all_people
from workflows.calendar import next_month
from workflows.names import sort_key
from workflows.petition import COMPETENCE_LABELS, Competence, Kind, State

MOST = 200
NO_FIELD = "Chưa phân loại"


class Raised(NamedTuple):
    """A petition with those merged into it."""

    id: int
    field: str
    text: str
    cell: str
    people: int
    """How many raised it."""
    hot: bool
    competence: Competence | None
    handler: str
    """The body outside the Party's tree, or the level that has it."""
    deadline: date | None
    state: State
    answer: str


class Count(NamedTuple):
    label: str
    petitions: int
    people: int


def raised_in(month: date, cell_ids: Sequence[int]) -> list[Raised]:
    """What these cells raised in the month and somebody took in hand, by field; merged ones stand with the one that
    stays. The same for everybody who reads the month of these cells, and so the same as on the issued paper: what waits
    for its first reader is told to that reader alone. One statement.
    """
    asked = {
        "cell_ids": as_list(cell_ids),
        "begins": datetime.combine(month, datetime.min.time(), clock.VIETNAM),
        "ends": datetime.combine(next_month(month), datetime.min.time(), clock.VIETNAM),
    }
    lines = [Raised(*row) for row in connection().execute(_raised(), asked)]
    return sorted(lines, key=lambda line: (not line.hot, _order(line.field)))


@cache
def _raised() -> Select[*tuple[Any, ...]]:
    begins, ends = (bindparam(name, type_=UtcDateTime) for name in ("begins", "ends"))
    level = aliased(Organisation)
    return (
        select(
            Petition.id, Petition.field, Petition.text, Organisation.name, all_people(), Petition.hot,
            Petition.competence, func.coalesce(func.nullif(Petition.handler, ""), level.name), Petition.deadline,
            Petition.state, Petition.answer,
        )
        .join(Organisation, Organisation.id == Petition.cell_id)
        .join(level, level.id == Petition.level_id)
        .where(among(Petition.cell_id, "cell_ids"), Petition.raised_at >= begins, Petition.raised_at < ends)
        .where(Petition.merged_into_id.is_(None), Petition.kind == Kind.PETITION, Petition.state != State.RAISED)
        .order_by(Petition.hot.desc(), Petition.id)
        .limit(MOST)
    )  # fmt: skip


@lru_cache(maxsize=256)
def _order(field: str) -> tuple[bool, str]:
    """As a Vietnamese reader looks it up, word by word; what nobody has sorted comes last."""
    return not field, sort_key(" ".join([*field.split()[1:], *field.split()[:1]]))


def by_field(lines: Sequence[Raised]) -> list[Count]:
    found = _counted(lines, lambda line: line.field)
    return [Count(field or NO_FIELD, *found[field]) for field in sorted(found, key=_order)]


def by_competence(lines: Sequence[Raised]) -> list[Count]:
    """In the order of the levels, from the cell upward; what nobody has decided on comes last."""
    found = _counted(lines, lambda line: line.competence or "")
    known = [Count(label, *found[one]) for one, label in COMPETENCE_LABELS.items() if one in found]
    return [*known, Count("chưa xác định", *found[""])] if "" in found else known


def _counted(lines: Sequence[Raised], what: Callable[[Raised], str]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for line in lines:
        count, people = found.get(what(line), (0, 0))
        found[what(line)] = (count + 1, people + line.people)
    return found
