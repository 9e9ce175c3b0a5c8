"""Which row is which person: by card number, or by name, birth date and cell where there is no card yet."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from app.members.models import Person
from app.roster.queries import Known
from app.roster.sheets import MEMBERS, MemberRow, Roster
from app.workbook_problems import Problem

Mark = tuple[str, date | None]


@dataclass
class Matches:
    """`people` by the row's number; a row that is not in it is somebody new."""

    people: dict[int, Person] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


def match(roster: Roster, known: Known) -> Matches:
    matches = Matches()
    by_card = {p.card_number: p for p in known.people.values() if p.card_number}
    by_mark = _by_mark(known)
    taken: dict[int, MemberRow] = {}
    _refuse_doubles(roster.members, matches)
    for row in roster.members:
        person = by_card.get(row.card) if row.card else None
        if person is None:
            person = _without_card(row, by_mark, known, matches)
        if person is None:
            _warn_of_twin(row, by_mark, known, matches)
        elif other := taken.get(person.id):
            matches.problems.append(
                _bad(row, "Họ và tên", f"Trùng với dòng {other.row} ({other.name}). Bỏ bớt một dòng")
            )
        elif (home := known.homes.get(person.id)) and not known.may_change(home.organisation_id):
            message = (
                f"Số thẻ {row.card} đang thuộc một tổ chức ngoài phạm vi của đồng chí. "
                "Kiểm tra số thẻ, hoặc đề nghị nơi ấy chuyển sinh hoạt trước"
            )
            matches.problems.append(_bad(row, "Số thẻ đảng viên", message))
        else:
            taken[person.id] = row
            matches.people[row.row] = person
    return matches


def mark_of(name: str, birth_on: date | None) -> Mark:
    return name.casefold(), birth_on


def _by_mark(known: Known) -> dict[Mark, list[Person]]:
    found: dict[Mark, list[Person]] = defaultdict(list)
    for person in known.people.values():
        found[mark_of(person.full_name, person.birth_on)].append(person)
    return found


def _without_card(row: MemberRow, by_mark: dict[Mark, list[Person]], known: Known, matches: Matches) -> Person | None:
    """The one person of that name and birth date in the cell; with a card on both sides the cards would have met."""
    cell = known.organisations.get(row.cell_code)
    if cell is None or row.birth_on is None:
        return None
    here = [
        person
        for person in by_mark.get(mark_of(row.name, row.birth_on), ())
        if (home := known.homes.get(person.id)) and home.organisation_id == cell.id
        and not (row.card and person.card_number)
    ]  # fmt: skip
    if len(here) > 1:
        message = f"Chi bộ {row.cell_code} có {len(here)} đảng viên cùng tên, cùng ngày sinh. Ghi số thẻ để phân biệt"
        matches.problems.append(_bad(row, "Số thẻ đảng viên", message))
    return here[0] if len(here) == 1 else None


def _warn_of_twin(row: MemberRow, by_mark: dict[Mark, list[Person]], known: Known, matches: Matches) -> None:
    """Somebody new with the name and birth date of somebody known: a transfer without a card, or a mistyped card."""
    if row.birth_on is None:
        return
    for person in by_mark.get(mark_of(row.name, row.birth_on), ()):
        home = known.homes.get(person.id)
        if home and known.may_change(home.organisation_id):
            where = known.by_id[home.organisation_id].name
            message = (
                f"Sẽ thêm một người mới, trong khi {where} đã có đảng viên cùng tên, cùng ngày sinh "
                f"({f'số thẻ {person.card_number}' if person.card_number else 'chưa có số thẻ'}). "
                "Nếu là cùng một người, sửa lại số thẻ rồi nhập"
            )
            matches.warnings.append(_bad(row, "Số thẻ đảng viên", message))
            return


def _refuse_doubles(rows: Iterable[MemberRow], matches: Matches) -> None:
    cards: dict[str, MemberRow] = {}
    marks: dict[tuple[Mark, str], MemberRow] = {}
    for row in rows:
        if row.card and (other := cards.setdefault(row.card, row)) is not row:
            message = f"Số thẻ {row.card} đã có ở dòng {other.row} ({other.name}). Mỗi đảng viên một số thẻ"
            matches.problems.append(_bad(row, "Số thẻ đảng viên", message))
        key = (mark_of(row.name, row.birth_on), row.cell_code)
        if not row.card and row.name and (other := marks.setdefault(key, row)) is not row:
            message = f"Trùng họ tên, ngày sinh, chi bộ với dòng {other.row}. Ghi số thẻ, hoặc bỏ bớt một dòng"
            matches.problems.append(_bad(row, "Họ và tên", message))


def _bad(row: MemberRow, column: str, message: str) -> Problem:
    return Problem(sheet=MEMBERS, row=row.row, column=column, message=message + ".")
