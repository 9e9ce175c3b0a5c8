"""Bad input and accidents: whatever arrives, and whoever comes at the same moment, the answer is a sentence, never a 500."""

import re
import unicodedata
from collections.abc import Collection
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select
from werkzeug.routing import Rule

from app import clock
from app.agendas.models import AgendaItem, Outcome
from app.agendas.queries import items_of
from app.approvals.models import Agreement
from app.documents.models import Attachment
from app.extensions import db
from app.meetings.models import Meeting, MeetingStep
from app.sessions import services as sitting
from app.sessions.models import Attendance, Speech
from tests.at_once import at_once
from tests.crawler import NOT_PRESSED, Form, pages_of, unkept
from tests.engines import engine_name
from tests.meetings.ready import convened, drafted, submitted
from tests.sessions.conftest import EVENING, LATER, make_meeting
from workflows.meeting import Kind, State

SCRIPT = "<script>alert('x')</script>\"'><img src=x onerror=alert(1)>"
ESCAPED = "&lt;script&gt;alert"
ODD = {
    "script": SCRIPT,
    "decomposed letters": unicodedata.normalize("NFD", "Nguyễn Thị Hường"),
    "two hundred thousand letters": "Đoàn kết " * 22_223,
    "NUL, control letters and what no XML holds": "a\x00b\x0bc\x1f\ufffe\uffff",
    "a huge number": "9" * 40,
    "a negative number": "-1",
    "a day that never was": "31/02/2026",
    # As a browser never sends it and a script may: half of a pair of UTF-16, alone.
    "a lone surrogate": "Nguy\ud800ễn",
}
# What ends or takes away things; tried with nothing kept (tests/crawler.py, unkept), or there would soon be no form left.
ENDING = re.compile(r"/sessions/end|remov|cancel|withdraw|drafts|undo-open|break-off|/close|slip|/end|send-back|reopen")
COUNTED_ALL_THE_SAME = re.compile(r"password|/minutes/(sign|attestation)|resolution/(issue|replace)")


@pytest.fixture
def held(world, committed, actor_of):
    """The id of a meeting under way, half an hour after it opened."""
    with clock.set_to(LATER):
        with committed():
            meeting = make_meeting(world)
            sitting.open_meeting(meeting, at=EVENING, actor=actor_of("thang"))
            meeting_id = meeting.id
        yield meeting_id


def test_of_two_who_cancel_at_once_one_wins_and_the_other_keeps_what_was_typed(as_user, committed, actor_of):
    with committed():
        meeting = convened(actor_of)
        path, version = f"/meetings/{meeting.id}/steps/cancel", meeting.version
    sent = {"thang": "Đường sạt lở", "men": "Mất điện cả thôn"}
    clients = {who: as_user(who) for who in sent}
    answers = at_once(
        *(lambda w=who: clients[w].post(path, data={"version": version, "reason": sent[w]}) for who in sent)
    )
    assert sorted(a.status_code for a in answers) == [303, 409]
    loser = next(n for n, a in enumerate(answers) if a.status_code == 409)
    text = answers[loser].get_data(as_text=True)
    assert list(sent.values())[loser] in text
    assert "vừa được" in text
    with committed() as session:
        steps = session.scalars(select(MeetingStep.step).where(MeetingStep.step == "cancel")).all()
        assert steps == ["cancel"]


def test_two_approvers_who_agree_at_once_both_count(as_user, committed, actor_of):
    with committed():
        meeting = submitted(actor_of)
        path, sent = f"/meetings/{meeting.id}/steps/agree", {"version": meeting.version}
    clients = [as_user("men"), as_user("huong")]
    answers = at_once(*(lambda c=one: c.post(path, data=sent) for one in clients))
    assert [a.status_code for a in answers] == [303, 303]
    with committed() as session:
        assert session.scalar(select(func.count()).where(Agreement.agreed_at.is_not(None))) == 3


