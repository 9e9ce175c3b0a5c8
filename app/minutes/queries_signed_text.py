"""The hash that signatures rest on, reckoned from the text as it is kept."""

import hashlib
import json
from typing import Any

from app.documents.snapshots import DocumentKind, SnapshotUnreadable, from_data, to_data

# What comes with the issue, as it stands in what is signed; and what is left out of a paper until it is said.
_HEAD: dict[str, Any] = {"number": None, "dated": None, "draft": 0, "created": ""}
_SAID_LATER = {"check", "check_at", "instead_of"}
_SIGNATURE: dict[str, Any] = {"position": "", "signed_at": None, "attested": ""}


def text_hash_in(data: Any) -> str:
    """Of minutes as `to_data` gives them, in whatever shape they were kept: of the text alone, without number, day and
    signatures, so that it is the same before the issue and in the issued paper. Empty for what are no minutes.

    Never change what it makes of a shape that there was: signatures rest on it.
    """
    try:
        head = {name: value for name, value in data["letterhead"].items() if name not in _SAID_LATER}
        text = {
            **data,
            "letterhead": _blank(head, _HEAD),
            "recorder_signature": _blank(data["recorder_signature"], _SIGNATURE),
            "chair_signature": _blank(data["chair_signature"], _SIGNATURE),
            "text_hash": "",
        }
    except (AttributeError, LookupError, TypeError):
        return ""
    return hashlib.sha256(_canonical(text).encode()).hexdigest()


def is_of_this_time(data: Any) -> bool:
    """Whether the program of today would write these minutes so. Others were signed, if in hand, as it came to read
    them then, which is not kept until they are issued."""
    try:
        return to_data(from_data(DocumentKind.MINUTES, data)) == data
    except SnapshotUnreadable:
        return False


def _blank(found: dict[str, Any], blanks: dict[str, Any]) -> dict[str, Any]:
    return {name: blanks.get(name, value) for name, value in found.items()}


def _canonical(text: dict[str, Any]) -> str:
    return json.dumps(text, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
