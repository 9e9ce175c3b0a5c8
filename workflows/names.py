"""Vietnamese names: how they sort, and how they are searched for."""

import re
import unicodedata

# One character a letter, so that any database sorts the keys as Python does: digits, then small letters.
# 0 ends a word and stands below every letter; f j w z come where the Latin alphabet has them.
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_CODES = dict(zip(_LETTERS, "123456789abcdefghijklmnopqrstuvwx", strict=True))
_OTHER = "y"
_END = "0"

# Signs that are neither letters nor spaces: only among them stand marks that are put on a letter.
_MARKS_AND_SIGNS = re.compile(r"[^\w\s\x00-\x7f]{9,}")
MOST_MARKS = 8  # on one letter; Vietnamese puts two on some

# The tones in the order of Vietnamese dictionaries; 1 is the level tone.
_TONES = {"\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0301": "5", "\u0323": "6"}
_LEVEL = "1"


def nfc(text: str) -> str:
    """Composed letters: text arrives both ways, and the two do not compare equal."""
    return unicodedata.normalize("NFC", few_marks(text))


def few_marks(text: str) -> str:
    """Without the marks beyond the eighth on one letter: composing sorts them, which takes the square of their number.
    A field of a hundred thousand would keep a process busy for minutes, and whoever sends it need not be signed in."""
    return _MARKS_AND_SIGNS.sub(_with_few_marks, text)


def _with_few_marks(found: re.Match[str]) -> str:
    kept, marks = list[str](), 0
    for sign in found.group():
        marks = marks + 1 if unicodedata.category(sign).startswith("M") else 0
        if marks <= MOST_MARKS:
            kept.append(sign)
    return "".join(kept)


def tidy_name(name: str) -> str:
    """Composed and without stray spaces."""
    return " ".join(nfc(name).split())


def fold(text: str) -> str:
    """For searching: small letters, no diacritics, đ as d."""
    bare = unicodedata.normalize("NFD", few_marks(text.lower())).replace("đ", "d")
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def sort_key(name: str) -> str:
    """A key of digits and small letters that sorts by given name (the last word), family name, then the rest.

    Within a word the letters decide before the tones, as in a dictionary.
    """
    words = tidy_name(name).lower().replace("-", " ").split()
    return "".join(_word_key(word) for word in [*words[-1:], *words[:-1]])


def _word_key(word: str) -> str:
    coded = [_letter_key(letter) for letter in word]
    letters, tones = "".join(letter for letter, _ in coded), "".join(tone for _, tone in coded)
    return letters + _END + tones + _END


def _letter_key(letter: str) -> tuple[str, str]:
    marks = unicodedata.normalize("NFD", letter)
    tone = next((mark for mark in marks if mark in _TONES), "")
    base = nfc(marks.replace(tone, "")) if tone else letter
    return _CODES.get(base, _OTHER), _TONES.get(tone, _LEVEL)


def committee_of(organisation: str) -> str:
    """`Đảng ủy xã Mường Lâm`: the committee of `Đảng bộ xã Mường Lâm`, which issues and signs."""
    return re.sub(r"^Đảng bộ\b", "Đảng ủy", organisation)
