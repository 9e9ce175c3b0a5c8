"""Text as it arrives."""

import pytest

from app.web.nfc import clean


@pytest.mark.parametrize("text", [" ", " \t\r\n", "\u00a0", "\u200b\u200b", "\ufeff "])
def test_what_shows_nothing_is_nothing(text: str) -> None:
    assert clean(text) == ""


def test_marks_that_turn_letters_around_do_not_stay() -> None:
    """Of `51`, shown as 15."""
    assert clean("Chi \u202e51\u202c hộ\u2066") == "Chi 51 hộ"
    assert clean(" hai \n dòng ") == " hai \n dòng "
