"""Who has sent working rules, meeting plan and thematic plan of a year, and who is reminded of what."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app import clock
from app.accounts.models import Account
from app.extensions import db
from app.notifications.models import Notification
from app.organisations.models import Organisation, OrganisationKind
from app.planning.models import CellPlan, PlanTopic
from app.planning.queries_due import cells_due, waiting_for
from app.planning.services import take_step
from app.reminders.services import remind_all
from tests.planning.ready import YEAR
from tests.reading import words
from tests.world import NOON
from workflows.plan import Kind, State

LIST = f"/plans/compliance?year={YEAR}"


def test_the_office_sees_who_has_sent_what_and_who_owes_what(sent, as_user):
    page = words(as_user("hanh").get(LIST))
    assert "Quy chế làm việc: 1/2 (50,0%)" in page
    assert "Kế hoạch sinh hoạt: 0/2 (0,0%)" in page
    assert "Chi bộ đã gửi đủ: 0/2 (0,0%)." in page
    assert "Nậm Lé" not in page, "of another commune"
    book = load_workbook(BytesIO(as_user("hanh").get(f"/plans/compliance/workbook?year={YEAR}").data)).active
    assert [cell.value for cell in book[2]][1:6] == [
        "Chi bộ thôn Nà Mười", "Đã gửi Đảng ủy", "Chưa có", "Chưa có", "Kế hoạch sinh hoạt, Kế hoạch sinh hoạt chuyên đề",
    ]  # fmt: skip


def test_the_first_page_leads_the_committee_and_the_office_to_the_plans_that_wait_for_them(
    plan, world, actor_of, committed, as_user
):
    waits = lambda who: [one.plan_id for one in waiting_for(actor_of(who))]  # noqa: E731
    with committed() as session:
        row = session.get_one(CellPlan, plan)
        take_step(row, "submit", actor=actor_of("thang"))
        assert [waits(who) for who in ("huong", "lan", "hanh")] == [[plan], [], []]
        take_step(row, "agree", actor=actor_of("huong"))
        assert waits("huong") == []
        take_step(row, "send", actor=actor_of("thang"))
        assert waits("hanh") == [plan]
    assert f'href="/plans/{plan}"' in as_user("hanh").get("/").text
    assert f'href="/plans/{plan}"' in as_user("hanh").get(f"{LIST}&which=sent").text


def test_a_cell_that_has_sent_all_owes_nothing(sent, as_user, committed, world):
    with committed() as session:
        for kind in (Kind.MEETING_PLAN, Kind.THEMATIC_PLAN):
            session.add(CellPlan(cell_id=world.cell, year=YEAR, kind=kind, state=State.FINISHED, created_at=NOON))
    page = words(as_user("hanh").get(f"{LIST}&which=owing"))
    assert "Chi bộ đã gửi đủ: 1/2 (50,0%)." in page
    assert "Chi bộ thôn Nà Mười" not in page
    assert "Trường Tiểu học" in page
    assert "mỗi quý cần ít nhất một chuyên đề" in words(as_user("binh").get(LIST))


@pytest.mark.parametrize(
    ("who", "status"), [("hanh", 200), ("binh", 200), ("loc", 200), ("thang", 404), ("lan", 404), ("quan", 403)]
)
def test_the_list_is_for_those_above(world, as_user, who, status):
    assert as_user(who).get(LIST).status_code == status
    assert as_user(who).get("/plans/compliance/workbook").status_code == status


def test_an_office_is_led_to_the_list_and_a_cell_to_its_own(world, as_user):
    assert as_user("hanh").get("/plans").location == "/plans/compliance?year=2026"
    assert "Chi bộ thôn Nà Mười" in words(as_user("lan").get("/plans"))
    assert as_user("vien").get(f"/plans?cell={world.cell}").status_code == 404


def test_many_cells_ask_no_more_and_are_paged(world, committed, as_user, db_session, count_statements, actor_of):
    with committed() as session:
        for number in range(60):
            row = Organisation(
                code=f"X{number:03}",
                name=f"Chi bộ số {number}",
                kind=OrganisationKind.CELL,
                founded_on=date(2025, 7, 1),
            )
            session.add(row)
            session.flush()
            session.execute(
                db.text(
                    "INSERT INTO organisation_parent (organisation_id, parent_id, from_on) VALUES (:o, :p, '2025-07-01')"
                ),
                {"o": row.id, "p": world.commune},
            )
            plan = CellPlan(cell_id=row.id, year=YEAR, kind=Kind.THEMATIC_PLAN, created_at=NOON)
            session.add(plan)
            session.flush()
            session.add(PlanTopic(plan_id=plan.id, month=date(YEAR, 3, 1), title="Nước sạch"))
    with count_statements() as seen:
        page = as_user("hanh").get(LIST)
    assert len(seen.besides_the_account()) <= 4
    assert "Trang 1/2" in words(page)
    assert "Chi bộ số 59" in as_user("hanh").get(f"{LIST}&page=2").text
    assert len(cells_due(actor_of("hanh"), YEAR)) == 62


def told_on(day: date) -> dict[str, list[str]]:
    """The reminders of plans given on the day, by user name."""
    before = db.session.scalar(select(db.func.max(Notification.id))) or 0
    with clock.set_to(datetime(day.year, day.month, day.day, tzinfo=UTC)):
        remind_all()
        db.session.commit()
    rows = db.session.execute(
        select(Account.user_name, Notification.text)
        .join(Account, Account.person_id == Notification.person_id)
        .where(Notification.id > before, Notification.path.like("/plans%"))
    )
    found: dict[str, list[str]] = {}
    for name, text in rows:
        found.setdefault(name, []).append(text)
    return found


def test_who_owes_something_is_reminded_once(sent, world, db_session):
    first = told_on(date(2027, 1, 24))
    assert first["thang"] == [
        "Năm 2027 chi bộ chưa gửi kế hoạch sinh hoạt, kế hoạch sinh hoạt chuyên đề. Hạn: hết ngày 31/01/2027."
    ]
    assert "quy chế làm việc" in first["tham"][0]
    assert "loc" not in first
    assert told_on(date(2027, 1, 25)) == {}
    assert "đã quá hạn" in told_on(date(2027, 2, 1))["loc"][0]
    assert told_on(date(2027, 5, 1)) == {}


def test_a_cell_owes_nothing_for_a_year_before_it_was_founded(world, as_user):
    """Nor is the share of nobody a share of 0 %."""
    page = words(as_user("hanh").get("/plans/compliance?year=2024"))
    assert "Chi bộ đã gửi đủ: –." in page
    assert "Nà Mười" not in page
    assert "Chi bộ đã gửi đủ: 0/2 (0,0%)." in words(as_user("hanh").get("/plans/compliance?year=2025"))
