"""Problems that the sheet of organisations shows as a whole: codes, superiors, circles, scope."""

from collections.abc import Iterator

from app.organisations.models import Organisation, OrganisationKind
from app.roster.queries import Known
from app.roster.sheets import ORGANISATIONS, MemberRow, OrganisationRow, Roster
from app.workbook_cells import key_of
from app.workbook_problems import Problem


def tree_problems(roster: Roster, known: Known) -> Iterator[Problem]:
    rows: dict[str, OrganisationRow] = {}
    for row in roster.organisations:
        if row.code in rows and row.code:
            yield _bad(row, "Mã", f"Mã {row.code} đã có ở dòng {rows[row.code].row}. Mỗi tổ chức một mã riêng")
        rows.setdefault(row.code, row)
    tree = _Tree(rows, known)
    for row in roster.organisations:
        if row.code:
            yield from tree.problems_of(row)
    for member in roster.members:
        if member.cell_code and (message := tree.no_cell(member)):
            yield Problem(sheet="Đảng viên", row=member.row, column="Mã chi bộ", message=message + ".")


def _bad(row: OrganisationRow, column: str, message: str) -> Problem:
    return Problem(sheet=ORGANISATIONS, row=row.row, column=column, message=message + ".")


class _Tree:
    """The tree as it would stand after the import: the workbook's rows over what is known."""

    def __init__(self, rows: dict[str, OrganisationRow], known: Known) -> None:
        self.rows, self.known = rows, known

    def problems_of(self, row: OrganisationRow) -> Iterator[Problem]:
        existing = self.known.organisations.get(row.code)
        if existing and not self.known.may_change(existing.id):
            yield _bad(row, "Mã", f"Mã {row.code} đã dùng cho một tổ chức ngoài phạm vi của đồng chí. Chọn mã khác")
            return
        if existing and existing.dissolved_on:
            yield _bad(
                row,
                "Mã",
                f"{existing.name} đã kết thúc hoạt động từ ngày {existing.dissolved_on:%d/%m/%Y}. Bỏ dòng này",
            )
            return
        if existing and row.kind and row.kind != existing.kind and self._is_used(existing.id):
            yield _bad(
                row,
                "Loại",
                f"{existing.name} đang có đảng viên hoặc tổ chức trực thuộc, không đổi loại được. Ghi lại loại cũ",
            )
        if existing and self._is_another(row, existing):
            yield _bad(row, "Mã", f"Mã {row.code} đang là của {existing.name}. Nếu đây là tổ chức khác, đặt mã khác; "
                       "nếu vẫn là tổ chức ấy, sửa tên trên trang Tổ chức trước rồi nhập lại")  # fmt: skip
            return
        yield from self._problems_of_parent(row, is_new=existing is None)

    def _problems_of_parent(self, row: OrganisationRow, *, is_new: bool) -> Iterator[Problem]:
        code = row.parent_code
        if not code:
            if is_new and (row.kind == OrganisationKind.CELL or self.known.allowed is not None):
                yield _bad(row, "Mã cấp trên", "Chưa có mã cấp trên. Ghi mã của đảng bộ mà tổ chức này trực thuộc")
            return
        if code not in self.rows and code not in self.known.organisations:
            yield _bad(row, "Mã cấp trên", f"Không có tổ chức nào mã {code}. Thêm một dòng cho tổ chức ấy, hoặc sửa mã")
        elif self.kind_of(code) == OrganisationKind.CELL:
            yield _bad(row, "Mã cấp trên", f"{code} là một chi bộ, không thể là cấp trên. Ghi mã của đảng bộ")
        elif not self._is_within_scope(row, code):
            yield _bad(row, "Mã cấp trên", f"Tổ chức mã {code} nằm ngoài phạm vi của đồng chí. Sửa lại mã cấp trên")
        elif circle := self._circle_from(row.code):
            yield _bad(
                row, "Mã cấp trên", f"Cấp trên đi vòng: {' → '.join(circle)}. Sửa mã cấp trên ở một trong các dòng này"
            )

    def _is_another(self, row: OrganisationRow, existing: Organisation) -> bool:
        """Two communes like to number their cells alike: a known code with another name *and* another superior, or a
        commune of another name, is taken for a mistake and not for a change."""
        if not row.name or key_of(row.name) == key_of(existing.name):
            return False
        parent = self.known.by_id.get(self.known.parents.get(existing.id, 0))
        moves = bool(row.parent_code) and (parent is None or parent.code != row.parent_code)
        return moves or existing.kind in (OrganisationKind.COMMUNE, OrganisationKind.SUPERIOR)

    def kind_of(self, code: str) -> OrganisationKind | None:
        if code in self.rows and self.rows[code].kind:
            return self.rows[code].kind
        return self.known.organisations[code].kind if code in self.known.organisations else None

    def no_cell(self, member: MemberRow) -> str:
        """Why the member cannot be put there, or nothing."""
        code = member.cell_code
        existing = self.known.organisations.get(code)
        if code not in self.rows and (existing is None or not self.known.may_change(existing.id)):
            return f"Không có chi bộ mã {code}. Thêm chi bộ ấy vào trang tính Tổ chức, hoặc sửa mã"
        if self.kind_of(code) not in (OrganisationKind.CELL, None):
            return f"{code} là một đảng bộ. Đảng viên phải thuộc một chi bộ: ghi mã chi bộ"
        if existing and existing.dissolved_on:
            return f"{existing.name} đã kết thúc hoạt động. Ghi chi bộ mới của đảng viên"
        return ""

    def _is_within_scope(self, row: OrganisationRow, code: str) -> bool:
        parent, existing = self.known.organisations.get(code), self.known.organisations.get(row.code)
        if parent is None or self.known.may_change(parent.id):
            return True
        # The topmost organisation of the scope may say where it stands, and stays there.
        return existing is not None and self.known.parents.get(existing.id) == parent.id

    def _parent_of(self, code: str) -> str:
        if code in self.rows and self.rows[code].parent_code:
            return self.rows[code].parent_code
        existing = self.known.organisations.get(code)
        parent = self.known.by_id.get(self.known.parents.get(existing.id, 0)) if existing else None
        return parent.code if parent else ""

    def _circle_from(self, code: str) -> list[str]:
        """The way up from `code` back to it, if it leads there."""
        way, current = [code], self._parent_of(code)
        while current and current not in way:
            way.append(current)
            current = self._parent_of(current)
        return [*way, current] if current == code else []

    def _is_used(self, organisation_id: int) -> bool:
        has_roll = any(home.organisation_id == organisation_id for home in self.known.homes.values())
        return has_roll or organisation_id in self.known.parents.values()
