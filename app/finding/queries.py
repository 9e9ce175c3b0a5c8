"""Looking for words: in what the actor may open, and in nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    cast,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
    union_all,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from app.actor import Actor
from app.extensions import connection
from app.finding.models import FTS, FoundKind, SearchText
from app.finding.queries_sight import visible_to
from app.finding.queries_texts import Thing, things
from app.finding.texts import Wanted

PAGE = 20
FIRST_OF_A_KIND = 5  # while no kind is chosen
_FOUND = SearchText.__table__.c
_FTS = table(FTS, column("rowid"), column(FTS))
# Written as the index of PostgreSQL has it; a parameter in it would be another expression.
_VECTOR = "array_to_tsvector(string_to_array(search_text.words, ' '))"


@dataclass(frozen=True, kw_only=True)
class Found:
    """How many things of each kind there are, and those of them that the page shows."""

    counts: Mapping[FoundKind, int] = field(default_factory=dict)
    shown: Mapping[FoundKind, Sequence[Thing]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def find(actor: Actor, wanted: Wanted, *, kind: FoundKind | None = None, page: int = 1) -> Found:
    """Of each kind the first few, or one page of `kind`; the latest first. One statement, and one or two for each kind
    that is shown."""
    rows = connection().execute(_asked(actor, wanted, kind, page)).all()
    counts = {FoundKind(row.kind): row.number for row in rows if not row.is_thing}
    ids = {one: [row.number for row in rows if row.is_thing and row.kind == one] for one in FoundKind}
    return Found(counts=counts, shown={one: _in_order(one, ids[one]) for one in FoundKind if ids[one]})


def _asked(actor: Actor, wanted: Wanted, kind: FoundKind | None, page: int) -> CompoundSelect[Any]:
    """A row a kind with how many there are, and a row for each thing that is shown. Who reads what is asked once of
    each thing: for the office of a commune that may be every one there is."""
    asked = visible_to(actor, _FOUND.kind, _FOUND.subject_id, _FOUND.on).where(_has(wanted))
    found = asked.cte("found").prefix_with("MATERIALIZED")
    counts = select(found.c.kind, func.count().label("number"), literal(0).label("is_thing")).group_by(found.c.kind)
    first, many = ((page - 1) * PAGE, PAGE) if kind else (0, FIRST_OF_A_KIND)
    shown = [_latest(found, one, first, many) for one in ([kind] if kind else FoundKind)]
    return union_all(counts, *shown)


def _latest(found: CTE, kind: FoundKind, first: int, many: int) -> Select[Any]:
    things = select(found.c.kind, found.c.subject_id, literal(1)).where(found.c.kind == kind)
    in_order = things.order_by(found.c.on.desc(), found.c.subject_id.desc()).limit(many).offset(first)
    return select(in_order.subquery())


def _has(wanted: Wanted) -> ColumnElement[bool]:
    """All the words; what was quoted must stand there as it was asked, word by word."""
    if connection().dialect.name == "sqlite":
        hits = select(_FTS.c.rowid).where(_FTS.c[FTS].op("MATCH")(_for_sqlite(wanted)))
        there: ColumnElement[bool] = _FOUND.id.in_(hits)
    else:
        there = literal_column(_VECTOR).op("@@")(cast(_for_postgresql(wanted), TSQUERY))
    around = (literal(" ") + _FOUND.words + " ") if wanted.phrases else None
    return and_(there, *(around.contains(f" {phrase} ") for phrase in wanted.phrases if around is not None))


def _for_sqlite(wanted: Wanted) -> str:
    """Words of letters and digits alone, each quoted: none is an operator."""
    return " ".join(f'"{word}"' for word in wanted.words) + (" *" if wanted.beginning else "")


def _for_postgresql(wanted: Wanted) -> str:
    return " & ".join(f"'{word}'" for word in wanted.words) + (":*" if wanted.beginning else "")


def _in_order(kind: FoundKind, ids: list[int]) -> list[Thing]:
    known = {thing.id: thing for thing in things(kind, ids, connection())}
    return [known[one] for one in ids if one in known]
