"""A browser of one person: it opens a page, fills a form as a person does and sends it with all that stands in it."""

import base64
import io
import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from flask import Flask

Fields = dict[str, list[str]]
# Not what is sent when a form is sent by its button.
UNSENT = {"submit", "button", "image", "reset", "file"}


class Surprise(AssertionError):
    """A page answered as nobody expected."""


@dataclass
class Form:
    """What a form holds when it is opened."""

    action: str
    fields: Fields = field(default_factory=dict)


class Forms(HTMLParser):
    """The forms of a page that post."""

    def __init__(self, address: str, text: str) -> None:
        super().__init__()
        self.address, self.found = address, list[Form]()
        self.form: Form | None = None
        self.select = self.area = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = {name: value or "" for name, value in attrs}
        if tag == "form" and had.get("method", "").lower() == "post":
            self.form = Form(urljoin(self.address, had.get("action") or self.address))
            self.found.append(self.form)
        elif self.form is not None:
            self._field(self.form, tag, had)

    def _field(self, form: Form, tag: str, had: dict[str, str]) -> None:
        name, kind = had.get("name", ""), had.get("type", "text")
        if tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in had or self.select not in form.fields):
            form.fields[self.select] = [had.get("value", "")]
        elif tag == "textarea":
            self.area = name
            form.fields[name] = [""]
        elif tag == "input" and name and kind not in UNSENT and (kind not in ("checkbox", "radio") or "checked" in had):
            form.fields.setdefault(name, []).append(had.get("value", "on" if kind == "checkbox" else ""))

    def handle_data(self, data: str) -> None:
        if self.form is not None and self.area:
            text = self.form.fields[self.area]
            text[0] += data if text[0] else data.removeprefix("\r\n").removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.area = ""


class Person:
    """Somebody who has signed in before. `sending` names the file in which a form lies while its answer is awaited."""

    def __init__(self, app: Flask, cookie: str, sending: Path) -> None:
        self.client, self.sending = app.test_client(), sending
        self.name = app.config["SESSION_COOKIE_NAME"]
        self.client.set_cookie(self.name, cookie)

    def read(self, path: str) -> str:
        answer = self.client.get(path, follow_redirects=True)
        if answer.status_code != 200:
            raise Surprise(f"GET {path}: {answer.status_code}\n{answer.text[:2000]}")
        return answer.text

    def fill(self, path: str, action: str) -> Form:
        """The form on that page that is sent to an address ending so."""
        forms = Forms(path, self.read(path)).found
        for form in forms:
            if form.action.partition("?")[0].endswith(action):
                return form
        raise Surprise(f"{path} has no form {action} but {[form.action for form in forms]}")

    def send(self, path: str, action: str, *, files: Any = None, **typed: Any) -> None:
        """Open the page, type into its form, send it."""
        form = self.fill(path, action)
        fields = form.fields | {name: _several(value) for name, value in typed.items()}
        cookie = self.client.get_cookie(self.name)
        sent = {
            "action": form.action, "fields": fields, "cookie": cookie.value if cookie else "",
            "files": {name: [title, base64.b64encode(data).decode()] for name, (title, data) in (files or {}).items()},
        }  # fmt: skip
        self.sending.write_text(json.dumps(sent), encoding="utf-8")
        post(self, sent)
        self.sending.unlink()


def post(person: Person, sent: dict[str, Any]) -> None:
    """Send a form as it was filled in, and go where it leads."""
    person.client.set_cookie(person.name, sent["cookie"])
    files = {name: (io.BytesIO(base64.b64decode(data)), title) for name, (title, data) in sent["files"].items()}
    answer = person.client.post(sent["action"], data=sent["fields"] | files)
    if answer.status_code not in (200, 204, 303):
        raise Surprise(f"POST {sent['action']}: {answer.status_code}\n{said(answer.text)}")
    if answer.status_code == 303:
        person.read(answer.location)


def said(page: str) -> str:
    """What a page that refuses says, in short."""
    from tests.reading import words

    class Answer:
        text = page.partition("<main")[2] or page

    return words(Answer)[:1500]


def _several(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]
