"""Papers as Word files, for offices that go on working with them: the same snapshot, the same layout, editable."""

from collections.abc import Sequence

from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Mm, Pt

from app.documents import phrases, words
from app.documents.snapshots import CommitteeReport, Guidance, Letterhead, ReportedTask, Signature, Style
from app.documents.word_parts import MEDIA_TYPE as MEDIA_TYPE
from app.documents.word_parts import begun, in_columns, line_in, run_in, saved


def guidance_docx(paper: Guidance) -> bytes:
    """A committee's guidance, issued or as a draft."""
    head, when = paper.letterhead, words.month(paper.month)
    document = begun(head, f"Hướng dẫn nội dung sinh hoạt chi bộ {when}")
    _head(document, head, paper.style)
    _centred(document, "HƯỚNG DẪN", 16)
    _centred(document, f"Nội dung sinh hoạt chi bộ {when}", 14)
    if paper.theme:
        _centred(document, f"Chuyên đề “{paper.theme}”", 14)
    if paper.replaces:
        _centred(document, f"(Thay thế {phrases.reference(paper.replaces)})", 14, bold=False, italic=True)
    _centred(document, "-----", 14, bold=False)
    _body(document, f"{head.issuer} định hướng nội dung sinh hoạt chi bộ {when} như sau:")
    _part(document, "I- TÌNH HÌNH", words.paragraphs(paper.situation))
    _part(document, f"II- ĐỊNH HƯỚNG {when.upper()}", words.paragraphs(paper.orientation))
    _part(document, "III- NỘI DUNG ĐỀ NGHỊ CHI BỘ TẬP TRUNG THẢO LUẬN", [f"- {line}" for line in paper.contents])
    if paper.topics:
        rows = [(topic.cells, " ".join(words.sentence(line) for line in topic.lines)) for topic in paper.topics]
        _table(document, ("Loại hình chi bộ", "Nội dung trọng tâm"), rows)
    _part(document, "IV- TỔ CHỨC THỰC HIỆN", phrases.guidance_in_practice(paper))
    recipients = [f"- {one}," for one in paper.recipients]
    _closing(document, [*recipients, "- Lưu Văn phòng Đảng ủy."], "T/M ĐẢNG ỦY", paper.signature)
    return saved(document)


def committee_report_docx(paper: CommitteeReport) -> bytes:
    """What the cell committee reads aloud; dots stand where somebody has to write."""
    head, when, before = paper.letterhead, words.month(paper.month), words.month_only(paper.last_month)
    who = "Chi ủy" if paper.has_committee else "Chi bộ"
    document = begun(head, f"Báo cáo của chi ủy {when}")
    _head(document, head, paper.style)
    _centred(document, "BÁO CÁO", 16)
    _centred(document, f"Kết quả thực hiện nhiệm vụ {before}, phương hướng, nhiệm vụ {when}", 14)
    _centred(document, f"(Trình bày tại hội nghị chi bộ {paper.kind} {when})", 14, bold=False, italic=True)
    _centred(document, "-----", 14, bold=False)
    _body(
        document, f"{who} báo cáo hội nghị chi bộ kết quả thực hiện nhiệm vụ {before} và phương hướng {when} như sau:"
    )
    _looking_back(document, paper, before)
    _looking_ahead(document, paper, when)
    _body(document, f"Trên đây là báo cáo của {who.lower()}, đề nghị hội nghị thảo luận, cho ý kiến.")
    authority = "T/M CHI ỦY" if paper.has_committee else "T/M CHI BỘ"
    _closing(document, ["- Hội nghị chi bộ,", "- Lưu Chi bộ."], authority, paper.signature)
    return saved(document)


TO_BE_WRITTEN = "…" * 12
TASK_HEADS = ("TT", "Nhiệm vụ", "Người thực hiện", "Thời hạn")


def _looking_back(document: Paper, paper: CommitteeReport, before: str) -> None:
    _body(document, f"I- KẾT QUẢ THỰC HIỆN NHIỆM VỤ {before.upper()}", bold=True)
    _body(document, "1. Tình hình chung", bold=True)
    for line in words.paragraphs(paper.situation) or [TO_BE_WRITTEN]:
        _body(document, words.sentence(line))
    _body(document, "2. Kết quả thực hiện nghị quyết", bold=True)
    if paper.resolution:
        done = words.reached(paper.done, paper.total, "nhiệm vụ hoàn thành")
        _body(document, words.sentence(f"Thực hiện {phrases.reference(paper.resolution)}: {done}"))
    if paper.tasks:
        _tasks(document, paper.tasks, with_standing=True)
    else:
        _body(document, "Chi bộ không có nhiệm vụ đang theo dõi trên hệ thống.")
    _body(document, "3. Công tác xây dựng Đảng", bold=True)
    for line in _of_the_party(paper, before):
        _body(document, line)
    _body(document, "4. Ý kiến, kiến nghị", bold=True)
    _body(document, f"Từ kỳ trước đến nay chi bộ nhận {words.count(paper.raised)} ý kiến, kiến nghị; đã có trả lời "
                    f"{words.count(len(paper.answered))}.")  # fmt: skip
    for one in paper.answered:
        _body(document, f"- {words.sentence(one.text)} Trả lời: {words.sentence(one.answer)}")
    _body(document, "5. Hạn chế, nguyên nhân", bold=True)
    if paper.overdue:
        _body(
            document,
            words.sentence(f"Còn {words.count(len(paper.overdue))} nhiệm vụ quá hạn: {'; '.join(paper.overdue)}"),
        )
    _body(document, f"Nguyên nhân: {TO_BE_WRITTEN}")


