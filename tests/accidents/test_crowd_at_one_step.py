"""Fifty people fire the same step at the same moment: one of them takes it, all others are told, and it is told once."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app import clock
from app.audit.models import AuditEvent
from app.documents.models import Document, NumberSeries
from app.proofs.queries import verify
from tests.accidents.brink import CLOSES, OPENED, bring
from tests.accidents.forms import Forms
from tests.at_once import at_once
from tests.world import NOON

# What happens when many write at once is the engine's doing.
pytestmark = pytest.mark.each_engine

CROWD, FEW = 50, 8
NEXT_DAY = NOON + timedelta(days=3)


@dataclass(frozen=True, kw_only=True)
class Fired:
    """One step: where its meeting stands before, its page and its form, who fires it, and all that is told of it once."""

    state: str
    action: str
    page: str = ""
    who: tuple[str, ...]
    told: tuple[str, ...]
    said: dict[str, str] = field(default_factory=dict)
    at: datetime = NOON
    issues: int = 0  # papers that get a number by it


SECRETARIES, DESK = ("thang", "men"), ("thang", "lan")
VERIFIED = {"act": "verify", "note": "Đúng"}
RATED = {"level": "good", "number": "12-QĐ/ĐU", "decided_on": "04/12/2026", "reason": "theo hồ sơ"}
FIRED = {
    "submit": Fired(
        state="prepared", action="/steps/submit", who=SECRETARIES, told=("step_taken submit", "round_begun", "agreed")
    ),
    "agree": Fired(state="put to the committee", action="/steps/agree", who=("men",), told=("step_taken agree", "agreed")),
    "approve": Fired(
        state="agreed", action="/steps/convene", who=SECRETARIES,
        told=("step_taken convene", "document_issued", "document_issued"), issues=1,
    ),
    "open": Fired(
        state="sent out", page="/open", action="/open", who=DESK, told=("step_taken open", "roll_call_stamped"),
        at=OPENED + timedelta(minutes=1),
    ),
    "vote": Fired(
        state="opened", page="/votes/about/agenda", action="/votes/about/agenda", who=DESK,
        told=("vote_recorded", "meeting_changed"), at=OPENED + timedelta(minutes=9),
    ),
    "close": Fired(
        state="ready to close", page="/close", action="/close", who=DESK, told=("step_taken close", "minutes_composed"),
        at=CLOSES,
    ),
    "sign": Fired(
        state="closed", page="/minutes", action="/minutes/sign", who=("thang",), told=("step_taken sign", "minutes_signed"),
        said={"read": "1", "password": "x"}, at=NEXT_DAY,
    ),
    "issue the resolution": Fired(
        state="signed", page="/resolution/issue", action="/resolution/issue", who=("thang",),
        told=("resolution_step issue", "document_issued", *["task_created"] * 3), said={"password": "x"}, at=NEXT_DAY, issues=1,
    ),
    "publish the minutes": Fired(
        state="issued", page="/minutes", action="/minutes/handing-in", who=SECRETARIES, told=("step_taken score",), at=NEXT_DAY
    ),
    "verify the score": Fired(
        state="handed in", page="/score/verify", action="/score/verify", who=("loc",),
        told=("step_taken verify", "score_verified"), said=VERIFIED, at=NEXT_DAY,
    ),
    "decide the rating": Fired(
        state="verified", page="/score/decide", action="/score/decide", who=("binh", "hanh"),
        told=("step_taken evaluate", "rating_decided", "document_issued"), said=RATED, at=NEXT_DAY,
    ),
}  # fmt: skip


@pytest.fixture
def signing(monkeypatch):
    """Argon2 is slow on purpose; what is tried here is what comes after it."""
    monkeypatch.setattr("app.accounts.passwords.matches", lambda _kept, _typed: True)


@pytest.mark.few(3)
@pytest.mark.parametrize("name", FIRED)
def test_of_a_few_who_fire_one_step_one_takes_it(name, prepared, as_user, committed, signing):
    fire(FIRED[name], FEW, prepared, as_user, committed)


@pytest.mark.long
@pytest.mark.parametrize("name", FIRED)
def test_of_fifty_who_fire_one_step_one_takes_it(name, prepared, as_user, committed, signing):
    fire(FIRED[name], CROWD, prepared, as_user, committed)


def fire(fired: Fired, crowd: int, prepared: Callable, as_user: Callable, committed: Callable) -> None:
    meeting_id = prepared(("the brink", fired.state), lambda: bring(fired.state))
    path = f"/meetings/{meeting_id}"
    with clock.set_to(fired.at):
        form = the_form(as_user(fired.who[0]), f"{path}{fired.page}", f"{path}{fired.action}") | fired.said
        with committed() as session:
            before, papers = told(session), numbers(session)
        clients = [as_user(fired.who[n % len(fired.who)]) for n in range(crowd)]
        answers = at_once(*(lambda c=c: c.post(f"{path}{fired.action}", data=form) for c in clients))

    count = Counter(answer.status_code for answer in answers)
    texts = [answer.get_data(as_text=True) for answer in answers if answer.status_code != 303]
    assert count[303] == 1, count
    assert set(count) <= {303, 409, 422}, count
    assert not [text for text in texts if "database is locked" in text or "Traceback" in text]
    assert all('role="alert"' in text for text in texts), "somebody was told nothing"
    with committed() as session:
        assert sorted((told(session) - before).elements()) == sorted(fired.told)
        assert numbers(session) - papers == fired.issues
        expect_no_gaps(session)
        assert not [one.found for one in verify() if one.found]


def the_form(client: Any, page: str, action: str) -> dict[str, str]:
    """What the page gives a browser to send, but for the token: each of the crowd has a page of their own."""
    text = client.get(page).text
    for to, fields, _ in Forms(page, text).found:
        if to == action:
            return {name: max(values, key=len) for name, values in fields.items() if name != "once"}
    raise AssertionError(f"no form for {action} on {page}")


def told(session: Any) -> Counter[str]:
    events = session.execute(select(AuditEvent.event, AuditEvent.data)).all()
    return Counter(f"{event} {data.get('step', '')}".strip() for event, data in events)


def numbers(session: Any) -> int:
    return len(session.scalars(select(Document.id).where(Document.number.is_not(None))).all())


def expect_no_gaps(session: Any) -> None:
    for series in session.scalars(select(NumberSeries)):
        same = select(Document.number).where(
            Document.organisation_id == series.organisation_id, Document.type_code == series.type_code,
            Document.term_id == series.term_id, Document.number.is_not(None),
        )  # fmt: skip
        assert sorted(session.scalars(same)) == [*range(1, series.last + 1)]
