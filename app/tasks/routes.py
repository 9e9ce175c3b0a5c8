"""Pages of tasks: mine, my cell's, one task."""

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app import clock
from app.commune_resolutions.models import CommuneResolution
from app.commune_resolutions.queries import get_visible_or_404, names_of, offered_to
from app.documents.queries import evidence_of_task
from app.documents.services_uploads import Upload, UploadRefused
from app.forms.queries import saved_draft
from app.forms.services import forget_draft
from app.organisations.queries import cells_among
from app.refusals import BadInput, NotKnown
from app.sessions.services import Heard, hear
from app.tasks import queries, services
from app.tasks.forms import LinkForm, NewTaskForm, StepForm
from app.tasks.models import Task
from app.tasks.services_linking import expect_leader, link_task
from app.tasks.services_speech import Spoken, assign_from_speech, spoken_for
from app.tasks.workbook import COLUMNS, row_of
from app.web.downloads import list_as_workbook
from app.web.form_pages import form_page
from app.web.forms import take_errors, what_blocks
from app.web.nfc import query_int, sent_version, version_again
from app.web.pages import done, page
from app.web.paging import number_asked, pages_of
from app.web.permissions import actor, hide_unless_visible, requires
from app.web.sent_files import sent_files
from app.workbooks import MOST_ROWS
from workflows.engine import StepRefused
from workflows.roles import Permission
from workflows.task import TASK, TaskFacts, at_version, is_overdue

bp = Blueprint("tasks", __name__, url_prefix="/tasks")
hide_unless_visible("task_id", queries.get_visible_or_404)

WHOSE = {"cell": "Của chi bộ", "mine": "Của tôi"}
MOST_FILES = 5
WHICH = {"open": "Đang thực hiện", "overdue": "Quá hạn", "done": "Đã xong", "all": "Tất cả"}


@bp.get("")
@requires(Permission.TASK_READ)
def index() -> ResponseReturnValue:
    me, today, wanted = actor(), clock.today(), _wanted()
    number = number_asked()
    rows, count = queries.listed(me, wanted, today, number)
    return page(
        "tasks/index.html",
        "listing",
        rows=rows,
        count=count,
        number=number,
        pages=pages_of(count, queries.PAGE),
        wanted=wanted,
        whose=WHOSE,
        which=WHICH,
        late={t.id for t in rows if is_overdue(t.state, t.deadline, today)},
        today=today,
        many_cells=len({t.cell_id for t in rows}) > 1,
        may_assign=_cells_where_i_assign() != [],
        resolutions=names_of({task.commune_resolution_id for task in rows if task.commune_resolution_id}),
        resolution=_wanted_resolution(wanted),
    )


@bp.get("/workbook")
@requires(Permission.TASK_READ)
def workbook() -> ResponseReturnValue:
    rows, _ = queries.listed(actor(), _wanted(), clock.today(), size=MOST_ROWS + 1)
    return list_as_workbook("Nhiệm vụ", COLUMNS, [row_of(task) for task in rows])


def _wanted() -> queries.Filter:
    whose, which = request.args.get("whose", ""), request.args.get("which", "")
    return queries.Filter(
        whose=whose if whose in WHOSE else "cell",
        which=which if which in WHICH else "open",
        cell_id=query_int("cell"),
        commune_resolution_id=query_int("resolution"),
    )


def _wanted_resolution(wanted: queries.Filter) -> CommuneResolution | None:
    chosen = wanted.commune_resolution_id
    return None if chosen is None else get_visible_or_404(chosen, actor())


def _cells_where_i_assign() -> list[int]:
    return actor().organisations_as(*services.SECRETARIES)


def _my_cell() -> int:
    """The cell in which a new task is given. A person leads one cell at most, so the first is the one."""
    cells = cells_among(_cells_where_i_assign())
    if not cells:
        raise NotKnown
    return cells[0].id


@bp.get("/new")
@requires(Permission.TASK_STEP)
def new() -> ResponseReturnValue:
    spoken = _spoken()
    if spoken and spoken.task_id:
        flash("Ý kiến này đã được giao thành nhiệm vụ.")
        return done(url_for(".detail", task_id=spoken.task_id))
    kept = saved_draft(actor().account_id, _new_draft(spoken))
    first = {"work": spoken.heard.speech.text} if spoken else {}
    return _new_page(NewTaskForm(MultiDict(kept) if kept else None, meta={"csrf": False}, data=first), spoken)


def _spoken() -> Spoken | None:
    """What was said in a meeting, if the address names a speech. Raises NotKnown, NotAllowed."""
    speech_id = query_int("speech")
    if speech_id is None and "speech" in request.args:
        raise NotKnown
    return spoken_for(speech_id, actor()) if speech_id is not None else None


def _new_draft(spoken: Spoken | None) -> str:
    return f"task-speech-{spoken.heard.speech_id}" if spoken else "task-new"


def _new_page(form: NewTaskForm, spoken: Spoken | None, status: int = 200) -> ResponseReturnValue:
    cell_id, today = spoken.heard.cell_id if spoken else _my_cell(), clock.today()
    form.offer(queries.owners_for(cell_id, today), offered_to(cell_id, today))
    seen = version_again(spoken.heard.speech.version if spoken else None)
    return page(
        "tasks/new.html", form=form, spoken=spoken, seen=seen, draft_key=_new_draft(spoken), cell_id=cell_id,
        status=status,
    )  # fmt: skip


