"""Whoever tries the plans with other people's ids, twice, too late, or with files that are none."""

from io import BytesIO

import pytest
from sqlalchemy import select

from app.documents.models import Document
from app.extensions import db
from app.organisations.models import Organisation
from app.planning.models import CellPlan, PlanStep, PlanTopic
from app.planning.services import prepare
from app.planning.services_topics import Stated, add_topic
from tests.at_once import together
from tests.planning.ready import JUNE, YEAR, step, version_of
from workflows.plan import Kind, State

PDF = b"%PDF-1.7 invented"


@pytest.fixture
def theirs(plan, committed, world, actor_of) -> tuple[int, int]:
    """A thematic plan of another cell with a theme. The ids of both."""
    with committed() as session:
        cell = session.get_one(Organisation, world.other_cell)
        row = prepare(cell, Kind.THEMATIC_PLAN, YEAR, "", actor=actor_of("tham"))
        topic = add_topic(row, Stated(month=JUNE, title="Của trường"), actor=actor_of("tham"))
        return row.id, topic.id


def test_a_theme_of_another_plan_is_not_found_under_mine(plan, theirs, as_user, committed):
    thang, (other, topic) = as_user("thang"), theirs
    form = {"month": "6/2027", "title": "Lấn sang", "person": "", "version": "2"}
    for mine in (plan, other):
        for what in ("edit", "removal", "meeting"):
            assert thang.post(f"/plans/{mine}/topics/{topic}/{what}", data=form).status_code == 404
    for path in (f"/plans/{other}/edit", f"/plans/{other}/topics/new", f"/plans/{other}/file/removal"):
        assert thang.post(path, data=form | {"content": "x"}).status_code == 404
    with committed() as session:
        assert session.get_one(PlanTopic, topic).title == "Của trường"


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [("a.pdf", b"", "Tệp không có nội dung"), ("a.pdf", b"MZ\x90", "không đúng với đuôi .pdf"), ("a.docx", PDF, "không đúng"),
     ("a.pdf.exe", PDF, "chỉ nhận tệp"), ("khong-duoi", PDF, "chỉ nhận tệp"), ("", b"", "Chưa chọn tệp nào"),
     ("a.docx", b"PK\x03\x04 broken", "Tệp bị hỏng")],
)  # fmt: skip
def test_a_bad_file_is_told_and_the_one_before_stays(plan, as_user, committed, name, data, sentence):
    thang, path = as_user("thang"), f"/plans/{plan}"
    good = {"file": (BytesIO(PDF), "../../etc/Kế hoạch.pdf"), "version": version_of(thang, path)}
    assert thang.post(f"{path}/file", data=good).status_code == 303
    bad = {"file": (BytesIO(data), name), "version": version_of(thang, path)}
    assert sentence in thang.post(f"{path}/file", data=bad, follow_redirects=True).text
    with committed() as session:
        assert session.get_one(CellPlan, plan).file_name == "Kế hoạch.pdf"


def test_a_file_for_a_version_that_is_no_more_and_a_step_without_one_are_told(plan, as_user, committed):
    men, path = as_user("men"), f"/plans/{plan}"
    seen = version_of(men, path)
    send = lambda **more: men.post(f"{path}/file", data={"file": (BytesIO(PDF), "a.pdf")} | more)  # noqa: E731
    assert send(version=seen).status_code == 303
    assert send(version=seen).status_code == 409
    for wrong in ({}, {"version": ""}, {"version": "²"}, {"version": "-1"}, {"version": "99999999999"}):
        answer = men.post(f"{path}/steps/submit", data=wrong)
        assert (answer.status_code, "không cho biết được mở từ bản nào" in answer.text) == (409, True)
    assert as_user("lan").post(f"{path}/steps/submit").status_code == 404, "who may not is told that first"
    with committed() as session:
        assert session.get_one(CellPlan, plan).state == State.DRAFT


def test_a_theme_that_somebody_has_changed_meanwhile_is_not_removed(plan, as_user, committed, actor_of):
    with committed() as session:
        stated = Stated(month=JUNE, title="Của tháng sáu")
        topic = add_topic(session.get_one(CellPlan, plan), stated, actor=actor_of("thang")).id
    thang, path = as_user("thang"), f"/plans/{plan}"
    seen = version_of(thang, path)
    form = {"month": f"6/{YEAR}", "title": "Của cả quý", "person": "", "version": seen}
    assert as_user("men").post(f"{path}/topics/{topic}/edit", data=form).status_code == 303
    for sent in ({"version": seen}, {}):
        assert thang.post(f"{path}/topics/{topic}/removal", data=sent).status_code == 409
    with committed() as session:
        assert session.get_one(PlanTopic, topic).title == "Của cả quý"
    assert thang.post(f"{path}/topics/{topic}/removal", data={"version": version_of(thang, path)}).status_code == 303


def test_of_two_who_send_it_one_does_and_one_number_is_given(plan, as_user, committed):
    thang, path = as_user("thang"), f"/plans/{plan}"
    step(thang, path, "submit")
    step(as_user("men"), path, "agree")
    sent = {"version": version_of(thang, path)}
    ends = [lambda who=who: as_user(who).post(f"{path}/steps/send", data=sent) for who in ("thang", "men")]
    assert together(*ends) == [303, 409]
    with committed() as session:
        assert session.scalars(select(Document.symbol)).all() == ["01-KH/CB"]
        assert len(session.scalars(select(PlanStep).where(PlanStep.step == "send")).all()) == 1


def test_text_that_is_too_long_stays_on_the_page_and_is_not_kept(plan, as_user, committed):
    thang, path = as_user("thang"), f"/plans/{plan}"
    answer = thang.post(f"{path}/edit", data={"content": "x" * 20_001, "version": version_of(thang, path)})
    assert (answer.status_code, "x" * 20_001 in answer.text) == (422, True)
    with committed():
        assert db.session.get_one(CellPlan, plan).content == ""
