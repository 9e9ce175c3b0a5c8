"""The forms of this room: what is known of somebody, and each step with what it asks for."""

from typing import Any

from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from app.members.models import Gender
from app.prospects.services import Stated
from app.web.form_pages import PlainForm, choices
from app.web.inputs import DAY_HINT, YES_NO, DayField, LineField, yes_or_no
from app.web.nfc import small_int

HINTS = {
    "birth_on": DAY_HINT,
    "occupation": "Ví dụ: giáo viên Trường Tiểu học; nông dân",
    "since": DAY_HINT,
    "on": DAY_HINT,
    "vote": "Chọn thì ngày biểu quyết lấy theo kỳ sinh hoạt đó",
}
# What each step asks for, and the words for its number.
ASKED: dict[str, tuple[str, ...]] = {
    "assign_helpers": ("on", "first_helper", "second_helper"),
    "finish_class": ("on", "symbol"),
    "complete_file": ("on",),
    "vote": ("vote", "on"),
    "decide": ("symbol", "on"),
    "admit": ("on",),
    "assess": ("vote", "on"),
    "recognise": ("symbol", "on"),
    "stop": ("note",),
    "resume": (),
}
DAYS = {
    "assign_helpers": "Phân công từ ngày", "finish_class": "Ngày cấp giấy chứng nhận",
    "complete_file": "Ngày hoàn thành hồ sơ", "vote": "Ngày biểu quyết, nếu ghi trên giấy",
    "decide": "Ngày quyết định", "admit": "Ngày chi bộ tổ chức kết nạp",
    "assess": "Ngày biểu quyết, nếu ghi trên giấy", "recognise": "Ngày quyết định",
}  # fmt: skip
SYMBOLS = {"finish_class": "Số giấy chứng nhận", "decide": "Số quyết định", "recognise": "Số quyết định"}


def _id(value: Any) -> int | None:
    return small_int(str(value or ""))


class FactsForm(PlainForm):
    full_name = StringField("Họ và tên", [InputRequired("Ghi họ và tên.")])
    birth_on = DayField("Ngày sinh")
    gender = SelectField("Giới tính", choices=choices([("", "chưa ghi"), (Gender.MALE, "Nam"), (Gender.FEMALE, "Nữ")]))
    ethnicity = StringField("Dân tộc")
    youth_union = SelectField("Là đoàn viên", choices=choices(YES_NO), coerce=yes_or_no)
    occupation = LineField("Nghề nghiệp, nơi làm việc")

    def facts(self) -> dict[str, Any]:
        found = {name: self[name].data for name in ("full_name", "birth_on", "ethnicity", "youth_union", "occupation")}
        return found | {"gender": Gender(self.gender.data) if self.gender.data else None}


class IntroduceForm(FactsForm):
    since = DayField("Đưa vào danh sách từ ngày", [InputRequired("Ghi ngày.")])


class StepForm(PlainForm):
    """`only` leaves what the step asks for."""

    vote = SelectField("Biểu quyết ở kỳ sinh hoạt", coerce=_id)
    symbol = StringField("Số")
    on = DayField("Ngày")
    first_helper = SelectField("Người giúp đỡ thứ nhất", coerce=_id)
    second_helper = SelectField("Người giúp đỡ thứ hai", coerce=_id)
    note = TextAreaField("Lý do")

    def only(self, step: str) -> "StepForm":
        for name in [field.name for field in self]:
            if name not in ASKED[step]:
                del self[name]
        if "on" in self:
            self["on"].label.text = DAYS[step]
        if "symbol" in self:
            self["symbol"].label.text = SYMBOLS[step]
        return self

    def stated(self) -> Stated:
        said = {name: self[name].data if name in self else None for name in ("on", "symbol", "note", "vote")}
        helpers = [self[name].data for name in ("first_helper", "second_helper") if name in self]
        return Stated(
            on=said["on"], symbol=said["symbol"] or "", note=said["note"] or "", vote_id=said["vote"],
            helper_ids=tuple(one for one in helpers if one),
        )  # fmt: skip
