"""The forms of tasks."""

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.tasks.services import NewTask
from app.web.form_pages import PlainForm
from app.web.inputs import CountField, DayField, LineField
from app.web.nfc import small_int

NOBODY = ""
RESOLUTION = "Thực hiện nghị quyết của cấp ủy (nếu có)"
NO_RESOLUTION = "Không gắn với nghị quyết nào"


def _id(value: str | int | None) -> int | None:
    return small_int(str(value)) if value else None


class NewTaskForm(FlaskForm):
    work = TextAreaField(
        "Việc phải làm",
        [InputRequired("Ghi việc phải làm."), Length(max=2000, message="Nội dung dài quá 2.000 ký tự, viết gọn lại.")],
        render_kw={"rows": 3},
    )
    owner_id = SelectField("Người thực hiện", coerce=_id, validate_choice=False)
    owner_name = LineField("Hoặc tổ chức, người ngoài chi bộ", [Length(max=200, message="Tên dài quá 200 ký tự.")])
    deadline = DayField("Thời hạn", validators=[InputRequired("Ghi thời hạn.")])

    commune_resolution_id = SelectField(RESOLUTION, coerce=_id, validate_choice=False)

    def offer(self, people: Sequence[tuple[int, str]], resolutions: Sequence[tuple[int, str]]) -> "NewTaskForm":
        self.owner_id.choices = [(NOBODY, "Chọn một đồng chí"), *people]
        self.commune_resolution_id.choices = [(NOBODY, NO_RESOLUTION), *resolutions]
        return self

    def task(self) -> NewTask:
        return NewTask(
            work=self.work.data or "", owner_id=self.owner_id.data, owner_name=self.owner_name.data or "",
            deadline=self.deadline.data, commune_resolution_id=self.commune_resolution_id.data,
        )  # fmt: skip


class LinkForm(PlainForm):
    commune_resolution_id = SelectField(RESOLUTION, coerce=_id, validate_choice=False)

    def offer(self, resolutions: Sequence[tuple[int, str]]) -> "LinkForm":
        self.commune_resolution_id.choices = [(NOBODY, NO_RESOLUTION), *resolutions]
        return self


class StepForm(FlaskForm):
    """Any step of a task; each page shows only the fields that its step needs."""

    note = TextAreaField("Nội dung", [Length(max=20000, message="Nội dung dài quá 20.000 ký tự, viết gọn lại.")])
    percent = CountField("Mức hoàn thành (%)", least=0, most=100)
    deadline = DayField("Thời hạn mới")
    owner_id = SelectField("Người thực hiện mới", coerce=_id, validate_choice=False)

    def offer(self, people: Sequence[tuple[int, str]]) -> "StepForm":
        self.owner_id.choices = [(NOBODY, "Chọn một đồng chí"), *people]
        return self
