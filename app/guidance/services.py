"""Writing guidance and moving it: prepared, published, corrected, withdrawn. Only here does its state change."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from app import clock
from app.accounts.queries import people_as
from app.actor import Actor
from app.audit.services import record
from app.extensions import db, lock
from app.guidance import queries
from app.guidance.models import Guidance, GuidanceCell, GuidanceStep
from app.guidance.services_bringing import ask_to_bring
from app.guidance.services_paper import issue_paper, replace_paper
from app.guidance.services_widening import Wider, widen, wider
from app.guidance.words import FIELDS, changes_between, in_figures, lines_of, text_of
from app.guidance.words import Text as Text
from app.organisations.models import Organisation, OrganisationKind
from app.organisations.queries import term_on
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster, expect_version
from workflows.calendar import first_of
from workflows.cells import CellType
from workflows.engine import Step
from workflows.guidance import GUIDANCE, GuidanceFacts, State, at_version
from workflows.roles import Role

LONGEST_TEXT = 8000
LONGEST_LINE = 300
MOST_LINES = 12
ISSUERS = (OrganisationKind.COMMUNE, OrganisationKind.BASE, OrganisationKind.INTERMEDIATE)
LATEST_DEADLINE = timedelta(days=61)
POSITIONS = ("Bí thư", "Phó Bí thư Thường trực", "Phó Bí thư")


@dataclass(frozen=True, kw_only=True)
class Scope:
    """For which month, and for which types of cells (all, if none is named)."""

    month: date
    cell_types: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class SignedBy:
    """The signature of the leadership, as the office records it."""

    person_id: int | None = None
    position: str = POSITIONS[0]
    on: date | None = None


def prepare_guidance(
    organisation: Organisation, scope: Scope, text: Text, *, actor: Actor, like: Guidance | None = None
) -> Guidance:
    """A draft that only the office and the leadership see. `like`: the text that it began with.

    Raises StepRefused, BadInput.
    """
    roles = actor.roles_in(organisation.id)
    facts = GuidanceFacts(organisation_ended_on=organisation.dissolved_on)
    if refused := GUIDANCE.refusal(None, "prepare", roles, facts):
        raise refused
    if organisation.kind not in ISSUERS:
        raise BadInput({"organisation_id": "Văn bản định hướng do cấp ủy có chi bộ trực thuộc ban hành."})
    _refuse_bad(scope, text)
    guidance = Guidance(
        organisation_id=organisation.id, definition_version=GUIDANCE.definition_version, edition=0,
        created_at=clock.now(), copied_from_id=like.id if like else None, state=None,
    )  # fmt: skip
    _fill(guidance, scope, text)
    step = GUIDANCE.take(guidance, "prepare", roles=roles, facts=facts)
    db.session.add(guidance)
    db.session.flush()  # its id goes into the history
    _write_history(guidance, step, None, actor)
    after = {"month": scope.month, "cell_types": scope.cell_types, "theme": text.theme}
    _record("guidance_prepared", guidance, actor, after=after)
    return guidance


def change_guidance(guidance: Guidance, scope: Scope, text: Text, *, actor: Actor, version: int | None = None) -> None:
    """Write a draft anew. Raises NotAllowed, BadInput, SomebodyWasFaster; what is published is corrected instead."""
    lock(guidance)
    if Role.OFFICE not in actor.roles_in(guidance.organisation_id):
        raise NotAllowed("Chỉ Văn phòng Đảng ủy soạn văn bản định hướng.")
    if guidance.state != State.DRAFT:
        raise SomebodyWasFaster("Văn bản đã ban hành. Cần sửa thì đính chính và nêu lý do.")
    _expect(guidance, version)
    _refuse_bad(scope, text)
    before = _values(guidance)
    _fill(guidance, scope, text)
    after = _values(guidance)
    changed = [name for name in after if before[name] != after[name]]
    if changed:
        _record(
            "guidance_changed", guidance, actor,
            before={name: before[name] for name in changed}, after={name: after[name] for name in changed},
        )  # fmt: skip


def publish(guidance: Guidance, signed: SignedBy, *, actor: Actor, version: int | None = None) -> None:
    """Number it, and ask for it to be brought to every cell of the scope, in a job each. Raises StepRefused."""
    lock(guidance.organisation)  # of two offices that publish for the same month the second sees the first
    lock(guidance)
    _expect(guidance, version)
    cells = cells_of(guidance)
    facts = facts_of(guidance, signed, cells=[cell.id for cell in cells])
    step, before = _take(guidance, "publish", facts, actor)
    _sign(guidance, signed)
    guidance.edition, guidance.published_at = 1, clock.now()
    db.session.add_all(GuidanceCell(guidance_id=guidance.id, cell_id=cell.id) for cell in cells)
    ask_to_bring(guidance)  # before its PDF is asked for: the cells wait for their drafts
    issue_paper(guidance, actor=actor)
    _move(guidance, step, before, actor, signed=signed)


def correct(
    guidance: Guidance, text: Text, signed: SignedBy, *, reason: str, actor: Actor, version: int | None = None,
    also: Collection[str] = (),
) -> None:  # fmt: skip
    """Another text under another number. Drafts of cells that nobody has touched follow, the others are told.

    `also`: types of cells that it is for from now on. Cells that it has not gone to get it; if nothing but the scope
    has changed, the others keep what they have and are not told.

    Raises StepRefused (also if nothing changed), BadInput, SomebodyWasFaster.
    """
    lock(guidance)
    _expect(guidance, version)
    _refuse_bad_text(text)
    before_text, before_types, wide = text_of(guidance), guidance.cell_types, wider(guidance, also)
    rewritten = changes_between(before_text, text)
    changes = [*rewritten, *wide.said]
    facts = facts_of(guidance, signed, text=text, something_changed=bool(changes))
    step, before = _take(guidance, "correct", facts, actor, reason)
    _sign(guidance, signed)
    for name in FIELDS:
        setattr(guidance, name, getattr(text, name))
    guidance.edition += 1
    widen(guidance, wide, others_keep=not rewritten)
    ask_to_bring(guidance)
    replace_paper(guidance, reason=reason, actor=actor)
    _move(
        guidance, step, before, actor, signed=signed, reason=reason, changes="; ".join(changes), old=before_text,
        widened=(before_types, wide) if wide.said else None,
    )  # fmt: skip


def withdraw(guidance: Guidance, *, reason: str, actor: Actor, version: int | None = None) -> None:
    """It is no longer in force: its items leave the drafts that nobody has touched, the other cells are told."""
    lock(guidance)
    _expect(guidance, version)
    step, before = _take(guidance, "withdraw", facts_of(guidance, SignedBy()), actor, reason)
    guidance.edition += 1
    _move(guidance, step, before, actor, reason=reason)
    ask_to_bring(guidance)


def facts_of(
    guidance: Guidance, signed: SignedBy, *, text: Text | None = None, cells: list[int] | None = None,
    something_changed: bool = True,
) -> GuidanceFacts:  # fmt: skip
    """What the rules look at. `cells`: those of the scope, where the step asks for them."""
    text, today = text or text_of(guidance), clock.today()
    signers = {person_id for person_id, _ in signers_of(guidance.organisation_id)}
    return GuidanceFacts(
        has_situation=bool(text.situation.strip()),
        has_orientation=bool(text.orientation.strip()),
        has_contents=any(lines_of(each) for each in (text.contents, *text.contents_by_type.values())),
        cells=1 if cells is None else len(cells),
        guided_already=tuple(queries.guided_already(guidance, cells).values()) if cells else (),
        month=in_figures(guidance.month),
        month_is_over=guidance.month < first_of(today),
        signer_is_named=signed.person_id in signers,
        signed_on=signed.on,
        today=today,
        has_term=term_on(guidance.organisation_id, signed.on or today) is not None,
        organisation_ended_on=guidance.organisation.dissolved_on,
        something_changed=something_changed,
    )


def signers_of(organisation_id: int) -> list[tuple[int, str]]:
    """The leadership of the issuer today."""
    return [(p.id, p.full_name) for p, _ in people_as(organisation_id, (Role.LEADERSHIP,), clock.today())]


def cells_of(guidance: Guidance) -> list[Organisation]:
    """The scope of a draft as it is now. Cells that come under another committee on the first of the month get that
    one's guidance."""
    on = max(clock.today(), guidance.month)
    return queries.cells_in_scope(guidance.organisation_id, guidance.cell_types, on)


