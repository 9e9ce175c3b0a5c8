"""Forms of the sitting. Lengths are checked by the services, which know them."""

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from app.agendas.models import Outcome
from app.meetings.services_plan import CERTAIN
from app.sessions.models import GuestKind, MentionKind
from app.sessions.services import Ballots, Marking
from app.web.inputs import CountField, DayField, LineField, TimeField
from workflows.attendance import Mark
from workflows.voting import BALLOT_LABELS, MATTER_LABELS, THRESHOLD_LABELS, Ballot, Matter, Threshold

OUTCOMES = {
    Outcome.DISCUSSED: "Đã bàn",
    Outcome.DECIDED: "Đã quyết",
    Outcome.DEFERRED: "Để lại kỳ sau",
    Outcome.DROPPED: "Bỏ",
}
MARKS = {Mark.PRESENT: "Có mặt", Mark.EXCUSED: "Vắng có lý do", Mark.UNEXCUSED: "Vắng không lý do"}
WHETHER = {"": "Không", Ballot.OPEN: "Có, giơ tay", Ballot.SECRET: "Có, phiếu kín"}
NOBODY = SelectChoice("", "Chưa chọn")
NEEDS_REASON = "Nêu lý do."


def _offered(choices: Mapping[Any, str]) -> list[SelectChoice]:
    return [SelectChoice(str(value), label) for value, label in choices.items()]


