"""Nothing personal in logs or addresses: who reads the log of the server learns of nobody's name, card or mail."""

import logging
import re
from urllib.parse import unquote_plus

import pytest
from sqlalchemy import exc, select, text

from app import clock
from app.accounts.models import Account
from app.extensions import db
from app.jobs.services import run_due_jobs
from app.members.models import Person
from app.notifications.models import MailAddress
from tests.accidents import brink
from tests.accidents.test_crowd_at_one_step import FIRED, NEXT_DAY, the_form
from tests.crawler import NOT_PRESSED, nothing_kept, pages_of, unkept
from tests.walk.world import build_house
from workflows.names import fold

ODD = "Hoàng Văn Lạ thử gõ 0912345678"
WALKERS = ("thang", "hanh", "quan", "loc", "tra")
MOST_PAGES = 60  # of each


@pytest.fixture
def personal(app, client, prepared, committed):
    """Names, card numbers and mail addresses of everybody in the house that is walked."""
    prepared("the house that is walked", build_house)
    return known_of_everybody(committed)


def known_of_everybody(committed):
    """Folded names, cards and mail addresses, which all have from here on."""
    with committed() as session:
        person_ids = session.scalars(select(Account.person_id).order_by(Account.id)).all()
        for number, person_id in enumerate(person_ids):
            session.get_one(Person, person_id).card_number = f"0471{number:08d}"
        for account_id in session.scalars(select(Account.id)):
            session.merge(MailAddress(account_id=account_id, address=f"hop.thu.{account_id}@example.vn"))
    with committed() as session:
        people = session.execute(select(Person.full_name, Person.card_number)).all()
        mails = session.scalars(select(MailAddress.address)).all()
    return {fold(name) for name, _ in people} | {card for _, card in people if card} | set(mails)


def said_in(texts, personal):
    """Which of the texts say something personal, and what."""
    return [(text, found) for text in texts for found in personal if found in fold(text) or found in text]


def walked(client):
    """Every address that the pages name, and what each form of them is sent to; its odd text is sent there, unkept."""
    addresses, tried = set(), set()
    for address, _text, page in list(
        pages_of(client, ["/", "/more", "/meetings", "/members", "/account"], most=MOST_PAGES)
    ):
        addresses.update([address, *page.links, *(form.action for form in page.forms)])
        for form in page.forms:
            kind = re.sub(r"\d+", "#", form.action)
            if form.typed and kind not in tried and not NOT_PRESSED.search(kind):
                tried.add(kind)
                unkept(client, form.action, "POST", data=form.filled_with(ODD))
    return addresses


@pytest.mark.timeout(300)
def test_neither_logs_nor_addresses_name_anybody(as_user, personal, caplog):
    assert len(personal) > 40
    caplog.set_level(logging.INFO)
    addresses = set()
    for who in WALKERS:
        addresses |= walked(as_user(who))

    assert len(addresses) > 150
    assert said_in([unquote_plus(address) for address in addresses], personal) == []
    assert said_in([caplog.handler.format(record) for record in caplog.records], personal | {ODD, fold(ODD)}) == []


@pytest.mark.timeout(300)
def test_the_work_of_a_month_names_nobody(world, as_user, committed, caplog, monkeypatch):
    """A meeting from its draft to its rating: the pages of each stage, where each step leads to, and the jobs of the
    worker, papers and letters with them."""
    monkeypatch.setattr("app.accounts.passwords.matches", lambda _kept, _typed: True)
    personal, clients = known_of_everybody(committed), {who: as_user(who) for who in MEETING_PEOPLE}
    caplog.set_level(logging.INFO)
    addresses = set[str]()
    for state, go in brink.WAY.items():
        with committed():
            go(brink.begin())
            meeting_id = brink.meeting().id
        for fired in (one for one in FIRED.values() if one.state == state):
            addresses |= taken(as_user(fired.who[0]), fired, f"/meetings/{meeting_id}")
        with clock.set_to(NEXT_DAY):
            for client in clients.values():
                addresses |= seen(client, f"/meetings/{meeting_id}")
    with committed(), clock.set_to(NEXT_DAY):
        assert run_due_jobs() > 5

    assert len(addresses) > 80
    assert said_in([unquote_plus(address) for address in addresses], personal) == []
    said = [caplog.handler.format(record) for record in caplog.records]
    assert len(said) > 5
    assert said_in(said, personal) == []


MEETING_PEOPLE = ("thang", "khoa", "loc", "hanh")


def taken(client, fired, path):
    """Where the form and its answer lead, whether the step is taken, refused, or sent a second time; nothing is kept."""
    with clock.set_to(fired.at), nothing_kept():
        form = the_form(client, f"{path}{fired.page}", f"{path}{fired.action}") | fired.said
        answers = [client.post(f"{path}{fired.action}", data=form | more) for more in ({}, {"version": "99"})]
    assert answers[0].status_code == 303, (fired, answers[0].text)
    return {answer.headers.get("Location", "") for answer in answers}


def seen(client, path):
    found = {path}
    first = [path, *(f"{path}/{rest}" for rest in ("minutes", "resolution", "score", "conduct"))]
    for address, _text, page in pages_of(client, first, most=len(first)):
        found.update([address, *page.links, *(form.action for form in page.forms)])
    return found


def test_the_walk_would_have_found_a_name(personal):
    """The control: what is looked for is found where it stands."""
    assert said_in(["/members?q=Nông Văn Thắng", "ERROR nông văn thắng", "047100000000"], personal)


def test_an_error_of_the_database_does_not_say_what_was_to_be_written(db_session):
    with pytest.raises(exc.DBAPIError) as caught:
        db.session.execute(text("INSERT INTO no_such_table VALUES (:name)"), {"name": "Nông Văn Thắng"})

    assert "Nông Văn Thắng" not in str(caught.value)