def test_chair_and_recorder_who_write_at_once_lose_nothing(as_user, held, committed, world):
    with committed():
        items = [(item.id, item.version) for item in items_of(held)]
    chair, pen = as_user("thang"), as_user("lan")
    (first, version), (second, _) = items[0], items[1]
    form = {"version": version, "outcome": Outcome.DISCUSSED, "conclusion": "Thống nhất làm đường"}
    speaker = {"speaker": f"p{world.people['khoa']}.0"}
    answers = at_once(
        lambda: chair.post(f"/meetings/{held}/conduct/items/{first}", data=form),
        lambda: pen.post(f"/meetings/{held}/conduct/items/{second}/speakers", data=speaker),
    )
    assert [a.status_code for a in answers] == [303, 303]
    with committed() as session:
        assert session.get_one(AgendaItem, first).conclusion == "Thống nhất làm đường"
        assert session.scalars(select(Speech.item_id)).all() == [second]


@pytest.mark.each_engine
def test_a_form_sent_twice_at_once_has_one_effect(as_user, committed):
    client, again = as_user("thang"), as_user("thang")
    form = {"once": "abc.1", "kind": "thematic", "month": "12/2026", "theme": "Học tập"}
    answers = at_once(*(lambda c=one: c.post("/meetings/new", data=form) for one in (client, again)))
    assert all(a.status_code in (303, 409) for a in answers)
    with committed() as session:
        assert session.scalar(select(func.count(Meeting.id))) == 1


@pytest.mark.few(1)
@pytest.mark.parametrize("who", ["thang", "hanh"])
@pytest.mark.timeout(300)
@pytest.mark.parametrize("each", [False, pytest.param(True, marks=pytest.mark.long)])
def test_no_form_breaks_on_odd_things(who, as_user, held, committed, actor_of, each):
    """Every form that a secretary or the office finds, with odd things in all of its fields: a script, and one more.

    The long run tries each odd thing in each form.
    """
    first = _more_meetings(committed, actor_of, held)
    client, tried, shown = as_user(who), set[str](), 0
    for _address, _text, page in list(pages_of(client, first)):
        for form in page.forms:
            kind = re.sub(r"\d+", "#", form.action)
            if form.typed and kind not in tried and not NOT_PRESSED.search(kind):
                other = sorted(ODD)[len(tried) % len(ODD)]
                tried.add(kind)
                shown += _fill_with(ODD if each else {"script", other}, client, form)
    assert len(tried) > 5, "hardly a form was found"
    shown += _never_unescaped(client, first)
    assert shown, "what was typed is seen nowhere: the walk proves nothing"
    _stored_composed(committed)


HIDDEN_TOO = ("a huge number", "NUL, control letters and what no XML holds", "a lone surrogate")
URLENCODED = "application/x-www-form-urlencoded"


def encoded(fields: dict[str, list[str]]) -> str:
    """As a form is sent, a lone surrogate included (the test client refuses to write one)."""
    return urlencode(fields, doseq=True, errors="surrogatepass")


@pytest.mark.few(2)
@pytest.mark.parametrize("who", ["thang", "lan", "hanh", "quan"])
@pytest.mark.timeout(300)
@pytest.mark.parametrize("each", [False, pytest.param(True, marks=pytest.mark.long)])
def test_no_button_that_ends_or_removes_breaks_on_odd_things(who, as_user, held, committed, actor_of, app, each):
    """With odd things in all of its fields, the hidden ones too; a refusal leaves nothing behind.

    Two in turn for each button; the long run tries each.
    """
    first = [*_more_meetings(committed, actor_of, held), *_ways_to_an_end(committed, held)]
    forms = {}
    for _address, _text, page in list(pages_of(as_user(who), first, most=150)):
        for form in page.forms:
            if ENDING.search(form.action):
                forms.setdefault(re.sub(r"\d+", "#", form.action), form)
    assert len(forms) >= {"thang": 6, "lan": 4, "hanh": 4, "quan": 1}[who], sorted(forms)
    with app.app_context():
        for number, form in enumerate(forms.values()):
            for odd in ODD if each else (sorted(ODD)[number % len(ODD)],):
                _press(as_user(who), form, odd, hidden_too=False)
            for odd in HIDDEN_TOO if each else (HIDDEN_TOO[number % len(HIDDEN_TOO)],):
                _press(as_user(who), form, odd, hidden_too=True)


