"""Preparing an agenda: the list of items, each item, the plan of the day, the documents that go out with it."""

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.agendas import files, services
from app.agendas.forms import ItemForm, PlanForm, PresenterForm, as_sent, fields_of
from app.agendas.models import AgendaItem, ItemKind
from app.agendas.queries_last import as_last_month, to_begin_like
from app.agendas.queries_topics import repeated_topics
from app.agendas.services_default import results_title
from app.agendas.services_last import copy_last as copy_last_agenda
from app.audit.queries import last_change
from app.forms.queries import saved_draft
from app.forms.services import forget_draft
from app.meetings.models import Meeting
from app.meetings.queries import get_visible_or_404
from app.meetings.queries_page import View, view_of
from app.meetings.services_plan import change_plan, heading, people_of
from app.oversight.queries_clashes import suggestion_for
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster
from app.rotations.models import ModelPlan
from app.rotations.queries import plan_of
from app.rules.queries import settings_of
from app.tasks.queries import open_count
from app.web.forms import take_errors
from app.web.pages import done, page
from app.web.permissions import actor, requires
from app.web.transactions import form_fields
from workflows.meeting import Kind, State
from workflows.roles import Permission
from workflows.sight import Part

bp = Blueprint("agendas", __name__, url_prefix="/meetings/<int:meeting_id>")
NEW = "new"


@bp.get("/agenda")
@requires(Permission.AGENDA_WRITE)
def edit(meeting_id: int) -> ResponseReturnValue:
    view = _preparing(meeting_id)
    meeting = view.meeting
    people = people_of(meeting)
    norm = settings_of(meeting.rule_set).minutes_for(meeting.kind, members=len(people), has_theme=bool(meeting.theme))
    kinds = {item.kind for item in view.items}
    return page(
        "agendas/edit.html",
        view=view,
        meeting=meeting,
        section="meetings",
        heading=heading(meeting),
        norm=norm if meeting.kind != Kind.EXTRAORDINARY else 0,
        repeated=repeated_topics(meeting, view.items),
        open_tasks=open_count(meeting.cell_id),
        has_results=ItemKind.LAST_RESOLUTION in kinds,
        guided=bool(view.facts and view.facts.guidance_is_published),
        has_guidance=ItemKind.GUIDANCE in kinds,
        may_submit="submit" in view.options,
        unchanged=as_last_month(view.items),
        last=to_begin_like(meeting),
        moved=request.args.get("moved", type=int),
        wanted=request.args.get("wanted", "") if request.args.get("wanted") in ("up", "down") else "",
    )


def _preparing(meeting_id: int) -> View:
    """The view of somebody who prepares this agenda, or may still change its presenters. Raises NotAllowed."""
    meeting = get_visible_or_404(meeting_id, actor())
    view = view_of(meeting, actor())
    if not (view.may_write(Part.AGENDA) or view.may_write(Part.CONVENED)):
        if meeting.state != State.DRAFT and view.sees(Part.AGENDA):
            raise SomebodyWasFaster("Chương trình đã khóa từ lúc trình. Muốn sửa thì rút lại rồi trình lần nữa.")
        raise NotAllowed("Chỉ bí thư, phó bí thư hoặc người nhập liệu của chi bộ soạn chương trình.")
    return view


@bp.get("/plan")
@requires(Permission.AGENDA_WRITE)
def plan(meeting_id: int) -> ResponseReturnValue:
    meeting = _preparing(meeting_id).meeting
    begins = meeting.starts_at.astimezone(clock.VIETNAM) if meeting.starts_at else None
    form = PlanForm(
        formdata=None,
        obj=meeting,
        meta={"csrf": False},
        day=begins.date() if begins else None,
        time=begins.time() if begins else None,
    )
    return _plan_page(meeting, form)


@bp.post("/plan")
@requires(Permission.AGENDA_WRITE)
def save_plan(meeting_id: int) -> ResponseReturnValue:
    meeting = _preparing(meeting_id).meeting
    form = PlanForm(meta={"csrf": False})
    if not form.validate():
        return _plan_page(meeting, form, 422)
    try:
        change_plan(meeting, form.plan(), actor=actor(), version=request.form.get("version", type=int))
    except BadInput as wrong:
        return _plan_page(meeting, take_errors(form, wrong.errors), 422)
    flash("Đã lưu thời gian, địa điểm và phân công.")
    return done(url_for(".edit", meeting_id=meeting.id))


