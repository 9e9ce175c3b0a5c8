"""The code with which members check themselves in."""

from datetime import UTC, datetime, timedelta

import pytest

from workflows.check_in import PRINTED, WINDOW, digits_of, is_right, shown_at, token_of

KEY, OTHER = "a" * 64, "b" * 64
# In the middle of a window.
NOW = datetime(2026, 12, 3, 12, 40, 30, tzinfo=UTC)


def digits_at(moment: datetime, which: str = "start", key: str = KEY) -> str:
    return digits_of(key, shown_at(which, moment))


@pytest.mark.parametrize(
    ("code", "right"),
    [
        (digits_at(NOW), True),
        (digits_at(NOW - WINDOW), True),
        (token_of(KEY, shown_at("start", NOW)), True),
        (digits_at(NOW - 2 * WINDOW), False),
        (digits_at(NOW + WINDOW), False),
        (digits_at(NOW, "end"), False),
        (digits_at(NOW, key=OTHER), False),
        (digits_of(KEY, PRINTED), False),
        (token_of(KEY, PRINTED), False),
        ("", False),
        ("١٢٣٤٥٦", False),
    ],
)
def test_the_code_shown_now_and_the_one_before_are_taken_and_no_other(code, right):
    assert is_right(KEY, code, "start", NOW, printed=False) is right


def test_a_printed_code_holds_in_every_roll_call_once_it_was_printed():
    later = NOW + timedelta(hours=2)
    assert is_right(KEY, digits_of(KEY, PRINTED), "start", NOW, printed=True)
    assert is_right(KEY, token_of(KEY, PRINTED), "end", later, printed=True)


def test_six_digits_also_where_the_number_is_small():
    found = {digits_at(NOW + n * WINDOW) for n in range(200)}
    assert {len(code) for code in found} == {6}
    assert any(code.startswith("0") for code in found)
    assert len(found) > 190
