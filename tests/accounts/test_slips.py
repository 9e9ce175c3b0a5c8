"""A slip that nobody uses lapses: what the person reads at the door, what the office sees, whom one may call."""

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import select

from app import clock
from app.accounts import passwords
from app.accounts.models import Account, SignInAttempt
from app.audit.models import AuditEvent
from app.organisations.models import Organisation
from app.rules.models import RuleSet
from app.rules.services import take_over
from tests.access.slips import print_slips
from tests.accounts.conftest import account, enter, token_on
from tests.reading import version_on

SLIP = "tan-long-mai-hoa-47"
PHONE = "0209 3888 123"
LAST_DAY = date(2026, 12, 16)
# 23:59 in Vietnam on the last day, and a minute later.
STILL, OVER = datetime(2026, 12, 16, 16, 59, tzinfo=UTC), datetime(2026, 12, 16, 17, 0, tzinfo=UTC)


@pytest.fixture
def slip(door, committed):
    with committed():
        lan = account("lan")
        lan.password_hash, lan.must_change_password = passwords.hash_for_slip(SLIP), True
        lan.slip_until = LAST_DAY
    return door


@pytest.fixture
def phone(committed, world):
    with committed() as session:
        session.get(Organisation, world.commune).office_phone = PHONE


@pytest.mark.parametrize(("moment", "status"), [(STILL, 303), (OVER, 422)])
def test_a_slip_holds_to_the_end_of_its_last_day(slip, moment, status):
    with clock.set_to(moment):
        assert enter(slip, "lan", SLIP).status_code == status


def test_the_page_says_since_when_and_whom_to_ask(slip, phone):
    with clock.set_to(OVER):
        page = enter(slip, "lan", SLIP).text

    assert "chỉ dùng được đến hết ngày 16/12/2026" in page
    assert f"Gọi Văn phòng Đảng ủy, điện thoại {PHONE}, để được cấp phiếu mới." in page


@pytest.mark.parametrize(("user_name", "word"), [("lan", "sai-mat-khau-11"), ("nobody", SLIP)])
def test_who_does_not_know_the_password_learns_nothing_of_the_slip(slip, user_name, word):
    with clock.set_to(OVER):
        page = enter(slip, user_name, word).text

    assert "hết ngày" not in page
    assert "Tên đăng nhập hoặc mật khẩu không đúng" in page


def test_a_lapsed_slip_is_written_down_and_locks_nobody_out(slip, committed):
    with clock.set_to(OVER):
        answers = [enter(slip, "lan", SLIP) for _ in range(12)]

    assert {answer.status_code for answer in answers} == {422}
    assert "hết ngày 16/12/2026" in answers[-1].text
    with committed() as session:
        assert session.scalars(select(AuditEvent.event).order_by(AuditEvent.id)).all() == ["sign_in_failed"] * 12
        assert session.scalars(select(SignInAttempt)).all() == []


def test_a_password_of_one_s_own_never_lapses(slip, committed):
    enter(slip, "lan", SLIP)
    new = "bốn con ngựa qua cầu"
    fields = {"csrf_token": token_on(slip, "/account/password"), "new_password": new, "new_password_again": new}
    assert slip.post("/account/password", data=fields).status_code == 303
    with committed():
        assert account("lan").slip_until is None
    slip.delete_cookie("nennep")
    with clock.set_to(datetime(2027, 12, 1, tzinfo=UTC)):
        assert enter(slip, "lan", new).status_code == 303


@pytest.mark.parametrize(("days", "until"), [(None, date(2027, 1, 1)), (7, date(2026, 12, 9))])
def test_how_long_it_holds_is_a_setting_and_stands_on_the_slip(as_user, world, committed, phone, actor_of, days, until):
    if days:
        with committed() as session:
            general = session.scalars(select(RuleSet).where(RuleSet.code == "HD42-2025")).one()
            settings = general.settings | {"slip_days": days}
            commune = session.get(Organisation, world.commune)
            take_over(commune, "Quy chế", settings, from_on=date(2026, 12, 2), actor=actor_of("hanh"))
    office, path = as_user("hanh"), f"/accounts/people/{world.people['lan']}"
    page = office.post(f"{path}/slip", data=version_on(office, path)).text

    assert f"Dùng đến hết ngày {until:%d/%m/%Y}" in page
    assert f"gọi Văn phòng Đảng ủy, {PHONE}" in page
    with committed():
        assert account("lan").slip_until == until


