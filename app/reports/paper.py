"""The synthesis of a month as it is printed: what is frozen of the live figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.documents.models import Document
from app.documents.numbering import Numbered
from app.documents.snapshots import (
    CellOfMonth,
    DocumentRef,
    RaisedPetition,
    Signature,
    Synthesis,
    to_data,
)
from app.papers.queries import committee_letterhead, style_from
from app.reports.queries import Month
from app.reports.queries_petitions import Raised
from app.rules.queries import settings_for
from workflows.petition import COMPETENCE_LABELS, STATE_LABELS
from workflows.synthesis import STANDING_LABELS, CellResult, Standing

TYPE_CODE = "BC"
RECIPIENTS = ("Cấp ủy cấp trên trực tiếp (để báo cáo)", "Các đồng chí Đảng ủy viên", "Các chi bộ trực thuộc")


@dataclass(frozen=True, kw_only=True)
class Words:
    """What the office adds to the figures, and who signed."""

    remarks: str = ""
    proposals: str = ""
    signer: str = ""
    position: str = ""


def paper_of(found: Month, words: Words, numbered: Numbered, *, replaces: Document | None = None) -> Synthesis:
    settings = settings_for(found.organisation.id, found.month)
    return Synthesis(
        letterhead=committee_letterhead(found.organisation, TYPE_CODE, numbered),
        style=style_from(settings),
        month=found.month.strftime("%Y-%m"),
        due_on=found.due_on.isoformat(),
        **_figures(found),
        remarks=words.remarks,
        proposals=words.proposals,
        replaces=_reference(replaces) if replaces else None,
        recipients=RECIPIENTS,
        signature=Signature(name=words.signer, position=words.position),
    )


def _figures(found: Month) -> dict[str, Any]:
    return {
        "cells": tuple(_cell(row) for row in found.rows),
        "petitions": tuple(_petition(one) for one in found.petitions),
    }


def _cell(row: CellResult) -> CellOfMonth:
    missing = "" if row.met_on else STANDING_LABELS[row.standing]
    return CellOfMonth(
        name=row.name,
        members=row.members,
        met_on=row.met_on.isoformat() if row.met_on else None,
        late=row.standing == Standing.MET_LATE,
        present=row.present,
        due=row.due,
        points=float(row.points) if row.points is not None else None,
        level=str(row.level or ""),
        note=row.lost or missing,
    )


def _petition(one: Raised) -> RaisedPetition:
    return RaisedPetition(
        field=one.field,
        text=one.text,
        cell=one.cell,
        people=one.people,
        hot=one.hot,
        competence=COMPETENCE_LABELS[one.competence] if one.competence else "",
        handler=one.handler,
        deadline=one.deadline.isoformat() if one.deadline else None,
        state=STATE_LABELS[one.state],
        answer=one.answer,
    )


def _reference(old: Document) -> DocumentRef:
    return DocumentRef(type_name="Báo cáo", symbol=old.symbol, dated=old.snapshot["letterhead"]["dated"])


def has_changed(found: Month, issued: Mapping[str, Any]) -> bool:
    """Whether a figure of the month is another now than on the paper, whose snapshot is `issued`."""
    now = paper_of(found, Words(), Numbered(dated=date.min))
    kept = to_data(now)
    return any(kept[part] != issued.get(part, []) for part in ("cells", "petitions"))
