"""The meetings of `tests/evaluations/sheets.py`, each brought to its state once per worker."""

from collections.abc import Callable

import pytest

from app.meetings.models import Meeting
from tests.evaluations import sheets


@pytest.fixture
def held(db_session, prepared, actor_of) -> Callable[..., Meeting]:
    def bring(**how: object) -> Meeting:
        return db_session.get_one(
            Meeting,
            prepared(("held", *how.items()), lambda: sheets.held(actor_of, **how).id),  # type: ignore[arg-type]
        )

    return bring


@pytest.fixture
def scored(db_session, prepared, actor_of) -> Callable[..., Meeting]:
    def bring(**how: int) -> Meeting:
        return db_session.get_one(
            Meeting, prepared(("scored", *how.items()), lambda: sheets.scored(actor_of, **how).id)
        )

    return bring
