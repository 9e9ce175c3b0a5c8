"""A score sheet put together for a page, a paper or a decision: its criteria, their points, and what they come to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from app.criteria.models import CriteriaSet
from app.criteria.queries import read
from app.evaluations.models import ScoreLine, ScoreSheet
from app.evaluations.queries_evidence import evidence_of
from app.extensions import db
from app.meetings.models import Meeting
from app.rules.queries import settings_of
from workflows.evidence import Evidence, Proposal, propose
from workflows.evidence_details import details_of
from workflows.scoring import (
    Criterion,
    Level,
    ScoringContext,
    applying,
    level_of,
    lost_points,
    normalised,
    passes_gate,
)

Points = Mapping[str, Decimal | None]


@dataclass(frozen=True, kw_only=True)
class Total:
    """`points` of `maximum` over the criteria that apply, the same of 100, and the level."""

    points: Decimal
    maximum: Decimal
    normalised: Decimal
    level: Level


@dataclass(frozen=True, kw_only=True)
class Line:
    """One criterion: what the record proposes, what the cell gives itself, what the overseer finds."""

    criterion: Criterion
    applies: bool
    proposed: Decimal | None = None
    evidence: str = ""
    expected: bool = False
    own: Decimal | None = None
    """What was typed; None follows the proposal until the score is voted."""
    own_note: str = ""
    verified: Decimal | None = None
    verified_note: str = ""
    now: Proposal | None = None
    """What came of what was only expected when it was voted."""
    details: tuple[str, ...] = ()
    """The record behind it as it stands now: times, names, tasks."""

    @property
    def code(self) -> str:
        return self.criterion.code

    @property
    def maximum(self) -> Decimal:
        return Decimal(self.criterion.maximum)

    @property
    def counted(self) -> Decimal | None:
        """The points that the cell gives itself: its own, or the proposed ones."""
        return self.proposed if self.own is None else self.own

    @property
    def turned_out(self) -> Decimal | None:
        """The points that the record proposes now, where they are others than were expected."""
        points = _decimal(self.now.points) if self.now else None
        return None if points == self.proposed else points

    @property
    def is_overridden(self) -> bool:
        return self.proposed is not None and self.own is not None and self.own != self.proposed


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """`row`: None before anybody saved anything. `version` is the one that was read, 0 for none."""

    meeting: Meeting
    title: str
    titles: Mapping[str, str]
    """Of the groups."""
    row: ScoreSheet | None
    version: int
    lines: tuple[Line, ...]
    gate: bool

    @cached_property
    def applying(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.applies)

    @property
    def is_voted(self) -> bool:
        return self.row is not None and self.row.voted is True

    @property
    def is_voted_down(self) -> bool:
        return self.row is not None and self.row.voted is False

    @cached_property
    def maximum(self) -> Decimal:
        return sum((line.maximum for line in self.applying), Decimal())

    @cached_property
    def missing(self) -> tuple[Line, ...]:
        """Criteria for which the cell has no points yet."""
        return tuple(line for line in self.applying if line.counted is None)

    @cached_property
    def own_total(self) -> Total | None:
        """What the cell gives itself so far; None if it voted its score down."""
        return None if self.is_voted_down else self.total({line.code: line.counted for line in self.applying})

    @cached_property
    def verified_total(self) -> Total | None:
        """None until every criterion has verified points."""
        if any(line.verified is None for line in self.applying):
            return None
        return self.total({line.code: line.verified for line in self.applying})

    @cached_property
    def weak(self) -> tuple[Line, ...]:
        """Where points were lost, by the verified points if there are all of them."""
        verified = self.verified_total is not None
        points = {line.code: line.verified if verified else line.counted for line in self.applying}
        lost = {c.code for c in lost_points((line.criterion for line in self.applying), points)}
        return tuple(line for line in self.applying if line.code in lost)

    def total(self, points: Points) -> Total | None:
        """Criteria without points count as 0."""
        return total_of([line.criterion for line in self.applying], points, gate=self.gate)

    def groups(self) -> list[tuple[str, str, list[Line]]]:
        """Code, title and lines of each group, in the order of the set. A set of its own may have groups unnamed."""
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            found.setdefault(line.criterion.group, []).append(line)
        return [(code, self.titles.get(code, lines[0].criterion.title), lines) for code, lines in found.items()]

    def sections(self) -> list[tuple[str, list[Line]]]:
        """Heading and lines of each part of a page: neighbouring groups of a single criterion share one."""
        found: list[list[tuple[str, str, list[Line]]]] = []
        for group in self.groups():
            alone = found and all(len(lines) == 1 for _, _, lines in (*found[-1], group))
            if alone:
                found[-1].append(group)
            else:
                found.append([group])
        return [(_heading(groups), [line for _, _, lines in groups for line in lines]) for groups in found]


def _heading(groups: list[tuple[str, str, list[Line]]]) -> str:
    code, title, _ = groups[0]
    return f"Tiêu chí {code}–{groups[-1][0]}" if len(groups) > 1 else f"{code}. {title}"


def total_of(criteria: Iterable[Criterion], points: Points, *, gate: bool = False) -> Total | None:
    """None where nothing applies: an extraordinary meeting is not scored."""
    counted = list(criteria)
    maximum = Decimal(sum(c.maximum for c in counted))
    if not maximum:
        return None
    given = sum((points.get(c.code) or Decimal() for c in counted), Decimal())
    score = normalised(given, maximum)
    level = level_of(score, gate_passed=not gate or passes_gate(counted, points))
    return Total(points=given, maximum=maximum, normalised=score, level=level)


def criteria_of(meeting: Meeting) -> tuple[CriteriaSet, tuple[Criterion, ...]]:
    """The set that the meeting began with, whatever holds today."""
    found = db.session.get_one(CriteriaSet, meeting.criteria_set_id)
    return found, read(found)


def applying_codes(meeting: Meeting, criteria: Iterable[Criterion]) -> frozenset[str]:
    context = ScoringContext(kind=meeting.kind, has_theme=bool(meeting.theme))
    return frozenset(c.code for c in applying(criteria, context))


def whole_sheet(meeting: Meeting, row: ScoreSheet | None, *, details: bool = True) -> Sheet:
    """The sheet as it stands. Until it is voted the proposals follow the record; then they stay as they were.

    `details`: with what is behind the points, which no paper shows. Without them the record of a voted sheet is read
    only if something was not known yet when it was voted.
    """
    found, criteria = criteria_of(meeting)
    is_open = row is None or row.voted is None
    follows = details or is_open or any(line.expected for line in (row.lines if row else ()))
    evidence = evidence_of(meeting) if follows else Evidence()
    kept = {line.code: line for line in row.lines} if row else {}
    applies = applying_codes(meeting, criteria)
    lines = tuple(
        replace(
            _line(c, kept.get(c.code), propose(c, evidence), applies=c.code in applies, is_open=is_open),
            details=details_of(c.evidence, evidence) if details else (),
        )
        for c in criteria
    )
    gate = settings_of(meeting.rule_set).rating_gate
    version = row.version if row else 0
    return Sheet(
        meeting=meeting, title=found.title, titles=found.groups, row=row, version=version, lines=lines, gate=gate
    )  # fmt: skip


def _line(criterion: Criterion, kept: ScoreLine | None, now: Proposal, *, applies: bool, is_open: bool) -> Line:
    if kept is None or is_open:
        return Line(
            criterion=criterion,
            applies=applies,
            proposed=_decimal(now.points),
            evidence=now.record,
            expected=now.expected,
            own=kept.self_points if kept else None,
            own_note=kept.self_note if kept else "",
        )
    is_known = kept.expected and not now.expected
    return Line(
        criterion=criterion,
        applies=kept.applies,
        proposed=kept.proposed,
        evidence=kept.evidence,
        expected=kept.expected,
        own=kept.self_points,
        own_note=kept.self_note,
        verified=kept.verified_points,
        verified_note=kept.verified_note,
        now=now if is_known else None,
    )


def _decimal(points: int | None) -> Decimal | None:
    return None if points is None else Decimal(points)