def test_the_office_sees_which_slips_lapsed_and_prints_new_ones(as_user, world, committed):
    office = as_user("hanh")
    print_slips(office, world.cell)
    with committed() as session:
        waiting = session.scalars(select(Account).where(Account.must_change_password).order_by(Account.id)).all()
        for row in waiting[:3]:
            row.slip_until = date(2026, 12, 1)
        lapsed, somebody = {row.user_name for row in waiting[:3]}, waiting[0].person_id
    page = office.get(f"/accounts/organisations/{world.cell}").text
    index = office.get("/accounts").text
    person = office.get(f"/accounts/people/{somebody}").text
    slips = print_slips(office, world.cell, "lapsed").text

    assert "3 để phiếu hết hạn" in page
    assert "phiếu đến 01/12/2026" in page
    assert 'data-label="Phiếu hết hạn">3<' in index
    assert "Phiếu đã hết hạn" in person
    assert {name for name in lapsed if f"<dd>{name}</dd>" in slips} == lapsed
    assert slips.count('class="slip-name"') == 3
    with committed() as session:
        again = session.scalars(select(Account).where(Account.user_name.in_(lapsed))).all()
        assert {row.slip_until for row in again} == {date(2027, 1, 1)}


@pytest.mark.parametrize(("communes", "shown"), [(1, True), (2, False)])
def test_the_telephone_of_the_one_commune_stands_at_the_door(door, phone, committed, world, communes, shown):
    """Of several communes nobody knows at the door which is meant, and none is named."""
    if communes == 1:
        with committed() as session:
            session.get(Organisation, world.organisations["XA2"]).dissolved_on = date(2026, 1, 1)
    page = door.get("/sign-in").text

    assert ('<a href="tel:02093888123">0209 3888 123</a>' in page) == shown


def test_without_a_telephone_the_door_says_whom_to_call(door):
    assert "Gọi Văn phòng Đảng ủy (giờ hành chính)" in door.get("/sign-in").text


@pytest.mark.parametrize(
    ("given", "kept"),
    [("0209 3888.123", "0209 3888.123"), ("+84 209 3888 123", "+84 209 3888 123"), ("", ""), ("gọi chị Hạnh", None),
     ("<script>", None), ("1" * 41, None)],
)  # fmt: skip
def test_the_office_writes_its_telephone_on_the_organisation_s_page(as_user, world, committed, given, kept):
    with committed() as session:
        row = session.get(Organisation, world.commune)
        data = {
            "code": row.code, "name": row.name, "kind": row.kind, "symbol": row.symbol, "place": row.place,
            "founded_on": "01/07/2025", "office_phone": given, "version": row.version, "cell_type": "",
        }  # fmt: skip
    answer = as_user("hanh").post(f"/organisations/{world.commune}/edit", data=data)

    assert answer.status_code == (422 if kept is None else 303)
    with committed() as session:
        assert session.get(Organisation, world.commune).office_phone == (kept or "")


def test_a_slip_printed_before_slips_had_a_last_day_gets_one_and_nobody_else(db_session):
    accounts = db_session.scalars(select(Account).order_by(Account.id)).all()
    old, new, own, none = accounts[:4]
    for row in (old, new, none):
        row.must_change_password = True
    old.password_hash = new.password_hash = own.password_hash = "argon2"
    new.slip_until = date(2026, 12, 24)
    db_session.flush()
    migration = import_module("migrations.versions.0006_a_last_day_for_old_slips")
    with Operations.context(MigrationContext.configure(db_session.connection())):
        migration.upgrade()
    for row in accounts:
        db_session.refresh(row)

    assert old.slip_until >= datetime.now(UTC).date() + timedelta(days=29)
    assert [row.slip_until for row in (new, own, none)] == [date(2026, 12, 24), None, None]
