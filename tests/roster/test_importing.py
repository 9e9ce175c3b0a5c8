from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app import clock
from app.accounts.models import Appointment
from app.audit.models import AuditEvent
from app.extensions import db
from app.members.models import Membership, Person, StatusKind, StatusPeriod
from app.members.queries import roll_of
from app.organisations.models import Organisation, OrganisationParent, Term
from app.organisations.queries import below, superior_of, term_on
from app.roster.services import import_roster, preview
from tests.roster.workbooks import SAMPLE, Book, organisation, person, sample, small
from workflows.cells import CellType
from workflows.roles import Role

TODAY = date(2026, 12, 2)
pytestmark = pytest.mark.usefixtures("db_session")


def run(book: Book, on: date = TODAY):
    report = import_roster(book.to_bytes(), actor=None, on=on)
    assert report.problems == []
    db.session.flush()
    return report.plan


def figures(plan) -> tuple[int, int, int]:
    return plan.created, plan.updated, plan.unchanged


def cell(code: str) -> Organisation:
    return db.session.scalars(select(Organisation).where(Organisation.code == code)).one()


def of_card(card: str) -> Person:
    return db.session.scalars(select(Person).where(Person.card_number == card)).one()


def names(code: str, on: date = TODAY) -> list[str]:
    return [row.person.full_name for row in roll_of(cell(code).id, on)]


def offices(card: str) -> list[tuple[Role, str, date, date | None]]:
    rows = db.session.scalars(
        select(Appointment).where(Appointment.person_id == of_card(card).id).order_by(Appointment.from_on)
    )
    return [(row.role, row.organisation.code, row.from_on, row.to_on) for row in rows]


def statuses(card: str) -> list[tuple[StatusKind, date, date | None]]:
    rows = db.session.scalars(select(StatusPeriod).where(StatusPeriod.person_id == of_card(card).id))
    return [(row.kind, row.from_on, row.to_on) for row in rows]


def counted(*models) -> list[int]:
    return [db.session.scalar(select(func.count()).select_from(model)) for model in models]


def refused(book: Book, on: date = TODAY) -> list[tuple[str, int, str]]:
    before = counted(Organisation, Person, Membership, Appointment, AuditEvent)
    problems = import_roster(book.to_bytes(), actor=None, on=on).problems

    assert counted(Organisation, Person, Membership, Appointment, AuditEvent) == before
    assert not db.session.new
    assert not db.session.dirty
    return [(p.sheet, p.row, p.column) for p in problems]


# ---------------------------------------------------------------- the sample


@pytest.fixture
def empty_installation(db_session):
    """Nobody and nothing but the rule sets: the first import makes the commune."""
    for table in reversed(db.metadata.sorted_tables):
        if table.name not in ("rule_set", "criteria_set", "alembic_version"):
            db_session.execute(table.delete())


@pytest.mark.usefixtures("empty_installation")
def test_the_sample_makes_nineteen_organisations_and_236_members():
    report = import_roster(SAMPLE.read_bytes(), actor=None, on=TODAY)
    said = report.to_json()
    db.session.flush()

    assert {key: said[key] for key in ("organisations", "members", "official", "probationary", "exempt", "away")} == {
        "organisations": 19, "members": 236, "official": 222, "probationary": 14, "exempt": 5, "away": 10,
    }  # fmt: skip
    assert (said["created"], said["updated"], said["unchanged"], said["errors"]) == (255, 0, 0, [])
    commune = cell("DUX")
    assert len(below(commune.id, TODAY)) == 19
    rolls = {code: roll_of(cell(code).id, TODAY) for code in ("CB03", "CB13")}
    assert [len(roll) for roll in rolls.values()] == [14, 22]
    assert cell("CB13").cell_type == CellType.SCHOOL
    assert superior_of(cell("CB13").id, TODAY) == commune
    assert sum(len(roll_of(c, TODAY)) for c in below(commune.id, TODAY)) == 236


