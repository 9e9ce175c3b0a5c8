"""What stands in a letter: plain text, with its link, made when it is sent."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from textwrap import shorten

from flask import current_app
from sqlalchemy import Row, select

from app.accounts.models import Account
from app.extensions import db
from app.members.models import Person
from app.notifications.models import Letter, Notification
from app.settings import settings

NAME = "Nền Nếp"
LONGEST_SUBJECT = 100


class NotWanted(Exception):
    """The letter must not go out any more; the message says why."""


def compose(letter_id: int, sender: str) -> tuple[EmailMessage, str]:
    """The letter as it goes out, and the address that it goes to. Raises NotWanted."""
    row = _read(letter_id)
    if row.closed_at is not None:
        raise NotWanted("Tài khoản của người nhận đã đóng.")
    subject, text = _notice(row)
    message = EmailMessage(policy=SMTP)
    message["Subject"] = shorten(subject, LONGEST_SUBJECT, placeholder=" …")
    message["From"] = formataddr((NAME, sender))
    message["To"] = row.address
    message["Date"] = format_datetime(row.created_at)
    message["Message-ID"] = row.message_id
    message["Auto-Submitted"] = "auto-generated"  # no "out of office" comes back (RFC 3834)
    message.set_content(text)
    return message, row.address


def _read(letter_id: int) -> Row:
    return db.session.execute(
        select(
            Letter.address, Letter.message_id, Letter.created_at, Letter.meeting_id, Notification.text,
            Notification.path, Person.full_name, Account.closed_at, Account.id.label("account_id"),
        )
        .join(Person, Person.id == Letter.person_id)
        .join(Account, Account.person_id == Person.id)
        .outerjoin(Notification, Notification.id == Letter.notification_id)
        .where(Letter.id == letter_id)
    ).one()  # fmt: skip


def _notice(row: Row) -> tuple[str, str]:
    base = settings().public_url
    text = current_app.jinja_env.get_template("mail/notice.txt").render(
        name=row.full_name, text=row.text, link=f"{base}{row.path or '/notifications'}", base=base
    )
    return row.text, text
