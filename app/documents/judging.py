"""Judging the signatures of a stranger's file: in a process of its own, which ends when it wants too much.

A reader of PDF is a large machine, and a file of a few megabytes can keep it at work for half a minute and fill
gigabytes. Whoever sends one to the check page gets no answer then, and nobody else waits for it.
"""

import json
import subprocess
import sys
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from threading import BoundedSemaphore
from typing import Any

from app.documents import signatures
from app.documents.signatures import UNREADABLE, FoundSignature, SignatureUnreadable

MEMORY = 1024 * 1024 * 1024  # bytes; a book of 300 pages takes a quarter of it
SECONDS = 8  # of the processor; a paper takes one, for the reader to be loaded
PATIENCE = 20  # seconds by the clock
# In each web process, and seconds for which others wait for it: whoever waits keeps a place from those who want pages.
AT_ONCE, FOR_ROOM = 1, 1
TOO_MUCH = "Chưa xem được chữ ký số trên tệp này: tệp quá phức tạp so với một văn bản, hoặc máy chủ đang bận."
# Isolated: it finds its libraries, and nothing of the folder that it is started in.
_START = (sys.executable, "-I", "-c", "import runpy, sys; runpy.run_path(sys.argv[1])['answer_within'](*sys.argv[2:])")
_rooms = BoundedSemaphore(AT_ONCE)


def check_apart(data: bytes, trust: Sequence[Any] = ()) -> tuple[FoundSignature, ...]:
    """As `check_signature`; also raises SignatureUnreadable where that took too much."""
    if b"/ByteRange" not in data:  # no signature is without
        return ()
    if not _rooms.acquire(timeout=FOR_ROOM):
        raise SignatureUnreadable(TOO_MUCH)
    try:
        said = _asked(b" ".join(b64encode(one.dump()) for one in trust) + b"\n" + data)
    finally:
        _rooms.release()
    return tuple(_found(one) for one in said)


def _asked(given: bytes) -> list[dict[str, Any]]:
    start = [*_START, signatures.__file__, str(MEMORY), str(SECONDS)]
    try:
        done = subprocess.run(start, input=given, capture_output=True, timeout=PATIENCE, check=True)  # noqa: S603
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise SignatureUnreadable(TOO_MUCH) from error
    said: list[dict[str, Any]] | None = json.loads(done.stdout)
    if said is None:
        raise SignatureUnreadable(UNREADABLE)
    return said


def _found(said: dict[str, Any]) -> FoundSignature:
    at = said["signed_at"]
    return replace(FoundSignature(**said), signed_at=datetime.fromisoformat(at) if at else None)
