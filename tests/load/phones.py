"""A client of our own: as many phones and conduct pages as the day has, each with a connection like a browser's.

Open-loop: each request has the moment at which it is due, whatever became of those before, and its time is counted from
that moment, so a queue is not hidden by a client that waits in it. What follows at once (a redirect) is due when the
answer is there.
"""

import asyncio
import gzip
import html
import re
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlencode

from app import clock
from app.sessions.models import Which
from tests.load.crowd import Hall, Phone, in_turn
from workflows.check_in import digits_of, shown_at, token_of

HOST, BROWSER = "127.0.0.1", "Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile"
TO_TAP = 4.0  # seconds from the page to the tap; by then the server has closed the connection, as it does
POLL = 5.0  # as the pages of the conduct ask (templates/sessions/conduct.html)
PATIENCE = 30.0
MOST_AT_ONCE = 500  # phones under way; 62 a second of five seconds each are 310
DOOR, PAGE, TAP, AFTER, CONDUCT = "door", "page", "tap", "after", "conduct"
DONE = "Đã nhận, chờ xác nhận"
_field = re.compile(r'name="(csrf_token|once)" value="([^"]*)"').findall
_pulse = re.compile(r'hx-get="([^"]*/pulse\?[^"]*)"').search


class Answer(NamedTuple):
    status: int
    location: str
    text: str


class Lost(Exception):
    """Another answer than a browser would go on with."""


@dataclass
class Book:
    """What was asked, by kind: seconds from the moment it was due until the answer was there; and what went wrong."""

    seconds: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: Counter[str] = field(default_factory=Counter)
    checked_in: int = 0

    @property
    def requests(self) -> int:
        return sum(map(len, self.seconds.values()))


class Browser:
    """One connection, opened anew when the server closed it, and its cookies."""

    def __init__(self, port: int, cookie: str, book: Book) -> None:
        self.port, self.book = port, book
        self.cookies = dict([cookie.split("=", 1)])
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, kind: str, due: float, path: str, *, form: dict[str, str] | None = None, htmx: bool = False,
                  expected: tuple[int, ...] = (200,)) -> Answer:  # fmt: skip
        """Raises Lost for an answer that is not `expected`, or for none."""
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await self._answer(path, form, htmx)
        except (OSError, EOFError, TimeoutError) as error:
            raise Lost(f"{kind}: {type(error).__name__}") from error
        self.book.seconds[kind].append(time.perf_counter() - due)
        if answer.status not in expected:
            raise Lost(f"{kind}: {answer.status}")
        return answer

    async def _answer(self, path: str, form: dict[str, str] | None, htmx: bool) -> Answer:
        asked = self._request(path, form, htmx)
        if self.streams is not None and not self.streams[0].at_eof():
            try:
                return await self._exchange(*self.streams, asked)
            except (ConnectionError, asyncio.IncompleteReadError) as error:
                if getattr(error, "partial", b""):
                    raise
                # The server closed it at the same moment: as browsers do, once more on a new one.
        self.close()
        self.streams = await asyncio.open_connection(HOST, self.port)
        return await self._exchange(*self.streams, asked)

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, asked: bytes) -> Answer:
        writer.write(asked)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status, found = int(head[0].split(" ")[1]), dict[str, str]()
        for line in head[1:-2]:
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                self._take(value)
            found[name.lower()] = value
        body = await reader.readexactly(int(found.get("content-length", 0)))
        if found.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        if found.get("connection") == "close":
            self.close()
        return Answer(status, found.get("location", ""), body.decode())

    def _request(self, path: str, form: dict[str, str] | None, htmx: bool) -> bytes:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = [
            f"{'GET' if form is None else 'POST'} {path} HTTP/1.1", f"Host: {HOST}:{self.port}", f"Cookie: {cookies}",
            "Accept-Encoding: gzip", f"User-Agent: {BROWSER}", "Accept: text/html",
        ]  # fmt: skip
        if htmx:
            lines.append("HX-Request: true")
        body = b""
        if form is not None:
            body = urlencode(form).encode()
            lines += [f"Origin: http://{HOST}:{self.port}", f"Content-Length: {len(body)}"]
            lines.append("Content-Type: application/x-www-form-urlencoded")
        return "\r\n".join([*lines, "", ""]).encode() + body

    def _take(self, said: str) -> None:
        name, _, value = said.partition(";")[0].partition("=")
        if value.strip('"'):
            self.cookies[name] = value
        else:
            self.cookies.pop(name, None)

    def close(self) -> None:
        if self.streams is not None:
            self.streams[1].close()
            self.streams = None


