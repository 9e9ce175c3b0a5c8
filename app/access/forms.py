"""What the office fills in."""

from flask_wtf import FlaskForm
from wtforms.validators import InputRequired, Length

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
