"""The papers of a campaign, issued under numbers of its issuer: the standing or the inspection committee."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app import clock
from app.accounts.queries import people_as
from app.actor import Actor, acting_as
from app.documents.models import Document
from app.documents.numbering import Numbered
from app.documents.services import issue_document
from app.documents.snapshots import DocumentKind, InspectionPaper, Letterhead, RemedyLine, Section, Signature
from app.inspections import queries
from app.inspections.models import CellFile, Finding, Inspection, Remedy, TeamMember, TeamPart
from app.inspections.queries_evidence import Sat, sat_of
from app.inspections.queries_scope import Scope
from app.organisations.models import Organisation
from app.organisations.queries import superior_of
from app.papers.queries import moment, style_from
from app.rules.queries import settings_for
from workflows.inspection import BODY_SERIES, FINDING_LABELS, KIND_LABELS, Issuer
from workflows.names import committee_of
from workflows.roles import Role
from workflows.words import percent

AUTHORITIES = {Issuer.STANDING_COMMITTEE: "Ban Thường vụ", Issuer.INSPECTION_COMMITTEE: "Ủy ban Kiểm tra"}
BODY = "UBKT"
PART_WORDS = {TeamPart.LEADER: "trưởng đoàn", TeamPart.SECRETARY: "thư ký đoàn", TeamPart.MEMBER: "thành viên"}
MOST_CELLS_NAMED = 12
COPIES = {
    Issuer.STANDING_COMMITTEE: "Lưu Văn phòng Đảng ủy",
    Issuer.INSPECTION_COMMITTEE: "Lưu Ủy ban Kiểm tra Đảng ủy",
}


@dataclass(frozen=True, kw_only=True)
class Signed:
    name: str
    position: str
    on: date | None


def issue_decision(row: Inspection, signed: Signed, *, actor: Actor) -> Document:
    team, scope = queries.team_of(row.id), _scope(row)
    kind, who = KIND_LABELS[row.kind], f"{AUTHORITIES[row.issuer]} {committee_of(row.organisation.name)}"
    sections = (
        _article(1, f"{kind.capitalize()} {scope} về {row.subject}. Thời kỳ {kind}: {months_in_words(row)}."),
        Section(
            heading="Điều 2.",
            paragraphs=(f"Lập đoàn {kind} gồm các đồng chí có tên sau:",),
            bullets=tuple(_named(one) for one in team),
        ),
        _article(
            3,
            f"Đoàn có nhiệm vụ {kind} theo đề cương kèm thông báo, lập biên bản làm việc với từng chi bộ, lấy ý kiến "
            f"chi bộ vào dự thảo và trình {AUTHORITIES[row.issuer]} kết luận.",
        ),
        _article(4, "Các chi bộ được kiểm tra, giám sát và các đồng chí có tên tại Điều 2 thi hành Quyết định này."),
    )
    year = row.quarter.year
    opening = (
        f"Căn cứ Quy chế làm việc của {committee_of(row.organisation.name)};",
        f"Căn cứ chương trình kiểm tra, giám sát năm {year} của {who},",
    )
    return _issue(
        row, "QĐ", "Quyết định", f"về việc {kind} {row.subject}", signed, actor=actor,
        opening=opening, enacts=f"{who} quyết định:", sections=sections,
        recipients=("Như Điều 4", "Thường trực Đảng ủy (để báo cáo)", COPIES[row.issuer]),
    )  # fmt: skip


def issue_announcement(row: Inspection, signed: Signed, *, actor: Actor) -> Document:
    kind, leader = KIND_LABELS[row.kind], _leader(queries.team_of(row.id))
    purpose = tuple(line for line in row.outline.splitlines() if line.strip())
    due = f"{row.report_due:%d/%m/%Y}" if row.report_due else ""
    sections = (
        Section(heading="I- PHẠM VI, THỜI KỲ", paragraphs=(f"{_scope(row)}; {months_in_words(row)}",)),
        *((Section(heading="II- MỤC ĐÍCH, YÊU CẦU", paragraphs=purpose),) if purpose else ()),
        Section(heading=f"{'III' if purpose else 'II'}- NỘI DUNG, ĐỀ CƯƠNG BÁO CÁO", bullets=tuple(row.checklist)),
        Section(
            heading=f"{'IV' if purpose else 'III'}- TỔ CHỨC THỰC HIỆN",
            paragraphs=(
                f"Chi ủy (bí thư nơi không có chi ủy) lập báo cáo tự kiểm tra theo đề cương, gửi trên hệ thống trước "
                f"hết ngày {due}",
                f"Đoàn {kind} do {leader} làm trưởng đoàn làm việc với từng chi bộ, ngày cụ thể đoàn báo trước",
                "Số liệu trong thời kỳ do hệ thống tổng hợp từ hồ sơ sinh hoạt, chi bộ không phải báo cáo lại",
            ),
        ),
    )
    return _issue(
        row, "TB", "Thông báo", f"về việc {kind} {row.subject}", signed, actor=actor, sections=sections,
        recipients=("Các chi bộ có tên trong phạm vi", f"Các đồng chí trong đoàn {kind}", COPIES[row.issuer]),
    )  # fmt: skip


def issue_session(file: CellFile, *, actor: Actor) -> Document:
    """The minutes of the working session with a cell."""
    row = file.inspection
    return issue_document(
        DocumentKind.INSPECTION, series_of(row, "BB"), lambda numbered: session_paper(file, numbered),
        organisation_id=row.organisation_id, meeting_id=None,
        title=f"Biên bản làm việc với {file.cell.name} về việc {KIND_LABELS[row.kind]}"[:300], actor=actor,
        acting_as=str(Role.INSPECTOR),
    )  # fmt: skip


def session_paper(file: CellFile, numbered: Numbered) -> InspectionPaper:
    row, kind = file.inspection, KIND_LABELS[file.inspection.kind]
    leader = next((one.name for one in queries.team_of(row.id) if one.part == TeamPart.LEADER), "")
    secretary = people_as(file.cell_id, (Role.SECRETARY,), clock.today())
    place = f" tại {file.session_place}" if file.session_place else ""
    day = f"{file.session_on:%d/%m/%Y}" if file.session_on else ""
    return InspectionPaper(
        letterhead=letterhead_of(row, "BB", numbered),
        style=style_from(settings_for(row.organisation_id, clock.today())),
        type_name="Biên bản",
        subject=f"Làm việc với {file.cell.name} về {kind} {row.subject}",
        opening=(f"Ngày {day},{place} đoàn {kind} làm việc với {file.cell.name}.",),
        sections=(
            Section(heading="I- THÀNH PHẦN", paragraphs=lines_of(file.session_present)),
            Section(heading="II- NỘI DUNG", paragraphs=lines_of(file.session_text)),
        ),
        closing=("Biên bản được đọc lại cho mọi người cùng nghe, thống nhất và ký",),
        signature=Signature(name=leader, position=f"Trưởng đoàn {kind}"),
        second_signature=Signature(name=secretary[0][0].full_name if secretary else "", position="Đại diện chi bộ"),
    )


def issue_conclusion(
    row: Inspection, signed: Signed, found: Mapping[int, list[Finding]], mend: Mapping[int, list[Remedy]], *,
    actor: Actor,
) -> Document:  # fmt: skip
    """What was found, cell by cell, and what is to be mended. Of who spoke or stayed away it names nobody."""
    kind = KIND_LABELS[row.kind]
    files = [file for file in queries.files_of(row.id) if not file.set_aside]
    sat = sat_of(Scope([file.cell_id for file in files], row.from_month, row.to_month))
    sections = [
        Section(heading="I- PHẠM VI, THỜI KỲ", paragraphs=(f"{_scope(row)}; {months_in_words(row)}",)),
        Section(heading="II- KẾT QUẢ TỪNG CHI BỘ"),
        *(_of_cell(number, file, sat[file.cell_id], found.get(file.id, [])) for number, file in enumerate(files, 1)),
        Section(heading="III- ĐÁNH GIÁ CHUNG", paragraphs=lines_of(row.summary)),
    ]
    if row.causes:
        sections.append(Section(heading="Nguyên nhân", paragraphs=lines_of(row.causes)))
    remedies = tuple(
        RemedyLine(
            cell=file.cell.name, work=one.work, owner=one.owner_name,
            due_on=one.deadline.isoformat() if one.deadline else "",
        )
        for file in files
        for one in mend.get(file.id, [])
    )  # fmt: skip
    return _issue(
        row, "TB", "Thông báo", f"Kết luận {kind} {row.subject}", signed, actor=actor,
        opening=(f"{AUTHORITIES[row.issuer]} {committee_of(row.organisation.name)} thông báo kết luận như sau:",),
        sections=tuple(sections), remedies=remedies, remedies_heading="IV- VIỆC PHẢI KHẮC PHỤC",
        closing=("Chi bộ báo cáo kết quả khắc phục trên hệ thống đúng hạn; đoàn kiểm tra lại trong quý sau",)
        if remedies
        else (),
        recipients=(
            "Thường trực Đảng ủy (để báo cáo)", "Các chi bộ trực thuộc", f"Các đồng chí trong đoàn {kind}",
            COPIES[row.issuer],
        ),
    )  # fmt: skip


def _of_cell(number: int, file: CellFile, sat: Sat, found: list[Finding]) -> Section:
    referred = sum(one.referred for one in found)
    bullets = [f"{FINDING_LABELS[one.kind]}: {one.text}" for one in found]
    if referred:
        bullets.append(f"Chuyển Ủy ban Kiểm tra xem xét {referred} nội dung")
    return Section(heading=f"{number}. {file.cell.name}", paragraphs=(figures_in_words(sat),), bullets=tuple(bullets))


def figures_in_words(sat: Sat) -> str:
    """`Sinh hoạt thường kỳ 3/3 tháng; đảng viên dự 66/72 lượt, đạt 91,7%`; of nothing there is no rate."""
    rate = f"{sat.present}/{sat.due} lượt" if sat.due else "chưa có số liệu"
    if percent_of := percent(sat.present, sat.due):
        rate += f", đạt {percent_of}"
    late = f", {sat.late} lần muộn" if sat.late else ""
    met = f"{sat.met}/{sat.expected} tháng" if sat.expected else "chưa đến kỳ nào"
    return f"Sinh hoạt thường kỳ {met}{late}; đảng viên dự {rate}"


def binder_letterhead(row: Inspection) -> Letterhead:
    """Of a folder of papers, which has no number of its own."""
    return replace(letterhead_of(row, "HS", Numbered(dated=clock.today())), symbol="")


def lines_of(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _article(number: int, text: str) -> Section:
    return Section(heading=f"Điều {number}.", paragraphs=(text,))


def _named(one: TeamMember) -> str:
    return f"Đồng chí {one.name}, {PART_WORDS[one.part]}"


def _leader(team: list[TeamMember]) -> str:
    return next((f"đồng chí {one.name}" for one in team if one.part == TeamPart.LEADER), "trưởng đoàn")


def _scope(row: Inspection) -> str:
    """The cells by name while they are few."""
    names = [file.cell.name for file in queries.files_of(row.id) if not file.set_aside]
    if len(names) <= MOST_CELLS_NAMED:
        return ", ".join(names)
    return f"{len(names)} chi bộ trực thuộc {committee_of(row.organisation.name)}"


def months_in_words(row: Inspection) -> str:
    first, last = row.from_month, row.to_month
    if first == last:
        return f"tháng {first.month}/{first.year}"
    return f"từ tháng {first.month}/{first.year} đến tháng {last.month}/{last.year}"


def _issue(
    row: Inspection, type_code: str, type_name: str, subject: str, signed: Signed, *, actor: Actor, **parts: Any
) -> Document:
    def made(numbered: Numbered) -> InspectionPaper:
        return InspectionPaper(
            letterhead=letterhead_of(row, type_code, numbered),
            style=style_from(settings_for(row.organisation_id, clock.today())),
            type_name=type_name,
            subject=subject,
            authority=AUTHORITIES[row.issuer],
            signature=Signature(name=signed.name, position=signed.position),
            **parts,
        )

    return issue_document(
        DocumentKind.INSPECTION, series_of(row, type_code), made, organisation_id=row.organisation_id, meeting_id=None,
        title=f"{type_name} {subject}"[:300], actor=actor,
        acting_as=acting_as(actor.roles_in(row.organisation_id), queries.ISSUING), on=signed.on,
    )  # fmt: skip


def series_of(row: Inspection, type_code: str) -> str:
    return f"{type_code}{BODY_SERIES[row.issuer]}"


def letterhead_of(row: Inspection, type_code: str, numbered: Numbered) -> Letterhead:
    return head_of(row.organisation, row.issuer, type_code, numbered)


def head_of(organisation: Organisation, issuer: Issuer, type_code: str, numbered: Numbered) -> Letterhead:
    committee, own = committee_of(organisation.name), issuer == Issuer.INSPECTION_COMMITTEE
    superior = superior_of(organisation.id, clock.today())
    return Letterhead(
        superior=committee if own else superior.name if superior else "",
        issuer="Ủy ban Kiểm tra" if own else committee,
        place=organisation.place,
        created=moment(clock.now()),
        dated=numbered.dated.isoformat(),
        symbol=f"{type_code}/{BODY if own else organisation.symbol}",
        number=numbered.number,
    )
