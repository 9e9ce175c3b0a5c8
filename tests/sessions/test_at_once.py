"""Chair and recorder enter at the same moment: nothing is lost, nothing is doubled. On both engines."""

from collections.abc import Iterator

import pytest
import time_machine

from app.agendas.models import AgendaItem
from app.audit.models import AuditEvent
from app.extensions import db
from app.meetings.models import Meeting
from app.sessions import queries
from app.sessions.models import Guest, Speech, Vote
from tests.at_once import together
from tests.sessions.conftest import LATER
from workflows.meeting import State

# What happens when two write at once is the engine's doing.
pytestmark = pytest.mark.each_engine

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _that_evening() -> Iterator[None]:
    """For all threads, which do not see the clock that other tests set; sessions begin in it too."""
    with time_machine.travel(LATER, tick=False):
        yield


def test_different_people_are_marked_at_once_and_every_mark_stays(as_user, held, committed):
    with committed():
        lines = queries.roll_lines(held)[:8]
    people = [as_user("thang") if n % 2 else as_user("lan") for n in range(8)]

    def marking(client, line):
        data = {"version": line.version, "mark": "excused", "reason_of_absence": f"lý do {line.id}"}
        return lambda: client.post(f"/meetings/{held}/roll-call/start/rows/{line.id}", data=data, headers=HTMX)

    assert together(*(marking(c, line) for c, line in zip(people, lines, strict=True))) == [200] * 8
    with committed():
        reasons = {line.id: line.reason for line in queries.roll_lines(held)}
    assert all(reasons[line.id] == f"lý do {line.id}" for line in lines)


def test_one_person_marked_twice_at_once_has_one_winner(as_user, held, committed):
    with committed():
        line = queries.roll_lines(held)[0]
    address = f"/meetings/{held}/roll-call/start/rows/{line.id}"
    lan, thang = as_user("lan"), as_user("thang")
    first, second = ({"version": line.version, "mark": mark} for mark in ("excused", "unexcused"))

    assert together(
        lambda: lan.post(address, data=first, headers=HTMX), lambda: thang.post(address, data=second, headers=HTMX)
    ) == [200, 409]


def test_taps_on_different_names_all_count_and_on_one_name_once(as_user, held, item_ids, committed):
    address = f"/meetings/{held}/conduct/items/{item_ids(held)[1]}/speakers"
    with committed():
        people = [line.person_id for line in queries.roll_lines(held) if line.attendee.present_at()][:5]
    clients = [as_user("thang") if n % 2 else as_user("lan") for n in range(8)]

    def tap(client, person_id):
        return lambda: client.post(address, data={"speaker": f"p{person_id}.0"}, headers=HTMX)

    taps = [
        tap(client, person) for client, person in zip(clients, [*people, people[0], people[0], people[0]], strict=True)
    ]
    assert together(*taps) == [200] * 8
    with committed() as session:
        spoke = session.scalars(db.select(Speech.person_id)).all()
    assert sorted(spoke) == sorted(people)


def test_one_settles_the_item_while_the_other_notes_speakers_and_a_guest(as_user, held, item_ids, world, committed):
    item = item_ids(held)[1]
    thang, lan, men = as_user("thang"), as_user("lan"), as_user("men")
    settled = {"version": 1, "outcome": "decided", "conclusion": "Mỗi đảng viên 3 hộ", "against": "0", "other": "0"}

    statuses = together(
        lambda: thang.post(f"/meetings/{held}/conduct/items/{item}", data=settled),
        lambda: lan.post(
            f"/meetings/{held}/conduct/items/{item}/speakers", data={"speaker": f"p{world.people['khoa']}.0"}
        ),
        lambda: men.post(f"/meetings/{held}/guests", data={"kind": "guest", "name": "Nguyễn Văn Tài", "office": ""}),
    )
    assert statuses == [303, 303, 303]
    with committed() as session:
        assert session.get(AgendaItem, item).conclusion == "Mỗi đảng viên 3 hộ"
        assert len(session.scalars(db.select(Speech)).all()) == len(session.scalars(db.select(Guest)).all()) == 1


def test_two_who_write_one_conclusion_at_once_have_one_winner(as_user, held, item_ids):
    address = f"/meetings/{held}/conduct/items/{item_ids(held)[0]}"
    thang, lan = as_user("thang"), as_user("lan")
    forms = [{"version": 1, "conclusion": text, "against": "0", "other": "0"} for text in ("Một", "Hai")]

    assert together(lambda: thang.post(address, data=forms[0]), lambda: lan.post(address, data=forms[1])) == [303, 409]


def test_one_vote_is_recorded_once(as_user, held, committed):
    thang, lan = as_user("thang"), as_user("lan")
    data = {"subject": "Thông qua chương trình", "ballot": "open", "against": "0", "other": "0"}
    address = f"/meetings/{held}/votes/about/agenda"

    assert together(lambda: thang.post(address, data=data), lambda: lan.post(address, data=data)) == [303, 409]
    with committed() as session:
        assert len(session.scalars(db.select(Vote)).all()) == 1


def test_two_who_open_at_once_open_once(as_user, convened, committed, version_of):
    thang, lan = as_user("thang"), as_user("lan")
    data = {"day": "03/12/2026", "at": "1940", "version": version_of(Meeting, convened)}

    statuses = together(
        lambda: thang.post(f"/meetings/{convened}/open", data=data),
        lambda: lan.post(f"/meetings/{convened}/open", data=data),
    )
    assert statuses == [303, 409]
    with committed() as session:
        assert session.get(Meeting, convened).state == State.HELD
        assert len(queries.roll_lines(convened)) == 22
        events = session.scalars(
            db.select(AuditEvent).where(AuditEvent.event == "roll_call_stamped").order_by(AuditEvent.id)
        ).all()
        assert len(events) == 1
