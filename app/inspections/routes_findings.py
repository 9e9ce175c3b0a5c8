"""What the team writes into a file, and what comes of its remedies. Views of the room's blueprint."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.documents.models import Document
from app.documents.services_word import word_of
from app.forms.queries import saved_texts
from app.forms.services import forget_draft
from app.inspections import queries, services_findings, services_remedies
from app.inspections.forms import HINTS, FindingForm, NoteForm, RemedyForm, RestForm, SessionForm
from app.inspections.models import Finding
from app.inspections.queries import FileSeen, get_file_or_404
from app.inspections.queries_evidence import Evidence, evidence_of
from app.inspections.services_files import stamp_of
from app.inspections.services_findings import SESSION, expect_writing
from app.refusals import NotKnown
from app.web.downloads import as_word, handed_out
from app.web.form_pages import choices, form_page, saying_why
from app.web.nfc import query_int, sent_version
from app.web.pages import done
from app.web.permissions import actor, requires
from app.web.proof import asks_again
from workflows.inspection_sight import Part
from workflows.meeting import KIND_LABELS
from workflows.remedy import at_version
from workflows.roles import Permission

BOTH = ["GET", "POST"]
NOTES = {
    "report": ("Kết quả khắc phục", "Đã làm gì, kết quả thế nào."),
    "return": ("Lý do trả lại", "Chi bộ đọc lý do này."),
    "confirm": ("Ghi chú (nếu có)", ""),
}


@requires(Permission.INSPECTION_WRITE)
def new_finding(file_id: int) -> ResponseReturnValue:
    seen = _written(file_id)
    point = query_int("point") or 0
    if not 0 <= point < len(seen.inspection.checklist):
        raise NotKnown
    return _finding_page(seen, point, None, f"inspection-finding-{file_id}-{point}")


@requires(Permission.INSPECTION_WRITE)
def edit_finding(file_id: int, finding_id: int) -> ResponseReturnValue:
    seen = get_file_or_404(file_id, actor())
    row = queries.finding_in(seen, finding_id)
    expect_writing(seen)
    return _finding_page(seen, row.point, row, f"inspection-finding-of-{finding_id}")


def _finding_page(seen: FileSeen, point: int, row: Finding | None, key: str) -> ResponseReturnValue:
    evidence, there = evidence_of(seen.file), url_for("inspections.file", file_id=seen.file.id, _anchor="nhan-xet")
    known = (
        {"kind": row.kind.value, "text": row.text, "record": _record_of(row), "referred": row.referred} if row else {}
    )
    kept = saved_texts(actor().account_id, key) if request.method == "GET" else {}
    form = FindingForm(data=known | kept)
    form.record.choices = choices([("", "Không gắn với bản ghi nào"), *_records(evidence)])
    version = row.version if row else None

    def act() -> None:
        services_findings.write_finding(seen, form.found(point), evidence, row=row, version=version, actor=actor())
        forget_draft(actor().account_id, key)

    return form_page(
        form, act, to=there, said="Đã ghi nhận xét.", version=version, template="inspections/finding.html",
        title=f"{point + 1}. {seen.inspection.checklist[point]}", button="Lưu nhận xét", hints=HINTS,
        back=(there, seen.file.cell.name), draft_key=key, row=row, file=seen.file,
        said_by_cell=seen.file.report.get(str(point), "") if seen.file.report_sent_at else "",
    )  # fmt: skip


@requires(Permission.INSPECTION_WRITE)
def rest_of_findings(file_id: int) -> ResponseReturnValue:
    """Where nothing was amiss: one text for all points that are left, instead of a form for each."""
    seen, key = _written(file_id), f"inspection-rest-{file_id}"
    points, there = (
        services_findings.points_left(seen),
        url_for("inspections.file", file_id=file_id, _anchor="nhan-xet"),
    )
    form = RestForm(data=saved_texts(actor().account_id, key) if request.method == "GET" else {})
    stamp = services_findings.stamp_of_points(points)

    def act() -> None:
        services_findings.write_rest(seen, form.text.data or "", evidence_of(seen.file), stamp=stamp, actor=actor())
        forget_draft(actor().account_id, key)

    return form_page(
        form, act, to=there, said=f"Đã ghi nhận xét ở {len(points)} nội dung.", version=stamp,
        template="inspections/rest.html", title="Nhận xét các nội dung còn lại", back=(there, seen.file.cell.name),
        button=f"Ghi ưu điểm ở {len(points)} nội dung", draft_key=key, points=points, row=seen.inspection,
    )  # fmt: skip


def _record_of(row: Finding) -> str:
    for name in ("meeting", "task", "petition"):
        if (number := getattr(row, f"{name}_id")) is not None:
            return f"{name}:{number}"
    return ""


def _records(evidence: Evidence) -> list[tuple[str, str]]:
    sittings = [
        (f"meeting:{one.id}", f"Sinh hoạt {KIND_LABELS[one.kind]} tháng {one.month.month}/{one.month.year}")
        for one in evidence.sittings
    ]
    tasks = [(f"task:{one.id}", f"Nhiệm vụ: {one.work[:90]}") for one in evidence.tasks]
    return [*sittings, *tasks, *((f"petition:{one.id}", f"Kiến nghị: {one.text[:90]}") for one in evidence.petitions)]


@requires(Permission.INSPECTION_WRITE)
def remove_finding(file_id: int, finding_id: int) -> ResponseReturnValue:
    seen = get_file_or_404(file_id, actor())
    row = queries.finding_in(seen, finding_id)
    services_findings.remove_finding(seen, row, version=sent_version(), actor=actor())
    flash("Đã bỏ nhận xét.")
    return done(url_for("inspections.file", file_id=file_id, _anchor="nhan-xet"))


@requires(Permission.INSPECTION_WRITE)
@asks_again
def session(file_id: int) -> ResponseReturnValue:
    """The working session with the cell; its minutes are numbered by the second button."""
    seen, key = _written(file_id), f"inspection-session-{file_id}"
    file, there = seen.file, url_for("inspections.file", file_id=file_id)
    kept = saved_texts(actor().account_id, key) if request.method == "GET" else {}
    form, stamp = SessionForm(data={name: getattr(file, name) for name in SESSION} | kept), stamp_of(file, SESSION)
    issue = "issue" in request.form

    def act() -> None:
        services_findings.save_session(seen, form.session(), issue=issue, stamp=stamp, actor=actor())
        forget_draft(actor().account_id, key)

    return form_page(
        form, act, to=there, said="Đã lập biên bản làm việc." if issue else "Đã lưu, chưa lập biên bản.", version=stamp,
        template="inspections/session.html", title="Buổi làm việc với chi bộ", button="Lập biên bản, cấp số",
        back=(there, file.cell.name), hints=HINTS, draft_key=key, file=file,
    )  # fmt: skip


@requires(Permission.INSPECTION_READ)
def session_pdf(file_id: int) -> ResponseReturnValue:
    seen, document = _minutes_or_404(file_id)
    here = url_for("inspections.file", file_id=file_id)
    if document.paper_sha256 is None:
        return redirect(here, 303)
    name = f"{document.symbol.replace('/', '-')} {document.title}.pdf"
    return handed_out(document.paper_sha256, "application/pdf", name, back=(here, seen.file.cell.name))


@requires(Permission.INSPECTION_READ)
def session_word(file_id: int) -> ResponseReturnValue:
    _, document = _minutes_or_404(file_id)
    return as_word(word_of(document), document.title, document.symbol, issued=True)


def _minutes_or_404(file_id: int) -> tuple[FileSeen, Document]:
    """The minutes of the working session, for who reads what was found."""
    seen = get_file_or_404(file_id, actor())
    document = seen.file.session_document
    if document is None or not seen.parts & {Part.FINDINGS, Part.DRAFT}:
        raise NotKnown
    return seen, document


@requires(Permission.INSPECTION_WRITE)
def new_remedy(file_id: int) -> ResponseReturnValue:
    return _remedy_page(_written(file_id), None)


@requires(Permission.INSPECTION_WRITE)
def edit_remedy(file_id: int, remedy_id: int) -> ResponseReturnValue:
    seen = get_file_or_404(file_id, actor())
    row = queries.remedy_in(seen, remedy_id)
    expect_writing(seen)
    return _remedy_page(seen, row)


def _remedy_page(seen: FileSeen, row: Any) -> ResponseReturnValue:
    there = url_for("inspections.file", file_id=seen.file.id, _anchor="khac-phuc")
    form, version = RemedyForm(obj=row), row.version if row else None
    return form_page(
        form, lambda: services_findings.set_remedy(seen, form.wanted(), row=row, version=version, actor=actor()),
        to=there, said="Đã ghi việc phải khắc phục.", version=version, title="Việc phải khắc phục", button="Lưu",
        hints=HINTS, back=(there, seen.file.cell.name),
        lead="Chi bộ đọc trong dự thảo; sau kết luận, chi bộ báo cáo kết quả và đoàn xác nhận.",
    )  # fmt: skip


@requires(Permission.INSPECTION_WRITE)
def drop_remedy(file_id: int, remedy_id: int) -> ResponseReturnValue:
    seen = get_file_or_404(file_id, actor())
    row = queries.remedy_in(seen, remedy_id)
    services_findings.drop_remedy(seen, row, version=sent_version(), actor=actor())
    flash("Đã bỏ việc này.")
    return done(url_for("inspections.file", file_id=file_id, _anchor="khac-phuc"))


@requires(Permission.INSPECTION_READ)
def remedy_step(file_id: int, remedy_id: int, name: str) -> ResponseReturnValue:
    """Reported by the cell, confirmed or returned by the team."""
    seen, key = get_file_or_404(file_id, actor()), f"inspection-remedy-{remedy_id}-{name}"
    row = queries.remedy_in(seen, remedy_id)
    if name not in NOTES:
        raise NotKnown
    table = at_version(row.definition_version)
    facts = services_remedies.facts_of(seen)
    refused = table.refusal(row.state, name, services_remedies.roles_in(seen, actor()), facts)
    if refused and refused.kind != "blocked":
        raise refused
    form, there = NoteForm(data=saved_texts(actor().account_id, key)), url_for("inspections.file", file_id=file_id)
    label, hint = NOTES[name]
    form.note.label.text = label
    step = next(one for one in table.steps if one.name == name)

    def act() -> None:
        services_remedies.take_remedy_step(seen, row, name, form.note.data or "", version=row.version, actor=actor())
        forget_draft(actor().account_id, key)

    return form_page(
        form, saying_why(act), to=there, said="Đã ghi.", version=row.version, title=step.label, button=step.label,
        back=(there, seen.file.cell.name), lead=row.work, hints={"note": hint}, template="inspections/note.html",
        draft_key=key,
    )  # fmt: skip


def _written(file_id: int) -> FileSeen:
    seen = get_file_or_404(file_id, actor())
    expect_writing(seen)
    return seen


def add_to(bp: Blueprint) -> None:
    of = "/files/<int:file_id>"
    bp.add_url_rule(f"{of}/findings/new", view_func=new_finding, methods=BOTH)
    bp.add_url_rule(f"{of}/findings/rest", view_func=rest_of_findings, methods=BOTH)
    bp.add_url_rule(f"{of}/findings/<int:finding_id>", view_func=edit_finding, methods=BOTH)
    bp.add_url_rule(f"{of}/findings/<int:finding_id>/removal", view_func=remove_finding, methods=["POST"])
    bp.add_url_rule(f"{of}/session", view_func=session, methods=BOTH)
    bp.add_url_rule(f"{of}/session/pdf", view_func=session_pdf)
    bp.add_url_rule(f"{of}/session/word", view_func=session_word)
    bp.add_url_rule(f"{of}/remedies/new", view_func=new_remedy, methods=BOTH)
    bp.add_url_rule(f"{of}/remedies/<int:remedy_id>", view_func=edit_remedy, methods=BOTH)
    bp.add_url_rule(f"{of}/remedies/<int:remedy_id>/removal", view_func=drop_remedy, methods=["POST"])
    bp.add_url_rule(f"{of}/remedies/<int:remedy_id>/steps/<name>", view_func=remedy_step, methods=BOTH)
