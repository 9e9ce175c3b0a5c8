"""What `verify` answers: of each area how much was looked at, and the first thing there that does not match."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class Area(StrEnum):
    CHAINS = "chains"
    ROWS = "rows"
    FILES = "files"
    NUMBERS = "numbers"
    SIGNATURES = "signatures"
    SUMMARIES = "summaries"
    SEALS = "seals"


AREA_LABELS = {
    Area.CHAINS: "Chuỗi lịch sử",
    Area.ROWS: "Nội dung ghi chép",
    Area.FILES: "Kho tệp",
    Area.NUMBERS: "Số văn bản",
    Area.SIGNATURES: "Chữ ký",
    Area.SUMMARIES: "Số liệu tổng hợp tháng",
    Area.SEALS: "Dấu niêm phong hằng ngày",
}
# How what was looked at is counted.
COUNTED = {
    Area.CHAINS: "sự kiện",
    Area.ROWS: "bản ghi",
    Area.FILES: "tệp",
    Area.NUMBERS: "văn bản có số",
    Area.SIGNATURES: "chữ ký",
    Area.SUMMARIES: "chi bộ",
    Area.SEALS: "dấu niêm phong",
}


@dataclass
class Checked:
    """`found`: a sentence on the first thing that does not match, None where all does."""

    area: Area
    count: int = 0
    found: str | None = None

    def note(self, sentence: str | None) -> None:
        """Only the first is kept: what follows from it tells nothing more."""
        self.found = self.found or sentence


@dataclass
class Verdict:
    areas: list[Checked] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def clean(self) -> bool:
        return not any(one.found for one in self.areas)

    def __iter__(self) -> Iterator[Checked]:
        return iter(self.areas)
