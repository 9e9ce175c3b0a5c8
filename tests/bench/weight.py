"""Bytes over the network: a first visit with all that its page loads, and what an action answers."""

import gzip
import html
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask.testing import FlaskClient

from app import clock
from tests.bench.figures import Figure
from tests.bench.house import House, Visitor, answer, open_house, pages_of

KB = 1024
FIRST_VISIT, ACTION = 60, 6
SIGN_IN = "/sign-in"
LOADED = re.compile(r"""<(?:link|script|img|use)\b[^>]*?\b(?:href|src)="([^"#]+)""")
IN_STYLE = re.compile(r"""url\(["']?([^"')]+)""")
ENTRY = {"Accept-Encoding": "gzip", "HX-Request": "true"}


def measure() -> Iterator[Figure]:
    with open_house(60) as house:
        yield from first_visits(house)
        yield from actions(house)


def first_visits(house: House) -> Iterator[Figure]:
    """The page at the door, and the heaviest page of a meeting as if it were the first."""
    for name, path in {"sign-in": SIGN_IN, **pages_of(house)}.items():
        kilobytes, files = _visit(house, path)
        detail = f"{files} files"
        yield Figure(name=f"first visit, {name}", value=kilobytes, bound=FIRST_VISIT, unit="KB", detail=detail)


def _visit(house: House, path: str) -> tuple[float, int]:
    visitor = Visitor(house.app, house.world)
    if path == SIGN_IN:
        visitor.cookie = ""
    status, body = answer(house.app, visitor.environ(path))
    if status != 200:
        raise RuntimeError(f"{path} answered {status}")
    text = gzip.decompress(body).decode()
    total, seen = len(body), set[str]()
    waiting = [urljoin(path, html.unescape(found)) for found in LOADED.findall(text)]
    while waiting:
        address = waiting.pop()
        if address in seen or not urlsplit(address).path.startswith("/static/"):
            continue
        seen.add(address)
        status, body = answer(house.app, visitor.environ(address))
        if status != 200:
            raise RuntimeError(f"{address} answered {status}")
        total += len(body)
        if urlsplit(address).path.endswith(".css"):
            style = gzip.decompress(body).decode() if body[:2] == b"\x1f\x8b" else body.decode()
            waiting += [urljoin(address, found) for found in IN_STYLE.findall(style) if not found.startswith("data:")]
    return total / KB, len(seen) + 1


def actions(house: House) -> Iterator[Figure]:
    """Marking a latecomer, tapping a speaker, saving an item: the real answers to htmx."""
    client = _client(house)
    item = f"/meetings/{house.held}/conduct/items/{house.item}"
    roll = f"/meetings/{house.held}/roll-call/start"
    page = _get(client, item)
    tapped = re.findall(r'name="speaker" value="(p\d+\.0)"', page)[3]
    row = re.findall(r'id="dd-(\d+)"', _get(client, roll))[5]
    form = _get(client, f"{roll}/rows/{row}", **ENTRY)
    yield _sent(client, "a latecomer is marked", f"{roll}/rows/{row}", {
        "version": _value(form, "version"), "mark": "present", "arrived": "19:50", "left": "",
        "reason_of_absence": "", **_tokens(form or page, page),
    })  # fmt: skip
    yield _sent(client, "a speaker is tapped", f"{item}/speakers", {"speaker": tapped, **_tokens(page, page)})
    page = _get(client, item)
    yield _sent(client, "an item is saved", item, {
        "version": _value(page, "version"), "outcome": "discussed", "ballot": "",
        "conclusion": "Nhất trí nội dung đã bàn. " * 20, **_tokens(page, page),
    })  # fmt: skip


def _client(house: House) -> FlaskClient:
    client = house.app.test_client()
    name, _, value = Visitor(house.app, house.world).cookie.partition("=")
    client.set_cookie(name, value)
    return client


def _get(client: FlaskClient, path: str, **headers: str) -> str:
    asked = {key: value for key, value in headers.items() if key != "Accept-Encoding"}
    response = client.get(path, headers=asked)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answered {response.status_code} at {clock.now()}")
    return response.text


def _sent(client: FlaskClient, name: str, path: str, form: dict[str, Any]) -> Figure:
    """The answer, with the page to which it leads, if it leads to one."""
    response = client.post(path, data=form, headers=ENTRY)
    if response.status_code not in (200, 204):
        raise RuntimeError(f"{path} answered {response.status_code}: {response.text[:500]}")
    total = len(response.data)
    if onwards := response.headers.get("HX-Redirect"):
        total += len(client.get(onwards, headers={"Accept-Encoding": "gzip"}).data)
    return Figure(name=f"action, {name}", value=total / KB, bound=ACTION, unit="KB")


def _value(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page) or re.search(
        rf'value="([^"]*)"[^>]*name="{name}"', page
    )
    return html.unescape(found.group(1)) if found else ""


def _tokens(form: str, page: str) -> dict[str, str]:
    return {name: _value(form, name) or _value(page, name) for name in ("csrf_token", "once")}
