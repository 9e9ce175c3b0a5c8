"""What somebody tries who means harm, room by room of docs/security.md ("What was tried")."""

import ast
import importlib
import pkgutil
import re
import sys
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

import app as house
import workflows
from app.web.inputs import one_line
from app.web.nfc import clean
from workflows.names import MOST_MARKS, few_marks, fold, nfc

ROOT = Path(__file__).parents[1]
SOME = 10_000
# Long rows of what patterns repeat, each with an end that fits none of them.
ROWS = (
    " ", "\n", "\r\n ", "a", "1", "a ", "a.", "a-", "1.", "1,", "-", ".", "@", "a@", '"', ":", "a:", "a: ", "___", "_", "(", "<", "</p>",
    "</td> ", "ủy ", "Đ", "12 giờ ", "12/12/", "Đồng chí", "- ", "1) ", "thieu ", "%", "/", "a/", "q1/",
)  # fmt: skip


USES = ("search", "match", "fullmatch", "findall", "finditer", "split", "sub")


def patterns() -> Iterator[tuple[str, re.Pattern[str], str]]:
    """Those that modules keep, and those that are written where they are used; each with how it is asked."""
    for package in (house, workflows):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(found.name)
            text = Path(module.__file__ or "").read_text(encoding="utf-8")
            for name, value in vars(module).items():
                if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                    for use in set(re.findall(rf"\b{name}\.(\w+)\(", text)) & set(USES):
                        yield f"{found.name}.{name}", value, use
    for path in [*(ROOT / "app").rglob("*.py"), *(ROOT / "workflows").rglob("*.py")]:
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.args:
                at, pattern = call.func.value, call.args[0]
                asked = isinstance(at, ast.Name) and at.id == "re" and call.func.attr in USES
                if asked and isinstance(pattern, ast.Constant):
                    yield f"{path.relative_to(ROOT)}:{call.lineno}", re.compile(pattern.value), call.func.attr


def ask(pattern: re.Pattern[str], use: str, text: str) -> None:
    if use == "sub":
        pattern.sub("", text)
    elif use == "finditer":
        list(pattern.finditer(text))
    else:
        getattr(pattern, use)(text)


def test_no_pattern_takes_the_square_of_what_is_typed():
    """What takes the square of its length takes a second here, and an hour for the largest form that is taken."""
    slow = []
    asked = {(pattern.pattern, pattern.flags, use): (name, pattern) for name, pattern, use in patterns()}
    for (_, _, use), (name, pattern) in asked.items():
        for row in ROWS:
            text = row * (SOME // len(row)) + "\x00"
            began = time.process_time()
            ask(pattern, use, text)
            if time.process_time() - began > 0.3:
                slow.append((name, use, row))
                break
    assert len(asked) > 60
    assert slow == []


def test_a_text_of_one_line_in_a_row_of_spaces_is_read_at_once():
    began = time.process_time()
    assert one_line("a" + " " * 1_000_000 + "b").endswith(" b")
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("một dòng", "một dòng"), ("một \r\n dòng", "một dòng"), ("\nmột\n", " một "), (" một ", " một "),
        ("một\n \n\thai", "một hai"), ("\n", " "), ("", ""),
    ],
)  # fmt: skip
def test_a_line_end_in_a_line_is_a_space(typed, line):
    assert one_line(typed) == line


@pytest.mark.parametrize("marks", ["\u0301\u0316", "\u0f73", "\u0344\u0323", "\u0301…\u0316"])
@pytest.mark.parametrize("read", [clean, fold])
def test_a_letter_with_a_hundred_thousand_marks_is_read_at_once(read, marks):
    began = time.process_time()
    assert len(read("a" + marks * 100_000)) < 700_000
    assert time.process_time() - began < 2


def test_marks_on_letters_as_people_write_them_stay():
    written = "Nguyễn Thị Ệ …“”– ‘’ 😀😀😀😀😀😀😀😀😀😀 " + "…" * 40
    assert few_marks(written) == written
    assert nfc(unicodedata.normalize("NFD", written)) == unicodedata.normalize("NFC", written)
    assert few_marks("a" + "\u0301" * 50) == "a" + "\u0301" * MOST_MARKS


def test_every_mark_is_among_the_signs_that_are_looked_through():
    among = re.compile(r"[^\w\s\x00-\x7f]")
    marks = (chr(code) for code in range(sys.maxunicode + 1))
    assert [hex(ord(one)) for one in marks if unicodedata.category(one)[0] == "M" and not among.match(one)] == []


def test_whatever_marks_are_sorted_by_is_such_a_mark():
    """Else they could be put in one by one, as parts of signs of another kind."""
    for code in range(sys.maxunicode + 1):
        parts = unicodedata.normalize("NFD", chr(code))
        if unicodedata.category(chr(code))[0] != "M":
            assert not unicodedata.combining(parts[0]), hex(code)
