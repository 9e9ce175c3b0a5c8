"""The forms of yearly ratings. Levels stand in fields of their own, `level-<id>`, one for each line of the list."""

from collections.abc import Iterable, Mapping

from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.ratings.services import Decision
from app.ratings.services_correcting import Correction
from app.web.form_pages import PlainForm, choices
from app.web.inputs import DayField
from app.web.nfc import small_int
from workflows.annual_rating import RATING_LABELS, Rating

OPTIONS = {"": "Chưa ghi", **{str(level): label for level, label in RATING_LABELS.items()}}


class OwnForm(PlainForm):
    level = SelectField("Chi bộ đề xuất mức", choices=choices(OPTIONS.items()))
    note = TextAreaField("Ghi chú", [Length(max=2000, message="Ghi không quá 2.000 ký tự.")])


class DecisionForm(PlainForm):
    number = StringField(
        "Số quyết định", [InputRequired("Ghi số quyết định."), Length(max=60, message="Không quá 60 ký tự.")]
    )
    on = DayField("Ngày quyết định", [InputRequired("Ghi ngày quyết định.")])
    reason = TextAreaField(
        "Lý do, nếu số xuất sắc quá tỷ lệ", [Length(max=2000, message="Lý do không quá 2.000 ký tự.")]
    )

    def decision(self, sent: Mapping[str, str]) -> Decision:
        return Decision(
            levels={key: level for key, level in levels_in(sent).items() if level is not None},
            good=frozenset(key for name in sent if (key := _id_after("good-", name)) is not None),
            number=self.number.data or "", on=self.on.data, reason=self.reason.data or "",
        )  # fmt: skip


class CorrectionForm(PlainForm):
    level = SelectField("Mức xếp loại mới", choices=choices(OPTIONS.items()))
    good = BooleanField("Đạt chi bộ bốn tốt")
    number = StringField(
        "Số quyết định mới", [InputRequired("Ghi số quyết định."), Length(max=60, message="Không quá 60 ký tự.")]
    )
    on = DayField("Ngày quyết định mới", [InputRequired("Ghi ngày quyết định.")])
    why = TextAreaField(
        "Lý do sửa", [InputRequired("Nêu lý do sửa."), Length(max=2000, message="Lý do không quá 2.000 ký tự.")]
    )
    reason = TextAreaField(
        "Lý do, nếu số xuất sắc quá tỷ lệ", [Length(max=2000, message="Lý do không quá 2.000 ký tự.")]
    )

    def correction(self) -> Correction:
        return Correction(
            level=Rating(self.level.data) if self.level.data else None,
            good=bool(self.good.data) if "good" in self else None, number=self.number.data or "", on=self.on.data,
            reason=self.reason.data or "", why=self.why.data or "",
        )  # fmt: skip


def levels_in(sent: Mapping[str, str]) -> dict[int, Rating | None]:
    """By id, as chosen; a word that is no rating is none."""
    found: dict[int, Rating | None] = {}
    for name, value in sent.items():
        if (key := _id_after("level-", name)) is not None:
            found[key] = Rating(value) if value in set(Rating) else None
    return found


def _id_after(prefix: str, name: str) -> int | None:
    return small_int(name.removeprefix(prefix)) if name.startswith(prefix) else None


def goods_in(sent: Mapping[str, str], criteria: Iterable[str]) -> dict[str, bool]:
    return {one: f"goods-{number}" in sent for number, one in enumerate(criteria)}