def _model_plan(meeting: Meeting) -> ModelPlan | None:
    """The year's plan makes this a model meeting, and nobody has marked it so."""
    wanted = meeting.kind == Kind.REGULAR and not meeting.model_meeting
    return plan_of(meeting.cell_id, meeting.month) if wanted else None


def _plan_page(meeting: Meeting, form: PlanForm, status: int = 200) -> ResponseReturnValue:
    form.offer(people_of(meeting))
    return page(
        "agendas/plan.html", section="meetings", meeting=meeting, heading=heading(meeting), form=form, status=status,
        suggestion=suggestion_for(meeting), model_plan=_model_plan(meeting),
    )  # fmt: skip


@bp.get("/agenda/items/new")
@requires(Permission.AGENDA_WRITE)
def new_item(meeting_id: int) -> ResponseReturnValue:
    meeting = _preparing(meeting_id).meeting
    return _item_page(meeting, None, _form_of(meeting, None))


@bp.post("/agenda/items/new")
@requires(Permission.AGENDA_WRITE)
def add_item(meeting_id: int) -> ResponseReturnValue:
    meeting = _preparing(meeting_id).meeting
    form = ItemForm(meta={"csrf": False})
    if not form.validate():
        return _item_page(meeting, None, form, status=422)
    try:
        item = services.add_item(meeting, form.text(request.form), actor=actor())
    except BadInput as wrong:
        return _item_page(meeting, None, take_errors(form, wrong.errors), status=422)
    forget_draft(actor().account_id, _draft_key(meeting, None))
    flash("Đã thêm mục vào chương trình.")
    return done(_at_item(meeting, item.id))


@bp.post("/agenda/results-item")
@requires(Permission.AGENDA_WRITE)
def add_results_item(meeting_id: int) -> ResponseReturnValue:
    """The item on the last resolution's results, which open tasks ask for: suggested, added by one click."""
    meeting = _preparing(meeting_id).meeting
    text = services.ItemText(
        title=results_title(meeting.month), kind=ItemKind.LAST_RESOLUTION, presenter_id=meeting.chair_id, minutes=10
    )
    item = services.add_item(meeting, text, actor=actor())
    flash("Đã đưa mục kiểm điểm kết quả nghị quyết vào chương trình.")
    return done(_at_item(meeting, item.id))


@bp.post("/agenda/as-last-month")
@requires(Permission.AGENDA_WRITE)
def copy_last(meeting_id: int) -> ResponseReturnValue:
    """Begin as the last meeting did. What is not changed then is marked until it is."""
    meeting = _preparing(meeting_id).meeting
    count = copy_last_agenda(meeting, actor=actor())
    more = f", thêm {count} nội dung bàn đã đánh dấu để sửa" if count else ""
    flash(f"Đã lấy người trình bày, thời gian, câu hỏi như kỳ trước{more}.")
    return done(url_for(".edit", meeting_id=meeting.id))


@bp.get("/agenda/items/<int:item_id>")
@requires(Permission.AGENDA_WRITE)
def item(meeting_id: int, item_id: int) -> ResponseReturnValue:
    meeting = _preparing(meeting_id).meeting
    found = services.item_or_404(meeting, item_id)
    if meeting.state == State.CONVENED:
        return _presenter_page(meeting, found, PresenterForm(formdata=None, obj=found, meta={"csrf": False}))
    return _item_page(meeting, found, _form_of(meeting, found))


@bp.post("/agenda/items/<int:item_id>")
@requires(Permission.AGENDA_WRITE)
def change_item(meeting_id: int, item_id: int) -> ResponseReturnValue:
    meeting = _preparing(meeting_id).meeting
    found = services.item_or_404(meeting, item_id)
    form = ItemForm(meta={"csrf": False})
    if not form.validate():
        return _item_page(meeting, found, form, status=422)
    version = request.form.get("version", type=int) or 0
    try:
        services.change_item(meeting, found, form.text(request.form), actor=actor(), version=version)
    except BadInput as wrong:
        return _item_page(meeting, found, take_errors(form, wrong.errors), status=422)
    except SomebodyWasFaster:
        if meeting.state != State.DRAFT:
            raise
        # Both versions on one page; what was typed goes on from here.
        by = last_change("agenda_item", found.id)
        return _item_page(meeting, found, form, status=409, saved=fields_of(found), saved_by=by)
    forget_draft(actor().account_id, _draft_key(meeting, found))
    flash("Đã lưu mục.")
    return done(_at_item(meeting, found.id))