def _take(
    guidance: Guidance, name: str, facts: GuidanceFacts, actor: Actor, reason: str = ""
) -> tuple[Step[GuidanceFacts], str]:
    before = guidance.state
    table, roles = at_version(guidance.definition_version), actor.roles_in(guidance.organisation_id)
    return table.take(guidance, name, roles=roles, facts=facts, reason=reason), before


def _move(
    guidance: Guidance, step: Step[GuidanceFacts], before: str, actor: Actor, *, signed: SignedBy | None = None,
    reason: str = "", changes: str = "", old: Text | None = None, widened: tuple[list[str], Wider] | None = None,
) -> None:  # fmt: skip
    guidance.account_id, guidance.person_id = actor.account_id, actor.person_id
    _write_history(guidance, step, before, actor, reason, changes)
    new = text_of(guidance)
    changed = [name for name in FIELDS if old is not None and getattr(old, name) != getattr(new, name)]
    signed = signed or SignedBy()
    was = {name: getattr(old, name) for name in changed}
    now = {name: getattr(new, name) for name in changed}
    if widened:
        types, wide = widened
        was |= {"cell_types": types, "cells_added": []}
        now |= {"cell_types": wide.cell_types, "cells_added": [cell.id for cell in wide.added]}
    _record(
        "guidance_step", guidance, actor, step=step.name, from_state=before, to_state=guidance.state, reason=reason,
        edition=guidance.edition, signer_id=signed.person_id, signed_on=signed.on,
        before=was, after=now,
    )  # fmt: skip


