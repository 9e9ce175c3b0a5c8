"""The form of a residential area."""

from typing import Any

from wtforms import SelectField, StringField
from wtforms.validators import InputRequired

from app.areas.services import Said
from app.web.form_pages import PlainForm
from app.web.inputs import CountField
from app.web.nfc import small_int


def _id(value: Any) -> int | None:
    return small_int(str(value or ""))


class AreaForm(PlainForm):
    commune = SelectField("Đảng bộ xã, phường", coerce=_id)
    name = StringField("Khu dân cư", [InputRequired("Ghi tên khu dân cư.")])
    households = CountField("Số hộ", most=99_999)
    cell = SelectField("Chi bộ lãnh đạo", coerce=_id)

    def said(self) -> Said:
        return Said(name=self.name.data or "", households=self.households.data, cell_id=self.cell.data)


class ChangeForm(AreaForm):
    """The commune stays."""

    commune = None