@pytest.mark.usefixtures("empty_installation")
def test_new_organisations_have_a_term_and_the_place_of_their_commune():
    run(sample())

    assert term_on(cell("CB05").id, TODAY).name == "2025–2030"
    assert (cell("DUX").place, cell("CB05").place) == ("Thượng Sơn", "Thượng Sơn")


@pytest.mark.usefixtures("empty_installation")
def test_a_second_import_of_the_same_workbook_changes_nothing():
    run(sample())
    everything = (Organisation, OrganisationParent, Term, Person, Membership, Appointment, StatusPeriod, AuditEvent)
    before = counted(*everything)
    plan = run(sample(), on=TODAY + timedelta(days=30))

    assert figures(plan) == (0, 0, 255)
    assert plan.absent == []
    assert counted(*everything) == before


@pytest.mark.usefixtures("empty_installation")
def test_members_are_on_the_roll_since_they_were_admitted_or_their_cell_founded():
    """So that meetings of past months can be keyed in from paper."""
    run(sample())

    assert len(roll_of(cell("CB02").id, date(2025, 7, 1))) < len(roll_of(cell("CB02").id, TODAY)) == 21
    new = of_card("11800526")  # admitted on 01/09/2026
    assert db.session.scalars(select(Membership.from_on).where(Membership.person_id == new.id)).one() == date(
        2026, 9, 1
    )


def test_every_change_is_an_event_in_the_chain_of_its_cell():
    run(small())
    events = db.session.execute(
        select(AuditEvent.event, func.count()).where(AuditEvent.chain == cell("M01").id).group_by(AuditEvent.event)
    )

    assert {event: count for event, count in events} == {
        "organisation_created": 1, "term_begun": 1, "person_created": 2, "membership_begun": 2, "appointed": 1,
    }  # fmt: skip


# ---------------------------------------------------------------- a changed workbook


def test_a_member_is_updated_by_card_number():
    run(small())
    book = small()
    book.member("1002").update({"Họ và tên": "Vi Thị Hải", "Điện thoại": "0900000009"})
    plan = run(book)

    assert figures(plan) == (0, 1, 5)
    assert (of_card("1002").full_name, of_card("1002").phone) == ("Vi Thị Hải", "0900000009")
    assert of_card("1002").folded_name == "vi thi hai"


def test_an_empty_cell_leaves_what_is_known():
    run(small())
    book = small()
    book.member("1002").update({"Điện thoại": None, "Ngày chính thức": None, "Tình trạng": None})

    assert figures(run(book)) == (0, 0, 6)
    assert of_card("1002").phone == "0912345678"


def test_without_a_card_name_birth_date_and_cell_tell_the_person():
    book = small()
    book.member("1002")["Số thẻ đảng viên"] = None
    run(book)
    again = small()
    again.member("1002")["Số thẻ đảng viên"] = None
    again.members[1] |= {"Họ và tên": "VI THỊ HAI", "Điện thoại": "0900000009"}

    assert figures(run(again)) == (0, 1, 5)
    given = small()
    assert figures(run(given)) == (0, 1, 5)
    assert of_card("1002").full_name == "Vi Thị Hai"
    assert len(names("M01")) == 2


def test_members_absent_from_the_workbook_are_listed_and_stay():
    run(small())
    book = small()
    del book.members[1]
    plan = run(book)

    assert [(a.person.full_name, a.cell_name) for a in plan.absent] == [("Vi Thị Hai", "Chi bộ thôn Một")]
    assert names("M01") == ["Vi Thị Hai", "Lê Văn Một"]
    assert figures(plan) == (0, 0, 5)


def test_a_changed_cell_is_a_transfer_on_the_day_of_the_import():
    run(small())
    book = small()
    book.member("1002")["Mã chi bộ"] = "M02"
    run(book, on=TODAY + timedelta(days=10))

    day = TODAY + timedelta(days=10)
    assert names("M01", day - timedelta(days=1)) == ["Vi Thị Hai", "Lê Văn Một"]
    assert names("M01", day) == ["Lê Văn Một"]
    assert names("M02", day) == ["Hà Văn Ba", "Vi Thị Hai"]
    events = db.session.scalars(select(AuditEvent.event).where(AuditEvent.chain == cell("M02").id))
    assert "transferred" in list(events)


