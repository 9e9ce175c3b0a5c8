"""Sealing what a transaction wrote: its last event vouches for every row of the record that it changed.

So who changes a vote or a roll call in the database, past the application, has a row that no event vouches for. Rooms
need not think of it: the session tells which rows changed, and the events are written after them. A statement that
passes the session says so by `note_rows`.

Who changes a sealed row holds the chain of its organisation until the commit (it writes the event there). So of two
events that vouch for one row the one with the higher id is the later, whatever chain it stands in.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Integer, Row, bindparam, event, func, inspect, literal_column, select
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.audit.queries_sealed import (
    GONE,
    columns_of,
    fill_in_what_was_left_empty,
    newest,
    reading_some,
    seal_of,
    values_of,
)
from app.audit.queries_vouched import SEALED
from app.audit.services import ENDS, UNWRITTEN, End, hash_of, record
from app.columns import as_list
from app.extensions import Base, db, written_last

# In Session.info: by table and id the rows that changed since events were last written, as the session holds them (None
# where it does not); and the last event of the transaction.
NOTED, LAST = "rows_to_seal", "last_event"
Noted = dict[str, dict[int, Any]]


def note_rows(table: type[Base], ids: Iterable[int]) -> None:
    """These rows are changed or taken away in this transaction by a statement of which the session knows nothing."""
    _noted(db.session())[table.__tablename__].update(dict.fromkeys(ids))


def note_new_rows(table: type[Base], rows: Iterable[Row[Any]]) -> None:
    """These were written past the session, and read back at once as `sealed_columns` has it."""
    _noted(db.session())[table.__tablename__].update({row.id: row for row in rows})


@event.listens_for(Session, "after_flush")
def _note(session: Session, _context: object) -> None:
    for row in session.new:
        if row.__tablename__ in SEALED:
            fill_in_what_was_left_empty(row)
            _noted(session)[row.__tablename__][row.id] = row
    for row in session.dirty:
        if row.__tablename__ in SEALED and _is_another(row):
            _noted(session)[row.__tablename__][row.id] = row
    for row in session.deleted:
        if row.__tablename__ in SEALED:
            _noted(session)[row.__tablename__][row.id] = None


def _is_another(row: Base) -> bool:
    """Whether its seal is. Who signs in changes the account, not whose it is; a version is raised by each change."""
    names = columns_of(row.__tablename__, newest(row.__tablename__))
    return "version" in names or not inspect(row).committed_state.keys().isdisjoint(names)


def write_events(session: Session) -> None:
    """After the rows of a flush: the events that were told, the last of which vouches for these rows."""
    events: list[AuditEvent] = session.info.pop(UNWRITTEN, [])
    if not events:
        return
    if noted := session.info.pop(NOTED, None):
        _vouch(events[-1], noted, session)
    ends: dict[int, End] = session.info[ENDS]
    for row, new_id in zip(events, _new_ids(session, len(events)), strict=True):
        end = ends[row.chain]
        row.id, row.previous_hash = new_id, end.hash
        row.hash = end.hash = hash_of(row)
    session.add_all(events)
    for end in _ends(session, events):
        end.head.seq, end.head.hash = end.seq, end.hash
    session.info[LAST] = events[-1]
    session.flush()


written_last.append(write_events)


@event.listens_for(Session, "before_commit")
def _vouch_for_the_rest(session: Session) -> None:
    """For rows that were written after the last event."""
    session.flush()
    last: AuditEvent | None = session.info.get(LAST)
    if last is None or not (noted := session.info.pop(NOTED, None)):
        return
    if last in session:
        _vouch(last, noted, session)
        _hash_anew(last, session)
    else:  # the session was made to forget it, and it can be changed no more
        count = sum(map(len, noted.values()))
        more = record(
            "rows_sealed", actor=None, organisation_id=last.chain, subject="rows", subject_id=None, count=count
        )
        _vouch(more, noted, session)
    session.flush()


def _hash_anew(last: AuditEvent, session: Session) -> None:
    """Of the last event, on which nothing rests yet but the end of its chain."""
    end: End = session.info[ENDS][last.chain]
    last.hash = end.hash = end.head.hash = hash_of(last)


@event.listens_for(Session, "after_commit")
@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(NOTED, None)
    session.info.pop(LAST, None)


def _new_ids(session: Session, count: int) -> Sequence[int]:
    """Of the next events, in order. The hash of an event covers its id, by which the later of two seals is known."""
    if session.get_bind().dialect.name == "sqlite":  # where nobody else writes meanwhile
        last = session.connection().scalar(_LAST_ID) or 0
        return range(last + 1, last + 1 + count)
    return session.connection().scalars(_NEXT_IDS, {"count": count}).all()


_LAST_ID = select(func.max(AuditEvent.id))
_NEXT_IDS = select(func.nextval(literal_column("'audit_event_id_seq'"))).select_from(
    func.generate_series(1, bindparam("count", type_=Integer))
)


def _noted(session: Session) -> defaultdict[str, dict[int, Any]]:
    noted: defaultdict[str, dict[int, Any]] = session.info.setdefault(NOTED, defaultdict(dict))
    return noted


def _ends(session: Session, events: Iterable[AuditEvent]) -> list[End]:
    ends: dict[int, End] = session.info[ENDS]
    return [ends[chain] for chain in {row.chain for row in events}]


def _vouch(last: AuditEvent, noted: Noted, session: Session) -> None:
    """By the last event of the transaction."""
    seals = {name: _seals_of(name, rows, session) for name, rows in sorted(noted.items())}
    for name, rows in (last.seals or {}).items():
        seals[name] = rows | seals.get(name, {})
    last.seals = seals


def _seals_of(name: str, rows: dict[int, Any], session: Session) -> dict[str, str]:
    generation = newest(name)
    at_hand = {row_id: row if isinstance(row, Row) else values_of(name, row) for row_id, row in rows.items() if row}
    known = {row_id: values for row_id, values in at_hand.items() if values is not None}
    if ids := sorted(rows.keys() - known.keys()):
        found: Iterable[Row[Any]] = session.connection().execute(reading_some(name, generation), {"ids": as_list(ids)})
        known |= {row.id: row for row in found}
    return {
        str(row_id): seal_of(name, generation, known[row_id]) if row_id in known else GONE for row_id in sorted(rows)
    }


def seal_unsealed(new: Iterable[tuple[str, Sequence[int]]]) -> int:
    """Vouch from now on for rows that no event speaks of, by table and ids; how many. Commits lot by lot.

    Of rows that were there before seals were, or were written by the hundred thousand past the application.
    """
    count = 0
    for name, ids in new:
        there = Base.metadata.tables[name].c.id
        db.session.execute(select(there).where(there.in_(ids)).order_by(there).with_for_update())
        _noted(db.session())[name].update(dict.fromkeys(ids))
        record("rows_sealed", actor=None, organisation_id=None, subject=name, subject_id=None, count=len(ids))
        db.session.commit()
        count += len(ids)
    return count
