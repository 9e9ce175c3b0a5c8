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
from app.notifications.calendars import invitation, withdrawal
from app.notifications.codes import code_for
from app.notifications.models import Letter, MailAddress, Notification
from app.notifications.queries_calendar import entry_for, withdrawn
from app.settings import settings
from workflows.notices import Notice

NAME = "Nền Nếp"
LONGEST_SUBJECT = 100


class NotWanted(Exception):
    """The letter must not go out any more; the message says why."""


def compose(letter_id: int, sender: str) -> tuple[EmailMessage, str]:
    """The letter as it goes out, and the address that it goes to. Raises NotWanted."""
    row = _read(letter_id)
    if row.closed_at is not None:
        raise NotWanted("Tài khoản của người nhận đã đóng.")
    if row.body is not None:
        subject, text = _outward(row)
    else:
        subject, text = _notice(row) if row.text is not None else _question(row)
    message = EmailMessage(policy=SMTP)
    message["Subject"] = shorten(subject, LONGEST_SUBJECT, placeholder=" …")
    message["From"] = formataddr((NAME, sender))
    message["To"] = row.address
    message["Date"] = format_datetime(row.created_at)
    message["Message-ID"] = row.message_id
    if row.account_id is not None:
        message["List-Unsubscribe"] = f"<{settings().public_url}/account/notices>"
    message["Auto-Submitted"] = "auto-generated"  # no "out of office" comes back (RFC 3834)
    message.set_content(text)
    if row.meeting_id is not None:
        _enclose(message, row, sender)
    return message, row.address


def _enclose(message: EmailMessage, row: Row, sender: str) -> None:
    """The meeting as the person may see it now, twice: for programs that act on it, and as a file for the others."""
    both = {"organiser": sender, "attendee": row.address}
    if entry := entry_for(row.account_id, row.meeting_id):
        method, body = invitation(entry, settings().public_url, name=row.full_name, **both)
    elif row.kind == Notice.AMENDED:
        method, body = "CANCEL", withdrawal(withdrawn(row.meeting_id), **both)
    else:
        return
    message.add_alternative(body, "text", "calendar", cte="base64", params={"method": method, "charset": "utf-8"})
    message.add_attachment(body, "application", "ics", filename="sinh-hoat.ics")


def _read(letter_id: int) -> Row:
    return db.session.execute(
        select(
            Letter.address, Letter.message_id, Letter.created_at, Letter.meeting_id, Letter.subject, Letter.body,
            Notification.text, Notification.kind, Notification.path, Person.full_name, Account.closed_at,
            Account.id.label("account_id"),
            MailAddress.pending, MailAddress.asked_at,
        )
        .outerjoin(Person, Person.id == Letter.person_id)
        .outerjoin(Account, Account.person_id == Person.id)
        .outerjoin(Notification, Notification.id == Letter.notification_id)
        .outerjoin(MailAddress, MailAddress.account_id == Account.id)
        .where(Letter.id == letter_id)
    ).one()  # fmt: skip


def _notice(row: Row) -> tuple[str, str]:
    link = f"{settings().public_url}{row.path or '/notifications'}"
    return row.text, _text("notice", row, text=row.text, link=link)


def _outward(row: Row) -> tuple[str, str]:
    if row.address not in settings().seals_to:
        raise NotWanted("Địa chỉ này không còn trong cài đặt NENNEP_SEALS_TO.")
    return row.subject, row.body


def _question(row: Row) -> tuple[str, str]:
    """Whether the address is right; with the code of the latest asking."""
    if row.pending != row.address or row.asked_at is None:
        raise NotWanted("Địa chỉ này không còn chờ xác nhận.")
    code = code_for(row.account_id, row.pending, row.asked_at)
    return f"Mã xác nhận địa chỉ thư: {code}", _text("confirm", row, code=code)


def _text(name: str, row: Row, **more: str) -> str:
    template = current_app.jinja_env.get_template(f"mail/{name}.txt")
    return template.render(name=row.full_name, base=settings().public_url, **more)
