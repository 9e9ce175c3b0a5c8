"""Working rules, meeting plan and thematic plan of a cell: written, agreed by the committee, sent, noted above."""

from datetime import date
from io import BytesIO

import pytest
from sqlalchemy import select

from app.agendas.models import AgendaItem
from app.audit.models import AuditEvent
from app.documents.models import Document
from app.extensions import db
from app.forms.models import TypingDraft
from app.jobs.services import run_due_jobs
from app.meetings.models import Meeting
from app.notifications.models import Notification
from app.organisations.models import Term
from app.planning.models import CellPlan, PlanTopic
from tests.at_once import together
from tests.meetings.ready import drafted
from tests.planning.ready import JUNE, YEAR, at_the_committee, step, version_of
from tests.reading import words
from workflows.plan import State

PDF = b"%PDF-1.7 invented"


def state_of(session, plan_id: int) -> State:
    return session.get_one(CellPlan, plan_id).state


def test_a_secretary_begins_with_the_rules_of_the_cell_and_sends_a_numbered_paper(world, as_user, committed):
    thang = as_user("thang")
    answer = thang.post("/plans/new", data={"cell": world.cell, "year": YEAR, "kind": "working_rules"})
    path = answer.location.removesuffix("/edit")
    page = thang.get(answer.location)
    assert "vào ngày 03 hằng tháng" in page.text
    assert 'data-draft="plan-' in page.text
    content = "Điều thứ nhất\n\nHọp vào ngày 03"
    assert thang.post(f"{path}/edit", data={"content": content, "version": "1"}).status_code == 303
    assert thang.post(f"{path}/edit", data={"content": "Cũ", "version": "1"}).status_code == 409
    assert "chờ ý kiến" not in words(as_user("hanh").get("/plans/compliance?year=2027"))
    assert thang.post(f"{path}/steps/submit", data={"version": "2"}).status_code == 303
    assert "Mới có 1/3 đồng chí đồng ý" in words(thang.get(path))
    assert step(thang, path, "send").status_code == 422
    assert step(as_user("men"), path, "agree").status_code == 303
    assert step(as_user("men"), path, "agree").status_code == 422
    assert step(thang, path, "send").status_code == 303
    assert step(thang, path, "send").status_code == 409
    with committed() as session:
        document = session.scalars(select(Document)).one()
        assert (document.symbol, document.kind) == ("01-QC/CB", "cell_plan")
        assert document.snapshot["paragraphs"] == ["Điều thứ nhất", "Họp vào ngày 03"]
        assert document.snapshot["signature"]["position"] == "Bí thư"
        run_due_jobs()
        told = session.scalars(select(Notification.text).where(Notification.person_id == world.people["hanh"])).all()
        assert told == ["Chi bộ thôn Nà Mười gửi Quy chế làm việc năm 2027."]
    assert as_user("lan").get(f"{path}/pdf").data[:5] == b"%PDF-"
    assert as_user("lan").get(f"{path}/word").data[:2] == b"PK"
    assert step(as_user("hanh"), path, "finish").status_code == 303
    assert "Đảng ủy đã ghi nhận" in words(thang.get(path))


def test_text_being_typed_comes_back(plan, as_user, committed, world):
    thang, path = as_user("thang"), f"/plans/{plan}/edit"
    thang.post(f"/drafts/plan-{plan}", data={"content": "Đang gõ dở", "version": "1"})
    assert "Đang gõ dở" in thang.get(path).text
    page = thang.get(f"/plans/{plan}")
    version = page.text.split('name="version" value="')[1].split('"')[0]
    assert thang.post(path, data={"content": "Đã gõ xong", "version": version}).status_code == 303
    with committed() as session:
        assert session.scalars(select(TypingDraft.form_key)).all() == []


