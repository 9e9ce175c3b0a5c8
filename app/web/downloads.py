"""Handing out a file: as an attachment, by its Vietnamese name, never run in the browser."""

import unicodedata
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from flask import Response

from app import clock
from app.documents.files import read_file
from app.documents.naming import file_name
from app.documents.store import FileDamaged, FileMissing
from app.web.pages import page
from app.workbooks import MOST_ROWS, XLSX, Sheet, workbook

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Whatever an upload holds, a browser that shows it all the same runs nothing of it.
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


def as_download(data: bytes, media_type: str, name: str) -> Response:
    response = Response(data, mimetype=media_type)
    response.headers["Content-Disposition"] = disposition(name)
    return response


def as_word(data: bytes, title: str, symbol: str, *, issued: bool) -> Response:
    return as_download(data, WORD, file_name(title, symbol, issued=issued, suffix="docx"))


def list_as_workbook(title: str, columns: Sequence[tuple[str, int]], rows: Sequence[Sequence[Any]]) -> Response:
    """A list as a page shows it, whole: of one that is longer than `MOST_ROWS` the last line says so."""
    told = [[number, *row] for number, row in enumerate(rows[:MOST_ROWS], start=1)]
    if len(rows) > MOST_ROWS:
        told.append([None, f"Danh sách dài hơn {MOST_ROWS} dòng, phần sau không có ở đây. Hãy lọc bớt rồi tải lại."])
    kept = workbook([Sheet(title[:31], (("TT", 6), *columns), told)])
    return as_download(kept, XLSX, f"{title}, lập ngày {clock.today():%d-%m-%Y}.xlsx")


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
    name = "".join(sign for sign in name if sign >= " ")  # a line end would begin another header
    decomposed = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    plain = decomposed.encode("ascii", "ignore").decode().replace('"', "").replace("\\", "")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
