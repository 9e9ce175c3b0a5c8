"""What somebody has said about being told."""

from sqlalchemy import select

from app.extensions import db
from app.notifications.models import MailAddress, NoticeChoice
from workflows.notices import NOTICES, Notice


def address_of(account_id: int) -> MailAddress:
    """Where the mail goes; an empty row (kept nowhere) for who has not said."""
    found = db.session.get(MailAddress, account_id, populate_existing=True)
    return found or MailAddress(account_id=account_id, address="", pending="", tries=0)


def wanted_by(account_id: int) -> set[Notice]:
    """The kinds that come by mail: those chosen, and for the others the default."""
    chosen = {
        kind: by_mail
        for kind, by_mail in db.session.execute(
            select(NoticeChoice.kind, NoticeChoice.by_mail).where(NoticeChoice.account_id == account_id)
        )
    }
    return {kind for kind, about in NOTICES.items() if chosen.get(kind, about.by_mail)}
