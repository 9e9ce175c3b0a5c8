"""The forms by which a member answers a notice."""

from collections.abc import Mapping

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.replies.services import LONGEST_OPINION, LONGEST_REASON

COMING, EXCUSED = "coming", "excused"


class ReplyForm(FlaskForm):
    coming = RadioField(
        "Đồng chí có dự không?",
        choices=[SelectChoice(COMING, "Tôi sẽ dự"), SelectChoice(EXCUSED, "Tôi xin vắng")],
        validators=[InputRequired("Chọn “Tôi sẽ dự” hoặc “Tôi xin vắng”.")],
    )
    reason = TextAreaField(
        "Lý do, nếu xin vắng",
        [Length(max=LONGEST_REASON, message=f"Lý do không quá {LONGEST_REASON} chữ.")],
        render_kw={"rows": 2},
    )


class OpinionForm(FlaskForm):
    subject = SelectField("Về nội dung", validate_choice=False)
    text = TextAreaField(
        "Ý kiến",
        [Length(max=LONGEST_OPINION, message=f"Ý kiến dài quá {LONGEST_OPINION} chữ, viết gọn lại.")],
        render_kw={"rows": 4},
    )

    def offer(self, subjects: Mapping[str, str]) -> "OpinionForm":
        self.subject.choices = [SelectChoice(key, name) for key, name in subjects.items()]
        return self
