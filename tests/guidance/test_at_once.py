"""Two who do the same at one moment, a job that fails and is asked for again, a worker that died half way."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app import clock
from app.extensions import db
from app.guidance import services_bringing
from app.guidance.models import Guidance, GuidanceCell
from app.jobs import claims, work
from app.jobs.models import Job, JobState
from app.jobs.services import run_due_jobs
from app.meetings.models import Meeting
from app.meetings.services import create_meeting
from app.organisations.models import Organisation
from tests.acts import actor_named
from tests.at_once import at_once, together
from tests.guidance.conftest import DECEMBER, prepare, published
from tests.reading import words
from tests.world import NOON
from workflows.guidance import State
from workflows.meeting import Kind

# What happens when two write at once is the engine's doing.
pytestmark = pytest.mark.each_engine


@pytest.fixture
def two_drafts(prepared) -> tuple[int, int]:
    return prepared("two drafts of one month", lambda: (prepare().id, prepare().id))


def form(world) -> dict[str, object]:
    return {"version": 1, "signer_id": world.people["binh"], "signer_position": "Bí thư", "signed_on": "01/12/2026"}


def test_of_two_drafts_for_the_same_cells_one_is_published(as_user, world, two_drafts, committed):
    office = [as_user("hanh"), as_user("hanh")]

    found = together(
        *(lambda n=n: office[n].post(f"/guidance/{two_drafts[n]}/steps/publish", data=form(world)) for n in (0, 1))
    )

    assert found == [303, 422]
    with committed():
        states = db.session.scalars(select(Guidance.state)).all()
        assert sorted(states) == [State.DRAFT, State.PUBLISHED]


def test_a_cell_that_begins_its_meeting_while_the_guidance_comes_has_one_meeting(app, world, committed):
    with committed():
        published()

    def begin() -> None:
        with app.app_context():
            cell = db.session.get_one(Organisation, world.cell)
            create_meeting(cell, Kind.REGULAR, DECEMBER, actor=actor_named("thang"))
            db.session.commit()

    def bring() -> None:
        with app.app_context():
            run_due_jobs()

    at_once(_quietly(begin), bring)

    with committed():
        of_cell = select(func.count()).where(Meeting.cell_id == world.cell, Meeting.month == DECEMBER)
        assert db.session.scalar(of_cell) == 1
        assert set(db.session.scalars(select(GuidanceCell.edition))) == {1}


def _quietly(act):
    """Who comes second is refused; which of the two that is does not matter here."""

    def acted() -> None:
        try:
            act()
        except Exception:
            db.session.rollback()

    return acted


def test_what_a_worker_left_when_it_died_is_brought_by_the_next(world, db_session):
    published()
    first = claims.due_ids()[0]
    assert claims.claim(first)  # in hand, and then nothing more is heard of it
    run_due_jobs()
    assert sorted(db.session.scalars(select(GuidanceCell.edition))) == [0, 1]
    db.session.rollback()

    with clock.set_to(NOON + timedelta(minutes=5)):
        work.sweep()
        run_due_jobs()

    assert set(db.session.scalars(select(GuidanceCell.edition))) == {1}
    assert db.session.scalar(select(func.count()).where(Meeting.month == DECEMBER)) == 2


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Iterator[pytest.MonkeyPatch]:
    """The second cell cannot get anything, whatever the worker tries."""
    act = services_bringing.create_meeting

    def broken(cell, *args, **more):
        if cell.code == "CB02":
            raise RuntimeError("đĩa đầy")
        return act(cell, *args, **more)

    with monkeypatch.context() as patched, caplog.at_level("CRITICAL"):
        patched.setattr(services_bringing, "create_meeting", broken)
        yield patched


def test_one_cell_that_fails_holds_up_no_other_and_is_tried_again_by_a_button(
    world, committed, as_user, failing: pytest.MonkeyPatch
):
    with committed():
        guidance_id = published().id
        for hour in range(12):
            with clock.set_to(NOON + timedelta(hours=hour)):
                run_due_jobs()
    page = words(as_user("hanh").get(f"/guidance/{guidance_id}"))
    assert "Đã đến 1/2 chi bộ." in page
    assert "Gửi lại cho 1 chi bộ còn thiếu" in page

    failing.undo()
    assert as_user("hanh").post(f"/guidance/{guidance_id}/bringing").status_code == 303
    with committed():
        run_due_jobs()
        assert db.session.scalar(select(func.count()).where(Job.status == JobState.FAILED)) == 0
    assert "Đã đến đủ 2 chi bộ." in words(as_user("hanh").get(f"/guidance/{guidance_id}"))


def test_while_it_is_under_way_the_page_asks_for_its_progress(world, committed, as_user):
    with committed():
        guidance_id = published().id
    client = as_user("hanh")
    part = client.get(f"/guidance/{guidance_id}", headers={"HX-Request": "true"}).text
    assert "Đã đến 0/2 chi bộ." in part
    assert 'hx-trigger="every 2s"' in part

    with committed():
        run_due_jobs()
    part = client.get(f"/guidance/{guidance_id}", headers={"HX-Request": "true"}).text
    assert "every 2s" not in part


@pytest.mark.parametrize(("who", "most"), [("hanh", 18), ("thang", 14), ("lan", 14)])
def test_the_pages_take_few_statements_however_many_cells_there_are(
    world, committed, as_user, count_statements, who, most
):
    with committed():
        guidance_id = published().id
        run_due_jobs()
    client = as_user(who)
    for path, bound in (("/guidance", 8), (f"/guidance/{guidance_id}", most)):
        with count_statements() as seen:
            assert client.get(path).status_code == 200
        assert len(seen.besides_the_account()) <= bound, path
