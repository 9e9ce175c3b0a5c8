"""The settings of a rule set."""

import json
from dataclasses import fields

import pytest

from workflows.meeting import Kind
from workflows.rules import SETTINGS, RuleSettings, RulesRefused, problems_of
from workflows.voting import Matter, Threshold

DEFAULTS = RuleSettings()
REGULAR, THEMATIC = Kind.REGULAR, Kind.THEMATIC


def test_every_setting_has_a_label_and_a_default_within_its_bounds():
    assert set(SETTINGS) == {f.name for f in fields(RuleSettings)}
    assert problems_of(DEFAULTS.to_json()) == {}


def test_settings_survive_being_stored():
    changed = RuleSettings(meeting_day=5, rating_gate=True, spelling="uỷ", four_goods=("Một",), roll_calls=1)

    assert RuleSettings.from_json(json.loads(json.dumps(changed.to_json()))) == changed


def test_an_older_rule_set_keeps_the_defaults_of_what_it_does_not_know():
    assert RuleSettings.from_json({"attendance_norm": 85}) == RuleSettings(attendance_norm=85)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("meeting_day", 0, "số nguyên từ 1 đến 28"),
        ("meeting_day", "3", "số nguyên"),
        ("meeting_day", True, "số nguyên"),
        ("attendance_norm", 101, "từ 1 đến 100"),
        ("roll_calls", 3, "từ 1 đến 2"),
        ("rating_gate", "có", "chọn có hoặc không"),
        ("authority", "province", "T/M CHI BỘ, T/M CHI ỦY"),
        ("threshold_admission", "three_quarters", "quá nửa, từ hai phần ba"),
        ("four_goods", ["Một", " "], "mỗi dòng một mục"),
        ("four_goods", "Một", "mỗi dòng một mục"),
        ("moon_phase", 1, "Không có thiết lập “moon_phase”"),
        ("guidance_day", 0, "không có ngày 0"),
        ("committee_day", 4, "không muộn hơn ngày sinh hoạt (3)"),
        ("synthesis_day", 3, "phải sau ngày sinh hoạt (3)"),
    ],
)
def test_a_wrong_setting_is_refused_by_its_name_with_a_sentence(name, value, words):
    with pytest.raises(RulesRefused) as refused:
        RuleSettings.from_json({name: value})

    assert list(refused.value.problems) == [name]
    assert words in refused.value.problems[name]
    assert words in str(refused.value)


def test_all_problems_are_named_at_once():
    assert set(problems_of({"meeting_day": 40, "roll_calls": 0, "x": 1})) == {"meeting_day", "roll_calls", "x"}


@pytest.mark.parametrize(
    ("stated", "kind", "members", "has_theme", "minutes"),
    [
        ({}, REGULAR, 60, False, 90),
        ({}, REGULAR, 10, True, 120),
        ({}, THEMATIC, 10, True, 90),
        ({"large_cell_from": 30}, REGULAR, 29, False, 90),
        ({"large_cell_from": 30}, REGULAR, 30, False, 120),
        ({"large_cell_from": 30, "large_minutes_norm": 150}, THEMATIC, 31, False, 150),
    ],
)
def test_how_long_a_meeting_lasts_at_least(stated, kind, members, has_theme, minutes):
    assert RuleSettings(**stated).minutes_for(kind, members=members, has_theme=has_theme) == minutes


def test_each_kind_of_vote_has_its_threshold():
    assert {matter: DEFAULTS.threshold_for(matter) for matter in Matter} == {
        Matter.ORDINARY: Threshold.MORE_THAN_HALF,
        Matter.ADMISSION: Threshold.TWO_THIRDS,
        Matter.OFFICIAL_STATUS: Threshold.TWO_THIRDS,
        Matter.EXPULSION: Threshold.TWO_THIRDS,
    }