def _write_history(
    guidance: Guidance, step: Step[GuidanceFacts], before: str | None, actor: Actor, reason: str = "", changes: str = ""
) -> None:
    db.session.add(
        GuidanceStep(
            guidance_id=guidance.id, step=step.name, from_state=before or "", to_state=guidance.state,
            edition=guidance.edition, at=clock.now(), account_id=actor.account_id, person_id=actor.person_id,
            reason=reason, changes=changes,
        )
    )  # fmt: skip


def _record(event: str, guidance: Guidance, actor: Actor, **data: Any) -> None:
    record(
        event, actor=actor, organisation_id=guidance.organisation_id, subject="guidance", subject_id=guidance.id,
        acting_as=Role.OFFICE, **data,
    )  # fmt: skip


def _sign(guidance: Guidance, signed: SignedBy) -> None:
    guidance.signer_id, guidance.signed_on = signed.person_id, signed.on
    guidance.signer_position = signed.position if signed.position in POSITIONS else POSITIONS[0]


def _fill(guidance: Guidance, scope: Scope, text: Text) -> None:
    guidance.month, guidance.cell_types = scope.month, list(scope.cell_types)
    for name in FIELDS:
        setattr(guidance, name, getattr(text, name))


def _values(guidance: Guidance) -> dict[str, Any]:
    return {name: getattr(guidance, name) for name in ("month", "cell_types", *FIELDS)}


def _expect(guidance: Guidance, version: int | None) -> None:
    expect_version(
        guidance.version,
        version,
        "Văn bản định hướng này vừa được người khác sửa, sau khi đồng chí mở trang. Mở lại trang để xem bản mới nhất.",
    )


def _refuse_bad(scope: Scope, text: Text) -> None:
    if set(scope.cell_types) - set(CellType):
        raise BadInput({"cell_types": "Chọn loại hình chi bộ trong danh sách."})
    _refuse_bad_text(text)
    if text.deadline and not first_of(scope.month) <= text.deadline <= scope.month + LATEST_DEADLINE:
        raise BadInput({"deadline": "Hạn sinh hoạt nằm trong tháng của văn bản hoặc tháng sau."})


def _refuse_bad_text(text: Text) -> None:
    errors: dict[str, str] = {}
    if len(text.theme) > LONGEST_LINE:
        errors["theme"] = "Chuyên đề không quá 300 chữ."
    for name in ("situation", "orientation"):
        if len(getattr(text, name)) > LONGEST_TEXT:
            errors[name] = "Phần này dài quá 8.000 chữ; gửi kèm dưới dạng tài liệu."
    by_type = {f"contents_{name}": words for name, words in text.contents_by_type.items()}
    for name, words in {"contents": text.contents, **by_type}.items():
        if (wrong := _wrong_lines(words)) is not None:
            errors[name] = wrong
    if errors:
        raise BadInput(errors)


def _wrong_lines(words: str) -> str | None:
    lines = lines_of(words)
    if len(lines) > MOST_LINES:
        return f"Ghi nhiều nhất {MOST_LINES} nội dung, mỗi dòng một nội dung."
    if any(len(line) > LONGEST_LINE for line in lines):
        return f"Mỗi nội dung (mỗi dòng) không quá {LONGEST_LINE} chữ; phần chi tiết gửi kèm thành tài liệu."
    return None
