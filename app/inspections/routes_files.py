"""One cell's file: what its record shows, what it reports itself. Views of the room's blueprint."""

from typing import Any

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.forms.queries import saved_texts
from app.forms.services import forget_draft
from app.inspections import queries, services_binder, services_conclusion, services_files
from app.inspections.forms import CommentForm, ReasonForm
from app.inspections.queries import FileSeen, get_file_or_404
from app.inspections.queries_evidence import Evidence, evidence_of
from app.inspections.services_conclusion import COMMENT
from app.inspections.services_files import PROPOSALS, REPORT, REPORTING, stamp_of
from app.inspections.services_findings import WRITING
from app.inspections.services_paper import months_in_words
from app.inspections.services_remedies import steps_for
from app.inspections.services_steps import title_of
from app.organisations.queries import name_of
from app.refusals import BadInput, NotAllowed, NotKnown, SomebodyWasFaster
from app.web.downloads import handed_out
from app.web.form_pages import form_page
from app.web.nfc import sent_stamp, version_again
from app.web.pages import done, page
from app.web.permissions import actor, hide_unless_visible, requires
from workflows.inspection import FINDING_LABELS, KIND_LABELS, STATE_LABELS, State
from workflows.inspection_sight import Part
from workflows.remedy import STATE_LABELS as REMEDY_LABELS
from workflows.remedy import is_overdue
from workflows.roles import Permission
from workflows.synthesis import STANDING_LABELS

BOTH = ["GET", "POST"]
hide_unless_visible("file_id", get_file_or_404)


@requires(Permission.INSPECTION_READ)
def file(file_id: int) -> ResponseReturnValue:
    seen = get_file_or_404(file_id, actor())
    row = seen.inspection
    return page(
        "inspections/file.html", seen=seen, row=row, file=seen.file, title=title_of(row), kind=KIND_LABELS[row.kind],
        label=STATE_LABELS[row.state], months=months_in_words(row), standings=STANDING_LABELS,
        shown={part.value for part in seen.parts}, evidence=_evidence(seen), writes=seen.writes(),
        reports=may_report(seen), comments=may_comment(seen), proposals=PROPOSALS, finding_labels=FINDING_LABELS,
        remedy_labels=REMEDY_LABELS, binds=services_binder.may_bind(seen), takes=services_binder.may_take(seen),
        successor=name_of(seen.file.cell.merged_into_id), **_written(seen),
    )  # fmt: skip


def _written(seen: FileSeen) -> dict[str, Any]:
    """Findings and remedies as far as the reader sees them; each remedy with the steps open to the reader."""
    row, number, today = seen.inspection, seen.file.id, clock.today()
    found = queries.findings_of(row.id)[number] if Part.FINDINGS in seen.parts else []
    mend = queries.remedies_of(row.id)[number] if Part.REMEDIES in seen.parts else []
    return {
        "findings": found,
        "remedies": [(one, steps_for(seen, one, actor())) for one in mend],
        "overdue": {one.id for one in mend if is_overdue(one.state, one.deadline, today)},
        "may_write": seen.writes() and row.state in WRITING,
    }


def may_comment(seen: FileSeen) -> bool:
    led = actor().roles_in(seen.file.cell_id) & {*queries.SECRETARIES}
    row = seen.inspection
    in_time = row.comment_due is None or row.comment_due >= clock.today()
    return bool(led) and row.state == State.DRAFTED and in_time and not seen.file.set_aside


def _evidence(seen: FileSeen) -> Evidence | None:
    return evidence_of(seen.file, actor()) if Part.EVIDENCE in seen.parts else None


def may_report(seen: FileSeen) -> bool:
    led = actor().roles_in(seen.file.cell_id) & {*queries.SECRETARIES}
    return bool(led) and seen.inspection.state in REPORTING and not seen.file.set_aside


@requires(Permission.INSPECTION_ANSWER)
def report(file_id: int) -> ResponseReturnValue:
    """The cell's own report by the points of the outline; kept while it is written, sent when it is whole."""
    seen = get_file_or_404(file_id, actor())
    if not actor().roles_in(seen.file.cell_id) & {*queries.SECRETARIES}:
        raise NotAllowed("Bí thư, phó bí thư chi bộ lập báo cáo tự kiểm tra.")
    if not may_report(seen):
        raise SomebodyWasFaster("Cuộc kiểm tra không còn nhận báo cáo tự kiểm tra.")
    key = f"inspection-report-{file_id}"
    given, errors = _given(), {}
    if request.method == "POST":
        try:
            services_files.save_report(seen, given, send="send" in request.form, stamp=sent_stamp(), actor=actor())
        except BadInput as refused:
            errors = refused.errors
        else:
            forget_draft(actor().account_id, key)
            flash("Đã gửi báo cáo tự kiểm tra." if seen.file.report_sent_at else "Đã lưu báo cáo, chưa gửi.")
            return done(url_for("inspections.file", file_id=file_id))
    kept = saved_texts(actor().account_id, key) if request.method == "GET" else {}
    texts = {name.removeprefix("point-"): text for name, text in kept.items()} or given or seen.file.report
    return page(
        "inspections/report.html", seen=seen, row=seen.inspection, file=seen.file, texts=texts, errors=errors,
        draft_key=key, stamp=version_again(stamp_of(seen.file, REPORT)), proposals=PROPOSALS,
        evidence=_evidence(seen), status=422 if errors else 200,
    )  # fmt: skip


