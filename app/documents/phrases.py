"""Phrases of the documents, made from parts of a snapshot. Pure functions, used as filters by the templates."""

import re

from app.documents.snapshots import (
    Approval,
    Counts,
    DocumentRef,
    Guidance,
    Letterhead,
    Minutes,
    Person,
    RatedColumn,
    Resolution,
    Sitting,
    Style,
    Vote,
    VoteBase,
)
from app.documents.words import count, month, percent, ratio, short_date

BAR = ("good", "fair", "average", "poor", "unrated", "missing")
"""What stands in a bar of ratings, from below."""
KINDS = {"regular": "thường kỳ", "thematic": "chuyên đề", "extraordinary": "bất thường"}
APPROVERS = {
    "committee": "chi ủy",
    "secretaries": "Bí thư, Phó Bí thư",
    "overseer": "Bí thư và đảng ủy viên phụ trách",
    "office": "Bí thư và Văn phòng Đảng ủy",
}


# ---------------------------------------------------------------- people and papers
def comrade(person: Person) -> str:
    """`đồng chí Nguyễn Văn Hòa, Bí thư chi bộ`."""
    return f"đồng chí {named(person)}"


def named(person: Person) -> str:
    return f"{person.name}, {person.position}" if person.position else person.name


def reference(paper: DocumentRef) -> str:
    """`Hướng dẫn số 19-HD/ĐU, ngày 30/01/2026 của Ban Thường vụ Đảng ủy xã về …`."""
    text = f"{paper.type_name} số {paper.symbol}, ngày {short_date(paper.dated)}"
    return text + (f" của {paper.issuer}" if paper.issuer else "") + (f" {paper.about}" if paper.about else "")


# ---------------------------------------------------------------- head and meeting
def superior_in_header(letterhead: Letterhead, style: Style) -> str:
    """`Đảng bộ xã Minh Khê`, or `Đảng ủy xã Minh Khê` where the settings say so."""
    if style.superior_as == "committee":
        return re.sub("^Đảng bộ", "Đảng ủy", letterhead.superior)
    return letterhead.superior


def full_symbol(letterhead: Letterhead) -> str:
    """`14-NQ/CB`; in a draft room for the number."""
    number = "\N{NO-BREAK SPACE}" * 4 if letterhead.number is None else f"{letterhead.number:02d}"
    return f"{number}-{letterhead.symbol}"


def draft_mark(draft_round: int) -> str:
    return "DỰ THẢO" if draft_round == 1 else f"DỰ THẢO LẦN {draft_round}"


def sitting_kind(sitting: Sitting) -> str:
    """`thường kỳ tháng 02 năm 2026`; an extraordinary meeting is told by its day."""
    when = f"ngày {short_date(sitting.held_on)}" if sitting.kind == "extraordinary" else month(sitting.month)
    return f"{KINDS[sitting.kind]} {when}"


def base_explained(base: VoteBase) -> str:
    """Why the base is what it is: `24 đảng viên chính thức, trừ 01 …`."""
    less = [
        f"{count(number)} {why}"
        for number, why in (
            (base.temporary_out, "chuyển sinh hoạt tạm thời"),
            (base.exempt_absent, "miễn sinh hoạt vắng mặt"),
            (base.suspended, "đình chỉ sinh hoạt"),
        )
        if number
    ]
    return f"{count(base.official)} đảng viên chính thức" + (f", trừ {', '.join(less)}" if less else "")


def in_favour(vote: Vote, base: VoteBase) -> str:
    """`19/21 đảng viên chính thức thuộc diện tính biểu quyết tán thành, đạt 90,5% (24 đảng viên chính thức, trừ …)`."""
    text = f"{ratio(vote.votes_for, vote.base)} đảng viên chính thức thuộc diện tính biểu quyết tán thành"
    share = percent(vote.votes_for, vote.base)
    why = f" ({base_explained(base)})" if base.base == vote.base and base.official != base.base else ""
    return text + (f", đạt {share}" if share else "") + why


def approved(approval: Approval) -> str:
    """`Chương trình đã được chi ủy thống nhất tại hội nghị chi ủy ngày 01/02/2026 (03/03 đồng chí tán thành).`"""
    where = "tại hội nghị chi ủy " if approval.at_meeting and approval.by == "committee" else ""
    votes = ratio(approval.votes_for, approval.approvers)
    day = short_date(approval.agreed_on)
    return f"Chương trình đã được {APPROVERS[approval.by]} thống nhất {where}ngày {day} ({votes} đồng chí tán thành)."


