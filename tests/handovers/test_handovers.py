"""The secretary changes in one step; what goes on is seen and signed by both, and printed as minutes."""

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from app import clock
from app.accounts.models import Appointment
from app.audit.models import AuditEvent
from app.documents.models import Document
from app.extensions import db
from app.handovers.models import Handover
from app.handovers.services import change_secretary
from app.jobs.services import run_due_jobs
from app.meetings.models import Meeting
from app.members.models import Membership, Person, StatusKind, StatusPeriod
from app.notifications.models import Notification
from app.organisations.models import Organisation
from app.petitions.models import Petition
from app.petitions.services import raise_petition
from app.petitions.services_said import NewPetition
from app.tasks.services import NewTask, assign_task
from tests.at_once import together
from tests.meetings.ready import drafted
from tests.reading import words
from tests.world import NOON
from workflows.meeting import Kind
from workflows.petition import SentTo
from workflows.roles import Role

TODAY = date(2026, 12, 2)
SENT = {"from_on": "02/12/2026", "decision": "Quyết định số 41-QĐ/ĐU"}


def fill(world, actor_of) -> None:
    """Something of everything that goes on."""
    thang, khoa = actor_of("thang"), actor_of("khoa")
    drafted(actor_of)
    new = NewTask(work="Trồng 2 ha cam", owner_id=world.people["khoa"], deadline=date(2026, 12, 1))
    assign_task(new, cell_id=world.cell, actor=thang, roles=thang.roles_in(world.cell))
    raise_petition(NewPetition(text="Cầu tạm mục gãy", raised_by_id=khoa.person_id), cell_id=world.cell, actor=khoa)
    past = NewPetition(text="Gửi thẳng lên trên", raised_by_id=khoa.person_id, sent_to=SentTo.COMMITTEE)
    raise_petition(past, cell_id=world.cell, actor=khoa)


def test_who_hands_over_finds_the_way_to_it_also_without_an_office(handover, as_user):
    assert 'href="/handovers"' in as_user("thang").get("/more").text
    assert 'href="/handovers"' not in as_user("khoa").get("/more").text


@pytest.fixture
def handover(world, prepared, actor_of) -> int:
    """From today on Mến is secretary and Thắng is no more. The id."""

    def build() -> int:
        fill(world, actor_of)
        cell, men = db.session.get_one(Organisation, world.cell), db.session.get_one(Person, world.people["men"])
        given = {"from_on": TODAY, "decision": "Quyết định số 41-QĐ/ĐU"}
        return change_secretary(cell, men, **given, actor=actor_of("hanh")).id

    return prepared("handover", build)


def secretaries(session, world) -> list[tuple[int, date, date | None]]:
    rows = select(Appointment).where(Appointment.organisation_id == world.cell, Appointment.role == Role.SECRETARY)
    return [(row.person_id, row.from_on, row.to_on) for row in session.scalars(rows.order_by(Appointment.from_on))]


def test_one_step_ends_one_office_and_begins_the_other_and_drafts_go_on(world, as_user, committed, actor_of):
    with committed():
        fill(world, actor_of)
    sent = SENT | {"person": world.people["men"]}
    answer = as_user("hanh").post(f"/organisations/{world.cell}/secretary", data=sent)

    assert answer.status_code == 303
    with committed() as session:
        found = session.scalars(select(Handover)).one()
        assert answer.location == f"/handovers/{found.id}"
        old, new = secretaries(session, world)
        assert old == (world.people["thang"], old[1], TODAY - timedelta(days=1))
        assert new == (world.people["men"], TODAY, None)
        assert session.scalars(select(Meeting.chair_id)).one() == world.people["men"]
        asked = select(Notification.person_id).where(Notification.path == answer.location)
        assert set(session.scalars(asked)) == {world.people["thang"], world.people["men"]}
    assert as_user("men").get("/tasks/new").status_code == 200
    assert as_user("thang").get("/tasks/new").status_code == 404


def test_the_page_tells_what_goes_on(handover, as_user):
    page = words(as_user("men").get(f"/handovers/{handover}"))

    for said in ("Sinh hoạt thường kỳ tháng 12/2026: dự thảo", "Nhiệm vụ quá hạn 1 Trồng 2 ha cam: Ma Đình Khoa",
                 "1 ý kiến mới gửi đến chi bộ, chưa tiếp nhận", "Sinh hoạt thường kỳ tháng 12/2026: ngày 03/12/2026", "Bên nhận đã có tài khoản"):  # fmt: skip
        assert said in page, said
    assert "Gửi thẳng lên trên" not in page
    assert "Cầu tạm" not in page, "who is no secretary yet does not read what nobody has taken up"


