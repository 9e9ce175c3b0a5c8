"""Meetings by month, the page of one, and its steps."""

from datetime import date

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from app import clock
from app.forms.queries import saved_texts
from app.forms.services import forget_draft
from app.meetings import queries, queries_lists, services_papers
from app.meetings.forms import NewMeetingForm, PastForm, PlaceForm
from app.meetings.models import Meeting
from app.meetings.queries_page import View, view_of
from app.meetings.queries_shown import shown_or_404
from app.meetings.routes_guests import guests
from app.meetings.services_convening import announcement
from app.meetings.services_plan import change_room, heading
from app.meetings.steps import STEPS, StepPage, step_page
from app.meetings.workbook import COLUMNS, OF_CELLS, row_of, row_of_cell
from app.organisations.models import Organisation
from app.organisations.queries import cells_among
from app.planning import services_topics
from app.planning.queries import offered_to
from app.refusals import BadInput, NotAllowed, NotKnown
from app.web.addresses import url_for
from app.web.downloads import list_as_workbook
from app.web.forms import take_errors
from app.web.inputs import parse_month
from app.web.nfc import sent_version
from app.web.pages import done, page
from app.web.paging import number_asked, pages_of
from app.web.permissions import actor, hide_unless_visible, requires
from app.web.practising import told
from app.workbooks import MOST_ROWS
from workflows.calendar import first_of, months_away
from workflows.engine import REASON_IS_MISSING, StepRefused
from workflows.meeting import STATE_LABELS, Kind, State, label_taken, stages
from workflows.roles import Permission, Role

bp = Blueprint("meetings", __name__, url_prefix="/meetings")
bp.register_blueprint(guests)
hide_unless_visible("meeting_id", queries.get_visible_or_404)

CREATORS = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.SCRIBE)


@bp.get("")
@requires(Permission.MEETING_READ)
def index() -> ResponseReturnValue:
    me = actor()
    number = number_asked()
    may_create = me.holds(*CREATORS)
    if not queries_lists.sees_many_cells(me):
        rows, count = queries_lists.my_meetings(me, number)
        return page("meetings/index.html", "listing", rows=rows, count=count, number=number, may_create=may_create)
    month, wanted = _month_asked(), _state_asked()
    cells, count = queries_lists.cells_in_month(me, month, wanted, number)
    return page(
        "meetings/cells.html",
        "listing",
        cells=cells,
        count=count,
        number=number,
        pages=pages_of(count, queries_lists.PAGE),
        month=month,
        around=[months_away(month, -1), months_away(month, 1)],
        state=wanted,
        states=STATE_LABELS,
        may_create=may_create,
    )


@bp.get("/workbook")
@requires(Permission.MEETING_READ)
def workbook() -> ResponseReturnValue:
    """As the list of the same person shows it: the months of a cell, or the cells of a month."""
    me = actor()
    if not queries_lists.sees_many_cells(me):
        mine, _ = queries_lists.my_meetings(me, 1, MOST_ROWS + 1)
        return list_as_workbook("Sinh hoạt", COLUMNS, [row_of(one) for one in mine])
    month = _month_asked()
    cells, _ = queries_lists.cells_in_month(me, month, _state_asked(), 1, MOST_ROWS + 1)
    title = f"Sinh hoạt tháng {month:%m-%Y}"
    return list_as_workbook(title, OF_CELLS, [row_of_cell(one) for one in cells])


def _state_asked() -> str:
    state = request.args.get("state", "")
    return state if state in {*State, queries_lists.NOT_YET} else ""


def _month_asked() -> date:
    try:
        return parse_month(request.args.get("month", "")) or clock.today().replace(day=1)
    except ValueError:
        return clock.today().replace(day=1)


@bp.get("/new")
@requires(Permission.MEETING_CREATE)
def new() -> ResponseReturnValue:
    cells = _my_cells()
    this = clock.today().replace(day=1)
    taken = queries.live_regular(cells[0].id, this) is not None
    form = NewMeetingForm(formdata=None, meta={"csrf": False}, month=months_away(this, 1) if taken else this)
    return _new_page(form, cells)


