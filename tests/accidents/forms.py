"""What each address takes: the fields of the forms that pages show, and the words that its view asks for."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from types import CodeType, FunctionType
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask_wtf import FlaskForm
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tests.walk.steps import AT, Row, address
from tests.walk.world import Things

LETS_IN = "2>uc"
# Behind each form there may be these, whether its page shows them or not.
ALWAYS = ("once", "version")


@dataclass
class Known:
    """Which fields the forms of an address have, each with the values that pages gave it, and which of them are files."""

    fields: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    files: set[str] = field(default_factory=set)


class Forms(HTMLParser):
    """The forms of one page: (where it is sent, its fields and values, its files)."""

    def __init__(self, page: str, text: str) -> None:
        super().__init__()
        self.page, self.found = page, list[tuple[str, dict[str, set[str]], set[str]]]()
        self.inside = False
        self.choice = self.writing = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = had.get("method", "get").lower() == "post"
            if self.inside:
                self.found.append((urljoin(self.page, had.get("action") or self.page), defaultdict(set), set()))
        elif (tag == "button" or self.inside) and had.get("formaction"):
            self.found.append((urljoin(self.page, had["formaction"]), defaultdict(set), set()))
        elif self.inside:
            self._field(tag, had)

    def _field(self, tag: str, had: dict[str, str]) -> None:
        name, (_, fields, files) = had.get("name", ""), self.found[-1]
        if tag == "select":
            self.choice = name
        elif tag == "option" and self.choice:
            fields[self.choice].add(had.get("value", ""))
        elif had.get("type") == "file":
            files.add(name)
        elif name and name != "csrf_token":
            fields[name].add(had.get("value", "") or ("on" if had.get("type") == "checkbox" else ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        if tag == "select":
            self.choice = ""


def known_of(app: Flask, show: Callable[[str, str], str], table: Iterable[Row], things: Things) -> dict[str, Known]:
    """What each endpoint takes: from the forms of every page that somebody in the own cell is shown, and from its view."""
    known: dict[str, Known] = defaultdict(Known)
    addresses = app.url_map.bind("localhost")
    for row in table:
        if row.method == "GET" and (letter := first_let_in(row, "2")):
            page = address(app, row, things, "own")
            for action, fields, files in Forms(page, show(page, letter)).found:
                try:
                    endpoint, _ = addresses.match(urlsplit(action).path, method="POST")
                except (HTTPException, RequestRedirect):
                    continue
                known[endpoint].files |= files
                for name, values in fields.items():
                    known[endpoint].fields[name] |= values
    for row in table:
        for name in (*ALWAYS, *_named_in(app.view_functions[row.endpoint])):
            known[row.endpoint].fields[name].add("")
    return known


def first_let_in(row: Row, letters: str = LETS_IN) -> str | None:
    return next((who for who, said in zip(AT["own"], row.answers[0], strict=True) if said in letters), None)


WORD = re.compile(r"[a-z][a-z_]{1,24}(?:-\d+)?")
MOST_NAMES = 60


def _named_in(view: Any) -> set[str]:
    """Fields of the forms that the view uses, and the words in its code, one of which may be asked of a form by name."""
    while hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    known, names = view.__globals__, set[str]()
    for code in _codes(view.__code__, known, depth=2):
        names |= {text for text in code.co_consts if isinstance(text, str) and WORD.fullmatch(text)}
        for one in (known.get(name) for name in code.co_names):
            if isinstance(one, type) and issubclass(one, FlaskForm):
                names |= {name for name in dir(one) if type(getattr(one, name)).__name__ == "UnboundField"}
    return {*sorted(names)[:MOST_NAMES]}


def _codes(code: CodeType, known: dict[str, Any], depth: int) -> list[CodeType]:
    """The view's own code and that of the functions of its module that it calls."""
    found = [code]
    for name in code.co_names if depth else ():
        inner = known.get(name)
        if isinstance(inner, FunctionType) and inner.__code__.co_filename == code.co_filename:
            found += _codes(inner.__code__, known, depth - 1)
    return found
