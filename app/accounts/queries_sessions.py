"""What somebody reads about who came in under their name: open sessions, and every try to sign in."""

from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import func, select

from app import clock
from app.accounts.durations import LONGEST_SESSION, SEEN_EVERY
from app.accounts.models import Account, EndedSession, OpenSession, SignInAttempt
from app.accounts.throttle import AGAIN, FACTOR, TAKING_UP
from app.extensions import db
from app.settings import settings

USUALLY_WRONG = "Sai mật khẩu"
WRONG_OF = {
    AGAIN: "Sai mật khẩu khi nhập lại", FACTOR: "Đúng mật khẩu, sai mã xác thực", TAKING_UP: "Sai mã khi bật hai lớp",
}  # fmt: skip


def sessions_of(account_id: int) -> list[OpenSession]:
    """The account's sessions that still hold, the one used last first."""
    now = clock.now()
    idle = timedelta(minutes=settings().session_minutes) + SEEN_EVERY
    over = select(EndedSession.session).where(EndedSession.session == OpenSession.session).exists()
    return list(
        db.session.scalars(
            select(OpenSession)
            .join(Account, Account.id == OpenSession.account_id)
            .where(OpenSession.account_id == account_id, OpenSession.epoch == Account.session_epoch, ~over)
            .where(OpenSession.begun_at > now - LONGEST_SESSION, OpenSession.seen_at > now - idle)
            .order_by(OpenSession.seen_at.desc(), OpenSession.id.desc())
        )
    )


class Try(NamedTuple):
    """One line of the sign-in history; `wrong` says why somebody was kept out, "" for who came in."""

    attempt: SignInAttempt
    wrong: str


def attempts_of(account_id: int, limit: int = 20, offset: int = 0) -> list[Try]:
    """The tries to sign in under this account, the newest first."""
    rows = db.session.scalars(
        select(SignInAttempt)
        .where(SignInAttempt.account_id == account_id)
        .order_by(SignInAttempt.at.desc(), SignInAttempt.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [Try(row, _wrong(row)) for row in rows]


def count_attempts(account_id: int) -> int:
    return db.session.scalar(select(func.count(SignInAttempt.id)).where(SignInAttempt.account_id == account_id)) or 0


def _wrong(row: SignInAttempt) -> str:
    if row.succeeded:
        return ""
    return next((said for mark, said in WRONG_OF.items() if row.user_name.startswith(mark)), USUALLY_WRONG)
