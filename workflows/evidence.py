"""What the record shows, and the points that it proposes.

A proposal never decides: people may override it with a note. `None` points mean that the record has nothing
to say, or that the criterion is for people to judge; the sentence then only tells what is on record.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from types import MappingProxyType

from workflows.criteria import Criterion
from workflows.words import day, share


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The record of one meeting. `None` and 0 are different: not recorded, and recorded as none.

    Until `is_closed`, `minutes` and the attendance are what is expected at the end.
    """

    minutes: int | None = None
    minutes_norm: int = 90
    is_closed: bool = False

    present: int | None = None
    due: int = 0
    unexcused: int = 0
    longest_excused: int | None = None
    longest_excused_name: str = ""

    agenda_items: int = 0
    questions: int = 0
    drafts: int = 0
    """Draft resolutions, or expected conclusions, prepared beforehand."""

    lone_secretary: bool = False
    committee_met_on: date | None = None
    committee_has_minutes: bool = False
    agreed: int = 0
    approvers: int = 0

    told: int | None = None
    to_tell: int = 0
    overseer_told: bool = False

    documents: int | None = None
    documents_sent_on: date | None = None
    documents_days_ahead: int | None = None
    notice_days: int = 1

    steps_missing: tuple[str, ...] = ()
    """Steps of the process that a meeting recorded afterwards never took."""
    praised: int = 0
    reminded: int = 0
    speakers: int | None = None
    attendees: int = 0
    ideology_minutes: int | None = None
    minutes_kept: bool = True

    tasks_done: int | None = None
    tasks_total: int = 0

    is_adopted: bool | None = None
    """A resolution or conclusion was voted through; `None`: not voted yet."""
    adoption: str = ""
    """`16/20`."""
    awaits_vote: bool = False
    """A draft resolution stands that the meeting has not voted on yet: its adoption and its tasks count as expected."""
    minutes_adopted: bool | None = None
    """`None`: not read out yet."""
    tasks_assigned: int = 0
    published_after: int | None = None
    """Days after the meeting; `None`: not published yet."""
    publish_days: int = 2

    # The record itself, for `workflows.evidence_details`; no points follow from it.
    opened: str = ""
    """`19:30`."""
    closed: str = ""
    names_unexcused: tuple[str, ...] = ()
    names_excused: tuple[str, ...] = ()
    names_spoke: tuple[str, ...] = ()
    names_praised: tuple[str, ...] = ()
    names_reminded: tuple[str, ...] = ()
    tasks_left: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposal:
    points: int | None
    record: str
    """The record behind it, as a Vietnamese sentence."""
    expected: bool = False
    """Dự kiến: not known for certain yet, and shown to the overseer if it comes otherwise."""


NOT_RECORDED = Proposal(None, "Chưa có ghi nhận.")

IDEOLOGY_FROM = 15
IN_A_ROW = 3


def propose(criterion: Criterion, evidence: Evidence) -> Proposal:
    """What the record proposes for `criterion`; without evidence of its own it is for people to judge."""
    proposer = PROPOSERS.get(criterion.evidence)
    return proposer(criterion, evidence) if proposer else Proposal(None, "Chi bộ tự đánh giá.")


def _banded(criterion: Criterion, part: int, whole: int) -> int:
    reached = Fraction(part * 100, whole)
    for band in criterion.bands:
        if reached > band.border or (reached == band.border and not band.strict):
            return band.points
    return criterion.otherwise[0]


def _all_or_nothing(criterion: Criterion, holds: bool) -> int:
    return criterion.maximum if holds else 0


def _duration(criterion: Criterion, e: Evidence) -> Proposal:
    if e.minutes is None:
        return NOT_RECORDED
    short = max(0, e.minutes_norm - e.minutes)
    half, less = criterion.otherwise
    below = half if e.minutes * 2 >= e.minutes_norm else less
    points = next((band.points for band in criterion.bands if short <= band.border), below)
    long = f"Cả buổi {'' if e.is_closed else 'ước '}{e.minutes} phút"
    missing = f", thiếu {short} phút" if short else ""
    return Proposal(points, f"{long}; mức tối thiểu {e.minutes_norm}{missing}.", expected=not e.is_closed)


