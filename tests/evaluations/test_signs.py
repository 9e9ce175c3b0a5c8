"""Scores to be looked at again: shown to the office alone, by the thresholds of the rule set."""

from datetime import date

import pytest
from sqlalchemy import select

from app.evaluations.models import ScoreLine, ScoreSheet
from app.rules.models import RuleSet
from tests.evaluations.lists import handed_in_by
from tests.reading import words
from workflows.rules import RuleSettings

SIGNS = "/evaluations/signs"


@pytest.fixture
def flattering(world, committed):
    """The own cell gives itself everything for three months, and did so a year ago; the other one 12 points more than
    its record shows."""
    with committed() as session:
        handed_in_by(world.cell, month=date(2025, 12, 1))
        for month in (9, 10, 11):
            handed_in_by(world.cell, month=date(2026, month, 1))
        meeting = handed_in_by(world.other_cell, own_lost=3)
        handed_in_by(world.far_cell, month=date(2026, 9, 1))
        line = session.scalars(
            select(ScoreLine)
            .join(ScoreSheet, ScoreSheet.id == ScoreLine.sheet_id)
            .where(ScoreSheet.meeting_id == meeting.id, ScoreLine.code == "7")
        ).one()
        line.proposed = line.self_points - 12


def test_the_office_is_shown_what_it_may_look_at_again(flattering, as_user):
    page = as_user("hanh").get(SIGNS).text

    assert "3 kỳ liền gần đây tự chấm điểm tối đa." in page
    assert "Tháng 12/2026: tự chấm cao hơn ghi nhận 12 điểm." in page
    assert "không phải kết luận" in page
    assert page.count("Tháng 9/2026: 100,0") == 1


def test_each_cell_is_held_to_the_rules_of_the_nearest_above(flattering, as_user, world, committed):
    with committed() as session:
        session.add(
            RuleSet(
                organisation_id=world.other_cell, code="RIENG", title="Riêng", effective_from=date(2026, 12, 1),
                settings=RuleSettings(sign_above=13).to_json(),
            )
        )  # fmt: skip
    page = words(as_user("hanh").get(SIGNS))

    assert "3 kỳ liền gần đây tự chấm điểm tối đa." in page
    assert "cao hơn ghi nhận 12 điểm" not in page
    assert "1 chi bộ: tự chấm cao hơn ghi nhận từ 13 điểm" in page
    assert "1 chi bộ: tự chấm cao hơn ghi nhận từ 10 điểm" in page


@pytest.mark.parametrize("who", ["thang", "loc", "binh", "khoa", "quan", "tra"])
def test_nobody_else_is_shown_them(as_user, who):
    assert as_user(who).get(SIGNS).status_code == 403
    assert "Điểm nên xem lại" not in as_user(who).get("/evaluations").text


def test_another_office_sees_nothing_of_them(flattering, as_user):
    assert "Trong 12 tháng qua không có điểm nào cần xem lại." in as_user("vien").get(SIGNS).text


def test_one_statement_for_all_cells(flattering, as_user, count_statements):
    hanh = as_user("hanh")
    with count_statements() as seen:
        hanh.get(SIGNS)

    assert len([text for text in seen.texts if "score_line" in text]) == 1
    assert len(seen.besides_the_account()) <= 8
