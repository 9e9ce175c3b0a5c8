"""Keeping the summaries: whatever moves a figure of a month writes its row in the same transaction.

Rooms need not think of it: the session tells which rows changed, and just before the commit what they move is read anew
from the records. Nobody else's figures can come between: the row is locked first, and read after that.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Integer, Row, bindparam, event, inspect, select, update
from sqlalchemy.orm import Session

from app import clock
from app.agendas.models import AgendaItem
from app.agendas.queries_topics import MONTHS_BACK
from app.columns import among, as_list
from app.evaluations.models import ScoreSheet
from app.extensions import Base, db
from app.meetings.models import Meeting
from app.organisations.models import Organisation, OrganisationKind
from app.petitions.models import Petition
from app.sessions.models import Attendance, Speech
from app.summaries.models import MonthlySummary
from app.summaries.queries_facts import BLANK, Facts, Key, Part, facts_of
from app.tasks.models import Task
from workflows.calendar import first_of, months_away

NOTED = "months_to_sum_up"  # in Session.info: what moved in this transaction
BATCH = 50  # cells

_ROW = MonthlySummary.__table__.c
_SUMMARIES = MonthlySummary.metadata.tables[MonthlySummary.__tablename__]
_COLUMNS = tuple(name for facts in BLANK.values() for name in facts)
_NOTHING: Facts = {name: value for facts in BLANK.values() for name, value in facts.items()}

# What of a row moves which part; a change of anything else leaves the figures as they are.
_MOVES: Mapping[type[Base], tuple[tuple[str, ...], tuple[Part, ...]]] = {
    Meeting: (
        ("cell_id", "month", "kind", "state", "theme", "opened_at", "closed_at", "sittings", "rule_set_id"),
        (Part.RECORD, Part.TOPICS),
    ),
    AgendaItem: (("meeting_id", "kind", "title"), (Part.TOPICS,)),
    Attendance: (
        ("meeting_id", "exempt", "suspended", "temporary_in", "temporary_out", "strengthening", "start_mark"),
        (Part.RECORD,),
    ),
    Speech: (("meeting_id", "person_id", "removed_at"), (Part.RECORD,)),
    ScoreSheet: (
        ("meeting_id", "self_score", "self_maximum", "voted", "verified_score", "verified_maximum", "official_rating"),
        (Part.RECORD,),
    ),
    Petition: (("cell_id", "kind", "state", "raised_at"), (Part.PETITIONS,)),
    Task: (("cell_id", "deadline", "state", "reported_at"), (Part.TASKS,)),
}


# Where a row counts: the old value must be known too, also of a row that was expired before it is changed.
_PLACES = (
    Meeting.cell_id, Meeting.month, Task.cell_id, Task.deadline, Petition.cell_id, Petition.raised_at,
    AgendaItem.meeting_id, Attendance.meeting_id, Speech.meeting_id, ScoreSheet.meeting_id,
)  # fmt: skip


def _let_be(_row: Base, _value: Any, _before: Any, _event: object) -> None:
    """Asking for the value before makes SQLAlchemy load it."""


for _place in _PLACES:
    event.listen(_place, "set", _let_be, active_history=True)


class Noted(NamedTuple):
    """Which parts of which months moved, and those of which meetings, whose months are looked up in the end."""

    months: dict[Key, set[Part]]
    meetings: dict[int, set[Part]]


@event.listens_for(Session, "after_flush")
def _note(session: Session, _context: object) -> None:
    for row in session.dirty:
        if (moves := _MOVES.get(type(row))) and any(_was(row, name) for name in moves[0]):
            _note_row(row, moves[1], _noted(session))
    for row in (*session.new, *session.deleted):
        if moves := _MOVES.get(type(row)):
            _note_row(row, moves[1], _noted(session))


@event.listens_for(Session, "before_commit")
def _sum_up_what_was_noted(session: Session) -> None:
    session.flush()  # what is still to be written may move a figure
    noted: Noted | None = session.info.pop(NOTED, None)
    if noted is not None:
        connection = session.connection()
        _sum_up(_all_months(noted, connection), connection)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(NOTED, None)


def _noted(session: Session) -> Noted:
    noted: Noted = session.info.setdefault(NOTED, Noted(defaultdict(set), defaultdict(set)))
    return noted


def _note_row(row: Any, parts: Iterable[Part], noted: Noted) -> None:
    """For the months in which the row counts now and for those in which it counted before."""
    if isinstance(row, Meeting):
        for cell_id in _values(row, "cell_id"):
            for month in _values(row, "month"):
                noted.months[cell_id, month].update(parts)
    elif isinstance(row, (Petition, Task)):
        days = _values(row, "deadline") if isinstance(row, Task) else map(clock.day_of, _values(row, "raised_at"))
        for month in {first_of(day) for day in days}:
            for cell_id in _values(row, "cell_id"):
                noted.months[cell_id, month].update(parts)
    else:
        for meeting_id in _values(row, "meeting_id"):
            noted.meetings[meeting_id].update(parts)


def _was(row: Any, name: str) -> bool:
    return bool(inspect(row).attrs[name].history.has_changes())


def _values(row: Any, name: str) -> set[Any]:
    """What the column holds, and what it held before the flush."""
    history = inspect(row).attrs[name].history
    return {value for value in (*history.sum(),) if value is not None}


_MONTHS_OF = select(Meeting.__table__.c.id, Meeting.__table__.c.cell_id, Meeting.__table__.c.month).where(
    among(Meeting.__table__.c.id, "ids")
)


def _all_months(noted: Noted, connection: Connection) -> dict[Key, set[Part]]:
    found = noted.months
    if noted.meetings:
        asked = {"ids": as_list(sorted(noted.meetings))}
        for meeting_id, cell_id, month in connection.execute(_MONTHS_OF, asked):
            found[cell_id, month].update(noted.meetings[meeting_id])
    for (cell_id, month), parts in list(found.items()):
        if Part.TOPICS in parts:  # the months after are compared with this one
            for ahead in range(1, MONTHS_BACK + 1):
                found[cell_id, months_away(month, ahead)].add(Part.TOPICS)
    return found


def _sum_up(keys: Mapping[Key, Collection[Part]], connection: Connection) -> None:
    rows = _locked(keys, connection)
    facts = facts_of(_by_part(keys), connection)
    if missing := [key for key in sorted(keys) if key not in rows and _says_something(facts[key])]:
        begun = _begin({key: facts[key] for key in missing}, connection)
        # Somebody else began the others at the same moment; now they are locked, and what was written there is seen.
        if others := [key for key in missing if key not in begun]:
            rows |= _locked(others, connection)
            facts |= facts_of(_by_part({key: keys[key] for key in others}), connection)
    changed: dict[tuple[str, ...], list[Facts]] = defaultdict(list)  # by what moved: one statement for each
    for key, row in rows.items():
        kept = row._mapping
        if moved := {name: value for name, value in facts[key].items() if kept[name] != value}:
            changed[tuple(sorted(moved))].append({"row_id": row.id, **moved})
    for names, values in changed.items():
        connection.execute(_UPDATE.values({name: bindparam(name) for name in names}), values)


_UPDATE = update(_SUMMARIES).where(_ROW.id == bindparam("row_id", type_=Integer))
_FIND = select(MonthlySummary.__table__).where(among(_ROW.cell_id, "cell_ids"), among(_ROW.month, "months"))


def _locked(keys: Collection[Key], connection: Connection) -> dict[Key, Row[Any]]:
    """The rows of these months, in an order in which no two transactions wait for each other."""
    asked = {
        "cell_ids": as_list(sorted({cell_id for cell_id, _ in keys})),
        "months": as_list(sorted({month.isoformat() for _, month in keys})),
    }
    rows = connection.execute(_FIND_LOCKED, asked)
    return {(row.cell_id, row.month): row for row in rows if (row.cell_id, row.month) in keys}


_FIND_LOCKED = _FIND.order_by(_ROW.cell_id, _ROW.month).with_for_update()


def _begin(facts: Mapping[Key, Facts], connection: Connection) -> set[Key]:
    """The months whose rows did not exist and now do."""
    rows = [{**_NOTHING, **found, "cell_id": cell_id, "month": month} for (cell_id, month), found in facts.items()]
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert  # type: ignore[assignment]
    begun = insert(_SUMMARIES).on_conflict_do_nothing().returning(_ROW.cell_id, _ROW.month)
    return {(cell_id, month) for cell_id, month in connection.execute(begun, rows)}


def _says_something(facts: Facts) -> bool:
    return any(value != _NOTHING[name] for name, value in facts.items())


def _by_part(keys: Mapping[Key, Collection[Part]]) -> dict[Part, set[Key]]:
    return {part: {key for key, parts in keys.items() if part in parts} for part in Part}


def sum_up_all() -> None:
    """Every month of every cell, in a database that was filled past the session. Commits after each lot of cells."""
    for cells in _lots():
        connection = db.session.connection()
        _sum_up(dict.fromkeys(_months_of(cells, connection), tuple(Part)), connection)
        db.session.commit()


def _lots() -> Iterator[list[int]]:
    cells = db.session.scalars(
        select(Organisation.id).where(Organisation.kind == OrganisationKind.CELL).order_by(Organisation.id)
    ).all()
    yield from (list(cells[begin : begin + BATCH]) for begin in range(0, len(cells), BATCH))


class Difference(NamedTuple):
    """A figure that is not what the records say."""

    cell_id: int
    month: date
    name: str
    kept: Any
    found: Any


def differences(*, mend: bool = False) -> Iterator[Difference]:
    """Every summary beside the records, cell by cell. `mend`: what differs is written; commits after each lot of cells,
    so that nobody who writes waits long."""
    for cells in _lots():
        yield from _differences_of(cells, mend=mend)
        if mend:
            db.session.commit()


def _differences_of(cells: list[int], *, mend: bool) -> list[Difference]:
    connection = db.session.connection()
    keys = _months_of(cells, connection)
    if not keys:
        return []
    facts = facts_of(dict.fromkeys(Part, keys), connection)
    kept = {(row.cell_id, row.month): row._mapping for row in connection.execute(_OF_CELLS, {"ids": as_list(cells)})}
    found = [
        Difference(*key, name, kept.get(key, _NOTHING)[name], facts[key][name])
        for key in sorted(keys)
        for name in _COLUMNS
        if kept.get(key, _NOTHING)[name] != facts[key][name]
    ]
    if mend and found:
        _sum_up({(one.cell_id, one.month): tuple(Part) for one in found}, connection)
    return found


_OF_CELLS = select(MonthlySummary.__table__).where(among(_ROW.cell_id, "ids"))


def _months_of(cells: list[int], connection: Connection) -> set[Key]:
    """Every month of these cells that has a summary, or of which a record speaks."""
    ids = {"ids": as_list(cells)}
    meeting, task, petition = Meeting.__table__.c, Task.__table__.c, Petition.__table__.c
    months = (
        select(_ROW.cell_id, _ROW.month).where(among(_ROW.cell_id, "ids")),
        select(meeting.cell_id, meeting.month).where(among(meeting.cell_id, "ids")).distinct(),
        select(task.cell_id, task.deadline).where(among(task.cell_id, "ids"), task.deadline.is_not(None)),
        select(petition.cell_id, petition.raised_at).where(among(petition.cell_id, "ids")),
    )
    found: set[Key] = set()
    for query in months:
        for cell_id, when in connection.execute(query, ids):
            found.add((cell_id, first_of(when if type(when) is date else clock.day_of(when))))
    return found


def rebuild_summaries() -> None:
    """The job that a new table asks for."""
    for _ in differences(mend=True):
        pass
