"""Rows that are turned into tuples at once, for speed: their columns follow the fields, or nothing is read at all."""

from typing import NamedTuple

import pytest

from app.columns import as_fields
from app.sessions.queries.roll import WITHOUT_TIMES
from workflows.attendance import Attendee


class Line(NamedTuple):
    id: int
    name: str


def test_columns_come_in_the_order_of_the_fields():
    assert as_fields(Line, {"name": "b", "id": "a"}) == ["a", "b"]


@pytest.mark.parametrize("columns", [{"id": 1}, {"id": 1, "name": 2, "office": 3}, {"id": 1, "nam": 2}])
def test_a_missing_or_unknown_column_is_refused(columns):
    with pytest.raises(TypeError, match="Line has the fields"):
        as_fields(Line, columns)


def test_the_times_of_an_attendee_are_the_last_fields():
    assert Attendee._fields[WITHOUT_TIMES:] == ("arrived_at", "left_at")
