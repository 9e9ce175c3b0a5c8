"""Visits of higher levels: the office announces, the cell is told, both write down what came of it, the year is told."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.agendas.queries import items_of
from app.audit.models import AuditEvent
from app.extensions import db
from app.meetings.models import Meeting
from app.notifications.models import Notification
from app.organisations.models import Organisation
from app.papers.queries_script import chair_script_of
from app.sessions.models import Guest
from app.visits import queries, services
from app.visits.models import Visit
from tests.acts import actor_named
from tests.at_once import together
from tests.reading import words
from tests.sessions.conftest import make_meeting

DECEMBER = date(2026, 12, 1)


def announced(world, month: date = DECEMBER, visitor: str = "Hoàng Văn Minh") -> int:
    told = services.Announced(month=month, visitor=visitor, office="Phó Bí thư Tỉnh ủy", purpose="Xây dựng nông thôn")
    return services.announce(db.session.get_one(Organisation, world.cell), told, actor=actor_named("hanh")).id


@pytest.fixture
def visit_id(world, prepared) -> int:
    found: int = prepared("visits: announced", lambda: announced(world))
    return found


def test_the_office_announces_and_the_cell_is_told(world, as_user, committed):
    form = {"month": "12/2026", "visitor": "Hoàng Văn Minh", "office": "Phó Bí thư Tỉnh ủy", "cell": world.cell}
    hanh = as_user("hanh")
    assert "Chi bộ thôn Nậm Lé" not in hanh.get("/visits/new").text
    assert hanh.post("/visits/new", data=form).status_code == 303
    with committed() as session:
        told = dict(session.execute(select(Notification.person_id, Notification.text)).all())
        assert set(told) == {world.people[name] for name in ("thang", "men", "loc")}
        assert told[world.people["loc"]] == (
            "Đ/c Hoàng Văn Minh, Phó Bí thư Tỉnh ủy, dự sinh hoạt tháng 12/2026 của Chi bộ thôn Nà Mười."
        )
    for who in ("hanh", "binh", "loc", "thang"):
        page = words(as_user(who).get("/visits?year=2026"))
        assert "Tháng 12/2026, Chi bộ thôn Nà Mười Đ/c Hoàng Văn Minh, Phó Bí thư Tỉnh ủy Chưa ghi kết quả" in page
    for who in ("tham", "vien", "dua"):
        assert "Hoàng Văn Minh" not in as_user(who).get("/visits?year=2026").text
    assert as_user("lan").get("/visits").status_code == 403


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"visitor": " "}, "Ghi họ tên đồng chí sẽ dự"),
        ({"visitor": "x" * 121}, "Không quá 120 chữ"),
        ({"month": "11/2026"}, "Ghi tháng, từ 12/2026 đến 12/2027"),
        ({"month": "13/2026"}, "Tháng ghi theo mẫu"),
        ({"cell": ""}, "Chọn một chi bộ"),
        ({"cell": "999999"}, "Chọn một mục trong danh sách"),
    ],
)
def test_what_cannot_be_announced_is_said_and_not_kept(world, as_user, committed, data, said):
    form = {"month": "12/2026", "visitor": "Minh", "cell": world.cell} | data
    answer = as_user("hanh").post("/visits/new", data=form)

    assert (answer.status_code, said in answer.text) == (422, True)
    with committed() as session:
        assert session.scalars(select(Visit)).all() == []


def test_the_secretary_writes_down_what_was_said_and_it_stays(world, as_user, committed, visit_id):
    path = f"/visits/{visit_id}/record"
    form = {"came": "yes", "remarks": "Chi bộ cần giao việc rõ hơn.", "version": 1}

    assert as_user("thang").post(path, data={"remarks": "x", "version": 1}).status_code == 422
    assert as_user("thang").post(path, data=form | {"remarks": "x" * 20_001}).status_code == 422
    assert as_user("thang").post(path, data=form).status_code == 303
    assert as_user("men").post(path, data=form | {"remarks": "Khác"}).status_code == 409
    with committed() as session:
        row = session.get(Visit, visit_id)
        assert (row.came, row.remarks, row.recorded_by_id) == (True, form["remarks"], world.people["thang"])
        event = session.scalars(select(AuditEvent).where(AuditEvent.event == "visit_recorded")).one()
        assert (event.acting_as, event.data["after"]["came"]) == ("secretary", True)
    page = words(as_user("binh").get("/visits?year=2026"))
    assert "Đã dự Chi bộ cần giao việc rõ hơn. Đ/c Nông Văn Thắng ghi 02/12/2026" in page
    assert "Báo trước 1 lượt ở 1 chi bộ, đã dự 1." in page
    # Once that is written down the announcement stands.
    change = {"month": "12/2026", "visitor": "Khác", "version": 2}
    assert as_user("hanh").post(f"/visits/{visit_id}/edit", data=change).status_code == 409
    assert as_user("hanh").post(f"/visits/{visit_id}/remove", data={"version": 2}).status_code == 409


def test_of_two_who_write_at_once_one_wins(as_user, visit_id):
    path, form = f"/visits/{visit_id}/record", {"came": "yes", "remarks": "Tốt", "version": 1}
    tries = [lambda who=who: as_user(who).post(path, data=form | {"remarks": who}) for who in ("thang", "hanh")]
    assert together(*tries) == [303, 409]


def test_what_was_typed_is_there_again(as_user, visit_id):
    thang = as_user("thang")
    thang.post(f"/drafts/visit-{visit_id}", data={"remarks": "Đang ghi dở", "came": "yes"})

    assert "Đang ghi dở" in thang.get(f"/visits/{visit_id}/record").text


def test_a_month_to_come_has_no_outcome_yet(world, as_user, committed):
    with committed():
        number = announced(world, date(2027, 1, 1))
    form = {"came": "yes", "remarks": "", "version": 1}

    assert "chưa tới" in as_user("thang").post(f"/visits/{number}/record", data=form).text
    assert "Ghi kết quả" not in words(as_user("thang").get("/visits?year=2027"))


def test_the_office_changes_and_calls_off_what_it_announced(as_user, committed, visit_id, world):
    change = {"month": "1/2027", "visitor": "Hoàng Văn Minh", "office": "Phó Bí thư Tỉnh ủy", "version": 1}
    hanh = as_user("hanh")
    assert hanh.post(f"/visits/{visit_id}/edit", data=change).status_code == 303
    assert hanh.post(f"/visits/{visit_id}/edit", data=change).status_code == 409
    assert hanh.post(f"/visits/{visit_id}/remove", data={"version": 1}).status_code == 409
    assert hanh.post(f"/visits/{visit_id}/remove", data={"version": 2}).status_code == 303
    with committed() as session:
        assert session.scalars(select(Visit)).all() == []
        told = select(Notification.text).where(Notification.person_id == world.people["thang"])
        texts = session.scalars(told.order_by(Notification.id)).all()
        assert ["không dự" in text for text in texts] == [False, False, True]


@pytest.mark.parametrize(
    ("who", "edit", "record"),
    [("hanh", 200, 200), ("thang", 403, 200), ("loc", 403, 403), ("binh", 403, 403), ("tham", 403, 404), ("vien", 404, 404)],
)  # fmt: skip
def test_who_does_what(as_user, visit_id, who, edit, record):
    client = as_user(who)

    assert client.get(f"/visits/{visit_id}/edit").status_code == edit
    assert client.get(f"/visits/{visit_id}/record").status_code == record


def test_the_announced_visitor_stands_in_the_script_and_is_one_tap_at_the_sitting(world, as_user, committed, visit_id):
    with committed() as session:
        meeting_id = make_meeting(world).id
        meeting = session.get(Meeting, meeting_id)
        guests = chair_script_of(meeting, items_of(meeting_id)).guests
        assert [(one.name, one.position) for one in guests] == [
            ("Hoàng Văn Minh", "Phó Bí thư Tỉnh ủy"),
            ("Nguyễn Hữu Lộc", "Đảng ủy viên phụ trách chi bộ"),
        ]
    thang, path = as_user("thang"), f"/meetings/{meeting_id}/guests"
    assert "Ghi đ/c Hoàng Văn Minh, Phó Bí thư Tỉnh ủy, có dự" in words(thang.get(path))
    for _ in range(2):
        assert thang.post(f"{path}/announced/{visit_id}").status_code == 303
    with committed() as session:
        guest = session.scalars(select(Guest)).one()
        assert (guest.name, guest.office) == ("Hoàng Văn Minh", "Phó Bí thư Tỉnh ủy")
    assert "Ghi đ/c Hoàng" not in words(thang.get(path))


def test_the_workbook_has_every_cell(as_user, committed, visit_id, world):
    with committed() as session:
        services.write_down(
            session.get(Visit, visit_id), True, "=Tốt", version=1, actor=actor_named("hanh")
        )  # fmt: skip
    book = load_workbook(BytesIO(as_user("hanh").get("/visits/workbook?year=2026").data))

    assert [cell.value for cell in book["Các lần dự"][2]][2:] == [
        "Hoàng Văn Minh", "Phó Bí thư Tỉnh ủy", "Xây dựng nông thôn", "có dự", "=Tốt",
    ]  # fmt: skip
    assert book["Các lần dự"][2][6].data_type == "s"
    rows = list(book["Theo chi bộ"].iter_rows(min_row=2, values_only=True))
    assert ("Chi bộ thôn Nà Mười", 1, 1) in rows
    assert ("Chi bộ Trường Tiểu học Mường Lâm", 0, 0) in rows


def test_the_list_is_paged_and_asks_no_more_for_many(world, db_session, count_statements):
    hanh = actor_named("hanh")

    def asked() -> tuple[int, int]:
        db_session.flush()
        db_session.expire_all()
        with count_statements() as seen:
            count = len(queries.of_year(hanh, 2026, 1))
            queries.sums_of(hanh, 2026)
        return len(seen), count

    announced(world)
    few, _ = asked()
    for number in range(queries.PAGE):
        announced(world, visitor=f"Đồng chí {number}")
    assert asked() == (few, queries.PAGE)
