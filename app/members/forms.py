"""What the office fills in about people."""

from typing import Any

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.members.models import Gender, StatusKind
from app.members.services_periods import STATUS_NAMES
from app.web.form_pages import PlainForm, choices
from app.web.inputs import DAY_HINT, YES_NO, DayField, LineField, yes_or_no
from app.web.nfc import small_int

HINTS = {
    "birth_on": DAY_HINT,
    "admitted_on": "Ngày kết nạp. " + DAY_HINT,
    "official_on": "Để trống nếu còn là đảng viên dự bị",
    "card_number": "Để trống nếu chưa được cấp thẻ",
    "from_on": DAY_HINT,
    "to_on": "Để trống nếu chưa biết ngày kết thúc",
    "on": DAY_HINT,
    "note_of_leaving": "Ví dụ: chuyển sinh hoạt về Đảng bộ xã Nậm Pung; từ trần; xin ra khỏi Đảng",
    "outside": "Ghi tên nơi ấy nếu không có trong danh sách trên",
}
NOWHERE = 0


class PersonForm(PlainForm):
    full_name = StringField(
        "Họ và tên", [InputRequired("Ghi họ và tên."), Length(max=120, message="Họ và tên dài nhất 120 ký tự.")]
    )
    birth_on = DayField("Ngày sinh")
    gender = SelectField(
        "Giới tính", choices=choices([("", "chưa ghi"), (Gender.MALE.value, "Nam"), (Gender.FEMALE.value, "Nữ")])
    )
    ethnicity = StringField("Dân tộc", [Length(max=60, message="Dân tộc dài nhất 60 ký tự.")])
    card_number = StringField("Số thẻ đảng viên", [Length(max=32, message="Số thẻ dài nhất 32 ký tự.")])
    admitted_on = DayField("Ngày vào Đảng")
    official_on = DayField("Ngày chính thức")
    youth_union = SelectField("Là đoàn viên khi kết nạp", choices=choices(YES_NO), coerce=yes_or_no)
    phone = StringField("Điện thoại", [Length(max=32, message="Số điện thoại dài nhất 32 ký tự.")])
    note = TextAreaField("Ghi chú", [Length(max=2000, message="Ghi chú dài nhất 2000 ký tự.")])

    def facts(self) -> dict[str, Any]:
        def said(name: str) -> str:
            return " ".join((self[name].data or "").split())

        return {
            "full_name": said("full_name"),
            "birth_on": self.birth_on.data,
            "gender": Gender(self.gender.data) if self.gender.data else None,
            "ethnicity": said("ethnicity"),
            "card_number": said("card_number").replace(" ", "") or None,
            "admitted_on": self.admitted_on.data,
            "official_on": self.official_on.data,
            "youth_union": self.youth_union.data,
            "phone": said("phone"),
            "note": (self.note.data or "").strip(),
        }


class NewPersonForm(PersonForm):
    from_on = DayField("Vào chi bộ từ ngày", [InputRequired("Ghi ngày vào chi bộ.")])


class StatusForm(PlainForm):
    kind = SelectField("Tình trạng", choices=choices((k.value, STATUS_NAMES[k]) for k in StatusKind))
    from_on = DayField("Từ ngày", [InputRequired("Ghi ngày bắt đầu.")])
    to_on = DayField("Đến hết ngày")
    reason = LineField("Lý do, số quyết định", [Length(max=200, message="Ghi dài nhất 200 ký tự.")])


class DatesForm(PlainForm):
    from_on = DayField("Từ ngày", [InputRequired("Ghi ngày bắt đầu.")])
    to_on = DayField("Đến hết ngày")


class StatusDatesForm(DatesForm):
    reason = LineField("Lý do, số quyết định", [Length(max=200, message="Ghi dài nhất 200 ký tự.")])


class ContactForm(PlainForm):
    on = DayField("Ngày liên hệ", [InputRequired("Ghi ngày liên hệ.")])
    text = TextAreaField("Liên hệ bằng cách nào, biết được gì")


class MembershipForm(PlainForm):
    from_on = DayField("Vào chi bộ từ ngày", [InputRequired("Ghi ngày vào chi bộ.")])
    note = LineField("Ghi chú, số giấy giới thiệu", [Length(max=200, message="Ghi dài nhất 200 ký tự.")])


class EndForm(PlainForm):
    on = DayField("Kết thúc từ ngày", [InputRequired("Ghi ngày kết thúc.")])


class TransferForm(PlainForm):
    # Nobody is sent anywhere by one click: at first no cell is chosen.
    to = SelectField(
        "Chuyển đến chi bộ", [InputRequired("Chọn chi bộ nơi đến.")], coerce=lambda chosen: small_int(str(chosen or ""))
    )
    on = DayField("Từ ngày", [InputRequired("Ghi ngày chuyển.")])
    note = LineField("Số giấy giới thiệu", [Length(max=200, message="Ghi dài nhất 200 ký tự.")])


class LeaveForm(PlainForm):
    on = DayField("Từ ngày", [InputRequired("Ghi ngày.")])
    note = LineField("Lý do", [InputRequired("Ghi lý do."), Length(max=200, message="Lý do dài nhất 200 ký tự.")])


class SitElsewhereForm(PlainForm):
    host = SelectField("Nơi đến trong hệ thống", coerce=int)
    host_name = LineField("Nơi đến ngoài hệ thống", [Length(max=200, message="Tên dài nhất 200 ký tự.")])
    from_on = DayField("Từ ngày", [InputRequired("Ghi ngày bắt đầu.")])
    to_on = DayField("Đến hết ngày")


class StrengthenForm(DatesForm):
    """The person first, whoever was found by name; then the days."""

    person = RadioField("Đồng chí", [InputRequired("Chọn một đồng chí.")], coerce=int)


class GuestForm(PlainForm):
    full_name = StringField(
        "Họ và tên", [InputRequired("Ghi họ và tên."), Length(max=120, message="Họ và tên dài nhất 120 ký tự.")]
    )
    official_on = DayField("Ngày chính thức")
    phone = StringField("Điện thoại", [Length(max=32, message="Số điện thoại dài nhất 32 ký tự.")])
    home_name = StringField(
        "Chi bộ gốc", [InputRequired("Ghi tên chi bộ gốc."), Length(max=200, message="Tên dài nhất 200 ký tự.")]
    )
    from_on = DayField("Từ ngày", [InputRequired("Ghi ngày bắt đầu.")])
    to_on = DayField("Đến hết ngày")
