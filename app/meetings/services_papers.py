"""The papers made when a meeting is convened: notice and agenda issued, roll-call sheet and chair's script at hand."""

from app import clock
from app.actor import Actor, acting_as
from app.agendas.queries import items_of
from app.approvals.models import ApprovalRound, RoundResult
from app.approvals.queries import rounds_of
from app.documents.models import Document
from app.documents.queries import latest_issued
from app.documents.services import SnapshotMaker, draft_document, issue_document, replace_document
from app.documents.snapshots import DocumentKind, DocumentRef, Snapshot, from_data, to_data
from app.extensions import lock
from app.meetings import queries
from app.meetings.models import Meeting
from app.meetings.services_guests import invite_again
from app.meetings.services_history import record_on
from app.papers.queries_before import agenda_of, committee_minutes_of, notice_of, roll_call_sheet_of
from app.papers.queries_kit import kit_of
from app.papers.queries_script import chair_script_of
from app.refusals import NotAllowed, SomebodyWasFaster
from workflows.meeting import KIND_LABELS, State
from workflows.roles import Role
from workflows.sight import WRITERS, Part

CONVENERS = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.OFFICE)
RECORD_KEEPERS = WRITERS[Part.RECORD][State.CONVENED]
KIT_KEEPERS = RECORD_KEEPERS - {Role.SCRIBE}  # it holds the chair's script
WORKING_PAPERS = {
    DocumentKind.ROLL_CALL_SHEET: "Danh sách điểm danh",
    DocumentKind.CHAIR_SCRIPT: "Lời dẫn điều hành",
}
AGAIN = "Triệu tập lại theo chương trình mới."


def issue_convening_papers(
    meeting: Meeting, found: ApprovalRound | None, *, actor: Actor, reason: str = AGAIN
) -> Document:
    """Issue notice, agenda and what guests had before, draft the working papers. Answers with the notice.

    Raises BadInput without a term.

    What went out before stays as it is and names the new one, with the `reason`.
    """
    items = items_of(meeting.id)
    notice = _issue(
        meeting,
        DocumentKind.NOTICE,
        "TB",
        lambda given: notice_of(meeting, items, dated=given.dated, number=given.number),
        f"Thông báo triệu tập {_of_what(meeting)}",
        actor,
        reason,
    )
    issue_agenda(meeting, found, notice, actor=actor, reason=reason)
    capacity = acting_as(queries.roles_at(meeting, actor), CONVENERS)
    invite_again(meeting, actor=actor, acting_as=capacity, reason=reason)
    return notice


def issue_agenda(
    meeting: Meeting, found: ApprovalRound | None, notice: Document | None, *, actor: Actor, reason: str
) -> None:
    """The agenda that goes with the notice, and the working papers that follow it."""
    items = items_of(meeting.id)
    sent_with = _reference(notice) if notice else None
    _issue(
        meeting,
        DocumentKind.AGENDA,
        "",
        lambda given: agenda_of(meeting, items, found, dated=given.dated, sent_with=sent_with),
        f"Chương trình {_of_what(meeting)}",
        actor,
        reason,
    )
    draft_working_papers(meeting)


def reissue(meeting: Meeting, *, actor: Actor, reason: str, with_notice: bool) -> None:
    """Once convened: what was sent out is wrong by now, so new versions take its place. Nothing before that."""
    if meeting.state != State.CONVENED:
        return
    found = next((r for r in rounds_of(meeting.id) if r.result == RoundResult.CONVENED), None)
    if with_notice:
        issue_convening_papers(meeting, found, actor=actor, reason=reason)
    else:
        issue_agenda(meeting, found, latest_issued(meeting.id, DocumentKind.NOTICE), actor=actor, reason=reason)


def draft_working_papers(meeting: Meeting) -> None:
    """Roll-call sheet and chair's script, as the agenda and the roll stand now."""
    for kind, name in WORKING_PAPERS.items():
        _draft(meeting, _working_paper(meeting, kind), f"{name} {_of_what(meeting)}")


def working_paper_now(document: Document, meeting: Meeting) -> Snapshot | None:
    """What a working paper would say today; None where it says so already, or is no such paper, or was in use.

    Until the meeting is held people move, report tasks and send out documents, and nobody convenes it anew for that.
    """
    kind = DocumentKind(document.kind)
    if kind not in WORKING_PAPERS or meeting.state != State.CONVENED:
        return None
    fresh, kept = to_data(_working_paper(meeting, kind)), document.snapshot
    # When and on which day it was made is no news.
    undated = {
        "letterhead": fresh["letterhead"] | {name: kept["letterhead"].get(name) for name in ("created", "dated")}
    }
    return None if fresh | undated == kept else from_data(kind, fresh)


