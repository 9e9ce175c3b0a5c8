"""A campaign enters the programme of the year: what, where, by whom; then it is announced on paper and to its cells."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.documents.models import Document
from app.documents.services_word import word_of
from app.documents.snapshots import from_data
from app.inspections import queries, services, services_steps
from app.inspections.models import CellFile, Inspection
from app.inspections.services import Team
from app.notifications.models import Notification
from app.organisations.models import Organisation
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster
from tests.acts import actor_named
from tests.at_once import together
from tests.inspections import campaign
from tests.inspections.campaign import POINTS, TODAY, announced, planned, ready, signed, wanted
from tests.reading import words
from workflows.engine import StepRefused
from workflows.inspection import Issuer, State

FORM = {
    "quarter": "2026-10-01", "kind": "inspection", "issuer": "standing_committee", "from_month": "10/2026",
    "to_month": "12/2026", "subject": "nền nếp sinh hoạt", "checklist": "Đúng ngày\n\nĐủ người",
    "report_due": "10/12/2026",
}  # fmt: skip


def test_an_inspector_enters_it_into_the_programme_and_others_do_not(world, as_user, committed):
    answer = as_user("tra").post("/inspections/new", data=FORM)

    assert answer.status_code == 303
    assert answer.location.endswith("/cells")
    with committed() as session:
        row = session.scalars(select(Inspection)).one()
        assert (row.state, row.checklist, row.report_due) == ("planned", ["Đúng ngày", "Đủ người"], date(2026, 12, 10))
        assert row.organisation_id == world.commune
    for who in ("binh", "hanh", "thang", "quan"):
        assert as_user(who).post("/inspections/new", data=FORM).status_code == 403


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"subject": " "}, "subject"),
        ({"subject": "x" * 301}, "subject"),
        ({"subject": "dấu hiệu vi phạm"}, "subject"),
        ({"outline": "Xem xét vi phạm"}, "outline"),
        ({"outline": "x" * 8001}, "outline"),
        ({"checklist": ["x" * 301]}, "checklist"),
        ({"checklist": ["x"] * 31}, "checklist"),
        ({"quarter": date(2026, 11, 1)}, "quarter"),
        ({"quarter": date(2036, 10, 1)}, "quarter"),
        ({"to_month": date(2026, 9, 1)}, "to_month"),
        ({"to_month": date(2027, 10, 1)}, "to_month"),
        ({"from_month": None}, "to_month"),
        ({"report_due": date(2029, 1, 1)}, "report_due"),
    ],
)
def test_what_cannot_be_planned_is_said(world, db_session, more, field):
    with pytest.raises(BadInput) as refused:
        planned(world, **more)
    assert set(refused.value.errors) == {field}


def test_no_cell_inspects_and_nobody_without_the_office(world, db_session):
    cell, commune = db_session.get_one(Organisation, world.cell), db_session.get_one(Organisation, world.commune)
    with pytest.raises(BadInput):
        services.plan(cell, wanted(), actor=actor_named("tra"))
    for who in ("binh", "hanh", "thang"):
        with pytest.raises(StepRefused):
            services.plan(commune, wanted(), actor=actor_named(who))


def test_what_was_typed_and_not_sent_is_there_again(world, as_user):
    tra = as_user("tra")
    tra.post("/drafts/inspection-new", data=FORM | {"subject": "Đang viết dở"})

    assert "Đang viết dở" in tra.get("/inspections/new").text


def test_a_stale_page_changes_nothing(world, as_user, committed):
    with committed():
        row = planned(world)
        address, version = f"/inspections/{row.id}", row.version
    form = FORM | {"version": version}
    assert as_user("tra").post(f"{address}/edit", data=form).status_code == 303
    assert as_user("tra").post(f"{address}/edit", data=form | {"subject": "khác"}).status_code == 409
    stale = as_user("tra").post(f"{address}/cells", data={"version": version, "cell": world.cell})
    assert stale.status_code == 409
    with committed() as session:
        assert session.scalars(select(CellFile)).all() == []


def test_cells_are_chosen_with_what_speaks_for_them(world, db_session):
    row, tra = planned(world), actor_named("tra")
    services.choose_cells(row, [world.cell], version=row.version, actor=tra)
    db_session.flush()

    file = queries.files_of(row.id)[0]
    assert file.why == ["Chưa sinh hoạt tháng 10/2026, 11/2026."]
    services.choose_cells(row, [world.other_cell], version=row.version, actor=tra)
    db_session.flush()
    assert [one.cell_id for one in queries.files_of(row.id)] == [world.other_cell]
    told = db_session.scalars(
        select(AuditEvent.data).where(AuditEvent.event == "inspection_cells_chosen").order_by(AuditEvent.id)
    ).all()
    assert [(data["before"], data["after"]) for data in told] == [
        ([], [world.cell]), ([world.cell], [world.other_cell])
    ]  # fmt: skip
    with pytest.raises(BadInput):
        services.choose_cells(row, [world.far_cell], version=row.version, actor=tra)


def test_the_page_of_cells_leads_from_each_reason_to_its_figures(world, as_user, committed):
    with committed():
        address = f"/inspections/{planned(world).id}"
    page = as_user("tra").get(f"{address}/cells").text

    assert f'href="{address}/cells/{world.cell}">Chưa sinh hoạt tháng 10/2026, 11/2026.' in page
    told = words(as_user("tra").get(f"{address}/cells/{world.cell}"))
    assert "Tháng 10/2026 Chưa sinh hoạt – – – –" in told
    assert as_user("tra").get(f"{address}/cells/{world.far_cell}").status_code == 404
    assert f'value="{world.cell}" checked' in as_user("tra").get(f"{address}/cells?tick=all").text
    assert "checked" not in page


def test_a_team_has_a_leader_who_is_an_inspector(world, db_session):
    row, tra = planned(world), actor_named("tra")
    for bad in (Team(), Team(leader_id=world.people["binh"]), Team(leader_id=tra.person_id, member_ids=[1])):
        with pytest.raises(BadInput):
            services.name_team(row, bad, version=row.version, actor=tra)
    with pytest.raises(BadInput):
        services.name_team(row, Team(leader_id=tra.person_id, others=["x" * 201]), version=row.version, actor=tra)
    campaign.appoint_inspector(world, "loc")
    team = Team(leader_id=tra.person_id, secretary_id=world.people["loc"], others=["Ông Vàng A Sử, Mặt trận xã", " "])
    services.name_team(row, team, version=row.version, actor=tra)
    db_session.flush()

    assert [(one.part, one.name) for one in queries.team_of(row.id)] == [
        ("leader", "Vũ Thị Trà"), ("secretary", "Nguyễn Hữu Lộc"), ("member", "Ông Vàng A Sử, Mặt trận xã"),
    ]  # fmt: skip
    assert queries.persons_on(row.id) == {tra.person_id, world.people["loc"]}


def test_after_the_announcement_the_team_changes_with_a_reason_and_nothing_else_does(world, db_session):
    row, tra = announced(world), actor_named("tra")
    campaign.appoint_inspector(world, "loc")
    team = Team(leader_id=world.people["loc"])
    with pytest.raises(BadInput, match="nêu lý do"):
        services.name_team(row, team, version=row.version, actor=tra)
    services.name_team(row, team, reason="Đi công tác", version=row.version, actor=tra)
    db_session.flush()
    assert queries.persons_on(row.id) == {world.people["loc"]}
    for act in (
        lambda: services.change(row, wanted(subject="khác"), version=row.version, actor=tra),
        lambda: services.choose_cells(row, [world.cell], version=row.version, actor=tra),
    ):
        with pytest.raises(SomebodyWasFaster):
            act()


def test_it_is_announced_on_two_numbered_papers_and_to_the_cells(world, db_session):
    row = announced(world)

    papers = db_session.scalars(select(Document).where(Document.kind == "inspection").order_by(Document.id)).all()
    assert [one.symbol for one in papers] == ["01-QĐ/ĐU", "01-TB/ĐU"]
    decision, announcement = (from_data("inspection", one.snapshot) for one in papers)
    assert decision.sections[1].bullets == ("Đồng chí Vũ Thị Trà, trưởng đoàn",)
    assert "Chi bộ thôn Nà Mười, Chi bộ Trường Tiểu học Mường Lâm" in decision.sections[0].paragraphs[0]
    assert announcement.sections[2].bullets == tuple(POINTS)
    assert "10/12/2026" in announcement.sections[3].paragraphs[0]
    assert (decision.signature.name, decision.signature.position) == ("Lê Văn Bình", "Bí thư")
    assert word_of(papers[0])
    told = db_session.execute(select(Notification.person_id, Notification.path)).all()
    own, other = campaign.file_of(row, world), campaign.file_of(row, world, "CB02")
    assert {path for person, path in told if person == world.people["thang"]} == {f"/inspections/files/{own.id}"}
    assert {path for person, path in told if person == world.people["tham"]} == {f"/inspections/files/{other.id}"}
    assert {person for person, _ in told} == {world.people[who] for who in ("thang", "men", "huong", "tham", "son")}
    event = db_session.scalars(select(AuditEvent).where(AuditEvent.event == "inspection_step")).one()
    assert (event.acting_as, event.data["to_state"]) == ("inspector", "announced")


def test_the_inspection_committee_numbers_its_papers_by_itself(world, db_session):
    announced(world)
    row = ready(world, issuer=Issuer.INSPECTION_COMMITTEE)
    services_steps.announce(row, signed(world), version=row.version, actor=actor_named("tra"))
    db_session.flush()

    papers = db_session.scalars(select(Document).where(Document.kind == "inspection").order_by(Document.id)).all()
    assert [one.symbol for one in papers] == ["01-QĐ/ĐU", "01-TB/ĐU", "01-QĐ/UBKT", "01-TB/UBKT"]
    head = from_data("inspection", papers[2].snapshot).letterhead
    assert (head.superior, head.issuer) == ("Đảng ủy xã Mường Lâm", "Ủy ban Kiểm tra")


def test_leadership_announces_too_and_the_office_does_not(world, as_user, at_state):
    number, _, _ = at_state("ready")
    address = f"/inspections/{number}/steps/announce"
    form = {"signer_id": world.people["binh"], "signer_position": "Bí thư", "signed_on": "02/12/2026"}
    page = as_user("binh").get(address)
    version = page.text.partition('name="version" value="')[2].partition('"')[0]
    for who, status in (("hanh", 404), ("thang", 404), ("lan", 404), ("vien", 404), ("quan", 404)):
        assert as_user(who).post(address, data=form | {"version": version}).status_code == status
    assert as_user("binh").post(address, data=form | {"version": version, "signed_on": ""}).status_code == 422
    assert as_user("binh").post(address, data=form | {"version": version}).status_code == 303


def test_of_two_who_announce_at_once_one_wins(world, as_user, at_state, committed):
    number, _, _ = at_state("ready")
    with committed() as session:
        version = session.get_one(Inspection, number).version
    form = {
        "signer_id": world.people["binh"], "signer_position": "Bí thư", "signed_on": "02/12/2026", "version": version,
    }  # fmt: skip
    tries = [
        lambda who=who: as_user(who).post(f"/inspections/{number}/steps/announce", data=form) for who in ("tra", "binh")
    ]
    assert together(*tries) == [303, 409]
    with committed() as session:
        assert len(session.scalars(select(Document).where(Document.kind == "inspection")).all()) == 2


def test_what_is_missing_is_told_beside_the_blocked_button(world, as_user, committed):
    with committed():
        number = planned(world, report_due=None).id
    page = words(as_user("tra").get(f"/inspections/{number}"))

    assert "Chưa chọn chi bộ nào để kiểm tra, giám sát. Đoàn kiểm tra." in page
    assert "Chưa ghi trưởng đoàn." in page
    assert "Chưa ghi hạn chi bộ gửi báo cáo tự kiểm tra." in page


def test_a_cell_learns_of_it_with_the_announcement_and_others_with_the_conclusion(world, as_user, committed):
    with committed():
        number = ready(world, cells=("CB01",)).id
    address = f"/inspections/{number}"
    assert as_user("thang").get(address).status_code == 404
    with committed() as session:
        row = session.get_one(Inspection, number)
        services_steps.announce(row, signed(world), version=row.version, actor=actor_named("tra"))
    for who, status in (
        ("tra", 200), ("binh", 200), ("thang", 200), ("huong", 200),
        ("lan", 404), ("tham", 404), ("hanh", 404), ("loc", 404), ("vien", 404), ("dua", 404),
    ):  # fmt: skip
        assert as_user(who).get(address).status_code == status, who
    assert as_user("quan").get("/inspections").status_code == 403
    assert "nền nếp sinh hoạt" in words(as_user("thang").get("/inspections?year=2026")).lower()
    assert "nền nếp sinh hoạt" not in words(as_user("tham").get("/inspections?year=2026")).lower()
    page = words(as_user("thang").get(address))
    assert "Thông báo số 01-TB/ĐU" in page
    assert "Trường Tiểu học" not in page


def test_its_papers_come_as_word_and_as_pdf_once_they_are_made(world, as_user, committed):
    from app.jobs.services import run_due_jobs

    with committed():
        number = announced(world).id
    thang, path = as_user("thang"), f"/inspections/{number}/papers"
    assert thang.get(f"{path}/decision/pdf").status_code == 303
    with committed():
        run_due_jobs()
    assert thang.get(f"{path}/decision/pdf").data.startswith(b"%PDF")
    assert thang.get(f"{path}/announcement/word").data.startswith(b"PK")
    assert thang.get(f"{path}/conclusion/pdf").status_code == 404
    assert thang.get(f"{path}/khac/word").status_code == 404
    assert as_user("hanh").get(f"{path}/decision/word").status_code == 404


def test_it_is_cancelled_with_a_reason_that_everybody_is_told(world, as_user, committed):
    with committed() as session:
        row = announced(world)
        number, version = row.id, row.version
        session.query(Notification).delete()
    path, form = f"/inspections/{number}/steps/cancel", {"version": version}
    assert as_user("tra").post(path, data=form | {"reason": " "}).status_code == 422
    assert as_user("binh").post(path, data=form | {"reason": "Trùng"}).status_code == 403
    assert as_user("tra").post(path, data=form | {"reason": "Trùng đợt kiểm tra của tỉnh"}).status_code == 303
    with committed() as session:
        assert session.get_one(Inspection, number).state == State.CANCELLED
        told = session.scalars(select(Notification.text).where(Notification.person_id == world.people["thang"])).one()
        assert told.endswith("đã hủy: Trùng đợt kiểm tra của tỉnh")
    assert "Trùng đợt kiểm tra của tỉnh" in words(as_user("tra").get(f"/inspections/{number}"))
    assert as_user("tra").post(path, data={"version": version + 1, "reason": "Nữa"}).status_code == 409


def test_the_programme_is_a_workbook_too(world, as_user, committed):
    with committed():
        announced(world)
        planned(world, subject="giám sát chuyên đề", quarter=date(2026, 7, 1))
    sheet = load_workbook(BytesIO(as_user("tra").get("/inspections/workbook?year=2026").data)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]

    assert [(row[1], row[4], row[7], row[8]) for row in rows] == [
        ("quý III/2026", "giám sát chuyên đề", 0, "Trong chương trình"),
        ("quý IV/2026", "nền nếp sinh hoạt chi bộ", 2, "Đã thông báo"),
    ]  # fmt: skip
    empty = load_workbook(BytesIO(as_user("thang").get("/inspections/workbook?year=2026").data)).worksheets[0]
    assert empty.max_row == 1


def test_a_day_in_the_future_is_no_day_of_signature(world, db_session):
    row = ready(world)
    later = services_steps.SignedBy(person_id=world.people["binh"], position="Bí thư", on=date(2026, 12, 3))
    with pytest.raises(StepRefused, match="03/12/2026 chưa tới"):
        services_steps.announce(row, later, version=row.version, actor=actor_named("tra"))
    nobody = services_steps.SignedBy(person_id=world.people["lan"], position="Bí thư", on=TODAY)
    with pytest.raises(StepRefused, match="người ký"):
        services_steps.announce(row, nobody, version=row.version, actor=actor_named("tra"))
    with pytest.raises((NotAllowed, StepRefused)):
        services_steps.begin(row, version=row.version, actor=actor_named("thang"))
