"""The score sheet as a paper (phiếu đánh giá chất lượng sinh hoạt)."""

from collections.abc import Sequence
from decimal import Decimal

from app import clock
from app.documents.snapshots import (
    CriterionGroup,
    Decision,
    Points,
    ScoredCriterion,
    ScoreSheet,
    ScoreTotal,
    Signature,
    Vote,
)
from app.evaluations.queries_scope import Superior, superior_that_decides
from app.evaluations.queries_sheet import Line, Sheet, Total
from app.extensions import db
from app.papers.queries import (
    letterhead_of,
    overseer_of,
    printed_vote,
    secretary_signature,
    sitting_of,
    style_of,
    vote_base_of,
)
from app.sessions.models import Vote as VoteRow
from workflows.criteria import Criterion
from workflows.scoring import LEVEL_FROM, LEVEL_LABELS
from workflows.words import decimal


def score_sheet_of(sheet: Sheet, *, draft: int = 0, superior: Superior | None = None) -> ScoreSheet:
    """As it stands now; `draft` ≥ 1 until the level is decided. `superior`: who decides, where it is known already."""
    meeting, row = sheet.meeting, sheet.row
    superior = superior or superior_that_decides(meeting.cell_id, clock.today())
    overseer = overseer_of(meeting.cell_id, clock.today())
    return ScoreSheet(
        letterhead=letterhead_of(meeting, dated=None if draft else clock.today(), draft=draft),
        style=style_of(meeting),
        sitting=sitting_of(meeting),
        grounds=(meeting.rule_set.title, _lower_first(sheet.title)),
        groups=tuple(_group(code, title, lines, sheet) for code, title, lines in sheet.groups()),
        maximum=number(sheet.maximum),
        self_total=_total(sheet.own_total if sheet.is_voted else None),
        verified_total=_total(sheet.verified_total),
        voted_down=sheet.is_voted_down,
        levels=tuple((label, LEVEL_FROM[level]) for level, label in LEVEL_LABELS.items()),
        weak=_weak(sheet),
        vote=_vote(row.vote_id if row else None),
        vote_base=vote_base_of(meeting),
        overseer_note=row.overseer_note if row else "",
        decider=superior.committee if superior else "cấp ủy cấp trên trực tiếp",
        decision=None if draft else _decision(sheet, superior),
        observer=Signature(name=meeting.observer.full_name if meeting.observer else ""),
        overseer=Signature(name=overseer.name) if overseer else None,
        signature=secretary_signature(meeting, clock.today()),
    )


def number(points: Decimal) -> Points:
    return int(points) if points == int(points) else float(points)


def _group(code: str, title: str, lines: Sequence[Line], sheet: Sheet) -> CriterionGroup:
    counted = [line for line in lines if line.applies]
    own = [] if sheet.is_voted_down else [line.counted for line in counted if line.counted is not None]
    verified = [line.verified for line in counted if line.verified is not None]
    return CriterionGroup(
        code=code,
        title=title,
        maximum=number(sum((line.maximum for line in counted), Decimal())),
        self_points=number(sum(own, Decimal())) if own else None,
        verified=number(sum(verified, Decimal())) if verified else None,
        criteria=tuple(_criterion(line, sheet, title) for line in lines),
    )


def _criterion(line: Line, sheet: Sheet, group_title: str) -> ScoredCriterion:
    own = None if sheet.is_voted_down else line.counted
    return ScoredCriterion(
        code=line.code,
        text=words_of_criterion(line.criterion, group_title),
        maximum=number(line.maximum),
        self_points=number(own) if line.applies and own is not None else None,
        verified=number(line.verified) if line.applies and line.verified is not None else None,
        evidence=_evidence(line) if line.applies else "Không tính trong kỳ này.",
        applies=line.applies,
    )


JUDGED = "Chi bộ tự đánh giá. "


def _evidence(line: Line) -> str:
    """What the record shows, as it came in the end, and who changed the points why."""
    said = [(line.now.record if line.now else line.evidence).removeprefix(JUDGED)]
    if line.is_overridden:
        said.append(f"Đề nghị {decimal(line.proposed or 0).removesuffix(',0')} điểm; chi bộ sửa: {line.own_note}")
    elif line.own_note:
        said.append(line.own_note)
    if line.verified_note:
        said.append(f"Thẩm định: {line.verified_note}")
    return " ".join(said)


def words_of_criterion(criterion: Criterion, group_title: str) -> str:
    """`Tiêu đề: linh hoạt 2 điểm; dân chủ 3 điểm` where a criterion has parts; a group's own title is not repeated."""
    parts = "; ".join(f"{part.title} {part.maximum} điểm" for part in criterion.parts)
    if criterion.title == group_title:
        return parts[:1].upper() + parts[1:]
    return f"{criterion.title}: {parts}" if parts else criterion.title


def _total(total: Total | None) -> ScoreTotal | None:
    if total is None:
        return None
    return ScoreTotal(
        points=number(total.points), normalised=number(total.normalised), rating=LEVEL_LABELS[total.level]
    )


def _weak(sheet: Sheet) -> tuple[str, ...]:
    codes = ", ".join(line.code for line in sheet.weak)
    remedies = (sheet.row.remedies if sheet.row else "").splitlines()
    lines = [line.strip() for line in remedies if line.strip()]
    return (f"Tiêu chí chưa đạt điểm tối đa: {codes}", *lines) if codes else tuple(lines)


def _vote(vote_id: int | None) -> Vote | None:
    found = db.session.get(VoteRow, vote_id) if vote_id else None
    return printed_vote(found) if found else None


def _decision(sheet: Sheet, superior: Superior | None) -> Decision | None:
    row = sheet.row
    if row is None or row.official_rating is None or row.decided_at is None:
        return None
    return Decision(
        rating=LEVEL_LABELS[row.official_rating],
        by=superior.committee if superior else "Cấp ủy cấp trên trực tiếp",
        decided_on=(row.decision_on or clock.day_of(row.decided_at)).isoformat(),
        number=row.decision_number,
    )


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
