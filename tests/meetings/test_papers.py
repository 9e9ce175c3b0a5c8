"""The papers of a convened meeting, made from what was planned."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.agendas.queries import items_of
from app.agendas.services import ItemText, change_item
from app.approvals.queries import open_round
from app.approvals.services import agree, submit
from app.approvals.services_committee import Gathering, record_committee_meeting
from app.audit.models import AuditEvent
from app.documents.models import Document
from app.documents.render import render_html
from app.documents.snapshots import DocumentKind, from_json
from app.meetings.services_convening import amend, convene
from app.meetings.services_papers import draft_committee_minutes
from app.organisations.models import Term
from app.refusals import BadInput
from app.resolutions.models import Resolution
from app.tasks.models import Task
from tests.documents.papers import a_meeting, attach, issue
from tests.meetings.ready import agreed, convened, planned, submitted
from tests.world import NOON
from workflows.meeting import Kind, State


def papers(session) -> dict[str, Document]:
    return {d.kind: d for d in session.scalars(select(Document).order_by(Document.id))}


def words_of(document: Document) -> str:
    kind = DocumentKind(document.kind)
    return " ".join(render_html(kind, from_json(kind, json.dumps(document.snapshot))).split())


def test_convening_issues_a_numbered_notice_and_drafts_the_working_papers(db_session, actor_of):
    convened(actor_of)

    found = papers(db_session)
    assert {kind: (d.symbol, d.issued_at is not None) for kind, d in found.items()} == {
        "notice": ("01-TB/CB", True),
        "agenda": ("", True),
        "roll_call_sheet": ("", False),
        "chair_script": ("", False),
    }


def test_the_notice_says_when_where_and_who_signs(db_session, actor_of):
    convened(actor_of)

    text = words_of(papers(db_session)["notice"])
    assert "19 giờ 30, thứ Năm, ngày 03/12/2026 (dự kiến 90 phút)" in text
    assert "Nhà văn hóa thôn Nà Mười." in text
    assert "Nông Văn Thắng" in text


def test_the_agenda_reckons_the_time_of_each_item_and_names_its_approval(db_session, actor_of):
    convened(actor_of)

    snapshot = papers(db_session)["agenda"].snapshot
    assert [item["starts_at"] for item in snapshot["items"]][:4] == ["19:30", "19:35", "19:50", "20:00"]
    assert snapshot["approval"] == {
        "votes_for": 2, "approvers": 3, "agreed_on": "2026-12-02", "by": "committee", "at_meeting": False,
    }  # fmt: skip
    assert snapshot["sent_with"]["symbol"] == "01-TB/CB"


def test_the_script_asks_first_whom_the_agenda_names(db_session, actor_of, world):
    meeting = planned(actor_of)
    item = next(i for i in items_of(meeting.id) if i.kind == "discussion")
    asked = ItemText(
        title="Thảo luận: đường hoa", kind=item.kind, presenter_id=world.people["khoa"], minutes=20,
        questions=[{"text": "Vì sao cụm 2 còn rác?", "asked_first_id": world.people["lan"]}],
    )  # fmt: skip
    change_item(meeting, item, asked, actor=actor_of("thang"), version=item.version)
    submit(meeting, actor=actor_of("thang"))
    agree(meeting, actor=actor_of("huong"))
    convene(meeting, actor=actor_of("thang"))

    text = words_of(papers(db_session)["chair_script"])
    assert "Vì sao cụm 2 còn rác? Mời đồng chí Triệu Thị Lan." in text
    # 20 official members, one of them exempt and so counted as absent.
    assert "Từ 10 đồng chí tán thành trở lên" in text


def test_the_script_looks_back_on_the_last_resolution_and_puts_the_score_to_the_vote(db_session, actor_of, world):
    earlier = a_meeting(world.cell, State.EVALUATED)
    earlier.month = date(2026, 11, 1)
    paper = issue(earlier)
    resolution = Resolution(
        meeting_id=earlier.id, subject_line="Nghị quyết tháng 11", state="issued", document_id=paper.id,
        created_at=NOON, issued_at=NOON,
    )  # fmt: skip
    db_session.add(resolution)
    db_session.flush()
    for work, state in (("Dọn đường", "confirmed"), ("Trồng hoa", "assigned"), ("Việc đã bỏ", "dropped")):
        db_session.add(
            Task(cell_id=world.cell, meeting_id=earlier.id, resolution_id=resolution.id, work=work, state=state,
                 created_at=NOON)
        )  # fmt: skip
    meeting = agreed(actor_of)
    attach(meeting, actor_of("thang")).sent_at = NOON
    convene(meeting, actor=actor_of("thang"))

    text = words_of(papers(db_session)["chair_script"])
    assert "đánh giá kết quả tháng 11" in text
    assert "giao 02 nhiệm vụ, hoàn thành 01/02, đạt 50,0%" in text
    assert "Việc chưa xong: Trồng hoa." in text
    assert "Việc đã bỏ" not in text
    assert "đã gửi các đồng chí từ ngày 02/12" in text
    # 100 points without the 5 of a theme, which this meeting has not.
    assert "đề xuất tự chấm" in text
    assert "/95</span> điểm, quy đổi" in text


def test_the_script_of_an_extraordinary_meeting_speaks_of_no_score(db_session, actor_of):
    meeting = planned(actor_of, kind=Kind.EXTRAORDINARY)
    submit(meeting, actor=actor_of("thang"))
    agree(meeting, actor=actor_of("huong"))
    convene(meeting, actor=actor_of("thang"))

    assert "tự chấm" not in words_of(papers(db_session)["chair_script"])


def test_an_item_kept_on_paper_gives_the_papers_its_title_only(db_session, actor_of):
    meeting = planned(actor_of)
    item = items_of(meeting.id)[4]
    secret = ItemText(title="Xem xét kỷ luật", minutes=5, kept_on_paper=True, presenter_id=item.presenter_id)
    change_item(meeting, item, secret, actor=actor_of("thang"), version=item.version)
    submit(meeting, actor=actor_of("thang"))
    agree(meeting, actor=actor_of("huong"))
    convene(meeting, actor=actor_of("thang"))

    assert "Xem xét kỷ luật <em>(ghi sổ giấy)</em>" in words_of(papers(db_session)["agenda"])


def test_convening_sends_the_documents_that_still_wait_and_no_second_time_the_others(db_session, actor_of):
    meeting = agreed(actor_of)
    sent, waiting = attach(meeting, actor_of("thang"), data=b"%PDF-1.7 a"), attach(meeting, actor_of("thang"))
    sent.sent_at = NOON - timedelta(days=1)
    db_session.flush()
    convene(meeting, actor=actor_of("thang"))

    assert (sent.sent_at, waiting.sent_at) == (NOON - timedelta(days=1), NOON)
    assert papers(db_session)["notice"].snapshot["documents_sent_on"] == "2026-12-02"
    event = db_session.scalars(select(AuditEvent).where(AuditEvent.event == "documents_sent")).one()
    assert (event.data, event.acting_as) == ({"attachment_ids": [waiting.id]}, "secretary")


def test_convening_again_gives_new_numbers_and_leaves_the_old_papers(db_session, actor_of):
    meeting = convened(actor_of)
    amend(meeting, actor=actor_of("thang"), reason="Thêm nội dung.")
    submit(meeting, actor=actor_of("thang"))
    agree(meeting, actor=actor_of("huong"))
    convene(meeting, actor=actor_of("thang"))

    notices = db_session.scalars(select(Document).where(Document.kind == "notice").order_by(Document.id)).all()
    assert [n.symbol for n in notices] == ["01-TB/CB", "02-TB/CB"]
    assert notices[0].replaced_by_id == notices[1].id


def test_without_a_term_nothing_is_convened(db_session, actor_of, world):
    meeting = agreed(actor_of)
    for term in db_session.scalars(select(Term).where(Term.organisation_id == world.cell)):
        db_session.delete(term)
    db_session.flush()

    with pytest.raises(BadInput, match="nhiệm kỳ"):
        convene(meeting, actor=actor_of("thang"))


def test_the_committees_short_minutes_name_who_was_there(db_session, actor_of, world):
    meeting = submitted(actor_of)
    told = Gathering(
        met_at=NOON, place="Nhà văn hóa", remarks="Thêm câu hỏi cho mục 6.",
        present=frozenset({world.people["thang"], world.people["men"]}),
        agreed=frozenset({world.people["thang"], world.people["men"]}),
    )  # fmt: skip
    found = record_committee_meeting(meeting, told, actor=actor_of("thang"), version=open_round(meeting.id).version)

    text = words_of(draft_committee_minutes(meeting, found))

    assert "Vắng mặt: 01 đồng chí (Lý Thị Hương, Chi ủy viên)" in text
    assert "02/03 đồng chí tán thành" in text
    assert "Thêm câu hỏi cho mục 6." in text
