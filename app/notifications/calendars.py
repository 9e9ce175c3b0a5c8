"""Entries in the form that calendar programs read (RFC 5545, RFC 5546).

Only what the wall of the house of culture says as well: which cell, when, where, and a link. What is on the agenda
stays here, because calendars are kept by others.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

from icalendar import Alarm, Calendar, Event, Timezone, vCalAddress, vDuration

from app import clock
from app.notifications.queries_calendar import Entry, Withdrawn
from workflows.meeting import KIND_LABELS, State

PRODUCT = "-//Nen Nep//Sinh hoat chi bo//VI"
ZONE = "Asia/Ho_Chi_Minh"
USUAL = 90  # minutes, where no agenda says how long
REFRESH = timedelta(hours=3)
# A day ahead, at the same hour: long enough to arrange one's work.
AHEAD = timedelta(days=-1)


def feed(entries: Iterable[Entry], base: str) -> bytes:
    """The whole calendar of one person, to subscribe to. `base`: what links begin with."""
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", "Sinh hoạt chi bộ")
    calendar.add("x-wr-timezone", ZONE)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for entry in entries:
        calendar.add_component(_event(entry, base))
    return calendar.to_ical()


def invitation(entry: Entry, base: str, *, organiser: str, attendee: str, name: str) -> tuple[str, bytes]:
    """The one entry that goes with a letter, and its method.

    REQUEST, because programs then enter it, move it and (CANCEL) take it away by themselves; of a PUBLISH most only
    offer a file to open, and a second one stands beside the first. Nobody is asked for an answer (RSVP=FALSE): whether
    one comes is said in the application, with a reason, and an answer by mail would reach nobody.
    """
    method = "CANCEL" if entry.state == State.CANCELLED else "REQUEST"
    calendar = _calendar(method)
    event = _event(entry, base)
    event.add("organizer", _person(organiser, entry.cell))
    event.add("attendee", _person(attendee, name), parameters={"RSVP": "FALSE", "ROLE": "REQ-PARTICIPANT"})
    calendar.add_component(event)
    return method, calendar.to_ical()


def withdrawal(entry: Withdrawn, *, organiser: str, attendee: str) -> bytes:
    """The meeting is prepared anew: its entry goes until the next announcement brings it back under the same UID."""
    calendar = _calendar("CANCEL")
    event = _marked(entry)
    event.add("dtstamp", clock.now())
    event.add("summary", "Sinh hoạt chi bộ: chờ thông báo mới")
    event.add("status", "CANCELLED")
    event.add("organizer", _person(organiser, "Nền Nếp"))
    event.add("attendee", _person(attendee, attendee))
    calendar.add_component(event)
    return calendar.to_ical()


def _marked(entry: Entry | Withdrawn) -> Event:
    event = Event()
    # The same for good, also under another address of the server.
    event.add("uid", f"{entry.created_at:%Y%m%dT%H%M%S}-{entry.meeting_id}@nennep")
    event.add("sequence", entry.version)
    return event


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(_zone())
    return calendar


@cache
def _zone() -> Timezone:
    """Made once: it takes longer than all the rest. Vietnam has kept one hour since 1975."""
    return Timezone.from_tzid(ZONE, first_date=date(2025, 1, 1), last_date=date(2038, 1, 1))


def _event(entry: Entry, base: str) -> Event:
    starts, link = entry.starts_at.astimezone(clock.VIETNAM), f"{base}/meetings/{entry.meeting_id}"
    cancelled = entry.state == State.CANCELLED
    what = f"{entry.cell}: sinh hoạt {KIND_LABELS[entry.kind]} tháng {entry.month.month}/{entry.month.year}"
    event = _marked(entry)
    event.add("dtstamp", entry.changed_at or entry.created_at)
    event.add("dtstart", starts)
    event.add("dtend", starts + timedelta(minutes=entry.minutes or USUAL))
    event.add("summary", f"Đã hủy: {what}" if cancelled else what)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("location", entry.place)
    event.add("description", f"Chương trình, tài liệu: {link}")
    event.add("url", link)
    if not cancelled:
        event.add_component(_alarm(what))
    return event


def _alarm(what: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", what)
    alarm.add("trigger", AHEAD)
    return alarm


def _person(address: str, name: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    person.params["CN"] = name
    return person
