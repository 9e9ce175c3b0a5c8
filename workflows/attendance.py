"""Who was there, who should have been, and in which count each member stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from workflows.voting import VoteBase, passes_from
from workflows.words import share


class Standing(StrEnum):
    OFFICIAL = "official"
    PROBATIONARY = "probationary"


class Mark(StrEnum):
    """`LATE` belongs to the start roll call, `EARLY` to the end one."""

    PRESENT = "present"
    LATE = "late"
    EARLY = "early"
    EXCUSED = "excused"
    UNEXCUSED = "unexcused"


MARK_LABELS = {
    Mark.PRESENT: "Có mặt",
    Mark.LATE: "Đến muộn",
    Mark.EARLY: "Về sớm",
    Mark.EXCUSED: "Vắng có lý do",
    Mark.UNEXCUSED: "Vắng không lý do",
}

ABSENT = (Mark.EXCUSED, Mark.UNEXCUSED)


class Attendee(NamedTuple):
    """One person at one meeting, with what was true of them on its day. A mark is `None` until the roll is called.

    A tuple, as the database hands them out: a page of the sitting makes and counts up to 120 of them.
    """

    standing: Standing = Standing.OFFICIAL
    exempt: bool = False
    suspended: bool = False
    temporary_in: bool = False
    temporary_out: bool = False
    start_mark: Mark | None = None
    end_mark: Mark | None = None
    arrived_at: datetime | None = None
    left_at: datetime | None = None

    @property
    def on_roll(self) -> bool:
        """A guest of a temporary transfer stands on the roll of the home cell."""
        return not self.temporary_in

    @property
    def due(self) -> bool:
        """In the denominator of the rate (phải dự)."""
        return not (self.exempt or self.suspended or self.temporary_in or self.temporary_out)

    @property
    def came(self) -> bool:
        """At the start roll call; late counts as present."""
        return self.start_mark is not None and self.start_mark not in ABSENT

    @property
    def stayed(self) -> bool:
        """Present at both roll calls."""
        return self.came and self.end_mark in (Mark.PRESENT, Mark.LATE)

    def present_at(self, moment: datetime | None = None) -> bool:
        """Whether the marks allow that the person was in the room. A time that nobody noted forbids nothing."""
        if self.suspended or not (self.came or self._was_seen_at_the_end):
            return False
        if moment is None:
            return True
        came_later = self.arrived_at is not None and moment < self.arrived_at
        had_left = self.left_at is not None and moment >= self.left_at
        return not (came_later or had_left)

    @property
    def _was_seen_at_the_end(self) -> bool:
        return self.end_mark is not None and self.end_mark not in ABSENT


@dataclass(frozen=True, kw_only=True)
class Headcount:
    """The counts of a meeting. `present` and the absences are of those due, at the start roll call.

    `due` = `roll` − `suspended` − `temporary_out` − `exempt`: who is two of these is counted in the first only.
    """

    roll: int
    official: int
    probationary: int
    exempt: int
    exempt_present: int
    suspended: int
    temporary_out: int
    temporary_in: int
    temporary_in_present: int
    due: int
    due_official: int
    present: int
    present_official: int
    late: int
    early: int
    excused: int
    unexcused: int
    stayed: int
    """Full attendance: present at both roll calls."""

    @property
    def rate(self) -> str:
        """`19/22 (86,4%)`."""
        return share(self.present, self.due)

    @property
    def present_probationary(self) -> int:
        return self.present - self.present_official


def headcount(attendees: Iterable[Attendee]) -> Headcount:
    """Count everybody who has a row at the meeting: the whole roll and the temporary guests."""
    people = list(attendees)
    roll = [a for a in people if a.on_roll]
    due = [a for a in people if a.due]
    came = [a for a in due if a.came]
    guests = [a for a in people if a.temporary_in]
    suspended = [a for a in roll if a.suspended]
    out = [a for a in roll if a.temporary_out and not a.suspended]
    exempt = [a for a in roll if a.exempt and not (a.temporary_out or a.suspended)]
    official = _official(roll)
    start_marks = [a.start_mark for a in due]
    return Headcount(
        roll=len(roll),
        official=official,
        probationary=len(roll) - official,
        exempt=len(exempt),
        exempt_present=sum(a.came for a in exempt),
        suspended=len(suspended),
        temporary_out=len(out),
        temporary_in=len(guests),
        temporary_in_present=sum(a.came for a in guests),
        due=len(due),
        due_official=_official(due),
        present=len(came),
        present_official=_official(came),
        late=start_marks.count(Mark.LATE),
        early=[a.end_mark for a in due].count(Mark.EARLY),
        excused=start_marks.count(Mark.EXCUSED),
        unexcused=start_marks.count(Mark.UNEXCUSED),
        stayed=sum(a.stayed for a in came),
    )


def _official(people: Iterable[Attendee]) -> int:
    return [a.standing for a in people].count(Standing.OFFICIAL)


def vote_base(attendees: Iterable[Attendee], moment: datetime | None = None) -> VoteBase:
    """The base of a vote at `moment`. Each official member is taken off at most once."""
    official = [a for a in attendees if a.on_roll and a.standing == Standing.OFFICIAL]
    active = [a for a in official if not a.suspended]
    at_home = [a for a in active if not a.temporary_out]
    voting = [a for a in at_home if not a.exempt or a.present_at(moment)]
    return VoteBase(
        official=len(official),
        suspended=len(official) - len(active),
        temporary_out=len(active) - len(at_home),
        exempt_absent=len(at_home) - len(voting),
        present=sum(a.present_at(moment) for a in voting),
    )


def quorum_of(due: int) -> int:
    """Two thirds of those due: a convention. It warns and never blocks."""
    return -(-due * 2 // 3)


def quorum_warning(count: Headcount, attendees: Iterable[Attendee]) -> str | None:
    """What too thin a meeting means, or `None` when two thirds are there. `count` is of the same `attendees`."""
    quorum = quorum_of(count.due)
    if count.present >= quorum:
        return None
    return (
        f"Mới có {count.present}/{count.due} đồng chí có mặt, hai phần ba là {quorum}. "
        "Vẫn khai mạc được; nên chờ thêm hoặc hoãn. "
        f"Cần ít nhất {passes_from(vote_base(attendees).base)} đảng viên chính thức tán thành mới thông qua được nghị quyết; "
        f"hiện có mặt {count.present_official} chính thức, {count.present_probationary} dự bị."
    )


MONTHS_WITHOUT_REASON = 3
EXCUSED_IN_A_ROW = 3


def longest_excused_run(marks: Sequence[Mark]) -> int:
    """The longest run of excused absences among a member's marks, oldest first."""
    longest = run = 0
    for mark in marks:
        run = run + 1 if mark == Mark.EXCUSED else 0
        longest = max(longest, run)
    return longest


def absence_alert(marks: Sequence[Mark]) -> str | None:
    """For people to act on: the year's start marks of one member, oldest first, one a month."""
    unexcused = sum(mark == Mark.UNEXCUSED for mark in marks)
    if unexcused >= MONTHS_WITHOUT_REASON:
        return f"Vắng sinh hoạt không lý do {unexcused} tháng trong năm."
    run = longest_excused_run(marks)
    if run > EXCUSED_IN_A_ROW:
        return f"Vắng sinh hoạt có lý do {run} kỳ liên tiếp."
    return None
