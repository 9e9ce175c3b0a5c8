"""A criteria set out of a workbook: previewed with every problem by its place, then taken over as a draft."""

import base64
import binascii

from flask import Blueprint, Response, flash, request, url_for

from app.criteria import queries, services
from app.criteria.forms import ImportForm
from app.criteria.workbook import Found, as_workbook, read_workbook
from app.organisations.queries import get_managed, managed
from app.refusals import BadInput
from app.web.downloads import as_download
from app.web.form_pages import choices
from app.web.forms import take_errors
from app.web.pages import done, page
from app.web.permissions import actor, requires
from app.workbook_problems import BadWorkbook
from app.workbooks import XLSX
from workflows.criteria_check import APPLIES_LABELS, SOURCES
from workflows.criteria_words import part_lines, scale_lines
from workflows.roles import Permission

bp = Blueprint("workbooks", __name__)
LARGEST = 200 * 1024
NO_FILE = "Chọn tệp bộ tiêu chí trước, rồi bấm xem trước."


@bp.get("/<int:set_id>/workbook")
@requires(Permission.RULESET_MANAGE)
def workbook(set_id: int) -> Response:
    row = queries.get_in_scope(set_id, actor())
    return as_download(as_workbook(row), XLSX, f"{row.title}, {row.code}.xlsx")


@bp.get("/workbook")
@requires(Permission.RULESET_MANAGE)
def choose() -> Response:
    return page("criteria/choose.html", error="", largest=LARGEST)


@bp.post("/workbook")
@requires(Permission.RULESET_MANAGE)
def preview() -> Response:
    """What the workbook would make; nothing is written."""
    file = request.files.get("file")
    data = file.stream.read(LARGEST + 1) if file else b""
    if not data:
        return _refused(NO_FILE)
    try:
        found = _found(data)
    except BadWorkbook as error:
        return _refused(str(error))
    return _preview(found, data, _form())


@bp.post("/workbook/draft")
@requires(Permission.RULESET_MANAGE)
def take_over() -> Response:
    """The very bytes that were previewed, read again, as a draft."""
    form, me = _form(), actor()
    try:
        data = base64.urlsafe_b64decode(request.form.get("content", ""))
        found = _found(data)
    except (binascii.Error, ValueError, BadWorkbook):
        return _refused(NO_FILE)
    if found.problems or not form.validate():
        return _preview(found, data, form, 422)
    try:
        organisation = get_managed(form.organisation.data, me)
        row = services.begin_draft(organisation, form.head(), found.criteria, found.groups, actor=me)
    except BadInput as error:
        return _preview(found, data, take_errors(form, error.errors), 422)
    flash("Đã nhập bộ tiêu chí thành bản thảo.")
    return done(url_for("criteria.detail", set_id=row.id))


def _found(data: bytes) -> Found:
    if len(data) > LARGEST:
        raise BadWorkbook(f"Tệp lớn hơn {LARGEST // 1024} KB. Bỏ hình ảnh và trang tính thừa rồi tải lên lại.")
    return read_workbook(data)


def _form() -> ImportForm:
    form = ImportForm()
    form.organisation.choices = choices((row.id, f"{row.code} – {row.name}") for row in managed(actor()))
    return form


def _refused(error: str) -> Response:
    return page("criteria/choose.html", error=error, largest=LARGEST, status=422)


def _preview(found: Found, data: bytes, form: ImportForm, status: int = 200) -> Response:
    return page(
        "criteria/preview.html", found=found, form=form, content=base64.urlsafe_b64encode(data).decode(), status=status,
        total=sum(c.maximum for c in found.criteria), sources=SOURCES, applies=APPLIES_LABELS, scale_of=scale_lines,
        parts_of=part_lines,
    )  # fmt: skip
