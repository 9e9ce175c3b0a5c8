"""Guests are invited in writing: a numbered paper for each, and a new one when time or place change."""

from datetime import time, timedelta

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.documents.models import Document
from app.documents.render import render_html
from app.documents.services import snapshot_of
from app.documents.snapshots import DocumentKind
from app.meetings.models import Meeting
from app.meetings.services_guests import Guest, invitations_of, invite
from app.meetings.services_plan import postpone
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster
from tests.meetings.ready import EVENING, convened, submitted

TAN = Guest(
    name="Tẩn A Sử", office="Bí thư Đoàn xã", contents="đánh giá nghị quyết tháng 11/2026", speaks_at=time(20, 10),
    phone="0900 000 123",
)  # fmt: skip


def test_each_guest_has_an_invitation_of_their_own_with_the_facts_of_the_meeting(db_session, actor_of):
    meeting = convened(actor_of)
    invite(meeting, TAN, actor=actor_of("thang"))
    paper = invite(meeting, Guest(name="Chảo Thị Mẩy", contents="bàn đường thôn"), actor=actor_of("men"))

    assert [p.symbol for p in invitations_of(meeting.id)] == ["01-GM/CB", "02-GM/CB"]
    first = snapshot_of(invitations_of(meeting.id)[0])
    assert (first.guest.name, first.speaks_at, first.contact.name) == ("Tẩn A Sử", "20:10", "Nông Văn Thắng")
    text = " ".join(render_html(DocumentKind.GUEST_INVITATION, first).split())
    assert "từ 19 giờ 30, thứ Năm, ngày 03/12/2026" in text
    assert "đề nghị đồng chí phát biểu vào lúc 20 giờ 10" in text
    assert "số điện thoại 0900 000 123" in text
    event = db_session.scalars(
        select(AuditEvent).where(AuditEvent.event == "document_issued").order_by(AuditEvent.id)
    ).all()[-1]
    assert (event.data["document_id"], event.acting_as) == (paper.id, "deputy_secretary")


def test_who_is_invited_once_more_and_who_was_invited_to_another_time_get_a_new_one(db_session, actor_of):
    meeting = convened(actor_of)
    for _ in range(2):
        invite(meeting, TAN, actor=actor_of("thang"))
    postpone(meeting, EVENING + timedelta(days=1), reason="Mưa lũ.", actor=actor_of("thang"))

    papers = db_session.scalars(
        select(Document).where(Document.kind == DocumentKind.GUEST_INVITATION).order_by(Document.id)
    ).all()
    assert [p.replaced_by_id for p in papers] == [papers[1].id, papers[2].id, None]
    assert (papers[2].snapshot["sitting"]["held_on"], papers[2].snapshot["speaks_at"]) == ("2026-12-04", "20:10")


@pytest.mark.parametrize(
    ("who", "recipe", "guest", "refusal"),
    [
        ("huong", convened, TAN, NotAllowed),
        ("lan", convened, TAN, NotAllowed),
        ("thang", submitted, TAN, SomebodyWasFaster),
        ("thang", convened, Guest(name=" ", contents="việc"), BadInput),
        ("thang", convened, Guest(name="Tẩn", contents=""), BadInput),
        ("thang", convened, Guest(name="Tẩn", contents="x" * 501), BadInput),
    ],
)
def test_it_is_refused_and_no_number_is_used(db_session, actor_of, who, recipe, guest, refusal):
    meeting = recipe(actor_of)
    with pytest.raises(refusal):
        invite(meeting, guest, actor=actor_of(who))

    assert invitations_of(meeting.id) == []


def test_the_page_offers_what_the_meeting_deals_with_and_keeps_what_was_typed(as_user, made, committed):
    meeting_id, thang = made(convened), as_user("thang")
    address = f"/meetings/{meeting_id}/invitations"
    page = thang.get(address).text
    refused = thang.post(address, data={"name": "", "contents": "bàn đường", "speaks_at": "25:00"})
    long = "x" * 200_000
    sent = thang.post(address, data={"name": "Tẩn A Sử", "office": "x" * 200, "contents": "bàn đường <script>"})

    assert "nghị quyết tháng 11/2026" in page
    assert "Mời đại biểu, khách dự" in thang.get(f"/meetings/{meeting_id}").text
    assert (refused.status_code, 'value="25:00"' in refused.text) == (422, True)
    assert thang.post(address, data={"name": long, "contents": long}).status_code in (413, 422)
    assert sent.status_code == 303
    assert "Số 01-GM/CB" in thang.get(address).text
    with committed() as session:
        assert session.get(Meeting, meeting_id).state == "convened"
