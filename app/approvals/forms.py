"""The form on which the committee's meeting is written down."""

from collections.abc import Mapping, Sequence

from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.approvals.services_committee import LONGEST_REMARKS, Gathering
from app.web.inputs import DayField, LineField, PeopleField, TimeField, moment_of


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
