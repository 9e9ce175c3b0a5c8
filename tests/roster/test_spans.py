"""An import meets what is entered for days to come: spans never overlap, and a day has one cell and one superior."""

from datetime import date

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.extensions import db
from app.members.models import Membership
from app.members.queries import homes_of
from app.members.services import transfer
from app.members.services_merging import close
from app.organisations.models import OrganisationParent
from app.organisations.queries import superior_of
from app.organisations.services import move
from app.refusals import BadInput
from tests.roster.importing import TODAY, cell, names, of_card, run
from tests.roster.workbooks import organisation, small

pytestmark = pytest.mark.usefixtures("db_session")
NEW_YEAR = date(2027, 1, 1)
LAST = date(2026, 12, 31)
LATER = date(2026, 12, 12)


def homes(card: str) -> list[tuple[str, date, date | None]]:
    rows = select(Membership).where(Membership.person_id == of_card(card).id).order_by(Membership.from_on)
    return [(row.organisation.code, row.from_on, row.to_on) for row in db.session.scalars(rows)]


def superiors(code: str) -> list[tuple[str, date | None]]:
    rows = select(OrganisationParent).where(OrganisationParent.organisation_id == cell(code).id)
    return [(row.parent.code, row.to_on) for row in db.session.scalars(rows.order_by(OrganisationParent.from_on))]


@pytest.fixture
def leaving(actor_of, world):
    """Vi Thị Hai (1002) goes from M01 to the own cell of the world at New Year."""
    book = small()
    book.organisations.append(organisation("M03", "Chi bộ thôn Ba", "Chi bộ", "khu dân cư", "XM"))
    run(book)
    transfer(of_card("1002"), cell("M03").id, on=NEW_YEAR, note="", actor=actor_of("hanh"))
    db.session.flush()
    return book


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("M01", [("M01", LAST), ("M03", None)]),
        ("M02", [("M01", date(2026, 12, 11)), ("M02", LAST), ("M03", None)]),
        ("M03", [("M01", date(2026, 12, 11)), ("M03", LAST), ("M03", None)]),
    ],
)
def test_a_changed_cell_is_a_transfer_that_leaves_a_later_one_standing(leaving, said, expected):
    leaving.member("1002")["Mã chi bộ"] = said
    run(leaving, on=LATER)

    assert [(code, to_on) for code, _, to_on in homes("1002")] == expected
    for day in (date(2026, 12, 11), LATER, LAST, NEW_YEAR):
        assert sum("Vi Thị Hai" in names(code, day) for code in ("M01", "M02", "M03")) == 1


def test_a_merger_leaves_a_later_transfer_standing_and_takes_in_who_was_to_come(leaving, actor_of):
    hanh = actor_of("hanh")
    transfer(of_card("1003"), cell("M01").id, on=NEW_YEAR, note="", actor=hanh)
    db.session.flush()
    close(cell("M01"), on=TODAY, into=cell("M02"), actor=hanh)
    db.session.flush()

    assert [(code, to_on) for code, _, to_on in homes("1002")][-2:] == [("M02", LAST), ("M03", None)]
    assert [code for code, _, _ in homes("1003")] == ["M02", "M02"]
    everybody = [of_card(card).id for card in ("1001", "1002", "1003")]
    assert {home.organisation.code for home in homes_of(everybody, NEW_YEAR).values()} == {"M02", "M03"}
    assert names("M01", NEW_YEAR) == []
    told = select(AuditEvent.data).where(AuditEvent.event == "transferred", AuditEvent.chain == cell("M02").id)
    assert any(data["on"] == "2027-01-01" for data in db.session.scalars(told))


def test_a_cell_to_which_somebody_is_to_come_does_not_just_end(actor_of):
    run(small())
    hanh = actor_of("hanh")
    transfer(of_card("1001"), cell("M02").id, on=NEW_YEAR, note="", actor=hanh)
    transfer(of_card("1003"), cell("M01").id, on=TODAY.replace(day=3), note="", actor=hanh)
    db.session.flush()
    with pytest.raises(BadInput) as refused:
        close(cell("M02"), on=TODAY.replace(day=3), into=None, actor=hanh)
    assert "1 đảng viên" in refused.value.errors["into"]


def test_a_changed_superior_leaves_a_later_one_standing(actor_of):
    book = small()
    for code in ("BS1", "BS2"):
        book.organisations.append(organisation(code, f"Đảng bộ {code}", "Đảng bộ cơ sở", None, "XM"))
    run(book)
    move(cell("M02"), cell("BS1"), on=NEW_YEAR, actor=actor_of("hanh"))
    db.session.flush()
    book.organisation("M02")["Mã cấp trên"] = "BS2"
    run(book, on=LATER)

    assert superiors("M02") == [("XM", date(2026, 12, 11)), ("BS2", LAST), ("BS1", None)]
    assert [superior_of(cell("M02").id, day).code for day in (TODAY, LATER, NEW_YEAR)] == ["XM", "BS2", "BS1"]
