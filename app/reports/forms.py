"""The form by which a synthesis is issued."""

from collections.abc import Sequence
from typing import Any, Self

from wtforms import SelectField, TextAreaField

from app.guidance.services import POSITIONS, SignedBy
from app.web.form_pages import PlainForm, choices
from app.web.inputs import DayField, LineField
from app.web.nfc import small_int


def _id(value: Any) -> int | None:
    return small_int(str(value)) if value else None


class SignedForm(PlainForm):
    signer_id = SelectField("Người ký", coerce=_id, validate_choice=False)
    signer_position = SelectField("Chức vụ ghi trên văn bản", choices=choices((each, each) for each in POSITIONS))
    signed_on = DayField("Ngày ký")

    def offer(self, people: Sequence[tuple[int, str]]) -> Self:
        self.signer_id.choices = choices([("", "Chọn một đồng chí"), *people])
        return self

    def signed(self) -> SignedBy:
        return SignedBy(person_id=self.signer_id.data, position=self.signer_position.data, on=self.signed_on.data)


class IssueForm(SignedForm):
    remarks = TextAreaField("Nhận xét, phân công", render_kw={"rows": 5})
    proposals = TextAreaField("Kiến nghị với cấp trên", render_kw={"rows": 4})


class SchemeForm(IssueForm):
    scheme = LineField("Tên đề án, chương trình")


class ScheduleForm(SignedForm):
    remarks = TextAreaField("Ghi thêm trên thông báo", render_kw={"rows": 4})
