"""Words as they are searched for: small letters, no diacritics, đ as d. And where they stand in what people wrote."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, takewhile

from workflows.names import fold

LONGEST = 200  # letters of what is asked
MOST_WORDS = 12
LONGEST_WORD = 60
LONGEST_LINE = 200
# Of one thing; far beyond any minutes. PostgreSQL keeps no more than a megabyte of words of one row.
MOST_KEPT = 120_000
AROUND = 90  # letters shown before and after the word at which an excerpt begins
MOST_PLACES = 400  # of one text that are looked at for the best excerpt
SHORTEST_BEGINNING = 2

_WORD = re.compile(r"[^\W_]+")
# With marks that stand behind their letter: text of other programs may be decomposed.
_AS_WRITTEN = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+")
_QUOTED = re.compile(r'"([^"]*)"')
_QUOTES = str.maketrans("“”„«»", '"""""')


def words_of(text: str) -> str:
    """The words of `text` for the index, one space between."""
    return _words_of_a_line(text) if len(text) <= LONGEST_LINE else _words_in(text)


@lru_cache(maxsize=1024)  # the same few titles stand on every agenda
def _words_of_a_line(text: str) -> str:
    return _words_in(text)


def _words_in(text: str) -> str:
    return " ".join(word[:LONGEST_WORD] for word in _WORD.findall(fold(text)))[:MOST_KEPT].rstrip()


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """All the `words`, and each of the `phrases` (what stood between quotation marks) word by word. `beginning`: the
    last word may go on, because people type the beginning of a name or stop in the middle."""

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    beginning: bool = False


def wanted_in(asked: str) -> Wanted:
    """What to look for; without words if there is no letter or digit in it."""
    text = asked.translate(_QUOTES)
    words = tuple(dict.fromkeys(words_of(text).split()))
    phrases = tuple(dict.fromkeys(filter(None, (words_of(quoted) for quoted in _QUOTED.findall(text)))))
    last = words_of(text).split()[-1:]
    goes_on = bool(last) and not text.rstrip().endswith('"') and len(last[0]) >= SHORTEST_BEGINNING
    if goes_on:  # it stands last, also where it was said before
        words = (*(word for word in words if word != last[0]), last[0])
    return Wanted(words=words, phrases=phrases, beginning=goes_on)


@dataclass(frozen=True)
class Piece:
    text: str
    marked: bool = False


def marked(text: str, wanted: Wanted) -> list[Piece]:
    """The whole text in pieces, the words that were found marked."""
    return list(_pieces(text, _spans(text, wanted)))


def excerpt(text: str, wanted: Wanted) -> list[Piece]:
    """What stands around the place where most of the words stand together; nothing if none is in the text."""
    spans = list(islice(_spans(text, wanted), MOST_PLACES))
    if not spans:
        return []
    first = spans[_fullest(text, spans)]
    begin, end = _cut(text, max(0, first[0] - AROUND), first[1] + AROUND)
    inside = [(a - begin, b - begin) for a, b in spans if begin <= a and b <= end]
    pieces = list(_pieces(" ".join(text[begin:end].splitlines()), inside))
    return [*([Piece("… ")] * (begin > 0)), *pieces, *([Piece(" …")] * (end < len(text)))]


def _fullest(text: str, spans: Sequence[tuple[int, int]]) -> int:
    """The first place after which most different words follow closely: the "hoa" of "hoạt động" alone is not what was
    meant by "đường hoa"."""

    def together(number: int) -> int:
        near = takewhile(lambda span: span[1] <= spans[number][1] + AROUND, islice(spans, number, None))
        return len({_folded(text[begin:end]) for begin, end in near})

    return max(range(len(spans)), key=together)


def _cut(text: str, begin: int, end: int) -> tuple[int, int]:
    """Not in the middle of a word, unless it has no end."""
    space = text.find(" ", begin, begin + 20) if begin else -1
    begin = space + 1 if space >= 0 else begin
    space = text.rfind(" ", end - 20, end) if end < len(text) else -1
    return begin, space if space >= 0 else min(end, len(text))


def _pieces(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[Piece]:
    at = 0
    for begin, end in spans:
        if begin > at:
            yield Piece(text[at:begin])
        yield Piece(text[begin:end], marked=True)
        at = end
    if at < len(text):
        yield Piece(text[at:])


def _spans(text: str, wanted: Wanted) -> Iterator[tuple[int, int]]:
    """Where the words stand, in letters of `text` itself."""
    for word in _AS_WRITTEN.finditer(text):
        folded = _folded(word[0])
        if length := _found_in(folded[:LONGEST_WORD], wanted):
            whole = length == len(folded)
            yield word.start(), word.end() if whole else word.start() + _as_written(word[0], length)


def _found_in(word: str, wanted: Wanted) -> int:
    """How many letters of the word were asked for; 0: none."""
    if word in wanted.words:
        return len(word)
    if wanted.beginning and word.startswith(wanted.words[-1]):
        return len(wanted.words[-1])
    return 0


def _as_written(word: str, length: int) -> int:
    """How many letters of the word as it is written make so many folded ones: marks of their own fold to nothing."""
    at = 0
    while at < len(word) and (length > 0 or not _folded(word[at])):
        length -= len(_folded(word[at]))
        at += 1
    return at


@lru_cache(maxsize=16384)  # of syllables there are some six thousand
def _folded(word: str) -> str:
    return fold(word)
