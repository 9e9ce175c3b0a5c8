"""The own cell practises: `thang` has begun it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask, has_app_context

from app.extensions import Base, db, work_elsewhere
from app.practice.queries import place_name
from app.practice.services_place import place_at


@pytest.fixture
def begun(as_user, world) -> str:
    """The way to the practice of the own cell, as it begins: `begun + "/meetings"`."""
    sent = as_user("thang").post(f"/practice/{world.cell}/begin")
    assert sent.location == f"/in-practice/{world.cell}/meetings"
    return f"/in-practice/{world.cell}"


@pytest.fixture
def practising(begun, there) -> str:
    """The same without the meeting that it begins with, for tests that make their own."""
    with there():
        for name in ("search_text", "agenda_item", "meeting_step", "meeting"):
            db.session.execute(Base.metadata.tables[name].delete())
    return begun


@pytest.fixture
def there(app: Flask, world, noon) -> Callable:
    """`with there(): …` – where the own cell practises; commits at the end."""

    @contextmanager
    def opened() -> Iterator[None]:
        if has_app_context():
            db.session.rollback()
        with app.app_context():
            name = place_name(world.cell)
            db.session.remove()
            assert name, "nobody has begun it"
            work_elsewhere(place_at(name))
            try:
                yield
                db.session.commit()
            finally:
                db.session.remove()
                work_elsewhere(None)

    return opened
