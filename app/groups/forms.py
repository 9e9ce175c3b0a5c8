"""The form of a group: its name, who leads it, who is in it."""

from collections.abc import Iterable
from typing import Any

from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from app.groups.services import Wanted
from app.web.form_pages import PlainForm, choices
from app.web.nfc import small_int


def _id(value: Any) -> int | None:
    return small_int(str(value or ""))


class GroupForm(PlainForm):
    name = StringField("Tên tổ", [InputRequired("Ghi tên tổ.")])
    leader = SelectField("Tổ trưởng", coerce=_id)
    people = SelectMultipleField(
        "Đảng viên trong tổ", coerce=_id, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    def offer(self, people: Iterable[tuple[int, str]]) -> "GroupForm":
        known = list(people)
        self.people.choices, self.leader.choices = choices(known), choices([("", "chưa cử"), *known])
        return self

    def wanted(self) -> Wanted:
        chosen = frozenset(person_id for person_id in self.people.data or () if person_id)
        return Wanted(name=self.name.data or "", leader_id=self.leader.data, person_ids=chosen)
