"""Pages of indicators: those of one organisation and year, one of them, and a workbook of many."""

import base64
import binascii

from flask import Blueprint, Response, flash, request, url_for
from flask.typing import ResponseReturnValue

from app.indicators import queries, services
from app.indicators.forms import IndicatorForm
from app.indicators.models import Indicator
from app.indicators.workbook import Found, as_workbook, read_workbook
from app.organisations.models import Organisation
from app.refusals import NotAllowed
from app.web.downloads import as_download
from app.web.form_pages import act_at_once, form_page
from app.web.inputs import year_or_this
from app.web.nfc import query_int, sent_version
from app.web.pages import done, page
from app.web.paging import number_asked, pages_of
from app.web.permissions import actor, hide_unless_visible, requires
from app.workbook_problems import BadWorkbook
from app.workbooks import MOST_ROWS, XLSX
from workflows.indicators import amount, percent_of_plan, period_label
from workflows.roles import Permission

bp = Blueprint("indicators", __name__, url_prefix="/indicators")
hide_unless_visible("indicator_id", queries.get_visible_or_404)

LARGEST = 500 * 1024
NO_FILE = "Chọn tệp chỉ tiêu trước, rồi bấm xem trước."
HINTS = {
    "name": "Ví dụ: thu nhập bình quân đầu người", "unit": "Ví dụ: triệu đồng", "plan": "Ví dụ: 1.250 hoặc 12,5",
    "actual": "Để trống khi chưa có số liệu",
}  # fmt: skip


def _asked() -> tuple[Organisation, int]:
    """The organisation and the year of the address. Raises NotKnown."""
    me, asked = actor(), query_int("organisation")
    if asked is None:
        open_to_me = queries.readable(me)
        asked = me.home_id if me.home_id in open_to_me else next(iter(open_to_me), 0)
    return queries.get_readable(asked, me), year_or_this(request.args.get("year", ""))


def _written() -> tuple[Organisation, int]:
    """Raises NotAllowed for one that is only read."""
    found, year = _asked()
    if not queries.writes(actor(), found):
        raise NotAllowed("Chỉ Văn phòng Đảng ủy, hoặc bí thư, phó bí thư của chi bộ ghi chỉ tiêu.")
    return found, year


@bp.get("")
@requires(Permission.INDICATOR_READ)
def index() -> ResponseReturnValue:
    me = actor()
    found, year = _asked()
    number = number_asked()
    rows, count = queries.listed(found.id, year, number)
    return page(
        "indicators/index.html", organisation=found, organisations=queries.organisations_of(me), year=year, rows=rows,
        count=count, number=number, pages=pages_of(count, queries.PAGE), writes=queries.writes(me, found),
        period_label=period_label, amount=amount, percent=percent_of_plan,
    )  # fmt: skip


@bp.get("/workbook")
@requires(Permission.INDICATOR_READ)
def workbook() -> ResponseReturnValue:
    """The list, and the template of an import: its headings alone where nothing was entered."""
    found, year = _asked()
    rows, _ = queries.listed(found.id, year, 1, MOST_ROWS)
    return as_download(as_workbook(rows), XLSX, f"Chỉ tiêu năm {year}, {found.name}.xlsx")


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.INDICATOR_WRITE)
def new() -> ResponseReturnValue:
    found, year = _written()
    form, there = IndicatorForm(), _list_of(found.id, year)
    return form_page(
        form, lambda: services.enter(found, year, form.stated(), actor=actor()), to=there, said="Đã ghi chỉ tiêu.",
        title=f"Ghi chỉ tiêu năm {year}", button="Ghi chỉ tiêu", back=(there, "Chỉ tiêu"), hints=HINTS,
        lead=f"{found.name}.",
    )  # fmt: skip


@bp.route("/<int:indicator_id>/edit", methods=["GET", "POST"])
@requires(Permission.INDICATOR_WRITE)
def edit(indicator_id: int) -> ResponseReturnValue:
    row = _written_row(indicator_id)
    form, there, version = IndicatorForm(obj=row), _list_of(row.organisation_id, row.year), row.version
    return form_page(
        form, lambda: services.change(row, form.stated(), version=version, actor=actor()), to=there, said="Đã lưu.",
        title="Sửa chỉ tiêu", button="Lưu", back=(there, "Chỉ tiêu"), hints=HINTS, version=version,
        template="indicators/edit.html", row=row, lead=f"{row.organisation.name}, năm {row.year}.",
    )  # fmt: skip


@bp.post("/<int:indicator_id>/removal")
@requires(Permission.INDICATOR_WRITE)
def remove(indicator_id: int) -> ResponseReturnValue:
    row = _written_row(indicator_id)
    there, sent = _list_of(row.organisation_id, row.year), sent_version()
    return act_at_once(lambda: services.remove(row, version=sent, actor=actor()), to=there, said="Đã bỏ chỉ tiêu.")


def _written_row(indicator_id: int) -> Indicator:
    row = queries.get_visible_or_404(indicator_id, actor())
    if not queries.writes(actor(), row.organisation):
        raise NotAllowed("Chỉ Văn phòng Đảng ủy, hoặc bí thư, phó bí thư của chi bộ ghi chỉ tiêu.")
    return row


def _list_of(organisation_id: int, year: int) -> str:
    return url_for(".index", organisation=organisation_id, year=year)


@bp.get("/import")
@requires(Permission.INDICATOR_WRITE)
def choose() -> ResponseReturnValue:
    found, year = _written()
    return page("indicators/import.html", organisation=found, year=year, error="")


@bp.post("/import")
@requires(Permission.INDICATOR_WRITE)
def preview() -> ResponseReturnValue:
    """What the workbook would write; nothing is written."""
    file = request.files.get("file")
    return _preview(file.stream.read(LARGEST + 1) if file else b"")


@bp.post("/import/rows")
@requires(Permission.INDICATOR_WRITE)
def take_over() -> ResponseReturnValue:
    """The very bytes that were previewed, read again."""
    organisation, year = _written()
    try:
        data = base64.urlsafe_b64decode(request.form.get("content", ""))
        found = _found(data)
    except (binascii.Error, ValueError, BadWorkbook):
        return _refused(organisation, year, NO_FILE)
    if found.problems:
        return _preview(data)
    new, changed = services.take_over(organisation, year, found.rows, version=sent_version(), actor=actor())
    flash(f"Đã nhập: {new} chỉ tiêu mới, {changed} chỉ tiêu được cập nhật.")
    return done(_list_of(organisation.id, year))


def _found(data: bytes) -> Found:
    if not data:
        raise BadWorkbook(NO_FILE)
    if len(data) > LARGEST:
        raise BadWorkbook(f"Tệp lớn hơn {LARGEST // 1024} KB. Bỏ hình ảnh và trang tính thừa rồi tải lên lại.")
    return read_workbook(data)


def _preview(data: bytes) -> Response:
    organisation, year = _written()
    try:
        found = _found(data)
    except BadWorkbook as error:
        return _refused(organisation, year, str(error))
    there = queries.by_key(organisation.id, year)
    return page(
        "indicators/preview.html", organisation=organisation, year=year, found=found, period_label=period_label,
        content=base64.urlsafe_b64encode(data).decode(), amount=amount, percent=percent_of_plan, there=there,
        version=queries.stamp_of(there), status=422 if found.problems else 200,
    )  # fmt: skip


def _refused(organisation: Organisation, year: int, error: str) -> Response:
    return page("indicators/import.html", organisation=organisation, year=year, error=error, status=422)
