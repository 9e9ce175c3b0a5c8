"""Six digits that prove that a letter arrived: reckoned from the installation's key, so that none is kept anywhere."""

import hmac
import re
from datetime import UTC, datetime

from app.settings import settings

DIGITS = 6


def code_for(account_id: int, address: str, asked_at: datetime) -> str:
    """Another one for every account, address and time of asking."""
    asked = f"{account_id}|{address}|{asked_at.astimezone(UTC).isoformat()}"
    digest = hmac.digest(settings().secret_key.encode(), f"mail address|{asked}".encode(), "sha256")
    return f"{int.from_bytes(digest) % 10**DIGITS:0{DIGITS}}"


def is_right(typed: str, wanted: str) -> bool:
    """As people type it: "482 913" is 482913."""
    return hmac.compare_digest(re.sub(r"[\s.-]", "", typed).encode(), wanted.encode())
