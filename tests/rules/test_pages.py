"""Rule sets and holidays: what the office sees and makes."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from app import clock
from app.audit.models import AuditEvent
from app.meetings.services import create_meeting
from app.organisations.models import Organisation
from app.organisations.queries import term_on
from app.rules.models import Holiday, RuleSet
from app.rules.queries import calendar_of, rule_set_for, settings_for, settings_of
from app.rules.services import ensure_defaults
from app.rules.words import GROUPS, MEANINGS, hint_of, said
from workflows.meeting import Kind
from workflows.rules import SETTINGS, RuleSettings

NEW_YEAR = date(2027, 1, 1)


def filled(organisation: int, **changes) -> dict:
    """What a browser sends for a rule set: an unchecked box sends nothing."""
    values = {k: "\n".join(v) if isinstance(v, list) else v for k, v in RuleSettings().to_json().items()}
    form = {k: v for k, v in values.items() if v is not False} | {
        "title": "Quy chế 05-QC/ĐU", "organisation": organisation, "from_on": "01/01/2027",
    }  # fmt: skip
    return form | changes


@pytest.fixture
def make(as_user, world):
    return lambda who="hanh", **changes: as_user(who).post("/rules/new", data=filled(world.commune) | changes)


def test_every_setting_is_on_the_page_with_its_meaning_and_default():
    named = [name for _, names in GROUPS for name in names]

    assert sorted(named) == sorted(SETTINGS)
    assert set(MEANINGS) == set(SETTINGS)
    assert hint_of("attendance_norm").endswith("Mặc định: 90.")
    assert said("rating_gate", True) == "có"
    assert said("superior_as", "organisation") == "ĐẢNG BỘ"


def test_the_shipped_sets_are_made_once_and_follow_one_another(db_session, world):
    ensure_defaults()

    assert len(db_session.scalars(select(RuleSet)).all()) == 2
    assert rule_set_for(world.cell, date(2025, 10, 27)).code == "HD12-2018"
    assert rule_set_for(world.cell, date(2025, 10, 28)).code == "HD42-2025"
    assert settings_for(world.cell, date(2024, 1, 1)).attendance_norm == 85
    assert settings_for(world.cell, date(2000, 1, 1)) == RuleSettings()


def test_a_new_set_takes_over_from_its_day(make, world, committed):
    answer = make(meeting_day="5", attendance_norm="95", rating_gate="y", spelling="uỷ", four_goods="Một\n\n Hai ")

    assert answer.status_code == 303
    with committed() as session:
        assert rule_set_for(world.cell, date(2026, 12, 31)).code == "HD42-2025"
        row = rule_set_for(world.cell, NEW_YEAR)
        made = settings_of(row)
        assert (row.code, row.title) == ("XA-20270101", "Quy chế 05-QC/ĐU")
        assert (made.meeting_day, made.attendance_norm, made.rating_gate, made.spelling) == (5, 95, True, "uỷ")
        assert made.four_goods == ("Một", "Hai")
        assert rule_set_for(world.far_cell, NEW_YEAR).code == "HD42-2025"
        event = session.scalars(select(AuditEvent).where(AuditEvent.event == "rule_set_created")).one()
        assert (event.chain, event.data["settings"]["meeting_day"]) == (world.commune, 5)


def test_a_set_ends_the_day_before_the_next_one(make, world, committed):
    make()
    make(from_on="01/07/2027", meeting_day="4")

    with committed():
        first, second = (rule_set_for(world.cell, day) for day in (date(2027, 6, 30), date(2027, 7, 1)))
        assert (first.effective_to, second.effective_to) == (date(2027, 6, 30), None)
        assert settings_of(second).meeting_day == 4


def test_a_cell_may_have_a_set_of_its_own(make, world, committed):
    make(organisation=world.other_cell, minutes_norm="60")

    with committed():
        assert settings_for(world.other_cell, NEW_YEAR).minutes_norm == 60
        assert settings_for(world.cell, NEW_YEAR).minutes_norm == 90


@pytest.mark.parametrize(
    ("changes", "said_there"),
    [
        ({"meeting_day": "31"}, "nhập số nguyên từ 1 đến 28"),
        ({"meeting_day": "ba"}, "nhập số nguyên từ 1 đến 28"),
        ({"meeting_day": "9" * 30}, "nhập số nguyên từ 1 đến 28"),
        ({"committee_day": "5"}, "không muộn hơn ngày sinh hoạt"),
        ({"guidance_day": "0"}, "không có ngày 0"),
        ({"spelling": "x"}, "Chọn một mục trong danh sách."),
        ({"title": ""}, "Ghi tên hoặc văn bản làm căn cứ."),
        ({"from_on": "01/12/2026"}, "từ hôm nay hoặc sau đó"),
        ({"from_on": ""}, "Ghi ngày có hiệu lực."),
        ({"organisation": 999}, "Chọn một mục trong danh sách."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_made(make, committed, changes, said_there):
    answer = make(**changes)

    assert answer.status_code == 422
    assert said_there in answer.text
    with committed() as session:
        assert len(session.scalars(select(RuleSet)).all()) == 2


def test_two_sets_of_one_organisation_do_not_begin_on_one_day(make):
    make()

    assert "Đã có bộ XA-20270101" in make().text


def test_a_set_that_is_not_yet_in_force_may_be_corrected(make, as_user, world, committed):
    made = make().location
    address = f"{made}/edit"
    hanh = as_user("hanh")
    opened = hanh.get(address)
    answer = hanh.post(address, data=filled(world.commune, meeting_day="4", version=1))
    late = hanh.post(address, data=filled(world.commune, meeting_day="6", version=1))

    assert (opened.status_code, answer.status_code, late.status_code) == (200, 303, 409)
    with committed():
        assert settings_for(world.cell, NEW_YEAR).meeting_day == 4


def test_a_set_in_force_is_not_edited(as_user, make, world, committed):
    make(from_on="02/12/2026")
    with committed() as session:
        own = session.scalars(select(RuleSet.id).where(RuleSet.organisation_id == world.commune)).one()
        general = session.scalars(select(RuleSet.id).where(RuleSet.code == "HD42-2025")).one()
    hanh = as_user("hanh")

    answer = hanh.post(f"/rules/{own}/edit", data=filled(world.commune, version=1))
    assert answer.status_code == 422
    assert "đã có hiệu lực" in answer.text
    assert hanh.get(f"/rules/{general}/edit").status_code == 403
    assert hanh.get(f"/rules/{general}").status_code == 200


@pytest.mark.parametrize("who", ["thang", "lan", "loc", "tham", "binh", "tra", "quan"])
@pytest.mark.parametrize("address", ["/rules", "/rules/new", "/rules/holidays/new", "/rules/1", "/rules/1/edit"])
def test_only_an_office_opens_these_pages(as_user, who, address):
    assert as_user(who).get(address).status_code == 403


def test_another_office_neither_sees_nor_writes(make, as_user, world, committed):
    made = make().location
    vien = as_user("vien")

    assert vien.get(made).status_code == 404
    assert vien.get(f"{made}/edit").status_code == 404
    assert "Quy chế 05-QC/ĐU" not in vien.get("/rules").text
    assert vien.get(f"/rules/new?organisation={world.cell}").status_code == 404
    assert vien.post("/rules/new", data=filled(world.commune)).status_code == 422


def test_the_page_shows_what_is_in_force_and_every_set(as_user, make):
    make()
    page = as_user("hanh").get("/rules")

    assert page.text.count("Đảng bộ xã Mường Lâm") >= 2
    assert "Hướng dẫn 42-HD/BTCTW" in page.text
    assert "Chưa đến ngày" in page.text


def holiday(client, world, **changes):
    form = {"organisation": world.commune, "name": "Tết Nguyên đán", "from_on": "05/02/2027", "to_on": "08/02/2027"}
    return client.post("/rules/holidays/new", data=form | changes)


def test_holidays_are_set_and_removed(as_user, world, committed):
    hanh = as_user("hanh")

    assert holiday(hanh, world).status_code == 303
    with committed() as session:
        days = session.scalars(select(Holiday).order_by(Holiday.on)).all()
        assert [d.on.day for d in days] == [5, 6, 7, 8]
        first = days[0].id
    assert as_user("vien").post(f"/rules/holidays/{first}/remove").status_code == 404
    assert hanh.post(f"/rules/holidays/{first}/remove").status_code == 303
    with committed() as session:
        assert session.get(Holiday, first) is None
        assert session.scalars(select(AuditEvent).where(AuditEvent.event == "holiday_removed")).one()


@pytest.mark.parametrize(
    ("changes", "said_there"),
    [
        ({"to_on": "04/02/2027"}, "không sớm hơn ngày đầu"),
        ({"to_on": "08/02/2028"}, "dài nhất 15 ngày"),
        ({"name": ""}, "Ghi tên."),
        ({"from_on": ""}, "Ghi ngày nghỉ."),
    ],
)
def test_what_is_wrong_with_a_holiday_is_said(as_user, world, committed, changes, said_there):
    answer = holiday(as_user("hanh"), world, **changes)

    assert answer.status_code == 422
    assert said_there in answer.text


def test_the_same_holiday_twice_is_refused(as_user, world):
    hanh = as_user("hanh")
    holiday(hanh, world)

    assert "đã có trong danh sách" in holiday(hanh, world).text


def test_an_organisation_added_later_takes_its_term_from_the_rules(make, as_user, world, committed):
    make(from_on="02/12/2026", term_years="3")
    data = {
        "code": "CB09", "name": "Chi bộ Chợ", "kind": "cell", "cell_type": "enterprise", "symbol": "CB", "place": "",
        "founded_on": "", "parent": world.commune,
    }  # fmt: skip
    as_user("hanh").post("/organisations/new", data=data)

    with committed() as session:
        row = session.scalars(select(Organisation.id).where(Organisation.code == "CB09")).one()
        assert term_on(row, date(2026, 12, 2)).name == "2026–2029"


def made_id(answer) -> int:
    return int(answer.location.rsplit("/", 1)[1])


def remove(client, committed, rule_set_id: int, version: int | None = None):
    if version is None:
        with committed() as session:
            version = session.get(RuleSet, rule_set_id).version
    return client.post(f"/rules/{rule_set_id}/remove", data={"version": version})


@pytest.mark.parametrize(
    ("days", "restored"),
    [(("01/01/2027",), [None]), (("02/12/2026", "01/01/2027"), [None]),
     (("02/12/2026", "01/01/2027", "01/02/2027"), [date(2027, 1, 31), None])],
)  # fmt: skip
def test_a_set_to_come_is_taken_back_and_the_one_before_goes_on(make, as_user, world, committed, days, restored):
    made = [made_id(make(from_on=day)) for day in days]
    taken = made[days.index("01/01/2027")]
    page = as_user("hanh").get(f"/rules/{taken}/remove").text
    answer = remove(as_user("hanh"), committed, taken)

    assert "tiếp tục có hiệu lực" in page
    assert answer.status_code == 303
    with committed() as session:
        assert session.get(RuleSet, taken) is None
        left = session.scalars(select(RuleSet).where(RuleSet.organisation_id.is_not(None)).order_by(RuleSet.id)).all()
        assert [row.effective_to for row in left] == restored[: len(left)]
        written = session.scalars(select(AuditEvent).where(AuditEvent.event == "rule_set_removed")).one()
        assert written.data["code"] == "XA-20270101"
        expected = "HD42-2025" if len(days) == 1 else "XA-20261202"
        assert rule_set_for(world.cell, NEW_YEAR).code == expected


@pytest.mark.parametrize(("from_on", "today", "said_there"), [
    ("02/12/2026", None, "đã có hiệu lực nên không xóa được"),
    ("01/01/2027", datetime(2026, 12, 31, 17, 0, tzinfo=UTC), "đã có hiệu lực nên không xóa được"),
    ("01/01/2027", datetime(2027, 6, 1, tzinfo=UTC), "đã có hiệu lực nên không xóa được"),
])  # fmt: skip
def test_a_set_in_force_or_past_is_never_taken_back(make, as_user, committed, from_on, today, said_there):
    row = made_id(make(from_on=from_on))
    with clock.set_to(today or clock.now()):
        answer = remove(as_user("hanh"), committed, row)

    assert answer.status_code == 422
    assert said_there in answer.text
    with committed() as session:
        assert session.get(RuleSet, row) is not None


def test_a_set_that_a_meeting_was_made_under_stays(make, as_user, world, committed, actor_of):
    row = made_id(make())
    with committed() as session:
        create_meeting(session.get(Organisation, world.cell), Kind.REGULAR, NEW_YEAR, actor=actor_of("thang"))
    answer = remove(as_user("hanh"), committed, row)

    assert answer.status_code == 422
    assert "Đã có 1 kỳ sinh hoạt lập theo bộ quy định này" in answer.text
    with committed() as session:
        assert session.get(RuleSet, row).effective_to is None


@pytest.mark.parametrize(
    ("who", "status"), [("vien", 404), ("thang", 403), ("binh", 403), ("quan", 403), ("hanh", 409)]
)
def test_who_may_not_take_a_set_back_and_what_an_old_page_gets(make, as_user, committed, who, status):
    row = made_id(make())

    assert remove(as_user(who), committed, row, version=7).status_code == status
    with committed() as session:
        assert session.get(RuleSet, row) is not None


def test_a_general_set_is_not_the_office_s_to_take_back(as_user, committed):
    with committed() as session:
        general = session.scalars(select(RuleSet.id).where(RuleSet.code == "HD42-2025")).one()

    assert remove(as_user("hanh"), committed, general).status_code == 403


def test_only_a_set_to_come_offers_to_be_taken_back(make, as_user):
    to_come = made_id(make())
    page = as_user("hanh").get(f"/rules/{to_come}").text
    assert f"/rules/{to_come}/remove" in page
    with clock.set_to(datetime(2027, 1, 1, tzinfo=UTC)):
        running = as_user("hanh").get(f"/rules/{to_come}").text
    assert f"/rules/{to_come}/remove" not in running


def test_the_nearest_set_holds_even_where_a_more_general_one_is_newer(world, db_session):
    old = rule_set_for(world.cell, NEW_YEAR)
    for code, organisation_id, begins in (
        ("CHUNG", None, date(2026, 12, 20)), ("XA", world.commune, date(2026, 12, 10)), ("CB", world.cell, date(2026, 12, 1)),
    ):  # fmt: skip
        settings = dict(old.settings)
        db_session.add(
            RuleSet(organisation_id=organisation_id, code=code, title=code, effective_from=begins, settings=settings)
        )
    db_session.flush()

    assert [rule_set_for(each, NEW_YEAR).code for each in (world.cell, world.other_cell, world.far_cell)] == [
        "CB", "XA", "CHUNG"
    ]  # fmt: skip


def test_the_calendar_is_read_from_the_set_that_holds_with_the_holidays_of_all_above(world, db_session):
    own = dict(rule_set_for(world.cell, NEW_YEAR).settings) | {"meeting_day": 5}
    db_session.add(
        RuleSet(organisation_id=world.commune, code="XA", title="Xã", effective_from=date(2025, 12, 1), settings=own)
    )
    for organisation_id, day in ((world.commune, 3), (None, 2), (world.cell, 4), (world.other_cell, 6)):
        db_session.add(Holiday(organisation_id=organisation_id, on=date(2027, 1, day), name="Nghỉ"))
    db_session.flush()
    settings, holidays = calendar_of(world.cell, NEW_YEAR, NEW_YEAR)

    assert settings.meeting_day == 5
    assert holidays == [date(2027, 1, day) for day in (2, 3, 4)]
