"""Invitations to guests of a convened meeting."""

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from app import clock
from app.meetings import queries, services_guests
from app.meetings.forms import CellForm, InvitationForm
from app.meetings.models import Meeting
from app.meetings.services_plan import heading
from app.members.queries import phone_of
from app.organisations.models import Organisation, OrganisationKind
from app.organisations.queries import children, superior_of
from app.papers.queries_before import contents_of
from app.refusals import BadInput, NotAllowed
from app.web.forms import take_errors
from app.web.pages import done, page
from app.web.permissions import actor, requires
from workflows.roles import Permission
from workflows.sight import Part, may_write

guests = Blueprint("guests", __name__)


@guests.get("/<int:meeting_id>/invitations")
@requires(Permission.AGENDA_WRITE)
def index(meeting_id: int) -> ResponseReturnValue:
    meeting = _with_guests(meeting_id)
    return _page(meeting, _blank(meeting))


def _blank(meeting: Meeting) -> InvitationForm:
    form = InvitationForm(formdata=None, meta={"csrf": False})
    form.contents.data, form.phone.data = contents_of(meeting), phone_of(actor().person_id)
    return form


@guests.post("/<int:meeting_id>/invitations")
@requires(Permission.AGENDA_WRITE)
def invite(meeting_id: int) -> ResponseReturnValue:
    meeting, form = _with_guests(meeting_id), InvitationForm(meta={"csrf": False})
    if not form.validate():
        return _page(meeting, form, 422)
    guest = services_guests.Guest(
        name=form.name.data or "", office=form.office.data or "", contents=form.contents.data or "",
        speaks_at=form.speaks_at.data, phone=form.phone.data or "",
    )  # fmt: skip
    try:
        services_guests.invite(meeting, guest, actor=actor())
    except BadInput as wrong:
        return _page(meeting, take_errors(form, wrong.errors), 422)
    flash(f"Đã ban hành giấy mời đ/c {guest.name.strip()}. Mở văn bản để tải bản PDF.")
    return done(url_for(".index", meeting_id=meeting.id))


@guests.post("/<int:meeting_id>/invitations/cells")
@requires(Permission.AGENDA_WRITE)
def invite_cell(meeting_id: int) -> ResponseReturnValue:
    """Another cell of the same superior attends a model meeting."""
    meeting, chosen = _with_guests(meeting_id), CellForm(meta={"csrf": False})
    cell = next((cell for cell in _neighbours(meeting) if cell.id == chosen.cell.data), None)
    try:
        if cell is None:
            raise BadInput({"cell": "Chọn một chi bộ trong danh sách."})
        services_guests.invite_cell(meeting, cell, actor=actor())
    except BadInput as wrong:
        return _page(meeting, _blank(meeting), 422, take_errors(chosen, wrong.errors))
    flash(f"Đã mời {cell.name}: bí thư, phó bí thư, chi ủy viên xem được chương trình và tài liệu.")
    return done(url_for(".index", meeting_id=meeting.id))


@guests.post("/<int:meeting_id>/invitations/planned")
@requires(Permission.AGENDA_WRITE)
def invite_planned(meeting_id: int) -> ResponseReturnValue:
    """All cells at once that the year's plan brings to this meeting."""
    meeting = _with_guests(meeting_id)
    try:
        names = services_guests.invite_planned(meeting, actor=actor())
    except BadInput as wrong:
        return _page(meeting, _blank(meeting), 422, take_errors(CellForm(meta={"csrf": False}), wrong.errors))
    flash(f"Đã mời {', '.join(names)}: bí thư, phó bí thư, chi ủy viên xem được chương trình và tài liệu.")
    return done(url_for(".index", meeting_id=meeting.id))


def _neighbours(meeting: Meeting) -> list[Organisation]:
    superior = superior_of(meeting.cell_id, clock.today())
    under = children(superior.id, clock.today()) if superior else []
    return [row for row in under if row.kind == OrganisationKind.CELL and row.id != meeting.cell_id]


def _with_guests(meeting_id: int) -> Meeting:
    """A meeting to which the actor may invite. Raises NotAllowed."""
    meeting = queries.get_visible_or_404(meeting_id, actor())
    if not may_write(queries.roles_at(meeting, actor()), meeting.state, Part.CONVENED):
        raise NotAllowed(services_guests.NOT_YOURS)
    return meeting


def _page(
    meeting: Meeting, form: InvitationForm, status: int = 200, chosen: CellForm | None = None
) -> ResponseReturnValue:
    invited = {guest.cell_id for guest in queries.guests_of(meeting.id)} if meeting.model_meeting else set()
    cells = _neighbours(meeting) if meeting.model_meeting else []
    chosen = chosen or CellForm(formdata=None, meta={"csrf": False})
    chosen.cell.choices = [
        SelectChoice("", "Chọn một chi bộ"), *(SelectChoice(str(c.id), c.name) for c in cells if c.id not in invited)
    ]  # fmt: skip
    return page(
        "meetings/invitations.html", meeting=meeting, heading=heading(meeting), form=form, status=status,
        sent=services_guests.invitations_of(meeting.id), chosen=chosen, invited=[c for c in cells if c.id in invited],
        planned=services_guests.planned_cells(meeting) if meeting.model_meeting else [],
    )  # fmt: skip