async def check_in(browser: Browser, hall: Hall, due: float, *, scans: bool) -> None:
    """Scan the code on the screen (or go to the short address beside it and type the digits), tap, see that it came."""
    now = clock.now()
    door = f"/check-in/{hall.meeting}/{token_of(hall.key, shown_at(Which.START, now))}" if scans else "/check-in"
    led = await browser.ask(DOOR, due, door, expected=(303,))
    page = await browser.ask(PAGE, time.perf_counter(), led.location)
    tap = max(due + TO_TAP, time.perf_counter())
    await _until(tap)
    form = {name: html.unescape(value) for name, value in _field(page.text)}
    if not scans:
        form["code"] = digits_of(hall.key, shown_at(Which.START, clock.now()))
    led = await browser.ask(TAP, tap, f"/meetings/{hall.meeting}/check-in", form=form, expected=(303,))
    seen = await browser.ask(AFTER, time.perf_counter(), led.location)
    if DONE not in seen.text:
        raise Lost(f"{AFTER}: another page")
    browser.book.checked_in += 1


async def watch(browser: Browser, hall: Hall, began: float, until: float) -> None:
    """The conduct page of a meeting, which asks every few seconds what others have entered."""
    page = await browser.ask(CONDUCT, began, f"/meetings/{hall.meeting}/conduct")
    address, due = _address(page.text), began
    while (due := due + POLL) < until:
        await _until(due)
        answer = await browser.ask(CONDUCT, due, address, htmx=True, expected=(200, 204))
        address = _address(answer.text) if answer.status == 200 else address


def _address(text: str) -> str:
    found = _pulse(text)
    if found is None:
        raise Lost(f"{CONDUCT}: asks no more")
    return html.unescape(found[1])


async def _until(moment: float) -> None:
    await asyncio.sleep(max(0.0, moment - time.perf_counter()))


async def evening(halls: Sequence[Hall], port: int, *, count: int, seconds: float, conducting: int) -> Book:
    """`count` members check in, evenly spread over so many seconds, while so many conduct pages ask."""
    book, under_way = Book(), asyncio.Semaphore(MOST_AT_ONCE)

    async def come(hall: Hall, phone: Phone, due: float, nth: int) -> None:
        async with under_way:
            browser = Browser(port, phone.cookie, book)
            await _lived(check_in(browser, hall, due, scans=nth % 2 == 0), browser, book)

    async def conduct(hall: Hall, starts: float, ends: float) -> None:
        await _until(starts)
        browser = Browser(port, hall.phones[0].cookie, book)
        await _lived(watch(browser, hall, starts, ends), browser, book)

    began = time.perf_counter() + 1
    ends = began + seconds
    tasks = [
        asyncio.create_task(conduct(hall, began - 1 + POLL * nth / conducting, ends))
        for nth, hall in enumerate(halls[:conducting])
    ]
    for nth, (hall, phone) in enumerate(in_turn(halls, count)):
        due = began + nth * seconds / count
        await _until(due)
        tasks.append(asyncio.create_task(come(hall, phone, due, nth)))
    await asyncio.gather(*tasks)
    return book


async def _lived(life, browser: Browser, book: Book) -> None:
    try:
        await life
    except Lost as lost:
        book.wrong[str(lost)] += 1
    finally:
        browser.close()
