"""How the mail goes, for who looks after it: addresses and errors, nothing of what the letters say."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from app.accounts.models import Account
from app.columns import as_fields
from app.extensions import db
from app.members.models import Person
from app.notifications.models import Letter, LetterState, MailAddress

IN_TROUBLE: ColumnElement[bool] = or_(
    Letter.status == LetterState.GIVEN_UP, and_(Letter.status == LetterState.WAITING, Letter.error != "")
)


class Troubled(NamedTuple):
    """A letter that was tried and could not be sent. `now`: where the person's mail goes today, "" nowhere."""

    id: int
    name: str  # of the person, or what a letter to an address outside is about
    address: str
    now: str | None
    status: LetterState
    tries: int
    error: str
    created_at: datetime
    next_try_at: datetime
    is_question: bool  # asks whether an address is right: a new one is asked for by its owner


def troubled(limit: int, offset: int) -> list[Troubled]:
    """Those given up first, then those that will be tried again; the newest first."""
    columns: dict[str, Any] = {
        "id": Letter.id, "name": func.coalesce(Person.full_name, Letter.subject), "address": Letter.address,
        "now": case((Letter.body.is_not(None), Letter.address), else_=MailAddress.address),
        "status": Letter.status, "tries": Letter.tries, "error": Letter.error, "created_at": Letter.created_at,
        "next_try_at": Letter.next_try_at, "is_question": Letter.notification_id.is_(None) & Letter.body.is_(None),
    }  # fmt: skip
    rows = db.session.execute(
        select(*as_fields(Troubled, columns))
        .outerjoin(Person, Person.id == Letter.person_id)
        .outerjoin(Account, Account.person_id == Letter.person_id)
        .outerjoin(MailAddress, MailAddress.account_id == Account.id)
        .where(IN_TROUBLE)
        .order_by(Letter.status != LetterState.GIVEN_UP, Letter.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [Troubled(*row) for row in rows]


def counts() -> dict[LetterState, int]:
    """Of every state; what was sent is kept for a month."""
    found = {
        status: number
        for status, number in db.session.execute(select(Letter.status, func.count()).group_by(Letter.status))
    }
    return {status: found.get(status, 0) for status in LetterState}
