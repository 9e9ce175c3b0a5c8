"""Pages of tasks: mine, my cell's, one task."""

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.organisations.queries import cells_among
from app.refusals import BadInput, NotKnown
from app.tasks import queries, services
from app.tasks.forms import NewTaskForm, StepForm
from app.tasks.models import Task
from app.web.nfc import query_int
from app.web.pages import done, page
from app.web.permissions import actor, requires
from workflows.roles import Permission
from workflows.task import TASK, at_version, is_overdue

bp = Blueprint("tasks", __name__, url_prefix="/tasks")

WHOSE = {"cell": "Của chi bộ", "mine": "Của tôi"}
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
    return _new_page(NewTaskForm(meta={"csrf": False}).offer(queries.owners_for(_my_cell(), clock.today())))


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
        steps=steps,
        history=queries.history_of(task.id),
        late=is_overdue(task.state, task.deadline, clock.today()),
        step_labels={step.name: step.label for step in TASK.steps},
    )


@bp.get("/<int:task_id>/steps/<any(report, return, confirm, extend, reassign, drop):name>")
@requires(Permission.TASK_STEP)
def step(task_id: int, name: str) -> ResponseReturnValue:
    task = queries.get_visible_or_404(task_id, actor())
    return _step_page(task, name, StepForm(meta={"csrf": False}))


def _step_page(task: Task, name: str, form: StepForm, status: int = 200) -> ResponseReturnValue:
    if name == "reassign":
        form.offer(queries.owners_for(task.cell_id, clock.today()))
    label = next(s.label for s in TASK.steps if s.name == name)
    return page("tasks/step.html", task=task, name=name, label=label, form=form, status=status)


@bp.post("/<int:task_id>/steps/<any(report, return, confirm, extend, reassign, drop):name>")
@requires(Permission.TASK_STEP)
def take_step(task_id: int, name: str) -> ResponseReturnValue:
    task = queries.get_visible_or_404(task_id, actor())
    form = StepForm(meta={"csrf": False}).offer(())
    if not form.validate():
        return _step_page(task, name, form, 422)
    version = request.form.get("version", "")
    services.take_step(
        task,
        name,
        actor=actor(),
        note=form.note.data or "",
        percent=form.percent.data,
        deadline=form.deadline.data,
        owner_id=form.owner_id.data,
        version=int(version) if version.isdigit() else None,
    )
    flash("Đã ghi.")
    return done(url_for("tasks.detail", task_id=task.id))
