"""The codes of a second factor: those of the app (RFC 6238: six digits, every 30 seconds), and ten on paper.

The secret that app and house share is kept encrypted with a key made of the installation's secret key: who copies the
database alone cannot make codes.
"""

import hmac
import re
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from app.accounts.codes import LETTERS, SALT, bare_code, grouped, kept_form
from app.settings import settings

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

STEP = 30  # seconds
# Clocks of telephones differ, and people type slowly: one step early or late is taken too.
DRIFT = 1
PAPER_CODES, PAPER_LENGTH = 10, 8
WORK = 2**13  # of scrypt; tests do less


def new_secret() -> str:
    import pyotp  # late, as below: most processes never need it

    return pyotp.random_base32()


def address_for_app(secret: str, user_name: str) -> str:
    """What the QR code says to the app."""
    import pyotp

    return pyotp.TOTP(secret).provisioning_uri(name=user_name, issuer_name="Nen Nep")


def step_of(secret: str, typed: str, at: datetime, after: int) -> int | None:
    """The half minute whose code was typed, if it lies around `at` and behind `after`; every code is looked at, so that
    the time of the answer tells nothing. An `after` that is still to come is of before the clock was set back: it keeps
    nobody out until then."""
    import pyotp

    totp, bare, found = pyotp.TOTP(secret), re.sub(r"[^0-9]", "", typed[:20]), None
    now = int(at.timestamp()) // STEP
    behind = after if after <= now + DRIFT else 0
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(totp.generate_otp(step), bare) and step > behind:
            found = step
    return found


def seal(secret: str) -> str:
    return _fernet(settings().secret_key).encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str | None:
    """None if it was sealed under another secret key: nobody can make its codes any more."""
    from cryptography.fernet import InvalidToken

    try:
        return _fernet(settings().secret_key).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def new_paper_codes() -> list[str]:
    return [grouped("".join(secrets.choice(LETTERS) for _ in range(PAPER_LENGTH))) for _ in range(PAPER_CODES)]


def kept_paper_codes(codes: Iterable[str]) -> list[str]:
    """As they are kept: hashes with one random salt for the ten, so that a wrong code costs one hash and not ten."""
    salt = secrets.token_bytes(SALT)
    return [kept_form(bare_code(code), salt, WORK) for code in codes]


def which_of(typed: str, kept: Sequence[str], account_id: int) -> list[str]:
    """Those of `kept` that were made of what was typed."""
    bare = bare_code(typed)
    made = {salt: _made_with(salt, bare, account_id) for salt in {one.rpartition("$")[0] for one in kept}}
    return [one for one in kept if hmac.compare_digest(made[one.rpartition("$")[0]], one)]


def _made_with(salt: str, bare: str, account_id: int) -> str:
    if salt:
        return kept_form(bare, bytes.fromhex(salt), WORK)
    # Codes that were printed before salts were random: the account's number was theirs.
    old = f"nennep recovery {account_id}".encode()
    return kept_form(bare, old, WORK).rpartition("$")[2]


@cache
def _fernet(secret_key: str) -> "Fernet":
    from base64 import urlsafe_b64encode

    from cryptography.fernet import Fernet
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    # A key of its own, so that what signs sessions opens nothing here.
    derived = HKDF(SHA256(), length=32, salt=None, info=b"nennep second factor").derive(secret_key.encode())
    return Fernet(urlsafe_b64encode(derived))