def _press(client, form: Form, odd: str, *, hidden_too: bool) -> None:
    text = ODD[odd]
    fields = form.filled_with(text)
    if hidden_too:
        fields = {name: [text] for name in fields}
    answer = unkept(client, form.action, "POST", data=encoded(fields), content_type=URLENCODED)
    where = f"{form.action}: {odd}{', hidden fields too' if hidden_too else ''}: {answer.status}"
    assert answer.status in (200, 204, 303, 400, 403, 404, 409, 413, 422), where
    assert answer.status < 400 or not answer.kept or COUNTED_ALL_THE_SAME.search(form.action), f"kept: {where}"
    assert "<script>alert" not in answer.text, where


def _ways_to_an_end(committed, held: int) -> list[str]:
    with committed() as session:
        item = items_of(held)[0].id
        person = session.scalar(select(Attendance.person_id).where(Attendance.meeting_id == held))
        cell = session.get_one(Meeting, held).cell_id
    meeting = [f"/meetings/{held}/{rest}" for rest in ("close", "break-off", "undo-open", f"conduct/items/{item}")]
    votes = [f"/meetings/{held}/votes/about/{about}" for about in ("agenda", "minutes", "resolution")]
    return [*meeting, *votes, f"/members/{person}", f"/organisations/{cell}", f"/organisations/{cell}/close", "/access",
            f"/access/people/{person}", "/more", "/members", "/rules"]  # fmt: skip


IN_ADDRESSES = {
    "NUL": "%00", "a NUL within": "a%00b", "a lone surrogate": "%ED%A0%80", "no UTF-8": "%C0%80%FF", "letters": "%E1%BB%87",
}  # fmt: skip
ASKED = ("ten", "q", "kind", "month", "state", "whose", "which", "cell", "page", "mo", "next", "wanted", "moved", "voice",
         "against", "votes_for", "at", "since", "about", "role", "organisation", "to", "field",
         "speech", "resolution", "like", "into", "draft", "back", "of", "up_to", "period", "year", "mark", "type", "from",
         "ahead", "age", "fill", "issuer", "from_on", "point", "tick", "to_on", "led", "figure", "code", "v")  # fmt: skip


def in_turn(things: Collection[str], number: int) -> str:
    """One of them for the address of this number; each engine begins at another."""
    return list(things)[(number + (engine_name() == "postgresql")) % len(things)]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("each", [False, pytest.param(True, marks=pytest.mark.long)])
def test_odd_letters_in_an_address_break_nothing(as_user, held, app, each):
    """In place of each word of an address, and behind each question that a page may be asked.

    One in turn for each address; the long run tries each.
    """
    client = as_user("thang")
    for number, rule in enumerate(app.url_map.iter_rules()):
        for text in IN_ADDRESSES.values() if each else (in_turn(IN_ADDRESSES.values(), number),):
            _ask_oddly(client, rule, held, text)


def _ask_oddly(client, rule: Rule, held: int, text: str) -> None:
    path, asked = rule.rule, "&".join(f"{name}={text}" for name in ASKED)
    for name in rule.arguments:
        path = _put(path, name, str(held) if name.endswith("_id") else text)
    has_words = any(not name.endswith("_id") for name in rule.arguments)
    for method in (rule.methods or set()) & {"GET", "POST"}:
        if rule.endpoint == "accounts.sign_out" or (method == "POST" and not has_words):
            continue
        answer = client.open(f"{path}?{asked}", method=method)
        assert answer.status_code < 500, f"{method} {path}?{asked}: {answer.status_code}"
        answer.close()


ODD_ANSWERS = {
    "below nothing": "-1", "nothing": "0", "too large for a column": "2147483648", "the last page of all": "999999999",
    "no end": "9" * 400, "a thirteenth month": "2026-13", "a last month": "9999-12", "the first month": "0001-01",
    "another calendar": "12/2199", "no month": "0/0", "no number": "NaN", "a power": "1e9", "a half": "0.5",
    "another script": "٣", "a small two": "²", "every": "%", "a script": "%3Cscript%3Ealert(1)%3C/script%3E",
    "many letters": "%E1%BB%87" * 100,
}  # fmt: skip


