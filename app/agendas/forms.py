"""The forms of an agenda: an item, the plan, another presenter."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.agendas.models import ItemKind
from app.agendas.services import LONGEST_CONTENT, LONGEST_ITEM_MINUTES, ItemText
from app.meetings.services_plan import Plan
from app.web.inputs import CountField, DayField, LineField, TimeField, moment_of

KIND_NAMES: Mapping[ItemKind, str] = {
    ItemKind.OPENING: "Khai mạc, điểm danh",
    ItemKind.INFORMATION: "Thời sự, văn bản cấp trên",
    ItemKind.GUIDANCE: "Phổ biến văn bản định hướng",
    ItemKind.STUDY: "Học tập và làm theo Bác",
    ItemKind.LAST_MINUTES: "Thông qua biên bản kỳ trước",
    ItemKind.LAST_RESOLUTION: "Kết quả nghị quyết trước",
    ItemKind.ANSWERS: "Trả lời kiến nghị",
    ItemKind.DISCUSSION: "Thảo luận",
    ItemKind.THEME: "Chuyên đề",
    ItemKind.PARTY_BUILDING: "Xây dựng Đảng",
    ItemKind.CRITICISM: "Phê bình, tự phê bình",
    ItemKind.RESOLUTION: "Thông qua nghị quyết, kết luận",
    ItemKind.SCORE: "Tự chấm điểm",
    ItemKind.CLOSING: "Bế mạc",
    ItemKind.OTHER: "Nội dung khác",
}
NOBODY = ""


def person_id(value: Any) -> int | None:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _people_field(label: str) -> SelectField:
    return SelectField(label, coerce=person_id, validate_choice=False)


def _choices(people: Mapping[int, str], nobody: str = "Chọn một đồng chí") -> list[SelectChoice]:
    return [SelectChoice(NOBODY, nobody), *(SelectChoice(str(i), name) for i, name in people.items())]


class ItemForm(FlaskForm):
    title = LineField(
        "Nội dung",
        [InputRequired("Ghi nội dung của mục."), Length(max=300, message="Tên mục không quá 300 chữ.")],
    )
    kind = SelectField(
        "Loại nội dung",
        choices=[SelectChoice(kind.value, name) for kind, name in KIND_NAMES.items()],
        default=ItemKind.OTHER.value,
    )
    presenter_id = _people_field("Người trình bày")
    presenter_name = LineField("Hoặc người ngoài chi bộ", [Length(max=120, message="Họ tên không quá 120 chữ.")])
    minutes = CountField(
        "Số phút", least=1, most=LONGEST_ITEM_MINUTES, default=10, validators=[InputRequired("Ghi số phút.")]
    )
    content = TextAreaField(
        "Nội dung chi tiết", [Length(max=LONGEST_CONTENT, message="Nội dung chi tiết không quá 20.000 chữ.")]
    )
    questions = TextAreaField(
        "Câu hỏi gợi ý thảo luận", [Length(max=12_000, message="Các câu hỏi dài quá, viết gọn lại.")]
    )
    kept_on_paper = BooleanField("Nội dung ghi sổ giấy (kỷ luật, hồ sơ cá nhân, nhân sự, đơn thư)")

    def offer(self, people: Mapping[int, str]) -> "ItemForm":
        self.presenter_id.choices = _choices(people)
        return self

    def text(self, sent: Mapping[str, str]) -> ItemText:
        """What was written; `sent` holds who is asked first, by the number of the question."""
        lines = [line.strip() for line in (self.questions.data or "").splitlines() if line.strip()]
        return ItemText(
            title=(self.title.data or "").strip(),
            kind=ItemKind(self.kind.data),
            presenter_id=self.presenter_id.data,
            presenter_name=(self.presenter_name.data or "").strip(),
            minutes=self.minutes.data or 0,
            content=(self.content.data or "").strip(),
            questions=[
                {"text": line, "asked_first_id": person_id(sent.get(f"asked_{number}"))}
                for number, line in enumerate(lines, start=1)
            ],
            kept_on_paper=bool(self.kept_on_paper.data),
        )


def fields_of(text: Any) -> dict[str, Any]:
    """An item (or what was written of one) as the fields of its form."""
    return {
        "title": text.title,
        "kind": str(text.kind),
        "presenter_id": text.presenter_id,
        "presenter_name": text.presenter_name,
        "minutes": text.minutes,
        "content": text.content,
        "questions": "\n".join(q["text"] for q in text.questions),
        "kept_on_paper": text.kept_on_paper,
    }


def as_sent(fields: Mapping[str, Any]) -> MultiDict[str, str]:
    """Fields kept while they were typed, as the form takes them."""
    pairs: list[tuple[str, str]] = []
    for name, value in fields.items():
        values: Sequence[Any] = value if isinstance(value, list) else [value]
        pairs += [(name, str(each)) for each in values]
    return MultiDict(pairs)


class PresenterForm(FlaskForm):
    presenter_id = _people_field("Người trình bày mới")
    presenter_name = LineField("Hoặc người ngoài chi bộ", [Length(max=120, message="Họ tên không quá 120 chữ.")])
    reason = TextAreaField("Lý do", [Length(max=2000, message="Lý do không quá 2.000 chữ.")], render_kw={"rows": 3})

    def offer(self, people: Mapping[int, str]) -> "PresenterForm":
        self.presenter_id.choices = _choices(people)
        return self


class PlanForm(FlaskForm):
    day = DayField("Ngày sinh hoạt")
    time = TimeField("Giờ bắt đầu")
    place = LineField("Địa điểm", [Length(max=200, message="Địa điểm không quá 200 chữ.")])
    chair_id = _people_field("Chủ trì")
    recorder_id = _people_field("Thư ký")
    observer_id = _people_field("Người theo dõi, chấm điểm")
    theme = LineField("Chuyên đề, nếu có", [Length(max=300, message="Tên chuyên đề không quá 300 chữ.")])
    model_meeting = BooleanField("Sinh hoạt điểm luân phiên, có chi bộ khác đến dự")

    def offer(self, people: Mapping[int, str]) -> "PlanForm":
        for field in (self.chair_id, self.recorder_id, self.observer_id):
            field.choices = _choices(people, "Chưa chọn")
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        if good and (self.day.data is None) != (self.time.data is None):
            lacking = self.day if self.day.data is None else self.time
            lacking.errors = [*lacking.errors, "Ghi cả ngày và giờ, hoặc để trống cả hai."]
            return False
        return bool(good)

    def plan(self) -> Plan:
        return Plan(
            starts_at=moment_of(self.day.data, self.time.data),
            place=(self.place.data or "").strip(),
            chair_id=self.chair_id.data,
            recorder_id=self.recorder_id.data,
            observer_id=self.observer_id.data,
            theme=(self.theme.data or "").strip(),
            model_meeting=bool(self.model_meeting.data),
        )
