"""Keeping the index: whatever changes what can be found writes its words in the same transaction.

Rooms need not think of it: the session tells which rows changed, and just before a commit their words are read anew
from where they are kept. Rows that are written past the session are named by who does so (`note_items_of`).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, delete, event, insert, inspect, select, update
from sqlalchemy.orm import Session

from app.agendas.models import AgendaItem
from app.extensions import Base, db
from app.finding.models import FoundKind, SearchText
from app.finding.queries_texts import ROWS, Thing, things
from app.finding.texts import words_of
from app.meetings.models import Meeting
from app.minutes.models import Minutes
from app.organisations.models import Organisation
from app.petitions.models import Petition
from app.resolutions.models import DraftTask, Resolution
from app.tasks.models import Task

NOTED = "to_be_found"  # in Session.info: what changed in this transaction
BATCH = 200
_ROW = SearchText.__table__.c

Noted = set[tuple[FoundKind, int]]
# What of a row is said in the words, or says who may read them; a change of anything else leaves the index as it is.
_SAID: Mapping[type[Base], tuple[str, ...]] = {
    Meeting: ("cell_id", "month", "kind", "theme"),
    AgendaItem: ("meeting_id", "title", "content", "questions", "kept_on_paper"),
    Minutes: ("composed", "document_id", "superseded_at"),
    Resolution: ("state", "subject_line", "sections", "document_id"),
    DraftTask: ("field", "work", "owner_name", "position"),
    Task: ("cell_id", "work", "field", "result", "owner_name"),
    Petition: ("cell_id", "kind", "text", "field", "answer", "merged_into_id"),
    Organisation: ("name",),
}


def note_items_of(meeting_id: int) -> None:
    """The meeting's agenda was written past the session."""
    noted = _noted(db.session())
    found = db.session.connection().execute(_ids(AgendaItem, "meeting_id", (meeting_id,)))
    noted.update((FoundKind.ITEM, item_id) for (item_id,) in found)


def rebuild(kinds: Iterable[FoundKind] = tuple(FoundKind)) -> int:
    """Make the index anew from what is there, and return how many things it holds. Commits, many times: nobody who
    writes waits long, and a second run finds nothing to do."""
    for kind in kinds:
        connection = db.session.connection()
        there = connection.scalars(select(ROWS[kind].c.id)).all()
        kept = connection.scalars(select(_ROW.subject_id).where(_ROW.kind == kind)).all()
        db.session.commit()
        for ids in _in_batches({*there, *kept}):
            _write(kind, ids, db.session.connection(), lock=True)
            db.session.commit()
    return len(db.session.connection().scalars(select(_ROW.id)).all())


def rebuild_search() -> None:
    """The job that a new table asks for."""
    rebuild()


@event.listens_for(Session, "after_flush")
def _note(session: Session, _context: object) -> None:
    for row in session.dirty:
        if (said := _SAID.get(type(row))) and any(inspect(row).attrs[name].history.has_changes() for name in said):
            _noted(session).update(_things_of(row, session))
    for rows in (session.new, session.deleted):
        for row in rows:
            if type(row) in _SAID:
                _noted(session).update(_things_of(row, session))


@event.listens_for(Session, "before_commit")
def _write_what_was_noted(session: Session) -> None:
    session.flush()  # what is still to be written may change what is found
    noted: Noted = session.info.pop(NOTED, set())
    if not noted:
        return
    connection = session.connection()
    for kind in FoundKind:
        ids = {subject_id for found, subject_id in noted if found == kind}
        if ids:
            ids |= _going_along(kind, ids, connection)
        for some in _in_batches(ids):
            _write(kind, some, connection)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(NOTED, None)


def _noted(session: Session) -> Noted:
    noted: Noted = session.info.setdefault(NOTED, set())
    return noted


def _things_of(row: Any, session: Session) -> Iterator[tuple[FoundKind, int]]:
    if isinstance(row, Organisation):
        meetings = session.connection().execute(_ids(Meeting, "cell_id", (row.id,)))
        yield from ((FoundKind.MEETING, meeting_id) for (meeting_id,) in meetings)
    elif isinstance(row, DraftTask):
        yield FoundKind.RESOLUTION, row.resolution_id
    else:
        yield _KINDS[type(row)], row.id


def _going_along(kind: FoundKind, ids: Collection[int], connection: Connection) -> set[int]:
    """What was merged into a petition has its answer."""
    if kind != FoundKind.PETITION:
        return set()
    return {found for (found,) in connection.execute(_ids(Petition, "merged_into_id", ids))}


def _in_batches(ids: Collection[int]) -> Iterator[list[int]]:
    """Lowest id first, so that two who write the same never wait for each other."""
    in_order = sorted(ids)
    yield from (in_order[at : at + BATCH] for at in range(0, len(in_order), BATCH))


def _ids(model: type[Base], column: str, values: Collection[int]) -> Any:
    table = model.__table__.c
    return select(table.id).where(table[column].in_(values))


def _write(kind: FoundKind, ids: Collection[int], connection: Connection, *, lock: bool = False) -> None:
    """Bring the rows of these things to what is true of them now; of those that are gone nothing stays."""
    wanted = {thing.id: _row_of(kind, thing) for thing in things(kind, ids, connection, lock=lock)}
    columns = (_ROW.id, *(_ROW[name] for name in _COLUMNS))
    asked = select(*columns).where(_ROW.kind == kind, _ROW.subject_id.in_(ids))
    kept = {row.subject_id: row for row in connection.execute(asked)}
    if gone := [row.id for subject_id, row in kept.items() if subject_id not in wanted]:
        connection.execute(delete(SearchText).where(_ROW.id.in_(gone)))
    for subject_id, values in wanted.items():
        if subject_id in kept and tuple(values.values()) != tuple(kept[subject_id])[1:]:
            connection.execute(update(SearchText).where(_ROW.id == kept[subject_id].id).values(values))
    if new := [values for subject_id, values in wanted.items() if subject_id not in kept]:
        connection.execute(insert(SearchText.__table__), new)  # type: ignore[arg-type]


def _row_of(kind: FoundKind, thing: Thing) -> dict[str, Any]:
    said = words_of(f"{thing.title}\n{thing.text}")
    values = (kind, thing.id, thing.cell_id, thing.meeting_id, thing.on, thing.issued, said)
    return dict(zip(_COLUMNS, values, strict=True))


_COLUMNS = ("kind", "subject_id", "cell_id", "meeting_id", "on", "issued", "words")
_KINDS: Mapping[type[Base], FoundKind] = {
    Meeting: FoundKind.MEETING,
    AgendaItem: FoundKind.ITEM,
    Minutes: FoundKind.MINUTES,
    Resolution: FoundKind.RESOLUTION,
    Task: FoundKind.TASK,
    Petition: FoundKind.PETITION,
}
