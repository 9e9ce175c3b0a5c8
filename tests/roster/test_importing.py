from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.accounts.models import Appointment
from app.audit.models import AuditEvent
from app.extensions import db
from app.members.models import Membership, Person, StatusKind, StatusPeriod
from app.members.queries import roll_of
from app.organisations.models import Organisation, OrganisationParent, Term
from app.organisations.queries import below, superior_of, term_on
from app.roster.services import import_roster, preview
from tests.roster.importing import TODAY, cell, counted, figures, names, of_card, offices, run, statuses
from tests.roster.workbooks import SAMPLE, organisation, person, sample, small
from workflows.cells import CellType
from workflows.roles import Role

pytestmark = pytest.mark.usefixtures("db_session")


# ---------------------------------------------------------------- the sample


@pytest.fixture
def empty_installation(db_session):
    """Nobody and nothing but the rule sets: the first import makes the commune."""
    empty()


def empty() -> None:
    for table in reversed(db.metadata.sorted_tables):
        if table.name not in ("rule_set", "criteria_set", "alembic_version"):
            db.session.execute(table.delete())


@pytest.fixture
def imported(db_session, prepared):
    """The sample is in the house, as its first import made it."""

    def build() -> None:
        empty()
        run(sample())

    prepared("the sample imported", build)


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


@pytest.mark.usefixtures("imported")
def test_new_organisations_have_a_term_and_the_place_of_their_commune():
    assert term_on(cell("CB05").id, TODAY).name == "2025–2030"
    assert (cell("DUX").place, cell("CB05").place) == ("Thượng Sơn", "Thượng Sơn")


@pytest.mark.usefixtures("imported")
def test_a_second_import_of_the_same_workbook_changes_nothing():
    everything = (Organisation, OrganisationParent, Term, Person, Membership, Appointment, StatusPeriod, AuditEvent)
    before = counted(*everything)
    plan = run(sample(), on=TODAY + timedelta(days=30))

    assert figures(plan) == (0, 0, 255)
    assert plan.absent == []
    assert counted(*everything) == before


@pytest.mark.usefixtures("imported")
def test_members_are_on_the_roll_since_they_were_admitted_or_their_cell_founded():
    """So that meetings of past months can be keyed in from paper."""
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


def test_whoever_moves_never_takes_up_what_was_to_come_in_the_old_cell():
    run(small())
    tomorrow = TODAY + timedelta(days=1)
    coming = Appointment(
        person_id=of_card("1002").id, organisation_id=cell("M01").id, role=Role.DEPUTY_SECRETARY, from_on=tomorrow
    )
    db.session.add(coming)
    db.session.flush()
    book = small()
    book.member("1002")["Mã chi bộ"] = "M02"
    run(book)

    assert offices("1002") == []
    assert run(book).updated == 0


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


def union(said: object) -> bool | None:
    """What is known of 1001 after a workbook with the column "Đoàn viên khi kết nạp" that says so."""

    def add_column(book) -> None:
        sheet = book["Đảng viên"]
        column = sheet.max_column + 1
        sheet.cell(1, column, "Đoàn viên khi kết nạp")
        sheet.cell(2, column, said)

    import_roster(small().to_bytes(add_column), actor=None, on=TODAY)
    db.session.flush()
    return of_card("1001").youth_union


def test_the_youth_union_is_taken_over_where_the_workbook_names_it_and_stays_where_it_does_not(world):
    run(small())
    assert of_card("1001").youth_union is None
    assert [union("có"), union(None), union("Không")] == [True, True, False]
    run(small())  # without the column
    assert of_card("1001").youth_union is False
    changed = [row for row in preview(small().to_bytes(), allowed=None, on=TODAY).plan.members if row.is_changed]
    assert changed == []
