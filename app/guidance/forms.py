"""The forms of guidance: its text, and the steps."""

from collections.abc import Collection, Sequence
from typing import Any

from wtforms import BooleanField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.guidance.models import Guidance
from app.guidance.services import LONGEST_TEXT, POSITIONS, Scope, SignedBy
from app.guidance.words import Text
from app.web.form_pages import PlainForm, choices
from app.web.inputs import DayField, LineField, MonthField
from workflows.cells import CELL_TYPE_LABELS

NOBODY = ""
TOO_LONG = Length(max=LONGEST_TEXT, message="Phần này dài quá 8.000 chữ; gửi kèm dưới dạng tài liệu.")
A_REASON = [InputRequired("Nêu lý do."), Length(max=2000, message="Lý do không quá 2.000 chữ.")]


def _id(value: Any) -> int | None:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


class TextForm(PlainForm):
    """What the cells read, and the contents for each type of cell (fields `contents_…`, added below)."""

    theme = LineField("Chuyên đề của tháng (nếu có)", [Length(max=300, message="Chuyên đề không quá 300 chữ.")])
    situation = TextAreaField("Tình hình", [TOO_LONG])
    orientation = TextAreaField("Định hướng", [TOO_LONG])
    contents = TextAreaField("Nội dung cho mọi chi bộ", [TOO_LONG])
    deadline = DayField("Hạn sinh hoạt")

    def text(self) -> Text:
        by_type = {str(each): (self[f"contents_{each}"].data or "").strip() for each in CELL_TYPE_LABELS}
        return Text(
            theme=(self.theme.data or "").strip(),
            situation=(self.situation.data or "").strip(),
            orientation=(self.orientation.data or "").strip(),
            contents=(self.contents.data or "").strip(),
            contents_by_type={name: words for name, words in by_type.items() if words},
            deadline=self.deadline.data,
        )

    @property
    def by_type(self) -> list[Any]:
        return [self[f"contents_{each}"] for each in CELL_TYPE_LABELS]


for _type, _label in CELL_TYPE_LABELS.items():
    setattr(TextForm, f"contents_{_type}", TextAreaField(f"Chi bộ {_label}", [TOO_LONG]))


class GuidanceForm(TextForm):
    """A draft: the text, its issuer, its month and the types of cells that it is for."""

    organisation_id = SelectField("Cơ quan ban hành", coerce=_id, validate_choice=False)
    month = MonthField("Tháng", [InputRequired("Ghi tháng, ví dụ 12/2026.")])

    def scope(self) -> Scope:
        """All types ticked is the same as none: every cell."""
        chosen = [str(each) for each in CELL_TYPE_LABELS if self[f"for_{each}"].data]
        return Scope(month=self.month.data, cell_types=[] if len(chosen) == len(CELL_TYPE_LABELS) else chosen)

    @property
    def types(self) -> list[Any]:
        return [self[f"for_{each}"] for each in CELL_TYPE_LABELS]


for _type, _label in CELL_TYPE_LABELS.items():
    setattr(GuidanceForm, f"for_{_type}", BooleanField(_label[0].upper() + _label[1:]))


class SignatureFields(PlainForm):
    signer_id = SelectField("Người ký", coerce=_id, validate_choice=False)
    signer_position = SelectField("Chức vụ ghi trên văn bản", choices=choices((each, each) for each in POSITIONS))
    signed_on = DayField("Ngày ký")

    def offer(self, people: Sequence[tuple[int, str]]) -> Any:
        self.signer_id.choices = choices([(NOBODY, "Chọn một đồng chí"), *people])
        return self

    def signed(self) -> SignedBy:
        return SignedBy(person_id=self.signer_id.data, position=self.signer_position.data, on=self.signed_on.data)


class PublishForm(SignatureFields):
    pass


class CorrectForm(TextForm, SignatureFields):
    """Of the types of cells (fields `also_…`, added below) those are offered that the guidance was not for."""

    reason = TextAreaField("Lý do đính chính", A_REASON)

    def offer_types(self, offered: Collection[str]) -> None:
        for each in CELL_TYPE_LABELS:
            if each not in offered:
                del self[f"also_{each}"]

    @property
    def more_types(self) -> list[Any]:
        return [self[f"also_{each}"] for each in CELL_TYPE_LABELS if f"also_{each}" in self]

    def also(self) -> list[str]:
        return [f.name.removeprefix("also_") for f in self.more_types if f.data]


for _type, _label in CELL_TYPE_LABELS.items():
    setattr(CorrectForm, f"also_{_type}", BooleanField(_label[0].upper() + _label[1:]))


class WithdrawForm(PlainForm):
    reason = TextAreaField("Lý do thu hồi", A_REASON)


def fields_of(guidance: Guidance) -> dict[str, Any]:
    """A guidance as the fields of its forms."""
    types = guidance.cell_types or list(CELL_TYPE_LABELS)
    named = ("organisation_id", "month", "theme", "situation", "orientation", "contents", "deadline")
    return (
        {name: getattr(guidance, name) for name in named}
        | {f"contents_{each}": guidance.contents_by_type.get(each, "") for each in CELL_TYPE_LABELS}
        | {f"for_{each}": each in types for each in CELL_TYPE_LABELS}
    )
