"""The sessions of an account as their owner sees them: begun, used, ended; and the word about a new device."""

from contextlib import suppress

from sqlalchemy import String, Table, bindparam, delete, select, update
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.accounts.durations import LONGEST_SESSION
from app.accounts.models import Account, EndedSession, OpenSession
from app.accounts.throttle import Device
from app.actor import Actor
from app.audit.services import record
from app.columns import UtcDateTime
from app.extensions import beginning_what_is_done_again, db
from app.notifications.services import notify
from app.refusals import NotKnown
from workflows.notices import Notice

OWN_SESSIONS = "/account/sessions"
# Of the bare table, and built once: every page of somebody who comes back after some minutes sends it.
_SESSIONS: Table = OpenSession.metadata.tables[OpenSession.__tablename__]
_IN_USE = (
    update(_SESSIONS)
    .where(_SESSIONS.c.session == bindparam("this", type_=String))
    .values(seen_at=bindparam("now", type_=UtcDateTime))
)


def begin(account: Account, session: str, device: str, address: str) -> None:
    """Note the session that was opened just now."""
    now = clock.now()
    db.session.add(
        OpenSession(
            session=session, account_id=account.id, epoch=account.session_epoch, device=device, address=address[:64],
            begun_at=now, seen_at=now,
        )
    )  # fmt: skip


def touch(session: str) -> None:
    """It is in use. Commits, in a transaction of its own, and never raises: a page must not fail for this.

    Nor wait for the disk: a power failure takes away at most when it was used last, which is written again soon.
    """
    with suppress(SQLAlchemyError), beginning_what_is_done_again() as connection:
        connection.execute(_IN_USE, {"this": session, "now": clock.now()})


def sign_out(actor: Actor, session: str) -> None:
    """`session` is over, also for whoever copied its cookie. One without a name cannot be told from others: all end."""
    if session:
        _end(session, actor.account_id)
    else:
        db.session.get_one(Account, actor.account_id).session_epoch += 1
    record("signed_out", actor=actor, organisation_id=None, subject="account", subject_id=actor.account_id)


def end_session(session_id: int, *, actor: Actor) -> None:
    """One of the actor's own sessions ends, on whatever device it is. Raises NotKnown for one of somebody else."""
    found = db.session.scalar(
        select(OpenSession).where(OpenSession.id == session_id, OpenSession.account_id == actor.account_id)
    )
    if found is None:
        raise NotKnown
    _end(found.session, actor.account_id)
    record(
        "session_ended", actor=actor, organisation_id=None, subject="account", subject_id=actor.account_id,
        begun_at=found.begun_at,
    )  # fmt: skip


def end_other_sessions(actor: Actor) -> Account:
    """Every session ends; the caller opens a new one for the present person."""
    account = db.session.get_one(Account, actor.account_id)
    account.session_epoch += 1
    record("sessions_ended", actor=actor, organisation_id=None, subject="account", subject_id=account.id)
    return account


def tell_of_new_device(account: Account, device: Device, address: str) -> None:
    """Unless the owner came in on this device before, or never yet at all. Call it before this time is noted."""
    if account.id in device.account_ids or account.last_sign_in_at is None:
        return
    at = clock.now().astimezone(clock.VIETNAM)
    text = (
        f"Tài khoản của đồng chí vừa đăng nhập trên một máy mới: {device.words}, lúc {at:%H:%M} ngày {at:%d/%m/%Y}, "
        f"địa chỉ mạng {address or 'không rõ'}. Đúng là đồng chí thì không phải làm gì. Không phải thì đổi mật khẩu "
        "ngay, cho máy đó thoát ra và báo Văn phòng Đảng ủy."
    )
    notify([account.person_id], Notice.NEW_DEVICE, text, OWN_SESSIONS)


def sweep() -> None:
    """Remove what is known of sessions that are over in any case."""
    before = clock.now() - LONGEST_SESSION
    db.session.execute(delete(EndedSession).where(EndedSession.ended_at < before))
    db.session.execute(delete(OpenSession).where(OpenSession.begun_at < before))


def _end(session: str, account_id: int) -> None:
    db.session.merge(EndedSession(session=session[:24], account_id=account_id, ended_at=clock.now()))
    db.session.execute(
        delete(OpenSession).where(OpenSession.session == session[:24]).execution_options(synchronize_session=False)
    )
