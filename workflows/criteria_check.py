"""What a criteria set has to be before meetings are scored by it, and what of the record may feed a criterion."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from types import MappingProxyType

from workflows.criteria import Applies, Criterion, Judging
from workflows.criteria_words import DURATION, HALF, LESS, REST
from workflows.meeting_facts import Kind
from workflows.words import listed

WHOLE = 100
MOST_CRITERIA = 60
LONGEST_TITLE = 300
CODE = re.compile(r"[0-9A-Za-z]{1,4}(\.[0-9A-Za-z]{1,3})?")


@dataclass(frozen=True)
class Source:
    """What of the record feeds a criterion, and how points come about of it. `parts`: it speaks to so many, in order."""

    label: str
    judging: Judging
    parts: int = 0


SOURCES: Mapping[str, Source] = MappingProxyType(
    {
        "duration": Source("Giờ mở, giờ kết thúc", Judging.SCALE),
        "attendance": Source("Điểm danh: tỷ lệ dự, vắng không lý do", Judging.SCALE),
        "absences": Source("Điểm danh: vắng có lý do nhiều kỳ liên tiếp", Judging.YES_NO),
        "contents": Source("Số nội dung của chương trình (người chấm điểm)", Judging.JUDGED),
        "drafts": Source("Câu hỏi gợi ý và dự thảo nghị quyết", Judging.YES_NO),
        "committee": Source("Hội nghị chi ủy, biên bản", Judging.YES_NO),
        "notices": Source("Thông báo đã đến đảng viên, đảng ủy viên phụ trách", Judging.YES_NO),
        "documents": Source("Ngày gửi tài liệu", Judging.YES_NO),
        "process": Source("Các bước đã qua (người chấm điểm)", Judging.JUDGED),
        "mentions": Source("Biểu dương, nhắc nhở (người chấm điểm)", Judging.JUDGED),
        "speakers": Source("Tỷ lệ đồng chí phát biểu", Judging.SCALE),
        "minutes": Source("Ba ý: sổ biên bản, công tác tư tưởng, tài liệu", Judging.YES_NO, parts=3),
        "tasks": Source("Nhiệm vụ của nghị quyết kỳ trước", Judging.SCALE),
        "closing": Source("Ba ý: thông qua nghị quyết, biên bản và giao việc, ban hành", Judging.YES_NO, parts=3),
    }
)
APPLIES_LABELS: Mapping[Applies, str] = MappingProxyType(
    {
        Applies.ALWAYS: "mọi kỳ",
        Applies.REGULAR: "kỳ thường kỳ",
        Applies.THEME: "kỳ có chuyên đề",
    }
)
SCORED_KINDS = (Kind.REGULAR, Kind.THEMATIC)
_WHEN = {Kind.REGULAR: {Applies.ALWAYS, Applies.REGULAR}, Kind.THEMATIC: {Applies.ALWAYS, Applies.THEME}}
_KIND_NAMES = {Kind.REGULAR: "thường kỳ", Kind.THEMATIC: "chuyên đề"}


@dataclass(frozen=True)
class Fault:
    """`place`: the criterion in the set, from 0 on; None: the set. `field`: as the form and the workbook call it."""

    place: int | None
    field: str
    text: str


def judged_as(criterion: Criterion) -> Criterion:
    """`criterion` with the way of judging that its evidence asks for: nobody has to choose it."""
    source = SOURCES.get(criterion.evidence)
    return replace(criterion, judging=source.judging if source else Judging.JUDGED)


def problems_of(criteria: Sequence[Criterion], kind: Kind | None = None) -> list[Fault]:
    """Everything that is wrong. `kind`: the meetings that the set is for; None: all that are scored."""
    faults = [fault for place, c in enumerate(criteria) for fault in _of_one(place, c)]
    return faults + [Fault(None, field, text) for field, text in _of_all(criteria, kind)]


def _of_all(criteria: Sequence[Criterion], kind: Kind | None) -> Iterator[tuple[str, str]]:
    total = sum(c.maximum for c in criteria)
    if total != WHOLE:
        yield "maximum", f"Tổng điểm tối đa là {total}; khi mọi tiêu chí đều tính phải đúng {WHOLE}."
    if len(criteria) > MOST_CRITERIA:
        yield "code", f"Có {len(criteria)} tiêu chí; nhiều nhất {MOST_CRITERIA}."
    twice = [code for code, n in Counter(c.code for c in criteria).items() if n > 1]
    if twice:
        yield "code", f"Mã tiêu chí ghi hai lần: {listed(twice, most=9)}."
    for each in SCORED_KINDS if kind is None else (kind,):
        if not any(c.applies_when in _WHEN[each] for c in criteria):
            yield "applies_when", f"Kỳ {_KIND_NAMES[each]} không có tiêu chí nào để chấm."


def _of_one(place: int, c: Criterion) -> Iterator[Fault]:
    checks = (*_of_words(c), *_of_points(c), *_of_scale(c), *_of_parts(c))
    return (Fault(place, field, text) for field, text in checks)


def _of_words(c: Criterion) -> Iterator[tuple[str, str]]:
    if not CODE.fullmatch(c.code):
        yield "code", "Mã ghi bằng chữ không dấu và số, ví dụ 4a hoặc 4.1."
    if not c.group or len(c.group) > 8:
        yield "group", "Ghi số hoặc mã của nhóm, nhiều nhất 8 ký tự."
    if not c.title:
        yield "title", "Ghi nội dung tiêu chí."
    elif len(c.title) > LONGEST_TITLE:
        yield "title", f"Nội dung tiêu chí dài nhất {LONGEST_TITLE} ký tự."
    if c.evidence and c.evidence not in SOURCES:
        yield "evidence", f"Hệ thống không có ghi nhận “{c.evidence[:40]}”."


def _of_points(c: Criterion) -> Iterator[tuple[str, str]]:
    if not 1 <= c.maximum <= WHOLE:
        yield "maximum", f"Điểm tối đa là một số từ 1 đến {WHOLE}."
    highest = max([band.points for band in c.bands] + list(c.otherwise), default=0)
    if highest > c.maximum:
        yield "scale", f"Thang điểm có mức {highest}, vượt điểm tối đa {c.maximum}."


def _of_scale(c: Criterion) -> Iterator[tuple[str, str]]:
    source = SOURCES.get(c.evidence)
    if source is None or source.judging != Judging.SCALE:
        if c.bands or c.otherwise:
            yield "scale", "Ghi nhận này không chấm theo thang; bỏ trống thang điểm."
        return
    if not c.bands:
        yield "scale", "Ghi thang điểm, mỗi dòng một mức."
        return
    wanted = (HALF, LESS) if c.evidence == DURATION else (REST,)
    if len(c.otherwise) != len(wanted):
        yield "scale", f"Thang điểm thiếu mức cuối: {listed([f'“{word}: …”' for word in wanted])}."
    if c.bands[0].points < c.maximum:
        yield "scale", f"Mức đầu của thang phải được điểm tối đa ({c.maximum})."
    if not _falls(c):
        yield "scale", "Thang điểm phải đi từ mức tốt nhất xuống: ngưỡng và điểm của dòng sau đều thấp hơn dòng trước."
    if c.evidence != DURATION and any(band.border > WHOLE for band in c.bands):
        yield "scale", "Ngưỡng của thang tính bằng phần trăm, nhiều nhất 100."


def _falls(c: Criterion) -> bool:
    """Points fall from row to row, and each row asks for less than the one above."""
    points = [band.points for band in c.bands] + list(c.otherwise)
    sign = 1 if c.evidence == DURATION else -1  # minutes short grow, shares shrink
    asked = [(sign * band.border, not band.strict) for band in c.bands]
    return all(a > b for a, b in pairwise(points)) and all(a < b for a, b in pairwise(asked))


def _of_parts(c: Criterion) -> Iterator[tuple[str, str]]:
    source = SOURCES.get(c.evidence)
    wanted = source.parts if source else 0
    if wanted and len(c.parts) != wanted:
        yield "parts", f"Ghi nhận này cần đúng {wanted} ý, theo thứ tự đó; đang có {len(c.parts)}."
    if c.parts and (total := sum(part.maximum for part in c.parts)) != c.maximum:
        yield "parts", f"Các ý cộng lại {total} điểm, khác điểm tối đa {c.maximum}."
