"""The forms of the plans of a year."""

from typing import Any

from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.planning.services import LONGEST
from app.planning.services_topics import LONGEST_TITLE, Stated
from app.web.form_pages import PlainForm, choices
from app.web.inputs import CountField, LineField, MonthField
from app.web.nfc import small_int
from workflows.plan import KIND_LABELS


def person_id(value: Any) -> int | None:
    return small_int(str(value or ""))


class ContentForm(PlainForm):
    content = TextAreaField("Nội dung", [Length(max=LONGEST, message="Dài quá 20.000 ký tự; tải lên dưới dạng tệp.")])


class NewPlanForm(PlainForm):
    """Its content is typed on the next page, when one knows which kind it is."""

    cell = SelectField("Chi bộ", coerce=person_id)
    year = CountField("Năm", [InputRequired("Ghi năm.")], least=2000, most=2199)
    kind = SelectField("Văn bản", choices=choices(KIND_LABELS.items()))


class TopicForm(PlainForm):
    month = MonthField("Tháng", [InputRequired("Ghi tháng.")])
    title = LineField(
        "Tên chuyên đề",
        [InputRequired("Ghi tên chuyên đề."), Length(max=LONGEST_TITLE, message="Không quá 300 ký tự.")],
    )
    person = SelectField("Người chuẩn bị", coerce=person_id)

    def stated(self) -> Stated:
        return Stated(month=self.month.data, title=self.title.data or "", person_id=self.person.data)


class ReasonForm(PlainForm):
    reason = TextAreaField("Lý do", [Length(max=2000, message="Lý do không quá 2.000 ký tự.")])