def test_what_the_cell_has_taken_up_is_named(handover, as_user, committed):
    with committed() as session:
        session.execute(Petition.__table__.update().values(state="in_hand"))
    assert "Cầu tạm mục gãy: hạn" in words(as_user("thang").get(f"/handovers/{handover}"))


def test_the_office_reads_the_list_when_both_have_signed_it(handover, as_user, version_of):
    path = f"/handovers/{handover}"
    for who in ("thang", "men"):
        assert "Trồng 2 ha cam" not in as_user("hanh").get(path).text
        as_user(who).post(path, data={"version": version_of(Handover, handover)})
    assert "Trồng 2 ha cam" in as_user("hanh").get(path).text


def test_who_has_left_the_cell_reads_and_signs_what_the_other_signed(handover, as_user, committed, world, version_of):
    path = f"/handovers/{handover}"
    with committed() as session:
        gone = session.scalars(select(Membership).where(Membership.person_id == world.people["thang"])).one()
        gone.organisation_id = world.other_cell
    assert "Trồng 2 ha cam" not in as_user("thang").get(path).text
    assert as_user("thang").post(path, data={"note": "Đã giao sổ giấy"}).status_code == 403
    assert as_user("men").post(path, data={"version": version_of(Handover, handover)}).status_code == 303
    assert "Trồng 2 ha cam" in as_user("thang").get(path).text
    assert as_user("thang").post(path, data={"version": version_of(Handover, handover)}).status_code == 303


PASSWORD = "mười con trâu đực"


@pytest.fixture
def passwords(monkeypatch):
    """One password for all: how it is hashed is of no concern here."""
    monkeypatch.setattr("app.accounts.passwords.matches", lambda _kept, typed: typed == PASSWORD)


SCAN = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


def test_the_office_stands_in_for_a_giver_who_cannot_sign_and_the_paper_says_so(
    handover, as_user, committed, world, version_of, passwords
):
    path, office = f"/handovers/{handover}", as_user("hanh")
    assert "Xác nhận thay bên giao" not in office.get(path).text
    early = office.get(f"{path}/attestation")
    assert (early.status_code, "Một bên ký trước" in early.text) == (403, True)
    as_user("men").post(path, data={"version": version_of(Handover, handover)})
    seen = {"version": version_of(Handover, handover), "password": PASSWORD}
    assert office.post(f"{path}/attestation", data=seen | {"reason": " "}).status_code == 422
    long = office.post(f"{path}/attestation", data=seen | {"reason": "x" * 1001})
    assert (long.status_code, "x" * 1001 in long.text) == (422, True)
    assert as_user("men").post(f"{path}/attestation", data={"reason": "x"}).status_code == 403
    guessed = seen | {"reason": "Từ trần", "password": "đoán", "scan": (BytesIO(SCAN), "bản giấy.pdf")}
    assert "chọn lại tệp" not in long.text
    somebody_else = office.post(f"{path}/attestation", data=guessed)
    assert "chọn lại tệp trước khi gửi" in somebody_else.text
    assert (somebody_else.status_code, "Từ trần</textarea>" in somebody_else.text) == (422, True)
    assert "đoán" not in somebody_else.text

    sent = seen | {"reason": "Từ trần ngày 12/11/2026", "scan": (BytesIO(SCAN), "bản giấy.pdf")}
    assert office.post(f"{path}/attestation", data=sent).status_code == 303

    page = words(as_user("men").get(path))
    said = "Đồng chí Trần Thị Hạnh, Văn phòng Đảng ủy, xác nhận ký thay; có bản ký trên giấy; lý do: Từ trần ngày"
    assert said in page
    assert "Bên giao Đ/c Nông Văn Thắng Đã ký" not in page
    assert as_user("men").get(f"{path}/scan").data == SCAN
    assert as_user("khoa").get(f"{path}/scan").status_code == 404
    with committed() as session:
        found = session.get_one(Handover, handover)
        assert found.document.symbol.endswith("-BB/CB")
        assert said in found.document.snapshot["giver"]["attested"] + " "
        told = session.scalars(select(AuditEvent).where(AuditEvent.event == "handover_attested")).one()
        assert (told.account_id, told.data["person_id"]) == (world.accounts["hanh"], world.people["thang"])
    again = office.post(f"{path}/attestation", data={"reason": "Lần nữa"})
    assert again.status_code == 409


