"""A merger while somebody works in the cell, or merges the other way: one waits for the other, and nobody is sent away."""

from datetime import date

import pytest

from app.agendas import services as agendas
from app.extensions import db
from app.meetings.models import Meeting
from app.merging import services as merging
from app.organisations.models import Organisation
from app.tasks import services as tasks
from app.tasks.models import Task
from app.tasks.services import NewTask, assign_task
from app.web.errors import BUSY
from tests.meetings import ready
from tests.test_bad_input import at_once
from workflows.meeting import Kind, State

# What happens when two write at once is the engine's doing.
pytestmark = pytest.mark.each_engine


@pytest.fixture
def merge(as_user, committed):
    """`merge(from_id, into_id)`: an act for `at_once` with the answer of the page."""

    def prepared(from_id: int, into_id: int):
        with committed() as session:
            version = session.get_one(Organisation, from_id).version
        client, form = as_user("hanh"), {"into": into_id, "on": "02/12/2026", "version": version}
        return lambda: client.post(f"/organisations/{from_id}/close", data=form)

    return prepared


def statuses(*acts) -> list[int]:
    answers = at_once(*acts)
    assert not any(BUSY in answer.text for answer in answers), "they waited for each other"
    return [answer.status_code for answer in answers]


def test_a_task_is_put_off_while_its_cell_is_merged(as_user, world, committed, actor_of, slowly, merge):
    with committed():
        me = actor_of("thang")
        new = NewTask(work="Sửa đường", owner_id=world.people["lan"], deadline=date(2026, 12, 20))
        task = assign_task(new, cell_id=world.cell, actor=me, roles=me.roles_in(world.cell))
        db.session.flush()
        path, form = (
            f"/tasks/{task.id}/steps/extend",
            {"note": "mưa", "deadline": "25/12/2026", "version": task.version},
        )
        task_id = task.id
    slowly(merging, "close", 0.5)
    slowly(tasks, "_check_step", 1)
    client = as_user("thang")
    assert statuses(merge(world.cell, world.other_cell), lambda: client.post(path, data=form))[0] == 303
    with committed() as session:
        assert session.get_one(Task, task_id).cell_id == world.other_cell


def test_an_item_is_added_while_the_cell_is_merged(as_user, world, committed, actor_of, slowly, merge):
    with committed():
        ready.convened(actor_of)  # cancelled first, so that the chain is taken by the time of the second
        draft_id = ready.drafted(actor_of, kind=Kind.THEMATIC).id
    slowly(merging, "cancel", 0.5)
    slowly(agendas, "lock_draft", 1)
    client, form = as_user("thang"), {"title": "Làm đường", "kind": "other", "minutes": "5"}
    path = f"/meetings/{draft_id}/agenda/items/new"
    assert statuses(merge(world.cell, world.other_cell), lambda: client.post(path, data=form))[0] == 303
    with committed() as session:
        assert session.get_one(Meeting, draft_id).state == State.CANCELLED


def test_of_two_mergers_in_opposite_directions_one_is_refused(world, committed, slowly, merge):
    slowly(merging, "left_open", 0.4)
    ways = merge(world.cell, world.other_cell), merge(world.other_cell, world.cell)
    assert sorted(statuses(*ways)) in ([303, 409], [303, 422])
    with committed() as session:
        ended = [session.get_one(Organisation, each).dissolved_on for each in (world.cell, world.other_cell)]
        assert ended.count(None) == 1
