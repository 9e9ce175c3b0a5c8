"""What an import refuses, and whom it does not reach; nothing is written then."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.accounts.models import Appointment
from app.audit.models import AuditEvent
from app.extensions import db
from app.members.models import Person
from app.organisations.queries import below
from app.roster.services import import_roster, preview
from tests.roster.importing import TODAY, cell, of_card, offices, refused, run
from tests.roster.workbooks import Book, organisation, person, small
from workflows.roles import Role

pytestmark = pytest.mark.usefixtures("db_session")


# ---------------------------------------------------------------- refused, with nothing written


def test_the_same_card_twice_is_refused():
    book = small()
    book.member("1003")["Số thẻ đảng viên"] = "1001"

    assert refused(book) == [("Đảng viên", 4, "Số thẻ đảng viên")]


@pytest.mark.parametrize(
    ("sheet", "column", "row"),
    [("members", "Ngày sinh", 3), ("members", "Ngày vào Đảng", 3), ("members", "Ngày chính thức", 3),
     ("organisations", "Ngày thành lập", 3)],
)  # fmt: skip
@pytest.mark.parametrize(("day", "is_bad"), [(TODAY, False), (TODAY + timedelta(days=1), True)])
def test_a_day_to_come_is_refused(sheet, column, row, day, is_bad):
    book = small()
    line = getattr(book, sheet)[row - 2]
    line |= {key: None for key in ("Ngày sinh", "Ngày vào Đảng", "Ngày chính thức") if key in line} | {column: day}

    where = [("Đảng viên" if sheet == "members" else "Tổ chức", row, column)]
    assert (refused(book) if is_bad else run(book).problems) == (where if is_bad else [])


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


def to_come(card: str, code: str, role: Role) -> None:
    """An office that the page of offices has from tomorrow on."""
    tomorrow = TODAY + timedelta(days=1)
    db.session.add(Appointment(person_id=of_card(card).id, organisation_id=cell(code).id, role=role, from_on=tomorrow))
    db.session.flush()


def test_a_secretary_beside_one_who_begins_on_a_later_day_is_refused():
    book = small()
    book.member("1001")["Chức vụ"] = "Đảng viên"
    run(book)
    to_come("1002", "M01", Role.SECRETARY)

    assert refused(small()) == [("Đảng viên", 2, "Chức vụ")]


def test_an_office_beside_one_of_the_same_person_from_a_later_day_is_refused():
    run(small())
    to_come("1002", "M01", Role.COMMITTEE_MEMBER)
    book = small()
    book.member("1002")["Chức vụ"] = "Phó bí thư"

    assert refused(book) == [("Đảng viên", 3, "Chức vụ")]


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
