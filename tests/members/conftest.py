"""What the tests of this room share."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.members.models import Person


@pytest.fixture
def pid(world, committed) -> Callable[[str], int]:
    """A person's id by name."""

    def find(name: str) -> int:
        with committed() as session:
            found: int = session.scalars(select(Person.id).where(Person.full_name == name)).one()
            return found

    return find
