"""What every form promises, tried on those of the house that is walked.

What was being typed when a page was left stands on it again. A form that says on which version it was opened is refused
where it says none: it may have been opened on any.
"""

import re
from collections.abc import Collection
from html import unescape

import pytest
from flask.testing import FlaskClient

from tests.crawler import Form, Page, unkept
from tests.test_walk import TABLE
from tests.walk.steps import AT, WALKERS, address
from tests.walk.world import Things, build_house
from tests.world import PEOPLE

SHOWN = "2"
# What is only a part of a page, which it refreshes while nobody types in it.
PARTS = {"sessions.item_pulse"}
# Numbers that are not put over a vote that is on record meanwhile.
RECORDED = {"sessions.item": {"against", "other", "votes_for", "at"}}
# In each run these; the long run opens every page of everybody.
SOME = ("approvals.committee_meeting", "petitions.details", "resolutions.replace_page", "sessions.wrap_up")


@pytest.fixture
def things(app, prepared) -> Things:
    return prepared("the house that is walked", build_house)


def faults_of(client: FlaskClient, path: str, but: Collection[str] = ()) -> list[str]:
    """Every field of each form that keeps what is typed is filled in, and the page opened again; then each sent twice,
    as it may be left by a form that had other fields."""
    faults: list[str] = []
    page = client.get(path)
    for form in Page(path, page.text).forms if page.mimetype == "text/html" else []:
        key, typed = form.fields.get("draft", [""])[0], {name: f"đã gõ {n}z" for n, name in enumerate(form.typed)}
        if not (key and typed):
            continue
        client.post(f"/drafts/{key}", data=typed)
        again = unescape(client.get(path).text)
        lost = [name for name, text in typed.items() if text not in again and name not in but]
        faults += [f"{path}: {name} of {key} is lost" for name in lost]
        client.post(f"/drafts/{key}", data={name: ["1", "2"] for name in (*form.fields, *typed)})
        status = client.get(path).status_code
        faults += [f"{path}: {status} after two of each"] if status != 200 else []
    return faults


def pages_of(app, things: Things, who: str) -> dict[str, str]:
    """The addresses of the own cell that are open to one, with what they are called."""
    column = AT["own"].index(who)
    rows = [row for row in TABLE if row.method == "GET" and row.answers[0][column] == SHOWN]
    return {address(app, row, things, "own"): row.endpoint for row in rows}


def test_what_was_being_typed_comes_back(app, as_user, things):
    found = {path: name for path, name in pages_of(app, things, "B").items() if name in SOME}

    assert set(found.values()) == set(SOME)
    assert [fault for path in found for fault in faults_of(as_user("thang"), path)] == []


@pytest.mark.long
@pytest.mark.parametrize("who", [one for one, name in WALKERS.items() if name in PEOPLE])
def test_what_was_being_typed_comes_back_wherever_one_types(who, app, as_user, things):
    client = as_user(WALKERS[who])
    asked = {path: name for path, name in pages_of(app, things, who).items() if name not in PARTS}

    assert [fault for path, name in asked.items() for fault in faults_of(client, path, RECORDED.get(name, ()))] == []


# In each run these pages, of the secretary; the long run opens everybody's.
SAYING_THEIR_VERSION = {
    "agendas.item", "approvals.committee_meeting", "evaluations.detail", "handovers.detail", "meetings.detail", "minutes.detail",
    "petitions.step", "replies.mine", "resolutions.edit", "self_checks.mine", "sessions.close_meeting", "sessions.item",
    "sessions.keying",
}  # fmt: skip


def says_its_version(name: str) -> bool:
    return name in ("seen", "version", "vote_version") or name.startswith("version-")


def taken_unseen(client: FlaskClient, path: str, tried: set[str]) -> list[str]:
    """The forms of the page that are taken although they do not say on which version they were opened."""
    page = client.get(path)
    forms = Page(path, page.text).forms if page.mimetype == "text/html" else []
    kinds = {re.sub(r"\d+", "#", form.action): form for form in forms if any(map(says_its_version, form.fields))}
    faults = [fault for kind, form in kinds.items() if kind not in tried and (fault := _sent_without(client, form))]
    tried.update(kinds)
    return faults


def _sent_without(client: FlaskClient, form: Form) -> str:
    whole = {name: texts for name, texts in form.filled_with("1").items() if name not in SHOWING}
    bare = {name: texts for name, texts in whole.items() if not says_its_version(name)}
    unreadable = bare | {name: ["²"] for name in whole if says_its_version(name)}
    answers = [unkept(client, form.action, "POST", data=sent) for sent in (bare, unreadable)]
    wrong = [f"{one.status}{', kept' * one.kept}" for one in answers if one.status not in (403, 409, 422) or one.kept]
    counted = form.action.endswith(COUNTED)  # a wrong password is, although it is refused
    return f"{form.action}: {wrong}" if wrong and not counted else ""


SHOWING = {"fill"}  # buttons that only show the form again, with more filled in
COUNTED = ("/minutes/attestation", "/minutes/signature", "/resolution/replace")


def test_a_form_that_does_not_say_its_version_is_taken_nowhere(app, as_user, things):
    tried: set[str] = set()
    found = {path: name for path, name in pages_of(app, things, "B").items() if name in SAYING_THEIR_VERSION}

    assert set(found.values()) == SAYING_THEIR_VERSION
    assert [fault for path in found for fault in taken_unseen(as_user("thang"), path, tried)] == []
    assert len(tried) > 10


@pytest.mark.long
@pytest.mark.parametrize("who", [one for one, name in WALKERS.items() if name in PEOPLE])
def test_a_form_that_does_not_say_its_version_is_taken_from_nobody(who, app, as_user, things):
    tried: set[str] = set()
    client = as_user(WALKERS[who])

    assert [fault for path in pages_of(app, things, who) for fault in taken_unseen(client, path, tried)] == []