def _of_the_party(paper: CommitteeReport, before: str) -> list[str]:
    found = [
        f"Chi bộ có {words.count(paper.roll)} đảng viên, trong đó {words.count(paper.official)} đảng viên chính thức."
    ]
    if paper.present is not None:
        found.append(f"Kỳ sinh hoạt {before} có mặt {words.reached(paper.present, paper.due, 'đảng viên phải dự')}.")
    if paper.fees:
        found.append(f"Đã đóng đảng phí: {words.reached(*paper.fees, 'đảng viên')}.")
    return [*found, f"Công tác phát triển đảng viên, kiểm tra, giám sát: {TO_BE_WRITTEN}"]


def _looking_ahead(document: Paper, paper: CommitteeReport, when: str) -> None:
    _body(document, f"II- PHƯƠNG HƯỚNG, NHIỆM VỤ {when.upper()}", bold=True)
    number = 1
    if paper.superior:
        _body(document, f"{number}. Định hướng của {paper.superior}", bold=True)
        for line in (*words.paragraphs(paper.orientation), *(f"- {one}" for one in paper.contents)):
            _body(document, words.sentence(line))
        number += 1
    _body(document, f"{number}. Nhiệm vụ trọng tâm", bold=True)
    if paper.planned:
        _tasks(document, paper.planned, with_standing=False)
    else:
        _body(document, TO_BE_WRITTEN)
    _body(document, f"{number + 1}. Nội dung đề nghị hội nghị thảo luận", bold=True)
    for topic in paper.topics:
        _body(document, f"- {words.sentence(topic.title)}")
        for question in topic.questions:
            _body(document, f"+ {question}")
    if not paper.topics:
        _body(document, "Các nội dung định hướng nêu trên." if paper.contents else TO_BE_WRITTEN)


def _tasks(document: Paper, tasks: Sequence[ReportedTask], *, with_standing: bool) -> None:
    rows = [
        (str(number), task.work, task.owner, task.deadline, *([task.standing] if with_standing else []))
        for number, task in enumerate(tasks, start=1)
    ]
    heads = (*TASK_HEADS, "Kết quả") if with_standing else TASK_HEADS
    _table(document, heads, rows, widths=(10, 60, 32, 26, 37) if with_standing else (10, 85, 42, 28))


def _head(document: Paper, head: Letterhead, style: Style) -> None:
    left, right = in_columns(document, Mm(70), Mm(95))
    line_in(left, phrases.superior_in_header(head, style).upper(), 14)
    line_in(left, head.issuer.upper(), 14, bold=True)
    line_in(left, "*", 14)
    line_in(left, f"Số {phrases.full_symbol(head)}", 14)
    if head.draft:
        line_in(left, phrases.draft_mark(head.draft), 12, bold=True)
    line_in(right, "ĐẢNG CỘNG SẢN VIỆT NAM", 15, bold=True, underline=True)
    dated = words.long_date(head.dated) if head.dated else words.open_date(head.created)
    line_in(right, f"{head.place}, {dated}", 14, italic=True)
    document.add_paragraph()


def _centred(document: Paper, text: str, size: float, *, bold: bool = True, italic: bool = False) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = ALIGN.CENTER
    run_in(paragraph, text, size, bold=bold, italic=italic)


def _body(document: Paper, text: str, **marks: bool) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = ALIGN.JUSTIFY
    shape = paragraph.paragraph_format
    shape.first_line_indent, shape.line_spacing, shape.space_after = Mm(10), Pt(18), Pt(6)
    run_in(paragraph, text, 14, **marks)


def _part(document: Paper, heading: str, lines: list[str]) -> None:
    _body(document, heading, bold=True)
    for line in lines:
        _body(document, words.sentence(line))


def _table(
    document: Paper, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int] = ()
) -> None:  # fmt: skip
    """`widths`: of the columns, in millimetres; shared out evenly if none are given."""
    table = document.add_table(rows=1, cols=len(heads))
    table.style = "Table Grid"
    table.autofit = not widths
    for column, width in zip(table.columns, widths, strict=False):
        column.width = Mm(width)
    for cell, text in zip(table.rows[0].cells, heads, strict=True):
        line_in(cell, text, 12, bold=True)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            line_in(cell, text, 12, align=ALIGN.LEFT)
    document.add_paragraph()


def _closing(document: Paper, recipients: list[str], authority: str, sign: Signature) -> None:
    left, right = in_columns(document, Mm(80), Mm(85))
    line_in(left, "Nơi nhận:", 12, align=ALIGN.LEFT, underline=True)
    for text in recipients:
        line_in(left, text, 11, align=ALIGN.LEFT)
    line_in(right, authority, 14, bold=True)
    line_in(right, sign.position.upper(), 14)
    for _ in range(4):
        line_in(right, " ", 14)
    line_in(right, sign.name, 14, bold=True)
