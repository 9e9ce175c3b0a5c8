"""Handing out a file: as an attachment, by its Vietnamese name, never run in the browser."""

import unicodedata
from urllib.parse import quote

from flask import Response

# Whatever an upload holds, a browser that shows it all the same runs nothing of it.
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


def as_download(data: bytes, media_type: str, name: str) -> Response:
    response = Response(data, mimetype=media_type)
    response.headers["Content-Disposition"] = disposition(name)
    return response


def disposition(name: str) -> str:
    """As an attachment, by its Vietnamese name; the plain one is for programs that know no other."""
    decomposed = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    plain = decomposed.encode("ascii", "ignore").decode().replace('"', "").replace("\\", "")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
