"""Two messages of the telephone hold a notice with its link."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.short import LEAST, TWO_MESSAGES, short_text

LINK = "https://nennep.muonglam.vn/meetings/12"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Mời đồng chí dự sinh hoạt chi bộ thường kỳ tháng 12/2026: 19 giờ 30 ngày 03/12/2026, tại Nhà văn hóa thôn Nà Mười.",
            "Mời đ/c dự sinh hoạt chi bộ tháng 12/2026: 19h30 ngày 03/12, tại Nhà văn hóa thôn Nà Mười.",
        ),
        (
            "Sinh hoạt chi bộ thường kỳ tháng 12/2026 chuyển từ 19 giờ 30 ngày 03/12/2026 sang 19 giờ 30 ngày 05/12/2026. Lý do: mưa lũ, đường vào thôn bị sạt lở.",
            "Sinh hoạt chi bộ tháng 12/2026 chuyển từ 19h30 ngày 03/12 sang 19h30 ngày 05/12. Lý do: mưa…",
        ),
        ("Mời đồng chí xem biên bản.", "Mời đồng chí xem biên bản."),
    ],
)
def test_it_saves_words_that_nobody_misses_and_only_as_many_as_it_must(text, expected):
    assert short_text(text, LINK) == f"{expected} {LINK}"
    assert len(short_text(text, LINK)) <= TWO_MESSAGES


@given(st.text(max_size=500), st.integers(0, 60))
def test_it_fits_and_the_link_stays_whole(text, length):
    link = "https://" + "x" * length
    found = short_text(text, link)
    assert found.endswith(link)
    assert len(found) <= TWO_MESSAGES


def test_a_long_link_leaves_room_to_say_what_it_is_about():
    found = short_text("Nhiệm vụ rà soát hộ nghèo " * 9, "https://" + "x" * 200)
    assert LEAST - 15 < len(found.partition(" https://")[0]) <= LEAST


def test_without_a_link_the_text_stands_alone():
    assert short_text("Đồng chí được phân công bí thư.") == "Đồng chí được phân công bí thư."
