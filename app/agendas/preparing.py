"""Who prepares an agenda: what each of its pages asks first."""

from flask import url_for

from app.meetings.models import Meeting
from app.meetings.queries import get_visible_or_404
from app.meetings.queries_page import View, view_of
from app.refusals import NotAllowed, SomebodyWasFaster
from app.web.permissions import actor
from workflows.meeting import State
from workflows.sight import Part


def preparing(meeting_id: int) -> View:
    """The view of somebody who prepares this agenda, or may still change its presenters. Raises NotAllowed."""
    meeting = get_visible_or_404(meeting_id, actor())
    view = view_of(meeting, actor())
    if not (view.may_write(Part.AGENDA) or view.may_write(Part.CONVENED)):
        if meeting.state != State.DRAFT and view.sees(Part.AGENDA):
            raise SomebodyWasFaster("Chương trình đã khóa từ lúc trình. Muốn sửa thì rút lại rồi trình lần nữa.")
        raise NotAllowed("Chỉ bí thư, phó bí thư hoặc người nhập liệu của chi bộ soạn chương trình.")
    return view


def at_item(meeting: Meeting, item_id: int) -> str:
    """Where the item stands on the page of its agenda."""
    return url_for("agendas.edit", meeting_id=meeting.id, _anchor=f"muc-{item_id}")
