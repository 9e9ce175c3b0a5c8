"""The forms of an assignment."""

from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired

from app.assignments.models import Charge
from app.web.form_pages import PlainForm, choices
from app.web.inputs import DAY_HINT, DayField, LineField, MonthField

KINDS = {Charge.HOUSEHOLD: "hộ gia đình", Charge.MODEL: "mô hình"}
HINTS = {
    "subject": "Ví dụ: hộ ông Hoàng Văn Páo, thôn Nà Mười; mô hình trồng chè hữu cơ",
    "from_on": DAY_HINT,
    "on": DAY_HINT,
    "month": "Ví dụ: 12/2026",
    "text": "Đã làm gì, kết quả thế nào, còn vướng gì",
}


class GiveForm(PlainForm):
    person = SelectField("Đảng viên phụ trách", coerce=int)
    kind = RadioField("Phụ trách", choices=choices((key.value, label.capitalize()) for key, label in KINDS.items()))
    subject = LineField("Hộ, mô hình", [InputRequired("Ghi tên chủ hộ hoặc tên mô hình.")])
    from_on = DayField("Từ ngày", [InputRequired("Ghi ngày.")])


class LastDayForm(PlainForm):
    on = DayField("Ngày cuối cùng", [InputRequired("Ghi ngày.")])


class NoteForm(PlainForm):
    month = MonthField("Tháng", [InputRequired("Ghi tháng.")])
    text = TextAreaField("Kết quả trong tháng")
