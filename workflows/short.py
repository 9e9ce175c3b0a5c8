"""A notice short enough for a message on the telephone, where each letter with a diacritic costs as much as two without."""

import re
from functools import lru_cache

# Two messages joined: 67 letters each, because diacritics are sent as UCS-2 (3GPP TS 23.038 and 23.040).
TWO_MESSAGES = 134
# However long the link is, so much must be left to say what it is about.
LEAST = 60
# What a text can do without, tried one after the other until it fits.
SAVINGS = (
    (re.compile(r"\b(\d{1,2}) giờ (\d{2})\b"), r"\1h\2"),
    (re.compile(r"\b(\d{2}/\d{2})/20\d\d\b"), r"\1"),
    (re.compile(r"\b([Đđ])ồng chí\b"), r"\1/c"),
    (re.compile(r"\b(sinh hoạt chi bộ) thường kỳ\b", re.IGNORECASE), r"\1"),
    (re.compile(r"\btại Nhà văn hóa\b"), "tại NVH"),
)


@lru_cache(maxsize=512)  # pages of the same few meetings say the same
def short_text(text: str, link: str = "") -> str:
    """`text` and its link, in the length of two messages where that can be."""
    text = " ".join(text.split())
    room = max(TWO_MESSAGES - len(link) - bool(link), LEAST)
    for pattern, less in SAVINGS:
        if len(text) > room:
            text = pattern.sub(less, text)
    return f"{_cut(text, room)} {link}".strip()


def _cut(text: str, room: int) -> str:
    """Whole words, as many as fit with the sign that there were more."""
    if len(text) <= room:
        return text
    head = text[:room].rpartition(" ")[0] or text[: room - 1]
    return f"{head.rstrip(' ,;:')}…"