@bp.post("/new")
@requires(Permission.TASK_STEP)
def assign() -> ResponseReturnValue:
    spoken, cell_id = _spoken(), None
    if spoken is None:
        cell_id = _my_cell()
    form = NewTaskForm(meta={"csrf": False}).offer((), ())
    if not form.validate():
        return _new_page(form, spoken, 422)
    try:
        task = _assign(form.task(), spoken, cell_id)
    except BadInput as refused:
        return _new_page(take_errors(form, refused.errors), spoken, 422)
    forget_draft(actor().account_id, _new_draft(spoken))
    flash("Đã giao nhiệm vụ.")
    if spoken and spoken.heard.held:
        said = spoken.heard.speech
        return done(url_for("sessions.item", meeting_id=said.meeting_id, item_id=said.item_id) + "#ghi")
    return done(url_for("tasks.detail", task_id=task.id))


def _assign(wanted: services.NewTask, spoken: Spoken | None, cell_id: int | None) -> Task:
    if spoken is not None:
        return assign_from_speech(spoken, wanted, version=sent_version(), actor=actor())
    cell = cell_id or 0
    return services.assign_task(wanted, cell_id=cell, actor=actor(), roles=actor().roles_in(cell))


@bp.get("/<int:task_id>")
@requires(Permission.TASK_READ)
def detail(task_id: int) -> ResponseReturnValue:
    task = queries.get_visible_or_404(task_id, actor())
    steps = at_version(task.definition_version).steps_for(task.state, services.roles_in(task, actor()))
    leads = bool(actor().roles_in(task.cell_id) & set(services.SECRETARIES))
    return page(
        "tasks/detail.html",
        task=task,
        steps=sorted(steps, key=lambda step: step.name not in MAIN_STEPS),
        history=queries.history_of(task.id),
        evidence=evidence_of_task(task.id),
        heard=_heard(task),
        may_link=leads and (task.commune_resolution_id or offered_to(task.cell_id, clock.today())),
        late=is_overdue(task.state, task.deadline, clock.today()),
        step_labels={step.name: step.label for step in TASK.steps} | {services.MOVED: "Chuyển cùng chi bộ sáp nhập"},
    )


def _heard(task: Task) -> Heard | None:
    """What it was made of, for who reads the record; others are told only that it was said in a meeting."""
    try:
        return hear(task.speech_id, actor()) if task.speech_id else None
    except NotKnown:
        return None


@bp.route("/<int:task_id>/commune-resolution", methods=["GET", "POST"])
@requires(Permission.TASK_STEP)
def link(task_id: int) -> ResponseReturnValue:
    task = queries.get_visible_or_404(task_id, actor())
    expect_leader(task, actor())
    form = LinkForm(obj=task).offer(offered_to(task.cell_id, clock.today()))
    there = url_for(".detail", task_id=task.id)
    return form_page(
        form, lambda: link_task(task, form.commune_resolution_id.data, version=sent_version(), actor=actor()),
        to=there, said="Đã lưu.", version=task.version, title="Gắn với nghị quyết của cấp ủy", button="Lưu",
        back=(there, "Nhiệm vụ"), lead=task.work,
    )  # fmt: skip


MAIN_STEPS = ("report", "confirm")  # those that move a task on: the page's one primary button


@bp.get("/<int:task_id>/steps/<any(report, return, confirm, extend, reassign, drop):name>")
@requires(Permission.TASK_STEP)
def step(task_id: int, name: str) -> ResponseReturnValue:
    task = queries.get_visible_or_404(task_id, actor())
    workflow = at_version(task.definition_version)
    refused = workflow.refusal(task.state, name, services.roles_in(task, actor()), TaskFacts())
    if refused and refused.kind != "blocked":
        raise refused
    kept = saved_draft(actor().account_id, _draft_key(task, name))
    return _step_page(task, name, StepForm(MultiDict(kept) if kept else None, meta={"csrf": False}))


def _draft_key(task: Task, name: str) -> str:
    return f"task-{task.id}-{name}"


def _step_page(task: Task, name: str, form: StepForm, status: int = 200) -> ResponseReturnValue:
    form.offer(queries.owners_for(task.cell_id, clock.today()) if name == "reassign" else ())
    label = next(s.label for s in TASK.steps if s.name == name)
    key = _draft_key(task, name)
    return page("tasks/step.html", task=task, name=name, label=label, form=form, draft_key=key, status=status)


@bp.post("/<int:task_id>/steps/<any(report, return, confirm, extend, reassign, drop):name>")
@requires(Permission.TASK_STEP)
def take_step(task_id: int, name: str) -> ResponseReturnValue:
    task = queries.get_visible_or_404(task_id, actor())
    form = StepForm(meta={"csrf": False}).offer(())
    if not form.validate():
        return _step_page(task, name, form, 422)
    try:
        _take(task, name, form, _files() if name == "report" else [])
    except UploadRefused as refused:
        return _step_page(task, name, take_errors(form, {"evidence": str(refused)}), 422)
    except BadInput as refused:
        return _step_page(task, name, take_errors(form, refused.errors), 422)
    except StepRefused as refused:
        reasons = what_blocks(refused)
        return _step_page(task, name, take_errors(form, reasons), 422)
    forget_draft(actor().account_id, _draft_key(task, name))
    flash("Đã ghi.")
    return done(url_for("tasks.detail", task_id=task.id))


def _take(task: Task, name: str, form: StepForm, files: list[Upload]) -> None:
    services.take_step(
        task,
        name,
        actor=actor(),
        note=form.note.data or "",
        percent=form.percent.data,
        deadline=form.deadline.data,
        owner_id=form.owner_id.data,
        version=sent_version(),
    )
    for upload in files:
        services.attach_evidence(task, upload, actor=actor())


def _files() -> list[Upload]:
    return sent_files("evidence", most=MOST_FILES, on="báo cáo")
