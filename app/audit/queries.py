"""Reading the history, as far as pages need it to see whether something happened."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import BindParameter, Integer, ScalarSelect, Select, bindparam, select

from app.accounts.models import Account
from app.audit.models import AuditEvent, AuditHead
from app.extensions import connection, db
from app.members.models import Person


def last_seq(organisation_id: int) -> int:
    """The number of the latest event in the organisation's chain: as long as it stays, nothing was changed there."""
    return connection().scalar(_last_seq(), {"organisation_id": organisation_id}) or 0


@cache
def _last_seq() -> Select[int]:
    """Built once: building it costs more than running it, and the pages of the conduct ask every few seconds."""
    return select(last_seq_column(bindparam("organisation_id", type_=Integer)))


def last_seq_column(organisation_id: int | BindParameter[int]) -> ScalarSelect[int]:
    """The same as a column of another statement."""
    return select(AuditHead.seq).where(AuditHead.chain == organisation_id).scalar_subquery()


def subjects_since(
    organisation_id: int, event: str, subject: str, subject_id: int, since: int, field: str
) -> set[object]:
    """The values of `field` in the events of one kind on one thing after number `since`."""
    found = db.session.scalars(
        select(AuditEvent.data)
        .where(AuditEvent.chain == organisation_id, AuditEvent.seq > since, AuditEvent.event == event)
        .where(AuditEvent.subject == subject, AuditEvent.subject_id == subject_id)
    )
    return {data.get(field) for data in found}


@dataclass(frozen=True)
class Change:
    """Who changed a thing last, and when. `name` is empty where the system did it."""

    name: str
    at: datetime


def last_change(subject: str, subject_id: int) -> Change | None:
    """For the sentence that tells somebody who was faster."""
    row = db.session.execute(
        select(Person.full_name, AuditEvent.at)
        .select_from(AuditEvent)
        .outerjoin(Account, Account.id == AuditEvent.account_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(AuditEvent.subject == subject, AuditEvent.subject_id == subject_id)
        .order_by(AuditEvent.id.desc())
        .limit(1)
    ).one_or_none()
    return Change(name=row.full_name or "", at=row.at) if row else None
