"""Compliance with the steps of a meeting, as a figure per meeting, cell and year, each missing step with its link."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.courses import queries
from app.criteria.models import CriteriaSet
from app.meetings.models import Meeting, MeetingStep
from app.rules.models import RuleSet
from app.sessions.models import Attendance
from tests.meetings.ready import drafted
from tests.reading import words
from tests.world import NOON
from workflows.course import figure

NAMES = ("submit", "convene", "open", "close")


@pytest.fixture
def meeting(world, prepared, actor_of, committed) -> int:
    """Held and closed on 3 December, without a second roll call and not handed in."""

    def build() -> int:
        from app.extensions import db

        row = drafted(actor_of)
        at = datetime(2026, 12, 3, 1, tzinfo=UTC)
        values = {"state": "minutes", "opened_at": at, "convened_at": datetime(2026, 12, 1, 1, tzinfo=UTC)}
        db.session.flush()
        db.session.execute(Meeting.__table__.update().where(Meeting.id == row.id).values(**values))
        for name in NAMES:
            db.session.add(MeetingStep(meeting_id=row.id, step=name, from_state="x", to_state="x", at=at))
        db.session.add(
            Attendance(meeting_id=row.id, person_id=world.people["lan"], standing="official", start_mark="present")
        )
        return row.id

    return prepared("a meeting on its way", build)


def test_each_missing_step_is_named_with_its_link(meeting, world, as_user):
    page = as_user("thang").get(f"/courses/cells/{world.cell}?year=2026")
    said = words(page)
    assert "Sinh hoạt thường kỳ tháng 12/2026: 5/9 bước" in said
    for label in ("Điểm danh cuối buổi", "Ký biên bản", "Công bố trong 2 ngày", "Nộp điểm tự chấm"):
        assert label in said, label
    assert f'href="/meetings/{meeting}/score"' in page.text
    assert "Triệu tập" not in said


def test_the_figure_of_all_cells_prints_both_numbers(meeting, as_user, count_statements):
    with count_statements() as seen:
        page = words(as_user("hanh").get("/courses?year=2026"))
    assert "đã bế mạc: 5/9 (55,6%)." in page
    assert len(seen.besides_the_account()) <= 6
    assert "đã bế mạc: –." in words(as_user("hanh").get("/courses?year=2025"))
    book = load_workbook(BytesIO(as_user("hanh").get("/courses/workbook?year=2026").data)).active
    assert [cell.value for cell in book[2]][1:6] == ["Chi bộ thôn Nà Mười", "12/2026", "thường kỳ", 5, 9]


@pytest.mark.parametrize(
    ("who", "status"),
    [("thang", 200), ("huong", 200), ("loc", 200), ("hanh", 200), ("binh", 200), ("lan", 404), ("tham", 404), ("vien", 404), ("quan", 403)],
)  # fmt: skip
def test_who_reads_it(meeting, world, as_user, who, status):
    assert as_user(who).get(f"/courses/cells/{world.cell}?year=2026").status_code == status
    if status == 404:
        assert "Nà Mười" not in as_user(who).get("/courses?year=2026").text.split("<main")[1]


@pytest.mark.each_engine
def test_the_sums_over_many_are_those_of_each_meeting(world, committed, actor_of, db_session):
    """Told before and published late by days of Vietnam, at every border; cells of other years and drafts left out."""
    moments = [datetime(2026, 12, 3, hour, tzinfo=UTC) for hour in (1, 16, 17, 23)]
    with committed() as session:
        for cell, month in ((world.cell, 10), (world.cell, 11), (world.other_cell, 12)):
            for number, opened in enumerate(moments):
                row = Meeting(
                    cell_id=cell, kind=("regular", "thematic", "extraordinary", "thematic")[number], state="minutes",
                    month=date(2026, month, 1), opened_at=opened, definition_version=1,
                    rule_set_id=session.scalar(select(RuleSet.id)), created_at=NOON,
                    criteria_set_id=session.scalar(select(CriteriaSet.id)),
                    convened_at=opened - timedelta(hours=20 * number) if number else None,
                    published_at=opened + timedelta(hours=31 * number) if number else None,
                )  # fmt: skip
                session.add(row)
                session.flush()
                for name in NAMES[: number + 1]:
                    session.add(MeetingStep(meeting_id=row.id, step=name, from_state="x", to_state="x", at=opened))
                if number > 1:
                    session.add(
                        Attendance(meeting_id=row.id, person_id=world.people["lan"], standing="official",
                                   start_mark="present", end_mark="present" if number > 2 else None)
                    )  # fmt: skip
    hanh = actor_of("hanh")
    cells = queries.cells_of(hanh, 2026)
    shown, whole, count = queries.page_of(hanh, 2026, 1, 50)
    assert [(one.cell_id, one.meetings, one.kept, one.asked) for one in shown] == [
        (one.cell_id, len(one.ways), *one.figure) for one in cells
    ]
    assert (whole.kept, whole.asked) == figure(way.steps for one in cells for way in one.ways)
    assert (whole.meetings, count) == (12, 2)
    assert whole.kept > 12
    second, again, count = queries.page_of(hanh, 2026, 2, 1)
    assert ([one.cell_id for one in second], again, count) == ([world.other_cell], whole, 2)
    assert queries.page_of(hanh, 2025, 1, 50) == ([], queries.Tally(), 0)
