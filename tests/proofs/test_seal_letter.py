"""Each day's seal goes by mail to those outside who keep it: once, over the real way to a mail server, nothing in it but the seal."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.audit.services import record
from app.jobs import work
from app.jobs.services import run_due_jobs
from app.members.models import Person
from app.notifications.models import Letter, LetterState
from app.proofs.queries_seals import hashes_in, seals
from tests.reading import words
from tests.world import NOON

OUTSIDE = ("luu-tru@tinhuy.vn", "van-phong@huyenuy.vn")


@pytest.fixture
def kept_outside(app, post_office, monkeypatch):
    """The settings name two addresses outside; what came there is in the post office."""
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], seals_to=OUTSIDE))
    return post_office


@pytest.fixture
def a_day(app, committed, world):
    """`a_day(n)`: something happens, the clock strikes, the worker works; the seal of that day."""

    def go(day=0):
        moment = NOON + timedelta(days=day)
        with committed():
            told = {"on": "2026-12-01", "name": f"ngày {day}"}
            record("holiday_set", actor=None, organisation_id=world.cell, subject="x", subject_id=None, **told)
        work_at(app, moment)
        with app.app_context():
            return seals()[0][1]

    return go


def work_at(app, moment):
    with app.app_context(), clock.set_to(moment):
        work.strike()
        run_due_jobs()
        work.sweep()
        run_due_jobs()


def of_seals(letters):
    return [each for each in letters if each["Subject"].startswith("Dấu niêm phong")]


def test_it_says_what_it_is_and_how_it_is_held_against_the_history(app, kept_outside, a_day, tmp_path, committed):
    sealed = a_day()

    first, second = of_seals(kept_outside.received)
    assert {first["To"], second["To"]} == set(OUTSIDE)
    assert first["Subject"] == f"Dấu niêm phong ngày {NOON:%d/%m/%Y} – nennep.muonglam.vn"
    assert first["List-Unsubscribe"] is None
    text = first.get_content()
    assert f"flask --app app verify --seal {sealed}" in text
    assert set(hashes_in(text)) == {sealed}
    (tmp_path / "thu.txt").write_text(text)
    said = app.test_cli_runner().invoke(args=["verify", "--seal", str(tmp_path / "thu.txt"), "--json"]).output
    assert "giữ bên ngoài" not in said
    with committed() as session:
        assert not [name for name in session.scalars(select(Person.full_name)) if name in text]


def test_once_a_day_to_each_and_on_the_next_day_the_next(app, kept_outside, a_day):
    first = a_day()
    work_at(app, NOON + timedelta(minutes=10))
    second = a_day(1)

    came = of_seals(kept_outside.received)
    assert len(came) == 4
    assert len({each["Message-ID"] for each in came}) == 4
    assert [sum(seal in each.get_content() for each in came) for seal in (first, second)] == [2, 2]


def test_tried_again_it_bears_the_same_message_id(app, kept_outside, a_day, committed):
    kept_outside.refusing[OUTSIDE[0]] = "451 busy"
    a_day()
    with committed() as session:
        waiting = session.scalars(select(Letter).where(Letter.status == LetterState.WAITING)).one()
        message_id = waiting.message_id
    kept_outside.refusing.clear()
    work_at(app, NOON + timedelta(minutes=2))

    came = [each for each in of_seals(kept_outside.received) if each["To"] == OUTSIDE[0]]
    assert [each["Message-ID"] for each in came] == [message_id]


def test_what_was_given_up_stands_on_the_page_and_is_sent_again(app, kept_outside, a_day, as_user):
    kept_outside.refusing[OUTSIDE[0]] = "550 no such user"
    a_day()
    kept_outside.refusing.clear()
    quan = as_user("quan")
    page = words(quan.get("/mail"))
    assert OUTSIDE[0] in page
    assert "Dấu niêm phong ngày" in page
    assert "Thư xác nhận địa chỉ" not in page
    assert quan.post("/mail/again").status_code == 303
    work_at(app, NOON + timedelta(minutes=2))

    assert {each["To"] for each in of_seals(kept_outside.received)} == set(OUTSIDE)


def test_an_address_that_was_taken_out_of_the_settings_gets_none_that_still_waited(
    app, kept_outside, a_day, monkeypatch, committed
):
    kept_outside.refusing[OUTSIDE[0]] = "451 busy"
    a_day()
    kept_outside.refusing.clear()
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], seals_to=OUTSIDE[1:]))
    work_at(app, NOON + timedelta(minutes=2))

    assert {each["To"] for each in of_seals(kept_outside.received)} == {OUTSIDE[1]}
    with committed() as session:
        assert "NENNEP_SEALS_TO" in session.scalars(select(Letter.error).where(Letter.address == OUTSIDE[0])).one()


def test_without_an_address_in_the_settings_nobody_is_written_to(post_office, a_day):
    a_day()

    assert of_seals(post_office.received) == []
