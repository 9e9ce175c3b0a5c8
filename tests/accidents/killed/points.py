"""Where a process may die: before and after each commit and in the midst of what it writes, around each file that is
kept, around and within each letter, each layout, each signature, each wake-up.

A point is reached, counted by its name, and at the chosen one the process kills itself as `kill -9` would.
"""

import json
import os
import re
import signal
import smtplib
from collections.abc import Callable
from pathlib import Path
from threading import current_thread, local, main_thread
from typing import Any

import weasyprint
from huey.storage import SqliteStorage
from sqlalchemy import Connection, Engine, event
from weasyprint.layout import page

from app.backups import archive
from app.documents import signing

WRITES = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)")
# Of a transaction that writes much these statements are points; the others are much like them.
IN_THE_MIDST = {1, 4, 16, 64, 256}
# Of a letter so many bytes are on the way when it dies in the middle of it.
HALF_A_LETTER = 200


class Points:
    """`names`: the points reached since `begin`. `report`: where a process says at which one it dies, and which letter
    a server had taken from it that it had not noted yet."""

    def __init__(self, report: Path) -> None:
        self.report = report
        self.names: list[str] = []
        self.deadly: int | None = None
        self.step = 0
        self.in_hand = ""

    def begin(self, step: int, deadly: int | None = None) -> None:
        """Count anew; at the `deadly`-th point, counted from 0, the process dies."""
        self.names, self.deadly, self.step = [], deadly, step

    def reach(self, name: str) -> None:
        """Not on the thread that beats: how often it does depends on how busy the machine is."""
        if current_thread() is not main_thread():
            return
        self.names.append(name)
        if self.deadly == len(self.names) - 1:
            said = {"step": self.step, "point": name, "in_hand": self.in_hand}
            self.report.write_text(json.dumps(said), encoding="utf-8")
            os.kill(os.getpid(), signal.SIGKILL)


def watch(points: Points, engine: Engine) -> None:
    """From here on every point of this process is reached."""
    _watch_transactions(points, engine)
    _watch_letters(points)
    around(points, os, "replace", "the rename of a file")
    around(points, os, "fsync", "a file is safe on the disk")
    around(points, weasyprint.HTML, "render", "the layout of a paper")
    around(points, page, "make_page", "a page of a paper")
    around(points, weasyprint.Document, "write_pdf", "the PDF of a paper")
    around(points, signing, "sign_pdf", "the signature of a paper")
    around(points, SqliteStorage, "enqueue", "a wake-up")
    around(points, SqliteStorage, "dequeue", "taking a wake-up")
    around(points, archive.Writer, "put", "a part of a backup")


def around(points: Points, owner: Any, name: str, what: str) -> None:
    """From here on the process may die before and after it calls what is found there."""
    act: Callable[..., Any] = getattr(owner, name)

    def acted(*args: Any, **more: Any) -> Any:
        points.reach(f"before {what}")
        found = act(*args, **more)
        points.reach(f"after {what}")
        return found

    setattr(owner, name, acted)


def _watch_transactions(points: Points, engine: Engine) -> None:
    here = local()  # the thread that beats has transactions of its own

    @event.listens_for(engine, "begin")
    def begin(_connection: Connection) -> None:
        here.tables = []

    @event.listens_for(engine, "after_cursor_execute")
    def written(_connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
        if found := WRITES.match(statement):
            here.tables.append(found[1])
            if len(here.tables) in IN_THE_MIDST:
                points.reach(f"in a transaction, after writing {found[1]}")

    commit = engine.dialect.do_commit

    def committed(connection: Any) -> None:
        written = next((table for table in here.tables if table != "used_form"), "")
        if written:
            points.reach(f"before the commit of {written}")
        commit(connection)
        points.in_hand = ""
        if written:
            points.reach(f"after the commit of {written}")

    engine.dialect.do_commit = committed  # type: ignore[method-assign]


def _watch_letters(points: Points) -> None:
    data, send, send_message = smtplib.SMTP.data, smtplib.SMTP.send, smtplib.SMTP.send_message
    letter = [""]

    def sent_message(self: smtplib.SMTP, message: Any, *args: Any, **more: Any) -> Any:
        letter[0] = message["Message-ID"]
        return send_message(self, message, *args, **more)

    def sent_data(self: smtplib.SMTP, message: Any) -> Any:
        points.reach("before a letter")
        answer = data(self, message)
        points.in_hand = letter[0]
        points.reach("after the server took a letter")
        return answer

    def sent(self: smtplib.SMTP, text: Any) -> None:
        if len(text) > HALF_A_LETTER:
            send(self, text[:HALF_A_LETTER])
            points.reach("in the middle of a letter")
            text = text[HALF_A_LETTER:]
        send(self, text)

    smtplib.SMTP.send_message, smtplib.SMTP.data, smtplib.SMTP.send = sent_message, sent_data, sent  # type: ignore[method-assign,assignment]
