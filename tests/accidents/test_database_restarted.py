"""PostgreSQL is ended and begun again while people write and the worker works: who writes is told, and keeps what was typed;
what was done is there once; and neither web nor worker has to be started anew.

On a server of its own, whatever engine the other tests use.
"""

import time
from collections import Counter
from collections.abc import Iterator
from threading import Event, Thread

import pytest
from flask_migrate import stamp
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from app.audit.models import AuditEvent
from app.extensions import db
from app.forms.models import UsedForm
from app.jobs.models import Job, JobState
from app.jobs.services import enqueue, wake_for_new_jobs
from app.proofs.queries import verify
from app.proofs.services import seal_rows
from app.sessions.models import Guest
from tests.accidents.cluster import Cluster, cluster
from tests.accidents.running import House, Person, wait_for
from tests.world import World, build_world, read_world

# The worker of the application, which looks every second and not every minute for what was left, with one handler of the
# tests, whose effect is a row, kept with the job itself.
WORKER = """
import time
from datetime import timedelta
from threading import Thread
from app import clock, create_app
from app.extensions import db
from app.forms.models import UsedForm
from app.jobs import claims, work
from app.jobs.queue import queue
from tools import supervise

supervise._die_with_parent()
claims.STALE, claims.FORGOTTEN, work.BEAT_EVERY = timedelta(seconds=4), timedelta(0), 0.5
claims.PAUSES = (timedelta(seconds=1),) * 4

def slow(*, mark):
    db.session.add(UsedForm(token=mark, at=clock.now(), content=""))
    db.session.flush()
    time.sleep(0.4)

def sweeping():
    while True:
        time.sleep(1)
        try:
            with app.app_context():
                queue().sweep()
        except Exception:
            print("the sweeper waits for the database")

work.HANDLERS["slow"] = slow
app = create_app()
with app.app_context():
    queue()
Thread(target=sweeping, daemon=True).start()
app.test_cli_runner().invoke(args=["worker"], catch_exceptions=False)
"""
JOBS, WRITERS, DOWN = 6, 3, 1.5


class Writer(Thread):
    """The recorder notes guest after guest; what was refused because the database is away is sent once more, as it is."""

    def __init__(self, person: Person, meeting_id: int, number: int, over: Event) -> None:
        super().__init__(daemon=True)
        self.person, self.path, self.number, self.over = person, f"/meetings/{meeting_id}/guests", number, over
        self.statuses, self.noted, self.wrong = Counter[int](), list[str](), list[str]()

    def run(self) -> None:
        while not self.over.is_set():
            name = f"Khách {self.number} {len(self.noted)}"
            form = {
                "kind": "guest",
                "name": name,
                "office": "Mặt trận",
                "once": f"khach-{self.number}.{len(self.noted)}",
            }
            while (answer := self.person.post(self.path, **form)).status != 303:
                self._look_at(answer.status, answer.text, name)
                time.sleep(0.1)
            self.statuses[303] += 1
            self.noted.append(name)

    def _look_at(self, status: int, text: str, name: str) -> None:
        self.statuses[status] += 1
        if status != 503 or name not in text or "Máy chủ dữ liệu đang khởi động lại" not in text:
            self.wrong.append(f"{status}: {text[:600]}")


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    with cluster() as found:
        yield found


@pytest.fixture
def house(server: Cluster, tmp_path) -> Iterator[House]:
    found = House(server.url, tmp_path)
    yield found
    found.end()


@pytest.fixture
def world(house: House) -> World:
    with house.app.app_context():
        db.drop_all()
        db.create_all()
        stamp()
        build_world(db.session)
        db.session.commit()
        seal_rows()  # no event tells of them
        return read_world(db.session)


def ends_at_once(server: Cluster) -> None:
    server.end_at_once()
    time.sleep(DOWN)
    server.begin()


def ends_connections(server: Cluster) -> None:
    assert server.end_connections() > 1


ACCIDENTS = {"the server ends at once": ends_at_once, "its connections are ended": ends_connections}


@pytest.mark.timeout(300)
@pytest.mark.few(1)
@pytest.mark.parametrize("accident", ACCIDENTS)
def test_once_in_the_midst_of_writing_and_of_a_job(house, world, server, accident):
    go_through(house, world, server, [accident])


@pytest.mark.long
def test_again_and_again(house, world, server):
    go_through(house, world, server, [*ACCIDENTS] * 5)


def go_through(house: House, world: World, server: Cluster, accidents: list[str]) -> None:
    meeting_id = house.meeting_under_way(world)
    marks = ask_for_jobs(house, JOBS * len(accidents))
    web, worker, over = house.start_web(), house.start("-c", WORKER), Event()
    writers = [
        Writer(person, meeting_id, number, over) for number, person in enumerate(house.people(["lan"] * WRITERS))
    ]
    for writer in writers:
        writer.start()
    for number, accident in enumerate(accidents):
        wait_for(lambda n=number: all(len(w.noted) > 3 * n for w in writers) and done(house) > n)
        ACCIDENTS[accident](server)
        before = [len(writer.noted) for writer in writers]
        wait_for(lambda b=before: all(len(w.noted) > was for w, was in zip(writers, b, strict=True)), 30)
    over.set()
    for writer in writers:
        writer.join(60)
    wait_for(lambda: done(house) == len(marks), 120)

    assert (web.poll(), worker.poll()) == (None, None), "somebody has to start it anew"
    statuses = sum((writer.statuses for writer in writers), Counter[int]())
    assert not [wrong for writer in writers for wrong in writer.wrong], (statuses, [w.wrong[:2] for w in writers])
    assert set(statuses) <= {303, 503}, statuses
    assert statuses[503], "nobody noticed anything: nothing was proved"
    expect_all_once(house, [name for writer in writers for name in writer.noted], marks)


def ask_for_jobs(house: House, count: int) -> list[str]:
    marks = [f"job {number}" for number in range(count)]
    with house.app.app_context():
        for mark in marks:
            enqueue("slow", mark, mark=mark)
        db.session.commit()
        wake_for_new_jobs()
    return marks


def done(house: House) -> int:
    with house.app.app_context():
        try:
            rows = select(func.count(Job.id)).where(Job.kind == "slow", Job.status == JobState.DONE)
            return db.session.scalar(rows) or 0
        except OperationalError:  # it is away
            return 0
        finally:
            db.session.remove()


def expect_all_once(house: House, noted: list[str], marks: list[str]) -> None:
    with house.app.app_context():
        guests = db.session.scalars(select(Guest.name).order_by(Guest.id)).all()
        told = db.session.scalars(select(AuditEvent.data).where(AuditEvent.event == "guest_added")).all()
        assert sorted(guests) == sorted(noted)
        assert len(told) == len(noted)
        kept = db.session.scalars(select(UsedForm.token).where(UsedForm.token.in_(marks))).all()
        assert sorted(kept) == sorted(marks)
        assert db.session.scalar(select(func.count(Job.id)).where(Job.status == JobState.FAILED)) == 0
        assert not [one.found for one in verify() if one.found]
        db.session.rollback()
