"""Residential areas with and without a cell of their own: the register, the figure, its workbook."""

from collections.abc import Iterable

from flask import Blueprint, Response, request, url_for
from wtforms.fields.choices import SelectChoice

from app.areas import queries, services
from app.areas.forms import AreaForm, ChangeForm
from app.organisations.models import Organisation
from app.organisations.queries_cells import Cell, cells_as
from app.refusals import NotKnown
from app.web.downloads import list_as_workbook
from app.web.form_pages import act_at_once, choices, form_page
from app.web.nfc import sent_version
from app.web.pages import page
from app.web.paging import number_asked, pages_of
from app.web.permissions import actor, requires
from app.workbooks import MOST_ROWS
from workflows.roles import Permission, Role

bp = Blueprint("areas", __name__, url_prefix="/areas")
COLUMNS = (("Khu dân cư", 34), ("Đảng bộ", 34), ("Số hộ", 10), ("Chi bộ", 38), ("Tình trạng", 18))
HINTS = {
    "name": "Ví dụ: thôn Nà Mười; tổ dân phố 3",
    "cell": "Một chi bộ lãnh đạo nhiều khu dân cư thì tính là sinh hoạt ghép",
}


@bp.get("")
@requires(Permission.SYNTHESIS_READ)
def index() -> Response:
    me, number, led = actor(), number_asked(), _led()
    counts = queries.counts_of(me)
    count = counts[led] if led else sum(counts.values())
    return page(
        "areas/index.html", rows=queries.areas_of(me, led, number=number), counts=counts, all=sum(counts.values()),
        led=led, labels=queries.LED_LABELS, number=number, pages=pages_of(count, queries.PAGE),
        manages=me.holds(Role.OFFICE),
    )  # fmt: skip


@bp.get("/workbook")
@requires(Permission.SYNTHESIS_READ)
def workbook() -> Response:
    rows = queries.areas_of(actor(), _led(), limit=MOST_ROWS + 1)
    told = [[o.name, o.commune, o.households, o.cell, queries.LED_LABELS[o.led]] for o in rows]
    return list_as_workbook("Khu dân cư và chi bộ", COLUMNS, told)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_MANAGE)
def new() -> Response:
    me, there = actor(), url_for(".index")
    communes = queries.communes_of(me)
    if not communes:
        raise NotKnown
    form = AreaForm()
    form.commune.choices = choices((one.id, one.name) for one in communes)
    form.cell.choices = _offered(cells_as(me, Role.OFFICE))
    return form_page(
        form, lambda: services.enter(form.commune.data, form.said(), actor=me) and None, to=there,
        said="Đã ghi khu dân cư.", title="Ghi khu dân cư", button="Ghi khu dân cư", back=(there, "Khu dân cư"),
        hints=HINTS,
    )  # fmt: skip


@bp.route("/<int:area_id>/edit", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_MANAGE)
def edit(area_id: int) -> Response:
    row = queries.get_managed(area_id, actor())
    form = ChangeForm(data={"name": row.name, "households": row.households, "cell": row.cell_id})
    form.cell.choices = _offered(queries.cells_of(row.commune_id))
    there, version = url_for(".index"), row.version
    return form_page(
        form, lambda: services.change(row, form.said(), version=version, actor=actor()), to=there,
        said="Đã lưu khu dân cư.", template="areas/edit.html", title="Sửa khu dân cư", button="Lưu khu dân cư",
        back=(there, "Khu dân cư"), hints=HINTS, version=version, area=row,
    )  # fmt: skip


@bp.post("/<int:area_id>/remove")
@requires(Permission.ORGANISATION_MANAGE)
def remove(area_id: int) -> Response:
    row = queries.get_managed(area_id, actor())
    version, there = sent_version(), url_for(".index")
    return act_at_once(
        lambda: services.take_out(row, version=version, actor=actor()), to=there, said="Đã bỏ khu dân cư."
    )  # fmt: skip


def _offered(cells: Iterable[Cell | Organisation]) -> list[SelectChoice]:
    return choices([("", "chưa có chi bộ"), *((one.id, one.name) for one in cells)])


def _led() -> queries.Led | None:
    asked = request.args.get("led", "")
    return queries.Led(asked) if asked in list(queries.Led) else None
