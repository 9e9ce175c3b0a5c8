"""The forms of a visit: announcing it, and what came of it. Lengths are checked by the service, which knows them."""

from typing import Any

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from app.visits.services import Announced
from app.web.form_pages import PlainForm, choices
from app.web.inputs import LineField, MonthField
from app.web.nfc import small_int

HINTS = {
    "month": "Ví dụ: 12/2026",
    "visitor": "Ví dụ: Hoàng Văn Minh",
    "office": "Ví dụ: Phó Bí thư Tỉnh ủy",
    "purpose": "Nội dung đồng chí quan tâm, nếu có",
    "remarks": "Ý kiến, kết luận của đồng chí đến dự; việc chi bộ cần làm",
}


def _cell(value: Any) -> int | None:
    return small_int(str(value or ""))


class AnnounceForm(PlainForm):
    cell = SelectField("Chi bộ", [InputRequired("Chọn một chi bộ.")], coerce=_cell)
    month = MonthField("Tháng sinh hoạt", [InputRequired("Ghi tháng.")])
    visitor = StringField("Họ tên", [InputRequired("Ghi họ tên đồng chí sẽ dự.")])
    office = LineField("Chức vụ, đơn vị")
    purpose = LineField("Nội dung")

    def announced(self) -> Announced:
        return Announced(
            month=self.month.data, visitor=self.visitor.data or "", office=self.office.data or "",
            purpose=self.purpose.data or "",
        )  # fmt: skip


class ChangeForm(AnnounceForm):
    """The cell stays."""

    cell = None


class RecordForm(PlainForm):
    came = RadioField(
        "Đồng chí có đến dự không", [InputRequired("Chọn có hoặc không.")],
        choices=choices([("yes", "Có dự"), ("no", "Không dự")]),
    )  # fmt: skip
    remarks = TextAreaField("Ý kiến tại buổi sinh hoạt", render_kw={"rows": 8})
