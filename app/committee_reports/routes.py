"""The committee's report as a Word file, drafted at the moment it is asked for."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.committee_reports.queries import report_of
from app.meetings.queries import get_visible_or_404, roles_at
from app.refusals import NotAllowed
from app.web.downloads import as_download
from app.web.permissions import actor, requires
from workflows.roles import Permission, Role

bp = Blueprint("committee_reports", __name__, url_prefix="/meetings/<int:meeting_id>/committee-report")
LEADERS = frozenset({Role.SECRETARY, Role.DEPUTY_SECRETARY})


@bp.get("")
@requires(Permission.AGENDA_WRITE)
def word(meeting_id: int) -> ResponseReturnValue:
    from app.documents.word import MEDIA_TYPE, committee_report_docx  # late: few ask, and it takes long to load

    meeting, me = get_visible_or_404(meeting_id, actor()), actor()
    if not roles_at(meeting, me) & LEADERS:
        raise NotAllowed("Bí thư, phó bí thư lập báo cáo của chi ủy.")
    name = f"Báo cáo của chi ủy tháng {meeting.month.month}-{meeting.month.year}.docx"
    return as_download(committee_report_docx(report_of(meeting, me)), MEDIA_TYPE, name)
