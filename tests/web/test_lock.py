"""Locking a row: what was changed on it before is not thrown away."""

import pytest

from app.extensions import lock
from app.organisations.models import Organisation


@pytest.mark.each_engine
def test_a_change_that_was_not_written_yet_survives_the_lock(db_session, world):
    cell = db_session.get(Organisation, world.cell)
    cell.place = "Nơi khác"

    lock(cell)

    assert cell.place == "Nơi khác"
