"""Visits of higher levels to meetings of cells: announced, written down, told of a year."""

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.forms.queries import saved_texts
from app.forms.services import forget_draft
from app.organisations.queries import get_managed as managed_organisation
from app.organisations.queries_cells import managed_cells
from app.visits import queries, services
from app.visits.forms import HINTS, AnnounceForm, ChangeForm, RecordForm
from app.visits.models import Visit
from app.visits.workbook import workbook_of
from app.web.form_pages import act_at_once, choices, form_page
from app.web.inputs import year_or_this
from app.web.nfc import sent_version
from app.web.pages import page
from app.web.paging import page_asked
from app.web.permissions import actor, requires
from app.workbooks import XLSX
from workflows.roles import Permission, Role

bp = Blueprint("visits", __name__, url_prefix="/visits")


@bp.get("")
@requires(Permission.VISIT_READ)
def index() -> ResponseReturnValue:
    me, year = actor(), _year()
    sums = queries.sums_of(me, year)
    number, pages = page_asked(sums.announced, queries.PAGE)
    return page(
        "visits/index.html", year=year, visits=queries.of_year(me, year, number), sums=sums, number=number, pages=pages,
        manages=me.holds(Role.OFFICE), announces=set(me.organisations_as(Role.OFFICE)),
        records=set(me.organisations_as(*queries.RECORDERS)), this=clock.today().replace(day=1),
    )  # fmt: skip


@bp.get("/workbook")
@requires(Permission.VISIT_READ)
def workbook() -> ResponseReturnValue:
    me, year = actor(), _year()
    return Response(
        workbook_of(queries.of_year(me, year), queries.by_cell(me, year)), mimetype=XLSX,
        headers={"Content-Disposition": f'attachment; filename="cap-tren-du-sinh-hoat-{year}.xlsx"'},
    )  # fmt: skip


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.VISIT_ANNOUNCE)
def new() -> Response:
    me = actor()
    form = AnnounceForm(data={"month": clock.today().replace(day=1)})
    form.cell.choices = choices(
        [("", "Chọn một chi bộ"), *((cell.id, cell.name) for cell in managed_cells(me))]
    )  # fmt: skip

    def act() -> str:
        cell = managed_organisation(form.cell.data, me)
        return _to(services.announce(cell, form.announced(), actor=me))

    there = url_for(".index")
    return form_page(
        form, act, to=there, said="Đã báo cho chi bộ.", title="Báo cấp trên dự sinh hoạt", button="Ghi và báo chi bộ",
        back=(there, "Cấp trên dự sinh hoạt"), hints=HINTS,
        lead="Bí thư, phó bí thư và đảng ủy viên phụ trách chi bộ nhận thông báo.",
    )  # fmt: skip


@bp.route("/<int:visit_id>/edit", methods=["GET", "POST"])
@requires(Permission.VISIT_ANNOUNCE)
def edit(visit_id: int) -> Response:
    row = queries.get_managed(visit_id, actor())
    form, version = ChangeForm(obj=row), row.version
    return form_page(
        form, lambda: services.change(row, form.announced(), version=version, actor=actor()), to=_to(row),
        said="Đã sửa và báo chi bộ.", template="visits/edit.html", title="Sửa lịch cấp trên dự sinh hoạt",
        button="Lưu và báo chi bộ", back=(_to(row), "Cấp trên dự sinh hoạt"), hints=HINTS, lead=f"{row.cell.name}.",
        version=version, visit=row,
    )  # fmt: skip


@bp.post("/<int:visit_id>/remove")
@requires(Permission.VISIT_ANNOUNCE)
def remove(visit_id: int) -> ResponseReturnValue:
    row = queries.get_managed(visit_id, actor())
    there, version = _to(row), sent_version()
    return act_at_once(
        lambda: services.remove(row, version=version, actor=actor()), to=there, said="Đã bỏ và báo chi bộ."
    )  # fmt: skip


@bp.route("/<int:visit_id>/record", methods=["GET", "POST"])
@requires(Permission.VISIT_RECORD)
def write_down(visit_id: int) -> Response:
    row = queries.get_recorded(visit_id, actor())
    version, key = row.version, f"visit-{row.id}"
    first = {"came": None if row.came is None else "yes" if row.came else "no", "remarks": row.remarks}
    form = RecordForm(data=first | saved_texts(actor().account_id, key))

    def act() -> None:
        services.write_down(row, form.came.data == "yes", form.remarks.data or "", version=version, actor=actor())
        forget_draft(actor().account_id, key)

    return form_page(
        form, act, to=_to(row), said="Đã ghi kết quả.", template="visits/record.html",
        title="Kết quả cấp trên dự sinh hoạt", button="Lưu kết quả", back=(_to(row), "Cấp trên dự sinh hoạt"),
        hints=HINTS, version=version, draft_key=key,
        lead=f"Đ/c {', '.join(filter(None, (row.visitor, row.office)))} dự {row.cell.name}, {_month_of(row)}.",
    )  # fmt: skip


def _year() -> int:
    return year_or_this(request.args.get("year", ""))


def _month_of(row: Visit) -> str:
    return f"tháng {row.month.month}/{row.month.year}"


def _to(row: Visit) -> str:
    return url_for(".index", year=row.month.year)
