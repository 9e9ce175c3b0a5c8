"""Text as it arrives: composed (NFC), without control characters that a database would refuse."""

import re
from io import BytesIO
from typing import IO, Any

from flask import request
from htmx_flask.requests import HtmxAwareRequest
from werkzeug.datastructures import FileStorage, ImmutableMultiDict, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.routing import IntegerConverter, Map

from app.refusals import UNSTATED
from workflows.names import nfc

# Everything below space but tab, line feed and carriage return; what no XML holds, and so no Word or Excel file; and
# the marks that turn the letters behind them around, so that a paper shows another number than was written.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_SEEN = re.compile(r"[^\s\xad\u200b-\u200f\u2060\ufeff]")
MOST_FIELDS = 2000
LARGEST_FORM = 4 * 1024 * 1024  # a letter with diacritics takes up to nine bytes on the way
LARGEST_ID = 2**31 - 1  # PostgreSQL's integer; SQLite overflows later


def clean(text: str) -> str:
    """Empty for what shows nothing: a field of spaces alone would count as filled in."""
    if not _SEEN.search(text):
        return ""
    # A lone surrogate cannot be stored as UTF-8.
    text = _CONTROL.sub("", text).encode("utf-8", "replace").decode()
    return nfc(text)


class BoundedForms(FormDataParser):
    """Werkzeug bounds forms with files only. Taking one of 20 MB without files apart keeps a process busy for up to a
    minute, and who sends it need not be signed in. Raises RequestEntityTooLarge."""

    def parse(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str] | None = None
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]:
        if mimetype == "application/x-www-form-urlencoded":
            body = stream.read(LARGEST_FORM + 1)
            if len(body) > LARGEST_FORM or body.count(b"&") >= MOST_FIELDS:
                raise RequestEntityTooLarge
            stream = BytesIO(body)
        return super().parse(stream, mimetype, content_length, options)


class CleanRequest(HtmxAwareRequest):
    """A request whose form and query are NFC: comparison, search and PDF glyphs break on decomposed Vietnamese."""

    max_form_parts = MOST_FIELDS
    form_data_parser_class = BoundedForms

    def _load_form_data(self) -> None:
        already = "form" in self.__dict__
        super()._load_form_data()
        if not already:
            self.__dict__["form"] = _cleaned(self.__dict__["form"])

    @property
    def args(self) -> ImmutableMultiDict[str, str]:
        if "clean_args" not in self.__dict__:
            self.__dict__["clean_args"] = _cleaned(super().args)
        value: ImmutableMultiDict[str, str] = self.__dict__["clean_args"]
        return value


def _cleaned(values: MultiDict[str, str]) -> ImmutableMultiDict[str, str]:
    # Part of a form of several parts may bear no name at all.
    return ImmutableMultiDict((clean(k or ""), clean(v)) for k, v in values.items(multi=True))


class SmallInteger(IntegerConverter):
    """An id in an address. A larger number than a database column holds is simply not found."""

    def __init__(self, map: Map, **options: Any) -> None:
        super().__init__(map, **({"max": LARGEST_ID} | options))


def query_int(name: str) -> int | None:
    """A whole number from the query string, or None if it is missing, no number or too large to be an id."""
    return small_int(request.args.get(name, ""))


def sent_version(name: str = "version") -> int:
    """The version that the form was opened on; UNSTATED if it says none, which `expect_version` refuses in its turn:
    who may not do the thing at all is told that first."""
    found = small_int(request.form.get(name, ""))
    return UNSTATED if found is None else found


def sent_stamp() -> str:
    """As `sent_version`, where the form carries a hash of what it shows; empty, which is nobody's, if it says none."""
    return request.form.get("version", "")


def version_again(now: object) -> object:
    """What a form that is shown again says: the version that it was opened on. `now`: the one of a form just opened."""
    return request.form.get("version") or now


def small_int(text: str) -> int | None:
    """The whole number, or None if it is none or too large to be an id; `²` is a digit to Python, and no number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
