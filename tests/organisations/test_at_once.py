"""Two of the office write at one moment: the second sees what the first wrote, and is told so.

On SQLite writers queue anyway; on PostgreSQL both would have looked before either wrote.
"""

import io
from datetime import date

import pytest
from sqlalchemy import func, select

from app.accounts.models import Appointment, Substitution
from app.appointments import queries as offices
from app.members import queries as members
from app.members.models import Gender, Membership, Person, StatusPeriod, TemporaryTransfer
from app.organisations import queries as tree
from app.organisations import queries_keeping
from app.organisations.models import Organisation, OrganisationKind, OrganisationParent, Term
from app.roster import services as roster
from tests.at_once import at_once, together
from tests.roster.workbooks import Book, organisation, person
from tests.world import FOUNDED
from workflows.roles import Role

# What happens when two write at once is the engine's doing.
pytestmark = pytest.mark.each_engine

TODAY = "02/12/2026"


@pytest.fixture
def both(as_user):
    """`both((path, form), (path, form))`: the statuses of the two answers, sorted."""

    def send(*posts: tuple[str, dict], who: tuple[str, str] = ("hanh", "hanh")) -> list[int]:
        clients = [as_user(name) for name in who]
        acts = [lambda c=c, p=p: c.post(p[0], data=p[1]) for c, p in zip(clients, posts, strict=True)]
        return sorted(answer.status_code for answer in at_once(*acts))

    return send


@pytest.fixture
def counted(committed):
    def count(column, *conditions) -> int:
        with committed() as session:
            return session.scalar(select(func.count(column)).where(*conditions))

    return count


def found(committed, code: str, kind: OrganisationKind, parent_id: int) -> int:
    with committed() as session:
        row = Organisation(code=code, name=f"Đảng bộ {code}", kind=kind, symbol="ĐU", place="Mường Lâm")
        session.add(row)
        session.flush()  # its id is needed just below
        session.add(OrganisationParent(organisation_id=row.id, parent_id=parent_id, from_on=FOUNDED))
        return row.id


def test_a_cell_gets_one_secretary(both, slowly, world, committed, counted):
    with committed() as session:
        session.delete(session.scalars(select(Appointment).filter_by(person_id=world.people["thang"])).one())
    slowly(offices, "other_holder")
    path, form = f"/organisations/{world.cell}/appointments/new", {"role": "secretary", "from_on": TODAY}
    assert both(*((path, form | {"person": world.people[name]}) for name in ("lan", "khoa"))) == [303, 422]
    assert counted(Appointment.id, Appointment.role == Role.SECRETARY, Appointment.organisation_id == world.cell) == 1


def test_an_import_and_the_page_set_no_two_secretaries(as_user, slowly, world, committed, counted):
    with committed() as session:
        session.delete(session.scalars(select(Appointment).filter_by(person_id=world.people["thang"])).one())
    book = Book(
        organisations=[organisation("CB01", "Chi bộ thôn Nà Mười", "Chi bộ", "khu dân cư", "XA")],
        members=[person("Vi Văn Mới", "7001", "CB01", office="Bí thư")],
    )
    office, page = as_user("hanh"), as_user("hanh")
    sent = office.post("/roster", data={"file": (io.BytesIO(book.to_bytes()), "danh-sach.xlsx")})
    mark = office.get(sent.location).text.split('name="fingerprint" value="')[1].split('"')[0]
    slowly(roster, "plan_for")
    slowly(offices, "other_holder", 0.65)
    form = {"person": world.people["lan"], "role": "secretary", "from_on": TODAY}
    answers = at_once(
        lambda: office.post(f"{sent.location}/confirm", data={"fingerprint": mark}),
        lambda: page.post(f"/organisations/{world.cell}/appointments/new", data=form),
    )
    assert sorted(answer.status_code for answer in answers) in ([303, 409], [303, 422])
    assert counted(Appointment.id, Appointment.role == Role.SECRETARY, Appointment.organisation_id == world.cell) == 1


