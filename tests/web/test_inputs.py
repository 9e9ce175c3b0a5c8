"""Days, times and numbers as people type them."""

from datetime import UTC, date, datetime, time

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form

from app.web.inputs import CountField, LineField, moment_of, parse_day, parse_int, parse_month, parse_time


@pytest.mark.parametrize("text", ["03/02/2026", "3/2/2026", " 3-2-2026 ", "03.02.2026", "03022026"])
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    assert parse_day(text) == date(2026, 2, 3)


@pytest.mark.parametrize("text", ["31/02/2026", "2026-02-03", "hôm qua", "03/02/26", "3/2/99999", "٣/٢/2026x"])
def test_what_is_no_day_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="ngày"):
        parse_day(text)


@pytest.mark.parametrize("text", ["19:40", "1940", "19 giờ 40", "19h40", "19.40", "19 giờ 40 phút"])
def test_a_time_is_read_as_people_write_it(text: str) -> None:
    assert parse_time(text) == time(19, 40)


@pytest.mark.parametrize(
    ("text", "at"), [("19 giờ", time(19)), ("8h", time(8)), ("740", time(7, 40)), ("0:05", time(0, 5))]
)
def test_whole_and_early_hours_are_read_too(text: str, at: time) -> None:
    assert parse_time(text) == at


@pytest.mark.parametrize("text", ["24:00", "19:60", "7:40 tối", "19", "mai"])
def test_what_is_no_time_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="24 giờ"):
        parse_time(text)


@pytest.mark.parametrize("text", ["12/2026", "12-2026", " 12/2026 "])
def test_a_month_is_its_first_day(text: str) -> None:
    assert parse_month(text) == date(2026, 12, 1)


def test_an_empty_field_is_nothing() -> None:
    assert (parse_day(" "), parse_time(""), parse_month(""), parse_int(" ", 0, 9)) == (None, None, None, None)


@pytest.mark.parametrize("text", ["-1", "91", "mười", "1e3", "9999999999999", "²"])
def test_a_number_stays_within_its_bounds(text: str) -> None:
    with pytest.raises(ValueError, match="từ 0 đến 90"):
        parse_int(text, 0, 90)


def test_a_day_and_a_time_make_a_moment_in_vietnam() -> None:
    assert moment_of(date(2026, 2, 3), time(19, 30)) == datetime(2026, 2, 3, 12, 30, tzinfo=UTC)
    assert moment_of(date(2026, 2, 3), None) is None


class OneBox(Form):
    title = LineField("Nội dung")
    minutes = CountField("Số phút", least=1, most=480)


def test_a_number_out_of_bounds_says_of_which_field() -> None:
    typed = OneBox(MultiDict({"minutes": "abc"}))

    assert not typed.validate()
    assert typed.minutes.errors == ["Số phút: ghi một số từ 1 đến 480."]


def test_a_long_line_stands_in_a_box_that_wraps_and_stays_one_line() -> None:
    typed = OneBox(MultiDict({"title": "Báo cáo chuyên đề:\r\n giữ gìn vệ sinh\nmôi trường"}))

    assert typed.title.data == "Báo cáo chuyên đề: giữ gìn vệ sinh môi trường"
    assert 'class="one-line"' in typed.title()
    assert "</textarea>" in typed.title()