def draw_again(document: Document, meeting: Meeting, *, actor: Actor) -> None:
    """Make the working papers of a convened meeting from what is true now. Raises NotAllowed, SomebodyWasFaster."""
    lock(meeting)
    roles = queries.roles_at(meeting, actor)
    if not roles & RECORD_KEEPERS:
        raise NotAllowed("Chỉ bí thư, phó bí thư, chủ trì hoặc thư ký kỳ sinh hoạt lấy lại số liệu.")
    if meeting.state != State.CONVENED or document.kind not in WORKING_PAPERS:
        raise SomebodyWasFaster("Kỳ sinh hoạt đã khai mạc hoặc đang được sửa, giấy tờ này giữ như đã in.")
    draft_working_papers(meeting)
    record_on(
        meeting, "papers_drawn_again", actor=actor, acting_as=acting_as(roles, RECORD_KEEPERS),
        document_id=document.id,
    )  # fmt: skip


def draw_kit(meeting: Meeting, *, actor: Actor) -> Document:
    """All papers of a convened meeting in one file, with forms to fill in by hand; asked for again it is made anew.

    Raises NotAllowed, SomebodyWasFaster.
    """
    lock(meeting)
    roles = queries.roles_at(meeting, actor)
    if not roles & KIT_KEEPERS:
        raise NotAllowed("Chỉ bí thư, phó bí thư, chủ trì hoặc thư ký kỳ sinh hoạt in bộ giấy này.")
    if meeting.state != State.CONVENED:
        raise SomebodyWasFaster("Chỉ in bộ giấy khi kỳ sinh hoạt đã triệu tập và chưa khai mạc.")
    return draft_document(
        DocumentKind.KIT, kit_of(meeting, items_of(meeting.id)), organisation_id=meeting.cell_id,
        meeting_id=meeting.id, title=f"Bộ giấy in sẵn {_of_what(meeting)}", actor=actor,
        acting_as=acting_as(roles, KIT_KEEPERS),
    )  # fmt: skip


def _working_paper(meeting: Meeting, kind: DocumentKind) -> Snapshot:
    if kind == DocumentKind.ROLL_CALL_SHEET:
        return roll_call_sheet_of(meeting)
    return chair_script_of(meeting, items_of(meeting.id))


def draft_committee_minutes(meeting: Meeting, found: ApprovalRound) -> Document:
    """The short minutes of the committee's meeting, to be printed and signed on paper."""
    snapshot = committee_minutes_of(meeting, items_of(meeting.id), found)
    return _draft(meeting, snapshot, f"Biên bản hội nghị chi ủy về chương trình {_of_what(meeting)}")


def _draft(meeting: Meeting, snapshot: Snapshot, title: str) -> Document:
    return draft_document(snapshot.kind, snapshot, organisation_id=meeting.cell_id, meeting_id=meeting.id, title=title)


def _issue(
    meeting: Meeting, kind: DocumentKind, type_code: str, maker: SnapshotMaker, title: str, actor: Actor, reason: str
) -> Document:
    """Issued for the first time, or in place of the one that went out with an earlier convening."""
    capacity = acting_as(queries.roles_at(meeting, actor), CONVENERS)
    old = latest_issued(meeting.id, kind)
    if old is not None:
        return replace_document(old, maker, actor=actor, acting_as=capacity, title=title, reason=reason)
    return issue_document(
        kind,
        type_code,
        maker,
        organisation_id=meeting.cell_id,
        meeting_id=meeting.id,
        title=title,
        actor=actor,
        acting_as=capacity,
    )


def _reference(notice: Document) -> DocumentRef:
    # Not from its snapshot, which may have the shape of another time.
    dated = clock.day_of(notice.issued_at or notice.created_at)
    return DocumentRef(type_name="Thông báo", symbol=notice.symbol, dated=dated.isoformat())


def _of_what(meeting: Meeting) -> str:
    return f"sinh hoạt {KIND_LABELS[meeting.kind]} tháng {meeting.month.month}/{meeting.month.year}"
