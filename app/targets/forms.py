"""The form of one target."""

import re
from decimal import Decimal
from typing import Any

from wtforms import SelectField
from wtforms.validators import Length

from app.targets.services import LONGEST_SOURCE, Stated
from app.web.form_pages import PlainForm, choices
from app.web.inputs import LineField, MonthField, ReadField
from workflows.targets import COMPARISON_LABELS, MEASURES, Comparison, Measure, figure

_PERCENT = re.compile(r"(\d{1,3})(?:[.,](\d))?\s*%?", re.ASCII)


class PercentField(ReadField):
    """`90`, `98,1` or `98,1%`."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **({"render_kw": {"inputmode": "decimal", "class": "w-num"}} | kwargs))

    def read(self, text: str) -> Any:
        if not (text := text.strip()):
            return None
        found = _PERCENT.fullmatch(text)
        if not found:
            raise ValueError("Ghi số phần trăm, ví dụ 90 hoặc 98,1.")
        return Decimal(f"{found[1]}.{found[2] or 0}")

    def show(self, value: object) -> str:
        return figure(value).removesuffix("%") if isinstance(value, Decimal) else ""


class TargetForm(PlainForm):
    measure = SelectField("Mục tiêu về", choices=choices((one, said.label) for one, said in MEASURES.items()))
    comparison = SelectField("Phấn đấu", choices=choices(COMPARISON_LABELS.items()))
    value = PercentField("Mức phấn đấu (%)")
    from_month = MonthField("Từ tháng")
    to_month = MonthField("Đến tháng")
    source = LineField(
        "Căn cứ", [Length(max=LONGEST_SOURCE, message=f"Căn cứ: không quá {LONGEST_SOURCE} ký tự.")]
    )  # fmt: skip

    def stated(self) -> Stated:
        return Stated(
            measure=Measure(self.measure.data), comparison=Comparison(self.comparison.data), value=self.value.data,
            from_month=self.from_month.data, to_month=self.to_month.data, source=(self.source.data or "").strip(),
        )  # fmt: skip
