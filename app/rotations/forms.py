"""The form of one line of the plan."""

from typing import Any

from wtforms import SelectField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from app.rotations.services import Wanted
from app.web.form_pages import PlainForm
from app.web.inputs import LineField, MonthField
from app.web.nfc import small_int


def _cell(value: Any) -> int | None:
    return small_int(str(value or ""))


class PlanForm(PlainForm):
    """Which cells may be chosen is the service's question too."""

    month = MonthField("Tháng", [InputRequired("Ghi tháng.")])
    host = SelectField("Chi bộ tổ chức", coerce=_cell)
    topic = LineField("Nội dung, chuyên đề")
    guests = SelectMultipleField(
        "Chi bộ đến dự", coerce=_cell, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    def wanted(self) -> Wanted:
        return Wanted(
            month=self.month.data, host_id=self.host.data, topic=self.topic.data or "",
            guest_ids=frozenset(cell_id for cell_id in self.guests.data or () if cell_id),
        )  # fmt: skip
