"""Reading one person's notifications."""

from sqlalchemy import func, select

from app.extensions import db
from app.notifications.models import Notification


def unread_count(person_id: int) -> int:
    return db.session.scalar(
        select(func.count()).where(Notification.person_id == person_id, Notification.read_at.is_(None))
    ) or 0  # fmt: skip


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
