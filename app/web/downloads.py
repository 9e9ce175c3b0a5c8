"""Handing out a file: as an attachment, by its Vietnamese name, never run in the browser."""

import unicodedata
from urllib.parse import quote

from flask import Response

from app.documents.files import read_file
from app.documents.naming import file_name
from app.documents.store import FileDamaged, FileMissing
from app.web.pages import page

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Whatever an upload holds, a browser that shows it all the same runs nothing of it.
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


def as_download(data: bytes, media_type: str, name: str) -> Response:
    response = Response(data, mimetype=media_type)
    response.headers["Content-Disposition"] = disposition(name)
    return response


def as_word(data: bytes, title: str, symbol: str, *, issued: bool) -> Response:
    return as_download(data, WORD, file_name(title, symbol, issued=issued, suffix="docx"))


def handed_out(sha256: str, media_type: str, name: str, *, back: tuple[str, str]) -> Response:
    """A file of the store, or the page that says that it is lost. `back`: address and words of the way back."""
    try:
        answer = as_download(read_file(sha256), media_type, name)
    except (FileMissing, FileDamaged):
        return page("components/lost_file.html", name=name, back=back, status=410)
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer


def disposition(name: str) -> str:
    """As an attachment, by its Vietnamese name; the plain one is for programs that know no other."""
    decomposed = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    plain = decomposed.encode("ascii", "ignore").decode().replace('"', "").replace("\\", "")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