def test_a_cell_put_right_on_the_day_of_its_own_import_leaves_one_membership():
    book = small()
    book.members.append(person("Mới Vào", "1009", "M01", **{"Ngày vào Đảng": TODAY, "Ngày chính thức": None}))
    run(book)
    book.member("1009")["Mã chi bộ"] = "M02"
    run(book)

    rows = db.session.scalars(select(Membership).where(Membership.person_id == of_card("1009").id)).all()
    assert [(row.organisation.code, row.from_on, row.to_on) for row in rows] == [("M02", TODAY, None)]


def test_offices_begin_and_end_on_the_day_of_the_import():
    run(small())
    book = small()
    book.member("1001")["Chức vụ"] = "Đảng viên"
    book.member("1002")["Chức vụ"] = "Bí thư"
    day = TODAY + timedelta(days=10)

    assert figures(run(book, on=day)) == (0, 2, 4)
    assert offices("1001") == [(Role.SECRETARY, "M01", TODAY, day - timedelta(days=1))]
    assert offices("1002") == [(Role.SECRETARY, "M01", day, None)]


def test_whoever_moves_to_another_cell_leaves_the_office_in_the_old_one():
    run(small())
    book = small()
    book.member("1003").update({"Mã chi bộ": "M01", "Chức vụ": "Phó bí thư"})
    day = TODAY + timedelta(days=10)
    run(book, on=day)

    assert offices("1003") == [
        (Role.SECRETARY, "M02", TODAY, day - timedelta(days=1)),
        (Role.DEPUTY_SECRETARY, "M01", day, None),
    ]


def test_statuses_begin_and_end_on_the_day_of_the_import():
    book = small()
    book.member("1001")["Tình trạng"] = "Miễn sinh hoạt"
    run(book)
    assert statuses("1001") == [(StatusKind.EXEMPT, TODAY, None)]

    day = TODAY + timedelta(days=10)
    assert figures(run(small(), on=day)) == (0, 1, 5)
    assert statuses("1001") == [(StatusKind.EXEMPT, TODAY, day - timedelta(days=1))]


def test_a_status_taken_back_on_its_first_day_never_was():
    book = small()
    book.member("1001")["Tình trạng"] = "Đình chỉ sinh hoạt"
    run(book)
    run(small())

    assert statuses("1001") == []


def test_organisations_are_renamed_and_moved_from_the_day_of_the_import():
    book = small()
    run(book)
    book.organisations.append(organisation("BS", "Đảng bộ Trường Hai", "Đảng bộ cơ sở", None, "XM"))
    book.organisation("M01")["Tên tổ chức đảng"] = "Chi bộ thôn Một Hai"
    book.organisation("M02")["Mã cấp trên"] = "BS"
    day = TODAY + timedelta(days=10)

    assert figures(run(book, on=day)) == (1, 2, 4)
    assert cell("M01").name == "Chi bộ thôn Một Hai"
    assert superior_of(cell("M02").id, day).code == "BS"
    assert superior_of(cell("M02").id, day - timedelta(days=1)).code == "XM"


def test_the_fingerprint_of_a_preview_differs_once_somebody_changed_something():
    data = small().to_bytes()
    before = preview(data, allowed=None, on=TODAY).plan.fingerprint
    assert preview(data, allowed=None, on=TODAY).plan.fingerprint == before
    run(small())

    assert preview(data, allowed=None, on=TODAY).plan.fingerprint != before


# ---------------------------------------------------------------- refused, with nothing written


def test_the_same_card_twice_is_refused():
    book = small()
    book.member("1003")["Số thẻ đảng viên"] = "1001"

    assert refused(book) == [("Đảng viên", 4, "Số thẻ đảng viên")]


def test_the_same_person_twice_without_a_card_is_refused():
    book = small()
    book.members += [person("Không Thẻ", None, "M01"), person("Không  Thẻ", "", "M01")]

    assert refused(book) == [("Đảng viên", 6, "Họ và tên")]