@pytest.mark.few(1)
@pytest.mark.parametrize("who", ["thang", "hanh"])
@pytest.mark.parametrize("each", [False, pytest.param(True, marks=pytest.mark.long)])
def test_odd_answers_to_what_a_page_is_asked_break_nothing(who, each, as_user, held, app):
    """Behind each question that a page may be asked, and each asked twice. Two in turn for each page; the long run tries
    each."""
    client, odd = as_user(who), list(ODD_ANSWERS.values())
    for number, rule in enumerate(app.url_map.iter_rules()):
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        path = rule.rule
        for name in rule.arguments:
            path = _put(path, name, str(held) if name.endswith("_id") else "start")
        for answer in odd if each else (odd[number % len(odd)], odd[(number + 7) % len(odd)]):
            asked = "&".join(f"{name}={answer}&{name}={answer}1" for name in ASKED)
            got = client.get(f"{path}?{asked}")
            assert got.status_code < 500, f"{path}, {answer}: {got.status_code}"
            assert "<script>alert" not in (got.text if got.mimetype == "text/html" else ""), path
            got.close()


def test_every_question_of_a_page_is_asked_oddly():
    """A new name behind a question mark belongs into ASKED."""
    asked = re.compile(r'(?:args|values)\.get\("(\w+)"|query_int\("(\w+)"')
    found = {one or other for path in Path("app").rglob("*.py") for one, other in asked.findall(path.read_text())}
    assert len(found) > 10
    assert found - {"voice", *ASKED} == set()


@pytest.mark.parametrize(
    "name", ["a\x00b.pdf", "..\\..\\Đơn.pdf", "x" * 5000 + ".pdf", "\u202egpj.pdf", ".pdf", "/etc/passwd"]
)
def test_odd_names_of_files_break_nothing(name, as_user, committed, actor_of):
    with committed():
        meeting_id = drafted(actor_of).id
    sent = {"file": (BytesIO(b"%PDF-1.4 thu\n%%EOF"), name)}
    answer = as_user("thang").post(f"/meetings/{meeting_id}/files", data=sent)
    assert answer.status_code in (303, 422), answer.status_code
    with committed() as session:
        for kept in session.scalars(select(Attachment.name)):
            assert len(kept) <= 200
            assert not set(kept) & set("\x00/\\\u202e")


def test_a_name_of_a_file_that_is_no_text_breaks_nothing(as_user, committed, actor_of):
    """The name of a file as bytes that are no UTF-8, which no form of a browser sends."""
    with committed():
        meeting_id = drafted(actor_of).id
    body = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a\xed\xa0\x80\xff.pdf"\r\n'
        b"Content-Type: application/pdf\r\n\r\n%PDF-1.4 thu\n%%EOF\r\n--x--\r\n"
    )
    answer = as_user("thang").post(
        f"/meetings/{meeting_id}/files", data=body, content_type="multipart/form-data; boundary=x"
    )
    assert answer.status_code in (303, 422)


def _fill_with(odds: Collection[str], client, form: Form) -> int:
    """How many of the answers show the script as text."""
    shown = 0
    for odd in odds:
        fields = form.filled_with(ODD[odd]) | {"once": [f"{odd} {form.action}"[:60]]}
        answer = client.post(form.action, data=encoded(fields), content_type=URLENCODED)
        assert answer.status_code in (200, 204, 303, 403, 404, 409, 413, 422), f"{form.action}: {odd}: {answer.status}"
        text = answer.get_data(as_text=True)
        assert "<script>alert" not in text, form.action
        shown += ESCAPED in text
    return shown


def _in_other_rooms(held: int) -> list[str]:
    """Where forms stand that are further than a link or two from the meetings."""
    cell = db.session.scalar(select(Meeting.cell_id).where(Meeting.id == held))
    member = db.session.scalar(select(Attendance.person_id).where(Attendance.meeting_id == held))
    return [f"/prospects/cells/{cell}/new", f"/training/reserve/{cell}/new", f"/training/people/{member}/new",
            f"/ratings/cells/{cell}", "/ratings/decision", "/criteria/new", "/plans/new"]  # fmt: skip