def _given() -> dict[str, Any]:
    return {
        name.removeprefix("point-"): text for name, text in request.form.items() if name.startswith("point-")
    }  # fmt: skip


@requires(Permission.INSPECTION_ANSWER)
def comment(file_id: int) -> ResponseReturnValue:
    """What the cell says to its draft."""
    seen, key = get_file_or_404(file_id, actor()), f"inspection-comment-{file_id}"
    file, there = seen.file, url_for("inspections.file", file_id=file_id)
    if not actor().roles_in(file.cell_id) & {*queries.SECRETARIES}:
        raise NotAllowed("Bí thư, phó bí thư chi bộ góp ý dự thảo.")
    if not may_comment(seen):
        raise SomebodyWasFaster("Cuộc kiểm tra không ở bước lấy ý kiến dự thảo, hoặc đã hết hạn góp ý.")
    first = {"agrees": None if file.agrees is None else "yes" if file.agrees else "no", "comment": file.comment}
    form, stamp = CommentForm(data=first | saved_texts(actor().account_id, key)), stamp_of(file, COMMENT)

    def act() -> None:
        agrees = form.agrees.data == "yes"
        services_conclusion.comment(seen, agrees, form.comment.data or "", stamp=stamp, actor=actor())
        forget_draft(actor().account_id, key)

    return form_page(
        form, act, to=there, said="Đã gửi ý kiến của chi bộ.", version=stamp, title="Góp ý dự thảo kết luận",
        button="Gửi ý kiến", back=(there, file.cell.name), template="inspections/comment.html", draft_key=key,
        seen=seen, finding_labels=FINDING_LABELS, row=seen.inspection,
    )  # fmt: skip


@requires(Permission.INSPECTION_WRITE)
def set_aside(file_id: int) -> ResponseReturnValue:
    seen = get_file_or_404(file_id, actor())
    form, there = ReasonForm(), url_for("inspections.file", file_id=file_id)
    if not seen.writes():
        raise NotAllowed("Chỉ thành viên đoàn kiểm tra ghi hồ sơ của chi bộ.")
    return form_page(
        form, lambda: services_files.set_aside(seen, form.reason.data or "", actor=actor()), to=there,
        said="Đã đưa chi bộ ra khỏi cuộc kiểm tra.", title="Đưa chi bộ ra khỏi cuộc kiểm tra", button="Đưa ra",
        back=(there, seen.file.cell.name),
        lead="Dùng khi chi bộ đã sáp nhập, kết thúc hoạt động hoặc hoãn lại. Hồ sơ đã gom vẫn giữ; kết luận không "
        "nhắc đến chi bộ này.",
    )  # fmt: skip


@requires(Permission.INSPECTION_READ)
def make_binder(file_id: int) -> ResponseReturnValue:
    services_binder.ask_for_binder(get_file_or_404(file_id, actor()), actor=actor())
    flash("Đang lập tập hồ sơ. Mở lại trang sau ít giây để tải.")
    return done(url_for("inspections.file", file_id=file_id))


@requires(Permission.INSPECTION_READ)
def binder(file_id: int) -> ResponseReturnValue:
    seen, here = get_file_or_404(file_id, actor()), url_for("inspections.file", file_id=file_id)
    if not services_binder.may_take(seen) or seen.file.binder_sha256 is None:
        raise NotKnown
    name = f"Hồ sơ kiểm tra {seen.file.cell.name}.pdf"
    return handed_out(seen.file.binder_sha256, "application/pdf", name, back=(here, seen.file.cell.name))


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/files/<int:file_id>", view_func=file)
    bp.add_url_rule("/files/<int:file_id>/report", view_func=report, methods=BOTH)
    bp.add_url_rule("/files/<int:file_id>/binder", view_func=binder)
    bp.add_url_rule("/files/<int:file_id>/binder", endpoint="make_binder", view_func=make_binder, methods=["POST"])
    bp.add_url_rule("/files/<int:file_id>/comment", view_func=comment, methods=BOTH)
    bp.add_url_rule("/files/<int:file_id>/setting-aside", view_func=set_aside, methods=BOTH)
