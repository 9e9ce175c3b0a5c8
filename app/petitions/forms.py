"""The forms of petitions."""

from collections.abc import Iterable, Mapping, Sequence

from wtforms import BooleanField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.petitions.models import Source
from app.petitions.services_said import LONGEST, LONGEST_ANSWER, Details, NewPetition, Said
from app.web.form_pages import PlainForm, choices
from app.web.inputs import CountField, DayField, LineField
from app.web.nfc import small_int
from workflows.petition import COMPETENCE_LABELS, SENT_TO_LABELS, Competence, Kind, SentTo

KINDS = ((Kind.PETITION, "Kiến nghị: mong được trả lời"), (Kind.OPINION, "Phản ánh tư tưởng, dư luận: để cấp ủy biết"))
SOURCES = ((Source.MEMBER, "Ý kiến của đảng viên"), (Source.PEOPLE, "Ý kiến của Nhân dân, qua đảng viên"))
TOO_LONG = "Nội dung dài quá mức cho phép, viết gọn lại."


def _id(value: str | int | None) -> int | None:
    return small_int(str(value)) if value else None


class RaiseForm(PlainForm):
    text = TextAreaField(
        "Nội dung ý kiến", [InputRequired("Ghi nội dung ý kiến."), Length(max=LONGEST, message=TOO_LONG)]
    )
    kind = RadioField("Đây là", choices=choices(KINDS), default=Kind.PETITION.value)
    sent_to = RadioField("Gửi đến", choices=choices(SENT_TO_LABELS.items()), default=SentTo.CELL.value)
    source = RadioField("Ý kiến của ai", choices=choices(SOURCES), default=Source.MEMBER.value)
    raised_by_id = SelectField("Đảng viên nêu", coerce=_id, validate_choice=False)
    raiser_name = LineField("Người dân nêu (nếu có)", [Length(max=200, message="Ghi không quá 200 ký tự.")])
    people = CountField("Số người cùng nêu", least=1, most=100_000, default=1)
    field = SelectField("Lĩnh vực", validate_choice=False)

    def offer(self, fields: Sequence[str], people: Iterable[tuple[int, str]]) -> "RaiseForm":
        self.field.choices = choices([("", "Chưa rõ"), *((name, name) for name in fields)])
        self.raised_by_id.choices = choices([("", "Người ngoài chi bộ"), *people])
        return self

    def petition(self, me: int, *, for_another: bool) -> NewPetition:
        return NewPetition(
            text=self.text.data or "",
            kind=Kind(self.kind.data),
            sent_to=SentTo(self.sent_to.data),
            source=Source(self.source.data),
            raised_by_id=self.raised_by_id.data if for_another else me,
            raiser_name=self.raiser_name.data or "",
            people=self.people.data or 1,
            field=self.field.data or "",
        )


class StepForm(PlainForm):
    """Any step; each page shows only the fields that its step needs."""

    note = TextAreaField("Nội dung", [Length(max=LONGEST_ANSWER, message=TOO_LONG)])
    deadline = DayField("Hạn xử lý")
    field = SelectField("Lĩnh vực", validate_choice=False)
    competence = SelectField("Thẩm quyền giải quyết", validate_choice=False)
    handler = LineField("Nơi giải quyết", [Length(max=200, message="Ghi không quá 200 ký tự.")])
    people = CountField("Số người cùng nêu", least=1, most=100_000)
    hot = BooleanField("Vấn đề nổi cộm, đưa lên đầu danh sách")
    stays_id = RadioField("Giữ lại ý kiến nào", coerce=_id, validate_choice=False)

    def offer(self, fields: Sequence[str], own: str, alike: Mapping[int, str]) -> "StepForm":
        names = list(dict.fromkeys([*fields, *([own] if own else [])]))
        self.field.choices = choices([("", "Chưa rõ"), *((name, name) for name in names)])
        self.competence.choices = choices([("", "Chưa rõ"), *COMPETENCE_LABELS.items()])
        self.stays_id.choices = choices(alike.items())
        return self

    def details(self) -> Details:
        return Details(
            field=self.field.data or "",
            competence=Competence(self.competence.data) if self.competence.data in set(Competence) else None,
            handler=self.handler.data or "",
            people=self.people.data or 1,
            hot=bool(self.hot.data),
        )

    def said(self, name: str) -> Said:
        return Said(
            note=self.note.data or "",
            deadline=self.deadline.data,
            details=self.details() if name == "accept" else None,
            stays_id=self.stays_id.data if name == "merge" else None,
        )