def kind_name(kind: str) -> str:
    """`sinh hoạt thường kỳ`."""
    return f"sinh hoạt {KINDS[kind]}"


# ---------------------------------------------------------------- attendance in running text
def not_due(counts: Counts) -> str:
    """Who is on the roll but need not come, ready to stand before `số đảng viên phải dự`."""
    parts = []
    if counts.exempt:
        parts.append(f"miễn công tác và sinh hoạt {count(counts.exempt)}{_came(counts.exempt, counts.exempt_present)}")
    if counts.temporary_out:
        parts.append(f"chuyển sinh hoạt tạm thời đi nơi khác {count(counts.temporary_out)}")
    if counts.suspended:
        parts.append(f"đình chỉ sinh hoạt {count(counts.suspended)}")
    return f"{', '.join(parts)}; " if parts else ""


def exempt_people(minutes: Minutes) -> str:
    """`, vắng mặt (Nông Văn Ích, Hà Thị Sen)`; those who came are named first."""
    came, away = minutes.exempt_present, minutes.exempt_absent
    parts = [f"{count(len(came))} đồng chí đến dự ({', '.join(came)})"] if came else []
    if away:
        parts.append(f"{'' if not came else f'{count(len(away))} đồng chí '}vắng mặt ({', '.join(away)})")
    return "".join(f", {part}" for part in parts)


def attended_besides(document: Resolution) -> list[str]:
    """Who attended and is in no count: temporary members by number, guests by name."""
    visiting = document.counts.temporary_in if document.counts else 0
    first = [f"{count(visiting)} đảng viên sinh hoạt tạm thời tại chi bộ"] if visiting else []
    return first + [comrade(guest) for guest in document.guests]


def _came(exempt: int, present: int) -> str:
    if present == 0:
        return " (vắng mặt)"
    return " (có mặt)" if present == exempt else f" (có mặt {count(present)}, vắng mặt {count(exempt - present)})"


def levels_explained(levels: tuple[tuple[str, int], ...]) -> str:
    """`Tốt: từ 90; Khá: từ 70; Trung bình: từ 50; Kém: dưới 50`."""
    above = [f"{name}: từ {border}" for name, border in levels[:-1]]
    return "; ".join([*above, f"{levels[-1][0]}: dưới {levels[-2][1]}"])


def a_comrade(name: str) -> str:
    return f"đồng chí {name}"


def ordinal(number: int) -> str:
    """`thứ nhất`, `thứ hai` … up to ten, then the figure."""
    words = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")
    return f"thứ {words[number - 1] if number <= len(words) else number}"


def given_name(name: str) -> str:
    """`Mến` of `Lục Thị Mến`: how a comrade is thanked."""
    return name.split()[-1] if name.split() else name


# ---------------------------------------------------------------- guidance
def guidance_in_practice(paper: Guidance) -> list[str]:
    """What a guidance asks of the cells every month, from the rules in force."""
    latest = f", chậm nhất ngày {short_date(paper.deadline)}" if paper.deadline else ""
    said = [
        f"1. Chi bộ sinh hoạt vào ngày {count(paper.meeting_day)} hằng tháng{latest}; gửi tài liệu cho đảng viên trước "
        f"ít nhất {count(paper.notice_days)} ngày.",
        f"2. Biên bản, nghị quyết hoàn thành trong {count(paper.publish_days)} ngày sau kỳ sinh hoạt.",
        "3. Đảng ủy viên phụ trách dự họp chi ủy và sinh hoạt chi bộ theo phân công. Nội dung thuộc bí mật nhà nước "
        "không đưa lên hệ thống.",
    ]
    if paper.attachments:
        said.append(f"Tài liệu gửi kèm: {'; '.join(paper.attachments)}.")
    return said


def bar_height(column: RatedColumn) -> int:
    """Of all that stands in the bar of a month."""
    return sum(getattr(column, kind) for kind in BAR)


def as_bar(column: RatedColumn) -> tuple[str, int, list[tuple[str, int, str]]]:
    """As `components/charts.html` draws it; on paper nothing leads on."""
    return column.label, bar_height(column), [(kind, getattr(column, kind), "") for kind in BAR]
