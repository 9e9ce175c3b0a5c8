"""The wake-ups: Huey over a small file of its own, or over Redis for several machines; nothing but ids of rows.

Whatever is lost in it is found again by the sweeper, which reads the rows.
"""

import atexit
import json
from collections.abc import Iterable
from sqlite3 import Connection
from typing import Any

from flask import Flask, current_app
from huey import Huey, PriorityRedisHuey, SqliteHuey, crontab
from huey.registry import Message
from huey.serializer import Serializer
from huey.storage import SqliteStorage

from config import Settings

# Each of them takes seconds: what is quick goes before, so that no cell waits for its draft until a paper is made.
SLOW = frozenset(
    {"back_up", "bind_book", "bind_inspection", "rebuild_search", "rebuild_summaries", "render_document", "seal_rows"}
)


# What a wake-up is; of what Huey could say besides, nothing is used here.
SAID = ("id", "name", "retries", "retry_delay", "priority", "args", "kwargs")


class Plain(Serializer):
    """Wake-ups as JSON. Huey's own way is pickle: whoever can write into the queue could make a worker run anything."""

    def _serialize(self, data: Any) -> bytes:
        return json.dumps({name: getattr(data, name) for name in SAID}).encode()

    def _deserialize(self, data: bytes) -> Any:
        said = json.loads(data)
        return Message(**{name: said[name] for name in SAID} | {"args": tuple(said["args"])})


class Storage(SqliteStorage):
    def _create_connection(self) -> Connection:
        connection: Connection = super()._create_connection()
        # A wake-up lost with the power is found by the sweeper: no need to wait for the disk in a web request.
        connection.execute("PRAGMA synchronous=NORMAL")
        return connection


def _opened(settings: Settings) -> Huey:
    alike: dict[str, Any] = {"results": False, "serializer": Plain()}
    if settings.redis_url:
        return PriorityRedisHuey("nennep", url=settings.redis_url, **alike)
    path = settings.data_dir / "queue.db"
    return SqliteHuey("nennep", filename=str(path), cache_mb=1, storage_class=Storage, **alike)


class Queue:
    def __init__(self, app: Flask) -> None:
        self.huey = _opened(app.config["SETTINGS"])
        atexit.register(self.huey.storage.close)

        @self.huey.task(name="run_job")
        def run_job(job_id: int) -> None:
            from app.jobs.work import follows, run  # late: the web process sends and never works

            with app.app_context():
                self.send(follows(run(job_id)))

        @self.huey.periodic_task(crontab(minute="*"), name="sweep")
        def sweep() -> None:
            from app.jobs import work

            with app.app_context():
                ids = work.sweep()
            # While wake-ups lie in the queue the worker is only busy, and sending them again would let it grow.
            if not self.waiting():
                self.send(ids)

        @self.huey.periodic_task(crontab(minute="30", hour="*/6"), name="tidy")
        def tidy() -> None:
            from app.jobs import work

            with app.app_context():
                work.tidy()

        @self.huey.periodic_task(crontab(minute="*/10"), name="strike")
        def strike() -> None:
            from app.jobs import work

            with app.app_context():
                work.strike()

        self._run_job = run_job
        self.sweep = sweep.call_local

    def send(self, ids: Iterable[int], *, kind: str = "") -> None:
        for job_id in ids:
            self._run_job(job_id, priority=-1 if kind in SLOW else 0)

    def waiting(self) -> int:
        return int(self.huey.pending_count())


def queue() -> Queue:
    """The queue of the current application, opened at first need."""
    extensions = current_app.extensions
    if "wake_ups" not in extensions:
        extensions["wake_ups"] = Queue(current_app._get_current_object())  # type: ignore[attr-defined]
    found: Queue = extensions["wake_ups"]
    return found
