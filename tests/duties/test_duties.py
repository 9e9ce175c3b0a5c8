"""What lies ahead for members: found on its day, shown in one's own scope, told once."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app import clock
from app.accounts.models import Account
from app.duties import queries
from app.extensions import db
from app.members.models import Person, StatusKind, StatusPeriod, TemporaryTransfer
from app.notifications.models import Notification
from app.reminders.services_duties import remind_of_duties
from tests.acts import actor_named
from tests.reading import words
from workflows.duties import Duty
from workflows.notices import Notice

TODAY = date(2026, 12, 2)
SOON, LATER = date(2026, 12, 17), date(2027, 3, 3)


def set_up(world) -> None:
    """One of each in the own cell: `lan`, `khoa` … have something ahead, the others have not."""
    person = lambda who: db.session.get_one(Person, world.people[who])  # noqa: E731
    for row in db.session.scalars(select(Person)):
        row.admitted_on, row.official_on = date(2010, 5, 19), date(2011, 5, 19)
    person("lan").admitted_on, person("lan").official_on = date(2026, 1, 1), None
    person("khoa").admitted_on = date(1997, 2, 3)
    person("tham").admitted_on = date(1997, 2, 3)
    db.session.add_all(
        [
            StatusPeriod(person_id=world.people["huong"], kind=StatusKind.EXEMPT, from_on=TODAY, to_on=SOON),
            StatusPeriod(person_id=world.people["men"], kind=StatusKind.WORKING_AWAY, from_on=TODAY, to_on=SOON),
            StatusPeriod(person_id=world.people["men"], kind=StatusKind.WORKING_AWAY, from_on=TODAY, to_on=None),
            TemporaryTransfer(person_id=world.people["nhap"], home_id=world.cell, host_name="Hà Nội", from_on=TODAY, to_on=SOON),
            TemporaryTransfer(
                person_id=world.people["thang"], home_id=world.cell, host_id=world.other_cell, from_on=TODAY, to_on=SOON,
                strengthening=True,
            ),
        ]
    )  # fmt: skip
    db.session.flush()


def found(who: str, days: int = 90, **more) -> list[tuple[Duty, date, str]]:
    return [(one.duty, one.on, one.name) for one in queries.duties_of(actor_named(who), TODAY, days=days, **more)]


def test_everything_that_ends_is_found_on_its_day(world, db_session):
    set_up(world)

    assert found("thang") == [
        (Duty.AWAY, SOON, "Hoàng Thị Mến"), (Duty.EXEMPTION, SOON, "Lý Thị Hương"),
        (Duty.TRANSFER, SOON, "Đặng Thị Nhung"), (Duty.PROBATION, date(2027, 1, 1), "Triệu Thị Lan"),
        (Duty.BADGE, date(2027, 2, 3), "Ma Đình Khoa"),
    ]  # fmt: skip
    assert [name for _, _, name in found("thang", days=15)] == ["Hoàng Thị Mến", "Lý Thị Hương", "Đặng Thị Nhung"]
    assert found("thang", days=14) == []


def test_a_probation_that_is_over_stays_until_somebody_is_official(world, db_session):
    set_up(world)
    lan = db_session.get_one(Person, world.people["lan"])
    lan.admitted_on = date(2024, 6, 1)
    assert found("thang", days=1) == [(Duty.PROBATION, date(2025, 6, 1), "Triệu Thị Lan")]
    lan.official_on = TODAY
    assert found("thang", days=1) == []


def test_everybody_sees_their_own_scope(world, as_user, committed):
    with committed():
        set_up(world)
    own, office = words(as_user("thang").get("/duties")), words(as_user("hanh").get("/duties"))
    assert "Ma Đình Khoa Chi bộ thôn Nà Mười. Huy hiệu Đảng 30 năm tuổi Đảng, dịp 03/02/2027." in own
    assert "Phạm Thị Thắm" not in own
    assert "Phạm Thị Thắm" in office
    assert "Nà Mười" not in as_user("tham").get("/duties").text
    assert "Nà Mười" not in as_user("vien").get("/duties").text
    for who in ("lan", "huong", "loc", "binh", "quan"):
        assert as_user(who).get("/duties").status_code == 403
    one = words(as_user("hanh").get("/duties?kind=badge&ahead=180"))
    assert ("Phạm Thị Thắm" in one, "Triệu Thị Lan" in one) == (True, False)
    assert as_user("thang").get(f"/duties?cell={world.other_cell}").status_code == 404
    book = load_workbook(BytesIO(as_user("thang").get("/duties/workbook").data)).active
    assert [cell.value for cell in book[6]][2:] == ["Huy hiệu Đảng", "Ma Đình Khoa", "Chi bộ thôn Nà Mười", 30]
    assert book.max_row == 6


def test_the_page_is_paged_and_asks_a_statement_for_each_kind(world, as_user, committed, count_statements, monkeypatch):
    with committed():
        set_up(world)
    monkeypatch.setattr("app.duties.routes.PAGE", 2)
    with count_statements() as seen:
        page = as_user("hanh").get("/duties?page=9&ahead=never&kind=everything")
    assert "Trang 3/3" in page.text
    assert len(seen.besides_the_account()) <= 7, seen.texts


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (date(2026, 12, 1), set()),
        (date(2026, 12, 2), {"hết 12 tháng dự bị"} | {"hết thời hạn"}),
        (date(2026, 12, 5), {"đủ 30 năm"}),
    ],
)
def test_the_leaders_are_told_once_and_ahead(world, db_session, today, told):
    set_up(world)
    for _ in range(2):
        with clock.set_to(datetime(today.year, today.month, today.day, 1, tzinfo=UTC)):
            remind_of_duties(today)
    rows = db_session.execute(
        select(Account.user_name, Notification.text)
        .join(Account, Account.person_id == Notification.person_id)
        .where(Notification.kind == Notice.REMINDER)
    ).all()

    assert {
        part for part in ("hết 12 tháng dự bị", "hết thời hạn", "đủ 30 năm") if any(part in t for _, t in rows)
    } == told
    assert {name for name, _ in rows} <= {"thang", "men", "tham", "son"}  # the office's turn comes later
    assert len(rows) == len(set(rows))
    if "đủ 30 năm" in told:
        assert {name for name, _ in rows} == {"thang", "men", "tham", "son"}  # of their own cell's member each
        assert {text[:14] for name, text in rows if name == "tham"} == {"Đ/c Phạm Thị T"}


@pytest.mark.parametrize(
    ("today", "text"),
    [
        (date(2026, 12, 19), None),
        (
            date(2026, 12, 20),
            "Dịp 03/02/2027 có 2 đảng viên được xét tặng Huy hiệu Đảng: đ/c Ma Đình Khoa (Chi bộ thôn Nà Mười); "
            "đ/c Phạm Thị Thắm (Chi bộ Trường Tiểu học Mường Lâm). Các chi bộ lập danh sách đề nghị.",
        ),
        (date(2027, 1, 1), None),
        (
            date(2027, 1, 2),
            "Đã hết 12 tháng dự bị ngày 01/01/2027, chưa ghi ngày công nhận chính thức: "
            "đ/c Triệu Thị Lan (Chi bộ thôn Nà Mười).",
        ),
    ],
)
def test_the_office_is_told_once_of_all_its_cells(world, db_session, today, text):
    set_up(world)
    for _ in range(2):
        remind_of_duties(today)

    found = select(Notification.text).join(Account, Account.person_id == Notification.person_id)
    told = {who: db_session.scalars(found.where(Account.user_name == who)).all() for who in ("hanh", "vien")}
    assert told == {"hanh": [text] if text else [], "vien": []}


def test_the_office_is_not_told_of_a_probation_that_found_its_end(world, db_session):
    set_up(world)
    db_session.get_one(Person, world.people["lan"]).official_on = date(2027, 1, 1)
    remind_of_duties(date(2027, 1, 2))

    told = db_session.scalars(select(Notification.text).where(Notification.person_id == world.people["hanh"])).all()
    assert told == []


def test_a_day_that_was_missed_is_made_up_for(world, db_session):
    set_up(world)
    remind_of_duties(date(2026, 12, 4))  # two days later
    texts = db_session.scalars(select(Notification.text)).all()
    assert any("Triệu Thị Lan hết 12 tháng dự bị ngày 01/01/2027" in text for text in texts)
    before = len(texts)
    remind_of_duties(date(2026, 12, 3))
    assert len(db_session.scalars(select(Notification.text)).all()) == before
