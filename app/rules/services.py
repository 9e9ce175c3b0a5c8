"""Making rule sets and holidays."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from app import clock
from app.actor import Actor
from app.audit.services import record
from app.extensions import db, lock
from app.organisations.models import Organisation
from app.refusals import BadInput, NotAllowed
from app.rules import queries
from app.rules.models import Holiday, RuleSet
from workflows.roles import Role
from workflows.rules import RuleSettings, problems_of

# (code, title, from, to, settings): the instruments of the two periods. Sources: CT 10 and HD 12; CT 50 and HD 42.
DEFAULTS = (
    (
        "HD12-2018", "Chỉ thị 10-CT/TW (30/3/2007), Hướng dẫn 12-HD/BTCTW (06/7/2018)",
        date(2018, 7, 6), date(2025, 10, 27), RuleSettings(attendance_norm=85),
    ),
    (
        "HD42-2025", "Chỉ thị 50-CT/TW (23/7/2025), Hướng dẫn 42-HD/BTCTW (28/10/2025)",
        date(2025, 10, 28), None, RuleSettings(),
    ),
)  # fmt: skip
LONGEST_HOLIDAY = 15


def ensure_defaults() -> list[str]:
    """The rule sets that hold everywhere, made once; the codes of those made now. A second call changes nothing."""
    known = set(db.session.scalars(select(RuleSet.code)))
    new = [
        RuleSet(code=code, title=title, effective_from=from_on, effective_to=to_on, settings=settings.to_json())
        for code, title, from_on, to_on, settings in DEFAULTS
        if code not in known
    ]
    db.session.add_all(new)
    return [row.code for row in new]


def take_over(
    organisation: Organisation, title: str, settings: Mapping[str, Any], *, from_on: date, actor: Actor
) -> RuleSet:
    """A rule set for `organisation` and all below it from `from_on`; its own one before ends the day before.

    Raises BadInput with every problem, by the name of the setting.
    """
    errors = dict(problems_of(settings))
    if from_on < clock.today():
        errors["from_on"] = "Quy định mới chỉ có hiệu lực từ hôm nay hoặc sau đó. Kỳ sinh hoạt đã lập giữ quy định cũ."
    own = queries.own_sets(organisation.id)
    if later := next((s for s in own if s.effective_from >= from_on), None):
        errors["from_on"] = f"Đã có bộ {later.code} từ ngày {later.effective_from:%d/%m/%Y}. Chọn ngày sau ngày đó."
    if errors:
        raise BadInput(errors)
    for running in own:
        if running.effective_to is None or running.effective_to >= from_on:
            _end(running, from_on - timedelta(days=1), actor)
    row = RuleSet(
        organisation_id=organisation.id, code=f"{organisation.code}-{from_on:%Y%m%d}", title=title,
        effective_from=from_on, settings=dict(settings),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()  # its id is needed just below
    _record("rule_set_created", row, actor, code=row.code, effective_from=from_on, settings=row.settings)
    return row


def change(row: RuleSet, title: str, settings: Mapping[str, Any], *, actor: Actor) -> None:
    """Correct a rule set that is not yet in force; one that is keeps what meetings were made under."""
    if row.effective_from <= clock.today():
        raise BadInput("Bộ quy định này đã có hiệu lực nên không sửa được. Lập một bộ mới từ ngày cần thay đổi.")
    if problems := problems_of(settings):
        raise BadInput(problems)
    before = {"title": row.title, "settings": row.settings}
    row.title, row.settings = title, dict(settings)
    _record("rule_set_changed", row, actor, before=before, after={"title": title, "settings": row.settings})


def remove(row: RuleSet, *, actor: Actor) -> None:
    """Take back a rule set that is not yet in force and that no meeting was made under; the one before goes on.

    Raises NotAllowed for a general one, BadInput for one in force, past or in use.
    """
    lock(row)
    if row.organisation_id is None:
        raise NotAllowed("Bộ quy định chung không xóa được.")
    if row.effective_from <= clock.today():
        raise BadInput("Bộ quy định này đã có hiệu lực nên không xóa được. Lập một bộ mới từ ngày cần thay đổi.")
    if used := queries.meetings_under(row.id):
        raise BadInput(f"Đã có {used} kỳ sinh hoạt lập theo bộ quy định này nên không xóa được. Lập một bộ mới.")
    if before := queries.predecessor_of(row):
        _end(before, row.effective_to, actor)
    _record(
        "rule_set_removed", row, actor, code=row.code, title=row.title, effective_from=row.effective_from,
        settings=row.settings,
    )  # fmt: skip
    db.session.delete(row)


def _end(row: RuleSet, on: date | None, actor: Actor) -> None:
    before = {"effective_to": row.effective_to}
    row.effective_to = on
    _record("rule_set_changed", row, actor, before=before, after={"effective_to": on})


def set_holidays(organisation: Organisation, name: str, *, from_on: date, to_on: date | None, actor: Actor) -> int:
    """The days from `from_on` to `to_on` are holidays for the organisation and all below it; how many were new."""
    days = ((to_on or from_on) - from_on).days + 1
    if not 1 <= days <= LONGEST_HOLIDAY:
        raise BadInput({"to_on": f"Ngày cuối không sớm hơn ngày đầu, và dài nhất {LONGEST_HOLIDAY} ngày."})
    known = queries.holiday_days(organisation.id)
    new = [day for day in (from_on + timedelta(days=n) for n in range(days)) if day not in known]
    for day in new:
        row = Holiday(organisation_id=organisation.id, on=day, name=name)
        db.session.add(row)
        _record_holiday("holiday_set", row, actor)
    if not new:
        raise BadInput({"from_on": "Các ngày này đã có trong danh sách ngày nghỉ."})
    return len(new)


def remove_holiday(row: Holiday, *, actor: Actor) -> None:
    _record_holiday("holiday_removed", row, actor)
    db.session.delete(row)


def _record(event: str, row: RuleSet, actor: Actor, **fields: Any) -> None:
    record(
        event, actor=actor, organisation_id=row.organisation_id, subject="rule_set", subject_id=row.id,
        acting_as=Role.OFFICE, **fields,
    )  # fmt: skip


def _record_holiday(event: str, row: Holiday, actor: Actor) -> None:
    record(
        event, actor=actor, organisation_id=row.organisation_id, subject="organisation",
        subject_id=row.organisation_id, acting_as=Role.OFFICE, on=row.on, name=row.name,
    )  # fmt: skip
