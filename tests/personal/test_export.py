"""What the house holds on a person: complete, without secrets, to the right people, and written down."""

import json
from io import BytesIO
from types import SimpleNamespace
from zipfile import ZipFile

import openpyxl
import pytest
from sqlalchemy import select

from app.accounts.models import SignInAttempt
from app.assignments.models import Assignment, Charge
from app.audit.models import AuditEvent
from app.extensions import Base
from app.notifications.models import Notification
from app.personal.queries import columns_of
from app.personal.sections import NEVER, NOT_HANDED_OUT, SECTIONS, is_done_by
from app.personal.words import HEADINGS
from app.replies.queries import reads_replies
from app.self_checks.models import Grade, SelfCheck
from app.sessions.models import Attendance
from app.tasks.models import Task
from tests.documents.papers import a_meeting
from tests.world import FOUNDED, NOON
from workflows.attendance import Mark, Standing
from workflows.notices import Notice
from workflows.roles import Role


def packed(answer):
    assert answer.status_code == 200, answer.status_code
    return ZipFile(BytesIO(answer.data))


def told(answer):
    return json.loads(packed(answer).read("du-lieu.json"))


def hand_out(client, world, who="lan", reason="Đảng viên đề nghị"):
    return client.post(f"/members/{world.people[who]}/data", data={"reason": reason})


@pytest.fixture
def full(committed, world):
    """Something of `lan` and the same of `khoa`, who must not be seen with it."""
    with committed() as session:
        for who in ("lan", "khoa"):
            session.add_all(
                [
                    Notification(person_id=world.people[who], kind=Notice.TASK, text=f"báo {who}", created_at=NOON),
                    SignInAttempt(user_name=who, account_id=world.accounts[who], address=f"của {who}", at=NOON, succeeded=True),
                    SelfCheck(
                        person_id=world.people[who], cell_id=world.cell, month=FOUNDED, work=f"việc {who}",
                        grade=Grade.EXCELLENT, self_criticism="", remedy="", saved_at=NOON,
                    ),
                ]
            )  # fmt: skip


def test_every_column_that_names_people_is_handed_out_or_says_why_not(application):
    naming = {
        (table.name, column.name)
        for table in Base.metadata.tables.values()
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name in ("person", "account")
    }
    sections = {(section.table, section.column) for section in SECTIONS}
    left = {one for one in naming - sections - NOT_HANDED_OUT.keys() if not is_done_by(*one)}

    assert left == set(), "whom do these columns name, and who may take it along?"
    assert sections | NOT_HANDED_OUT.keys() <= naming | {("person", "id")}
    assert sections & NOT_HANDED_OUT.keys() == set()


def test_every_column_that_is_handed_out_has_a_heading_and_no_heading_lies_about(application):
    assert {name for section in SECTIONS for name in columns_of(section)} == set(HEADINGS)


def test_one_takes_along_what_is_held_on_oneself_and_nothing_of_others(as_user, full):
    data = told(as_user("lan").post("/account/data"))

    assert list(data) == [section.title for section in SECTIONS]
    assert data["Lý lịch"][0]["full_name"] == "Triệu Thị Lan"
    assert data["Sinh hoạt tại"][0]["organisation"] == "Chi bộ thôn Nà Mười"
    assert [row["text"] for row in data["Thông báo"]] == ["báo lan"]
    assert [row["work"] for row in data["Tự soi, tự sửa"]] == ["việc lan"]
    assert "khoa" not in json.dumps(data)


def test_no_secret_goes_along(as_user, full):
    data = told(as_user("lan").post("/account/data"))

    assert not {name for rows in data.values() for row in rows for name in row} & NEVER


def test_the_office_is_given_what_it_reads_in_any_case_with_a_reason_in_the_history(as_user, world, committed, full):
    data = told(hand_out(as_user("hanh"), world))

    assert "Điểm danh" in data
    assert not data.keys() & {"Phát biểu", "Tự soi, tự sửa", "Thông báo", "Đang viết dở", "Ý kiến trước kỳ sinh hoạt"}
    with committed() as session:
        event = session.scalars(select(AuditEvent)).one()
        assert (event.event, event.acting_as, event.subject_id) == (
            "personal_data_handed_out", "office", world.people["lan"],
        )  # fmt: skip
        assert event.data == {"reason": "Đảng viên đề nghị"}


