"""Guidance for a commune of 311 cells (scenario S1): published, brought to each by the worker's process, while two
other people keep writing. On either engine."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from flask import Flask
from sqlalchemy import func, insert, select

from app import clock, create_app
from app.extensions import db
from app.guidance.models import Guidance, GuidanceCell
from app.guidance.services import Scope, SignedBy, prepare_guidance, publish
from app.guidance.words import Text
from app.jobs.services import wake_for_new_jobs
from app.meetings.models import Meeting
from app.members.models import Membership
from app.organisations.models import Organisation
from app.tasks.models import Task
from config import read_settings
from tests.acts import actor_named
from tests.bench.figures import Figure
from tests.bench.house import Visitor
from tests.bench.server import postgresql
from tests.commune import grow
from tests.world import World, build_world, read_world
from workflows.calendar import first_of, next_month
from workflows.roles import Role

CELLS, MEMBERS = 311, 12
PUBLISHED, WRITTEN = 10, 1
WRITERS = ("thang", "tham")
PAUSE = 0.1  # seconds between two things that a writer sends
TEXT = Text(
    situation="Thu ngân sách đạt 94,5% kế hoạch.\nAn ninh trật tự ổn định.",
    orientation="Gieo trồng cây vụ đông đúng lịch; thu nộp đảng phí cuối năm.",
    contents="Phòng, chống cháy rừng mùa khô\nThu nộp đảng phí cuối năm\nChăm lo Tết cho hộ nghèo",
)


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="nennep-bench-") as folder:
        yield from _measured({"NENNEP_DATA_DIR": folder}, "")
    with tempfile.TemporaryDirectory(prefix="nennep-bench-") as folder, postgresql() as address:
        yield from _measured({"NENNEP_DATA_DIR": folder, "NENNEP_DATABASE_URL": address}, ", PostgreSQL")


def _measured(settings: dict[str, str], where: str) -> Iterator[Figure]:
    app = create_app(read_settings(settings | {"NENNEP_SESSION_MINUTES": "600"}))
    with app.app_context():
        world = commune()
    writers = [Writer(app, world, name) for name in WRITERS]
    with _worker(settings):
        time.sleep(4)  # it has begun to wait
        began = time.perf_counter()
        with app.app_context():
            guidance_id = _publish(world)
        for writer in writers:
            writer.start()
        took = _until_all_have_it(app, guidance_id, began)
        waits = [wait for writer in writers for wait in writer.stop()]
    with app.app_context():
        made = db.session.scalar(select(func.count(Meeting.id)).where(Meeting.month == _month())) or 0
        db.engine.dispose()
    yield Figure(name=f"guidance published to {CELLS} cells{where}", value=took, bound=PUBLISHED, unit="s")
    yield Figure(name=f"cells without exactly one draft of the month{where}", value=abs(CELLS - made), bound=0)
    yield Figure(
        name=f"the slowest of what others wrote meanwhile{where}", value=max(waits), bound=WRITTEN, unit="s",
        detail=f"of {len(waits)}",
    )  # fmt: skip
    yield Figure(
        name=f"what others wrote and was refused{where}", value=sum(writer.refused for writer in writers), bound=0
    )


def _month() -> date:
    return next_month(first_of(clock.today()))


def commune() -> World:
    """The commune of the tests with so many cells, each with members, offices, a meeting that was held and open tasks."""
    db.create_all()
    build_world(db.session)  # type: ignore[arg-type]
    world = read_world(db.session)  # type: ignore[arg-type]
    for cell in grow(world, CELLS - 2, MEMBERS, committee=(Role.SECRETARY, Role.DEPUTY_SECRETARY)):
        _add_tasks(cell)
    db.session.commit()
    return world


def _add_tasks(cell: Organisation) -> None:
    owners = db.session.scalars(
        select(Membership.person_id)
        .where(Membership.organisation_id == cell.id)
        .order_by(Membership.person_id)
        .limit(4)
    )
    tasks = [
        {"cell_id": cell.id, "work": f"Việc {n}", "owner_id": owner, "deadline": clock.today(),
         "state": "assigned", "definition_version": 1, "created_at": clock.now()}
        for n, owner in enumerate(owners)
    ]  # fmt: skip
    db.session.execute(insert(Task), tasks)


@contextmanager
def _worker(settings: dict[str, str]) -> Iterator[None]:
    environment = {**os.environ, **settings}
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "worker"], env=environment, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield
    finally:
        process.send_signal(2)
        process.wait()


def _publish(world: World) -> int:
    """As the office's request does: one transaction, then the worker is woken."""
    office = actor_named("hanh")
    commune = db.session.get_one(Organisation, world.commune)
    guidance: Guidance = prepare_guidance(commune, Scope(month=_month()), TEXT, actor=office)
    db.session.flush()
    publish(guidance, SignedBy(person_id=world.people["binh"], on=clock.today()), actor=office)
    guidance_id = guidance.id
    db.session.commit()
    wake_for_new_jobs()
    return guidance_id


def _until_all_have_it(app: Flask, guidance_id: int, began: float) -> float:
    waiting = select(func.count(GuidanceCell.id)).where(
        GuidanceCell.guidance_id == guidance_id, GuidanceCell.edition == 0
    )
    while time.perf_counter() - began < 300:
        with app.app_context():
            db.session.connection(execution_options={"read_only": True})
            if not db.session.scalar(waiting):
                return time.perf_counter() - began
        time.sleep(0.2)
    raise RuntimeError("the cells did not get their drafts in five minutes")


@dataclass
class Writer:
    """Somebody who writes: what is typed is kept every tenth of a second, as a request of its own."""

    app: Flask
    world: World
    name: str
    waits: list[float] = field(default_factory=list)
    refused: int = 0
    stopped: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        cookie = Visitor(self.app, self.world, self.name).cookie
        self.app.config["WTF_CSRF_ENABLED"] = False
        self.thread = threading.Thread(target=self._write, args=(cookie,))
        self.thread.start()

    def _write(self, cookie: str) -> None:
        client = self.app.test_client(use_cookies=False)
        while not self.stopped.wait(PAUSE):
            began = time.perf_counter()
            answer = client.post("/drafts/task-new", data={"work": "Việc đang gõ"}, headers={"Cookie": cookie})
            self.refused += answer.status_code >= 400
            self.waits.append(time.perf_counter() - began)

    def stop(self) -> list[float]:
        self.stopped.set()
        self.thread.join()
        return self.waits