@bp.post("/new")
@requires(Permission.MEETING_CREATE)
def create() -> ResponseReturnValue:
    cells = _my_cells()
    form = NewMeetingForm(meta={"csrf": False})
    if not form.validate():
        return _new_page(form, cells, 422)
    cell = next((c for c in cells if c.id == form.cell_id.data), cells[0])
    try:
        meeting = services_topics.begin(
            cell,
            Kind(form.kind.data),
            form.month.data,
            actor=actor(),
            theme=form.theme.data or "",
            model_meeting=form.model_meeting.data,
            topic_id=form.topic_id.data,
        )
    except BadInput as wrong:
        return _new_page(take_errors(form, wrong.errors), cells, 422)
    except StepRefused as refused:
        if refused.kind != "blocked":
            raise
        return _new_page(take_errors(form, {"month": refused.reasons[0].text}), cells, 422)
    flash("Đã lập kỳ sinh hoạt với chương trình mẫu. Xem lại, sửa rồi trình chi ủy.")
    return done(url_for("agendas.edit", meeting_id=meeting.id))


def _my_cells() -> list[Organisation]:
    """The cells in which the actor may begin a meeting. Raises NotAllowed if there is none."""
    cells = cells_among(actor().organisations_as(*CREATORS))
    if not cells:
        raise NotAllowed("Chỉ bí thư, phó bí thư hoặc người nhập liệu của chi bộ lập kỳ sinh hoạt.")
    return cells


def _new_page(form: NewMeetingForm, cells: list[Organisation], status: int = 200) -> ResponseReturnValue:
    form.cell_id.choices = [SelectChoice(str(cell.id), cell.name) for cell in cells]
    topics = offered_to([cell.id for cell in cells], first_of(clock.today()).replace(month=1))
    named = [(one.topic_id, f"Tháng {one.month:%-m/%Y}: {one.title}") for one in topics]
    form.topic_id.choices = [SelectChoice(str(key), name) for key, name in [("", "Không chọn"), *named]]
    return page("meetings/new.html", form=form, cells=cells, topics=topics, status=status)


@bp.get("/<int:meeting_id>")
@requires(Permission.MEETING_READ)
def detail(meeting_id: int) -> ResponseReturnValue:
    me = actor()
    meeting = shown_or_404(meeting_id, me)
    view = view_of(meeting, me)
    return page(
        "meetings/detail.html",
        view=view,
        meeting=meeting,
        heading=heading(meeting),
        announcement=announcement(meeting),
        stages=stages(meeting.state),
        links=_links(view),
        directly={name for name, option in view.options.items() if STEPS[name].is_click and not option.needs_reason},
        day_has_come=meeting.starts_at is not None and clock.day_of(meeting.starts_at) <= clock.today(),
    )


def _links(view: View) -> dict[str, str]:
    here = url_for("meetings.detail", meeting_id=view.meeting.id)
    links = {name: STEPS[name].address(here, name, view.meeting) for name in view.options}
    if "sign" in links and not view.signs_in_person:
        links["sign"] = url_for("minutes.attest", meeting_id=view.meeting.id)
    return links


@bp.post("/<int:meeting_id>/kit")
@requires(Permission.SESSION_WRITE)
def draw_kit(meeting_id: int) -> ResponseReturnValue:
    """The papers of a meeting that is held on paper, in one file."""
    paper = services_papers.draw_kit(queries.get_visible_or_404(meeting_id, actor()), actor=actor())
    flash("Đang tạo bộ giấy in. Thường xong sau vài giây.")
    return done(url_for("documents.detail", document_id=paper.id))


