"""Which rows the history vouches for, and how a row is told in a few characters.

The record of a meeting and what came of it; who people are, and what they were where and when. With the event that
tells of a change goes the seal of each of these rows that the transaction wrote (`app.audit.services_sealing`);
`flask --app app verify` reads every row and compares.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    ColumnElement,
    Date,
    Enum,
    Integer,
    Numeric,
    Select,
    String,
    Table,
    inspect,
    select,
    type_coerce,
)
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.types import TypeEngine

from app.columns import UtcDateTime, among
from app.extensions import Base

# The columns of each table that are vouched for. A seal says how many of these lists it was made of, so a migration
# that adds a column adds a list, and what was sealed before stays as it was.
# Left out of an item is when it began, which no event tells, and where it waits (`waits_for_id`, `as_copied`); of an
# attachment the item, which may be taken away from under it; of an account what lets its owner in and changes with each
# visit; of a person what is made of the name to sort and search by; how often people and organisations were changed.
SEALED: Mapping[str, tuple[str, ...]] = {
    "meeting": (
        "cell_id kind month theme model_meeting state definition_version version rule_set_id criteria_set_id starts_at "
        "place chair_id recorder_id observer_id agenda_version convened_at from_paper missed opened_at "
        "opened_entered_at closed_at closed_entered_at sittings agenda_adopted fees_paid fees_note conclusion "
        "minutes_adopted published_at created_at",
    ),
    "meeting_step": (
        "meeting_id step from_state to_state at account_id person_id acting_as on_behalf_of_id on_paper reason",
    ),
    "agenda_item": (
        "meeting_id position kind title presenter_id presenter_name minutes content questions kept_on_paper "
        "finished_at outcome conclusion version",
    ),
    "agenda_version": ("meeting_id number frozen_at snapshot",),
    "approval_round": (
        "meeting_id number result submitted_at submitted_by_id met_at met_place met_present overseer_present "
        "overseers_came remarks version",
    ),
    "agreement": (
        "round_id person_id role agreed_at entered_at entered_by_id on_paper stood_in_by_id reason dropped_at version",
    ),
    "roll_call": ("meeting_id which stamped_at closed_at check_in_from",),
    "attendance": (
        "meeting_id person_id standing exempt suspended temporary_in temporary_out strengthening start_mark arrived_at "
        "end_mark left_at reason version",
    ),
    "guest": ("meeting_id kind person_id name office",),
    "speech": ("meeting_id item_id person_id guest_id spoken_at text removed_at version",),
    "vote": (
        "meeting_id item_id about subject ballot matter threshold votes_for against other base present base_parts "
        "passed at entered_at removed_at version",
    ),
    "mention": ("meeting_id kind person_id name text removed_at",),
    "record_correction": ("meeting_id what subject_id before after reason at account_id",),
    "minutes": (
        "meeting_id number_of_version composed adopted_text free_text composed_at text_hash document_id superseded_at "
        "version",
    ),
    "signature": (
        "minutes_id role person_id signed_at text_hash attested_by_id attested_as attested_reason scan_id",
    ),
    "resolution": (
        "meeting_id state definition_version version subject_line sections vote_id created_at issued_at signed_by_id "
        "signed_as document_id replaces_id reason",
    ),
    "draft_task": ("resolution_id position field work owner_id owner_name deadline",),
    "task": (
        "cell_id meeting_id item_id resolution_id speech_id commune_resolution_id field work owner_id owner_name "
        "deadline state definition_version percent result reported_at confirmed_at created_at version",
    ),
    "score_sheet": (
        "meeting_id self_score self_maximum self_level voted vote_id verified_score verified_maximum verified_level "
        "verified_at verified_by_id verified_as overseer_note proposed_rating official_rating decided_at decided_by_id "
        "decision_number decision_on weak_criteria remedies version",
    ),
    "score_line": (
        "sheet_id position code maximum applies proposed evidence expected self_points self_note verified_points "
        "verified_note",
    ),
    "year_rating": (
        "year organisation_id person_id own_level own_note goods level four_goods decision_number decision_on reason "
        "decided_at version",
    ),
    "earlier_decision": (
        "rating_id level four_goods decision_number decision_on reason why corrected_at corrected_by_id",
    ),
    "document": (
        "organisation_id meeting_id kind type_code term_id number symbol title snapshot template_version created_at "
        "issued_at replaced_by_id file_sha256 pages check_code to_be_signed signed_sha256 signed_by signed_at",
    ),
    "document_signature": ("document_id person_id name signed_at before_sha256 sha256",),
    "attachment": (
        "meeting_id task_id petition_id guidance_id purpose file_sha256 name note uploaded_by_id uploaded_at sent_at "
        "removed_at",
    ),
    "person": (
        "full_name birth_on gender ethnicity youth_union card_number admitted_on official_on phone note",
    ),
    "account": ("person_id user_name created_at closed_at",),
    "appointment": ("person_id organisation_id role from_on to_on decision for_month",),
    "substitution": ("organisation_id person_id from_on to_on reason",),
    "membership": ("person_id organisation_id from_on to_on note",),
    "status_period": ("person_id kind from_on to_on reason",),
    "temporary_transfer": (
        "person_id home_id host_id home_name host_name from_on to_on strengthening",
    ),
    "organisation": (
        "code name kind cell_type symbol place office_phone founded_on dissolved_on merged_into_id",
    ),
    "organisation_parent": ("organisation_id parent_id from_on to_on",),
    "term": ("organisation_id name from_on to_on",),
}  # fmt: skip
GONE = ""  # the seal of a row that was taken away
LENGTH = 32  # hex digits: nobody finds another row of the same seal


def newest(table: str) -> int:
    return len(SEALED[table])


@cache
def columns_of(table: str, generation: int) -> list[str]:
    return " ".join(SEALED[table][:generation]).split()


@cache
def reading(table: str, generation: int) -> Select[Any]:
    """Id and columns of all rows of the table, as a seal of that generation is made of them."""
    return select(*_columns(table, generation))


def sealed_columns(table: type[Base]) -> list[ColumnElement[Any]]:
    """The same, for a statement that gives back what it has written."""
    return _columns(table.__tablename__, newest(table.__tablename__))


def _columns(table: str, generation: int) -> list[ColumnElement[Any]]:
    return [_table(table).c.id, *(_plain(_table(table), name) for name in columns_of(table, generation))]


@cache
def reading_some(table: str, generation: int) -> Select[Any]:
    """The same of those whose ids are in the parameter `ids`."""
    return reading(table, generation).where(among(_table(table).c.id, "ids"))


def seal_of(table: str, generation: int, row: Iterable[Any]) -> str:
    """`row` is one that `reading` or `values_of` gave."""
    text = json.dumps([table, *map(_said, row)], sort_keys=True, ensure_ascii=False)
    return f"{generation}:{hashlib.sha256(text.encode()).hexdigest()[:LENGTH]}"


def values_of(table: str, row: Base) -> list[Any] | None:
    """What `reading` would give of a row that the session has just written; None where that is not sure."""
    held, found = row.__dict__, [*(inspect(row).identity or ())]
    for name, read in _as_read_back(table):
        if name not in held:  # the database gave it, or the session was made to forget it
            return None
        try:
            found.append(None if held[name] is None else read(held[name]))
        except (TypeError, ValueError, ArithmeticError):
            return None
    return found


def fill_in_what_was_left_empty(row: Base) -> None:
    """Of a row that the session has just inserted: what nobody said was written as NULL, and need not be asked for."""
    unsure = inspect(row).expired_attributes
    for name in _empty_unless_said(row.__tablename__):
        if name not in row.__dict__ and name not in unsure:
            set_committed_value(row, name, None)


@cache
def _empty_unless_said(table: str) -> list[str]:
    columns = [_table(table).c[name] for name in columns_of(table, newest(table))]
    return [each.name for each in columns if each.nullable and each.default is None and each.server_default is None]


@cache
def _as_read_back(table: str) -> list[tuple[str, Callable[[Any], Any]]]:
    columns = _table(table).c
    return [(name, _way_of(columns[name].type)) for name in columns_of(table, newest(table))]


def _way_of(kind: TypeEngine[Any]) -> Callable[[Any], Any]:
    if isinstance(kind, Numeric):
        return lambda value: _rounded(value, kind.scale or 0)
    if isinstance(kind, JSON):
        return lambda value: json.loads(json.dumps(value))
    if isinstance(kind, UtcDateTime):
        return lambda value: value.astimezone(UTC)
    if isinstance(kind, Date):
        return lambda value: date(value.year, value.month, value.day)
    return bool if isinstance(kind, Boolean) else int if isinstance(kind, Integer) else str


def _rounded(value: Any, scale: int) -> Decimal:
    found = Decimal(value).quantize(Decimal(1).scaleb(-scale))
    if found != value:  # each engine rounds in its own way
        raise ValueError(value)
    return found


def generation_of(seal: str) -> int:
    return int(seal.partition(":")[0])


def seals_of(seals: Mapping[str, Mapping[str, str]] | None) -> Iterator[tuple[str, int, str]]:
    """Table, id and seal of each row that an event vouches for."""
    for table, rows in (seals or {}).items():
        for row_id, seal in rows.items():
            yield table, int(row_id), seal


def _table(name: str) -> Table:
    return Base.metadata.tables[name]


def _plain(table: Table, name: str) -> ColumnElement[Any]:
    # Not as the member of an Enum: a word that nobody knows must be told apart, not fail to be read.
    column = table.c[name]
    return type_coerce(column, String).label(name) if isinstance(column.type, Enum) else column


def _said(value: Any) -> Any:
    """The value as both engines give it back."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
