"""Keeping the index: whatever changes what can be found writes its words in the same transaction.

Rooms need not think of it: the session tells which rows changed, and just before a commit their words are read anew
from where they are kept. Rows that are written past the session are named by who does so (`note_new_items`).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, delete, event, inspect, select, update
from sqlalchemy.orm import Session

from app.agendas.models import AgendaItem
from app.columns import among, as_list
from app.documents.models import Attachment
from app.extensions import Base, db
from app.finding.models import FoundKind, SearchText
from app.finding.queries_texts import ROWS, Thing, things
from app.finding.texts import words_of
from app.guidance.models import Guidance
from app.meetings.models import Meeting
from app.members.models import Person
from app.minutes.models import Minutes
from app.organisations.models import Organisation
from app.petitions.models import Petition
from app.resolutions.models import DraftTask, Resolution
from app.tasks.models import Task

NOTED = "to_be_found"  # in Session.info: what changed in this transaction
BATCH = 200
_ROW = SearchText.__table__.c

# Whether it is new in this transaction: then the index has nothing of it yet, and need not be asked.
Noted = dict[tuple[FoundKind, int], bool]
# What of a row is said in the words, or says who may read them; a change of anything else leaves the index as it is.
_SAID: Mapping[type[Base], tuple[str, ...]] = {
    Meeting: ("cell_id", "month", "kind", "theme"),
    AgendaItem: ("meeting_id", "title", "content", "questions", "kept_on_paper"),
    Minutes: ("composed", "document_id", "superseded_at"),
    Resolution: ("state", "subject_line", "sections", "document_id"),
    DraftTask: ("field", "work", "owner_name", "position"),
    Task: ("cell_id", "work", "field", "result", "owner_name", "owner_id"),
    Guidance: (
        "month",
        "theme",
        "situation",
        "orientation",
        "contents",
        "contents_by_type",
        "document_id",
    ),
    Attachment: ("meeting_id", "name", "sent_at", "removed_at"),
    Person: ("full_name",),
    Petition: ("cell_id", "kind", "text", "field", "answer", "merged_into_id"),
    Organisation: ("name",),
}


def note_new_items(item_ids: Iterable[int]) -> None:
    """Items of an agenda were written past the session."""
    _noted(db.session()).update({(FoundKind.ITEM, item_id): True for item_id in item_ids})


def rebuild(kinds: Iterable[FoundKind] = tuple(FoundKind)) -> int:
    """Make the index anew from what is there, and return how many things it holds. Commits, many times: nobody who
    writes waits long, and a second run finds nothing to do."""
    for kind in kinds:
        connection = db.session.connection()
        there = connection.scalars(select(ROWS[kind].c.id)).all()
        known = connection.scalars(select(_ROW.subject_id).where(_ROW.kind == kind)).all()
        db.session.commit()
        for ids in _in_batches({*there, *known}):
            _write(things(kind, ids, db.session.connection(), lock=True), kind, ids, db.session.connection())
            db.session.commit()
    return len(db.session.connection().scalars(select(_ROW.id)).all())


def rebuild_search() -> None:
    """The job that a new table asks for."""
    rebuild()


@event.listens_for(Session, "after_flush")
def _note(session: Session, _context: object) -> None:
    noted = _noted(session)
    for row in session.dirty:
        if (said := _SAID.get(type(row))) and any(inspect(row).attrs[name].history.has_changes() for name in said):
            for thing in _things_of(row, session):
                noted.setdefault(thing, False)
    for row in session.new:
        if type(row) in _SAID:
            for thing in _things_of(row, session):
                noted.setdefault(thing, _KINDS.get(type(row)) == thing[0])
    for row in session.deleted:
        if type(row) in _SAID:
            noted.update(dict.fromkeys(_things_of(row, session), False))


@event.listens_for(Session, "before_commit")
def _write_what_was_noted(session: Session) -> None:
    session.flush()  # what is still to be written may change what is found
    noted: Noted = session.info.pop(NOTED, {})
    if not noted:
        return
    connection = session.connection()
    rows: list[dict[str, Any]] = []  # of what is new: all kinds in one statement
    for kind in FoundKind:
        new = {number for (one, number), is_new in noted.items() if one == kind and is_new}
        known = {number for (one, number), is_new in noted.items() if one == kind and not is_new}
        for ids in _in_batches(new):
            rows += (_row_of(kind, thing) for thing in things(kind, ids, connection))
        for ids in _in_batches(known | _going_along(kind, known, connection)):
            _write(things(kind, ids, connection), kind, ids, connection)
    if rows:
        connection.execute(_INSERT, rows)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(NOTED, None)


def _noted(session: Session) -> Noted:
    noted: Noted = session.info.setdefault(NOTED, {})
    return noted


def _things_of(row: Any, session: Session) -> Iterator[tuple[FoundKind, int]]:
    if isinstance(row, Organisation):
        meetings = session.connection().execute(_ids(Meeting, "cell_id", (row.id,)))
        yield from ((FoundKind.MEETING, meeting_id) for (meeting_id,) in meetings)
    elif isinstance(row, Person):
        tasks = session.connection().execute(_ids(Task, "owner_id", (row.id,)))
        yield from ((FoundKind.TASK, task_id) for (task_id,) in tasks)
    elif isinstance(row, Attachment) and row.guidance_id is not None:
        yield FoundKind.GUIDANCE, row.guidance_id
    elif isinstance(row, DraftTask):
        yield FoundKind.RESOLUTION, row.resolution_id
    else:
        yield _KINDS[type(row)], row.id


def _going_along(kind: FoundKind, ids: Collection[int], connection: Connection) -> set[int]:
    """What was merged into a petition has its answer."""
    if kind != FoundKind.PETITION or not ids:
        return set()
    return {found for (found,) in connection.execute(_ids(Petition, "merged_into_id", ids))}


def _in_batches(ids: Collection[int]) -> Iterator[list[int]]:
    """Lowest id first, so that two who write the same never wait for each other."""
    in_order = sorted(ids)
    yield from (in_order[at : at + BATCH] for at in range(0, len(in_order), BATCH))


def _ids(model: type[Base], column: str, values: Collection[int]) -> Any:
    table = model.__table__.c
    return select(table.id).where(table[column].in_(values))


def _write(found: Collection[Thing], kind: FoundKind, ids: Collection[int], connection: Connection) -> None:
    """Bring the rows of these things to what is true of them now; of those that are gone nothing stays."""
    kept = {row.subject_id: row for row in connection.execute(_KEPT, {"kind": kind, "ids": as_list(ids)})}
    wanted = {thing.id for thing in found}
    if gone := [row.id for subject_id, row in kept.items() if subject_id not in wanted]:
        connection.execute(delete(SearchText).where(_ROW.id.in_(gone)))
    for thing in found:
        values = _row_of(kind, thing)
        if thing.id in kept and tuple(values.values()) != tuple(kept[thing.id])[1:]:
            connection.execute(update(SearchText).where(_ROW.id == kept[thing.id].id).values(values))
    _insert(kind, [thing for thing in found if thing.id not in kept], connection)


def _insert(kind: FoundKind, found: Collection[Thing], connection: Connection) -> None:
    if found:
        connection.execute(_INSERT, [_row_of(kind, thing) for thing in found])


def _row_of(kind: FoundKind, thing: Thing) -> dict[str, Any]:
    said = words_of(f"{thing.title}\n{thing.text}")
    values = (kind, thing.id, thing.cell_id, thing.meeting_id, thing.on, thing.issued, said)
    return dict(zip(_COLUMNS, values, strict=True))


_COLUMNS = ("kind", "subject_id", "cell_id", "meeting_id", "on", "issued", "words")
# Built once: they are sent with nearly every change.
_INSERT = SearchText.metadata.tables[SearchText.__tablename__].insert()
_KEPT = select(_ROW.id, *(_ROW[name] for name in _COLUMNS)).where(
    _ROW.kind == bindparam("kind", type_=_ROW.kind.type), among(_ROW.subject_id, "ids")
)
_KINDS: Mapping[type[Base], FoundKind] = {
    Meeting: FoundKind.MEETING,
    AgendaItem: FoundKind.ITEM,
    Minutes: FoundKind.MINUTES,
    Resolution: FoundKind.RESOLUTION,
    Guidance: FoundKind.GUIDANCE,
    Attachment: FoundKind.FILE,
    Task: FoundKind.TASK,
    Petition: FoundKind.PETITION,
}
