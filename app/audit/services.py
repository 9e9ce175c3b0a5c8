"""Writing the history: in the transaction of the change itself, at the end of its organisation's chain."""

import hashlib
import json
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

from sqlalchemy import Integer, Row, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.event import listens_for
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from app import clock
from app.actor import Actor
from app.audit.events import EVENTS
from app.audit.models import AuditEvent, AuditHead
from app.columns import among
from app.extensions import db

NO_ORGANISATION = 0
# In Session.info: events that are not written yet, and the chains of which this transaction holds the end.
UNWRITTEN, ENDS = "events_to_write", "ends_of_chains"


@dataclass
class End:
    """Where the next event goes. `seq`: of the last that was told; `hash`: of the last that was written. `head` follows
    when events are written (`app.audit.services_sealing`)."""

    head: AuditHead
    seq: int
    hash: str


def record(
    event: str,
    *,
    actor: Actor | None,
    organisation_id: int | None,
    subject: str,
    subject_id: int | None,
    acting_as: str = "",
    **data: Any,
) -> AuditEvent:
    """Add one event to the chain of `organisation_id`. Raises ValueError if its fields are not those declared.

    It is written with the next flush, after the rows that it tells of, because it vouches for them. Its id and hash are
    known then.
    """
    if EVENTS[event] != set(data):
        raise ValueError(f"{event}: fields {sorted(data)}, declared {sorted(EVENTS[event])}")
    end = _locked_end(organisation_id or NO_ORGANISATION)
    row = AuditEvent(
        chain=end.head.chain,
        seq=end.seq + 1,
        at=clock.now().replace(microsecond=0),
        account_id=actor.account_id if actor else None,
        acting_as=acting_as,
        address=actor.address if actor else "",
        event=event,
        subject=subject,
        subject_id=subject_id,
        data=plain(data),
    )
    db.session.info.setdefault(UNWRITTEN, []).append(row)
    end.seq = row.seq
    return row


@listens_for(Session, "after_commit")
@listens_for(Session, "after_rollback")
def _let_go(session: Session) -> None:
    """Of locks that ended with the transaction. A job has many of them in one session."""
    session.info.pop(ENDS, None)
    session.info.pop(UNWRITTEN, None)


def lock_chain(organisation_id: int | None) -> None:
    """Take the lock of the chain before any other lock of the same change: two changes then wait in the same order."""
    _locked_end(organisation_id or NO_ORGANISATION)


def lock_chains(organisation_ids: Iterable[int]) -> None:
    """The same for many, lowest first, in two statements."""
    chains = sorted(set(organisation_ids))
    begun = _dialect().insert(AuditHead.__table__).on_conflict_do_nothing()
    db.session.execute(begun, [{"chain": chain, "seq": 0, "hash": ""} for chain in chains])
    there = select(AuditHead).where(among(AuditHead.chain, chains)).order_by(AuditHead.chain).with_for_update()
    held = db.session.info.setdefault(ENDS, {})
    held |= {head.chain: End(head, head.seq, head.hash) for head in db.session.scalars(there)}


def hash_of(row: AuditEvent | Row[Any]) -> str:
    """What the chain is made of: every field of the event, and the hash of the one before."""
    return _hash_of([row.id, *_fields(row), row.seals])


def former_hash_of(row: Row[Any]) -> str:
    """As it was made until it covered the id too; before that until there were seals. Such events keep their hash."""
    return _hash_of(_fields(row) if row.seals is None else [*_fields(row), row.seals])


def _fields(row: AuditEvent | Row[Any]) -> list[Any]:
    at = row.at.astimezone(UTC).isoformat(timespec="seconds")
    whose = [row.chain, row.seq, at, row.account_id, row.acting_as, row.address, row.event, row.subject]
    return [*whose, row.subject_id, row.data, row.previous_hash]


def _hash_of(fields: list[Any]) -> str:
    return hashlib.sha256(json.dumps(fields, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def plain(value: Any) -> Any:
    """`value` as JSON keeps it, so that the hash is the same after a round trip through the database."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(v) for v in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


def _locked_end(chain: int) -> End:
    """The chain's last link, locked until the transaction ends (SQLite: the whole writing transaction is a lock)."""
    # Already ours in this transaction: ask nobody.
    held: dict[int, End] = db.session.info.setdefault(ENDS, {})
    if (end := held.get(chain)) is not None and end.head in db.session:
        return end
    # Changes of rows go down before, because chains are locked last. New rows alone keep nobody waiting: they go down
    # together with the event.
    with nullcontext() if db.session.dirty else db.session.no_autoflush:
        found = (
            db.session.scalar(_HEAD, {"chain": chain})
            or db.session.scalars(_first_head(_dialect()), {"begun": chain}).one()
        )
    end = held[chain] = End(found, found.seq, found.hash)
    return end


_HEAD = select(AuditHead).where(AuditHead.chain == bindparam("chain", type_=Integer)).with_for_update()


@cache
def _first_head(dialect: Any) -> ReturningInsert[AuditHead]:
    """The head of a new chain; the one that somebody else began at the same moment, locked."""
    insert = dialect.insert(AuditHead).values(chain=bindparam("begun", type_=Integer), seq=0, hash="")
    there = insert.on_conflict_do_update(index_elements=[AuditHead.chain], set_={"chain": insert.excluded.chain})
    return there.returning(AuditHead)


def _dialect() -> Any:
    return sqlite if db.session.get_bind().dialect.name == "sqlite" else postgresql
