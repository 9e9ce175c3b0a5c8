"""Why an issued paper no longer holds, or soon will not, though no other has come in its place."""

from collections.abc import Callable, Mapping

from app.documents.models import Document
from app.documents.snapshots import DocumentKind
from app.guidance.queries import is_withdrawn
from app.inspections.queries_progress import called_off
from app.meetings.queries import state_of
from app.minutes.queries import is_being_redone
from app.planning.queries import Redone, redone
from workflows.inspection import KIND_LABELS
from workflows.meeting import State

NO_LONGER, AWAITED = "không còn hiệu lực:", "đang chờ bản thay thế:"
BEING_REVISED: Mapping[Redone, str] = {
    Redone.IN_HAND: f"{AWAITED} chi bộ đang điều chỉnh, bản mới sẽ mang số khác.",
    Redone.AS_A_FILE: f"{NO_LONGER} chi bộ đã gửi bản khác bằng tệp thay bản này.",
}


def fallen(document: Document) -> str:
    """The rest of a sentence about the paper that is the newest of its line; empty of one that stands."""
    if document.meeting_id is not None and state_of(document.meeting_id) == State.CANCELLED:
        return f"{NO_LONGER} hội nghị nêu trong văn bản đã bị hủy."
    rule = RULES.get(DocumentKind(document.kind))
    return rule(document) if rule else ""


def _convening(paper: Document) -> str:
    amended = paper.meeting_id is not None and state_of(paper.meeting_id) in (State.DRAFT, State.APPROVAL)
    return f"{AWAITED} chương trình đang được sửa lại, sẽ có thông báo mới." if amended else ""


def _minutes(paper: Document) -> str:
    return f"{AWAITED} biên bản đang được sửa để ký lại, bản mới sẽ mang số khác." if is_being_redone(paper.id) else ""


def _score_sheet(paper: Document) -> str:
    anew = paper.meeting_id is not None and state_of(paper.meeting_id) != State.EVALUATED
    return f"{AWAITED} hồ sơ đã mở lại để xếp loại lại, sẽ có phiếu mới." if anew else ""


def _guidance(paper: Document) -> str:
    return f"{NO_LONGER} nơi ban hành đã thu hồi." if is_withdrawn(paper.id) else ""


def _inspection(paper: Document) -> str:
    kind = called_off(paper.id)
    return f"{NO_LONGER} cuộc {KIND_LABELS[kind]} nêu trong văn bản đã bị hủy." if kind else ""


def _plan(paper: Document) -> str:
    how = redone(paper.id)
    return BEING_REVISED[how] if how else ""


RULES: Mapping[DocumentKind, Callable[[Document], str]] = {
    DocumentKind.NOTICE: _convening,
    DocumentKind.AGENDA: _convening,
    DocumentKind.GUEST_INVITATION: _convening,
    DocumentKind.MINUTES: _minutes,
    DocumentKind.SCORE_SHEET: _score_sheet,
    DocumentKind.GUIDANCE: _guidance,
    DocumentKind.INSPECTION: _inspection,
    DocumentKind.CELL_PLAN: _plan,
}