def test_one_person_by_card_and_by_name_is_refused():
    book = small()
    book.member("1002")["Số thẻ đảng viên"] = None
    run(book)
    twice = small()
    twice.members.append(person("Vi Thị Hai", None, "M01"))

    assert refused(twice) == [("Đảng viên", 5, "Họ và tên")]


def test_a_cell_that_nobody_knows_is_refused():
    book = small()
    book.member("1001")["Mã chi bộ"] = "M99"

    assert refused(book) == [("Đảng viên", 2, "Mã chi bộ")]


def test_a_member_cannot_belong_to_a_committee():
    book = small()
    book.member("1002")["Mã chi bộ"] = "XM"

    assert refused(book) == [("Đảng viên", 3, "Mã chi bộ")]


def test_the_same_code_twice_is_refused():
    book = small()
    book.organisations.append(organisation("M01", "Chi bộ thôn Ba", "Chi bộ", "y tế", "XM"))

    assert refused(book) == [("Tổ chức", 5, "Mã")]


def test_an_unknown_superior_is_refused():
    book = small()
    book.organisation("M02")["Mã cấp trên"] = "ZZ"

    assert refused(book) == [("Tổ chức", 4, "Mã cấp trên")]


def test_a_cell_above_another_is_refused():
    book = small()
    book.organisation("M02")["Mã cấp trên"] = "M01"

    assert refused(book) == [("Tổ chức", 4, "Mã cấp trên")]


def test_a_cell_needs_a_superior():
    book = small()
    book.organisation("M02")["Mã cấp trên"] = None

    assert refused(book) == [("Tổ chức", 4, "Mã cấp trên")]


def test_a_circle_of_superiors_is_refused_and_drawn():
    book = small()
    book.organisations += [
        organisation("A", "Đảng bộ A", "Đảng bộ cơ sở", None, "B"),
        organisation("B", "Đảng bộ B", "Đảng bộ cơ sở", None, "A"),
    ]

    assert refused(book) == [("Tổ chức", 5, "Mã cấp trên"), ("Tổ chức", 6, "Mã cấp trên")]
    assert "A → B → A" in preview(book.to_bytes(), allowed=None).problems[0].message


def test_a_circle_through_what_is_known_already_is_refused():
    book = small()
    book.organisations.append(organisation("BS", "Đảng bộ cơ sở", "Đảng bộ cơ sở", None, "XM"))
    run(book)
    turned = Book(organisations=[organisation("XM", "Đảng bộ xã Mới", "Đảng bộ xã", None, "BS")])

    assert refused(turned) == [("Tổ chức", 2, "Mã cấp trên")]


def test_a_cell_with_members_does_not_become_a_committee():
    run(small())
    book = small()
    book.organisation("M01").update({"Loại": "Đảng bộ cơ sở", "Loại hình": None})

    assert ("Tổ chức", 3, "Loại") in refused(book)


def test_another_commune_that_numbers_its_cells_alike_is_refused():
    run(small())
    book = small()
    book.organisation("XM")["Tên tổ chức đảng"] = "Đảng bộ xã Khác"
    assert refused(book) == [("Tổ chức", 2, "Mã")]

    book = small()
    book.organisations[0]["Mã"] = "XK"
    for row in book.organisations[1:]:
        row.update({"Mã cấp trên": "XK", "Tên tổ chức đảng": f"Chi bộ khác {row['Mã']}"})
    assert refused(book) == [("Tổ chức", 3, "Mã"), ("Tổ chức", 4, "Mã")]


def test_a_dissolved_organisation_is_refused():
    run(small())
    cell("M02").dissolved_on = TODAY
    db.session.flush()

    assert refused(small()) == [("Tổ chức", 4, "Mã"), ("Đảng viên", 4, "Mã chi bộ")]


def test_two_secretaries_of_one_cell_are_refused():
    book = small()
    book.member("1002")["Chức vụ"] = "Bí thư"

    assert refused(book) == [("Đảng viên", 3, "Chức vụ")]


