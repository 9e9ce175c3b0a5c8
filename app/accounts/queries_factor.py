"""Who has a second factor, and how it stands."""

from typing import NamedTuple

from sqlalchemy import func, select

from app.accounts.factor_codes import address_for_app, unseal
from app.accounts.models import Account, RecoveryCode, SecondFactor
from app.extensions import db


def confirmed(account_id: int) -> SecondFactor | None:
    """The factor that is asked for at the door, if there is one."""
    found = db.session.get(SecondFactor, account_id)
    return found if found is not None and found.confirmed_at is not None else None


def paper_codes_left(account_id: int) -> int:
    wanted = select(func.count(RecoveryCode.id)).where(
        RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None)
    )
    return db.session.scalar(wanted) or 0


class ToEnrol(NamedTuple):
    """What the app takes in: by camera, or typed."""

    address: str
    key: str


def to_enrol(account: Account) -> ToEnrol | None:
    """Of a factor that waits to be confirmed; None if none does."""
    found = db.session.get(SecondFactor, account.id)
    secret = unseal(found.sealed) if found is not None and found.confirmed_at is None else None
    if secret is None:
        return None
    key = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return ToEnrol(address_for_app(secret, account.user_name), key)
