"""The items of an agenda: adding, changing, moving, taking away. Views of the agendas' blueprint."""

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue

from app.agendas import services
from app.agendas.forms import ItemForm, PresenterForm, as_sent, fields_of
from app.agendas.models import AgendaItem, ItemKind
from app.agendas.preparing import at_item, preparing
from app.agendas.services_default import results_title
from app.audit.queries import last_change
from app.forms.queries import saved_draft
from app.forms.services import forget_draft
from app.meetings.models import Meeting
from app.meetings.services_plan import heading, people_of
from app.refusals import BadInput, SomebodyWasFaster
from app.web.forms import take_errors
from app.web.nfc import sent_version
from app.web.pages import done, page
from app.web.permissions import actor, requires
from app.web.transactions import form_fields
from workflows.meeting import State
from workflows.roles import Permission

NEW = "new"


@requires(Permission.AGENDA_WRITE)
def new_item(meeting_id: int) -> ResponseReturnValue:
    meeting = preparing(meeting_id).meeting
    return _item_page(meeting, None, _form_of(meeting, None))


@requires(Permission.AGENDA_WRITE)
def add_item(meeting_id: int) -> ResponseReturnValue:
    meeting = preparing(meeting_id).meeting
    form = ItemForm(meta={"csrf": False})
    if not form.validate():
        return _item_page(meeting, None, form, status=422)
    try:
        item = services.add_item(meeting, form.text(request.form), actor=actor())
    except BadInput as wrong:
        return _item_page(meeting, None, take_errors(form, wrong.errors), status=422)
    forget_draft(actor().account_id, _draft_key(meeting, None))
    flash("Đã thêm mục vào chương trình.")
    return done(at_item(meeting, item.id))


@requires(Permission.AGENDA_WRITE)
def add_results_item(meeting_id: int) -> ResponseReturnValue:
    """The item on the last resolution's results, which open tasks ask for: suggested, added by one click."""
    meeting = preparing(meeting_id).meeting
    text = services.ItemText(
        title=results_title(meeting.month), kind=ItemKind.LAST_RESOLUTION, presenter_id=meeting.chair_id, minutes=10
    )
    item = services.add_item(meeting, text, actor=actor())
    flash("Đã đưa mục kiểm điểm kết quả nghị quyết vào chương trình.")
    return done(at_item(meeting, item.id))


@requires(Permission.AGENDA_WRITE)
def item(meeting_id: int, item_id: int) -> ResponseReturnValue:
    meeting = preparing(meeting_id).meeting
    found = services.item_or_404(meeting, item_id)
    if meeting.state == State.CONVENED:
        return _presenter_page(meeting, found, PresenterForm(formdata=None, obj=found, meta={"csrf": False}))
    return _item_page(meeting, found, _form_of(meeting, found))


@requires(Permission.AGENDA_WRITE)
def change_item(meeting_id: int, item_id: int) -> ResponseReturnValue:
    meeting = preparing(meeting_id).meeting
    found = services.item_or_404(meeting, item_id)
    form = ItemForm(meta={"csrf": False})
    if not form.validate():
        return _item_page(meeting, found, form, status=422)
    version = sent_version()
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
    return done(at_item(meeting, found.id))


@requires(Permission.AGENDA_WRITE)
def move_item(meeting_id: int, item_id: int) -> ResponseReturnValue:
    """The buttons up and down and the drag send the same: the place where the item shall stand."""
    meeting = preparing(meeting_id).meeting
    found = services.item_or_404(meeting, item_id)
    to = request.values.get("to", type=int)
    if to is None:
        raise BadInput("Chưa rõ chuyển mục đến vị trí nào.")
    wanted = "up" if to < found.position else "down"
    services.move_item(meeting, found, to, actor=actor())
    return done(url_for(".edit", meeting_id=meeting.id, moved=found.id, wanted=wanted, _anchor=f"muc-{found.id}"))


@requires(Permission.AGENDA_WRITE)
def remove_item(meeting_id: int, item_id: int) -> ResponseReturnValue:
    meeting = preparing(meeting_id).meeting
    found = services.item_or_404(meeting, item_id)
    services.remove_item(meeting, found, actor=actor(), version=sent_version())
    flash("Đã bỏ mục khỏi chương trình.")
    return done(url_for(".edit", meeting_id=meeting.id))


@requires(Permission.AGENDA_WRITE)
def change_presenter(meeting_id: int, item_id: int) -> ResponseReturnValue:
    meeting = preparing(meeting_id).meeting
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
            version=sent_version(),
            actor=actor(),
        )
    except BadInput as wrong:
        return _presenter_page(meeting, found, take_errors(form, wrong.errors), 422)
    flash("Đã đổi người trình bày.")
    return done(at_item(meeting, found.id))


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


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/agenda/items/new", view_func=new_item, methods=["GET"])
    bp.add_url_rule("/agenda/items/new", view_func=add_item, methods=["POST"])
    bp.add_url_rule("/agenda/results-item", view_func=add_results_item, methods=["POST"])
    bp.add_url_rule("/agenda/items/<int:item_id>", view_func=item, methods=["GET"])
    bp.add_url_rule("/agenda/items/<int:item_id>", view_func=change_item, methods=["POST"])
    bp.add_url_rule("/agenda/items/<int:item_id>/place", view_func=move_item, methods=["POST"])
    bp.add_url_rule("/agenda/items/<int:item_id>/removal", view_func=remove_item, methods=["POST"])
    bp.add_url_rule("/agenda/items/<int:item_id>/presenter", view_func=change_presenter, methods=["POST"])
