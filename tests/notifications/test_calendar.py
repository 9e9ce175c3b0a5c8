"""One's meetings in a calendar: by a private link, and with the letters, so that a postponed one moves by itself."""

from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from app import clock
from app.accounts.models import Account
from app.approvals.services import agree, submit
from app.audit.models import AuditEvent
from app.extensions import db
from app.jobs.services import run_due_jobs
from app.meetings.models import Meeting
from app.meetings.services_convening import amend, cancel, convene
from app.meetings.services_plan import change_room, postpone
from app.notifications.models import CalendarFeed
from app.notifications.routes_calendar import PER_LINK
from app.notifications.services_calendar import hash_of
from app.web.limits import may_ask
from tests.meetings import ready
from tests.meetings.ready import EVENING
from tests.meetings.test_model_meeting import with_guests
from tests.reading import words
from tests.world import NOON

LATER = EVENING + timedelta(days=2)


@pytest.fixture
def link(as_user):
    """`link("lan")`: the path of a new link to the calendar of that person."""

    def go(name):
        page = as_user(name).post("/account/calendar")
        assert page.status_code == 200
        return page.text.partition("http://localhost")[2].partition(".ics")[0] + ".ics"

    return go


@pytest.fixture
def read(client):
    """`read(path)`: the events of the calendar, as a library reads them; without signing in."""

    def go(path):
        answer = client.get(path)
        assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
        return Calendar.from_ical(answer.data).events

    return go


@pytest.fixture
def change(app, actor_of):
    """`change(meeting_id, act, …)`: a service, as the secretary, committed."""

    def go(meeting_id, act, *args, **more):
        with app.app_context(), clock.set_to(NOON):
            act(db.session.get_one(Meeting, meeting_id), *args, actor=actor_of("thang"), **more)
            db.session.commit()

    return go


def test_a_convened_meeting_stands_in_the_calendar_in_vietnamese_time(made, link, read, client):
    meeting_id = made(ready.convened)
    path = link("lan")
    (event,) = read(path)

    assert event["summary"] == "Chi bộ thôn Nà Mười: sinh hoạt thường kỳ tháng 12/2026"
    assert event["location"] == "Nhà văn hóa thôn Nà Mười"
    assert (event.start, event.start.tzinfo.key) == (EVENING, "Asia/Ho_Chi_Minh")
    assert timedelta(minutes=30) < event.end - event.start < timedelta(hours=4)
    assert event["url"] == f"http://localhost/meetings/{meeting_id}"
    text = client.get(path).text
    assert text.count("BEGIN:VTIMEZONE") == 1
    assert "DTSTART;TZID=Asia/Ho_Chi_Minh:20261203T193000" in text
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT3H" in text
    assert "X-PUBLISHED-TTL:PT3H" in text


def test_it_moves_with_the_meeting_and_stays_as_cancelled(made, link, read, change):
    meeting_id, path, seen = made(ready.convened), link("lan"), []
    for act, args, reason in (
        (None, (), ""),
        (postpone, (LATER,), "Mưa lũ."),
        (change_room, ("Trường học",), "Mất điện."),
        (cancel, (), "Bão."),
    ):
        if act:
            change(meeting_id, act, *args, reason=reason)
        (event,) = read(path)
        seen.append((event["uid"], event["sequence"], event.start, event["location"], event["status"]))
    uids, sequences, starts, places, statuses = map(list, zip(*seen, strict=True))
    assert len(set(uids)) == 1
    assert sequences == sorted(set(sequences))
    assert starts == [EVENING, LATER, LATER, LATER]
    assert places[2] == "Trường học"
    assert statuses == ["CONFIRMED"] * 3 + ["CANCELLED"]


def test_what_waits_for_the_committee_stands_in_nobodys_calendar(made, link, read):
    made(ready.submitted)
    assert read(link("thang")) == []


def test_what_is_a_draft_again_leaves_the_calendar(made, link, read, change):
    meeting_id = made(ready.convened)
    path = link("thang")
    change(meeting_id, amend, reason="Thêm nội dung.")
    assert read(path) == []


def test_everybody_finds_their_own_meetings_and_no_others(made, link, read):
    made(with_guests)
    # the overseer attends, an invited guest too; an office that may read of every cell goes to none
    found = {name: len(read(link(name))) for name in ("thang", "lan", "loc", "tham", "hanh", "binh", "quan", "dua")}
    assert found == {"thang": 1, "lan": 1, "loc": 1, "tham": 1, "hanh": 0, "binh": 0, "quan": 0, "dua": 0}


def test_a_link_is_good_until_it_is_made_anew_or_revoked(as_user, link, client, committed, world):
    first = link("lan")
    second = link("lan")
    assert [client.get(path).status_code for path in (first, second)] == [404, 200]
    assert "Tạo lại đường dẫn" in as_user("lan").get("/account/notices").text
    assert as_user("lan").post("/account/calendar/revoke").status_code == 303
    assert as_user("lan").post("/account/calendar/revoke").status_code == 303
    assert client.get(second).status_code == 404
    with committed() as session:
        events = session.scalars(select(AuditEvent.event).order_by(AuditEvent.id)).all()
        assert events == ["calendar_link_made", "calendar_link_made", "calendar_link_revoked"]
        token = second.partition("/calendar/")[2].removesuffix(".ics")
        rows = session.scalars(select(CalendarFeed)).all()
        assert all(token not in str(vars(row)) for row in rows)
        assert token not in str(session.scalars(select(AuditEvent.data).order_by(AuditEvent.id)).all())


