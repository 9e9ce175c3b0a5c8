"""The forms of planning and moving a campaign. Lengths are checked by the services, which know them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Self

from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from app.guidance.services import SignedBy
from app.inspections.services import Planned, Team
from app.inspections.services_findings import Found, Session, ToMend
from app.web.form_pages import PlainForm, choices
from app.web.inputs import DayField, LineField, MonthField
from app.web.nfc import small_int
from workflows.inspection import FINDING_LABELS, ISSUER_LABELS, KIND_LABELS, FindingKind, Issuer, Kind

HINTS = {
    "subject": "Ví dụ: nền nếp, chất lượng sinh hoạt chi bộ",
    "from_month": "Tháng đầu của thời kỳ được xem xét. Ví dụ: 10/2026",
    "to_month": "Tháng cuối của thời kỳ. Ví dụ: 12/2026",
    "checklist": "Mỗi dòng một nội dung: vừa là đề cương báo cáo của chi bộ, vừa là danh mục đoàn xem xét",
    "report_due": "Ví dụ: 20/12/2026",
    "signed_on": "Ví dụ: 05/12/2026",
    "comment_due": "Chi bộ góp ý đến hết ngày này. Ví dụ: 18/12/2026",
    "deadline": "Ví dụ: 31/01/2027",
    "session_on": "Ví dụ: 12/12/2026",
    "record": "Bản ghi mà nhận xét dựa vào; không bắt buộc",
    "session_present": "Mỗi dòng một đồng chí và chức vụ",
}


def _id(value: Any) -> int | None:
    return small_int(str(value)) if value else None


def quarters_around(today: date) -> list[tuple[str, str]]:
    """Of last year, this one and the next, as a select offers them."""
    found = []
    for year in (today.year - 1, today.year, today.year + 1):
        found += [(f"{year}-{month:02d}-01", f"Quý {words}/{year}") for month, words in QUARTERS]
    return found


QUARTERS = ((1, "I"), (4, "II"), (7, "III"), (10, "IV"))


def _quarter(value: Any) -> date | None:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value or ""))
    except ValueError:
        return None


class PlanForm(PlainForm):
    organisation_id = SelectField("Đơn vị lập", coerce=_id, validate_choice=False)
    quarter = SelectField("Quý", [InputRequired("Chọn quý.")], coerce=_quarter)
    kind = RadioField(
        "Hình thức", choices=choices((kind, label.capitalize()) for kind, label in KIND_LABELS.items())
    )  # fmt: skip
    issuer = RadioField("Chủ thể", choices=choices(ISSUER_LABELS.items()))
    subject = LineField("Nội dung kiểm tra, giám sát")
    from_month = MonthField("Từ tháng", [InputRequired("Ghi tháng đầu của thời kỳ.")])
    to_month = MonthField("Đến tháng", [InputRequired("Ghi tháng cuối của thời kỳ.")])
    outline = TextAreaField("Mục đích, yêu cầu", render_kw={"rows": 4})
    checklist = TextAreaField("Đề cương, nội dung xem xét", render_kw={"rows": 9})
    report_due = DayField("Hạn chi bộ gửi báo cáo tự kiểm tra")

    def planned(self) -> Planned:
        return Planned(
            kind=Kind(self.kind.data), issuer=Issuer(self.issuer.data), quarter=self.quarter.data or date.min,
            from_month=self.from_month.data, to_month=self.to_month.data, subject=self.subject.data or "",
            outline=self.outline.data or "", checklist=(self.checklist.data or "").splitlines(),
            report_due=self.report_due.data,
        )  # fmt: skip


class Ticks(SelectMultipleField):
    """Several of a list, each with a box of its own."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class TeamForm(PlainForm):
    leader_id = SelectField("Trưởng đoàn", coerce=_id, validate_choice=False)
    secretary_id = SelectField("Thư ký đoàn", coerce=_id, validate_choice=False)
    member_ids = Ticks("Thành viên là cán bộ kiểm tra", coerce=_id, validate_choice=False)
    others = TextAreaField("Thành viên khác", render_kw={"rows": 3})
    reason = TextAreaField("Lý do thay đổi", render_kw={"rows": 2})

    def offer(self, people: Sequence[tuple[int, str]]) -> Self:
        self.leader_id.choices = choices([("", "Chọn một đồng chí"), *people])
        self.secretary_id.choices = choices([("", "Không có"), *people])
        self.member_ids.choices = choices(people)
        return self

    def team(self) -> Team:
        return Team(
            leader_id=self.leader_id.data, secretary_id=self.secretary_id.data,
            member_ids=[one for one in self.member_ids.data or () if one],
            others=(self.others.data or "").splitlines(),
        )  # fmt: skip


