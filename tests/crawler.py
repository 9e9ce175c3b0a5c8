"""Reading pages as a person does who clicks every link and fills every form with the same thing."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urljoin

from flask.testing import FlaskClient

from app.extensions import db
from tests import audited

TYPED = ("text", "search", "email", "tel", "url", "number", "")
# What would end the walk: signing out, and what takes away the things that the other forms are about.
NOT_PRESSED = re.compile(
    r"sign-out|password|/sessions/end|remov|cancel|withdraw|drafts|undo-open|break-off|/close|slip"
)


@dataclass
class Form:
    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)

    def filled_with(self, text: str) -> dict[str, list[str]]:
        return self.fields | {name: [text] for name in self.typed}


@dataclass(frozen=True)
class Answer:
    """`kept`: whether the request would have left something behind."""

    status: int
    text: str
    kept: bool


@contextmanager
def nothing_kept() -> Iterator[list[int]]:
    """Whatever a request commits within is counted here and rolled back: nothing wears out by being tried."""
    kept: list[int] = []
    commit = db.session.commit

    def counted() -> None:
        kept.append(1)
        db.session.flush()  # what the database itself would refuse must be refused here too
        audited.look(db.session.connection())
        db.session.rollback()

    db.session.commit = counted  # type: ignore[method-assign]
    try:
        yield kept
    finally:
        db.session.commit = commit  # type: ignore[method-assign]


def unkept(client: FlaskClient, path: str, method: str, **sent: Any) -> Answer:
    """What is answered, with all that the request would have kept rolled back."""
    with nothing_kept() as kept:
        answer: Any = client.open(path, method=method, **sent)
        status, text = answer.status_code, answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        answer.close()
    return Answer(status, text, bool(kept))


class Page(HTMLParser):
    def __init__(self, address: str, text: str) -> None:
        super().__init__()
        self.address, self.links, self.forms = address, list[str](), list[Form]()
        self.form: Form | None = None
        self.choice = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = {name: value or "" for name, value in attrs}
        if tag == "a" and had.get("href", "").startswith("/"):
            self.links.append(urldefrag(had["href"])[0])
        elif tag == "form":
            self.form = Form(urljoin(self.address, had.get("action") or self.address))
            if had.get("method", "get").lower() == "post":
                self.forms.append(self.form)
        elif self.form is not None:
            self._field(tag, had)

    def _field(self, tag: str, had: dict[str, str]) -> None:
        assert self.form is not None
        name, kind = had.get("name", ""), had.get("type", "")
        if tag == "select":
            self.choice = name
        elif tag == "option" and self.choice and ("selected" in had or had.get("value")):
            self.form.fields[self.choice] = [had.get("value", "")]
        elif name and (tag == "textarea" or (tag == "input" and kind in TYPED)):
            self.form.typed.append(name)
        elif name and tag in ("input", "button") and kind not in ("file", "checkbox"):
            self.form.fields[name] = [had.get("value", "")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        if tag == "select":
            self.choice = ""


def pages_of(client: FlaskClient, first: list[str], most: int = 80) -> Iterator[tuple[str, str, Page]]:
    """Each kind of page once (numbers in addresses aside): its address, its text, what is on it."""
    waiting, seen, been = list(first), set[str](), set[str]()
    while waiting and len(seen) < most:
        address = waiting.pop(0)
        kind = re.sub(r"\d+", "#", address.split("?")[0])
        if address in been or (address not in first and kind in seen):
            continue
        been.add(address)
        seen.add(kind)
        answer = client.get(address)
        assert answer.status_code < 500, f"{address}: {answer.status_code}"
        if answer.mimetype == "text/html":
            text = answer.get_data(as_text=True)
            page = Page(address, text)
            waiting += page.links
            yield address, text, page
        answer.close()
