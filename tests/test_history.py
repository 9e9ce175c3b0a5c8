"""The watch over the history (tests/audited.py) finds what it is there to find."""

import pytest
from sqlalchemy import update

from app.audit.services import record
from app.extensions import db
from app.organisations.models import Organisation
from tests import audited


@pytest.fixture
def found(app, noon):
    """`found(act)`: what is said of a request that does this and commits."""

    def faults_of(act) -> list[str]:
        with app.test_request_context("/organisations/1/edit", method="POST", data={"password": "thuyen-ra-khoi"}):
            act()
            db.session.commit()
        told, audited.faults[:] = audited.faults[:], []
        return told

    return faults_of


def change_a_place() -> None:
    db.session.execute(update(Organisation).values(place="Nơi khác"))


def tell(event: str = "organisation_changed", **data: object) -> None:
    record(event, actor=None, organisation_id=1, subject="organisation", subject_id=1, **data)


def test_a_change_that_nobody_is_told_of(found):
    assert found(change_a_place) == ["POST /organisations/1/edit: ['organisation'] changed without an event"]


def test_a_change_that_is_told(found):
    assert found(lambda: (change_a_place(), tell(before={"place": "A"}, after={"place": "B"}))) == []


def test_nothing_is_found_in_what_was_rolled_back(found):
    assert found(lambda: (change_a_place(), db.session.rollback())) == []


def test_an_event_that_tells_of_no_difference(found):
    [said] = found(lambda: tell(before={"place": "A"}, after={"place": "A"}))
    assert "tells of no difference" in said


def test_an_event_that_holds_the_password_typed(found):
    [said] = found(lambda: tell("account_closed", reason="quên thuyen-ra-khoi"))
    assert "holds a password" in said


def test_an_event_under_a_name_that_is_not_of_who_asks(found, actor_of):
    def as_another() -> None:
        record("signed_in", actor=actor_of("lan"), organisation_id=None, subject="account", subject_id=1)

    [said] = found(as_another)
    assert "tells of account" in said
