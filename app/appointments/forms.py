"""What is filled in about offices and substitutions."""

from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired, Length

from app.web.form_pages import PlainForm
from app.web.inputs import DAY_HINT, DayField, LineField

HINTS = {
    "from_on": DAY_HINT,
    "to_on": "Để trống nếu chưa biết ngày kết thúc",
    "on": "Kể từ ngày này không còn giữ chức vụ. " + DAY_HINT,
    "decision": "Số, ngày của quyết định, nếu có",
    "reason": "Ví dụ: bí thư đi học, nghỉ ốm",
}


class AppointForm(PlainForm):
    person = RadioField("Đồng chí", [InputRequired("Chọn một đồng chí.")], coerce=int)
    role = SelectField("Chức vụ, phân công")
    from_on = DayField("Từ ngày", [InputRequired("Ghi ngày bắt đầu.")])
    to_on = DayField("Đến hết ngày")
    decision = LineField("Quyết định", [Length(max=120, message="Ghi dài nhất 120 ký tự.")])


class CorrectForm(PlainForm):
    from_on = DayField("Từ ngày", [InputRequired("Ghi ngày bắt đầu.")])
    to_on = DayField("Đến hết ngày")
    decision = LineField("Quyết định", [Length(max=120, message="Ghi dài nhất 120 ký tự.")])


class EndForm(PlainForm):
    on = DayField("Kết thúc từ ngày", [InputRequired("Ghi ngày kết thúc.")])


class SubstituteForm(PlainForm):
    person = SelectField("Phó bí thư", coerce=int)
    from_on = DayField("Từ ngày", [InputRequired("Ghi ngày bắt đầu.")])
    to_on = DayField("Đến hết ngày", [InputRequired("Ghi ngày kết thúc.")])
    reason = LineField(
        "Lý do", [InputRequired("Ghi lý do ủy quyền."), Length(max=200, message="Lý do dài nhất 200 ký tự.")]
    )
