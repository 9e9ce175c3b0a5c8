"""Pages of tasks: mine, my cell's, one task."""

from flask import Blueprint, current_app, flash, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app import clock
from app.documents.queries import evidence_of_task
from app.documents.services import Upload, UploadRefused, check_upload
from app.forms.queries import saved_draft
from app.forms.services import forget_draft
from app.organisations.queries import cells_among
from app.refusals import BadInput, NotKnown
from app.tasks import queries, services
from app.tasks.forms import NewTaskForm, StepForm
from app.tasks.models import Task
from app.web.forms import take_errors
from app.web.nfc import query_int
from app.web.pages import done, page
from app.web.permissions import actor, hide_unless_visible, requires
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
    me, today = actor(), clock.today()
    whose, which = request.args.get("whose", ""), request.args.get("which", "")
    wanted = queries.Filter(
        whose=whose if whose in WHOSE else "cell",
        which=which if which in WHICH else "open",
        cell_id=query_int("cell"),
    )
    number = max(1, query_int("page") or 1)
    rows, count = queries.listed(me, wanted, today, number)
    return page(
        "tasks/index.html",
        "listing",
        rows=rows,
        count=count,
        number=number,
        pages=-(-count // queries.PAGE),
        wanted=wanted,
        whose=WHOSE,
        which=WHICH,
        late={t.id for t in rows if is_overdue(t.state, t.deadline, today)},
        today=today,
        many_cells=len({t.cell_id for t in rows}) > 1,
        may_assign=_cells_where_i_assign() != [],
    )


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
    kept = saved_draft(actor().account_id, NEW_DRAFT)
    form = NewTaskForm(MultiDict(kept) if kept else None, meta={"csrf": False})
    return _new_page(form.offer(queries.owners_for(_my_cell(), clock.today())))


NEW_DRAFT = "task-new"


def _new_page(form: NewTaskForm, status: int = 200) -> ResponseReturnValue:
    return page("tasks/new.html", form=form, status=status)


@bp.post("/new")
@requires(Permission.TASK_STEP)
def assign() -> ResponseReturnValue:
    cell_id = _my_cell()
    form = NewTaskForm(meta={"csrf": False}).offer(queries.owners_for(cell_id, clock.today()))
    if not form.validate():
        return _new_page(form, 422)
    wanted = services.NewTask(
        work=form.work.data or "",
        owner_id=form.owner_id.data,
        owner_name=form.owner_name.data or "",
        deadline=form.deadline.data,
    )
    try:
        task = services.assign_task(wanted, cell_id=cell_id, actor=actor(), roles=actor().roles_in(cell_id))
    except BadInput as refused:
        form.form_errors = list(refused.errors.values())
        return _new_page(form, 422)
    forget_draft(actor().account_id, NEW_DRAFT)
    flash("Đã giao nhiệm vụ.")
    return done(url_for("tasks.detail", task_id=task.id))


@bp.get("/<int:task_id>")
@requires(Permission.TASK_READ)
def detail(task_id: int) -> ResponseReturnValue:
    task = queries.get_visible_or_404(task_id, actor())
    steps = at_version(task.definition_version).steps_for(task.state, services.roles_in(task, actor()))
    return page(
        "tasks/detail.html",
        task=task,
        steps=sorted(steps, key=lambda step: step.name not in MAIN_STEPS),
        history=queries.history_of(task.id),
        evidence=evidence_of_task(task.id),
        late=is_overdue(task.state, task.deadline, clock.today()),
        step_labels={step.name: step.label for step in TASK.steps} | {services.MOVED: "Chuyển cùng chi bộ sáp nhập"},
    )


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
        if refused.kind != "blocked":
            raise
        reasons = {f"blocked-{n}": reason.text for n, reason in enumerate(refused.reasons)}
        return _step_page(task, name, take_errors(form, reasons), 422)
    forget_draft(actor().account_id, _draft_key(task, name))
    flash("Đã ghi.")
    return done(url_for("tasks.detail", task_id=task.id))


def _take(task: Task, name: str, form: StepForm, files: list[Upload]) -> None:
    version = request.form.get("version", "")
    services.take_step(
        task,
        name,
        actor=actor(),
        note=form.note.data or "",
        percent=form.percent.data,
        deadline=form.deadline.data,
        owner_id=form.owner_id.data,
        version=int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None,
    )
    for upload in files:
        services.attach_evidence(task, upload, actor=actor())


def _files() -> list[Upload]:
    """The files sent with a report, checked. Raises UploadRefused with a sentence."""
    sent = [one for one in request.files.getlist("evidence") if one.filename]
    if len(sent) > MOST_FILES:
        raise UploadRefused(f"Mỗi lần báo cáo gửi nhiều nhất {MOST_FILES} tệp.")
    most = current_app.config["SETTINGS"].max_upload_bytes
    return [check_upload(one.filename or "", one.stream, most) for one in sent]