@bp.post("/agenda/items/<int:item_id>/place")
@requires(Permission.AGENDA_WRITE)
def move_item(meeting_id: int, item_id: int) -> ResponseReturnValue:
    """The buttons up and down and the drag send the same: the place where the item shall stand."""
    meeting = _preparing(meeting_id).meeting
    found = services.item_or_404(meeting, item_id)
    to = request.values.get("to", type=int)
    if to is None:
        raise BadInput("Chưa rõ chuyển mục đến vị trí nào.")
    wanted = "up" if to < found.position else "down"
    services.move_item(meeting, found, to, actor=actor())
    return done(url_for(".edit", meeting_id=meeting.id, moved=found.id, wanted=wanted, _anchor=f"muc-{found.id}"))


@bp.post("/agenda/items/<int:item_id>/removal")
@requires(Permission.AGENDA_WRITE)
def remove_item(meeting_id: int, item_id: int) -> ResponseReturnValue:
    meeting = _preparing(meeting_id).meeting
    found = services.item_or_404(meeting, item_id)
    services.remove_item(meeting, found, actor=actor(), version=request.form.get("version", type=int) or 0)
    flash("Đã bỏ mục khỏi chương trình.")
    return done(url_for(".edit", meeting_id=meeting.id))


@bp.post("/agenda/items/<int:item_id>/presenter")
@requires(Permission.AGENDA_WRITE)
def change_presenter(meeting_id: int, item_id: int) -> ResponseReturnValue:
    meeting = _preparing(meeting_id).meeting
    found = services.item_or_404(meeting, item_id)
    form = PresenterForm(meta={"csrf": False})
    try:
        if not form.validate():
            return _presenter_page(meeting, found, form, 422)
        services.change_presenter(
            meeting,
            found,
            presenter_id=form.presenter_id.data,
            presenter_name=(form.presenter_name.data or "").strip(),
            reason=(form.reason.data or "").strip(),
            version=request.form.get("version", type=int) or 0,
            actor=actor(),
        )
    except BadInput as wrong:
        return _presenter_page(meeting, found, take_errors(form, wrong.errors), 422)
    flash("Đã đổi người trình bày.")
    return done(_at_item(meeting, found.id))


def _form_of(meeting: Meeting, found: AgendaItem | None) -> ItemForm:
    """The form as it was last typed, else as the item stands."""
    kept = saved_draft(actor().account_id, _draft_key(meeting, found))
    if kept:
        return ItemForm(formdata=as_sent(kept), meta={"csrf": False})
    return ItemForm(formdata=None, meta={"csrf": False}, **(fields_of(found) if found else {}))


def _draft_key(meeting: Meeting, found: AgendaItem | None) -> str:
    return f"item-{meeting.id}-{found.id if found else NEW}"


def _item_page(
    meeting: Meeting, found: AgendaItem | None, form: ItemForm, *, status: int = 200,
    saved: dict[str, object] | None = None, saved_by: object = None,
) -> ResponseReturnValue:  # fmt: skip
    people = people_of(meeting)
    form.offer(people)
    kept = saved_draft(actor().account_id, _draft_key(meeting, found)) if status == 200 else form_fields()
    questions = [line.strip() for line in (form.questions.data or "").splitlines() if line.strip()]
    stored = found.questions if found else []
    asked = {
        number: str(
            kept.get(f"asked_{number}")
            or (stored[number - 1].get("asked_first_id") if number <= len(stored) else "")
            or ""
        )
        for number in range(1, len(questions) + 1)
    }
    return page(
        "agendas/item.html",
        meeting=meeting,
        section="meetings",
        heading=heading(meeting),
        item=found,
        form=form,
        people=people,
        questions=questions,
        asked=asked,
        draft=_draft_key(meeting, found),
        is_kept=bool(kept) and status == 200,
        saved=saved,
        saved_by=saved_by,
        status=status,
    )


def _presenter_page(meeting: Meeting, found: AgendaItem, form: PresenterForm, status: int = 200) -> ResponseReturnValue:
    form.offer(people_of(meeting))
    return page(
        "agendas/presenter.html",
        section="meetings",
        meeting=meeting,
        heading=heading(meeting),
        item=found,
        form=form,
        status=status,
    )


def _at_item(meeting: Meeting, item_id: int) -> str:
    return url_for(".edit", meeting_id=meeting.id, _anchor=f"muc-{item_id}")


files.add_to(bp)
