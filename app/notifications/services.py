"""Telling people: a row written with the change that it tells of."""

from collections.abc import Iterable

from sqlalchemy import update

from app import clock
from app.extensions import db
from app.notifications.models import Notification

LONGEST = 500


def notify(person_ids: Iterable[int], kind: str, text: str, path: str = "", *, but_not: int | None = None) -> None:
    """Tell each person once. Whoever did it (`but_not`) knows already."""
    now = clock.now()
    for person_id in sorted(set(person_ids) - {but_not}):
        db.session.add(
            Notification(person_id=person_id, kind=kind, text=text[:LONGEST], path=path[:200], created_at=now)
        )


def mark_read(notification: Notification) -> None:
    # Reading is no event of the house: it changes nothing for anybody else.
    notification.read_at = notification.read_at or clock.now()


def mark_all_read(person_id: int) -> None:
    db.session.execute(
        update(Notification)
        .where(Notification.person_id == person_id, Notification.read_at.is_(None))
        .values(read_at=clock.now())
    )
