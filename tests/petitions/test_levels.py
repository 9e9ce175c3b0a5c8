"""Up the levels: escalated, answered above or from outside; one of two at once wins."""

from datetime import date
from io import BytesIO

import pytest
from sqlalchemy import select

from app import clock
from app.accounts.models import Account, Appointment
from app.extensions import db
from app.members.models import Person
from app.notifications.models import Notification
from app.organisations.models import Organisation
from app.petitions import queries, services
from app.petitions.models import Petition, PetitionStep
from app.petitions.services_said import Details, NewPetition, Said
from tests.at_once import at_once
from tests.petitions.conftest import DUE, ROAD
from tests.world import FOUNDED
from workflows.engine import StepRefused
from workflows.roles import Role

PDF = b"%PDF-1.4 tra loi\n%%EOF"


@pytest.fixture
def escalated(accepted, take):
    return take(accepted, "escalate", "thang", note="Cần vốn của xã, chi bộ đã vận động dân góp công")


def test_the_next_level_gets_it_with_a_clock_of_its_own(escalated, world, db_session):
    assert (escalated.state, escalated.level_id, escalated.deadline) == ("in_hand", world.commune, DUE)
    way = [(row.step, row.level_id) for row in queries.way_of(escalated.id)]
    assert way == [("raise", world.cell), ("accept", world.cell), ("escalate", world.commune)]
    told = db_session.scalars(select(Notification.text).where(Notification.person_id == world.people["hanh"])).all()
    assert "Chuyển lên: kiến nghị chờ xử lý, hạn 20/12/2026" in told[0]


def test_whoever_passed_it_on_handles_it_no_more(escalated, actor_of, as_user):
    with pytest.raises(StepRefused) as refused:
        services.take_step(escalated, "answer", Said(note="Đã làm"), actor=actor_of("thang"))
    assert refused.value.kind == "not_yours"

    path = f"/petitions/{escalated.id}"
    assert "Trả lời</a>" not in as_user("thang").get(path).text
    page = as_user("hanh").get(path).text
    assert "Trả lời</a>" in page
    assert "Triệu Thị Lan" in page  # the handling office knows who raised it


def test_above_the_commune_there_is_no_office_here(escalated, actor_of, as_user):
    with pytest.raises(StepRefused) as refused:
        services.take_step(escalated, "escalate", Said(note="Vượt", deadline=DUE), actor=actor_of("hanh"))
    assert "chưa có Văn phòng trong hệ thống" in str(refused.value)

    page = as_user("hanh").get(f"/petitions/{escalated.id}").text
    assert "Ghi trả lời của nơi ngoài hệ thống" in page
    assert "Chuyển lên cấp trên" not in page.partition("Đường đi của ý kiến")[0]


def test_an_answer_from_outside_comes_with_its_paper(escalated, as_user, committed):
    petition_id, hanh = escalated.id, as_user("hanh")
    path = f"/petitions/{petition_id}/steps/answer_outside"
    form = {"note": "Công văn số 12 của Điện lực", "version": "3"}
    refused = hanh.post(path, data=form)
    assert refused.status_code == 422
    assert "Chưa gửi kèm văn bản trả lời" in refused.text
    assert "Công văn số 12" in refused.text
    assert hanh.post(path, data=form | {"papers": (BytesIO(PDF), "cv12.pdf")}).status_code == 303

    with committed() as session:
        assert session.get(Petition, petition_id).state == "answered"
    assert "cv12.pdf" in as_user("lan").get(f"/petitions/{petition_id}").text


@pytest.fixture
def province(world, committed):
    """An office at the province, and the level between that has none is passed over."""
    with committed() as session:
        person = Person(full_name="Hà Thị Tỉnh", sort_key="t", folded_name="ha thi tinh")
        session.add(person)
        session.flush()
        tinh = session.scalars(select(Organisation).where(Organisation.code == "TINH")).one()
        session.add(Account(person_id=person.id, user_name="tinh", password_hash="!", created_at=clock.now()))
        session.add(
            Appointment(person_id=person.id, organisation_id=tinh.id, role=Role.OFFICE, from_on=FOUNDED)
        )  # fmt: skip
        return tinh.id


def test_it_climbs_from_level_to_level(escalated, province, take, actor_of, db_session):
    take(escalated, "escalate", "hanh", note="Đường thuộc tỉnh", deadline=date(2026, 12, 31))
    assert escalated.level_id == province
    assert queries.knows_raisers(escalated, actor_of("hanh"))  # it was there

    with pytest.raises(StepRefused) as refused:
        services.take_step(escalated, "answer", Said(note="Được"), actor=actor_of("hanh"))
    assert refused.value.kind == "not_yours"
    take(escalated, "answer", "tinh", note="Tỉnh bố trí vốn năm 2027.")
    assert escalated.state == "answered"


def test_the_province_does_not_know_who_raised_what_lies_below(accepted, province, actor_of):
    tinh = actor_of("tinh")

    assert queries.get_visible_or_404(accepted.id, tinh) is accepted
    assert not queries.knows_raisers(accepted, tinh)
    with pytest.raises(StepRefused):
        services.take_step(accepted, "answer", Said(note="Được"), actor=tinh)


def test_while_there_is_an_office_above_no_answer_comes_from_outside(escalated, province, actor_of):
    said = Said(note="Được", papers=())
    with pytest.raises(StepRefused) as refused:
        services.take_step(escalated, "answer_outside", said, actor=actor_of("hanh"))

    assert "Cấp trên có trong hệ thống" in str(refused.value)


def test_of_two_who_pass_it_on_at_once_one_wins_and_the_other_keeps_what_was_typed(as_user, committed, actor_of):
    with committed():  # no session of the test's own: two threads would share it
        lan, thang = actor_of("lan"), actor_of("thang")
        new = NewPetition(text=ROAD, raised_by_id=lan.person_id)
        petition = services.raise_petition(new, cell_id=lan.home_id, actor=lan)
        db.session.flush()
        services.take_step(petition, "accept", Said(deadline=DUE, details=Details()), actor=thang)
        petition_id = petition.id
    path = f"/petitions/{petition_id}/steps/escalate"
    sent = {"thang": "Cần máy xúc của xã", "men": "Cần xi măng của xã"}
    clients = {who: as_user(who) for who in sent}
    form = {"deadline": "20/12/2026", "version": "2"}
    answers = at_once(*(lambda w=who: clients[w].post(path, data=form | {"note": sent[w]}) for who in sent))

    assert sorted(answer.status_code for answer in answers) == [303, 409]
    loser = next(n for n, answer in enumerate(answers) if answer.status_code == 409)
    assert list(sent.values())[loser] in answers[loser].get_data(as_text=True)
    with committed() as session:
        steps = session.scalars(select(PetitionStep.step).where(PetitionStep.petition_id == petition_id)).all()
        assert sorted(steps) == ["accept", "escalate", "raise"]


@pytest.mark.parametrize(
    ("who", "name", "status"),
    [("thang", "escalate", 200), ("lan", "escalate", 403), ("loc", "answer", 403), ("hanh", "answer", 403),
     ("thang", "accept", 409), ("tham", "answer", 404), ("thang", "note", 409), ("thang", "answer_outside", 403)],
)  # fmt: skip
def test_the_form_of_a_step_opens_only_for_whom_it_is(accepted, as_user, who, name, status):
    assert as_user(who).get(f"/petitions/{accepted.id}/steps/{name}").status_code == status