def test_the_committee_may_settle_it_at_its_meeting_and_returns_with_a_reason(plan, as_user, committed):
    path, thang = f"/plans/{plan}", as_user("thang")
    step(thang, path, "submit")
    assert step(as_user("huong"), path, "return").status_code == 422
    assert step(as_user("huong"), path, "return", reason="Thiếu quý I").status_code == 303
    with committed() as session:
        assert state_of(session, plan) == State.DRAFT
        told = session.scalars(select(Notification.text).order_by(Notification.id.desc())).first()
        assert told == "Đ/c Lý Thị Hương trả lại Kế hoạch sinh hoạt chuyên đề năm 2027 để sửa. Lý do: Thiếu quý I"
    step(thang, path, "submit")
    assert "chưa ghi" not in words(thang.get(f"{path}/steps/send"))
    said = {"reason": "Hội nghị chi ủy ngày 05/12 thống nhất 3/3"}
    assert step(thang, path, "send", **said).status_code == 303
    assert step(as_user("loc"), path, "agree").status_code == 409


def test_an_overseer_is_asked_only_where_the_committee_is_one_person(plan, as_user, committed, world):
    path = f"/plans/{plan}"
    step(as_user("thang"), path, "submit")
    assert step(as_user("loc"), path, "agree").status_code == 403
    with committed() as session:
        session.execute(
            db.text("UPDATE appointment SET to_on = '2026-12-01' WHERE person_id IN (:a, :b)"),
            {"a": world.people["men"], "b": world.people["huong"]},
        )
    assert step(as_user("loc"), path, "agree").status_code == 303
    assert step(as_user("thang"), path, "send").status_code == 303


def test_revised_it_gets_another_number_and_the_paper_before_stays(sent, as_user, committed):
    path, thang = f"/plans/{sent}", as_user("thang")
    step(thang, path, "revise", reason="Đổi ngày họp")
    assert "đang điều chỉnh" in words(as_user("hanh").get(path))
    assert "Một" not in as_user("hanh").get(path).text
    thang.post(f"{path}/edit", data={"content": "Hai", "version": "5"})
    with committed() as session:
        row = session.get_one(CellPlan, sent)
        row.content = "Hai"
    step(thang, path, "submit")
    step(as_user("men"), path, "agree")
    step(thang, path, "send")
    with committed() as session:
        old, new = session.scalars(select(Document).order_by(Document.id)).all()
        assert (old.symbol, old.replaced_by_id, new.symbol) == ("01-QC/CB", new.id, "02-QC/CB")
        assert new.snapshot["replaces"]["symbol"] == "01-QC/CB"


def test_a_plan_may_be_a_file(world, as_user, committed):
    thang = as_user("thang")
    answer = thang.post("/plans/new", data={"cell": world.cell, "year": YEAR, "kind": "thematic_plan"})
    path = answer.location.removesuffix("/edit")
    assert step(thang, path, "submit").status_code == 422
    bad = thang.post(f"{path}/file", data={"file": (BytesIO(b"MZ"), "a.exe")}, follow_redirects=True)
    assert "Hệ thống chỉ nhận tệp" in bad.text
    thang.post(f"{path}/file", data={"file": (BytesIO(PDF), "ke-hoach.pdf"), "version": version_of(thang, path)})
    assert as_user("men").get(f"{path}/file").data == PDF
    assert as_user("lan").get(f"{path}/file").status_code == 404
    for name, reason in (("submit", ""), ("send", "Thống nhất 3/3")):
        assert step(thang, path, name, reason=reason).status_code == 303
    assert as_user("lan").get(f"{path}/file").data == PDF
    assert thang.post(f"{path}/file/removal").status_code == 409
    with committed() as session:
        assert session.scalars(select(Document.id)).all() == []


def test_the_file_of_a_draft_is_taken_away_again(plan, as_user, committed):
    thang, path = as_user("thang"), f"/plans/{plan}"
    thang.post(path + "/file", data={"file": (BytesIO(PDF), "ke-hoach.pdf"), "version": version_of(thang, path)})
    assert "ke-hoach.pdf" in thang.get(f"/plans/{plan}").text
    assert thang.post(f"{path}/file/removal", data={"version": version_of(thang, path)}).status_code == 303
    assert "ke-hoach.pdf" not in thang.get(f"/plans/{plan}").text


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [("month", "6/2026", "Ghi tháng trong năm 2027"), ("month", "x", "Tháng ghi theo mẫu"), ("title", " ", "Ghi tên chuyên đề"),
     ("title", "x" * 301, "Không quá 300 ký tự"), ("person", "9", "Chọn một")],
)  # fmt: skip
def test_bad_themes_are_told(plan, as_user, committed, field, value, sentence):
    sent = {"month": "9/2027", "title": "Nước sạch", "person": ""} | {field: value}
    answer = as_user("thang").post(f"/plans/{plan}/topics/new", data=sent)
    assert (answer.status_code, sentence in answer.text) == (422, True)
    with committed() as session:
        assert len(session.scalars(select(PlanTopic.id)).all()) == 1


