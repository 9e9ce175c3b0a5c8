"""Month, quarter and year of a cell: what is decided counts, what waits is said, what is not there is a dash."""

from datetime import UTC, date, datetime
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import select

from app import clock
from app.evaluations.queries_year import year_of, year_page
from app.meetings.models import Meeting
from app.organisations.models import Organisation
from app.rules.models import RuleSet
from app.rules.services import take_over
from tests.commune import grow
from tests.evaluations.lists import handed_in_by
from tests.reading import words
from workflows.meeting import Kind, State
from workflows.rules import RuleSettings
from workflows.scoring import Level

YEARS = "/evaluations/years"
OVER = datetime(2027, 1, 5, tzinfo=UTC)


def rated(cell_id: int, month: int, level: Level, *, lost: int = 0, kind: Kind = Kind.REGULAR):
    meeting = handed_in_by(cell_id, lost=lost, month=date(2026, month, 1), official_rating=level)
    meeting.state, meeting.kind = State.EVALUATED, kind
    return meeting


@pytest.fixture
def eight(world, committed):
    """Seven months of Tốt and one of Khá, a theme on a day of its own that was poor, and one that is never scored."""
    with committed():
        for month in range(1, 8):
            rated(world.cell, month, Level.GOOD)
        rated(world.cell, 8, Level.FAIR, lost=10)
        rated(world.cell, 9, Level.POOR, lost=30, kind=Kind.THEMATIC)
        rated(world.cell, 10, Level.POOR, kind=Kind.EXTRAORDINARY)


def test_while_the_year_runs_it_has_no_level_and_afterwards_the_rule_s(eight, db_session, actor_of, world):
    running = year_of(actor_of("hanh"), world.cell, 2026)
    with clock.set_to(OVER):
        over = year_of(actor_of("hanh"), world.cell, 2026)

    assert (running.level, running.whole.said) == (None, "7 Tốt, 1 Khá")
    assert over.level == Level.GOOD
    assert [span.mean and str(span.mean) for span in over.quarters] == ["100.0", "100.0", "94.8", None]
    assert str(over.whole.mean) == "98.7"


def test_a_quarter_that_is_over_has_the_level_of_its_mean(eight, db_session, actor_of, world):
    def levels(on: datetime):
        with clock.set_to(on):
            return year_of(actor_of("hanh"), world.cell, 2026).quarter_levels

    during = levels(datetime(2026, 9, 30, tzinfo=UTC))
    assert (during, levels(OVER)) == ([Level.GOOD, Level.GOOD, None, None], [Level.GOOD, Level.GOOD, Level.GOOD, None])

    rated(world.cell, 9, Level.POOR, lost=30)
    assert (
        levels(datetime(2026, 9, 30, tzinfo=UTC))[2] == Level.FAIR
    )  # its last month is rated: (100 + 89,5 + 68,4) / 3
    rated(world.cell, 10, Level.GOOD)
    assert levels(OVER)[3] == Level.GOOD
    handed_in_by(world.cell, month=date(2026, 11, 1))
    assert levels(OVER)[3] is None  # one of its meetings waits
    _hold(world.cell, RuleSettings(quarter_levels=False), db_session)
    assert levels(OVER) == [None] * 4


def _hold(organisation_id: int, settings: RuleSettings, session) -> None:
    """All meetings there were made under these rules, which hold there from the first of December."""
    own = RuleSet(
        organisation_id=organisation_id, code="RIENG", title="Riêng", effective_from=date(2026, 12, 1),
        settings=settings.to_json(),
    )  # fmt: skip
    session.add(own)
    session.flush()
    for meeting in session.scalars(select(Meeting).where(Meeting.cell_id == organisation_id)):
        meeting.rule_set_id = own.id
    session.flush()


def test_beside_the_table_stands_the_rule_of_each_cell(eight, as_user, world, committed):
    with committed() as session:
        _hold(world.other_cell, RuleSettings(year_good_count=9), session)
    page = words(as_user("hanh").get(f"{YEARS}?year=2026"))

    usual, own = page.split("Chi bộ thôn Nà Mười: ")[1].split("Chi bộ Trường Tiểu học Mường Lâm: ")
    assert "Tốt: ít nhất 7 kỳ thường kỳ xếp Tốt, không kỳ nào dưới Khá." in usual
    assert "Tốt: ít nhất 9 kỳ thường kỳ xếp Tốt, không kỳ nào dưới Khá." in own


