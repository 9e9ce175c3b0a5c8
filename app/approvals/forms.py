"""The form on which the committee's meeting is written down."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from app.approvals.services_committee import LONGEST_REMARKS, Gathering
from app.web.inputs import DayField, LineField, TimeField, moment_of


class PeopleField(SelectMultipleField):
    """Check boxes, one a person. Whether they belong here is the service's question."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, coerce=_number, validate_choice=False, **kwargs)

    @property
    def ids(self) -> frozenset[int]:
        return frozenset(self.data or ())


def _number(value: Any) -> int:
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ValueError("Có lựa chọn không đúng, chọn lại.")
    return int(text)


class CommitteeMeetingForm(FlaskForm):
    day = DayField("Ngày hội nghị", validators=[InputRequired("Ghi ngày hội nghị chi ủy.")])
    time = TimeField("Giờ bắt đầu", validators=[InputRequired("Ghi giờ bắt đầu.")])
    place = LineField("Địa điểm", [Length(max=200, message="Địa điểm không quá 200 chữ.")])
    present = PeopleField("Có mặt")
    agreed = PeopleField("Thống nhất chương trình ngay tại hội nghị")
    overseers = PeopleField("Đảng ủy viên phụ trách có dự")
    remarks = TextAreaField(
        "Ý kiến tại hội nghị", [Length(max=LONGEST_REMARKS, message="Ý kiến không quá 20.000 chữ.")]
    )

    def offer(
        self, people: Sequence[tuple[int, str]], silent: Sequence[tuple[int, str]], overseers: Mapping[int, str]
    ) -> "CommitteeMeetingForm":
        """`people` have a voice in the round; the `silent` of them have not agreed yet."""
        self.overseers.choices = [SelectChoice(str(i), name) for i, name in overseers.items()]
        self.present.choices = [SelectChoice(str(i), name) for i, name in people]
        self.agreed.choices = [SelectChoice(str(i), name) for i, name in silent]
        return self

    def gathering(self) -> Gathering:
        return Gathering(
            met_at=moment_of(self.day.data, self.time.data),
            place=(self.place.data or "").strip(),
            present=self.present.ids,
            agreed=self.agreed.ids,
            overseers=self.overseers.ids,
            remarks=(self.remarks.data or "").strip(),
        )
