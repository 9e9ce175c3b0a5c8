"""A rotating model meeting: another cell is invited, and its committee reads the convened agenda and the documents."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import Appointment
from app.documents.models import Document
from app.extensions import db
from app.meetings.models import Meeting
from app.meetings.queries import roles_at
from app.meetings.services_convening import amend, cancel
from app.meetings.services_guests import invite_cell
from app.meetings.services_plan import postpone
from app.minutes.models import Minutes, Signature
from app.minutes.services import finish_meeting
from app.notifications.models import Notification
from app.organisations.models import Organisation
from app.refusals import BadInput, NotAllowed
from tests.documents.papers import attach
from tests.meetings.ready import EVENING, convened
from tests.world import FOUNDED, NOON
from workflows.meeting import Kind, State
from workflows.roles import Role


def a_model(actor_of) -> Meeting:
    meeting = convened(actor_of)
    meeting.model_meeting = True
    attach(meeting, actor_of("thang")).sent_at = meeting.convened_at
    return meeting


def with_guests(actor_of) -> Meeting:
    """The school's cell is invited: its secretary Thắm and its deputy Sơn."""
    meeting = a_model(actor_of)
    school = db.session.scalars(select(Organisation).where(Organisation.code == "CB02")).one()
    invite_cell(meeting, school, actor=actor_of("thang"))
    return meeting


def test_the_committee_of_an_invited_cell_reads_agenda_and_documents_and_nothing_else(made, as_user, committed):
    meeting_id = made(with_guests)
    with committed() as session:
        papers = {kind: found for found, kind in session.execute(select(Document.id, Document.kind))}
    tham, son, dua = as_user("tham"), as_user("son"), as_user("dua")

    page = tham.get(f"/meetings/{meeting_id}")
    assert "Chương trình" in page.text
    assert "Báo cáo đất đai.pdf" in page.text
    assert "Mời đại biểu" not in page.text
    assert son.get(f"/documents/{papers['agenda']}").status_code == 200
    assert [tham.get(f"/documents/{papers[kind]}").status_code for kind in ("chair_script", "roll_call_sheet")] == [
        404
    ] * 2
    assert [tham.get(f"/meetings/{meeting_id}/{path}").status_code for path in ("conduct", "history")] == [403, 404]
    assert son.get(f"/documents/{papers['agenda']}/pdf").status_code == 303  # not rendered yet
    assert dua.get(f"/meetings/{meeting_id}").status_code == 404
    assert "Sinh hoạt" in tham.get("/meetings").text


def test_nobody_is_a_guest_any_more_of_what_is_no_model_meeting(made, as_user, committed):
    meeting_id = made(with_guests)
    with committed() as session:
        agenda = session.scalars(select(Document.id).where(Document.kind == "agenda")).one()
        session.get(Meeting, meeting_id).model_meeting = False
    tham = as_user("tham")

    assert tham.get(f"/meetings/{meeting_id}").status_code == 404
    assert tham.get(f"/documents/{agenda}").status_code == 404
    assert f"/meetings/{meeting_id}" not in tham.get("/meetings").text


@pytest.mark.parametrize("state", [State.CONVENED, State.HELD, State.MINUTES, State.SCORED, State.EVALUATED])
def test_behind_the_first_page_there_is_nothing_for_a_guest(made, as_user, app, committed, state):
    meeting_id = made(with_guests)
    with committed() as session:
        meeting = session.get(Meeting, meeting_id)
        meeting.state, meeting.opened_at = state, None if state == State.CONVENED else EVENING
    pages = [
        str(rule).replace("<int:meeting_id>", str(meeting_id))
        for rule in app.url_map.iter_rules()
        if rule.arguments == {"meeting_id"} and "GET" in (rule.methods or ())
    ]
    tham, here = as_user("tham"), f"/meetings/{meeting_id}"
    seen = {page.removeprefix(here) for page in pages if tham.get(page).status_code == 200}

    assert len(pages) > 20
    assert seen == ({"", "/resolution"} if state == State.CONVENED else {""})  # the draft goes out with the documents


def test_an_overseer_who_is_a_guest_elsewhere_finds_no_scores_of_it(made, as_user, committed, world):
    meeting_id = made(with_guests)
    with committed() as session:
        session.get(Meeting, meeting_id).state = State.EVALUATED
        session.add(
            Appointment(
                person_id=world.people["tham"], organisation_id=world.other_cell, role=Role.OVERSEER, from_on=FOUNDED
            )
        )
    assert "Nà Mười" not in as_user("tham").get("/evaluations?which=all").text


def test_without_an_invitation_or_the_mark_nothing_is_seen(made, as_user, committed):
    meeting_id = made(a_model)
    assert as_user("tham").get(f"/meetings/{meeting_id}").status_code == 404


def test_what_is_amended_is_hidden_again_and_guests_are_told_what_changes(db_session, actor_of, world):
    meeting = with_guests(actor_of)
    assert roles_at(meeting, actor_of("tham")) == {Role.GUEST}
    postpone(meeting, EVENING + timedelta(days=1), reason="Mưa lũ.", actor=actor_of("thang"))
    amend(meeting, reason="Thêm nội dung.", actor=actor_of("thang"))
    cancel(meeting, reason="Không đủ người.", actor=actor_of("thang"))

    told = db_session.scalars(select(Notification.kind).where(Notification.person_id == world.people["tham"])).all()
    assert told == ["invited", "postponed", "amended", "cancelled"]


def test_guests_are_not_told_of_papers_that_they_do_not_see(db_session, actor_of, world):
    meeting = with_guests(actor_of)
    meeting.state, meeting.kind = State.MINUTES, Kind.EXTRAORDINARY
    minutes = Minutes(meeting_id=meeting.id, composed={}, composed_at=NOON, text_hash="")
    db_session.add(minutes)
    db_session.flush()
    for role in (Role.CHAIR, Role.RECORDER):
        db_session.add(
            Signature(minutes_id=minutes.id, role=role, person_id=meeting.chair_id, text_hash="", signed_at=NOON)
        )
    db_session.flush()
    finish_meeting(meeting, actor=actor_of("thang"))

    told = db_session.scalars(select(Notification.person_id).where(Notification.kind == "published")).all()
    assert world.people["lan"] in told
    assert not {world.people["tham"], world.people["son"]} & set(told)


@pytest.mark.parametrize(
    ("who", "code", "model", "refusal"),
    [
        ("huong", "CB02", True, NotAllowed),
        ("thang", "CB02", False, BadInput),
        ("thang", "CB01", True, BadInput),
        ("thang", "XA", True, BadInput),
    ],
)
def test_who_invites_which_cell(db_session, actor_of, who, code, model, refusal):
    meeting = a_model(actor_of)
    meeting.model_meeting = model
    cell = db_session.scalars(select(Organisation).where(Organisation.code == code)).one()

    with pytest.raises(refusal):
        invite_cell(meeting, cell, actor=actor_of(who))


def test_the_page_invites_a_neighbour_once(made, as_user, world):
    meeting_id, thang = made(a_model), as_user("thang")
    path = f"/meetings/{meeting_id}/invitations"

    assert "Chi bộ Trường Tiểu học Mường Lâm</option>" in thang.get(path).text
    assert thang.post(f"{path}/cells", data={"cell": str(world.far_cell)}).status_code == 422
    assert thang.post(f"{path}/cells", data={"cell": str(world.other_cell)}).status_code == 303
    assert "<li>Chi bộ Trường Tiểu học Mường Lâm</li>" in thang.get(path).text
