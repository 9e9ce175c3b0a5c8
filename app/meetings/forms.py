"""The forms of a meeting: beginning one, and each step that asks for more than a click."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.approvals.services_committee import Gathering
from app.meetings.services_plan import CERTAIN
from app.web.inputs import DayField, LineField, MonthField, PeopleField, TimeField, moment_of
from workflows.meeting import KIND_LABELS, Kind, Voice

NOBODY = ""


def person_id(value: Any) -> int | None:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


class PersonField(SelectField):
    """One person of the cell, or nobody. Whether the person may be chosen is the service's question."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, coerce=person_id, validate_choice=False, **kwargs)

    def offer(self, people: Mapping[int, str], nobody: str = "Chọn một đồng chí") -> None:
        self.choices = [SelectChoice(NOBODY, nobody), *(SelectChoice(str(i), name) for i, name in people.items())]


class NewMeetingForm(FlaskForm):
    kind = RadioField(
        "Loại kỳ sinh hoạt",
        choices=[SelectChoice(kind.value, label.capitalize()) for kind, label in KIND_LABELS.items()],
        default=Kind.REGULAR.value,
        validators=[InputRequired("Chọn loại kỳ sinh hoạt.")],
    )
    month = MonthField("Tháng", validators=[InputRequired("Ghi tháng sinh hoạt.")])
    theme = LineField("Chuyên đề, nếu có", [Length(max=300, message="Tên chuyên đề không quá 300 chữ.")])
    topic_id = SelectField("Chuyên đề trong kế hoạch năm", coerce=person_id, validate_choice=False)
    model_meeting = BooleanField("Sinh hoạt điểm luân phiên, có chi bộ khác đến dự")
    cell_id = SelectField("Chi bộ", coerce=person_id, validate_choice=False)


class ReasonForm(FlaskForm):
    """A step that needs a reason and nothing else; the others add their fields to it."""

    has_committee = False  # whether it asks for the committee's meeting as well

    reason = TextAreaField("Lý do", [Length(max=2000, message="Lý do không quá 2.000 chữ.")], render_kw={"rows": 3})

    def offer(self, people: Mapping[int, str]) -> None:
        """Fill the lists of people."""
        for field in self:
            if isinstance(field, PersonField):
                field.offer(people)

    @property
    def fields(self) -> list[Any]:
        """In the order in which they are asked: what is meant first, the reason last."""
        return [f for f in self if f.name != "reason" and not isinstance(f, HiddenField)] + [self.reason]


class PostponeForm(ReasonForm):
    day = DayField("Ngày mới")
    time = TimeField("Giờ mới")

    @property
    def starts_at(self) -> datetime | None:
        return moment_of(self.day.data, self.time.data)


class ReplaceForm(ReasonForm):
    person_id = PersonField("Người thay")


class PlaceForm(ReasonForm):
    place = LineField("Địa điểm mới", [Length(max=200, message="Địa điểm không quá 200 chữ.")])


class InvitationForm(FlaskForm):
    """Lengths are checked by the service, which knows them."""

    name = StringField("Họ tên đại biểu")
    office = LineField("Chức vụ, đơn vị")
    contents = TextAreaField("Nội dung sẽ bàn", render_kw={"rows": 3})
    speaks_at = TimeField("Mời phát biểu lúc")
    phone = StringField("Số điện thoại để liên hệ", render_kw={"inputmode": "tel", "autocomplete": "off"})


class CellForm(FlaskForm):
    cell = SelectField("Chi bộ được mời", coerce=person_id, validate_choice=False)


class PastForm(ReasonForm):
    day = DayField("Ngày đã tổ chức")
    time = TimeField("Giờ khai mạc")
    place = LineField("Địa điểm", [Length(max=200, message="Địa điểm không quá 200 chữ.")])
    chair_id = PersonField("Chủ trì")
    recorder_id = PersonField("Thư ký")
    day_is_certain = BooleanField(CERTAIN)
    committee_day = DayField("Ngày hội nghị chi ủy")
    committee_time = TimeField("Giờ bắt đầu hội nghị chi ủy")
    committee_present = PeopleField("Có mặt tại hội nghị chi ủy")
    committee_overseers = PeopleField("Đảng ủy viên phụ trách có dự hội nghị chi ủy")
    committee_remarks = TextAreaField("Ý kiến tại hội nghị chi ủy")

    def offer_committee(self, committee: Mapping[int, str], overseers: Mapping[int, str]) -> None:
        """Who may have been at the committee's meeting; a lone secretary holds none, and is not asked."""
        self.committee_present.choices = [SelectChoice(str(i), name) for i, name in committee.items()]
        self.committee_overseers.choices = [SelectChoice(str(i), name) for i, name in overseers.items()]
        self.has_committee = len(committee) > 1

    @property
    def gathering(self) -> Gathering | None:
        """What is told of the committee's meeting, if anything is."""
        told = Gathering(
            met_at=moment_of(self.committee_day.data, self.committee_time.data),
            present=self.committee_present.ids,
            overseers=self.committee_overseers.ids,
            remarks=(self.committee_remarks.data or "").strip(),
        )
        stated = self.committee_day.data or self.committee_time.data or told.present or told.overseers or told.remarks
        return told if stated else None

    @property
    def opened_at(self) -> datetime | None:
        return moment_of(self.day.data, self.time.data)

    @property
    def fields(self) -> list[Any]:
        """Whether the day is certain is only asked of who has named one of another month."""
        asked_back = [self.day_is_certain] if self.day_is_certain.errors or self.day_is_certain.data else []
        return [self.day, *asked_back, self.time, self.place, self.chair_id, self.recorder_id]


class VoiceForm(ReasonForm):
    """An agreement entered in somebody's name: from paper, or by the overseer who stands in."""

    voice = HiddenField()
    person_id = PersonField("Người duyệt")
    day = DayField("Ngày đồng ý trên giấy")
    time = TimeField("Giờ đồng ý")

    @property
    def kind(self) -> Voice:
        return Voice.STAND_IN if self.voice.data == Voice.STAND_IN else Voice.PAPER

    @property
    def agreed_at(self) -> datetime | None:
        return moment_of(self.day.data, self.time.data)

    @property
    def fields(self) -> list[Any]:
        return [self.person_id, self.reason] if self.kind == Voice.STAND_IN else [self.person_id, self.day, self.time]
