"""Reading one person's notifications."""

from functools import cache

from sqlalchemy import BindParameter, ColumnElement, Integer, Select, bindparam, func, select

from app.extensions import connection, db
from app.notifications.models import Notification


def unread_by(person_id: ColumnElement[int] | BindParameter[int]) -> Select[int]:
    """How many that person has not read. Part of the statement that loads the account, because every page shows it."""
    own = Notification.__table__.c
    return select(func.count()).where(own.person_id == person_id, own.read_at.is_(None))


@cache
def _unread() -> Select[int]:
    return unread_by(bindparam("person_id", type_=Integer))


def unread_count(person_id: int) -> int:
    return connection().scalar(_unread(), {"person_id": person_id}) or 0


def latest(person_id: int, limit: int = 50, offset: int = 0) -> list[Notification]:
    return list(
        db.session.scalars(
            select(Notification)
            .where(Notification.person_id == person_id)
            .order_by(Notification.created_at.desc(), Notification.id.desc())
            .limit(limit)
            .offset(offset)
        )
    )


def own(person_id: int, notification_id: int) -> Notification | None:
    """The notification if it is this person's."""
    return db.session.scalar(
        select(Notification).where(Notification.id == notification_id, Notification.person_id == person_id)
    )
