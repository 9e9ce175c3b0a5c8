"""What the office fills in about organisations."""

from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from app.organisations.models import KIND_LABELS, OrganisationKind
from app.web.form_pages import PlainForm, choices
from app.web.inputs import DAY_HINT, DayField
from workflows.cells import CELL_TYPE_LABELS, CellType

HINTS = {
    "code": "Mã riêng của tổ chức trong hệ thống, dùng khi nhập danh sách. Ví dụ: CB01",
    "symbol": "Phần chữ sau số văn bản: CB trong Số 05-NQ/CB",
    "place": "Địa danh ghi trước ngày tháng của văn bản. Ví dụ: Mường Lâm",
    "cell_type": "Chỉ chi bộ mới có loại hình",
    "office_phone": "Hiện ở trang đăng nhập cho người quên mật khẩu. Chi bộ để trống.",
    "founded_on": DAY_HINT,
    "on": DAY_HINT,
    "name_of_term": "Ví dụ: 2025–2030",
}


def _needed(said: str) -> InputRequired:
    return InputRequired(said)


class OrganisationForm(PlainForm):
    code = StringField("Mã", [_needed("Ghi mã của tổ chức."), Length(max=32, message="Mã dài nhất 32 ký tự.")])
    name = StringField(
        "Tên tổ chức đảng", [_needed("Ghi tên tổ chức đảng."), Length(max=200, message="Tên dài nhất 200 ký tự.")]
    )
    kind = SelectField("Loại tổ chức", choices=choices((k.value, label) for k, label in KIND_LABELS.items()))
    cell_type = SelectField(
        "Loại hình chi bộ",
        choices=choices([("", "không phải chi bộ"), *((t.value, n) for t, n in CELL_TYPE_LABELS.items())]),
    )
    symbol = StringField("Ký hiệu", [_needed("Ghi ký hiệu."), Length(max=32, message="Ký hiệu dài nhất 32 ký tự.")])
    place = StringField("Địa danh", [Length(max=120, message="Địa danh dài nhất 120 ký tự.")])
    office_phone = StringField("Điện thoại văn phòng", [Length(max=40, message="Số điện thoại dài nhất 40 ký tự.")])
    founded_on = DayField("Ngày thành lập")

    def facts(self) -> dict[str, object]:
        kind = OrganisationKind(self.kind.data)
        is_cell = kind == OrganisationKind.CELL
        return {
            "code": (self.code.data or "").strip().upper(),
            "name": " ".join((self.name.data or "").split()),
            "kind": kind,
            "cell_type": CellType(self.cell_type.data) if is_cell and self.cell_type.data else None,
            "symbol": (self.symbol.data or "").strip(),
            "place": (self.place.data or "").strip(),
            "office_phone": " ".join((self.office_phone.data or "").split()),
            "founded_on": self.founded_on.data,
        }


class NewOrganisationForm(OrganisationForm):
    parent = SelectField("Trực thuộc", coerce=int)


class MoveForm(PlainForm):
    parent = SelectField("Cấp trên mới", coerce=int)
    on = DayField("Từ ngày", [_needed("Ghi ngày chuyển.")])


class TermForm(PlainForm):
    name = StringField("Tên nhiệm kỳ", [_needed("Ghi tên nhiệm kỳ."), Length(max=40, message="Tên dài nhất 40 ký tự.")])
    on = DayField("Bắt đầu từ ngày", [_needed("Ghi ngày bắt đầu.")])


class CloseForm(PlainForm):
    on = DayField("Từ ngày", [_needed("Ghi ngày kết thúc hoạt động.")])
    into = SelectField("Sáp nhập vào", coerce=int)
