"""The form of one indicator."""

from decimal import Decimal
from typing import Any

from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from app.indicators.services import LONGEST_NAME, LONGEST_UNIT, Stated
from app.web.form_pages import PlainForm, choices
from app.web.inputs import LineField, ReadField
from workflows.indicators import PERIODS, amount, parse_amount, period_label


class AmountField(ReadField):
    """A figure as clerks write it: `1.250`, `12,5`."""

    def read(self, text: str) -> Any:
        return parse_amount(text)

    def show(self, value: object) -> str:
        return amount(value) if isinstance(value, Decimal) else ""


class IndicatorForm(PlainForm):
    period = SelectField("Kỳ", choices=choices((period, period_label(period)) for period in PERIODS))
    name = LineField(
        "Chỉ tiêu", [InputRequired("Ghi tên chỉ tiêu."), Length(max=LONGEST_NAME, message="Không quá 200 ký tự.")]
    )
    unit = StringField("Đơn vị tính", [Length(max=LONGEST_UNIT, message="Không quá 40 ký tự.")])
    plan = AmountField("Kế hoạch")
    actual = AmountField("Thực hiện")

    def stated(self) -> Stated:
        return Stated(
            period=self.period.data, name=" ".join((self.name.data or "").split()), unit=(self.unit.data or "").strip(),
            plan=self.plan.data, actual=self.actual.data,
        )  # fmt: skip
