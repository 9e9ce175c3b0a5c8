"""Telling people: a row written with the change that it tells of, and with it the letter, where one is wanted."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Executable, Select, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app import clock
from app.columns import among, as_list
from app.extensions import db
from app.notifications.models import Letter, Notification
from app.notifications.services_letters import write_letters
from workflows.notices import Notice

LONGEST = 500
LOT = 20_000  # removed in one go


def notify(
    person_ids: Iterable[int],
    kind: Notice,
    text: str,
    path: str = "",
    *,
    but_not: int | None = None,
    meeting_id: int | None = None,
) -> None:
    """Tell each person once. Whoever did it (`but_not`) knows already.

    `meeting_id`: the meeting whose entry for the calendar goes with the letter, for kinds that carry one.
    """
    rows = _rows(set(person_ids) - {but_not}, kind, text, path)
    if rows:
        _write(_NEW, rows, kind, meeting_id)


class Said(NamedTuple):
    """What some are told of one thing."""

    person_ids: Collection[int]
    text: str
    path: str


def notify_each(kind: Notice, said: Iterable[Said], *, but_not: int | None = None) -> None:
    """As `notify`, of many things at once."""
    rows = [row for one in said for row in _rows(set(one.person_ids) - {but_not}, kind, one.text, one.path)]
    if rows:
        _write(_NEW, rows, kind, None)


def remind(owing: Select[int], kind: Notice, text: str, path: str = "", *, key: str) -> int:
    """Tell whom `owing` (a select of person ids) names at this moment, each once per `key`; how many were told now.

    Who has done their part meanwhile is not named any more, and a second run tells nobody again: `key` says what is
    due and which of its reminders this is, such as "task:17:overdue". At most 120 characters.
    """
    rows = _rows(set(db.session.scalars(owing)), kind, text, path, key=key)
    if not rows:
        return 0
    dialect = sqlite if db.session.get_bind().dialect.name == "sqlite" else postgresql
    statement = dialect.insert(Notification).on_conflict_do_nothing(index_elements=["key", "person_id"])
    return _write(statement.returning(*_TOLD), rows, kind, None)


def _rows(person_ids: set[Any], kind: Notice, text: str, path: str, key: str | None = None) -> list[dict[str, Any]]:
    same = {"kind": kind, "text": text[:LONGEST], "path": path[:200], "key": key, "created_at": clock.now()}
    return [same | {"person_id": person_id} for person_id in sorted(person_ids - {None})]


# Built once: each cell of hundreds that a guidance goes to is told with it.
_TOLD = (Notification.__table__.c.id, Notification.__table__.c.person_id)
_NEW = insert(Notification).returning(*_TOLD)


def _write(statement: Executable, rows: list[dict[str, Any]], kind: Notice, meeting_id: int | None) -> int:
    # The session is left as it is: what a service has begun to write elsewhere goes down when that service is done.
    with db.session.no_autoflush:
        written = db.session.connection().execute(statement, rows)
        told = [(person_id, notification_id) for notification_id, person_id in written]
        write_letters(told, kind, meeting_id)
    return len(told)


def mark_read(notification: Notification) -> None:
    # Reading is no event of the house: it changes nothing for anybody else.
    notification.read_at = notification.read_at or clock.now()


def mark_all_read(person_id: int) -> None:
    db.session.execute(
        update(Notification)
        .where(Notification.person_id == person_id, Notification.read_at.is_(None))
        .values(read_at=clock.now())
    )


def forget_notices(before: datetime) -> None:
    """Remove what was told before the moment, read or not; but not of what a letter still waits or was given up.

    The oldest first and no more than a lot at a time: the next run goes on.
    """
    written = select(Letter.id).where(Letter.notification_id == Notification.id).exists()
    old = select(Notification.id).where(Notification.created_at < before, ~written).order_by(Notification.id)
    ids = db.session.scalars(old.limit(LOT)).all()
    gone = delete(Notification).where(among(Notification.id, "ids"))
    db.session.execute(gone.execution_options(synchronize_session=False), {"ids": as_list(ids)})
