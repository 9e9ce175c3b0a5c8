"""Those on their way into the Party: the list, one of them with the steps so far, and taking the next."""

from flask import Blueprint, Response, request, url_for

from app import clock
from app.members.queries import roll_of
from app.organisations.queries_cells import Cell, cells_as, chosen_among
from app.prospects import queries, services
from app.prospects.forms import HINTS, FactsForm, IntroduceForm, StepForm
from app.prospects.models import Prospect
from app.prospects.routes_admissions import figures
from app.prospects.workbook import COLUMNS, row_of
from app.refusals import BadInput, NotKnown
from app.web.downloads import list_as_workbook
from app.web.form_pages import choices, form_page
from app.web.nfc import query_int
from app.web.pages import page
from app.web.paging import number_asked, pages_of
from app.web.permissions import actor, requires
from app.workbooks import MOST_ROWS
from workflows.engine import StepRefused
from workflows.prospect import BEFORE_ADMISSION, PROSPECT, STATE_LABELS, at_version, end_of_probation
from workflows.roles import Permission

bp = Blueprint("prospects", __name__, url_prefix="/prospects")
bp.register_blueprint(figures)
LABELS = {step.name: step.label for step in PROSPECT.steps}
WARNINGS = {
    "admit": "Lưu xong, đồng chí này có tên trong danh sách đảng viên của chi bộ, là đảng viên dự bị 12 tháng.",
    "recognise": "Lưu xong, ngày chính thức trong danh sách đảng viên là ngày hết 12 tháng dự bị.",
}


@bp.get("")
@requires(Permission.GROWTH_READ)
def index() -> Response:
    me, today, number = actor(), clock.today(), number_asked()
    cells, cell, wanted = _asked()
    counts = queries.counts(me, today, wanted.cell_id)
    rows = queries.listed(me, today, wanted, number=number)
    steps = queries.steps_of([row.id for row in rows])
    return page(
        "prospects/index.html", rows=rows, last={i: done[-1] for i, done in steps.items()}, counts=counts,
        which=queries.WHICH, wanted=wanted, cells=cells, cell=cell, number=number, labels=STATE_LABELS,
        pages=pages_of(counts[wanted.which], queries.PAGE),
    )  # fmt: skip


@bp.get("/workbook")
@requires(Permission.GROWTH_READ)
def workbook() -> Response:
    _, _, wanted = _asked()
    rows = queries.listed(actor(), clock.today(), wanted, limit=MOST_ROWS + 1)
    steps = queries.steps_of([row.id for row in rows[:MOST_ROWS]])
    return list_as_workbook(queries.WHICH[wanted.which][0], COLUMNS, [row_of(o, steps.get(o.id, ())) for o in rows])


@bp.route("/cells/<int:cell_id>/new", methods=["GET", "POST"])
@requires(Permission.GROWTH_WRITE)
def new(cell_id: int) -> Response:
    me, found = actor(), chosen_among(cells_as(actor(), *queries.READERS), cell_id)
    if found is None:
        raise NotKnown
    form, there = IntroduceForm(data={"since": clock.today()}), url_for(".index", cell=cell_id)

    def act() -> str:
        row = services.introduce(found.id, form.facts(), since=form.since.data, actor=me)
        return url_for(".detail", prospect_id=row.id)

    return form_page(
        form, act, to=there, said="Đã đưa vào danh sách.", title="Giới thiệu quần chúng ưu tú",
        button="Đưa vào danh sách", back=(there, "Phát triển đảng viên"), hints=HINTS,
        lead=f"{found.name}. Chỉ ghi thông tin chung; hồ sơ, lý lịch giữ trên giấy.",
    )  # fmt: skip


@bp.get("/<int:prospect_id>")
@requires(Permission.GROWTH_READ)
def detail(prospect_id: int) -> Response:
    row = _visible(prospect_id)
    roles = actor().roles_in(services.cell_of(row))
    steps = at_version(row.definition_version).steps_for(row.state, roles)
    probation = end_of_probation(row.person.admitted_on) if row.person and row.person.admitted_on else None
    return page(
        "prospects/detail.html", row=row, done=queries.steps_of([row.id]).get(row.id, []), steps=steps, labels=LABELS,
        states=STATE_LABELS, open=row.state in BEFORE_ADMISSION, probation=probation,
    )  # fmt: skip


@bp.route("/<int:prospect_id>/edit", methods=["GET", "POST"])
@requires(Permission.GROWTH_WRITE)
def edit(prospect_id: int) -> Response:
    row = _visible(prospect_id)
    form, there, version = FactsForm(obj=row), url_for(".detail", prospect_id=row.id), row.version
    return form_page(
        form, lambda: services.change_facts(row, form.facts(), version=version, actor=actor()), to=there,
        said="Đã lưu thông tin.", title="Sửa thông tin", button="Lưu thông tin", back=(there, row.full_name),
        hints=HINTS, version=version, lead="Chỉ ghi thông tin chung; hồ sơ, lý lịch giữ trên giấy.",
    )  # fmt: skip


@bp.route("/<int:prospect_id>/steps/<name>", methods=["GET", "POST"])
@requires(Permission.GROWTH_WRITE)
def take_step(prospect_id: int, name: str) -> Response:
    row = _visible(prospect_id)
    if name not in LABELS or name == "introduce":
        raise NotKnown
    form, there, version = _step_form(row, name), url_for(".detail", prospect_id=row.id), row.version

    def act() -> None:
        try:
            services.take_step(row, name, form.stated(), version=version, actor=actor())
        except StepRefused as refused:
            if refused.kind != "blocked":
                raise
            raise BadInput(str(refused)) from None  # said on the form, where what was typed stands

    return form_page(
        form, act, to=there, said="Đã ghi.", title=LABELS[name], button=LABELS[name], back=(there, row.full_name),
        hints=HINTS,
        version=version, lead=f"{row.full_name}, {row.cell.name}. Hồ sơ giữ trên giấy.", warning=WARNINGS.get(name),
    )  # fmt: skip


def _step_form(row: Prospect, name: str) -> StepForm:
    form = StepForm(data={"first_helper": row.first_helper_id, "second_helper": row.second_helper_id}).only(name)
    if "vote" in form:
        ballots = queries.ballots_of(services.cell_of(row), services.VOTED_ON[name])
        said = [(b.id, f"{b.at:%d/%m/%Y}: {b.subject}, {b.votes_for}/{b.base} tán thành") for b in ballots]
        form["vote"].choices = choices([("", "Ghi trên giấy"), *said])
    if "first_helper" in form:
        own = [one.person for one in roll_of(row.cell_id, clock.today()) if one.official and not one.temporary_in]
        offered = choices([("", "chưa có"), *((one.id, one.full_name) for one in own)])
        form["first_helper"].choices = form["second_helper"].choices = offered
    return form


def _visible(prospect_id: int) -> Prospect:
    return queries.get_visible(prospect_id, actor(), clock.today())


def _asked() -> tuple[list[Cell], Cell | None, queries.Wanted]:
    cells = cells_as(actor(), *queries.READERS)
    cell = chosen_among(cells, query_int("cell"))
    which = request.args.get("which", "open")
    if which not in queries.WHICH:
        which = "open"
    return cells, cell, queries.Wanted(which=which, cell_id=cell.id if cell and len(cells) > 1 else None)