def test_the_office_stands_in_for_a_taker_who_cannot_sign_in(
    handover, as_user, committed, world, version_of, passwords
):
    path, office = f"/handovers/{handover}", as_user("hanh")
    as_user("thang").post(path, data={"version": version_of(Handover, handover)})
    assert "Xác nhận thay bên nhận" in office.get(path).text
    asked = office.get(f"{path}/attestation")
    assert "đồng chí Hoàng Thị Mến không ký được" in asked.text

    reason = "Đã ký bản giấy, chưa đăng nhập được"
    sent = {"version": version_of(Handover, handover), "password": PASSWORD, "reason": reason}
    assert office.post(f"{path}/attestation", data=sent).status_code == 303

    page = words(as_user("thang").get(path))
    assert "Bên nhận Đ/c Hoàng Thị Mến Được xác nhận thay" in page
    assert "Bên giao Đ/c Nông Văn Thắng Đã ký" in page
    with committed() as session:
        paper = session.get_one(Handover, handover).document.snapshot
        assert (paper["giver"]["attested"], "Đã ký bản giấy" in paper["taker"]["attested"]) == ("", True)
        told = session.scalars(select(AuditEvent).where(AuditEvent.event == "handover_attested")).one()
        assert told.data["person_id"] == world.people["men"]


def test_nobody_of_the_two_attests_for_the_other_and_a_stale_page_is_told(
    handover, as_user, committed, world, version_of, passwords
):
    path = f"/handovers/{handover}"
    seen = {"version": version_of(Handover, handover), "password": PASSWORD}
    as_user("men").post(path, data=seen)
    for old in (seen, {"password": PASSWORD}):
        assert as_user("hanh").post(f"{path}/attestation", data=old | {"reason": "Chuyển đi"}).status_code == 409
    with committed() as session:
        session.get_one(Handover, handover).giver_id = world.people["hanh"]
    assert as_user("hanh").post(f"{path}/attestation", data={"reason": "Tôi"}).status_code == 403


def test_who_is_suspended_reads_nothing_of_it(handover, as_user, committed, world):
    with committed() as session:
        session.add(StatusPeriod(person_id=world.people["thang"], kind=StatusKind.SUSPENDED, from_on=TODAY, reason="x"))
    assert as_user("thang").get(f"/handovers/{handover}").status_code == 404
    assert as_user("thang").post(f"/handovers/{handover}").status_code == 404


def test_both_sign_and_the_minutes_are_issued(handover, as_user, committed, world):
    path = f"/handovers/{handover}"
    assert as_user("thang").post(path, data={"version": "1", "note": "Đã giao sổ giấy"}).status_code == 303
    assert as_user("thang").post(path, data={"version": "2"}).status_code == 409
    with committed() as session:
        session.execute(Meeting.__table__.update().values(state="cancelled"))  # the list stands fast by now
    assert as_user("men").post(path, data={"version": "1"}).status_code == 409
    assert as_user("men").post(path, data={"version": "2"}).status_code == 303
    assert as_user("men").get(f"{path}/pdf").status_code == 303
    with committed() as session:
        document = session.scalars(select(Document)).one()
        assert (document.symbol, document.kind) == ("01-BB/CB", "handover")
        assert "Sinh hoạt thường kỳ tháng 12/2026: dự thảo" in str(document.snapshot)
        assert document.snapshot["note_of_giver"] == "Đã giao sổ giấy"
        office = select(Notification.text).where(Notification.person_id == world.people["hanh"])
        assert any("biên bản bàn giao công tác bí thư đã đủ chữ ký" in text for text in session.scalars(office))
        told = session.scalars(
            select(AuditEvent.acting_as).where(AuditEvent.event == "handover_signed").order_by(AuditEvent.id)
        ).all()
        assert told == ["giver", "taker"]
        run_due_jobs()
    pdf = as_user("hanh").get(f"{path}/pdf")
    assert (pdf.status_code, pdf.data[:5]) == (200, b"%PDF-")
    page = words(as_user("thang").get(path))
    assert page.count("Đã ký") == 2


def test_two_who_sign_at_once_issue_one_paper(handover, as_user, committed, version_of):
    path = f"/handovers/{handover}"
    seen = {"version": version_of(Handover, handover)}
    sign = lambda who: lambda: as_user(who).post(path, data=seen)  # noqa: E731
    # The list stands fast with the first: the second sees it as it was signed before signing it.
    assert together(sign("thang"), sign("men")) == [303, 409]
    again = {"version": version_of(Handover, handover)}
    assert sorted(as_user(who).post(path, data=again).status_code for who in ("thang", "men")) == [303, 409]
    with committed() as session:
        assert len(session.scalars(select(Document.id)).all()) == 1


