"""The month of a commune: each figure from the record, cells without data as missing, in few statements."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.accounts.models import Account
from app.evaluations.models import ScoreLine, ScoreSheet
from app.extensions import db
from app.meetings.models import Meeting
from app.organisations.models import Organisation, OrganisationKind, OrganisationParent
from app.petitions.models import Petition
from app.reports import queries
from app.sessions.models import Attendance, Speech
from tests import office
from tests.sessions.conftest import EVENING, make_meeting
from tests.world import FOUNDED, NOON
from workflows.attendance import Mark, Standing
from workflows.meeting import State
from workflows.petition import Competence, Kind, SentTo
from workflows.petition import State as PetitionState
from workflows.scoring import Level
from workflows.synthesis import Standing as CellStanding

DECEMBER = date(2026, 12, 1)
MONTH = "month=12/2026"


def evaluated(world) -> Meeting:
    """Three due, one of them absent, one who spoke twice; one exempt who came and spoke, and counts in neither; one
    criterion with lost points; level decided."""
    meeting = make_meeting(world, state=State.EVALUATED)
    meeting.opened_at = EVENING
    people = list(db.session.scalars(select(Account.person_id).where(Account.user_name.in_(("thang", "men", "lan")))))
    marks = (Mark.PRESENT, Mark.LATE, Mark.EXCUSED)
    db.session.add_all(
        Attendance(meeting_id=meeting.id, person_id=person, standing=Standing.OFFICIAL, start_mark=mark)
        for person, mark in zip(sorted(people), marks, strict=True)
    )
    item, exempt = meeting_item(meeting), world.people["huong"]
    db.session.add(
        Attendance(
            meeting_id=meeting.id, person_id=exempt, standing=Standing.OFFICIAL, exempt=True, start_mark=Mark.PRESENT
        )
    )  # fmt: skip
    who_spoke = (sorted(people)[0], sorted(people)[0], exempt)
    db.session.add_all(Speech(meeting_id=meeting.id, item_id=item, person_id=person) for person in who_spoke)
    sheet = ScoreSheet(
        meeting_id=meeting.id, verified_score=Decimal(89), verified_maximum=Decimal(95), verified_level=Level.GOOD,
        verified_at=NOON, official_rating=Level.GOOD,
    )  # fmt: skip
    sheet.lines = [
        ScoreLine(position=1, code="1", maximum=5, verified_points=5),
        ScoreLine(position=2, code="2a", maximum=4, verified_points=Decimal("2.5")),
        ScoreLine(position=3, code="4c", maximum=5, verified_points=0, applies=False),
    ]
    db.session.add(sheet)
    db.session.flush()
    return meeting


def meeting_item(meeting: Meeting) -> int:
    from app.agendas.queries import items_of

    return items_of(meeting.id)[0].id


def commune() -> Organisation:
    return db.session.scalars(select(Organisation).where(Organisation.code == "XA")).one()


def december() -> queries.Month:
    return queries.month_of(commune(), DECEMBER)


def test_each_figure_comes_from_the_record(world, db_session, actor_of):
    meeting = evaluated(world)
    found = {row.cell_id: row for row in december().rows}[world.cell]

    assert (found.meeting_id, found.standing, found.met_on) == (meeting.id, CellStanding.MET, date(2026, 12, 3))
    assert (found.present, found.due, found.spoke) == (2, 3, 1)
    assert (found.points, found.level, found.lost) == (Decimal("93.7"), Level.GOOD, "2a (−1,5)")


def test_each_sum_leads_to_the_cells_that_it_counts(world, committed, as_user):
    with committed():
        evaluated(world)
        here = f"/synthesis/{commune().id}?{MONTH}"
    client = as_user("hanh")
    page = client.get(here).text
    assert f'href="{here}&amp;figure=met#bang">1/2 chi bộ' in page.replace("%2F", "/")
    assert f'href="{here}&amp;figure=good#bang">Tốt 1' in page.replace("%2F", "/")

    for figure, counted in (("good", True), ("waiting", False), ("nobody", None)):
        shown = client.get(f"{here}&figure={figure}").text
        assert ("Nà Mười" in shown, "Trường Tiểu học" in shown) == (counted is not False, counted is not True), figure


def test_what_is_not_handed_in_is_left_open(world, db_session, actor_of):
    evaluated(world).state = State.MINUTES
    db_session.flush()
    found = {row.cell_id: row for row in december().rows}[world.cell]

    assert (found.present, found.points, found.level, found.lost) == (2, None, None, "")


def test_a_cell_without_data_stands_there(world, db_session, actor_of):
    found = december()

    assert {row.standing for row in found.rows} == {CellStanding.WAITING}
    assert found.totals.met == 0
    past = queries.month_of(commune(), date(2026, 11, 1))
    assert past.totals.missing == past.totals.cells == len(found.rows)


def test_a_cell_that_came_later_or_was_gone_is_no_cell_of_the_month(world, db_session, actor_of):
    before = december().totals.cells
    for code, lived in (("MOI", {"founded_on": date(2027, 1, 1)}), ("CU", {"dissolved_on": date(2026, 12, 1)})):
        cell = Organisation(name=f"Chi bộ {code}", code=code, kind=OrganisationKind.CELL, symbol="CB", **lived)
        db_session.add(cell)
        db_session.flush()
        db_session.add(
            OrganisationParent(organisation_id=cell.id, parent_id=commune().id, from_on=FOUNDED)
        )  # fmt: skip
    db_session.flush()

    assert december().totals.cells == before


def test_the_office_begins_with_the_topmost_organisation(world, committed, as_user):
    """By level, not by the letters of its name: a base organisation comes before a commune in the alphabet."""
    with committed() as session:
        base = Organisation(
            name="Đảng bộ cơ sở A", code="AA", kind=OrganisationKind.BASE, symbol="ĐU", founded_on=FOUNDED
        )
        session.add(base)
        session.flush()
        session.add(OrganisationParent(organisation_id=base.id, parent_id=world.commune, from_on=FOUNDED))
        base_id = base.id
    office_of_commune = as_user("hanh")

    assert f"/synthesis/{world.commune}" in office_of_commune.get("/synthesis").location
    assert f"/synthesis/{base_id}?" in office_of_commune.get(f"/synthesis/{world.commune}").text


def test_petitions_stand_by_field_without_who_raised_them(world, db_session, as_user, committed):
    with committed() as session:
        session.add(
            Petition(
                cell_id=world.cell, level_id=commune().id, kind=Kind.PETITION, sent_to=SentTo.COMMITTEE,
                text="=Cột điện số 14 nghiêng", folded="cot dien", field="Hạ tầng", people=3, hot=True,
                raised_by_id=world.people["khoa"], raised_at=NOON, state=PetitionState.IN_HAND,
            )
        )  # fmt: skip
        session.flush()
        other = session.scalars(select(Petition)).one()
        session.add(
            Petition(
                cell_id=world.cell, level_id=commune().id, kind=Kind.PETITION, sent_to=SentTo.COMMITTEE, text="Cột 14",
                folded="cot 14", people=2, raised_at=NOON, state=PetitionState.MERGED, merged_into_id=other.id,
            )
        )  # fmt: skip
        organisation_id = commune().id
    page = as_user("hanh").get(f"/synthesis/{organisation_id}?{MONTH}").text
    book = as_user("hanh").get(f"/synthesis/{organisation_id}/workbook?{MONTH}")
    sheets = load_workbook(BytesIO(book.data))

    assert "Cột điện số 14 nghiêng" in page
    assert "Hạ tầng: 1 (5 người nêu)" in page
    assert "Ma Đình Khoa" not in page
    row = [cell.value for cell in sheets["Kiến nghị"][2]]
    assert row[1:6] == ["Hạ tầng", "=Cột điện số 14 nghiêng", "Chi bộ thôn Nà Mười", 5, "Nổi cộm"]
    assert sheets["Kiến nghị"][2][2].data_type == "s"
    assert "Ma Đình Khoa" not in str([[c.value for c in r] for s in sheets for r in s.rows])


def raised(world, field: str, **values) -> Petition:
    given = {"people": 1, "state": PetitionState.IN_HAND} | values
    petition = Petition(
        cell_id=world.cell, level_id=world.commune, kind=Kind.PETITION, sent_to=SentTo.COMMITTEE, text="Ý kiến",
        folded="y kien", field=field, raised_at=NOON, **given,
    )  # fmt: skip
    db.session.add(petition)
    db.session.flush()
    return petition


def test_fields_stand_in_the_order_of_the_vietnamese_alphabet_and_competences_from_the_cell_upward(world, db_session):
    for field, competence in (
        ("Đất đai", Competence.SUPERIOR), ("Giao thông", Competence.CELL), ("Điện", Competence.SUPERIOR),
        ("An ninh", None), ("", Competence.COMMITTEE), ("Dân số", Competence.CELL), ("Đất đai", Competence.CELL),
    ):  # fmt: skip
        raised(world, field, competence=competence)
    found = december()

    fields = ["An ninh", "Dân số", "Đất đai", "Điện", "Giao thông", "Chưa phân loại"]
    assert [one.label for one in found.by_field] == fields
    assert found.by_field[2][1:] == (2, 2)
    assert [one[:2] for one in found.by_competence] == [
        ("Chi bộ", 3), ("Đảng ủy", 1), ("Cấp trên của xã", 2), ("chưa xác định", 1)
    ]  # fmt: skip
    assert [one.field for one in found.petitions] == [
        "An ninh",
        "Dân số",
        "Đất đai",
        "Đất đai",
        "Điện",
        "Giao thông",
        "",
    ]


def test_what_nobody_has_taken_in_hand_is_told_to_its_first_reader_alone(world, db_session):
    raised(world, "Đất đai", state=PetitionState.RAISED)

    assert december().petitions == []


@pytest.mark.any_engine
@pytest.mark.needs("soffice")
def test_an_office_program_opens_the_workbook(app, as_user):
    with app.app_context():
        organisation_id = commune().id

    rows = office.rows(as_user("hanh").get(f"/synthesis/{organisation_id}/workbook?{MONTH}").data)

    assert rows[0][:3] == ["TT", "Chi bộ", "Đảng viên"]
    assert rows[-1][1].startswith("Cộng ")


@pytest.mark.parametrize(
    ("who", "status"), [("hanh", 200), ("binh", 200), ("thang", 403), ("loc", 403), ("vien", 404), ("quan", 403)]
)
def test_who_reads_the_month(world, as_user, db_session, who, status):
    organisation_id = commune().id

    assert as_user(who).get(f"/synthesis/{organisation_id}?{MONTH}").status_code == status


def test_a_cell_has_no_synthesis_and_an_odd_month_is_this_one(world, as_user, db_session):
    assert as_user("hanh").get(f"/synthesis/{world.cell}").status_code == 404
    assert "tháng 12/2026" in as_user("hanh").get("/synthesis?month=13/2026", follow_redirects=True).text


def test_the_page_takes_as_many_statements_for_many_cells_as_for_few(world, db_session, actor_of, count_statements):
    def asked() -> int:
        db_session.expire_all()
        organisation = commune()
        with count_statements() as seen:
            queries.month_of(organisation, DECEMBER)
        return len(seen)

    few = asked()
    evaluated(world)
    for number in range(30):
        cell = Organisation(name=f"Chi bộ số {number}", code=f"N{number}", kind=OrganisationKind.CELL, symbol="CB")
        db_session.add(cell)
        db_session.flush()
        db_session.add(OrganisationParent(organisation_id=cell.id, parent_id=commune().id, from_on=FOUNDED))
    db_session.flush()

    assert asked() == few <= 8


def test_of_very_many_cells_one_page_is_shown_with_the_sums_of_all(world, as_user, monkeypatch):
    monkeypatch.setattr("app.reports.routes.ON_A_PAGE", 1)
    first, second = (as_user("hanh").get(f"/synthesis/{world.commune}?{MONTH}&page={number}").text for number in (1, 2))

    assert "Trang 1/2" in first
    assert f'href="/synthesis/{world.commune}?page=2&amp;month=12/2026"' in first
    assert [("thôn Nà Mười" in one, "Trường Tiểu học" in one) for one in (first, second)] == [
        (True, False),
        (False, True),
    ]
    assert all("Cộng 2 chi bộ" in one for one in (first, second))
    assert '<td role="cell" class="r gone">2</td>' in second
