"""What was said in a meeting becomes a petition with one tap, by who keeps the record."""

import pytest
from sqlalchemy import select

from app import clock
from app.agendas.queries import items_of
from app.audit.models import AuditEvent
from app.meetings.models import Meeting
from app.petitions.models import Petition
from app.sessions import services as sitting
from app.sessions.models import GuestKind, Speech
from tests.sessions.conftest import EVENING, LATER, make_meeting

SAID = "Mương cụm 3 sạt, đề nghị xã hỗ trợ rọ đá"


@pytest.fixture
def spoken(world, prepared, actor_of):
    """Under way: what Khoa said, and a guest; `lan` keeps the record. The ids of meeting, item and both speeches."""

    def build():
        meeting = make_meeting(world)
        sitting.open_meeting(meeting, at=EVENING, actor=actor_of("thang"))
        item, pen = items_of(meeting.id)[1], actor_of("lan")
        guest = sitting.add_guest(meeting, kind=GuestKind.GUEST, name="Tẩn A Sử", office="Trưởng thôn", actor=pen)
        of_khoa = sitting.note_speaker(meeting, item, seen=0, actor=pen, person_id=world.people["khoa"])
        of_guest = sitting.note_speaker(meeting, item, seen=0, actor=pen, guest_id=guest.id)
        of_khoa.text, of_guest.text = SAID, "Bà con mong có nước sạch"
        return meeting.id, item.id, of_khoa.id, of_guest.id

    with clock.set_to(LATER):
        yield prepared("petitions: spoken", build)


def send(client, speech_id, **form):
    # The speech was noted by a tap, then written.
    sent = {"kind": "petition", "sent_to": "cell", "source": "member", "people": "1", "version": "2"} | form
    return client.post(f"/petitions/new?speech={speech_id}", data=sent)


def test_the_form_is_filled_with_what_was_said_and_leads_back_to_the_item(spoken, as_user, committed, world):
    meeting_id, item_id, speech_id, _ = spoken
    lan = as_user("lan")
    item = f"/meetings/{meeting_id}/conduct/items/{item_id}"
    assert f'href="/petitions/new?speech={speech_id}"' in lan.get(item).text
    page = lan.get(f"/petitions/new?speech={speech_id}").text
    assert SAID in page
    assert f'<option selected value="{world.people["khoa"]}">' in page
    answer = send(lan, speech_id, text=SAID, raised_by_id=world.people["khoa"])
    assert (answer.status_code, answer.location) == (303, item)

    with committed() as session:
        petition = session.scalars(select(Petition)).one()
        assert (petition.raised_by_id, petition.speech_id, petition.meeting_id) == (
            world.people["khoa"], speech_id, meeting_id,
        )  # fmt: skip
        written = session.scalars(select(AuditEvent).where(AuditEvent.event == "petition_raised")).one()
        assert written.acting_as == "recorder"
        petition_id = petition.id
    made = {who: as_user(who).get(f"/petitions/new?speech={speech_id}").location for who in ("thang", "lan")}
    assert made == {"thang": f"/petitions/{petition_id}", "lan": f"/meetings/{meeting_id}"}
    again = send(lan, speech_id, text="Một lần nữa", raised_by_id=world.people["khoa"])
    assert again.status_code == 409
    assert "Một lần nữa" in again.text


def test_what_a_guest_said_bears_the_name_of_the_guest(spoken, as_user, committed):
    guest_speech = spoken[3]
    assert send(as_user("thang"), guest_speech, text="Nước sạch", source="people", raised_by_id="").status_code == 303

    with committed() as session:
        petition = session.scalars(select(Petition)).one()
        assert (petition.raised_by_id, petition.raiser_name) == (None, "Tẩn A Sử")


@pytest.mark.parametrize(
    ("who", "status"),
    [("thang", 200), ("men", 200), ("lan", 200), ("nhap", 200), ("huong", 403), ("khoa", 404), ("tham", 404),
     ("loc", 403), ("hanh", 403)],
)  # fmt: skip
def test_only_who_keeps_the_record_makes_a_petition_of_a_speech(spoken, as_user, who, status):
    client = as_user(who)

    assert client.get(f"/petitions/new?speech={spoken[2]}").status_code == status
    if status != 200:
        assert send(client, spoken[2], text=SAID).status_code == status


@pytest.mark.parametrize("speech", ["999999", "x", "", "99999999999999"])
def test_a_speech_that_never_was_is_not_found(as_user, speech):
    assert as_user("thang").get(f"/petitions/new?speech={speech}").status_code == 404


def test_a_speech_taken_back_becomes_nothing(spoken, as_user, committed):
    with committed() as session:
        session.get_one(Speech, spoken[2]).removed_at = clock.now()

    assert as_user("thang").get(f"/petitions/new?speech={spoken[2]}").status_code == 404


def test_when_the_meeting_is_over_its_secretary_still_may(spoken, as_user, committed):
    meeting_id, item_id, speech_id, _ = spoken
    with committed() as session:
        session.execute(Meeting.__table__.update().values(state="minutes"))
    thang = as_user("thang")
    for page in (f"/meetings/{meeting_id}/conduct/items/{item_id}", f"/meetings/{meeting_id}/corrections"):
        assert f'href="/petitions/new?speech={speech_id}"' in thang.get(page).text
    assert send(thang, speech_id, text=SAID, raised_by_id="").status_code == 422


def test_sent_past_the_cell_it_is_seen_no_more_by_who_wrote_it_down(spoken, as_user, committed, world):
    meeting_id, _, speech_id, _ = spoken
    with committed() as session:
        session.execute(Meeting.__table__.update().values(state="minutes"))
    thang, back = as_user("thang"), f"/meetings/{meeting_id}"
    sent = {"text": SAID, "raised_by_id": world.people["khoa"], "sent_to": "committee"}
    assert send(thang, speech_id, **sent).location == back
    assert thang.get(f"/petitions/new?speech={speech_id}").location == back
    assert "đã được lập thành kiến nghị" in thang.get(back).text