def person_or_none(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


class Form(FlaskForm):
    """The token against forged forms is written by `form_head` and checked for every request."""

    class Meta:
        csrf = False


class OpeningForm(Form):
    day = DayField("Ngày", validators=[InputRequired("Ghi ngày khai mạc.")])
    at = TimeField("Giờ khai mạc", validators=[InputRequired("Ghi giờ khai mạc.")])
    day_is_certain = BooleanField(CERTAIN)
    recorder = SelectField("Thư ký", choices=[NOBODY], validate_choice=False)


class ClosingForm(Form):
    day = DayField("Ngày", validators=[InputRequired("Ghi ngày kết thúc.")])
    at = TimeField("Giờ kết thúc", validators=[InputRequired("Ghi giờ kết thúc.")])


class BreakForm(Form):
    day = DayField("Ngày", validators=[InputRequired("Ghi ngày tạm dừng.")])
    at = TimeField("Giờ tạm dừng", validators=[InputRequired("Ghi giờ tạm dừng.")])
    reason = TextAreaField("Lý do", validators=[InputRequired(NEEDS_REASON)])


class ReasonForm(Form):
    reason = TextAreaField("Lý do", validators=[InputRequired(NEEDS_REASON)])


class TimesForm(Form):
    seen = HiddenField()
    day = DayField("Ngày sinh hoạt", validators=[InputRequired("Ghi ngày.")])
    opened = TimeField("Giờ khai mạc", validators=[InputRequired("Ghi giờ khai mạc.")])
    closed = TimeField("Giờ kết thúc", validators=[InputRequired("Ghi giờ kết thúc.")])
    reason = TextAreaField("Lý do sửa", validators=[InputRequired(NEEDS_REASON)])


class MarkForm(Form):
    """One person at one roll call."""

    version = IntegerField(validators=[InputRequired()])
    mark = RadioField("Có mặt hay vắng", choices=_offered(MARKS), validators=[InputRequired("Chọn có mặt hoặc vắng.")])
    reason_of_absence = LineField("Lý do vắng")
    arrived = TimeField("Đến muộn lúc")
    left = TimeField("Về sớm lúc")

    def stated(self) -> Marking:
        return Marking(
            mark=Mark(self.mark.data),
            reason=self.reason_of_absence.data or "",
            arrived=self.arrived.data,
            left=self.left.data,
        )


class _Counted(Form):
    """The counts of a vote by exception."""

    against = CountField("Không tán thành", most=999)
    other = CountField("Ý kiến khác", most=999)
    votes_for = CountField("Tán thành (chỉ ghi khi đã đếm)", most=999)
    at = TimeField("Biểu quyết lúc")
    matter = SelectField("Loại việc", choices=_offered(MATTER_LABELS), validators=[Optional()])

    def stated(self, ballot: str, subject: str = "") -> Ballots:
        return Ballots(
            subject=subject,
            ballot=Ballot(ballot or Ballot.OPEN),
            matter=self._matter(),
            against=self.against.data or 0,
            other=self.other.data or 0,
            votes_for=self.votes_for.data,
            at=self.at.data,
        )

    def _matter(self) -> Matter | None:
        chosen = self.matter.data if self.matter else None
        return Matter(chosen) if chosen in list(Matter) else None

    def offer_matters(self, thresholds: Mapping[Matter, Threshold]) -> None:
        """Say beside each kind of matter what it needs."""
        self.matter.choices = _offered(
            {matter: f"{MATTER_LABELS[matter]} ({THRESHOLD_LABELS[asked]})" for matter, asked in thresholds.items()}
        )


class ItemForm(_Counted):
    """The chair's conclusion on an item, what became of it, and the vote on it, saved together."""

    version = IntegerField(validators=[InputRequired()])
    conclusion = TextAreaField("Chủ trì kết luận")
    outcome = RadioField("Kết quả", choices=_offered(OUTCOMES), validators=[Optional()])
    ballot = RadioField("Mục này có biểu quyết không?", choices=_offered(WHETHER), default="", validators=[Optional()])
    vote_version = IntegerField(validators=[Optional()])


class VoteForm(_Counted):
    """A vote of its own: agenda, resolution, score, minutes; or the count of one corrected."""

    version = IntegerField(validators=[Optional()])
    subject = LineField("Nội dung biểu quyết")
    ballot = RadioField("Hình thức", choices=_offered(BALLOT_LABELS), default=Ballot.OPEN.value)


class VoteCorrectionForm(VoteForm):
    reason = TextAreaField("Lý do sửa", validators=[InputRequired(NEEDS_REASON)])


class MarkCorrectionForm(MarkForm):
    reason = TextAreaField("Lý do sửa", validators=[InputRequired(NEEDS_REASON)])


class SpeechForm(Form):
    version = IntegerField(validators=[InputRequired()])
    text = TextAreaField("Nội dung ý kiến")


class SpeechCorrectionForm(SpeechForm):
    reason = TextAreaField("Lý do sửa", validators=[InputRequired(NEEDS_REASON)])


class BeginningForm(Form):
    """What the chair settles at the beginning."""

    seen = HiddenField()
    agenda_adopted = BooleanField("Hội nghị đã nhất trí chương trình")
    observer = SelectField("Người theo dõi, chấm điểm kỳ sinh hoạt", choices=[NOBODY], validate_choice=False)
    fees_paid = CountField("Số đảng viên đã đóng đảng phí", most=999)
    fees_note = LineField("Ghi chú về đảng phí")


class ConclusionForm(Form):
    seen = HiddenField()
    conclusion = TextAreaField("Kết luận chung của chủ trì")


class GuestForm(Form):
    kind = SelectField(
        "Dự với tư cách",
        choices=_offered({GuestKind.GUEST: "Khách mời", GuestKind.OVERSEER: "Đảng ủy viên phụ trách"}),
    )
    name = StringField("Họ tên")
    office = LineField("Chức vụ, đơn vị")


class MentionForm(Form):
    kind = RadioField(
        "Biểu dương hay nhắc nhở",
        choices=_offered({MentionKind.COMMENDATION: "Biểu dương", MentionKind.REMINDER: "Nhắc nhở"}),
        default=MentionKind.COMMENDATION.value,
    )
    person = SelectField("Đồng chí", choices=[NOBODY], validate_choice=False)
    name = LineField("Hoặc tập thể")
    text = TextAreaField("Về việc gì")


class TaskForm(Form):
    work = TextAreaField("Việc phải làm")
    owner = SelectField("Người thực hiện", choices=[NOBODY], validate_choice=False)
    owner_name = LineField("Hoặc tập thể, người khác")
    deadline = DayField("Thời hạn")


def choose(field: SelectField, people: list[tuple[int, str]]) -> None:
    """Offer these people."""
    field.choices = [NOBODY, *(SelectChoice(str(person_id), name) for person_id, name in people)]


class CheckInForm(Form):
    """A member types the digits; without a `code` the one that this device scanned is meant."""

    code = StringField("Sáu chữ số trên màn hình")

    @property
    def digits(self) -> str:
        """What was typed, without the spaces that make it easier to read."""
        return "".join((self.code.data or "").split())[:20]
