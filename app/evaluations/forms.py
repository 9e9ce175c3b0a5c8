"""The forms of a score: points and notes by criterion, typed as people write them, and the committee's decision."""

from dataclasses import replace
from decimal import Decimal

from flask import request
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import Length

from app.evaluations.queries_sheet import Line, Sheet
from app.evaluations.services import Given, short
from app.evaluations.services_verdict import Verdict
from app.refusals import BadInput
from app.web.inputs import DayField, one_line, parse_points
from workflows.scoring import LEVEL_LABELS, Level


def typed() -> dict[str, str]:
    """What stands in the fields of this request, to be shown again."""
    return {name: text for name, text in request.form.items() if name.startswith(("points-", "note-")) or name in TEXTS}


TEXTS = ("remedies", "note")
LEVELS = [SelectChoice(value=str(level), label=LEVEL_LABELS[level]) for level in Level]


def read_given(sheet: Sheet) -> dict[str, Given]:
    """The points that were sent, by code. Raises BadInput with every field that cannot be read."""
    given, errors = {}, {}
    for line in sheet.applying:
        if (text := request.form.get(f"points-{line.code}")) is None:
            continue
        try:
            points = parse_points(text[:20])
        except ValueError as error:
            errors[f"points-{line.code}"] = f"Tiêu chí {line.code}: {error}"
        else:
            given[line.code] = Given(points=points, note=one_line(request.form.get(f"note-{line.code}", "")))
    if errors:
        raise BadInput(errors)
    return given


def own_fields(sheet: Sheet) -> dict[str, str]:
    """The fields of the cell's own score as they stand now."""
    fields = {"remedies": sheet.row.remedies if sheet.row else ""}
    for line in sheet.applying:
        fields[f"points-{line.code}"] = _text(line.counted)
        fields[f"note-{line.code}"] = line.own_note
    return fields


def verified_fields(sheet: Sheet) -> dict[str, str]:
    """What the overseer begins with: the points found so far, else those that the record or the cell speak for."""
    fields = {"note": sheet.row.overseer_note if sheet.row else ""}
    for line in sheet.applying:
        fields[f"points-{line.code}"] = _text(beginning(line, voted_down=sheet.is_voted_down))
        fields[f"note-{line.code}"] = line.verified_note
    return fields


def beginning(line: Line, *, voted_down: bool) -> Decimal | None:
    if line.verified is not None:
        return line.verified
    if line.turned_out is not None:
        return line.turned_out
    return line.proposed if voted_down else line.counted


def _text(points: Decimal | None) -> str:
    return "" if points is None else short(points)


class CommonForm(FlaskForm):
    """What one decision says of all the meetings that it decides."""

    number = StringField("Số văn bản của Đảng ủy", [Length(max=60, message="Số văn bản dài quá 60 ký tự.")])
    decided_on = DayField("Ngày văn bản")
    reason = TextAreaField("Lý do", [Length(max=2000, message="Lý do dài quá 2.000 ký tự, viết gọn lại.")])

    def verdict(self) -> Verdict:
        return Verdict(
            level=None,
            number=self.number.data or "",
            decided_on=self.decided_on.data,
            reason=self.reason.data or "",
        )


class DecisionForm(CommonForm):
    level = RadioField("Mức xếp loại", choices=LEVELS, validate_choice=False)

    def chosen(self) -> Level | None:
        return Level(self.level.data) if self.level.data in set(Level) else None

    def verdict(self) -> Verdict:
        return replace(super().verdict(), level=self.chosen())
