"""The forms of a criteria set: its head, and one criterion with its scale and parts as lines of text."""

from typing import Any

from wtforms import BooleanField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length

from app.criteria.models import CriteriaSet
from app.criteria.services import Head
from app.web.form_pages import PlainForm, choices
from app.web.inputs import CountField, DayField, LineField
from workflows.criteria import Applies, Criterion, Judging
from workflows.criteria_check import APPLIES_LABELS, SCORED_KINDS, SOURCES, judged_as
from workflows.criteria_words import part_lines, read_parts, read_scale, scale_lines
from workflows.meeting import KIND_LABELS
from workflows.meeting_facts import Kind

ALL_KINDS = "all"
KINDS = {ALL_KINDS: "mọi kỳ được chấm điểm"} | {str(kind): f"kỳ {KIND_LABELS[kind]}" for kind in SCORED_KINDS}
NO_EVIDENCE = "none"
FIRST = "-1"


class HeadForm(PlainForm):
    title = LineField(
        "Tên bộ tiêu chí", [InputRequired("Ghi tên bộ tiêu chí."), Length(max=200, message="Tên dài nhất 200 ký tự.")]
    )
    basis = LineField("Văn bản làm căn cứ", [Length(max=200, message="Căn cứ dài nhất 200 ký tự.")])
    kind = SelectField("Dùng để chấm", choices=choices(KINDS.items()))
    from_on = DayField("Áp dụng từ ngày", [InputRequired("Ghi ngày áp dụng.")])

    def head(self) -> Head:
        kind = None if self.kind.data == ALL_KINDS else Kind(self.kind.data)
        title, basis = (self.title.data or "").strip(), (self.basis.data or "").strip()
        return Head(title=title, basis=basis, kind=kind, effective_from=self.from_on.data)


class NewSetForm(HeadForm):
    organisation = SelectField("Áp dụng cho", coerce=int)
    pattern = SelectField("Bắt đầu từ", coerce=int)


class ImportForm(HeadForm):
    organisation = SelectField("Áp dụng cho", coerce=int)


def head_of(row: CriteriaSet) -> dict[str, Any]:
    return {
        "title": row.title, "basis": row.basis, "kind": str(row.kind or ALL_KINDS), "from_on": row.effective_from,
    }  # fmt: skip


class CriterionForm(PlainForm):
    group = StringField("Nhóm số", [InputRequired("Ghi số của nhóm.")], render_kw={"class": "w-num"})
    group_title = LineField(
        "Tên nhóm", [InputRequired("Ghi tên nhóm."), Length(max=200, message="Tên nhóm dài nhất 200 ký tự.")]
    )
    code = StringField("Mã tiêu chí", [InputRequired("Ghi mã tiêu chí.")], render_kw={"class": "w-num"})
    title = LineField("Nội dung tiêu chí")
    maximum = CountField("Điểm tối đa", [InputRequired("Ghi điểm tối đa.")], least=1, most=100)
    applies_when = SelectField("Tính điểm ở", choices=choices((str(k), v) for k, v in APPLIES_LABELS.items()))
    evidence = SelectField(
        "Ghi nhận làm căn cứ",
        choices=choices([(NO_EVIDENCE, "không, người chấm điểm"), *((k, s.label) for k, s in SOURCES.items())]),
    )
    scale = TextAreaField(
        "Thang điểm, mỗi dòng một mức", [Length(max=1000, message="Thang điểm dài nhất 1.000 ký tự.")]
    )
    parts = TextAreaField("Các ý, mỗi dòng một ý", [Length(max=2000, message="Các ý dài nhất 2.000 ký tự.")])
    gate = BooleanField("Mức Tốt phải đạt điểm tối đa ở tiêu chí này")
    after = SelectField("Xếp sau")

    def validate_scale(self, field: TextAreaField) -> None:
        try:
            read_scale(field.data or "", evidence=self.source())
        except ValueError as error:
            raise ValidationError(str(error)) from None

    def validate_parts(self, field: TextAreaField) -> None:
        try:
            read_parts(field.data or "")
        except ValueError as error:
            raise ValidationError(str(error)) from None

    def source(self) -> str:
        return "" if self.evidence.data == NO_EVIDENCE else self.evidence.data

    def behind(self) -> int | None:
        return None if self.after.data == FIRST else int(self.after.data)

    def criterion(self) -> Criterion:
        bands, otherwise = read_scale(self.scale.data or "", evidence=self.source())
        return judged_as(
            Criterion(
                code=(self.code.data or "").strip(), group=(self.group.data or "").strip(),
                title=(self.title.data or "").strip(), maximum=self.maximum.data, judging=Judging.JUDGED,
                evidence=self.source(), applies_when=Applies(self.applies_when.data), bands=bands,
                otherwise=otherwise, parts=read_parts(self.parts.data or ""), gate=bool(self.gate.data),
            )
        )  # fmt: skip


def fields_of(criterion: Criterion, group_title: str) -> dict[str, Any]:
    return {
        "group": criterion.group, "group_title": group_title, "code": criterion.code, "title": criterion.title,
        "maximum": criterion.maximum, "applies_when": str(criterion.applies_when),
        "evidence": criterion.evidence or NO_EVIDENCE, "scale": "\n".join(scale_lines(criterion)),
        "parts": "\n".join(part_lines(criterion)), "gate": criterion.gate,
    }  # fmt: skip
