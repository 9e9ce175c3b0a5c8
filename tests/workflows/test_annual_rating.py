"""What a year's record proposes, at every border, and how many may be excellent."""

import pytest

from workflows.annual_rating import (
    CellYear,
    MemberYear,
    Rating,
    lines_of_base,
    lines_of_cell,
    lines_of_member,
    most_excellent,
    of_cell,
    of_member,
)
from workflows.rules import RuleSettings
from workflows.scoring import Level

RULES = RuleSettings()
CELL = {
    "months": 12, "held": 12, "levels": {Level.GOOD: 7, Level.FAIR: 5}, "due": 100, "present": 90, "tasks": 10,
    "tasks_in_time": 9,
}  # fmt: skip
MEMBER = {"due": 10, "present": 9, "tasks": 10, "tasks_done": 9, "praised": 1}


@pytest.mark.parametrize(
    ("changed", "rating"),
    [
        ({}, Rating.EXCELLENT),
        ({"months": 0}, None),
        ({"held": 0}, None),
        ({"levels": {}}, Rating.WELL_DONE),
        ({"levels": {Level.GOOD: 6, Level.FAIR: 6}}, Rating.WELL_DONE),
        ({"levels": {Level.GOOD: 11, Level.AVERAGE: 1}}, Rating.DONE),
        ({"levels": {Level.GOOD: 11, Level.POOR: 1}}, Rating.DONE),
        ({"present": 89}, Rating.WELL_DONE),
        ({"tasks_in_time": 8}, Rating.WELL_DONE),
        ({"tasks_in_time": 7}, Rating.WELL_DONE),
        ({"tasks_in_time": 6}, Rating.DONE),
        ({"tasks": 0, "tasks_in_time": 0}, Rating.EXCELLENT),
        ({"held": 11}, Rating.WELL_DONE),
        ({"held": 10}, Rating.DONE),
        ({"held": 6}, Rating.DONE),
        ({"held": 5}, Rating.NOT_DONE),
        ({"months": 6, "held": 6, "levels": {Level.GOOD: 4, Level.FAIR: 2}}, Rating.EXCELLENT),
        ({"months": 6, "held": 6, "levels": {Level.GOOD: 3, Level.FAIR: 3}}, Rating.WELL_DONE),
    ],
)
def test_what_the_record_of_a_cell_proposes(changed, rating):
    assert of_cell(CellYear(**CELL | changed), RULES) == rating


@pytest.mark.parametrize(
    ("changed", "rating"),
    [
        ({}, Rating.EXCELLENT),
        ({"praised": 0}, Rating.WELL_DONE),
        ({"reminded": 1}, Rating.WELL_DONE),
        ({"present": 8}, Rating.WELL_DONE),
        ({"present": 7}, Rating.DONE),
        ({"unexcused": 1}, Rating.DONE),
        ({"tasks_done": 7}, Rating.WELL_DONE),
        ({"tasks_done": 6}, Rating.DONE),
        ({"present": 5}, Rating.DONE),
        ({"present": 4}, Rating.NOT_DONE),
        ({"due": 0, "present": 0, "tasks": 0, "tasks_done": 0}, None),
        ({"due": 0, "present": 0}, Rating.EXCELLENT),
    ],
)
def test_what_the_record_of_a_member_proposes(changed, rating):
    assert of_member(MemberYear(**MEMBER | changed), RULES) == rating


def test_each_line_prints_numerator_and_denominator_and_of_nothing_no_share():
    texts = [line.text for line in lines_of_cell(CellYear(**CELL | {"tasks": 0, "tasks_in_time": 0}), RULES)]
    assert texts[0] == "Sinh hoạt thường kỳ: 12/12 (100,0%) tháng"
    assert texts[3] == "Nhiệm vụ xong đúng hạn: 0/0"
    assert lines_of_member(MemberYear(**MEMBER), RULES)[0].text == "Dự sinh hoạt: 9/10 (90,0%) kỳ"


@pytest.mark.parametrize(
    ("decided", "good"),
    [([], False), ([Rating.DONE, Rating.EXCELLENT], False), ([Rating.WELL_DONE, Rating.EXCELLENT], True)],
)
def test_of_a_committee_stand_the_sums_of_its_cells_and_how_they_were_rated(decided, good):
    year = CellYear(**CELL)
    first, *more = lines_of_base([year, year], decided, RULES)
    assert first.good is good
    assert more[0].text == "Sinh hoạt thường kỳ: 24/24 (100,0%) tháng"
    assert more[1].text == "Kỳ xếp loại Tốt: 14/24 (58,3%) kỳ đã xếp loại"
    assert lines_of_base([], [], RULES) == []


@pytest.mark.parametrize(
    ("rated", "percent", "most"),
    [(0, 20, 0), (1, 20, 1), (9, 20, 1), (10, 20, 2), (53, 20, 10), (10, 0, 0), (3, 100, 3)],
)
def test_how_many_may_be_excellent(rated, percent, most):
    assert most_excellent(rated, percent) == most
