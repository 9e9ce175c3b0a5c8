"""The short code of an issued document: printed on it, typed or read aloud by who wants to know if it is genuine."""

import re
import secrets

# Of what is taken for one another when it is read (0 O, 1 I L, 2 Z, 5 S, 8 B, U V) or heard (B C D G P T, M N, Q U)
# at most one.
ALPHABET = "2345679AEHKMRTXY"
LENGTH = 12  # 48 bits: nobody hits one by trying
GROUP = 4


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def in_groups(code: str) -> str:
    """`K7MH-3TX9-A2RE`, as it is printed and read aloud."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def code_in(typed: str) -> str | None:
    """The code that somebody typed, in small letters too and with any gaps; None for what can be none."""
    code = re.sub(r"[\s\-–.]+", "", typed[:60]).upper()
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None
