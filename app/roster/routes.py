"""Import of a roster on the page: upload, preview, confirm."""

import io

from flask import Blueprint, Response, flash, request, send_file, url_for
from sqlalchemy import select

from app import clock
from app.documents.files import keep_file, read_file
from app.documents.store import FileDamaged, FileMissing
from app.documents.uploads import safe_name
from app.extensions import db, lock
from app.refusals import NotKnown
from app.roster import words
from app.roster.models import RosterUpload
from app.roster.services import Report, import_roster, preview
from app.roster.sheets import MEMBER_COLUMNS, ORGANISATION_COLUMNS
from app.roster.template import empty_roster
from app.roster.vocabulary import SAID_CELL_TYPES, SAID_KINDS, SAID_OFFICES, SAID_STATUSES
from app.web.pages import done, page
from app.web.permissions import actor, requires
from app.web.proof import asks_again
from app.workbook_reading import LARGEST_FILE
from workflows.roles import Permission, Role

bp = Blueprint("roster", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN_AT_MOST = 300


@bp.get("/roster")
@requires(Permission.ROSTER_IMPORT)
def index() -> Response:
    return _upload_page("")


@bp.post("/roster")
@requires(Permission.ROSTER_IMPORT)
def upload() -> Response:
    file = request.files.get("file")
    data = file.stream.read(LARGEST_FILE + 1) if file else b""
    if file is None or not data:
        return _upload_page("Chọn tệp danh sách trước, rồi bấm xem trước.")
    report = _previewed(data)
    if report.unreadable:
        return _upload_page(report.problems[0].message)
    row = RosterUpload(
        account_id=actor().account_id, file_sha256=keep_file(data, XLSX),
        name=safe_name(file.filename or "danh-sach.xlsx"),
        uploaded_at=clock.now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()  # its id is the address of the preview
    return done(url_for("roster.detail", upload_id=row.id))


@bp.get("/roster/template")
@requires(Permission.ROSTER_IMPORT)
def template() -> Response:
    return send_file(io.BytesIO(empty_roster()), XLSX, as_attachment=True, download_name="danh-sach-mau.xlsx")


@bp.get("/roster/<int:upload_id>")
@requires(Permission.ROSTER_IMPORT)
def detail(upload_id: int) -> Response:
    row = _own(upload_id)
    if row.imported_at:
        return page("roster/done.html", row=row)
    try:
        report = _previewed(read_file(row.file_sha256))
    except (FileMissing, FileDamaged):
        flash("Tệp đã tải lên không còn nữa. Tải lại tệp.", "warn")
        return done(url_for("roster.index"))
    return _preview_page(row, report)


@bp.post("/roster/<int:upload_id>/confirm")
@requires(Permission.ROSTER_IMPORT)
@asks_again
def confirm(upload_id: int) -> Response:
    """The very bytes that were previewed, checked again; SomebodyWasFaster if they would now do something else."""
    row, me = _own(upload_id), actor()
    lock(row)  # what is not confirmed is swept away after a day
    there = url_for("roster.detail", upload_id=row.id)
    if row.imported_at:
        return done(there)
    try:
        data = read_file(row.file_sha256)
    except (FileMissing, FileDamaged):
        return done(there)  # says that the file is gone
    report = import_roster(data, actor=me, seen=request.form.get("fingerprint", ""))
    if report.problems:
        return _preview_page(row, report, status=422)
    row.imported_at = clock.now()
    row.created, row.updated, row.unchanged = report.plan.created, report.plan.updated, report.plan.unchanged
    flash("Đã nhập danh sách.")
    return done(there)


def _own(upload_id: int) -> RosterUpload:
    """Raises NotKnown for what somebody else sent."""
    own = RosterUpload.account_id == actor().account_id
    row = db.session.scalar(select(RosterUpload).where(RosterUpload.id == upload_id, own))
    if row is None:
        raise NotKnown
    return row


def _previewed(data: bytes) -> Report:
    return preview(data, allowed=actor().organisations_as(Role.OFFICE))


def _upload_page(error: str) -> Response:
    return page(
        "roster/index.html", status=422 if error else 200, error=error, largest=LARGEST_FILE,
        sheets=(("Tổ chức", ORGANISATION_COLUMNS), ("Đảng viên", MEMBER_COLUMNS)),
        vocabulary=(
            ("Loại", SAID_KINDS), ("Loại hình", SAID_CELL_TYPES),
            ("Chức vụ", SAID_OFFICES), ("Tình trạng", SAID_STATUSES),
        ),
    )  # fmt: skip


def _preview_page(row: RosterUpload, report: Report, status: int = 200) -> Response:
    plan = report.plan
    changes = words.changes_of(plan)
    return page(
        "roster/preview.html", status=status, row=row, report=report, plan=plan, most=SHOWN_AT_MOST, changes=changes,
        transfers=sum(change.transfer for change in changes),
        new_organisations=words.new_organisations(plan), new_members=words.new_members_by_cell(plan),
    )  # fmt: skip
