"""The form of a rule set, made from the table of settings."""

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, Field, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.rules.words import GROUPS
from app.web.form_pages import PlainForm, choices
from app.web.inputs import DayField, LineField
from workflows.rules import SETTINGS, RuleSettings, Setting


class RuleSetForm(PlainForm):
    title = LineField(
        "Căn cứ, tên bộ quy định",
        [InputRequired("Ghi tên hoặc văn bản làm căn cứ."), Length(max=200, message="Tên dài nhất 200 ký tự.")],
    )

    def settings(self) -> dict[str, Any]:
        """What was filled in, as `RuleSettings.to_json` has it; what is no number stays text and is refused later."""
        return {name: _typed(SETTINGS[name], self[name].data) for name in SETTINGS}


class NewRuleSetForm(RuleSetForm):
    organisation = SelectField("Áp dụng cho", coerce=int)
    from_on = DayField("Có hiệu lực từ ngày", [InputRequired("Ghi ngày có hiệu lực.")])


class HolidayForm(PlainForm):
    organisation = SelectField("Áp dụng cho", coerce=int)
    name = StringField("Tên ngày nghỉ", [InputRequired("Ghi tên."), Length(max=120, message="Tên dài nhất 120 ký tự.")])
    from_on = DayField("Từ ngày", [InputRequired("Ghi ngày nghỉ.")])
    to_on = DayField("Đến hết ngày")


def with_settings(base: type[RuleSetForm], current: RuleSettings, first: Mapping[str, Any]) -> RuleSetForm:
    """`base` with a field for every setting, filled with `current` and `first`."""
    fields = {name: _field(SETTINGS[name]) for _, names in GROUPS for name in names}
    made = type(base.__name__, (base,), fields)
    data = {name: _shown(value) for name, value in current.to_json().items()}
    form: RuleSetForm = made(data=data | dict(first))
    return form


def _field(setting: Setting) -> Field:
    if setting.choices is not None:
        return SelectField(setting.label, choices=choices(setting.choices.items()))
    if setting.lines:
        return TextAreaField(setting.label, [Length(max=2000, message="Ghi dài nhất 2000 ký tự.")])
    if setting.minimum is None:
        return BooleanField(setting.label)
    return StringField(setting.label, render_kw={"inputmode": "numeric", "class": "w-num"})


def _shown(value: Any) -> Any:
    return "\n".join(value) if isinstance(value, list) else value


def _typed(setting: Setting, value: Any) -> Any:
    if setting.lines:
        return [line.strip() for line in (value or "").splitlines() if line.strip()]
    if setting.choices is not None or setting.minimum is None:
        return value
    text = str(value).strip().replace("−", "-")
    return int(text) if text.lstrip("-").isascii() and text.lstrip("-").isdigit() and len(text) < 9 else text