def _attendance(criterion: Criterion, e: Evidence) -> Proposal:
    if e.present is None or not e.due:
        return NOT_RECORDED
    points = criterion.otherwise[0] if e.unexcused else _banded(criterion, e.present, e.due)
    text = f"Có mặt {share(e.present, e.due)}; vắng không lý do {e.unexcused}."
    return Proposal(points, text, expected=not e.is_closed)


def _absences(criterion: Criterion, e: Evidence) -> Proposal:
    if e.longest_excused is None:
        return NOT_RECORDED
    if not e.longest_excused:
        return Proposal(criterion.maximum, "Trong năm không có đảng viên vắng có lý do.")
    who = f"Đồng chí {e.longest_excused_name} vắng" if e.longest_excused_name else "Vắng"
    points = _all_or_nothing(criterion, e.longest_excused <= IN_A_ROW)
    return Proposal(points, f"{who} có lý do nhiều nhất, {e.longest_excused} kỳ liên tiếp.")


def _contents(_criterion: Criterion, e: Evidence) -> Proposal:
    return Proposal(None, f"Chi bộ tự đánh giá. Chương trình có {e.agenda_items} nội dung.")


def _drafts(criterion: Criterion, e: Evidence) -> Proposal:
    points = _all_or_nothing(criterion, bool(e.questions and e.drafts))
    return Proposal(points, f"{e.questions} câu hỏi gợi ý thảo luận, {e.drafts} dự thảo nghị quyết hoặc kết luận.")


def _committee(criterion: Criterion, e: Evidence) -> Proposal:
    if e.lone_secretary:
        return Proposal(criterion.maximum, "Chi bộ chỉ có bí thư, không có chi ủy: tính điểm tối đa.")
    if e.committee_met_on is None:
        return Proposal(0, "Không có ghi nhận hội nghị chi ủy.")
    minutes = "có biên bản" if e.committee_has_minutes else "chưa có biên bản"
    agreed = f", {e.agreed}/{e.approvers} đồng ý chương trình" if e.approvers else ""
    text = f"Hội nghị chi ủy ngày {day(e.committee_met_on)}, {minutes}{agreed}."
    return Proposal(_all_or_nothing(criterion, e.committee_has_minutes), text)


def _notices(criterion: Criterion, e: Evidence) -> Proposal:
    if e.told is None:
        return Proposal(0, "Không có ghi nhận thông báo.")
    overseer = "đảng ủy viên phụ trách đã được báo" if e.overseer_told else "đảng ủy viên phụ trách chưa được báo"
    points = _all_or_nothing(criterion, e.told >= e.to_tell and e.overseer_told)
    return Proposal(points, f"Đã báo {e.told}/{e.to_tell} đảng viên; {overseer}.")


def _documents(criterion: Criterion, e: Evidence) -> Proposal:
    if e.documents_days_ahead is None or e.documents_sent_on is None:
        return Proposal(0, "Không có ghi nhận gửi tài liệu.")
    points = _all_or_nothing(criterion, e.documents_days_ahead >= e.notice_days)
    ahead = f"trước {e.documents_days_ahead} ngày" if e.documents_days_ahead > 0 else "không gửi trước"
    return Proposal(points, f"Gửi tài liệu ngày {day(e.documents_sent_on)}, {ahead}; quy định ít nhất {e.notice_days}.")


def _process(_criterion: Criterion, e: Evidence) -> Proposal:
    if e.steps_missing:
        return Proposal(None, f"Chi bộ tự đánh giá. Hồ sơ thiếu bước: {', '.join(e.steps_missing)}.")
    return Proposal(None, "Chi bộ tự đánh giá. Hồ sơ có đủ các bước.")


