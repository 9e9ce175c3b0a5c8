"""The forms of a handover."""

from wtforms import FileField, PasswordField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.web.form_pages import PlainForm
from app.web.inputs import DayField, LineField


class ChangeForm(PlainForm):
    # Nobody is chosen beforehand: one click on a name at the top would make its bearer secretary.
    person = SelectField(
        "Bí thư mới", [InputRequired("Chọn bí thư mới.")], coerce=lambda chosen: int(chosen) if chosen else None
    )
    from_on = DayField("Nhận chức vụ từ ngày", [InputRequired("Ghi ngày bắt đầu.")])
    decision = LineField("Quyết định", [Length(max=120, message="Ghi dài nhất 120 ký tự.")])


class AttestForm(PlainForm):
    scan = FileField("Ảnh bản đã ký trên giấy")
    reason = TextAreaField("Lý do không ký được")
    password = PasswordField("Mật khẩu của đồng chí", render_kw={"autocomplete": "current-password"})


class SignForm(PlainForm):
    note = TextAreaField("Ý kiến, việc cần nói thêm (nếu có)", [Length(max=4000, message="Không quá 4.000 ký tự.")])