def test_the_link_is_shown_once(as_user):
    answer = as_user("lan").get("/account/calendar", follow_redirects=True)
    assert "Đường dẫn lịch chỉ hiện một lần" in words(answer)


def test_a_closed_account_has_no_calendar(link, client, committed, world):
    path = link("lan")
    with committed() as session:
        session.get(Account, world.accounts["lan"]).closed_at = NOON
    assert client.get(path).status_code == 404


def test_a_program_that_asks_all_the_time_is_told_to_wait(link, client, app):
    path = link("lan")
    hashed = hash_of(path.partition("/calendar/")[2].removesuffix(".ics"))
    with app.app_context():
        assert all(may_ask(PER_LINK, hashed) for _ in range(PER_LINK))
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")
    assert client.get(link("khoa")).status_code == 200  # each link is counted by itself


def test_a_calendar_of_years_is_read_in_few_statements(made, link, client, count_statements):
    made(ready.convened)
    path = link("lan")
    with count_statements() as seen:
        client.get(path)
    assert len(seen) <= 5


@pytest.fixture
def letters_of(app, post_office, with_address):
    """The letters to Lan, read by what a calendar program looks at."""

    def go():
        with app.app_context(), clock.set_to(NOON):
            run_due_jobs()
        return [message for message in post_office.received if message["To"] == "lan@example.vn"]

    with_address("lan")
    return go


def entry_in(message):
    """The part that programs act on; the file enclosed says the same."""
    (part,) = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    (file,) = message.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("sinh-hoat.ics", part.get_payload(decode=True))
    calendar = Calendar.from_ical(file.get_content())
    assert calendar["method"] == part.get_param("method")
    return calendar["method"], calendar.events[0]


def test_the_letters_enter_move_and_take_away_one_entry(app, letters_of, actor_of, world, change):
    with app.app_context(), clock.set_to(NOON):
        meeting_id = ready.convened(actor_of).id
        db.session.commit()
    letters_of()
    change(meeting_id, postpone, LATER, reason="Mưa lũ.")
    letters_of()
    change(meeting_id, cancel, reason="Bão.")
    found = [entry_in(message) for message in letters_of() if message["Subject"].startswith(("Mời", "Sinh hoạt"))]

    assert [method for method, _ in found] == ["REQUEST", "REQUEST", "CANCEL"]
    events = [event for _, event in found]
    assert len({event["uid"] for event in events}) == 1
    sequences = [event["sequence"] for event in events]
    assert sequences == sorted(set(sequences))
    assert [event.start for event in events] == [EVENING, LATER, LATER]
    for event in events:
        assert (event["organizer"], event["attendee"]) == ("mailto:nennep@muonglam.vn", "mailto:lan@example.vn")
        assert event["attendee"].params["RSVP"] == "FALSE"
    assert events[-1]["status"] == "CANCELLED"


def test_a_letter_that_was_delayed_says_nothing_that_is_a_draft_again(app, letters_of, actor_of, world, change):
    with app.app_context(), clock.set_to(NOON):
        meeting_id = ready.convened(actor_of).id
        db.session.commit()
    change(meeting_id, amend, reason="Thêm nội dung.")
    parts = [part for message in letters_of() for part in message.walk() if part.get_content_type() == "text/calendar"]
    assert [part.get_param("method") for part in parts] == ["CANCEL"]
    assert b"Nh\xc3\xa0 v\xc4\x83n h\xc3\xb3a" not in parts[0].get_payload(decode=True)
    assert b"20261203" not in parts[0].get_payload(decode=True)


def test_a_meeting_prepared_anew_leaves_the_calendar_and_comes_back_as_the_same_entry(
    app, letters_of, actor_of, change
):
    with app.app_context(), clock.set_to(NOON):
        meeting_id = ready.convened(actor_of).id
        db.session.commit()
    letters_of()
    change(meeting_id, amend, reason="Thêm nội dung.")
    letters_of()
    with app.app_context(), clock.set_to(NOON):
        meeting = db.session.get_one(Meeting, meeting_id)
        submit(meeting, actor=actor_of("thang"))
        db.session.flush()  # the rules read the rows
        agree(meeting, actor=actor_of("huong"))
        convene(meeting, actor=actor_of("thang"))
        db.session.commit()
    found = [entry_in(message) for message in letters_of() if list(message.iter_attachments())]
    assert [method for method, _ in found] == ["REQUEST", "CANCEL", "REQUEST"]
    sequences = [event["sequence"] for _, event in found]
    assert sequences == sorted(set(sequences))
    assert len({event["uid"] for _, event in found}) == 1
