"""The year's plan of rotating model meetings, and whom it has taken where."""

from datetime import date

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.organisations.queries_cells import managed_cells
from app.refusals import NotKnown
from app.rotations import queries, services
from app.rotations.forms import PlanForm
from app.rotations.workbook import workbook_of
from app.web.form_pages import act_at_once, choices, form_page
from app.web.inputs import year_or_this
from app.web.nfc import sent_version
from app.web.pages import page
from app.web.paging import cut
from app.web.permissions import actor, requires
from app.workbooks import XLSX
from workflows.meeting import STATE_LABELS
from workflows.roles import Permission, Role

bp = Blueprint("rotations", __name__, url_prefix="/rotations")

HINTS = {"month": "Ví dụ: 3/2027", "topic": "Ghi ngắn gọn, ví dụ: xây dựng nông thôn mới; để trống nếu chưa chọn"}
ABOVE = (Role.OFFICE, Role.LEADERSHIP)


@bp.get("")
@requires(Permission.ROTATION_READ)
def index() -> ResponseReturnValue:
    """Office and leadership read the plan of their scope; a cell what it is host or guest of."""
    me, year = actor(), year_or_this(request.args.get("year", ""))
    plans = cut(queries.plans_of(me, year))
    return page(
        "rotations/index.html", year=year, plans=plans, meetings=queries.meetings_of(plans.rows), states=STATE_LABELS,
        manages=me.holds(Role.OFFICE), managed=set(me.organisations_as(Role.OFFICE)), above=me.holds(*ABOVE),
    )  # fmt: skip


@bp.get("/report")
@requires(Permission.ROTATION_READ)
def report() -> ResponseReturnValue:
    year = year_or_this(request.args.get("year", ""))
    _expect_above()
    records = queries.records_of(actor(), year)
    return page(
        "rotations/report.html", year=year, records=cut(records), hosted=sum(bool(one.hosted) for one in records),
        came=sum(bool(one.came) for one in records),
    )  # fmt: skip


@bp.get("/report/workbook")
@requires(Permission.ROTATION_READ)
def workbook() -> ResponseReturnValue:
    year = year_or_this(request.args.get("year", ""))
    _expect_above()
    name = f"sinh-hoat-diem-{year}.xlsx"
    return Response(
        workbook_of(queries.records_of(actor(), year)), mimetype=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )  # fmt: skip


def _expect_above() -> None:
    """The whole commune's year is for who reads the whole commune. Raises NotKnown."""
    if not actor().holds(*ABOVE):
        raise NotKnown


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.ROTATION_WRITE)
def new() -> Response:
    form = _offered(PlanForm(data={"month": clock.today().replace(day=1)}))
    there = _year_of(form.month.data)
    return form_page(
        form, lambda: services.plan(form.wanted(), actor=actor()), to=there, said="Đã ghi kế hoạch.",
        template="rotations/plan.html", title="Kế hoạch sinh hoạt điểm luân phiên", button="Ghi kế hoạch",
        back=(there, "Kế hoạch năm"), hints=HINTS, lead="Các chi bộ trong kế hoạch nhận thông báo.",
    )  # fmt: skip


@bp.route("/<int:plan_id>/edit", methods=["GET", "POST"])
@requires(Permission.ROTATION_WRITE)
def edit(plan_id: int) -> Response:
    row = queries.get_managed(plan_id, actor())
    guests = [guest.cell_id for guest in row.guests]
    form = _offered(PlanForm(data={"month": row.month, "host": row.host_id, "topic": row.topic, "guests": guests}))
    there, version = _year_of(row.month), row.version
    return form_page(
        form, lambda: services.change(row, form.wanted(), version=version, actor=actor()), to=there,
        said="Đã sửa kế hoạch.", template="rotations/plan.html", title="Sửa kế hoạch sinh hoạt điểm",
        button="Lưu kế hoạch", back=(there, "Kế hoạch năm"), hints=HINTS, version=version, plan=row,
        lead="Thư mời đã gửi và kỳ sinh hoạt đã lập giữ nguyên.",
    )  # fmt: skip


@bp.post("/<int:plan_id>/remove")
@requires(Permission.ROTATION_WRITE)
def remove(plan_id: int) -> ResponseReturnValue:
    row = queries.get_managed(plan_id, actor())
    there, version = _year_of(row.month), sent_version()
    return act_at_once(
        lambda: services.remove(row, version=version, actor=actor()), to=there, said="Đã bỏ kế hoạch này."
    )  # fmt: skip


def _offered(form: PlanForm) -> PlanForm:
    cells = [(cell.id, cell.name) for cell in managed_cells(actor())]
    form.host.choices = choices([("", "Chọn một chi bộ"), *cells])
    form.guests.choices = choices(cells)
    return form


def _year_of(month: date | None) -> str:
    return url_for(".index", year=(month or clock.today()).year)
