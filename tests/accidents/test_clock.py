"""The clock jumps: an hour, a day, a month back, or forward and then back. Here what people see of it: nobody is kept out
until that time comes, and a paper that says an earlier hour than it should says so. The worker: `test_clock_at_work.py`.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from app import clock
from app.accounts import passwords, throttle
from app.accounts.factor_codes import STEP, new_secret, step_of
from app.accounts.models import Account
from app.documents.models import Document
from app.extensions import db
from app.web import limits
from app.web.limits import may_ask
from app.web.stamped import AHEAD, stamping
from tests.accidents.brink import CLOSES, OPENED, bring
from tests.accidents.test_crowd_at_one_step import the_form
from tests.world import NOON

HOUR, DAY, MONTH = timedelta(hours=1), timedelta(days=1), timedelta(days=31)
JUMPS = pytest.mark.parametrize("jump", [HOUR, DAY, MONTH], ids=["an hour", "a day", "a month"])
PASSWORD = "thuyen-ra-khoi-92"


@contextmanager
def it_is(moment: datetime) -> Iterator[None]:
    """For all that asks for the time, the house and its libraries."""
    with time_machine.travel(moment, tick=False), clock.set_to(moment):
        yield


@pytest.fixture
def door(client, committed, monkeypatch) -> Callable:
    """`door(who)`: the address after signing in with the right password, on a new device."""
    monkeypatch.setattr(passwords, "HASHER", passwords.CHEAP)
    with committed() as session:
        for row in session.scalars(select(Account)):
            row.password_hash = passwords.hash_of(PASSWORD)

    def enter(who: str, password: str = PASSWORD, browser=None):
        browser = browser or client.application.test_client()
        return browser.post("/sign-in", data={"user_name": who, "password": password}), browser

    return enter


@JUMPS
def test_who_is_signed_in_stays_so_or_signs_in_anew(door, jump):
    with it_is(NOON):
        _, browser = door("thang")
        assert browser.get("/account").status_code == 200
    with it_is(NOON - jump):
        stays = browser.get("/account").status_code == 200
        assert stays == (jump <= AHEAD), "of a day or less nobody notices"
        assert door("thang", browser=browser)[0].status_code == 303
        assert browser.get("/account").status_code == 200
    with it_is(NOON + timedelta(minutes=1)):  # the clock is right again
        assert browser.get("/account").status_code in (200, 303)
        assert door("thang")[0].status_code == 303


def test_two_machines_whose_clocks_differ_by_seconds_sign_nobody_out(door):
    with it_is(NOON):
        _, browser = door("thang")
    for seconds in (-2, 3, -1, 0, -5):
        with it_is(NOON + timedelta(seconds=seconds)):
            assert browser.get("/account").status_code == 200


def test_what_is_stamped_for_a_time_far_ahead_is_good_for_nothing(app):
    with app.app_context():
        with it_is(NOON + MONTH):
            sealed = stamping("a test").dumps("x")
        with it_is(NOON), pytest.raises(Exception, match="too old, or of a day to come"):
            stamping("a test").loads(sealed, max_age=60)
        with it_is(NOON + MONTH - DAY):
            assert stamping("a test").loads(sealed, max_age=60) == "x"
        with it_is(NOON + MONTH + DAY), pytest.raises(Exception, match="too old"):
            stamping("a test").loads(sealed, max_age=60)


@JUMPS
def test_who_mistyped_before_the_clock_was_set_back_does_not_wait_for_that_time(door, jump):
    with it_is(NOON):
        for _ in range(throttle.FREE_FAILURES + 3):
            assert door("thang", "sai rồi")[0].status_code in (422, 429)
        assert "Chờ" in door("thang")[0].text
    with it_is(NOON - jump):
        assert door("thang")[0].status_code == 303


@JUMPS
def test_a_code_of_the_app_that_was_used_ahead_keeps_nobody_out(jump):
    secret = new_secret()
    import pyotp

    def code(at: datetime) -> str:
        return pyotp.TOTP(secret).at(at)

    used = step_of(secret, code(NOON), NOON, 0)
    assert used == int(NOON.timestamp()) // STEP
    assert step_of(secret, code(NOON), NOON, used) is None, "twice"
    back = NOON - jump
    again = step_of(secret, code(back), back, used)
    assert again == int(back.timestamp()) // STEP
    assert step_of(secret, code(back), back, again) is None, "twice"


def test_a_paper_that_says_an_earlier_hour_than_what_it_rests_on_says_so(as_user, prepared, committed, monkeypatch):
    """The minutes are signed, and the next paper numbered, by a clock that was set back."""
    monkeypatch.setattr("app.accounts.passwords.matches", lambda _kept, _typed: True)
    path = f"/meetings/{prepared(('the brink', 'closed'), lambda: bring('closed'))}"
    said = "sớm hơn giờ bế mạc kỳ sinh hoạt"
    with clock.set_to(CLOSES - HOUR):
        for who in ("lan", "thang"):
            page = the_form(as_user(who), f"{path}/minutes", f"{path}/minutes/sign") | {"read": "1", "password": "x"}
            assert as_user(who).post(f"{path}/minutes/sign", data=page).status_code == 303
        assert as_user("thang").post(f"{path}/resolution/issue", data={"password": "x"}).status_code == 303
    with committed() as session:
        rows = session.execute(select(Document.type_code, Document.id).where(Document.number.is_not(None))).all()
        papers = {row.type_code: row.id for row in rows}
        for row in session.scalars(select(Document).where(Document.type_code == "NQ")):
            session.add(_next_of(row))
    for code, is_said in (("BB", True), ("NQ", True), ("TB", False)):
        text = as_user("thang").get(f"/documents/{papers[code]}").text
        assert (said in text) == is_said, code
        assert "văn bản số 0" not in text
    with committed() as session:
        last = session.scalars(select(Document.id).order_by(Document.id.desc()).limit(1)).one()
    assert " và văn bản số 01-NQ/CB (" in as_user("thang").get(f"/documents/{last}").text


def _next_of(paper: Document) -> Document:
    """The next number, issued a month earlier by the clock."""
    return Document(
        organisation_id=paper.organisation_id, meeting_id=paper.meeting_id, kind=paper.kind, type_code=paper.type_code,
        term_id=paper.term_id, number=paper.number + 1, symbol="02-NQ/CB", title="Nghị quyết", snapshot=paper.snapshot,
        template_version=paper.template_version, created_at=paper.created_at, issued_at=paper.issued_at - MONTH,
    )  # fmt: skip


@JUMPS
def test_who_asked_too_often_may_ask_again_after_the_clock_was_set_back(app, jump):
    limits.limiter.cache_clear()
    with app.app_context():
        with it_is(NOON):
            assert [may_ask(2, "somebody") for _ in range(3)] == [True, True, False]
        with it_is(NOON - jump):
            assert may_ask(2, "somebody")
    limits.limiter.cache_clear()


@pytest.mark.parametrize("seconds", [-2, 0, 3, 590])
def test_who_scanned_at_another_machine_is_there_whichever_clock_is_ahead(
    as_user, committed, prepared, actor_of, seconds
):
    from app.meetings.models import Meeting
    from app.sessions import services
    from app.sessions.models import CheckIn, CheckInKey, Which
    from workflows.check_in import shown_at, token_of

    def build() -> int:
        meeting_id = bring("sent out")
        with clock.set_to(OPENED):
            meeting = db.session.get_one(Meeting, meeting_id)
            services.open_meeting(meeting, at=OPENED, actor=actor_of("thang"))
            services.begin_check_in(meeting, Which.START, actor=actor_of("thang"))
        return meeting_id

    meeting_id = prepared("accidents: checking in", build)
    with committed() as session:
        token = token_of(session.get_one(CheckInKey, meeting_id).key, shown_at("start", OPENED))
    with it_is(OPENED):
        member = as_user("khoa")
        assert member.get(f"/check-in/{meeting_id}/{token}").status_code == 303
    with it_is(OPENED + timedelta(seconds=seconds)):
        assert member.post(f"/meetings/{meeting_id}/check-in", data={}).status_code == 303
    with committed() as session:
        assert session.scalar(select(func.count(CheckIn.id)).where(CheckIn.came_at.is_not(None))) == 1


def test_no_day_in_vietnam_is_longer_or_shorter_than_another():
    """No summer time, as far as anybody plans here: midnight is always seven hours before that of UTC."""
    moment = datetime(1976, 1, 1, tzinfo=UTC)
    while moment.year < 2200:
        assert clock.day_of(moment + timedelta(hours=17)) == moment.date() + timedelta(days=1)
        assert clock.day_of(moment + timedelta(hours=16, minutes=59)) == moment.date()
        moment += timedelta(days=7)
    assert clock.day_of(datetime(2026, 12, 31, 17, tzinfo=UTC)) == date(2027, 1, 1)


def test_every_place_that_compares_with_the_real_clock_is_known():
    """A new one belongs into the cases above."""
    from pathlib import Path

    asks = re.compile(r"time\.time\(\)|datetime\.now\(|date\.today\(")
    found = {
        str(path)
        for path in [*Path("app").rglob("*.py"), *Path("workflows").rglob("*.py")]
        if asks.search(path.read_text())
    }
    # The last says since when a certificate holds that is made here.
    assert found == {"app/clock.py", "app/web/stamped.py", "app/documents/trial_authority.py"}
