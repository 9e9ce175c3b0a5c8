"""One such day on one engine: the crowd made, the house started, the members let in, and what came of it."""

import asyncio
import gc
import os
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack

import psutil
import psycopg
from flask import Flask
from flask_migrate import stamp
from sqlalchemy import select

from app import create_app
from app.audit.models import AuditEvent
from app.extensions import db
from app.jobs.claims import due_ids
from app.proofs.queries import verify
from app.sessions.models import Attendance, CheckIn
from config import read_settings
from tests.bench.figures import Figure
from tests.bench.processes import free_port, running
from tests.bench.server import postgresql
from tests.load.crowd import CELLS, MEMBERS, Hall, assemble
from tests.load.phones import AFTER, CONDUCT, DOOR, PAGE, TAP, Book, evening

ENGINES = ("sqlite", "postgresql")
MINUTES, CONDUCTING, P95 = 5, 20, 250
NAMES = {
    DOOR: "the code scanned, or the short address typed", PAGE: "the page to check in", TAP: "checked in",
    AFTER: "the page that says so", CONDUCT: "the conduct page, every 5 s",
}  # fmt: skip
SECONDS_TO_SETTLE = 120


def measure(engine: str, part: float) -> Iterator[Figure]:
    """`part` of the members in as much of the time."""
    with ExitStack() as stack:
        settings = {"NENNEP_DATA_DIR": stack.enter_context(tempfile.TemporaryDirectory(prefix="nennep-load-"))}
        if engine == "postgresql":
            settings["NENNEP_DATABASE_URL"] = stack.enter_context(postgresql())
        app = create_app(read_settings(settings))
        halls = _made(app)
        port = free_port()
        supervisor = stack.enter_context(running(port, settings))
        watched = {"server": psutil.Process(supervisor), "client": psutil.Process()}
        if engine == "postgresql":
            watched["database"] = _postmaster(settings["NENNEP_DATABASE_URL"])
        _settle(app)
        count, seconds = round(CELLS * MEMBERS * part), MINUTES * 60 * part
        before, began = _used(watched), time.perf_counter()
        book = asyncio.run(evening(halls, port, count=count, seconds=seconds, conducting=CONDUCTING))
        took, after = time.perf_counter() - began, _used(watched)
        yield from _times(book)
        yield from _processors({name: after[name] - before[name] for name in after}, book.requests, took)
        yield from _kept(app, book, count)


def _made(app: Flask) -> list[Hall]:
    with app.app_context():
        db.create_all()
        stamp()  # its tables were made in one go, as they are after the last migration
    halls = assemble(app)
    with app.app_context():
        db.engine.dispose()
    gc.freeze()  # the client is busy enough without looking through all of this
    return halls


def _settle(app: Flask) -> None:
    """The worker begins the day with what each day brings; a day has gone on for long when the cells meet."""
    with app.app_context():
        deadline = time.monotonic() + SECONDS_TO_SETTLE
        time.sleep(3)
        while due_ids():
            db.session.rollback()
            if time.monotonic() > deadline:
                raise RuntimeError("the worker does not get done")
            time.sleep(0.5)
        db.session.remove()
        db.engine.dispose()


def _times(book: Book) -> Iterator[Figure]:
    for kind, name in NAMES.items():
        if seconds := sorted(book.seconds[kind]):
            p50, p95, p99 = (1000 * seconds[int(len(seconds) * part)] for part in (0.50, 0.95, 0.99))
            detail = f"{len(seconds)} requests, p50 {p50:.0f}, p99 {p99:.0f}, most {1000 * seconds[-1]:.0f}"
            yield Figure(name=f"{name}: p95", value=p95, bound=P95, unit="ms", detail=detail)


def _processors(used: Mapping[str, float], requests: int, took: float) -> Iterator[Figure]:
    for name, seconds in used.items():
        yield Figure(name=f"processor, {name}: of a request", value=1000 * seconds / requests, unit="ms")
    cores = os.cpu_count() or 1
    detail = " + ".join(f"{name} {100 * seconds / took / cores:.0f}" for name, seconds in used.items())
    whole = 100 * sum(used.values()) / took / cores
    yield Figure(name=f"processors, all of it on {cores} cores", value=whole, unit="%", detail=detail)


def _kept(app: Flask, book: Book, count: int) -> Iterator[Figure]:
    wrong = ", ".join(f"{what} ({times}×)" for what, times in book.wrong.most_common(5))
    yield Figure(name="answers that were wrong or missing", value=book.wrong.total(), bound=0, detail=wrong)
    with app.app_context():
        arrivals, told = _arrivals(), _told()
        clean = verify()
        db.session.remove()
        db.engine.dispose()
    lost = count - len(arrivals & told) if len(arrivals) == book.checked_in else count
    detail = f"{count} came: {len(arrivals)} in the roll calls, {len(told)} in the history"
    yield Figure(name="check-ins lost or doubled", value=lost, bound=0, detail=detail)
    found = "; ".join(area.found for area in clean if area.found)
    events = f"{clean.areas[0].count} events"
    yield Figure(name="what `verify` finds", value=0 if clean.clean else 1, bound=0, detail=found or events)


def _arrivals() -> set[tuple[int, int]]:
    """Meeting and person of each that waits to be confirmed. Two of one person would not both be taken."""
    came = select(Attendance.meeting_id, Attendance.person_id)
    came = came.join(CheckIn, CheckIn.attendance_id == Attendance.id).where(CheckIn.came_at.is_not(None))
    rows = db.session.execute(came).all()
    return {(meeting, person) for meeting, person in rows}


def _told() -> set[tuple[int, int]]:
    rows = db.session.execute(
        select(AuditEvent.subject_id, AuditEvent.data).where(AuditEvent.event == "checked_in")
    ).all()
    found = {(meeting, data["person_id"]) for meeting, data in rows}
    return found if len(found) == len(rows) else set()


def _postmaster(url: str) -> psutil.Process:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        return psutil.Process(psutil.Process(connection.info.backend_pid).ppid())


def _used(watched: Mapping[str, psutil.Process]) -> dict[str, float]:
    """Processor seconds of each, with all processes below it, those that ended included."""
    return {name: sum(map(_seconds, _family(name, process))) for name, process in watched.items()}


def _family(name: str, process: psutil.Process) -> Sequence[psutil.Process]:
    # The others were started by the client.
    return [process] if name == "client" else [process, *process.children(recursive=True)]


def _seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system + times.children_user + times.children_system