def test_while_a_meeting_waits_the_year_has_no_level(eight, db_session, actor_of, world):
    handed_in_by(world.cell)
    with clock.set_to(OVER):
        found = year_of(actor_of("hanh"), world.cell, 2026)

    assert (found.level, found.waiting) == (None, 1)


def test_the_rule_of_the_rule_set_decides(eight, db_session, actor_of, world):
    own = RuleSettings(year_good_count=8).to_json()
    commune = db_session.get_one(Organisation, world.organisations["XA"])
    take_over(commune, "Chặt hơn", own, from_on=date(2026, 12, 2), actor=actor_of("hanh"))
    with clock.set_to(OVER):
        before = year_of(actor_of("hanh"), world.cell, 2026)
        meeting = rated(world.cell, 12, Level.FAIR)
        db_session.flush()
        assert meeting.rule_set.title != "Chặt hơn"  # December began before it
        meeting.rule_set_id = max(row.id for row in db_session.scalars(select(RuleSet)))
        db_session.flush()
        after = year_of(actor_of("hanh"), world.cell, 2026)

    assert (before.level, after.level) == (Level.GOOD, Level.FAIR)


def test_every_figure_leads_to_its_meeting_and_nothing_is_a_dash(eight, as_user, world, committed):
    page = as_user("hanh").get(f"{YEARS}?year=2026").text
    own = as_user("hanh").get(f"{YEARS}/cells/{world.cell}?year=2026").text
    other = as_user("hanh").get(f"{YEARS}/cells/{world.other_cell}?year=2026").text

    for meeting_id in range(1, 9):
        assert f'href="/meetings/{meeting_id}/score">' in page
        assert f'href="/meetings/{meeting_id}/score">' in own
    assert 'data-label="Tháng 12">–</td>' in page
    assert "Tháng 9, chuyên đề" in own
    assert "Tháng 10" not in own  # extraordinary
    assert "7 Tốt, 1 Khá; bình quân 98,7 điểm của 8 kỳ thường kỳ." in own
    assert "Tốt: ít nhất 7 kỳ thường kỳ xếp Tốt, không kỳ nào dưới Khá." in page
    assert "Trong năm chưa có kỳ sinh hoạt nào được nộp điểm." in other
    assert "0,0" not in other


def test_a_cell_that_ended_stands_in_the_years_in_which_it_lived(world, db_session, actor_of):
    db_session.get_one(Organisation, world.other_cell).dissolved_on = date(2026, 6, 30)
    db_session.flush()
    there = {year: [row.cell_id for row in year_page(actor_of("hanh"), year).rows] for year in (2026, 2027)}

    assert there == {2026: [world.cell, world.other_cell], 2027: [world.cell]}


def test_the_workbook_has_the_figures(eight, as_user):
    data = as_user("hanh").get(f"{YEARS}/workbook?year=2026").data
    rows = list(openpyxl.load_workbook(BytesIO(data)).active.values)
    heads = {name: n for n, name in enumerate(rows[0])}
    row = rows[1]

    assert (float(row[heads["T8 điểm"]]), row[heads["T8 mức"]]) == (89.5, "Khá")
    assert (float(row[heads["Quý 3 điểm bình quân"]]), row[heads["Quý 3 mức"]]) == (94.8, "Tốt")
    assert (row[heads["T12 điểm"]], row[heads["Quý 4 điểm bình quân"]], row[heads["Quý 4"]]) == (None, None, "–")
    assert (row[heads["Số kỳ theo mức"]], row[heads["Cả năm"]]) == ("7 Tốt, 1 Khá", "–")


@pytest.mark.parametrize(
    ("who", "status"), [("khoa", 200), ("tham", 404), ("loc", 200), ("binh", 200), ("vien", 404), ("quan", 403)]
)
def test_who_sees_the_year_of_a_cell(eight, as_user, world, who, status):
    assert as_user(who).get(f"{YEARS}/cells/{world.cell}").status_code == status


def test_a_member_sees_the_own_cell_only(eight, as_user, world):
    page = as_user("khoa").get(YEARS).text

    assert page.count('scope="row"') == 1
    assert as_user("khoa").get(f"{YEARS}/cells/{world.other_cell}").status_code == 404


@pytest.mark.parametrize("cells", [2, 20])
def test_it_asks_as_much_for_twenty_cells_as_for_two(as_user, world, committed, count_statements, cells):
    with committed():
        for cell in grow(world, cells, 1):
            rated(cell.id, 3, Level.GOOD)
    hanh = as_user("hanh")
    with count_statements() as seen:
        text = hanh.get(YEARS).text

    assert text.count("/score") == cells
    assert len(seen.besides_the_account()) <= 8
