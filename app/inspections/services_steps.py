"""The steps of a campaign: announced, begun, sent out for comment, concluded, closed or cancelled."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from app import clock
from app.accounts.queries import people_as
from app.actor import Actor, acting_as
from app.extensions import lock
from app.guidance.services import SignedBy
from app.inspections import queries
from app.inspections.models import Inspection, TeamPart
from app.inspections.services import STALE, note, write_history
from app.inspections.services_paper import Signed, issue_announcement, issue_decision
from app.notifications.services import notify
from app.organisations.queries import term_on
from app.refusals import BadInput, expect_version
from workflows.engine import Step
from workflows.inspection import KIND_LABELS, InspectionFacts, Issuer, at_version
from workflows.notices import Notice
from workflows.roles import Role

POSITIONS = {
    Issuer.STANDING_COMMITTEE: ("Bí thư", "Phó Bí thư Thường trực", "Phó Bí thư"),
    Issuer.INSPECTION_COMMITTEE: ("Chủ nhiệm", "Phó Chủ nhiệm"),
}
LONGEST_REASON = 2000
WORKING = (*queries.SECRETARIES, Role.COMMITTEE_MEMBER)


def announce(row: Inspection, signed: SignedBy, *, version: int | None, actor: Actor) -> None:
    """Issue decision and announcement, and tell the cells and the team. Raises StepRefused, SomebodyWasFaster."""
    hold_version(row, version)
    step, before = take(row, "announce", facts_of(row, signed=signed), actor)
    row.announced_at = clock.now()
    by = signature_of(row, signed)
    row.decision_id = issue_decision(row, by, actor=actor).id
    row.announcement_id = issue_announcement(row, by, actor=actor).id
    moved(row, step, before, actor, signed=signed)
    due = f" Gửi báo cáo tự kiểm tra trước hết ngày {row.report_due:%d/%m/%Y}." if row.report_due else ""
    tell_cells(row, f"{title_of(row)} đã được thông báo.{due}", but_not=actor.person_id)
    tell_team(row, f"Đồng chí tham gia đoàn: {title_of(row)}.", but_not=actor.person_id)


def begin(row: Inspection, *, version: int | None, actor: Actor) -> None:
    hold_version(row, version)
    step, before = take(row, "begin", facts_of(row), actor)
    moved(row, step, before, actor)


def cancel(row: Inspection, *, reason: str, version: int | None, actor: Actor) -> None:
    """Whoever was told of it is told why. Raises StepRefused, SomebodyWasFaster."""
    hold_version(row, version)
    if len(reason) > LONGEST_REASON:
        raise BadInput({"reason": "Lý do không quá 2.000 chữ."})
    step, before = take(row, "cancel", facts_of(row), actor, reason)
    moved(row, step, before, actor, reason=reason.strip())
    if row.announced_at is not None:
        text = f"{title_of(row)} đã hủy: {reason.strip()}"
        tell_cells(row, text, but_not=actor.person_id)
        tell_team(row, text, but_not=actor.person_id)


def title_of(row: Inspection) -> str:
    """`Cuộc kiểm tra quý IV/2026: nền nếp sinh hoạt chi bộ`."""
    return f"Cuộc {KIND_LABELS[row.kind]} {quarter_in_words(row.quarter)}: {row.subject}"


def quarter_in_words(quarter: date) -> str:
    return f"quý {('I', 'II', 'III', 'IV')[(quarter.month - 1) // 3]}/{quarter.year}"


def signature_of(row: Inspection, signed: SignedBy) -> Signed:
    names = dict(queries.signers_of(row.organisation_id))
    positions = POSITIONS[row.issuer]
    position = signed.position if signed.position in positions else positions[0]
    return Signed(name=names.get(signed.person_id or 0, ""), position=position, on=signed.on)


def facts_of(row: Inspection, *, signed: SignedBy | None = None, **stated: Any) -> InspectionFacts:
    """What the rules look at; `stated` are facts of the step itself."""
    today = clock.today()
    given: dict[str, Any] = {}
    if signed is not None:
        signers = {person_id for person_id, _ in queries.signers_of(row.organisation_id)}
        given = {
            "signer_is_named": signed.person_id in signers,
            "signed_on": signed.on,
            "has_term": term_on(row.organisation_id, signed.on or today) is not None,
        }
    gathered: dict[str, Any] = {
        "today": today,
        "cells": sum(not file.set_aside for file in queries.files_of(row.id)),
        "has_leader": any(one.part == TeamPart.LEADER for one in queries.team_of(row.id)),
        "has_checklist": bool(row.checklist),
        "report_due": row.report_due,
        "comment_due": row.comment_due,
        "organisation_ended_on": row.organisation.dissolved_on,
    }
    return InspectionFacts(**(gathered | given | stated))


# ---------------------------------------------------------------- what all steps share


def hold_version(row: Inspection, version: int | None) -> None:
    lock(row)
    expect_version(row.version, version, STALE)


def take(
    row: Inspection, name: str, facts: InspectionFacts, actor: Actor, reason: str = ""
) -> tuple[Step[InspectionFacts], str]:
    before = str(row.state)
    roles = actor.roles_in(row.organisation_id)
    return at_version(row.definition_version).take(row, name, roles=roles, facts=facts, reason=reason), before


def moved(
    row: Inspection, step: Step[InspectionFacts], before: str, actor: Actor, *, signed: SignedBy | None = None,
    reason: str = "",
) -> None:  # fmt: skip
    """Write the step into history and audit."""
    write_history(row, step, before, actor, reason)
    signed = signed or SignedBy()
    note(
        "inspection_step", row, actor, role=acting_as(actor.roles_in(row.organisation_id), step.by), step=step.name,
        from_state=before, to_state=str(row.state), reason=reason, signer_id=signed.person_id, signed_on=signed.on,
    )  # fmt: skip


def tell_cells(row: Inspection, text: str, *, but_not: int | None, file_ids: Iterable[int] | None = None) -> None:
    """Secretary, deputy and committee of each cell that is looked at, each with the way to the own file."""
    chosen = None if file_ids is None else set(file_ids)
    for file in queries.files_of(row.id):
        if file.set_aside or (chosen is not None and file.id not in chosen):
            continue
        people = [person.id for person, _ in people_as(file.cell_id, WORKING, clock.today())]
        notify(people, Notice.INSPECTION, text, f"/inspections/files/{file.id}", but_not=but_not)


def tell_team(row: Inspection, text: str, *, but_not: int | None) -> None:
    notify(queries.persons_on(row.id), Notice.INSPECTION, text, f"/inspections/{row.id}", but_not=but_not)
