"""Two who work on one resolution at the same moment: one wins, the other is told; numbers have no holes."""

from datetime import date

import pytest
from sqlalchemy import select

from app.accounts.models import Substitution
from app.documents.models import Document, NumberSeries
from app.resolutions import services
from app.resolutions.models import Resolution
from tests.at_once import together
from tests.meetings.ready import drafted
from tests.resolutions.conftest import signed_by, voted
from workflows.meeting import State
from workflows.roles import Role

# What happens when two write at once is the engine's doing.
pytestmark = pytest.mark.each_engine


@pytest.fixture
def adopted(meeting, resolution, db_session, actor_of, world, monkeypatch) -> str:
    """The path of a resolution that secretary and deputy may both issue, whatever password they type."""
    services.vote_taken(resolution, voted(db_session, meeting, 16), actor=actor_of("thang"))
    signed_by(db_session, meeting, Role.CHAIR, Role.RECORDER)
    meeting.state = State.MINUTES
    today = date(2026, 12, 2)
    db_session.add(
        Substitution(organisation_id=world.cell, person_id=world.people["men"], from_on=today, to_on=today, reason="ốm")
    )
    db_session.commit()
    monkeypatch.setattr("app.accounts.passwords.matches", lambda _kept, _typed: True)
    return f"/meetings/{meeting.id}/resolution"


def test_it_is_begun_once(made, as_user, committed, slowly):
    meeting_id = made(drafted)
    slowly(services.queries, "current")
    clients = [as_user(who) for who in ("thang", "men")]

    assert together(*(lambda c=c: c.post(f"/meetings/{meeting_id}/resolution") for c in clients)) == [303, 303]
    with committed() as session:
        assert len(session.scalars(select(Resolution.id)).all()) == 1


def test_it_is_issued_once_under_one_number(adopted, as_user, committed, slowly):
    slowly(services, "facts_of_issue")
    thang, men = as_user("thang"), as_user("men")

    assert together(lambda: thang.post(f"{adopted}/issue"), lambda: men.post(f"{adopted}/issue")) == [303, 409]
    with committed() as session:
        assert session.scalars(select(Document.symbol)).all() == ["01-NQ/CB"]
        assert session.scalars(select(NumberSeries.last)).all() == [1]


def test_it_is_replaced_once_and_no_number_is_lost(adopted, as_user, committed, slowly):
    as_user("thang").post(f"{adopted}/issue")
    slowly(services, "refuse_bad_draft")
    seen = as_user("men").get(f"{adopted}/replace").text.split('name="replaces" value="')[1].split('"')[0]
    form = {"subject_line": "Nghị quyết sửa", "reason": "Ghi sai", "replaces": seen}
    thang, men = as_user("thang"), as_user("men")

    acts = (lambda: thang.post(f"{adopted}/replace", data=form), lambda: men.post(f"{adopted}/replace", data=form))
    assert together(*acts) == [303, 409]
    with committed() as session:
        assert sorted(session.scalars(select(Document.number))) == [1, 2]
        assert sorted(session.scalars(select(Resolution.state))) == ["issued", "replaced"]


def test_of_two_who_change_only_the_tasks_the_second_is_told(meeting, resolution, as_user, committed):
    with committed() as session:
        page = {"subject_line": "Nghị quyết tháng 12", "version": session.scalars(select(Resolution.version)).one()}
    path = f"/meetings/{meeting.id}/resolution/edit"

    assert as_user("thang").post(path, data=page | {"task-0-work": "Trồng hoa"}).status_code == 303
    assert as_user("men").post(path, data=page | {"task-0-work": "Sửa đường"}).status_code == 409
    with committed() as session:
        assert [task.work for task in session.scalars(select(Resolution)).one().tasks] == ["Trồng hoa"]