class SignedForm(PlainForm):
    signer_id = SelectField("Người ký", coerce=_id, validate_choice=False)
    signer_position = SelectField("Chức vụ ghi trên văn bản", validate_choice=False)
    signed_on = DayField("Ngày ký")

    def offer(self, people: Sequence[tuple[int, str]], positions: Iterable[str]) -> Self:
        self.signer_id.choices = choices([("", "Chọn một đồng chí"), *people])
        self.signer_position.choices = choices((each, each) for each in positions)
        return self

    def signed(self) -> SignedBy:
        return SignedBy(person_id=self.signer_id.data, position=self.signer_position.data or "", on=self.signed_on.data)


class ProgrammeForm(SignedForm):
    purpose = TextAreaField("Mục đích, yêu cầu", render_kw={"rows": 5})


class ReasonForm(PlainForm):
    reason = TextAreaField("Lý do", [InputRequired("Ghi lý do.")], render_kw={"rows": 4})


class DraftForm(PlainForm):
    comment_due = DayField("Hạn góp ý dự thảo")


class CommentForm(PlainForm):
    agrees = RadioField(
        "Ý kiến của chi bộ", [InputRequired("Chọn thống nhất hoặc có ý kiến.")],
        choices=choices([("yes", "Thống nhất với dự thảo"), ("no", "Có ý kiến khác")]),
    )  # fmt: skip
    comment = TextAreaField("Nội dung góp ý", render_kw={"rows": 6})


class ConcludeForm(SignedForm):
    summary = TextAreaField("Đánh giá chung", render_kw={"rows": 6})
    causes = TextAreaField("Nguyên nhân của hạn chế", render_kw={"rows": 4})


class RecheckForm(PlainForm):
    reason = TextAreaField("Kết quả kiểm tra lại; việc chưa xong xử lý thế nào", render_kw={"rows": 4})


class FindingForm(PlainForm):
    kind = RadioField(
        "Nhận xét", [InputRequired("Chọn một mục.")], choices=choices(FINDING_LABELS.items())
    )  # fmt: skip
    text = TextAreaField("Nội dung", render_kw={"rows": 5})
    record = SelectField("Căn cứ trong hồ sơ", validate_choice=False)
    referred = BooleanField("Chuyển Ủy ban Kiểm tra xem xét")

    def found(self, point: int) -> Found:
        return Found(
            point=point, kind=FindingKind(self.kind.data), text=self.text.data or "", record=self.record.data or "",
            referred=self.referred.data,
        )  # fmt: skip


class RemedyForm(PlainForm):
    work = LineField("Việc phải khắc phục")
    owner_name = LineField("Người chịu trách nhiệm")
    deadline = DayField("Thời hạn")

    def wanted(self) -> ToMend:
        return ToMend(
            work=self.work.data or "", owner_name=self.owner_name.data or "", deadline=self.deadline.data
        )  # fmt: skip


class SessionForm(PlainForm):
    session_on = DayField("Ngày làm việc")
    session_place = LineField("Nơi làm việc")
    session_present = TextAreaField("Thành phần dự", render_kw={"rows": 3})
    session_text = TextAreaField("Nội dung làm việc", render_kw={"rows": 9})

    def session(self) -> Session:
        return Session(
            on=self.session_on.data, place=self.session_place.data or "", present=self.session_present.data or "",
            text=self.session_text.data or "",
        )  # fmt: skip


class RestForm(PlainForm):
    text = TextAreaField("Nội dung", default="Thực hiện đúng quy định, chưa thấy hạn chế.", render_kw={"rows": 3})


class NoteForm(PlainForm):
    note = TextAreaField("Kết quả khắc phục", render_kw={"rows": 5})
