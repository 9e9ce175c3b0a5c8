"""The forms of a handover."""

from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.web.form_pages import PlainForm
from app.web.inputs import DayField, LineField


class ChangeForm(PlainForm):
    person = SelectField("Bí thư mới", coerce=int)
    from_on = DayField("Nhận chức vụ từ ngày", [InputRequired("Ghi ngày bắt đầu.")])
    decision = LineField("Quyết định", [Length(max=120, message="Ghi dài nhất 120 ký tự.")])


class SignForm(PlainForm):
    note = TextAreaField("Ý kiến, việc cần nói thêm (nếu có)", [Length(max=4000, message="Không quá 4.000 ký tự.")])
