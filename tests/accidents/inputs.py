"""Inputs to an address of the house: its own form with some fields made odd, and what no browser sends."""

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes

from flask import Flask
from hypothesis import strategies as st

from tests.accidents import odd
from tests.accidents.forms import LETS_IN, Known
from tests.test_bad_input import ASKED
from tests.walk.steps import AT, WALKERS, Row, address
from tests.walk.world import Things

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = f"multipart/form-data; boundary={odd.BOUNDARY}"
OTHER_METHODS = ("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")
# What a form is sent with when it is all right.
PLAUSIBLE = ("1", "Nhất trí", "03/12/2026", "19:40", "12/2026", "2026", "9,5", "0", "")


@dataclass(frozen=True)
class Input:
    who: str
    path: str
    method: str
    body: bytes = b""
    content_type: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    length: int | None = None  # what the request says that it has; None: the truth

    def environ(self, cookie: str) -> dict[str, Any]:
        path, _, query = self.path.partition("?")
        said = {
            "REQUEST_METHOD": self.method, "SCRIPT_NAME": "", "PATH_INFO": unquote_to_bytes(path).decode("latin1"),
            "QUERY_STRING": query, "SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1", "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.input": BytesIO(self.body),
            "wsgi.errors": BytesIO(), "wsgi.multithread": True, "wsgi.multiprocess": True, "wsgi.run_once": False,
            "HTTP_HOST": "localhost", "CONTENT_LENGTH": str(len(self.body) if self.length is None else self.length),
        }  # fmt: skip
        said |= {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in self.headers}
        if self.content_type:
            said["CONTENT_TYPE"] = self.content_type
        if cookie:
            said["HTTP_COOKIE"] = cookie
        return said


HEADERS: tuple[tuple[tuple[str, str], ...], ...] = (
    *((),) * 8, (("HX-Request", "true"),), (("HX-Request", "true"), ("HX-Target", "\xff\x00'\""), ("HX-Current-URL", "http://[")),
    (("Accept-Language", "\xff;q=x" * 50),), (("If-None-Match", '"\xff'), ("If-Modified-Since", "32/13/99999")),
    (("Range", "bytes=9-1,-,99999999999999999999-"),), (("Referer", "http://[::bad/\xff"),), (("X-Request-Id", "a\tb" * 90),), (("Origin", "http://["),), (("Origin", "null"), ("Sec-Fetch-Site", "cross-site")),
    (("X-Forwarded-For", "9" * 300), ("X-Forwarded-Proto", "javascript")), (("Accept", "*/*;q=nan, \xff/\xff"),),
    (("User-Agent", "\xff" * 500),), (("Authorization", "Basic \xff"),), (("Accept-Encoding", "gzip;q=-1, *;q=\xff"),),
)  # fmt: skip


@st.composite
def inputs(draw: Any, app: Flask, row: Row, known: Known, things: Things) -> Input:
    """What may be sent to this row's address: mostly by who is let in, and as its page would send it but for a few fields."""
    let_in = [who for who, said in zip(AT["own"], row.answers[0], strict=True) if said in LETS_IN]
    who = draw(st.sampled_from(let_in if let_in and draw(st.integers(0, 9)) < 9 else list(WALKERS)))
    path = draw(_paths(app, row, things))
    headers = draw(st.sampled_from(HEADERS))
    if row.method != "POST":
        return Input(who, path, draw(st.sampled_from((row.method,) * 12 + OTHER_METHODS)), headers=headers)
    kind = draw(
        st.sampled_from(("form",) * 6 + ("multipart",) * (6 if known.files else 2) + ("cut", "wrong type", "anything"))
    )
    if kind == "anything":
        types = st.sampled_from((*odd.WRONG_TYPES, URLENCODED, "multipart/form-data; boundary=x"))
        body = draw(st.one_of(st.sampled_from(odd.BODIES), st.binary(max_size=200)))
        return Input(who, path, "POST", body, draw(types), headers, draw(st.sampled_from((None, None, 0, 5))))
    pairs = draw(_pairs(known))
    if kind == "form":
        return Input(who, path, "POST", odd.urlencoded(pairs), URLENCODED, headers)
    if kind == "wrong type":
        return Input(who, path, "POST", odd.urlencoded(pairs), draw(st.sampled_from(odd.WRONG_TYPES)), headers)
    body = odd.multipart(pairs, draw(_files(known)))
    if kind == "cut":
        body = body[: draw(st.integers(0, len(body)))]
    return Input(who, path, "POST", body, MULTIPART, headers)