def test_the_office_is_given_nothing_that_happened_in_the_cells_of_other_communes(as_user, world, committed):
    """Somebody may have come from elsewhere, or hold an office there: what was done there is read there."""
    with committed() as session:
        for cell in (world.cell, world.far_cell):
            meeting, lan = a_meeting(cell), world.people["lan"]
            session.add_all(
                [
                    Task(cell_id=cell, work=f"việc ở {cell}", created_at=NOON, owner_id=lan),
                    Assignment(
                        cell_id=cell, person_id=lan, kind=next(iter(Charge)), subject="hộ", from_on=FOUNDED, created_at=NOON
                    ),
                    Attendance(
                        meeting_id=meeting.id, person_id=lan, standing=Standing.OFFICIAL, start_mark=Mark.EXCUSED,
                        reason=f"ốm ở {cell}",
                    ),
                ]
            )  # fmt: skip
    data = told(hand_out(as_user("hanh"), world))

    assert [row["work"] for row in data["Nhiệm vụ"]] == [f"việc ở {world.cell}"]
    assert [row["reason"] for row in data["Điểm danh"]] == [f"ốm ở {world.cell}"]
    assert len(data["Phân công phụ trách"]) == 1
    assert len(told(as_user("lan").post("/account/data"))["Nhiệm vụ"]) == 2


def test_what_members_answered_to_a_notice_is_no_business_of_the_office(as_user, world):
    assert "Báo dự, báo vắng" not in told(hand_out(as_user("hanh"), world))
    assert not reads_replies(frozenset({Role.OFFICE}), SimpleNamespace(state="convened"))


def test_the_person_is_told_of_it_and_why_but_not_of_what_they_take_themselves(as_user, committed, world):
    hand_out(as_user("hanh"), world, reason="x" * 300)
    as_user("lan").post("/account/data")

    with committed() as session:
        (told_of,) = session.scalars(select(Notification))
        assert (told_of.person_id, told_of.kind) == (world.people["lan"], Notice.DATA_HANDED_OUT)
        assert told_of.text.startswith("Văn phòng ")
        assert "x" * 300 in told_of.text


def test_what_one_takes_oneself_is_in_the_history_too(as_user, committed, world):
    as_user("lan").post("/account/data")

    with committed() as session:
        event = session.scalars(select(AuditEvent)).one()
        assert (event.event, event.account_id) == ("personal_data_handed_out", world.accounts["lan"])


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("thang", 403),
        ("lan", 403),
        ("khoa", 403),
        ("tham", 403),
        ("loc", 403),
        ("binh", 403),
        ("quan", 403),
        ("vien", 404),
    ],
)
def test_nobody_else_is_given_anything(as_user, world, committed, who, status):
    assert hand_out(as_user(who), world).status_code == status
    with committed() as session:
        assert session.scalars(select(AuditEvent)).all() == []


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
def test_without_a_reason_nothing_is_handed_out(as_user, world, committed, reason):
    answer = hand_out(as_user("hanh"), world, reason=reason)

    assert (answer.status_code, "Chưa xuất được" in answer.text) == (422, True)
    with committed() as session:
        assert session.scalars(select(AuditEvent)).all() == []


def test_the_workbook_has_a_sheet_for_each_kind(as_user, full):
    book = openpyxl.load_workbook(BytesIO(packed(as_user("lan").post("/account/data")).read("du-lieu.xlsx")))

    assert book.sheetnames == [section.title for section in SECTIONS]
    assert "Triệu Thị Lan" in [cell.value for cell in book["Lý lịch"][2]]


def test_the_name_of_the_file_says_nobodys_name(as_user):
    assert "Lan" not in as_user("lan").post("/account/data").headers["Content-Disposition"]
