"""The page on which a meeting held on paper is keyed in: what was typed, read into what the service takes.

Names may be typed as the roll-call sheet numbers them, or written out; every field that cannot be read is told of.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from app.agendas.models import AgendaItem, Outcome
from app.sessions.models import VoteAbout
from app.sessions.queries import RollLine
from app.sessions.services import Absence, Ballots, Discussed, Keyed, Spoken
from app.web.inputs import parse_int, parse_points, parse_time
from app.web.nfc import small_int
from workflows.attendance import Mark
from workflows.names import fold
from workflows.voting import Ballot

T = TypeVar("T")
LINES = 10
MARKS = {"": "Có mặt", "excused": "Vắng có lý do", "unexcused": "Vắng không lý do"}
BALLOTS = {"": "Không biểu quyết", "open": "Giơ tay", "secret": "Phiếu kín"}
MOST = 999
NAMED_TWICE = "Danh sách có hai đồng chí cùng tên: ghi số thứ tự trong danh sách điểm danh."


@dataclass
class Reader:
    """Reads one form; `errors` are told by the names of the fields."""

    typed: Mapping[str, str]
    lines: list[RollLine]
    guests: Mapping[str, int]
    items: list[AgendaItem]
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> range:
        """The lines for who was not simply there, and for who spoke: more of them where the cell is large."""
        return range(1, max(LINES, len(self.lines) // 3) + 1)

    def text(self, name: str) -> str:
        return self.typed.get(name, "").strip()

    def read(self, name: str, how: Callable[[str], T]) -> T | None:
        try:
            return how(self.text(name))
        except ValueError as wrong:
            self.errors[name] = str(wrong)
            return None

    def keyed(self) -> Keyed:
        rows = self.rows
        return Keyed(
            absences=tuple(self._each_once(filter(None, map(self._absence, rows)))),
            spoken=tuple(filter(None, map(self._spoken, rows))),
            discussed=tuple(filter(None, map(self._discussed, self.items))),
            votes={about: ballots for about in VoteAbout if (ballots := self._ballots(str(about)))},
            points={code: points for code in self._codes() if (points := self._points(code)) is not None},
            fees_paid=self.read("fees_paid", lambda text: parse_int(text, 0, MOST)),
            conclusion=self.text("conclusion"),
            closed=self.read("closed", parse_time),
        )

    def _absence(self, n: int) -> Absence | None:
        fields = ("who", "mark", "reason_of_absence", "arrived", "left", "end")
        if not any(self.text(f"{name}-{n}") for name in fields):
            return None
        line = self._line(f"who-{n}")
        arrived, left = (self.read(f"{name}-{n}", parse_time) for name in ("arrived", "left"))
        mark, end = self.text(f"mark-{n}"), self.text(f"end-{n}")
        if line is None:
            return None
        return Absence(
            row=n, person_id=line.person_id, reason=self.text(f"reason_of_absence-{n}"), arrived=arrived, left=left,
            mark=Mark(mark) if mark in MARKS and mark else Mark.PRESENT,
            at_end=Mark(end) if end in MARKS and end else None,
        )  # fmt: skip

    def _each_once(self, absences: Iterable[Absence]) -> Iterator[Absence]:
        """A number that was mistyped names somebody else: of two lines about one person none may win unseen."""
        first: dict[int, int] = {}
        for one in absences:
            if first.setdefault(one.person_id, one.row) != one.row:
                self.errors[f"who-{one.row}"] = f"Đồng chí này đã ghi ở dòng {first[one.person_id]}."
            yield one

    def _line(self, name: str) -> RollLine | None:
        """Whom a field names: by the number on the printed sheet, or by the whole name."""
        wanted = self.text(name)
        own = [line for line in self.lines if not line.attendee.temporary_in]
        number = small_int(wanted)
        if number and number <= len(own):
            return own[number - 1]
        found = [line for line in self.lines if fold(line.name) == fold(wanted)]
        if len(found) == 1:
            return found[0]
        self.errors[name] = NAMED_TWICE if found else f"Không có “{wanted[:60]}” trong danh sách điểm danh."
        return None

    def _spoken(self, n: int) -> Spoken | None:
        if not any(self.text(f"{name}-{n}") for name in ("speaker", "text")):
            return None
        number = self.read(f"item-{n}", lambda text: parse_int(text, 1, max(1, len(self.items))))
        if number is None:
            self.errors.setdefault(f"item-{n}", "Ghi số thứ tự của mục trong chương trình.")
        guest_id = self.guests.get(fold(self.text(f"speaker-{n}")))
        line = None if guest_id else self._line(f"speaker-{n}")
        if number is None or not (line or guest_id):
            return None
        return Spoken(
            row=n, item_id=self.items[number - 1].id, person_id=line.person_id if line else None, guest_id=guest_id,
            text=self.text(f"text-{n}"),
        )  # fmt: skip

    def _discussed(self, item: AgendaItem) -> Discussed | None:
        ballots, outcome = self._ballots(str(item.id)), self.text(f"outcome-{item.id}")
        conclusion = self.text(f"conclusion-{item.id}")
        if not (ballots or outcome or conclusion):
            return None
        known = Outcome(outcome) if outcome in list(Outcome) else None
        if known is None:
            self.errors[f"outcome-{item.id}"] = "Chọn kết quả của mục này."
        return Discussed(item_id=item.id, outcome=known, conclusion=conclusion, ballots=ballots)

    def _ballots(self, suffix: str) -> Ballots | None:
        how = self.text(f"ballot-{suffix}")
        if how not in list(Ballot):
            return None
        counts = {
            name: self.read(f"{name}-{suffix}", lambda text: parse_int(text, 0, MOST))
            for name in ("against", "other", "votes_for")
        }
        return Ballots(
            ballot=Ballot(how), against=counts["against"] or 0, other=counts["other"] or 0,
            votes_for=counts["votes_for"],
        )  # fmt: skip

    def _codes(self) -> list[str]:
        return [
            name.removeprefix("points-") for name, text in self.typed.items() if name.startswith("points-") and text
        ]

    def _points(self, code: str) -> Decimal | None:
        return self.read(f"points-{code}", _points)


def _points(text: str) -> Decimal | None:
    try:
        return parse_points(text)
    except ValueError:
        raise ValueError("Nhập điểm bằng số, ví dụ 4 hoặc 3,5.") from None
