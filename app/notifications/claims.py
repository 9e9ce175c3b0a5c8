"""What the worker does with letters: take the next one, settle it, put all off while the server cannot be reached."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, or_, select, update

from app import clock
from app.extensions import db
from app.notifications.models import Letter, LetterState

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))
MOST_TRIES = len(PAUSES) + 1
# Longer than the slowest conversation with a server may take (`app.notifications.post.TIMEOUT` for each of its lines).
LEASE = timedelta(minutes=15)
LONGEST_ERROR = 500
KILLED = "Việc gửi thư này nhiều lần bị ngắt giữa chừng."


@dataclass(frozen=True)
class Taken:
    """A letter in hand."""

    id: int
    tries: int


def take_next() -> Taken | None:
    """The letter that has waited longest, if any is due: one worker gets it. The caller commits."""
    now = clock.now()
    first = (
        select(Letter.id)
        .where(_due(now))
        .order_by(Letter.next_try_at, Letter.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    row = db.session.execute(
        update(Letter)
        .where(Letter.id == first, Letter.status == LetterState.WAITING)
        .values(tries=Letter.tries + 1, next_try_at=now + LEASE)
        .returning(Letter.id, Letter.tries)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if row is None:
        return None
    taken = Taken(*row)
    if taken.tries > MOST_TRIES:  # it ended its worker each time
        give_up(taken, KILLED)
        return take_next()
    return taken


def any_due() -> bool:
    return bool(db.session.scalar(select(exists().where(_due(clock.now())))))


def settle_sent(taken: Taken) -> None:
    _settle(taken, status=LetterState.SENT, sent_at=clock.now(), error="")


def give_up(taken: Taken, error: str) -> None:
    _settle(taken, status=LetterState.GIVEN_UP, error=error[:LONGEST_ERROR])


def try_later(taken: Taken, error: str) -> None:
    """After a growing pause, or never after the last try."""
    if taken.tries >= MOST_TRIES:
        give_up(taken, error)
    else:
        _settle(taken, next_try_at=clock.now() + PAUSES[taken.tries - 1], error=error[:LONGEST_ERROR])


def put_off_all(error: str) -> None:
    """The server cannot be reached: all that is due counts as tried once, so that it is not asked for each letter."""
    now, text = clock.now(), error[:LONGEST_ERROR]
    for condition, values in (
        (Letter.tries + 1 >= MOST_TRIES, {"status": LetterState.GIVEN_UP}),
        (
            Letter.tries + 1 < MOST_TRIES,
            {"next_try_at": case(*((Letter.tries == n, now + pause) for n, pause in enumerate(PAUSES)), else_=now)},
        ),
    ):
        db.session.execute(
            update(Letter)
            .where(_due(now), condition)
            .values(tries=Letter.tries + 1, error=text, **values)
            .execution_options(synchronize_session=False)
        )


def set_right() -> int:
    """After a clock that was ahead was set back: no letter waits until that time comes. How many would have."""
    now = clock.now()
    soon, latest = now + LEASE, now + PAUSES[-1] + LEASE
    ahead = or_(Letter.created_at > soon, Letter.next_try_at > latest)
    found: Any = db.session.execute(
        update(Letter)
        .where(Letter.status == LetterState.WAITING, ahead)
        .values(created_at=case((Letter.created_at > soon, now), else_=Letter.created_at), next_try_at=now)
        .execution_options(synchronize_session=False)
    )
    return int(found.rowcount)


def _due(now: datetime) -> ColumnElement[bool]:
    return and_(Letter.status == LetterState.WAITING, Letter.next_try_at <= now)


def _settle(taken: Taken, **values: Any) -> None:
    # Another one has it by now if its tries have risen: then what happened here no longer counts.
    mine = and_(Letter.id == taken.id, Letter.tries == taken.tries, Letter.status == LetterState.WAITING)
    db.session.execute(update(Letter).where(mine).values(**values).execution_options(synchronize_session=False))
