"""The form by which somebody is assigned to a cell for a month."""

from wtforms import RadioField
from wtforms.validators import InputRequired

from app.web.form_pages import PlainForm
from app.web.inputs import DayField


class AssignForm(PlainForm):
    person = RadioField("Đồng chí", [InputRequired("Chọn một đồng chí.")], coerce=int)
    from_on = DayField("Từ ngày", [InputRequired("Ghi ngày bắt đầu.")])
    to_on = DayField("Đến hết ngày", [InputRequired("Ghi ngày kết thúc.")])