def test_a_member_is_transferred_once(both, slowly, world, committed, counted):
    third = found(committed, "CB03", OrganisationKind.CELL, world.commune)
    slowly(members, "membership_after")
    who = world.people["khoa"]
    posts = [(f"/members/{who}/transfer", {"to": to, "on": TODAY}) for to in (world.other_cell, third)]
    assert both(*posts) in ([303, 409], [303, 422])  # waited for the first, or came after it
    assert counted(Membership.id, Membership.person_id == who, Membership.to_on.is_(None)) == 1


def test_one_deputy_stands_in_at_a_time(both, slowly, world, counted):
    slowly(offices, "substitution_within")
    form = {"person": world.people["men"], "from_on": TODAY, "to_on": "12/12/2026", "reason": "đi học"}
    path = f"/organisations/{world.cell}/substitutions/new"
    assert both((path, form), (path, form), who=("hanh", "thang")) == [303, 422]
    assert counted(Substitution.id) == 1


def test_two_moves_close_no_circle(both, slowly, world, committed):
    """Each under a part of the other, so that neither touches the other's rows."""
    ids = [found(committed, code, OrganisationKind.BASE, world.commune) for code in "PQ"]
    parts = [found(committed, f"{code}1", OrganisationKind.BASE, ids[n]) for n, code in enumerate("PQ")]
    slowly(queries_keeping, "parent_after")
    posts = [(f"/organisations/{ids[n]}/move", {"parent": parts[1 - n], "on": TODAY}) for n in (0, 1)]
    assert both(*posts) == [303, 422]
    with committed():
        assert all(world.commune in tree.above(each, date(2026, 12, 2)) for each in ids)


def test_a_term_begins_once(both, slowly, world, counted):
    slowly(queries_keeping, "latest_term")
    post = (f"/organisations/{world.cell}/terms/new", {"on": TODAY, "name": "2026–2031"})
    assert both(post, post) == [303, 422]
    assert counted(Term.id, Term.organisation_id == world.cell) == 2


def test_a_status_is_written_once(both, slowly, world, counted):
    slowly(members, "status_periods")
    who = world.people["khoa"]
    post = (f"/members/{who}/statuses/new", {"kind": "exempt", "from_on": TODAY, "reason": "tuổi cao"})
    assert both(post, post) == [303, 422]
    assert counted(StatusPeriod.id, StatusPeriod.person_id == who) == 1


def test_somebody_sits_elsewhere_once(both, slowly, world, counted):
    slowly(members, "temporary_transfers_of")
    form = {"host": 0, "host_name": "Chi bộ ở tỉnh khác", "from_on": TODAY}
    post = (f"/members/{world.people['khoa']}/temporary-transfers/new", form)
    assert both(post, post) == [303, 422]
    assert counted(TemporaryTransfer.id) == 1


def test_an_import_and_the_page_write_no_status_twice(as_user, slowly, world, committed, counted):
    who = world.people["khoa"]
    with committed() as session:
        known = session.get_one(Person, who)  # as the workbook knows him, so that it changes nothing but the status
        known.card_number, known.gender, known.ethnicity, known.phone = "7001", Gender.MALE, "Kinh", "0912345678"
    book = Book(
        organisations=[organisation("CB01", "Chi bộ thôn Nà Mười", "Chi bộ", "khu dân cư", "XA")],
        members=[person("Ma Đình Khoa", "7001", "CB01", **{"Tình trạng": "Miễn sinh hoạt"})],
    )
    office, page = as_user("hanh"), as_user("hanh")
    sent = office.post("/roster", data={"file": (io.BytesIO(book.to_bytes()), "danh-sach.xlsx")})
    mark = office.get(sent.location).text.split('name="fingerprint" value="')[1].split('"')[0]
    slowly(roster, "plan_for")
    slowly(members, "status_periods", 0.65)
    form = {"kind": "exempt", "from_on": TODAY, "reason": "tuổi cao"}
    statuses = together(
        lambda: office.post(f"{sent.location}/confirm", data={"fingerprint": mark}),
        lambda: page.post(f"/members/{who}/statuses/new", data=form),
    )
    assert statuses in ([303, 409], [303, 422])
    assert counted(StatusPeriod.id, StatusPeriod.person_id == who) == 1