@pytest.mark.parametrize(
    ("who", "status", "signing"),
    [("thang", 200, 303), ("men", 200, 303), ("hanh", 200, 403), ("huong", 404, 404), ("tham", 404, 404),
     ("vien", 404, 404), ("quan", 404, 404)],
)  # fmt: skip
def test_who_sees_and_who_signs(handover, as_user, who, status, signing, version_of):
    assert as_user(who).get(f"/handovers/{handover}").status_code == status
    assert (
        as_user(who).post(f"/handovers/{handover}", data={"version": version_of(Handover, handover)}).status_code
        == signing
    )


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [({"person": "thang"}, "đang là bí thư"), ({"from_on": "01/07/2025"}, "ghi ngày sau ngày đó"),
     ({"person": "x"}, "Chọn một mục trong danh sách"), ({"person": ""}, "Chọn bí thư mới"), ({"from_on": ""}, "Ghi ngày bắt đầu")],
)  # fmt: skip
def test_bad_input_is_told_and_nothing_is_half_written(world, as_user, committed, sent, sentence):
    who = sent.get("person", "men")
    people = {"person": world.people.get(who, who)}
    answer = as_user("hanh").post(f"/organisations/{world.cell}/secretary", data=SENT | sent | people)

    assert (answer.status_code, sentence in answer.text) == (422, True)
    with committed() as session:
        assert [row[0] for row in secretaries(session, world)] == [world.people["thang"]]
        assert secretaries(session, world)[0][2] is None


def test_nobody_is_chosen_before_the_office_chooses(world, as_user):
    page = as_user("hanh").get(f"/organisations/{world.cell}/secretary").text
    assert re.search(r"<option[^>]* selected[^>]*>([^<]*)<", page)[1] == "Chọn một đồng chí"


def test_of_two_changes_at_once_the_second_is_told(world, as_user, committed):
    def change(who):
        sent = SENT | {"person": world.people[who]}
        return lambda: as_user("hanh").post(f"/organisations/{world.cell}/secretary", data=sent)

    assert sorted(together(change("men"), change("huong"))) == [303, 422]
    with committed() as session:
        assert len(secretaries(session, world)) == 2


def test_only_the_office_changes_a_secretary(world, as_user):
    path = f"/organisations/{world.cell}/secretary"
    for who, status in (("thang", 403), ("vien", 404), ("binh", 403)):
        assert as_user(who).get(path).status_code == status
    assert as_user("hanh").get(f"/organisations/{world.commune}/secretary").status_code == 404


def test_from_a_day_to_come_the_old_one_stays_until_then(world, committed, actor_of, as_user):
    with committed():
        cell, men = db.session.get_one(Organisation, world.cell), db.session.get_one(Person, world.people["men"])
        change_secretary(cell, men, from_on=TODAY + timedelta(days=5), decision="", actor=actor_of("hanh"))
    assert as_user("thang").get("/tasks/new").status_code == 200
    with clock.set_to(NOON + timedelta(days=5)):
        assert as_user("thang").get("/tasks/new").status_code == 404


@pytest.mark.parametrize("second", ["men", "huong"])
def test_two_changes_for_days_to_come_leave_one_secretary_a_day(world, committed, as_user, second):
    path = f"/organisations/{world.cell}/secretary"
    first = as_user("hanh").post(path, data={"person": world.people["men"], "from_on": "10/12/2026"})
    again = as_user("hanh").post(path, data={"person": world.people[second], "from_on": "20/12/2026"})
    assert (first.status_code, again.status_code) == (303, 422)
    assert "Đã ghi bí thư mới từ một ngày sắp tới" in again.text
    with committed() as session:
        assert [(one, to) for one, _, to in secretaries(session, world)] == [
            (world.people["thang"], date(2026, 12, 9)), (world.people["men"], None),
        ]  # fmt: skip


def test_a_draft_of_before_the_new_one_is_in_office_stays_with_the_old(world, committed, actor_of):
    with committed():
        before, after = drafted(actor_of), drafted(actor_of, kind=Kind.EXTRAORDINARY)
        before.starts_at, after.starts_at = NOON + timedelta(days=1), NOON + timedelta(days=9)
        cell, men = db.session.get_one(Organisation, world.cell), db.session.get_one(Person, world.people["men"])
        change_secretary(cell, men, from_on=TODAY + timedelta(days=5), decision="", actor=actor_of("hanh"))
        assert (before.chair_id, after.chair_id) == (world.people["thang"], world.people["men"])


def test_who_leaves_office_before_that_does_not_stay_longer(world, committed, actor_of):
    with committed() as session:
        session.execute(
            Appointment.__table__.update().where(Appointment.role == Role.SECRETARY).values(to_on=TODAY)
        )  # fmt: skip
        cell, men = session.get_one(Organisation, world.cell), session.get_one(Person, world.people["men"])
        change_secretary(cell, men, from_on=TODAY + timedelta(days=9), decision="", actor=actor_of("hanh"))
    with committed() as session:
        assert [to for *_, to in secretaries(session, world)] == [TODAY, None]