def test_themes_are_written_corrected_and_taken_away(plan, as_user, committed):
    thang, path = as_user("thang"), f"/plans/{plan}"
    assert "Chưa có chuyên đề cho quý I, quý III và quý IV" in words(thang.get(path))
    for month in (3, 9, 12):
        thang.post(f"{path}/topics/new", data={"month": f"{month}/2027", "title": f"Chuyên đề {month}", "person": ""})
    assert "Chưa có chuyên đề cho" not in words(thang.get(path))
    with committed() as session:
        topic, version = (
            session.scalars(select(PlanTopic).where(PlanTopic.month == JUNE)).one().id,
            session.get(CellPlan, plan).version,
        )
    edit = {"month": "6/2027", "title": "Giữ rừng, giữ nước", "person": "", "version": version}
    assert thang.post(f"{path}/topics/{topic}/edit", data=edit).status_code == 303
    assert thang.post(f"{path}/topics/{topic}/edit", data=edit).status_code == 409
    assert "Giữ rừng, giữ nước" in thang.get(path).text
    assert thang.post(f"{path}/topics/{topic}/removal", data={"version": version_of(thang, path)}).status_code == 303
    assert "Giữ rừng" not in words(thang.get(path))


@pytest.fixture
def themed(plan, prepared, actor_of) -> int:
    """The plan was sent."""

    def build() -> int:
        at_the_committee(db.session.get_one(CellPlan, plan), actor_of)
        return plan

    with_plan = prepared(("sent", plan), build)
    return with_plan


def test_a_new_meeting_picks_its_theme_and_the_plan_shows_what_was_held(themed, world, as_user, committed):
    thang = as_user("thang")
    assert "Tháng 6/2027: Giữ rừng đầu nguồn" in thang.get("/meetings/new").text
    assert "Giữ rừng" not in as_user("tham").get("/meetings/new").text
    with committed() as session:
        topic = session.scalars(select(PlanTopic.id)).one()
    sent = {"kind": "regular", "month": "6/2027", "theme": "", "cell_id": world.cell, "topic_id": topic}
    other = sent | {"cell_id": world.other_cell}
    assert as_user("tham").post("/meetings/new", data=other).status_code == 422
    assert thang.post("/meetings/new", data=sent).status_code == 303
    assert "Giữ rừng" not in thang.get("/meetings/new").text
    again = sent | {"month": "7/2027"}
    assert thang.post("/meetings/new", data=again).status_code == 409
    with committed() as session:
        meeting = session.scalars(select(Meeting)).one()
        assert meeting.theme == "Giữ rừng đầu nguồn"
        assert "Trong chương trình tháng 6/2027" in words(as_user("lan").get(f"/plans/{themed}"))
        session.execute(Meeting.__table__.update().values(state="minutes"))
    assert "Đã sinh hoạt tháng 6/2027" in words(as_user("hanh").get(f"/plans?year=2027&cell={world.cell}"))


def test_a_theme_goes_into_the_draft_that_is_there(themed, world, as_user, committed, actor_of):
    thang, path = as_user("thang"), f"/plans/{themed}"
    with committed() as session:
        topic = session.scalars(select(PlanTopic)).one()
        there = f"{path}/topics/{topic.id}/meeting"
    assert "chưa có dự thảo" in words(thang.post(there, follow_redirects=True))
    assert there not in thang.get(path).text
    with committed() as session:
        meeting = drafted(actor_of)
        session.execute(PlanTopic.__table__.update().values(month=meeting.month))
    assert there in thang.get(path).text
    assert as_user("lan").post(there).status_code == 403
    assert thang.post(there).status_code == 303
    assert as_user("men").post(there).status_code == 409
    with committed() as session:
        meeting = session.scalars(select(Meeting)).one()
        assert meeting.theme == "Giữ rừng đầu nguồn"
        assert session.scalars(select(AgendaItem.title)).all().count("Chuyên đề: Giữ rừng đầu nguồn") == 1
        assert session.scalars(select(PlanTopic.meeting_id)).one() == meeting.id
        told = session.scalars(select(AuditEvent.event).order_by(AuditEvent.id.desc()).limit(3)).all()
        assert set(told) == {"item_added", "meeting_changed", "plan_topic_taken_up"}


