"""Who was there, who should have been, and in which count each member stands."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
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
    """`LATE` belongs to the start roll call, `EARLY` to the end one. `AWAITED`: while people check themselves in, nobody
    is present until confirmed; a closed roll call has none."""

    PRESENT = "present"
    LATE = "late"
    EARLY = "early"
    EXCUSED = "excused"
    UNEXCUSED = "unexcused"
    AWAITED = "awaited"


MARK_LABELS = {
    Mark.PRESENT: "Có mặt",
    Mark.LATE: "Đến muộn",
    Mark.EARLY: "Về sớm",
    Mark.EXCUSED: "Vắng có lý do",
    Mark.UNEXCUSED: "Vắng không lý do",
    Mark.AWAITED: "Chưa điểm danh",
}

ABSENT = (Mark.EXCUSED, Mark.UNEXCUSED, Mark.AWAITED)


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
    def official(self) -> bool:
        return self.standing == Standing.OFFICIAL

    @property
    def on_roll(self) -> bool:
        """A guest of a temporary transfer stands on the roll of the home cell."""
        return not self.temporary_in

    @property
    def due(self) -> bool:
        """In the denominator of the rate (phải dự)."""
        return not (self.exempt or self.suspended or self.temporary_in or self.temporary_out)

    @property
    def only_exempt(self) -> bool:
        """Counted among the exempt: who is away or suspended besides is counted there."""
        return self.on_roll and self.exempt and not (self.temporary_out or self.suspended)

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
    """Count everybody who has a row at the meeting: the whole roll and the temporary guests.

    `attendees` may be a Counter: those alike together, with how many they are.
    """
    alike = Counter(attendees).items()  # of 120 people perhaps ten kinds

    def count(is_meant: Callable[[Attendee], bool]) -> int:
        return sum(people for one, people in alike if is_meant(one))

    roll, official = count(lambda a: a.on_roll), count(lambda a: a.on_roll and a.official)
    return Headcount(
        roll=roll,
        official=official,
        probationary=roll - official,
        exempt=count(lambda a: a.only_exempt),
        exempt_present=count(lambda a: a.only_exempt and a.came),
        suspended=count(lambda a: a.on_roll and a.suspended),
        temporary_out=count(lambda a: a.on_roll and a.temporary_out and not a.suspended),
        temporary_in=count(lambda a: a.temporary_in),
        temporary_in_present=count(lambda a: a.temporary_in and a.came),
        due=count(lambda a: a.due),
        due_official=count(lambda a: a.due and a.official),
        present=count(lambda a: a.due and a.came),
        present_official=count(lambda a: a.due and a.came and a.official),
        late=count(lambda a: a.due and a.start_mark == Mark.LATE),
        early=count(lambda a: a.due and a.end_mark == Mark.EARLY),
        excused=count(lambda a: a.due and a.start_mark == Mark.EXCUSED),
        unexcused=count(lambda a: a.due and a.start_mark == Mark.UNEXCUSED),
        stayed=count(lambda a: a.due and a.stayed),
    )


def vote_base(attendees: Iterable[Attendee], moment: datetime | None = None) -> VoteBase:
    """The base of a vote at `moment`. Each official member is taken off at most once.

    `attendees` may be a Counter, as for `headcount`.
    """
    official = suspended = temporary_out = exempt_absent = present = 0
    for one, people in Counter(attendees).items():
        if not (one.on_roll and one.official):
            continue
        official += people
        if one.suspended:
            suspended += people
        elif one.temporary_out:
            temporary_out += people
        elif one.present_at(moment):
            present += people
        elif one.exempt:
            exempt_absent += people
    return VoteBase(
        official=official,
        suspended=suspended,
        temporary_out=temporary_out,
        exempt_absent=exempt_absent,
        present=present,
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
