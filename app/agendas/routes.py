"""Preparing an agenda: the list of items, the plan of the day, beginning as last month; items and files are beside."""

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.agendas import routes_files, routes_items
from app.agendas.forms import PlanForm
from app.agendas.models import ItemKind
from app.agendas.preparing import preparing
from app.agendas.queries_last import as_last_month, to_begin_like
from app.agendas.queries_topics import repeated_topics
from app.agendas.services_last import copy_last as copy_last_agenda
from app.meetings.models import Meeting
from app.meetings.services_plan import change_plan, heading, people_of
from app.oversight.queries_clashes import suggestion_for
from app.refusals import BadInput
from app.rotations.models import ModelPlan
from app.rotations.queries import plan_of
from app.rules.queries import settings_of
from app.tasks.queries import open_count
from app.web.forms import take_errors
from app.web.nfc import sent_version
from app.web.pages import done, page
from app.web.permissions import actor, requires
from workflows.meeting import Kind
from workflows.roles import Permission

bp = Blueprint("agendas", __name__, url_prefix="/meetings/<int:meeting_id>")


@bp.get("/agenda")
@requires(Permission.AGENDA_WRITE)
def edit(meeting_id: int) -> ResponseReturnValue:
    view = preparing(meeting_id)
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


@bp.get("/plan")
@requires(Permission.AGENDA_WRITE)
def plan(meeting_id: int) -> ResponseReturnValue:
    meeting = preparing(meeting_id).meeting
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
    meeting = preparing(meeting_id).meeting
    form = PlanForm(meta={"csrf": False})
    if not form.validate():
        return _plan_page(meeting, form, 422)
    try:
        change_plan(meeting, form.plan(), actor=actor(), version=sent_version())
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


@bp.post("/agenda/as-last-month")
@requires(Permission.AGENDA_WRITE)
def copy_last(meeting_id: int) -> ResponseReturnValue:
    """Begin as the last meeting did. What is not changed then is marked until it is."""
    meeting = preparing(meeting_id).meeting
    count = copy_last_agenda(meeting, actor=actor())
    more = f", thêm {count} nội dung bàn đã đánh dấu để sửa" if count else ""
    flash(f"Đã lấy người trình bày, thời gian, câu hỏi như kỳ trước{more}.")
    return done(url_for(".edit", meeting_id=meeting.id))


routes_items.add_to(bp)
routes_files.add_to(bp)