def test_of_two_who_take_one_theme_away_the_second_is_told(plan, as_user, committed):
    with committed() as session:
        there = f"/plans/{plan}/topics/{session.scalars(select(PlanTopic.id)).one()}/removal"
    sent = {"version": version_of(as_user("thang"), f"/plans/{plan}")}
    ends = [lambda w=who: as_user(w).post(there, data=sent) for who in ("thang", "men")]
    assert together(*ends) in ([303, 404], [303, 409])
    with committed() as session:
        told = session.scalars(
            select(AuditEvent).where(AuditEvent.event == "plan_topic_removed").order_by(AuditEvent.id)
        ).all()
        assert len(told) == 1


def test_of_two_who_begin_the_same_one_the_second_is_told(world, as_user):
    new = {"cell": world.cell, "year": YEAR, "kind": "meeting_plan"}
    begin = lambda: as_user("thang").post("/plans/new", data=new)  # noqa: E731
    assert sorted(together(begin, begin)) == [303, 422]


@pytest.mark.parametrize(("year", "status"), [("2024", 422), ("2025", 303), ("2028", 422), ("x", 422)])
def test_it_is_of_a_year_near_by(world, as_user, year, status):
    new = {"cell": world.cell, "year": year, "kind": "meeting_plan"}
    assert as_user("thang").post("/plans/new", data=new).status_code == status


def test_without_a_term_there_is_no_number(plan, as_user, committed):
    thang, path = as_user("thang"), f"/plans/{plan}"
    with committed() as session:
        session.execute(Term.__table__.delete())
    step(thang, path, "submit")
    refused = step(thang, path, "send", reason="Thống nhất")
    assert (refused.status_code, "Chưa nhập nhiệm kỳ" in refused.text) == (422, True)
    assert "Thống nhất" in refused.text


@pytest.mark.parametrize(
    ("who", "draft", "handed_in"),
    [("thang", 200, 200), ("huong", 200, 200), ("nhap", 200, 200), ("loc", 200, 200), ("lan", 404, 200),
     ("hanh", 404, 200), ("binh", 404, 200), ("tham", 404, 404), ("vien", 404, 404), ("quan", 404, 404), ("tra", 404, 404)],
)  # fmt: skip
def test_who_sees_it(plan, sent, as_user, who, draft, handed_in):
    assert as_user(who).get(f"/plans/{plan}").status_code == draft
    assert as_user(who).get(f"/plans/{sent}").status_code == handed_in


@pytest.mark.parametrize(
    ("who", "status"), [("lan", 403), ("hanh", 403), ("loc", 403), ("tham", 404), ("vien", 404), ("nhap", 200)]
)
def test_who_writes_it(sent, as_user, committed, who, status):
    with committed() as session:
        session.execute(CellPlan.__table__.update().values(state="draft"))
    assert as_user(who).get(f"/plans/{sent}/edit").status_code == status
    assert as_user(who).post(f"/plans/{sent}/file").status_code == (303 if status == 200 else status)


def test_the_page_of_a_year_asks_few_statements(plan, sent, as_user, world, count_statements):
    with count_statements() as seen:
        as_user("thang").get(f"/plans?year={YEAR}")
    assert len(seen.besides_the_account()) <= 6
    assert as_user("tham").get(f"/plans?year={YEAR}&cell={world.cell}").status_code == 404


def test_a_cell_that_has_ended_begins_none(world, committed, actor_of, as_user):
    with committed() as session:
        row = session.get_one(type(prepare_cell(session, world)), world.cell)
        row.dissolved_on = date(2026, 11, 1)
    new = {"cell": world.cell, "year": YEAR, "kind": "meeting_plan"}
    assert as_user("thang").post("/plans/new", data=new).status_code in (403, 422)


def prepare_cell(session, world):
    from app.organisations.models import Organisation

    return session.get_one(Organisation, world.cell)
