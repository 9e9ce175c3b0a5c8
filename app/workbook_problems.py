"""What is wrong with a workbook: where, what, and what to do."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, kw_only=True)
class Problem:
    """`row` is the row's number in the sheet (0: the whole sheet), `column` its heading as in the workbook."""

    sheet: str = ""
    row: int = 0
    column: str = ""
    message: str

    @property
    def place(self) -> str:
        """`sheet Đảng viên, dòng 12, cột Ngày sinh`"""
        parts = [
            f"trang tính {self.sheet}" if self.sheet else "",
            f"dòng {self.row}" if self.row else "",
            f"cột {self.column}" if self.column else "",
        ]
        return ", ".join(part for part in parts if part)

    def to_json(self) -> dict[str, object]:
        return asdict(self)


class BadWorkbook(Exception):
    """The file cannot be read as what it should be at all; the message says what to do."""
