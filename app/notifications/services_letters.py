"""Letters are written in the transaction of what they tell; `app.notifications.services_sending` sends them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import uuid4

from sqlalchemy import and_, delete, insert, literal, or_, select

from app import clock
from app.accounts.models import Account
from app.columns import among
from app.extensions import db
from app.jobs.services import ask_for_a_run
from app.notifications.models import Letter, LetterState, MailAddress, NoticeChoice
from app.settings import mail_server, settings
from workflows.notices import NOTICES, Notice

SEND = "send_letters"


def write_letters(told: Sequence[tuple[int, int]], kind: Notice, meeting_id: int | None) -> None:
    """A letter for each of `told` (person, notification) to whoever wants mail of this kind and has an address.

    Nothing where the installation sends no mail.
    """
    server = mail_server()
    addresses = _addresses({person_id for person_id, _ in told}, kind) if server and told else {}
    if server is None or not addresses:
        return
    same = {"meeting_id": meeting_id if NOTICES[kind].calendar else None} | as_new(clock.now())
    rows = [
        same
        | {"person_id": person_id, "notification_id": notification_id, "address": addresses[person_id]}
        | {"message_id": new_message_id(server.sender)}
        for person_id, notification_id in sorted(told)
        if person_id in addresses
    ]
    db.session.connection().execute(insert(Letter), rows)
    ask_to_send()


def write_outward(subject: str, body: str, *, key: str) -> None:
    """To each address outside the house that the settings name. `key` says of what, so that the letter has one and the
    same Message-ID whenever it is written; nothing where the installation sends no mail."""
    server, addresses = mail_server(), settings().seals_to
    if server is None or not addresses:
        return
    for address in addresses:
        of = sha256(f"{key} {address}".encode()).hexdigest()[:32]
        own = {"address": address, "message_id": f"<{of}@{server.sender.rpartition('@')[2]}>"}
        db.session.add(Letter(subject=subject, body=body, **own, **as_new(clock.now())))
    ask_to_send()


def as_new(next_try_at: datetime) -> dict[str, Any]:
    return {
        "status": LetterState.WAITING, "tries": 0, "error": "", "created_at": clock.now(), "next_try_at": next_try_at,
    }  # fmt: skip


def new_message_id(sender: str) -> str:
    return f"<{uuid4().hex}@{sender.rpartition('@')[2]}>"


def ask_to_send() -> None:
    """Wake the worker."""
    ask_for_a_run(SEND)


def _addresses(person_ids: Collection[int], kind: Notice) -> dict[int, str]:
    """Person → address that is confirmed, of an open account, whose owner wants this kind by mail."""
    choice = and_(NoticeChoice.account_id == Account.id, NoticeChoice.kind == kind)
    wanted = or_(NoticeChoice.by_mail, and_(NoticeChoice.by_mail.is_(None), literal(NOTICES[kind].by_mail)))
    rows = db.session.connection().execute(
        select(Account.person_id, MailAddress.address)
        .join(MailAddress, MailAddress.account_id == Account.id)
        .outerjoin(NoticeChoice, choice)
        .where(among(Account.__table__.c.person_id, list(person_ids)))
        .where(MailAddress.address != "", Account.closed_at.is_(None), wanted)
        .order_by(Account.person_id)
    )
    return {person_id: address for person_id, address in rows}


def forget_sent(before: datetime) -> None:
    """Remove letters that were sent before the moment; what was given up stays to be seen."""
    old = delete(Letter).where(Letter.status == LetterState.SENT, Letter.sent_at < before)
    db.session.execute(old.execution_options(synchronize_session=False))
