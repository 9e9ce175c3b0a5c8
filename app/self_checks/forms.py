"""The form of one's own month."""

from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice

from app.self_checks.queries import GRADES


class SelfCheckForm(FlaskForm):
    """Lengths and what is missing are checked by the service, which knows them."""

    work = TextAreaField("Việc đã làm trong tháng", render_kw={"rows": 5})
    grade = RadioField(
        "Mức tự nhận", choices=[SelectChoice(str(key), label) for key, label in GRADES.items()], validate_choice=False
    )
    self_criticism = TextAreaField("Tự phê bình: hạn chế, khuyết điểm", render_kw={"rows": 3})
    remedy = TextAreaField("Cách khắc phục", render_kw={"rows": 3})
