"""One PDF of all that a cell's file holds, with cover and contents: made by a job, because it takes its time."""

from collections.abc import Sequence
from dataclasses import replace

from app import clock
from app.actor import Actor
from app.audit.services import record
from app.documents.files import keep_file, read_file
from app.documents.models import Document
from app.documents.snapshots import DocumentKind, InspectionPaper, Section, Signature
from app.extensions import db, lock
from app.inspections import queries
from app.inspections.models import CellFile
from app.inspections.queries import FileSeen
from app.inspections.queries_evidence import Evidence, evidence_of
from app.inspections.services_files import PROPOSALS, note_file
from app.inspections.services_paper import binder_letterhead, figures_in_words, lines_of, months_in_words
from app.jobs.services import enqueue
from app.papers.queries import style_from
from app.refusals import NotAllowed
from app.rules.queries import settings_for
from workflows.inspection import FINDING_LABELS, KIND_LABELS, State
from workflows.inspection_sight import Part as Shown
from workflows.inspection_sight import Seat
from workflows.remedy import STATE_LABELS as REMEDY_LABELS

KIND = "bind_inspection"
PDF = "application/pdf"


def may_bind(seen: FileSeen) -> bool:
    """The team as long as it reads the record behind; the cell once the conclusion is published, because the binder
    holds what was found."""
    concluded = seen.inspection.state in queries.PUBLISHED
    reads = Seat.TEAM in seen.seats and Shown.EVIDENCE in seen.parts
    return reads or (Seat.CELL in seen.seats and concluded)


def may_take(seen: FileSeen) -> bool:
    """The binder as it was bound; to the team of a closed campaign it stays what the campaign left."""
    return may_bind(seen) or (Seat.TEAM in seen.seats and seen.inspection.state == State.CLOSED)


def ask_for_binder(seen: FileSeen, *, actor: Actor) -> None:
    """Ask for the binder as the file stands now. Raises NotAllowed."""
    if not may_bind(seen):
        raise NotAllowed("Chỉ đoàn kiểm tra, và chi bộ sau khi có kết luận, lập tập hồ sơ.")
    lock(seen.file)
    seen.file.binder_asked_at = clock.now()
    role = "inspector" if Seat.TEAM in seen.seats else "cell"
    note_file("inspection_binder_asked", seen.file, actor, role)
    enqueue(KIND, f"{KIND}:{seen.file.id}:{clock.now():%Y%m%d%H%M%S}", file_id=seen.file.id)


def bind_inspection(*, file_id: int) -> None:
    """Put the binder together and keep it; the slow part holds no transaction. If the campaign took a step meanwhile,
    once more: what was bound before the conclusion is not what the cell may read after it."""
    db.session.connection(execution_options={"read_only": True})
    file = db.session.get(CellFile, file_id)
    if file is None:
        return
    evidence, version = evidence_of(file), file.inspection.version
    papers = [(f"{one.title} ({one.symbol})".replace(" ()", ""), one.file_sha256) for one in _papers(file, evidence)]
    front = _front_of(file, evidence)
    db.session.rollback()
    parts = [(title, read_file(sha256)) for title, sha256 in papers if sha256]
    missing = [title for title, sha256 in papers if not sha256]
    if not _keep(file_id, _bound(front, parts, missing), version):
        db.session.rollback()
        bind_inspection(file_id=file_id)


def _papers(file: CellFile, evidence: Evidence) -> list[Document]:
    """Those of the campaign, those of the meetings by month, those of the end."""
    row = file.inspection
    found = [row.decision, row.announcement]
    found += [db.session.get(Document, paper.id) for one in evidence.sittings for paper in one.papers]
    found += [file.session_document, row.conclusion]
    return [one for one in found if one is not None]


def _front_of(file: CellFile, evidence: Evidence) -> InspectionPaper:
    """The cover with the figures, the cell's report, findings and remedies; the contents are put in later."""
    row, kind = file.inspection, KIND_LABELS[file.inspection.kind]
    found, mend = queries.findings_of(row.id)[file.id], queries.remedies_of(row.id)[file.id]
    sections = [
        Section(
            heading="I- PHẠM VI, SỐ LIỆU",
            paragraphs=(f"{row.subject}; {months_in_words(row)}", figures_in_words(evidence)),
        )
    ]
    if file.report_sent_at is not None:
        said = [
            f"{point}: {file.report[str(number)]}"
            for number, point in enumerate(row.checklist)
            if file.report.get(str(number))
        ]
        said += [f"Kiến nghị: {file.report[PROPOSALS]}"] if file.report.get(PROPOSALS) else []
        sections.append(Section(heading="II- BÁO CÁO TỰ KIỂM TRA", bullets=tuple(said)))
    sections.append(
        Section(
            heading="III- NHẬN XÉT CỦA ĐOÀN",
            bullets=tuple(f"{row.checklist[one.point]}. {FINDING_LABELS[one.kind]}: {one.text}" for one in found),
        )
    )
    if file.commented_at is not None:
        agreed = ("Thống nhất với dự thảo",) if file.agrees else ()
        sections.append(Section(heading="IV- Ý KIẾN CỦA CHI BỘ", paragraphs=(*agreed, *lines_of(file.comment))))
    done = tuple(f"{one.work}: {REMEDY_LABELS[one.state].lower()}. {one.result}".strip() for one in mend)
    sections.append(Section(heading="V- VIỆC PHẢI KHẮC PHỤC", bullets=done))
    return InspectionPaper(
        letterhead=binder_letterhead(row),
        style=style_from(settings_for(row.organisation_id, clock.today())),
        type_name="Hồ sơ",
        subject=f"{kind.capitalize()} {file.cell.name}",
        sections=tuple(sections),
        signature=Signature(name=""),
    )


def _bound(front: InspectionPaper, parts: list[tuple[str, bytes]], missing: list[str]) -> bytes:
    from app.documents.render import render_with_pages
    from app.documents.services_binding import Part, bind  # late: a web process never binds anything

    def laid_out(starts: Sequence[int]) -> tuple[bytes, int]:
        lines = [f"{title}: trang {page}" for (title, _), page in zip(parts, starts, strict=True)]
        contents = Section(
            heading="MỤC LỤC VĂN BẢN KÈM THEO",
            bullets=(*lines, *(f"{title}: chưa có bản PDF" for title in missing)),
        )
        whole = replace(front, sections=(contents, *front.sections))
        return render_with_pages(DocumentKind.INSPECTION, whole)

    return bind(laid_out, [Part(title=title, data=data) for title, data in parts], footer=front.type_name)[0]


def _keep(file_id: int, bound: bytes, version: int) -> bool:
    """False if the campaign is at another step than the binder is of."""
    sha256 = keep_file(bound, PDF)
    file = db.session.get(CellFile, file_id)
    if file is None:
        return True
    lock(file.inspection)  # before the file, as everywhere
    lock(file)
    if file.inspection.version != version:
        return False
    if file.binder_sha256 == sha256:
        return True
    file.binder_sha256 = sha256
    record(
        "inspection_bound", actor=None, organisation_id=file.inspection.organisation_id, subject="inspection",
        subject_id=file.inspection_id, file_id=file.id, sha256=sha256,
    )  # fmt: skip
    return True
