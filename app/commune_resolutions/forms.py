"""The form of the register."""

from datetime import date

from wtforms import BooleanField, SelectField
from wtforms.validators import InputRequired, Length

from app.commune_resolutions.services import Stated
from app.web.form_pages import PlainForm
from app.web.inputs import DayField, LineField


class ResolutionForm(PlainForm):
    symbol = LineField(
        "Số, ký hiệu", [InputRequired("Ghi số, ký hiệu."), Length(max=60, message="Không quá 60 ký tự.")]
    )
    issued_on = DayField("Ngày ban hành", validators=[InputRequired("Ghi ngày ban hành.")])
    title = LineField(
        "Về việc gì", [InputRequired("Ghi tên nghị quyết."), Length(max=300, message="Không quá 300 ký tự.")]
    )

    def stated(self, in_use: bool = True) -> Stated:
        day: date = self.issued_on.data
        return Stated(
            symbol=(self.symbol.data or "").strip(), issued_on=day, title=(self.title.data or "").strip(), in_use=in_use
        )


class NewResolutionForm(ResolutionForm):
    organisation = SelectField("Cấp ủy ban hành", coerce=int)


class ChangedResolutionForm(ResolutionForm):
    in_use = BooleanField("Còn giao nhiệm vụ thực hiện nghị quyết này")
