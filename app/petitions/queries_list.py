"""The list of petitions that an actor may read, filtered and in order."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, case, func, select

from app.actor import Actor
from app.extensions import db
from app.petitions.models import Petition
from app.petitions.queries import ANSWERED_AT, all_people, overdue, visible_to
from workflows.names import fold
from workflows.petition import OPEN, State

PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Filter:
    """`which`: open, overdue, hot, answered, done, all. `whose`: mine, all that I may read."""

    whose: str = "all"
    which: str = "open"
    field: str = ""
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Line:
    petition: Petition
    people: int


def listed(actor: Actor, wanted: Filter, on: date, page: int = 1, size: int = PAGE) -> tuple[list[Line], int]:
    """One page of those wanted: hot issues on top, then the overdue, then by deadline; and how many there are."""
    query = visible_to(actor, on).where(*_conditions(actor, wanted, on))
    count = db.session.scalar(select(func.count()).select_from(query.with_only_columns(Petition.id).subquery())) or 0
    hot = case((and_(Petition.hot, Petition.state.in_(OPEN)), 0), else_=1)
    late = case((overdue(on), 0), else_=1)
    in_order = query.add_columns(all_people()).order_by(hot, late, Petition.deadline, Petition.id)
    rows = db.session.execute(in_order.limit(size).offset((page - 1) * size))
    return [Line(petition=petition, people=people) for petition, people in rows], count


def _conditions(actor: Actor, wanted: Filter, on: date) -> list[ColumnElement[bool]]:
    which = {
        "open": Petition.state.in_(OPEN),
        "overdue": overdue(on),
        "hot": and_(Petition.hot, Petition.state.in_(OPEN)),
        "answered": and_(ANSWERED_AT.is_not(None), Petition.state != State.CLOSED),
        "done": Petition.state.in_((State.CLOSED, State.MERGED)),
    }
    found: list[ColumnElement[bool]] = [which[wanted.which]] if wanted.which in which else []
    if wanted.whose == "mine":
        found.append(Petition.raised_by_id == actor.person_id)
    if wanted.field:
        found.append(Petition.field == wanted.field)
    return found + [Petition.folded.contains(word, autoescape=True) for word in fold(wanted.words).split()[:8]]
