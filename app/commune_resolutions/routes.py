"""The register of resolutions above the cells, with how their tasks stand."""

from flask import Blueprint, Response, url_for

from app import clock
from app.commune_resolutions import queries, services
from app.commune_resolutions.forms import ChangedResolutionForm, NewResolutionForm
from app.commune_resolutions.workbook import COLUMNS, row_of
from app.organisations.queries import get_managed, managed_roots
from app.tasks.queries import standing_of
from app.web.downloads import list_as_workbook
from app.web.form_pages import choices, form_page
from app.web.nfc import sent_version
from app.web.pages import page
from app.web.paging import cut
from app.web.permissions import actor, requires
from app.workbooks import MOST_ROWS
from workflows.roles import Permission, Role

bp = Blueprint("commune_resolutions", __name__, url_prefix="/commune-resolutions")

HINTS = {
    "symbol": "Ví dụ: 05-NQ/ĐU", "issued_on": "Ví dụ: 03/02/2026",
    "title": "Ví dụ: phát triển kinh tế vườn, đồi giai đoạn 2026–2030",
}  # fmt: skip


@bp.get("")
@requires(Permission.TASK_READ)
def index() -> Response:
    me = actor()
    listed = cut(queries.listed(me))
    return page(
        "commune_resolutions/index.html", listed=listed,
        standing=standing_of([row.id for row in listed.rows], me, clock.today()),
        mine={row.id for row in listed.rows if Role.OFFICE in me.roles_in(row.organisation_id)},
        may_enter=me.may(Permission.COMMUNE_RESOLUTION_WRITE),
    )  # fmt: skip


@bp.get("/workbook")
@requires(Permission.TASK_READ)
def workbook() -> Response:
    me = actor()
    rows = queries.listed(me)[: MOST_ROWS + 1]
    standing = standing_of([row.id for row in rows], me, clock.today())
    return list_as_workbook("Nghị quyết của cấp ủy", COLUMNS, [row_of(row, standing.get(row.id)) for row in rows])


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.COMMUNE_RESOLUTION_WRITE)
def new() -> Response:
    me = actor()
    roots = managed_roots(me, clock.today())
    form = NewResolutionForm(data={"organisation": roots[0].id if roots else 0})
    form.organisation.choices = choices((root.id, root.name) for root in roots)

    def act() -> None:
        services.enter(get_managed(form.organisation.data, me), form.stated(), actor=me)

    there = url_for(".index")
    return form_page(
        form, act, to=there, said="Đã ghi nghị quyết vào danh sách.", title="Ghi nghị quyết của cấp ủy",
        button="Ghi vào danh sách", back=(there, "Nghị quyết của cấp ủy"), hints=HINTS,
        lead="Chi bộ chọn nghị quyết này khi giao nhiệm vụ. Không ghi nghị quyết có độ mật.",
    )  # fmt: skip


@bp.route("/<int:commune_resolution_id>/edit", methods=["GET", "POST"])
@requires(Permission.COMMUNE_RESOLUTION_WRITE)
def edit(commune_resolution_id: int) -> Response:
    row, me = queries.get_kept(commune_resolution_id, actor()), actor()
    form = ChangedResolutionForm(obj=row)
    there, sent = url_for(".index"), sent_version()
    return form_page(
        form, lambda: services.change(row, form.stated(form.in_use.data), version=sent, actor=me),
        to=there, said="Đã lưu.", version=row.version, title="Sửa nghị quyết trong danh sách", button="Lưu",
        back=(there, "Nghị quyết của cấp ủy"), hints=HINTS,
        lead="Nhiệm vụ đã giao theo nghị quyết này được giữ nguyên.",
    )  # fmt: skip
