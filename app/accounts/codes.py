"""Codes for a one-time sign-in: short enough to be read out, gone after a quarter of an hour."""

import hashlib
import re
import secrets
from datetime import timedelta

# Without 0, O, 1, I and L, which look alike on paper and sound alike on the telephone.
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 8
VALID_FOR = timedelta(minutes=15)


def new_code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def grouped(code: str) -> str:
    """`K7MP-3XQA`, as it is shown and read out."""
    return f"{code[:4]}-{code[4:]}"


def hash_of_code(code: str) -> str:
    """The same for the same code, so that it can be looked up, but too slow to be tried through within its time."""
    bare = re.sub(r"[^0-9A-Z]", "", code[:40].upper())
    return hashlib.scrypt(bare.encode(), salt=b"nennep one-time sign-in", n=2**13, r=8, p=1, dklen=32).hex()