def _mentions(_criterion: Criterion, e: Evidence) -> Proposal:
    return Proposal(None, f"Chi bộ tự đánh giá. Biểu dương {e.praised}, nhắc nhở {e.reminded}.")


def _speakers(criterion: Criterion, e: Evidence) -> Proposal:
    if e.speakers is None or not e.attendees:
        return NOT_RECORDED
    points = _banded(criterion, e.speakers, e.attendees)
    return Proposal(points, f"{share(e.speakers, e.attendees)} đồng chí dự đã phát biểu.")


def _minutes(criterion: Criterion, e: Evidence) -> Proposal:
    kept, ideology, online = (part.maximum for part in criterion.parts)
    long = e.ideology_minutes or 0
    points = (
        (kept if e.minutes_kept else 0) + (ideology if long >= IDEOLOGY_FROM else 0) + (online if e.documents else 0)
    )
    book = "Có sổ biên bản" if e.minutes_kept else "Không có sổ biên bản"
    return Proposal(points, f"{book}; {long} phút tư tưởng; {e.documents or 0} tài liệu trên hệ thống.")


def _tasks(criterion: Criterion, e: Evidence) -> Proposal:
    if e.tasks_done is None or not e.tasks_total:
        return Proposal(None, "Nghị quyết kỳ trước không giao nhiệm vụ nào; chi bộ tự đánh giá.")
    points = _banded(criterion, e.tasks_done, e.tasks_total)
    return Proposal(points, f"Hoàn thành {share(e.tasks_done, e.tasks_total)} nhiệm vụ của nghị quyết kỳ trước.")


def _closing(criterion: Criterion, e: Evidence) -> Proposal:
    resolution, minutes, published = (part.maximum for part in criterion.parts)
    in_time = e.published_after is None or e.published_after <= e.publish_days
    # The score may be voted before the resolution, and is before the minutes are read out: what is still to be
    # adopted counts as expected, or the order of the votes would change the points.
    adopted = e.is_adopted or _is_expected(e)
    minutes_in_order = e.minutes_adopted is not False and bool(e.tasks_assigned)
    points = (resolution if adopted else 0) + (minutes if minutes_in_order else 0)
    return Proposal(
        points + (published if in_time else 0),
        f"{_adoption_words(e)}; {_minutes_words(e)}; giao {e.tasks_assigned} nhiệm vụ; {_published_words(e)}.",
        expected=e.published_after is None or e.minutes_adopted is None or _is_expected(e),
    )


def _is_expected(e: Evidence) -> bool:
    return e.is_adopted is None and e.awaits_vote


def _adoption_words(e: Evidence) -> str:
    if _is_expected(e):
        return "Nghị quyết chưa biểu quyết, dự kiến thông qua"
    if e.is_adopted is None:
        return "Nghị quyết chưa biểu quyết"
    words = "Nghị quyết được thông qua" if e.is_adopted else "Nghị quyết không được thông qua"
    return f"{words} {e.adoption}".rstrip()


def _minutes_words(e: Evidence) -> str:
    if e.minutes_adopted is None:
        return "dự kiến thông qua biên bản"
    return "biên bản đã thông qua" if e.minutes_adopted else "biên bản chưa thông qua"


def _published_words(e: Evidence) -> str:
    if e.published_after is None:
        return f"dự kiến ban hành trong {e.publish_days} ngày"
    return f"ban hành sau {e.published_after} ngày" if e.published_after else "ban hành trong ngày"


PROPOSERS: Mapping[str, Callable[[Criterion, Evidence], Proposal]] = MappingProxyType(
    {
        "duration": _duration,
        "attendance": _attendance,
        "absences": _absences,
        "contents": _contents,
        "drafts": _drafts,
        "committee": _committee,
        "notices": _notices,
        "documents": _documents,
        "process": _process,
        "mentions": _mentions,
        "speakers": _speakers,
        "minutes": _minutes,
        "tasks": _tasks,
        "closing": _closing,
    }
)
