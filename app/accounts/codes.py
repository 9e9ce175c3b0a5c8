"""Codes for a one-time sign-in: short enough to be read out, gone after some minutes.

The first part says which code it is and is kept as it is; the second opens and is kept as a hash, each with a salt of
its own.
"""

import hashlib
import hmac
import re
import secrets

# Without 0, O, 1, I and L, which look alike on paper and sound alike on the telephone.
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LOOKED_UP, SECRET = 4, 5
LENGTH = LOOKED_UP + SECRET
SALT = 16  # bytes
WORK = 2**13  # of scrypt: too slow to be tried through within its time


def new_code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def grouped(code: str) -> str:
    """`K7MP-3XQAB`, as it is shown and read out."""
    return f"{code[:LOOKED_UP]}-{code[LOOKED_UP:]}"


def parts_of(typed: str) -> tuple[str, str]:
    """What it is looked up by, and what opens; whatever was typed around it does not matter."""
    bare = bare_code(typed)
    return bare[:LOOKED_UP], bare[LOOKED_UP:]


def bare_code(typed: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", typed[:40].upper())


def kept_form(secret: str, salt: bytes = b"", work: int = WORK) -> str:
    """Salt and hash; a new random salt unless one is given."""
    salt = salt or secrets.token_bytes(SALT)
    return f"{salt.hex()}${hashlib.scrypt(secret.encode(), salt=salt, n=work, r=8, p=1, dklen=32).hex()}"


def is_kept_form_of(secret: str, kept: str) -> bool:
    return hmac.compare_digest(kept_form(secret, bytes.fromhex(kept.partition("$")[0])), kept)
