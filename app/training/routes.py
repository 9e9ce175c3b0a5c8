"""Training of secretaries and deputies with their age and term; the reserve list of the cells."""

from flask import Blueprint, Response, url_for

from app import clock
from app.members.queries import roll_of
from app.members.queries_sight import get_managed
from app.organisations.queries_cells import Cell, cells_as, chosen_among
from app.refusals import NotKnown
from app.training import queries, services
from app.training.forms import HINTS, CourseForm, ReserveForm
from app.training.workbook import LEADERS, RESERVE, row_of_leader, row_of_reserve
from app.web.downloads import list_as_workbook
from app.web.form_pages import act_at_once, choices, form_page
from app.web.nfc import query_int, sent_version
from app.web.pages import page
from app.web.paging import number_asked, pages_of
from app.web.permissions import actor, requires
from app.workbooks import MOST_ROWS
from workflows.roles import Permission, Role

bp = Blueprint("training", __name__, url_prefix="/training")


@bp.get("")
@requires(Permission.GROWTH_READ)
def index() -> Response:
    me, today, number = actor(), clock.today(), number_asked()
    cells, cell = _cells()
    cell_id = cell.id if cell else None
    sums = queries.sums_of(me, today, cell_id=cell_id)
    return page(
        "training/index.html", leaders=queries.leaders(me, today, cell_id=cell_id, number=number), sums=sums,
        number=number, pages=pages_of(sums.total, queries.PAGE), cells=cells, cell=cell, today=today,
        managed=set(me.organisations_as(Role.OFFICE)),
    )  # fmt: skip


@bp.get("/workbook")
@requires(Permission.GROWTH_READ)
def workbook() -> Response:
    today, (_, cell) = clock.today(), _cells()
    found = queries.leaders(actor(), today, cell_id=cell.id if cell else None, limit=MOST_ROWS + 1)
    return list_as_workbook("Bồi dưỡng bí thư, phó bí thư", LEADERS, [row_of_leader(one, today) for one in found])


@bp.route("/people/<int:person_id>/new", methods=["GET", "POST"])
@requires(Permission.MEMBER_MANAGE)
def new(person_id: int) -> Response:
    person = get_managed(person_id, actor(), clock.today())
    form, there = CourseForm(), url_for("members.detail", person_id=person.id)
    return form_page(
        form, lambda: services.record_training(person, form.said(), actor=actor()) and None, to=there,
        said="Đã ghi khóa bồi dưỡng.", title="Ghi khóa bồi dưỡng", button="Ghi khóa bồi dưỡng",
        back=(there, person.full_name), hints=HINTS, lead=f"Đồng chí {person.full_name}.",
    )  # fmt: skip


@bp.route("/<int:training_id>/edit", methods=["GET", "POST"])
@requires(Permission.MEMBER_MANAGE)
def edit(training_id: int) -> Response:
    row, person = queries.get_training(training_id, actor(), clock.today())
    form, there, version = CourseForm(obj=row), url_for("members.detail", person_id=person.id), row.version
    return form_page(
        form, lambda: services.change_training(row, form.said(), version=version, actor=actor()), to=there,
        said="Đã lưu khóa bồi dưỡng.", template="training/edit.html", title="Sửa khóa bồi dưỡng",
        button="Lưu khóa bồi dưỡng", back=(there, person.full_name), hints=HINTS, version=version, training=row,
        lead=f"Đồng chí {person.full_name}.",
    )  # fmt: skip


@bp.post("/<int:training_id>/remove")
@requires(Permission.MEMBER_MANAGE)
def remove(training_id: int) -> Response:
    row, person = queries.get_training(training_id, actor(), clock.today())
    there, version = url_for("members.detail", person_id=person.id), sent_version()
    return act_at_once(
        lambda: services.remove_training(row, version=version, actor=actor()), to=there, said="Đã bỏ khóa bồi dưỡng."
    )  # fmt: skip


# ---------------------------------------------------------------- the reserve list


@bp.get("/reserve")
@requires(Permission.GROWTH_READ)
def reserve() -> Response:
    me, today, number = actor(), clock.today(), number_asked()
    cells, cell = _cells()
    cell_id = cell.id if cell else None
    count = queries.reserve_count(me, cell_id=cell_id)
    rows = queries.reserve_of(me, cell_id=cell_id, number=number)
    return page(
        "training/reserve.html", rows=rows, count=count, number=number, pages=pages_of(count, queries.PAGE),
        cells=cells, cell=cell, today=today, trained=queries.trained_among([one.person_id for one in rows], today),
        without=queries.cells_without_reserve(me) if cell is None else [],
    )  # fmt: skip


@bp.get("/reserve/workbook")
@requires(Permission.GROWTH_READ)
def reserve_workbook() -> Response:
    _, cell = _cells()
    rows = queries.reserve_of(actor(), cell_id=cell.id if cell else None, limit=MOST_ROWS + 1)
    return list_as_workbook("Quy hoạch bí thư, phó bí thư", RESERVE, [row_of_reserve(o, clock.today()) for o in rows])


@bp.route("/reserve/<int:cell_id>/new", methods=["GET", "POST"])
@requires(Permission.GROWTH_WRITE)
def put_on_reserve(cell_id: int) -> Response:
    me, cell = actor(), chosen_among(cells_as(actor(), *queries.READERS), cell_id)
    if cell is None:
        raise NotKnown
    form = ReserveForm()
    own = [row.person for row in roll_of(cell.id, clock.today()) if not row.temporary_in and not row.suspended]
    form.person.choices = choices((one.id, one.full_name) for one in own)
    there = url_for(".reserve", cell=cell.id)

    def act() -> None:
        services.put_on_reserve(
            cell.id, form.person.data, Role(form.position.data), term=form.term.data or "", note=form.note.data or "",
            actor=me,
        )  # fmt: skip

    return form_page(
        form, act, to=there, said="Đã ghi vào quy hoạch.", title="Ghi quy hoạch bí thư, phó bí thư",
        button="Ghi vào quy hoạch", back=(there, "Quy hoạch"), hints=HINTS, lead=f"{cell.name}.",
    )  # fmt: skip


@bp.post("/reserve/<int:reserve_id>/remove")
@requires(Permission.GROWTH_WRITE)
def take_off_reserve(reserve_id: int) -> Response:
    row = queries.get_reserve(reserve_id, actor())
    version, there = sent_version(), url_for(".reserve", cell=row.cell_id)
    return act_at_once(
        lambda: services.take_off_reserve(row, version=version, actor=actor()), to=there,
        said="Đã đưa ra khỏi quy hoạch.",
    )  # fmt: skip


def _cells() -> tuple[list[Cell], Cell | None]:
    cells = cells_as(actor(), *queries.READERS)
    return cells, chosen_among(cells, query_int("cell"))
