"""The form of an example."""

from typing import Any

from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from app.examples.services import Told
from app.web.form_pages import PlainForm
from app.web.inputs import LineField
from app.web.nfc import small_int

HINTS = {
    "title": "Ví dụ: Tổ tự quản đường hoa; Đảng viên đi trước trong hiến đất làm đường",
    "period": "Ví dụ: từ 2024; quý III/2026",
    "reason": "Đã làm gì, kết quả, chi bộ khác học được điều gì",
    "recognised": "Số quyết định khen thưởng, biểu dương, nếu có",
}


def _id(value: Any) -> int | None:
    return small_int(str(value or ""))


class ExampleForm(PlainForm):
    title = LineField("Mô hình, cách làm, gương", [InputRequired("Ghi tên mô hình, cách làm.")])
    person = SelectField("Của ai", coerce=_id)
    period = StringField("Thời gian", [InputRequired("Ghi thời gian.")])
    reason = TextAreaField("Vì sao được nêu gương", [InputRequired("Ghi vì sao được nêu gương.")])
    recognised = LineField("Được ghi nhận")

    def told(self) -> Told:
        words = {name: self[name].data or "" for name in ("title", "reason", "period", "recognised")}
        return Told(**words, person_id=self.person.data)
