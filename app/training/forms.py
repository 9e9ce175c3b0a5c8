"""The forms of a course and of the reserve list. Lengths are checked by the service, which knows them."""

from wtforms import RadioField, SelectField, StringField
from wtforms.validators import InputRequired

from app.training.queries import LEADING
from app.training.services import Course
from app.web.form_pages import PlainForm, choices
from app.web.inputs import DAY_HINT, DayField, LineField
from workflows.roles import ROLE_LABELS

HINTS = {
    "course": "Ví dụ: Bồi dưỡng nghiệp vụ công tác đảng cho bí thư chi bộ",
    "organiser": "Ví dụ: Trung tâm chính trị tỉnh",
    "from_on": DAY_HINT,
    "to_on": "Để trống nếu còn đang học",
    "certificate": "Số chứng nhận, ngày cấp, nếu có",
    "term": "Ví dụ: 2025–2030",
}


class CourseForm(PlainForm):
    course = LineField("Khóa bồi dưỡng", [InputRequired("Ghi tên khóa bồi dưỡng.")])
    organiser = LineField("Nơi mở lớp")
    from_on = DayField("Khai giảng", [InputRequired("Ghi ngày khai giảng.")])
    to_on = DayField("Bế giảng")
    certificate = StringField("Chứng nhận")

    def said(self) -> Course:
        return Course(
            course=self.course.data or "", organiser=self.organiser.data or "", from_on=self.from_on.data,
            to_on=self.to_on.data, certificate=self.certificate.data or "",
        )  # fmt: skip


class ReserveForm(PlainForm):
    person = SelectField("Đồng chí", coerce=int)
    position = RadioField("Quy hoạch chức danh", choices=choices((role.value, ROLE_LABELS[role]) for role in LEADING))
    term = StringField("Nhiệm kỳ")
    note = LineField("Ghi chú")
