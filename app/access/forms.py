"""What the office fills in."""

from flask_wtf import FlaskForm
from wtforms import EmailField
from wtforms.validators import InputRequired, Length

from app.notifications.models import LONGEST_ADDRESS
from app.web.inputs import LineField


class CloseForm(FlaskForm):
    class Meta:
        csrf = False  # the page's own token covers it

    reason = LineField(
        "Lý do đóng",
        validators=[
            InputRequired("Ghi lý do đóng tài khoản, ví dụ: chuyển sinh hoạt đi nơi khác."),
            Length(max=200, message="Lý do dài quá 200 ký tự, viết gọn lại."),
        ],
    )


class ResetFactorForm(FlaskForm):
    class Meta:
        csrf = False

    lost = LineField(
        "Lý do làm lại",
        validators=[
            InputRequired("Ghi lý do, ví dụ: mất điện thoại, đã đến Văn phòng xác nhận."),
            Length(max=200, message="Lý do dài quá 200 ký tự, viết gọn lại."),
        ],
    )


class AddressForm(FlaskForm):
    """Whose mail it is says the page; the service checks."""

    class Meta:
        csrf = False

    address = EmailField("Địa chỉ thư", render_kw={"autocomplete": "off", "maxlength": LONGEST_ADDRESS})
