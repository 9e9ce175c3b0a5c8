"""Votes: what they are measured against, and when one has passed.

The base is all official members of the cell, present or not, without those temporarily out and those
exempt who are absent. Who counts is found by `workflows.attendance.vote_base`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from workflows.words import share


class Ballot(StrEnum):
    """A secret ballot is counted on paper; only its totals are known here."""

    OPEN = "open"
    SECRET = "secret"  # noqa: S105  # a ballot, no password


BALLOT_LABELS: Mapping[Ballot, str] = MappingProxyType({Ballot.OPEN: "Giơ tay", Ballot.SECRET: "Phiếu kín"})


class Threshold(StrEnum):
    MORE_THAN_HALF = "more_than_half"
    TWO_THIRDS = "two_thirds"


THRESHOLD_LABELS: Mapping[Threshold, str] = MappingProxyType(
    {Threshold.MORE_THAN_HALF: "quá nửa", Threshold.TWO_THIRDS: "từ hai phần ba"}
)


class Matter(StrEnum):
    """What is voted on, as far as the threshold depends on it."""

    ORDINARY = "ordinary"
    ADMISSION = "admission"
    OFFICIAL_STATUS = "official_status"
    EXPULSION = "expulsion"


MATTER_LABELS: Mapping[Matter, str] = MappingProxyType(
    {
        Matter.ORDINARY: "Việc thông thường",
        Matter.ADMISSION: "Kết nạp đảng viên",
        Matter.OFFICIAL_STATUS: "Công nhận đảng viên chính thức",
        Matter.EXPULSION: "Đề nghị khai trừ",
    }
)


def passes_from(base: int, threshold: Threshold = Threshold.MORE_THAN_HALF) -> int:
    """The least number of votes in favour that passes: 11 of 20; of two thirds exactly two thirds are enough.

    At least 1, so that nothing passes where nobody may vote.
    """
    if threshold == Threshold.MORE_THAN_HALF:
        return base // 2 + 1
    return max(1, -(-base * 2 // 3))


@dataclass(frozen=True, kw_only=True)
class VoteBase:
    """What the base is made of, so that a reader can follow the subtraction. All counts are official members."""

    official: int
    temporary_out: int = 0
    suspended: int = 0
    exempt_absent: int = 0
    present: int = 0
    """Of the base, present at the moment of the vote."""

    @property
    def base(self) -> int:
        return self.official - self.temporary_out - self.suspended - self.exempt_absent

    def explained(self) -> str:
        """`24 đảng viên chính thức, trừ 01 chuyển sinh hoạt tạm thời, 02 miễn sinh hoạt vắng mặt`."""
        less = (
            (self.temporary_out, "chuyển sinh hoạt tạm thời"),
            (self.exempt_absent, "miễn sinh hoạt vắng mặt"),
            (self.suspended, "đình chỉ sinh hoạt"),
        )
        taken = [f"{count:02d} {words}" for count, words in less if count]
        return f"{self.official:02d} đảng viên chính thức" + (f", trừ {', '.join(taken)}" if taken else "")


@dataclass(frozen=True, kw_only=True)
class Tally:
    """The totals of one vote. Who voted how is never known, and never invented."""

    votes_for: int
    against: int = 0
    other: int = 0
    base: int
    present: int
    """Official members present at that moment."""
    threshold: Threshold = Threshold.MORE_THAN_HALF

    @property
    def cast(self) -> int:
        return self.votes_for + self.against + self.other

    @property
    def not_voting(self) -> int:
        """Present at that moment, but in none of the three counts; nobody while the counts do not add up.

        The one meaning of "không biểu quyết": who was absent is in the base and did not abstain.
        """
        return max(0, self.present - self.cast)

    @property
    def needed(self) -> int:
        return passes_from(self.base, self.threshold)

    @property
    def needed_words(self) -> str:
        """`từ hai phần ba, tức ít nhất 14`."""
        return f"{THRESHOLD_LABELS[self.threshold]}, tức ít nhất {self.needed}"

    @property
    def passed(self) -> bool:
        return self.votes_for >= self.needed

    @property
    def unanimous(self) -> bool:
        """Only if the whole base was counted in favour; absence and silence are no agreement."""
        return 0 < self.base == self.votes_for

    def problems(self) -> tuple[str, ...]:
        """Sentences on what does not add up; empty when all is well."""
        if min(self.votes_for, self.against, self.other) < 0:
            return ("Số phiếu không được là số âm.",)
        if self.cast > self.present:
            text = f"Cộng {self.cast} phiếu, nhiều hơn {self.present} đảng viên chính thức có mặt lúc biểu quyết."
            return (text,)
        return ()

    def words(self) -> str:
        """`tán thành 16/20 (80,0%), không tán thành 0, ý kiến khác 1`, and who did not vote if anybody."""
        silent = f", không biểu quyết {self.not_voting}" if self.not_voting else ""
        counted = f"không tán thành {self.against}, ý kiến khác {self.other}"
        return f"tán thành {share(self.votes_for, self.base)}, {counted}{silent}"
