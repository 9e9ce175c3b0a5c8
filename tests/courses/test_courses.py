"""Compliance with the steps of a meeting, as a figure per meeting, cell and year, each missing step with its link."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook

from app.meetings.models import Meeting, MeetingStep
from app.sessions.models import Attendance
from tests.meetings.ready import drafted
from tests.reading import words

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