def test_a_second_secretary_beside_one_who_is_not_in_the_workbook_is_refused():
    run(small())
    book = small()
    del book.members[0]
    book.member("1002")["Chức vụ"] = "Bí thư"

    assert refused(book) == [("Đảng viên", 2, "Chức vụ")]


def test_somebody_new_with_a_known_name_and_birth_date_is_warned_of():
    run(small())
    book = small()
    book.member("1002")["Số thẻ đảng viên"] = "1200"
    plan = import_roster(book.to_bytes(), actor=None, on=TODAY).plan

    assert plan.problems == []
    assert [(w.row, w.column) for w in plan.warnings] == [(3, "Số thẻ đảng viên")]


# ---------------------------------------------------------------- scope


def test_an_office_imports_below_its_own_organisation(actor_of, world):
    hanh = actor_of("hanh")
    book = Book(
        organisations=[organisation("N01", "Chi bộ thôn Mới", "Chi bộ", "khu dân cư", "XA")],
        members=[person("Vi Văn Mới", "7001", "N01")],
    )
    report = import_roster(book.to_bytes(), actor=hanh, on=TODAY)
    db.session.flush()

    assert report.problems == []
    assert cell("N01").id in below(world.commune, TODAY)
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.event == "roster_imported")).one()
    assert (event.chain, event.account_id, event.acting_as) == (world.commune, hanh.account_id, "office")


@pytest.mark.parametrize(
    ("rows", "column"),
    [
        ([organisation("CB91", "Chi bộ của xã khác", "Chi bộ", "khu dân cư", "XA")], "Mã"),
        ([organisation("N01", "Chi bộ mới", "Chi bộ", "khu dân cư", "XA2")], "Mã cấp trên"),
        ([organisation("CB01", "Chi bộ thôn Nà Mười", "Chi bộ", "khu dân cư", "XA2")], "Mã cấp trên"),
        ([organisation("NX", "Đảng bộ xã Lạ", "Đảng bộ xã", None, None)], "Mã cấp trên"),
    ],
)
def test_an_office_reaches_nothing_outside_its_scope(actor_of, rows, column):
    report = import_roster(Book(organisations=rows).to_bytes(), actor=actor_of("hanh"), on=TODAY)

    assert [(p.row, p.column) for p in report.problems] == [(2, column)]
    assert not db.session.dirty


def test_an_office_takes_nobody_from_another_commune(actor_of, world):
    dua = db.session.get(Person, world.people["dua"])
    dua.card_number = "9100"
    db.session.flush()
    book = Book(
        organisations=[organisation("CB02", "Chi bộ Trường Tiểu học Mường Lâm", "Chi bộ", "trường học", "XA")],
        members=[person("Sùng A Dua", "9100", "CB02")],
    )
    report = import_roster(book.to_bytes(), actor=actor_of("hanh"), on=TODAY)

    assert [(p.row, p.column) for p in report.problems] == [(2, "Số thẻ đảng viên")]


def test_an_office_may_state_where_its_own_commune_stands(actor_of):
    book = Book(
        organisations=[organisation("XA", "Đảng bộ xã Mường Lâm", "Đảng bộ xã", None, "TINH") | {"Ký hiệu": "ĐU"}]
    )

    assert import_roster(book.to_bytes(), actor=actor_of("hanh"), on=TODAY).problems == []


def test_another_commune_is_not_among_the_absent(actor_of):
    book = Book(organisations=[organisation("XA", "Đảng bộ xã Mường Lâm", "Đảng bộ xã", None, None)])
    absent = preview(book.to_bytes(), allowed=actor_of("hanh").organisations_as(Role.OFFICE), on=TODAY).plan.absent

    assert "Nông Văn Thắng" in {a.person.full_name for a in absent}
    assert "Sùng A Dua" not in {a.person.full_name for a in absent}


def test_the_day_of_an_import_is_today():
    import_roster(small().to_bytes(), actor=None)
    db.session.flush()

    assert clock.today() == TODAY
    assert offices("1001") == [(Role.SECRETARY, "M01", TODAY, None)]
