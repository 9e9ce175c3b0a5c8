"""Correcting a rating that was decided: by another decision, with a reason. What was decided before stays beside it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app import clock
from app.accounts.queries import people_as
from app.actor import Actor, acting_as
from app.audit.services import record
from app.extensions import db, lock
from app.notifications.services import notify
from app.ratings import queries, queries_scope
from app.ratings.models import EarlierDecision, YearRating
from app.ratings.services import expect_decider, hold_lists_of, most_of
from app.refusals import BadInput, expect_version
from workflows.annual_rating import RATING_LABELS, Rating
from workflows.notices import Notice

LONGEST_WHY = 2000
STALE = "Mức xếp loại này vừa được người khác sửa. Mở lại trang để xem."


@dataclass(frozen=True, kw_only=True)
class Correction:
    """`reason`: why more are excellent than the rule says; `why`: why the decision is corrected."""

    level: Rating | None
    good: bool | None = None
    number: str = ""
    on: date | None = None
    reason: str = ""
    why: str = ""


def correct(row: YearRating, correction: Correction, *, version: int | None, actor: Actor) -> None:
    """Who decides corrects. Raises NotAllowed, BadInput, SomebodyWasFaster."""
    expect_decider([row.organisation_id], actor)
    hold_lists_of([row.organisation_id])
    lock(row)
    expect_version(row.version, version, STALE)
    level = _refuse_bad(row, correction, actor)
    before = _decision_of(row)
    db.session.add(
        EarlierDecision(
            rating_id=row.id, **before, why=correction.why.strip(), corrected_at=clock.now(),
            corrected_by_id=actor.person_id,
        )
    )  # fmt: skip
    row.level, row.four_goods = level, correction.good
    row.decision_number, row.decision_on = correction.number.strip(), correction.on
    row.reason = correction.reason.strip() if level == Rating.EXCELLENT else ""
    row.decided_at = clock.now()
    record(
        "year_rating_corrected", actor=actor, organisation_id=row.organisation_id, subject="organisation",
        subject_id=row.organisation_id, acting_as=acting_as(actor.roles_in(row.organisation_id), queries_scope.ABOVE),
        year=row.year, person_id=row.person_id, before=before, after=_decision_of(row), why=correction.why.strip(),
    )  # fmt: skip
    _tell(row, level)


def _decision_of(row: YearRating) -> dict[str, Any]:
    names = ("level", "four_goods", "decision_number", "decision_on", "reason")
    return {name: getattr(row, name) for name in names}


def _refuse_bad(row: YearRating, correction: Correction, actor: Actor) -> Rating:
    """The level that it becomes."""
    if row.level is None:
        raise BadInput("Mức xếp loại này chưa được quyết định nên chưa có gì để sửa.")
    errors = {}
    if correction.level is None:
        errors["level"] = "Chọn mức xếp loại."
    elif (correction.level, correction.good) == (row.level, row.four_goods):
        errors["level"] = "Mức xếp loại không đổi so với quyết định trước."
    number = correction.number.strip()
    if not 0 < len(number) <= 60 or number.casefold() == row.decision_number.casefold():
        errors["number"] = "Ghi số của quyết định mới, khác quyết định trước, không quá 60 ký tự."
    first = row.decision_on or date(row.year, 1, 1)
    if correction.on is None or not first <= correction.on <= clock.today():
        errors["on"] = f"Ghi ngày của quyết định mới, từ ngày {first:%d/%m/%Y} đến hôm nay."
    if not 0 < len(correction.why.strip()) <= LONGEST_WHY:
        errors["why"] = f"Nêu lý do sửa, không quá {LONGEST_WHY} ký tự."
    if correction.level == Rating.EXCELLENT != row.level and not correction.reason.strip():
        errors |= most_of([*_others(row, actor), Rating.EXCELLENT], row.organisation_id)
    if errors or correction.level is None:
        raise BadInput(errors)
    return correction.level


def _others(row: YearRating, actor: Actor) -> list[Rating]:
    """The decided levels of the same list, without this one."""
    if row.person_id is None:
        found = queries.ratings_of(row.year, actor.organisations_as(*queries_scope.ABOVE)).values()
        return [one.level for one in found if one.level and one.id != row.id]
    lines = queries.members_of(row.organisation, row.year)
    return [line.level for line in lines if line.level and line.id != row.person_id]


def _tell(row: YearRating, level: Rating) -> None:
    said = f"{RATING_LABELS[level].lower()} (quyết định số {row.decision_number}, sửa quyết định trước)."
    if row.person_id is not None:
        text = f"Xếp loại đảng viên năm {row.year} của đồng chí: {said}"
        notify([row.person_id], Notice.YEAR_RATING, text, f"/ratings?year={row.year}")
        return
    people = {person.id for person, _ in people_as(row.organisation_id, queries_scope.SPEAKERS, clock.today())}
    text = f"Xếp loại năm {row.year} của {row.organisation.name}: {said}"
    notify(people, Notice.YEAR_RATING, text, f"/ratings/cells/{row.organisation_id}?year={row.year}")
