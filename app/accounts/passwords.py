"""Passwords: how they are kept, which ones are refused, and the ones that a slip carries."""

import re
import secrets
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.accounts.syllables import SYLLABLES
from workflows.names import fold

SHORTEST, LONGEST = 10, 200
# OWASP's second choice: 19 MiB a hash, so that eight people signing in at once do not fill a small machine.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# A slip's password is 42 random bits and holds until the first sign-in, so less work protects it as well; a hundred of
# them are hashed while SQLite's write lock is held.
SLIP_HASHER = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1)
# Only for tests and invented people: the same code, a thousandth of the work.
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
# Marks the hash of a slip's password, which is compared without regard to case, hyphens and spaces.
FROM_SLIP = "slip:"
# In the place of a hash: no password opens the account.
NOTHING = "!"
DIGITS_ON_A_SLIP = "23456789"
SYLLABLES_ON_A_SLIP = 4

# What people try first, folded and without digits and signs: "Mật khẩu 2026!" is as common as "matkhau".
_COMMON = (
    "abcdef abcdefghij admin administrator anhyeuem asdfghjkl bacho bachomuonnam bithu canbo chibo chibothon chinhphu "
    "congsan dangbo dangcongsan dangcongsanvietnam danguy dangvien dangvienchibo dienbien doanket doclaptudo emyeuanh "
    "giadinh hanoi hanhphuc hochiminh iloveyou khongbiet khongnho letmein matkhau matkhaumoi mothaiba motnamhaisau "
    "nennep password passwords phapluat qwerty qwertyuiop quehuong saigon sinhhoat sinhhoatchibo tentoi toiyeuvietnam "
    "tongbithu tuhao tunhien ubnd vanphong vanphongdanguy vietnam vietnammuonnam xinchao yeuem yeunuoc zxcvbnm"
)
COMMON = frozenset(_COMMON.split())
COMMON_ELSEWHERE = Path(__file__).with_name("common_passwords.txt")


def hash_of(password: str) -> str:
    return HASHER.hash(password)


def hash_for_slip(password: str) -> str:
    return FROM_SLIP + SLIP_HASHER.hash(_bare(password))


def matches(kept: str, password: str) -> bool:
    """Whether `password` is the one whose hash is `kept`. Takes as long for each kind of hash, and for none: else the
    time of an answer would tell who has never come in yet."""
    of_slip = kept.startswith(FROM_SLIP)
    by_owner = _verify(_hash_of_nobody(HASHER) if of_slip or kept == NOTHING else kept, password)
    by_slip = _verify(kept.removeprefix(FROM_SLIP) if of_slip else _hash_of_nobody(SLIP_HASHER), _bare(password))
    return by_slip if of_slip else by_owner


def _verify(kept: str, password: str) -> bool:
    try:
        # One that is longer was never set, and the first 200 signs of it are not it.
        HASHER.verify(kept, password[:LONGEST])
        return len(password) <= LONGEST
    except (InvalidHashError, VerificationError):
        return False


def matches_nobody(password: str) -> None:
    """The work of `matches` for a name that does not exist, so that the time of an answer tells nothing."""
    matches(NOTHING, password)


def is_outdated(kept: str) -> bool:
    """Whether the hash was made with other parameters than today's. A slip's is soon gone anyway."""
    return not kept.startswith(FROM_SLIP) and HASHER.check_needs_rehash(kept)


def problem_with(password: str, user_name: str) -> str | None:
    """A sentence that says what to do instead, or None if the password is good enough."""
    if len(password) < SHORTEST:
        return (
            f"Mật khẩu cần ít nhất {SHORTEST} ký tự. Nên ghép vài từ quen thuộc, ví dụ bốn từ không liên quan với nhau."
        )
    if len(password) > LONGEST:
        return f"Mật khẩu dài quá {LONGEST} ký tự, hãy chọn câu ngắn hơn."
    bare = _bare(password)
    letters = re.sub(r"[0-9]", "", bare)
    own = re.sub(r"[0-9]", "", _bare(user_name))
    if letters == own and letters:
        return "Mật khẩu không được lấy từ tên đăng nhập. Hãy chọn một câu khác."
    if bare.isdigit() or len(set(bare)) <= 3:
        return "Mật khẩu chỉ gồm chữ số hoặc vài ký tự lặp lại thì dễ bị đoán. Hãy ghép thêm vài từ."
    if password.lower() in _common_elsewhere() or letters in _common_words() or _is_made_of(letters, COMMON | {own}):
        return "Mật khẩu này nhiều người dùng nên dễ bị đoán. Hãy ghép vài từ không liên quan với nhau."
    return None


@cache
def _common_elsewhere() -> frozenset[str]:
    """The world's, as they are: `qwerty12345`."""
    lines = COMMON_ELSEWHERE.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


@cache
def _common_words() -> frozenset[str]:
    """Their letters alone: other digits behind a word make it no better."""
    return frozenset(re.sub(r"[^a-z]", "", line) for line in _common_elsewhere())


def _is_made_of(letters: str, words: frozenset[str]) -> bool:
    """Whether it is nothing but words of this house and other common ones, one after the other."""
    ends = {0}
    for begin in range(len(letters)):
        if begin in ends:
            ends |= {begin + len(word) for word in words if word and letters.startswith(word, begin)}
    return bool(letters) and len(letters) in ends


def readable_password() -> str:
    """A password for a slip, such as `tan-long-mai-hoa-47`: at least 42 bits, easy to type on a phone."""
    words = [secrets.choice(SYLLABLES) for _ in range(SYLLABLES_ON_A_SLIP)]
    digits = "".join(secrets.choice(DIGITS_ON_A_SLIP) for _ in range(2))
    return "-".join([*words, digits])


def _bare(password: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(password))


@cache
def _hash_of_nobody(hasher: PasswordHasher) -> str:
    return hasher.hash(secrets.token_urlsafe(16))
