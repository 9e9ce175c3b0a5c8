"""An answer that comes while a meeting is begun, or while a cell is merged: it is told all the same, and nobody waits for ever."""

import pytest
from sqlalchemy import select

from app.agendas.models import AgendaItem, ItemKind
from app.extensions import db
from app.merging import services as merging
from app.organisations.models import Organisation
from app.petitions import services
from app.petitions.models import Petition, PetitionReply
from app.petitions.services_said import Details, NewPetition, Said
from app.web.errors import BUSY
from tests.at_once import at_once
from tests.petitions.conftest import DUE, ROAD

# What happens when two write at once is the engine's doing.
pytestmark = pytest.mark.each_engine


@pytest.fixture
def in_hand(committed, actor_of) -> int:
    """Committed, without a session of the test's own: threads would share it."""
    with committed():
        lan, thang = actor_of("lan"), actor_of("thang")
        petition = services.raise_petition(
            NewPetition(text=ROAD, raised_by_id=lan.person_id), cell_id=lan.home_id, actor=lan
        )
        db.session.flush()
        services.take_step(petition, "accept", Said(deadline=DUE, details=Details()), actor=thang)
        return petition.id


def answering(client, petition_id):
    path = f"/petitions/{petition_id}/steps/answer"
    return lambda: client.post(path, data={"note": "Đã làm.", "version": "2"})


def test_a_meeting_that_is_begun_while_the_answer_comes_tells_it(in_hand, as_user, committed, slowly):
    slowly(services, "owe_answers", 0.5)
    men = as_user("men")
    begin = lambda: men.post("/meetings/new", data={"kind": "regular", "month": "01/2027"})  # noqa: E731
    answers = at_once(answering(as_user("thang"), in_hand), begin)

    assert [answer.status_code for answer in answers] == [303, 303]
    with committed() as session:
        told = session.scalars(select(AgendaItem.content).where(AgendaItem.kind == ItemKind.ANSWERS)).all()
        assert [text.count("Đã làm.") for text in told] == [1]


def test_an_answer_while_the_cell_is_merged_reaches_the_other(in_hand, as_user, committed, slowly, world):
    slowly(merging, "close", 0.5)
    with committed() as session:
        version = session.get_one(Organisation, world.cell).version
    hanh, form = as_user("hanh"), {"into": world.other_cell, "on": "02/12/2026", "version": version}
    merge = lambda: hanh.post(f"/organisations/{world.cell}/close", data=form)  # noqa: E731
    answers = at_once(merge, answering(as_user("thang"), in_hand))

    assert not any(BUSY in answer.text for answer in answers), "they waited for each other"
    assert answers[0].status_code == 303
    with committed() as session:
        petition = session.get_one(Petition, in_hand)
        assert petition.cell_id == world.other_cell
        owed = session.scalars(select(PetitionReply.cell_id)).all()
        assert owed == ([world.other_cell] if petition.state == "answered" else [])