@st.composite
def _paths(draw: Any, app: Flask, row: Row, things: Things) -> str:
    """Mostly the right one; sometimes with one part that means something else, or asked things that it may know."""
    rule = next(app.url_map.iter_rules(row.endpoint))
    path = address(app, row, things, draw(st.sampled_from(("own",) * 8 + ("other", "far"))))
    strange = draw(st.integers(0, 9 if row.method == "POST" else 3)) == 0
    if rule.arguments and strange:
        name = draw(st.sampled_from(sorted(rule.arguments)))
        path = _with(app, row, things, name, draw(odd.ODD_IN_ADDRESSES))
    asked = draw(st.integers(0, 3 if row.method == "GET" else 1))
    if asked:
        names = st.sampled_from((*ASKED, "v", "cell", "month", "q"))
        pairs = draw(st.lists(st.tuples(names, odd.ODD_IN_ADDRESSES), min_size=asked, max_size=asked + 1))
        path += ("&" if "?" in path else "?") + odd.urlencoded(pairs).decode()
    return path


def _with(app: Flask, row: Row, things: Things, name: str, value: str | bytes) -> str:
    """The row's address with one argument put in as it is, whatever its rule says of it."""
    rule = next(app.url_map.iter_rules(row.endpoint))
    known = things.of("own", row.state.split("/")[0])
    path = re.sub(rf"<(?:[^<>]*:)?{name}>", lambda _: odd.in_path(value), rule.rule)
    return re.sub(r"<(?:[^<>]*:)?(\w+)>", lambda at: str(known.get(at[1]) or 1), path)


@st.composite
def _pairs(draw: Any, known: Known) -> odd.Pairs:
    """The form as a page gave it, with up to four fields odd; some are left out, sent twice, or are of no form."""
    pairs: odd.Pairs = []
    names = sorted(known.fields)
    for name in names:
        values = sorted(known.fields[name])
        value = draw(st.sampled_from(values)) if values else ""
        if not value and draw(st.booleans()):
            value = draw(st.sampled_from(PLAUSIBLE))
        pairs.append((name, value))
    for _ in range(draw(st.integers(1, 4)) if names else 0):
        at = draw(st.integers(0, len(names) - 1))
        name, how = names[at], draw(st.sampled_from(("odd", "odd", "odd", "odd", "gone", "twice", "of none")))
        if how == "odd":
            pairs = [(one, draw(odd.ODD) if one == name else value) for one, value in pairs]
        elif how == "gone":
            pairs = [pair for pair in pairs if pair[0] != name]
        elif how == "twice":
            pairs += [(name, draw(odd.ODD))] * draw(st.sampled_from((1, 2, 300)))
        else:
            pairs.append(
                (
                    draw(st.sampled_from((f"{name}-0", f"{name}[]", f"{name}-99999999999-x", "x" * 2_000, "", "\x00"))),
                    "1",
                )
            )
    return pairs


@st.composite
def _files(draw: Any, known: Known) -> list[tuple[str, str, bytes]]:
    names = sorted(known.files) or ["file"]
    one = st.tuples(
        st.sampled_from(names), st.sampled_from(odd.NAMES_OF_FILES), st.sampled_from(odd.FILES) | st.binary(max_size=99)
    )
    found: list[tuple[str, str, bytes]] = draw(st.lists(one, max_size=3))
    return found
