"""The way into the Party as it is written down: by whom, with which day, and what comes of it."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.extensions import db
from app.members.models import Membership, Person
from app.members.queries import roll_of
from app.members.services import transfer
from app.merging.services import end
from app.organisations.models import Organisation
from app.prospects import queries, services
from app.prospects.models import Prospect, ProspectStep
from app.prospects.services import Stated
from app.sessions.models import Vote, VoteAbout
from tests.acts import actor_named
from tests.reading import words
from tests.sessions.conftest import make_meeting
from tests.world import NOON, read_world
from workflows.prospect import State
from workflows.voting import Ballot, Matter, Threshold

TODAY = date(2026, 12, 2)
FACTS = {
    "full_name": "Hoàng Thị Nga", "birth_on": date(2000, 3, 8), "gender": None, "ethnicity": "Tày", "youth_union": True,
    "occupation": "giáo viên",
}  # fmt: skip
FORM = {
    "full_name": "Hoàng Thị Nga", "birth_on": "08/03/2000", "gender": "female", "ethnicity": "Tày",
    "youth_union": "True", "occupation": "giáo viên", "since": "01/02/2025",
}  # fmt: skip


def introduced(world, who: str = "thang", cell: str = "CB01") -> Prospect:
    cell_id = world.organisations[cell]
    return services.introduce(cell_id, FACTS, since=date(2024, 1, 5), actor=actor_named(who))


def go(row: Prospect, name: str, who: str = "hanh", **said) -> None:
    services.take_step(row, name, Stated(**said), version=row.version, actor=actor_named(who))
    db.session.flush()


def with_file(world) -> Prospect:
    row = introduced(world)
    helpers = (world.people["lan"], world.people["khoa"])
    go(row, "assign_helpers", "thang", on=date(2024, 2, 1), helper_ids=helpers)
    go(row, "finish_class", "thang", on=date(2024, 6, 1), symbol="15/GCN")
    go(row, "complete_file", "thang", on=date(2025, 1, 10))
    return row


def admitted(world, on: date = date(2025, 12, 1)) -> Prospect:
    row = with_file(world)
    go(row, "vote", "thang", on=date(2025, 2, 3))
    go(row, "decide", on=date(2025, 3, 1), symbol="21-QĐ/ĐU")
    go(row, "admit", on=on)
    return row


def ballot(meeting_id: int, *, passed: bool = True, matter: Matter = Matter.ADMISSION) -> int:
    row = Vote(
        meeting_id=meeting_id, about=VoteAbout.ITEM, subject="Kết nạp quần chúng", ballot=Ballot.SECRET, matter=matter,
        threshold=Threshold.TWO_THIRDS, votes_for=18 if passed else 10, against=0, other=0, base=20, present=18,
        base_parts={}, passed=passed, at=NOON, entered_at=NOON,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row.id


def test_a_secretary_introduces_somebody_and_only_their_cell_and_office_know(world, as_user, committed):
    path = f"/prospects/cells/{world.cell}/new"
    assert as_user("thang").post(path, data=FORM).status_code == 303
    with committed() as session:
        prospect_id = session.scalars(select(Prospect.id)).one()
        event = session.scalars(select(AuditEvent).where(AuditEvent.event == "prospect_step")).one()
        assert (event.chain, event.acting_as, event.data["step"]) == (world.cell, "secretary", "introduce")
    for who in ("thang", "men", "hanh"):
        assert "Hoàng Thị Nga" in words(as_user(who).get("/prospects")), who
        page = words(as_user(who).get(f"/prospects/{prospect_id}"))
        assert "Hồ sơ, lý lịch giữ trên giấy" in page
    for who, status in (("lan", 403), ("huong", 403), ("loc", 403), ("binh", 403), ("tham", 404), ("vien", 404)):
        assert as_user(who).get(f"/prospects/{prospect_id}").status_code == status, who
    assert "Hoàng Thị Nga" not in as_user("tham").get("/prospects").text
    assert as_user("tham").post(path, data=FORM).status_code == 404
    book = load_workbook(BytesIO(as_user("hanh").get("/prospects/workbook").data)).active
    assert [cell.value for cell in book[2]][1:3] == ["Hoàng Thị Nga", "Chi bộ thôn Nà Mười"]
    assert book.max_row == 2


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"full_name": ""}, "Ghi họ và tên"),
        ({"birth_on": "08/03/2030"}, "Ngày sinh chưa tới"),
        ({"since": "03/12/2026"}, "từ hôm nay trở về trước"),
        ({"occupation": "x" * 201}, "không quá 200 chữ"),
        ({"youth_union": "maybe"}, None),
    ],
)
def test_what_cannot_be_written_down_is_said(world, as_user, committed, data, said):
    answer = as_user("thang").post(f"/prospects/cells/{world.cell}/new", data=FORM | data)

    if said is None:  # a word that is none of the choices says nothing
        assert answer.status_code == 303
        return
    assert (answer.status_code, said in answer.text) == (422, True)
    with committed() as session:
        assert session.scalars(select(Prospect)).all() == []


def test_the_next_step_is_on_the_page_and_what_blocks_it_is_said(world, as_user, committed):
    with committed():
        prospect_id = introduced(world).id
    path, thang = f"/prospects/{prospect_id}", as_user("thang")
    page = words(thang.get(path))
    assert "Ghi đã học lớp nhận thức về Đảng" in page
    assert "Ghi quyết định kết nạp" not in page
    early = thang.post(f"{path}/steps/finish_class", data={"on": "01/01/2024", "symbol": "15/GCN", "version": 1})
    assert (early.status_code, "đứng trước bước liền trước" in early.text, "15/GCN" in early.text) == (422, True, True)
    assert thang.post(f"{path}/steps/vote", data={"on": "01/06/2024", "version": 1}).status_code == 409
    assert thang.post(f"{path}/steps/decide", data={"on": "01/06/2024", "version": 1}).status_code == 403
    assert thang.post(f"{path}/steps/fly", data={"version": 1}).status_code == 404
    sent = {"on": "01/06/2024", "symbol": "15/GCN", "version": 1}
    assert thang.post(f"{path}/steps/finish_class", data=sent).status_code == 303
    assert thang.post(f"{path}/steps/finish_class", data=sent).status_code == 409
    page = words(thang.get(path))
    assert "01/06/2024 Ghi đã học lớp nhận thức về Đảng, số 15/GCN Đ/c Nông Văn Thắng, 02/12/2026" in page


def test_helpers_are_official_members_of_the_cell(world, as_user, committed):
    with committed():
        prospect_id = introduced(world).id
        (beginner,) = [o.person.id for o in roll_of(world.cell, TODAY) if o.person.full_name == "Hà Thị Chín"]
    path, thang = f"/prospects/{prospect_id}/steps/assign_helpers", as_user("thang")
    for first in (beginner, world.people["tham"], ""):
        sent = {"on": "01/02/2024", "first_helper": first, "version": 1}
        assert thang.post(path, data=sent).status_code == 422
    sent = {"on": "01/02/2024", "first_helper": world.people["lan"], "second_helper": world.people["lan"], "version": 1}
    assert thang.post(path, data=sent).status_code == 303
    with committed() as session:
        row = session.get(Prospect, prospect_id)
        assert [one.full_name for one in row.helpers] == ["Triệu Thị Lan"]


def test_a_vote_of_a_meeting_gives_the_day_and_must_have_passed(world, as_user, committed):
    with committed():
        row, meeting_id = with_file(world), make_meeting(world).id
        lost, won, other = (
            ballot(meeting_id, passed=False), ballot(meeting_id), ballot(meeting_id, matter=Matter.ORDINARY)
        )  # fmt: skip
        prospect_id, version = row.id, row.version
    path, thang = f"/prospects/{prospect_id}/steps/vote", as_user("thang")
    assert "02/12/2026: Kết nạp quần chúng, 18/20 tán thành" in words(thang.get(path))
    refused = thang.post(path, data={"vote": lost, "version": version})
    assert (refused.status_code, "không đủ số phiếu" in refused.text) == (422, True)
    assert thang.post(path, data={"vote": other, "version": version}).status_code == 422
    assert thang.post(path, data={"vote": won, "version": version}).status_code == 303
    with committed() as session:
        step = session.scalars(select(ProspectStep).where(ProspectStep.step == "vote")).one()
        assert (step.vote_id, step.on) == (won, TODAY)


def test_the_admission_makes_a_member_on_probation(world, db_session):
    row = admitted(world)

    person = db_session.get_one(Person, row.person_id)
    assert (person.full_name, person.admitted_on, person.official_on) == ("Hoàng Thị Nga", date(2025, 12, 1), None)
    assert (person.ethnicity, person.youth_union) == ("Tày", True)
    home = db_session.scalars(select(Membership).where(Membership.person_id == person.id)).one()
    assert (home.organisation_id, home.from_on) == (world.cell, date(2025, 12, 1))
    assert row.state == State.PROBATION


def test_after_twelve_months_and_a_vote_the_member_is_official(world, db_session):
    row = admitted(world)
    go(row, "assess", "thang", on=date(2026, 12, 1))
    go(row, "recognise", on=TODAY, symbol="40-QĐ/ĐU")

    person = db_session.get_one(Person, row.person_id)
    assert person.official_on == date(2026, 12, 1)
    events = db_session.scalars(
        select(AuditEvent.event).where(AuditEvent.subject_id == person.id).order_by(AuditEvent.id)
    ).all()
    assert "person_changed" in events


def test_who_has_moved_is_assessed_where_they_are_now(world, db_session):
    row = admitted(world)
    person = db_session.get_one(Person, row.person_id)
    transfer(person, world.other_cell, on=date(2026, 6, 1), note="", actor=actor_named("hanh"))
    db_session.flush()

    assert queries.listed(actor_named("thang"), TODAY, queries.Wanted(which="probation")) == []
    assert queries.listed(actor_named("tham"), TODAY, queries.Wanted(which="probation")) == [row]
    go(row, "assess", "tham", on=date(2026, 12, 1))
    assert row.state == State.ASSESSED


def test_who_is_given_up_can_be_taken_up_again_but_no_member(world, as_user, committed):
    with committed():
        row = with_file(world)
        prospect_id, version = row.id, row.version
    path, thang = f"/prospects/{prospect_id}/steps", as_user("thang")
    assert thang.post(f"{path}/stop", data={"note": "", "version": version}).status_code == 422
    assert thang.post(f"{path}/stop", data={"note": "đi xa", "version": version}).status_code == 303
    assert thang.post(f"{path}/resume", data={"version": version + 1}).status_code == 303
    with committed() as session:
        assert session.get(Prospect, prospect_id).state == State.WATCHED


def test_facts_are_corrected_until_the_admission(world, as_user, committed):
    with committed():
        row = with_file(world)
        prospect_id, version = row.id, row.version
    path, thang = f"/prospects/{prospect_id}/edit", as_user("thang")
    assert thang.post(path, data=FORM | {"ethnicity": "Nùng", "version": version}).status_code == 303
    assert thang.post(path, data=FORM | {"version": version}).status_code == 409
    with committed() as session:
        assert session.get(Prospect, prospect_id).ethnicity == "Nùng"
        event = session.scalars(select(AuditEvent).where(AuditEvent.event == "prospect_changed")).one()
        assert event.data["before"] == {"ethnicity": "Tày", "gender": None}
        row = session.get(Prospect, prospect_id)
        go(row, "vote", "thang", on=date(2025, 2, 3))
        go(row, "decide", on=date(2025, 3, 1), symbol="21-QĐ/ĐU")
        go(row, "admit", on=date(2025, 12, 1))
        version = row.version
    assert as_user("hanh").post(path, data=FORM | {"version": version}).status_code == 409


def test_a_merged_cell_hands_them_on(world, db_session):
    row = introduced(world, "hanh", "CB02")
    old, new = (db_session.get_one(Organisation, i) for i in (world.other_cell, world.cell))
    end(old, on=TODAY, into=new, actor=actor_named("hanh"))
    db_session.flush()

    assert queries.listed(actor_named("thang"), TODAY, queries.Wanted(which="open")) == [row]


def test_the_list_is_paged_and_asks_few_statements(world, as_user, committed, count_statements, monkeypatch):
    with committed():
        for _ in range(3):
            introduced(read_world(db.session()))
    monkeypatch.setattr(queries, "PAGE", 2)
    with count_statements() as seen:
        page = as_user("hanh").get("/prospects?page=2")
    assert "Trang 2/2" in page.text
    assert len(seen.besides_the_account()) <= 6, seen.texts
