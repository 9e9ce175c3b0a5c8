"""The register of models and good practice, which is the library of all cells of a commune."""

from flask import Blueprint, Response, request, url_for

from app import clock
from app.examples import queries, services
from app.examples.forms import HINTS, ExampleForm
from app.extensions import db
from app.forms.queries import saved_texts
from app.forms.services import forget_draft
from app.members.queries import names_of, roll_of
from app.organisations.queries_cells import cells_as, chosen_among
from app.refusals import NotKnown
from app.web.downloads import list_as_workbook
from app.web.form_pages import act_at_once, choices, form_page
from app.web.nfc import query_int, sent_version
from app.web.pages import page
from app.web.paging import number_asked, pages_of
from app.web.permissions import actor, requires
from app.workbooks import MOST_ROWS
from workflows.roles import Permission

bp = Blueprint("examples", __name__, url_prefix="/examples")
COLUMNS = (
    ("Chi bộ", 38), ("Đảng viên", 28), ("Mô hình, cách làm, gương", 44), ("Thời gian", 18), ("Vì sao", 70),
    ("Được ghi nhận", 34),
)  # fmt: skip


@bp.get("")
@requires(Permission.EXAMPLE_READ)
def index() -> Response:
    me, number = actor(), number_asked()
    text = request.args.get("q", "").strip()[:100]
    rows, count = queries.page_of(queries.visible_to(me, clock.today(), text), number)
    cells = cells_as(me, *queries.WRITERS)
    return page(
        "examples/index.html", rows=rows, count=count, number=number, pages=pages_of(count, queries.PAGE),
        text=text, cells=cells, cell=chosen_among(cells, query_int("cell")),
        writes=set(me.organisations_as(*queries.WRITERS)),
    )  # fmt: skip


@bp.get("/workbook")
@requires(Permission.EXAMPLE_READ)
def workbook() -> Response:
    found = queries.visible_to(actor(), clock.today(), request.args.get("q", "").strip()[:100])
    rows = db.session.scalars(found.limit(MOST_ROWS + 1)).all()
    told = [
        [one.cell.name, one.person.full_name if one.person else "", one.title, one.period, one.reason, one.recognised]
        for one in rows
    ]
    return list_as_workbook("Gương, mô hình, cách làm hay", COLUMNS, told)


@bp.route("/cells/<int:cell_id>/new", methods=["GET", "POST"])
@requires(Permission.EXAMPLE_WRITE)
def new(cell_id: int) -> Response:
    me, cell = actor(), chosen_among(cells_as(actor(), *queries.WRITERS), cell_id)
    if cell is None:
        raise NotKnown
    key, there = f"example-new-{cell_id}", url_for(".index")
    typed = saved_texts(me.account_id, key)
    form = _offered(
        ExampleForm(data={name: typed.get(name) for name in ("title", "period", "reason", "recognised")}), cell_id
    )

    def act() -> None:
        services.enter(cell_id, form.told(), actor=me)
        forget_draft(me.account_id, key)

    return form_page(
        form, act, to=there, said="Đã ghi vào thư viện.", title="Ghi gương, mô hình, cách làm hay",
        button="Ghi vào thư viện", back=(there, "Gương, mô hình"), hints=HINTS, draft_key=key,
        lead=f"{cell.name}. Đảng viên các chi bộ trong đảng bộ xã đều đọc được.",
    )  # fmt: skip


@bp.route("/<int:example_id>/edit", methods=["GET", "POST"])
@requires(Permission.EXAMPLE_WRITE)
def edit(example_id: int) -> Response:
    row = queries.get_written(example_id, actor(), clock.today())
    first = {name: getattr(row, name) for name in ("title", "period", "reason", "recognised")}
    form = _offered(ExampleForm(data=first | {"person": row.person_id}), row.cell_id, row.person_id)
    there, version = url_for(".index"), row.version
    return form_page(
        form, lambda: services.change(row, form.told(), version=version, actor=actor()), to=there, said="Đã lưu.",
        template="examples/edit.html", title="Sửa gương, mô hình", button="Lưu", back=(there, "Gương, mô hình"),
        hints=HINTS, version=version, example=row,
    )  # fmt: skip


@bp.post("/<int:example_id>/remove")
@requires(Permission.EXAMPLE_WRITE)
def remove(example_id: int) -> Response:
    row = queries.get_written(example_id, actor(), clock.today())
    version, there = sent_version(), url_for(".index")
    return act_at_once(
        lambda: services.take_out(row, version=version, actor=actor()), to=there, said="Đã bỏ khỏi thư viện."
    )  # fmt: skip


def _offered(form: ExampleForm, cell_id: int, named: int | None = None) -> ExampleForm:
    """The cell itself, its members, and whoever is named already."""
    people = {one.person.id: one.person.full_name for one in roll_of(cell_id, clock.today()) if not one.temporary_in}
    if named and named not in people:
        people |= names_of([named])
    form.person.choices = choices([("", "cả chi bộ"), *people.items()])
    return form