def _more_meetings(committed, actor_of, held: int) -> list[str]:
    with committed():
        draft = drafted(actor_of, kind=Kind.THEMATIC)
        draft_id, item_id = draft.id, items_of(draft.id)[0].id
        other_rooms = _in_other_rooms(held)
    pages = [
        f"/meetings/{n}{rest}"
        for n in (draft_id, held)
        for rest in ("", "/agenda", "/plan", "/conduct", "/guests", "/files")
    ]
    held_too = [
        f"/meetings/{held}/{rest}" for rest in ("conduct/beginning", "conduct/wrap-up", "roll-call/start", "keying")
    ]
    return ["/", *pages, *held_too, f"/meetings/{draft_id}/agenda/items/{item_id}", "/organisations", "/tasks/new",
            *other_rooms]  # fmt: skip


def _never_unescaped(client, first: list[str]) -> int:
    """How many pages show the script as text; none may run it."""
    shown = 0
    for address, text, _page in pages_of(client, first):
        assert "<script>alert" not in text, address
        assert "<img src=x" not in text, address
        shown += ESCAPED in text
    return shown


def _stored_composed(committed) -> None:
    with committed() as session:
        for title in session.scalars(select(AgendaItem.title)):
            assert title == unicodedata.normalize("NFC", title)


NUMBERS_OF_NOTHING = ("0", "2147483648", "9" * 30)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("each", [False, pytest.param(True, marks=pytest.mark.long)])
def test_ids_of_nothing_and_huge_ids_are_not_found(as_user, app, each):
    """One in turn for each address; the long run tries each."""
    client = as_user("thang")
    rules = [rule for rule in app.url_map.iter_rules() if any(name.endswith("_id") for name in rule.arguments)]
    assert len(rules) > 100
    for number, rule in enumerate(rules):
        for found_nowhere in NUMBERS_OF_NOTHING if each else (in_turn(NUMBERS_OF_NOTHING, number),):
            _ask_for(client, rule, found_nowhere)


def _ask_for(client, rule: Rule, number: str) -> None:
    path = rule.rule
    for name in rule.arguments:
        path = _put(path, name, number if name.endswith("_id") else "start")
    for method in (rule.methods or set()) & {"GET", "POST"}:
        answer = client.open(path, method=method)
        # An address that shows a code only just after it was issued sends on, whoever the number means.
        shown_once = rule.endpoint.endswith("_shown")
        assert answer.status_code in ((303,) if shown_once else ()) + (403, 404, 405, 422), f"{method} {path}"


def _put(path: str, name: str, value: str) -> str:
    return re.sub(rf"<(?:[^<>]*:)?{name}>", value, path)


def test_more_ballots_than_voters_are_refused_and_nothing_is_written(as_user, held, committed):
    data = {"subject": "Nhất trí", "against": "40", "other": "0", "ballot": "open", "matter": "ordinary"}
    answer = as_user("lan").post(f"/meetings/{held}/votes/about/agenda", data=data)
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert "Số phiếu nhiều hơn" in text
    assert "Số phiếu chưa khớp" in text
    assert "Đủ để thông qua" not in text
    with committed() as session:
        assert not session.get_one(Meeting, held).agenda_adopted


def test_an_end_before_the_start_is_refused(as_user, held, committed):
    answer = as_user("thang").post(
        f"/meetings/{held}/close", data={"day": "03/12/2026", "time": "19:00", "version": "1"}
    )
    assert answer.status_code == 422
    with committed() as session:
        assert session.get_one(Meeting, held).state == State.HELD


def test_a_mark_for_a_row_of_another_meeting_is_not_found(as_user, held, committed):
    with committed():
        beyond = db.session.scalar(select(func.max(Attendance.id))) + 1
    data = {"mark": "excused", "reason_of_absence": "ốm", "version": "1"}
    assert as_user("lan").post(f"/meetings/{held}/roll-call/start/rows/{beyond}", data=data).status_code == 404
