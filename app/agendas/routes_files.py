"""The documents that go out with an agenda: uploading, taking away, sending. Views of the agendas' blueprint."""

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue

from app.agendas.services_files import file_or_404, remove_file, send_files, upload_file
from app.documents.services_uploads import UploadRefused
from app.meetings.queries import get_visible_or_404
from app.meetings.queries_page import View, view_of
from app.meetings.services_plan import heading
from app.refusals import BadInput, NotAllowed
from app.web.nfc import small_int
from app.web.pages import done, page
from app.web.permissions import actor, requires
from app.web.practising import told
from app.web.sent_files import sent_file
from workflows.roles import Permission
from workflows.sight import Part


@requires(Permission.AGENDA_WRITE)
def files(meeting_id: int) -> ResponseReturnValue:
    return _files_page(_sending(meeting_id))


@requires(Permission.AGENDA_WRITE)
def add_file(meeting_id: int) -> ResponseReturnValue:
    view = _sending(meeting_id)
    try:
        if (upload := sent_file("file")) is None:
            return _files_page(view, "Chưa chọn tệp nào.", 422)
        upload_file(view.meeting, upload, item_id=small_int(request.form.get("item_id", "")), actor=actor())
    except (UploadRefused, BadInput) as refused:
        return _files_page(view, str(refused), 422)
    flash("Đã tải tệp lên. Tệp chưa đến đảng viên cho tới khi đồng chí bấm gửi.")
    return done(url_for(".files", meeting_id=view.meeting.id))


@requires(Permission.AGENDA_WRITE)
def take_away(meeting_id: int, attachment_id: int) -> ResponseReturnValue:
    meeting = _sending(meeting_id).meeting
    remove_file(meeting, file_or_404(meeting, attachment_id), actor=actor())
    flash("Đã gỡ tệp.")
    return done(url_for(".files", meeting_id=meeting.id))


@requires(Permission.AGENDA_WRITE)
def send(meeting_id: int) -> ResponseReturnValue:
    meeting = _sending(meeting_id).meeting
    count = send_files(meeting, actor=actor())
    flash(told(f"Đã gửi {count} tệp", "báo cho đảng viên, đảng ủy viên phụ trách"))
    return done(url_for("meetings.detail", meeting_id=meeting.id))


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/files", view_func=files, methods=["GET"])
    bp.add_url_rule("/files", view_func=add_file, methods=["POST"])
    bp.add_url_rule("/files/<int:attachment_id>/removal", view_func=take_away, methods=["POST"])
    bp.add_url_rule("/files/sending", view_func=send, methods=["POST"])


def _sending(meeting_id: int) -> View:
    view = view_of(get_visible_or_404(meeting_id, actor()), actor())
    if not view.may_write(Part.DOCUMENTS):
        raise NotAllowed("Chỉ bí thư, phó bí thư hoặc người nhập liệu chuẩn bị tài liệu trước buổi sinh hoạt.")
    return view


def _files_page(view: View, wrong: str = "", status: int = 200) -> ResponseReturnValue:
    return page(
        "agendas/files.html",
        view=view,
        meeting=view.meeting,
        section="meetings",
        heading=heading(view.meeting),
        files=[paper for paper in view.papers if paper.is_file],
        items={item.id: item for item in view.items},
        wrong=wrong,
        status=status,
    )