@bp.get("/<int:meeting_id>/history")
@requires(Permission.MEETING_READ)
def history(meeting_id: int) -> ResponseReturnValue:
    meeting = queries.get_visible_or_404(meeting_id, actor())
    view = view_of(meeting, actor())
    above = bool(view.roles & {Role.OFFICE, Role.LEADERSHIP})
    if not (view.is_insider or above):
        raise NotKnown
    version = meeting.definition_version
    lines = [
        (row, label_taken(version, row.step, row.acting_as, on_paper=row.on_paper))
        for row in queries.history_of(meeting.id)
    ]
    return page(
        "meetings/history.html",
        "lines",
        meeting=meeting,
        heading=heading(meeting),
        history=lines,
        with_reasons=view.is_insider,
    )


@bp.get("/<int:meeting_id>/steps/<name>")
@requires(Permission.MEETING_STEP)
def step(meeting_id: int, name: str) -> ResponseReturnValue:
    asked = step_page(queries.get_visible_or_404(meeting_id, actor()), name, actor())
    if isinstance(asked.form, PastForm):
        asked.form.committee_remarks.data = saved_texts(actor().account_id, asked.draft).get("committee_remarks", "")
    return _step_page(asked)


@bp.post("/<int:meeting_id>/steps/<name>")
@requires(Permission.MEETING_STEP)
def take_step(meeting_id: int, name: str) -> ResponseReturnValue:
    meeting = queries.get_visible_or_404(meeting_id, actor())
    asked = step_page(meeting, name, actor(), sent=True)
    if not asked.is_filled_well():
        return _step_page(asked, 422)
    try:
        asked.take(actor())
    except BadInput as wrong:
        if asked.form is None:
            raise
        take_errors(asked.form, wrong.errors)
        return _step_page(asked, 422)
    except StepRefused as refused:
        if asked.form is None or refused.kind != "blocked":
            raise
        named = {"reason" if why == REASON_IS_MISSING else f"{n}": why.text for n, why in enumerate(refused.reasons)}
        take_errors(asked.form, named)
        return _step_page(asked, 422)
    if asked.draft:
        forget_draft(actor().account_id, asked.draft)
    flash(asked.said)
    return done(url_for(".detail", meeting_id=meeting.id))


def _step_page(asked: StepPage, status: int = 200) -> ResponseReturnValue:
    if asked.form is None:
        raise NotKnown  # a step that is one click has no page of its own
    return page("meetings/step.html", asked=asked, meeting=asked.meeting, heading=heading(asked.meeting), status=status)


@bp.get("/<int:meeting_id>/place")
@requires(Permission.MEETING_STEP)
def place(meeting_id: int) -> ResponseReturnValue:
    meeting = _with_room(meeting_id)
    return _place_page(meeting, PlaceForm(formdata=None, meta={"csrf": False}))


@bp.post("/<int:meeting_id>/place")
@requires(Permission.MEETING_STEP)
def change_place(meeting_id: int) -> ResponseReturnValue:
    meeting = _with_room(meeting_id)
    form = PlaceForm(meta={"csrf": False})
    if not form.validate():
        return _place_page(meeting, form, 422)
    try:
        change_room(
            meeting,
            form.place.data or "",
            reason=form.reason.data or "",
            actor=actor(),
            version=sent_version(),
        )
    except BadInput as wrong:
        return _place_page(meeting, take_errors(form, wrong.errors), 422)
    flash(told("Đã đổi địa điểm", "báo cho đảng viên"))
    return done(url_for(".detail", meeting_id=meeting.id))


def _with_room(meeting_id: int) -> Meeting:
    """A meeting whose room the actor may change. Raises NotAllowed."""
    meeting = queries.get_visible_or_404(meeting_id, actor())
    if not view_of(meeting, actor()).may_write("convened"):
        raise NotAllowed("Chỉ bí thư, phó bí thư đổi địa điểm của kỳ sinh hoạt đã triệu tập.")
    return meeting


def _place_page(meeting: Meeting, form: PlaceForm, status: int = 200) -> ResponseReturnValue:
    return page("meetings/place.html", meeting=meeting, heading=heading(meeting), form=form, status=status)
