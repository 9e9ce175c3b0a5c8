"""Reading guidance: every query starts from what the actor may see."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.actor import Actor
from app.columns import among, as_list
from app.documents.models import Attachment
from app.extensions import db
from app.guidance.models import Guidance, GuidanceCell, GuidanceReading, GuidanceStep
from app.meetings.models import Meeting
from app.organisations.models import Organisation
from app.organisations.queries import below, cells_among
from app.refusals import NotAllowed, NotKnown
from workflows.calendar import first_of, next_month
from workflows.guidance import State
from workflows.meeting import Kind
from workflows.roles import Role

PAGE = 30
# Drafts are the issuer's own; what was published is read by everybody in the cells of its scope and above them.
ISSUERS = (Role.OFFICE, Role.LEADERSHIP)
READERS = (
    Role.MEMBER, Role.SCRIBE, Role.COMMITTEE_MEMBER, Role.DEPUTY_SECRETARY, Role.SECRETARY, Role.OVERSEER,
    Role.OFFICE, Role.LEADERSHIP, Role.INSPECTOR,
)  # fmt: skip


def visible_to(actor: Actor) -> Select[Guidance]:
    """The guidance that the actor may read, with its organisation. `seen_by` holds the parameters."""
    of_scope = and_(GuidanceCell.guidance_id == Guidance.id, among(GuidanceCell.cell_id, "cells"))
    published = and_(Guidance.state != State.DRAFT, exists().where(of_scope).correlate(Guidance))
    seen = or_(among(Guidance.organisation_id, "own"), published)
    return (
        select(Guidance)
        .join(Guidance.organisation)
        .options(contains_eager(Guidance.organisation), joinedload(Guidance.signer), joinedload(Guidance.document))
        .where(seen)
        .params(own=as_list(actor.organisations_as(*ISSUERS)), cells=as_list(actor.organisations_as(*READERS)))
    )


def is_seen_by(actor: Actor, guidance_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether the actor may read the guidance of that id, as `visible_to` has it; for rows of other tables."""
    row, of_cells = Guidance.__table__.alias(), GuidanceCell.__table__.alias()
    own, cells = actor.organisations_as(*ISSUERS), actor.organisations_as(*READERS)
    of_scope = exists().where(of_cells.c.guidance_id == row.c.id, among(of_cells.c.cell_id, cells))
    seen = or_(among(row.c.organisation_id, own), and_(row.c.state != State.DRAFT, of_scope))
    return select(row.c.id).where(row.c.id == guidance_id, seen).exists()


def get_visible_or_404(guidance_id: int, actor: Actor) -> Guidance:
    """Raises NotKnown."""
    found = db.session.scalar(visible_to(actor).where(Guidance.id == guidance_id))
    if found is None:
        raise NotKnown
    return found


def get_written_or_404(guidance_id: int, actor: Actor) -> Guidance:
    """One that the actor writes as the office of its issuer. Raises NotKnown, NotAllowed for who only reads it."""
    found = get_visible_or_404(guidance_id, actor)
    if Role.OFFICE not in actor.roles_in(found.organisation_id):
        raise NotAllowed("Chỉ Văn phòng Đảng ủy soạn, ban hành văn bản định hướng.")
    return found


def get_issued_or_404(guidance_id: int, actor: Actor) -> Guidance:
    """One that the actor issues, as office or leadership. Raises NotKnown, NotAllowed for who only reads it."""
    found = get_visible_or_404(guidance_id, actor)
    if not set(actor.roles_in(found.organisation_id)) & set(ISSUERS):
        raise NotAllowed("Chỉ cơ quan ban hành theo dõi việc đọc của các chi bộ.")
    return found


def listed(actor: Actor, number: int = 1, size: int = PAGE) -> tuple[list[Guidance], bool]:
    """One page, the latest month first, drafts on top; and whether there are more."""
    order = (Guidance.state != State.DRAFT, Guidance.month.desc(), Guidance.id.desc())
    query = visible_to(actor).order_by(*order).limit(size + 1).offset((number - 1) * size)
    rows = list(db.session.scalars(query))
    return rows[:size], len(rows) > size


def cells_in_scope(organisation_id: int, cell_types: list[str], on: date) -> list[Organisation]:
    """The cells below the organisation on the day, of these types (of all, if none is named), that still exist."""
    cells = cells_among(below(organisation_id, on))
    return [cell for cell in cells if not cell_types or cell.cell_type in cell_types]


def guided_already(guidance: Guidance, cell_ids: list[int]) -> dict[int, str]:
    """Those of the cells that another published guidance of the same issuer and month has reached, with their names."""
    names = (
        select(Organisation.id, Organisation.name)
        .join(GuidanceCell, GuidanceCell.cell_id == Organisation.id)
        .join(Guidance, Guidance.id == GuidanceCell.guidance_id)
        .where(Guidance.organisation_id == guidance.organisation_id, Guidance.month == guidance.month)
        .where(Guidance.state == State.PUBLISHED, Guidance.id != guidance.id)
        .where(among(GuidanceCell.cell_id, "cells"))
        .order_by(Organisation.code)
    )
    return {cell_id: name for cell_id, name in db.session.execute(names, {"cells": as_list(cell_ids)})}


def is_published_for(cell_id: int, month: date) -> bool:
    """Whether a guidance of the month is in force for the cell."""
    found = exists().where(
        GuidanceCell.cell_id == cell_id, GuidanceCell.guidance_id == Guidance.id, Guidance.month == month,
        Guidance.state == State.PUBLISHED,
    )  # fmt: skip
    return bool(db.session.scalar(select(found)))


def unread_before(person_id: int) -> ColumnElement[int]:
    """For statements over meetings: what guides a regular meeting's cell in its month and the person has not opened."""
    mine = and_(GuidanceReading.guidance_id == Guidance.id, GuidanceReading.person_id == person_id)
    return (
        select(func.min(Guidance.id))
        .join(GuidanceCell, GuidanceCell.guidance_id == Guidance.id)
        .where(GuidanceCell.cell_id == Meeting.cell_id, Guidance.month == Meeting.month, Meeting.kind == Kind.REGULAR)
        .where(Guidance.state == State.PUBLISHED, ~exists().where(mine))
        .correlate(Meeting)
        .scalar_subquery()
    )


def items_brought_to(meeting_id: int) -> set[int]:
    """The items of a meeting's agenda that guidance has put there, also such as was withdrawn since."""
    rows = db.session.scalars(select(GuidanceCell.items).where(GuidanceCell.meeting_id == meeting_id))
    return {item_id for items in rows for item_id in items}


def in_force_for(cell_id: int, month: date) -> list[Guidance]:
    """What guides the cell in the month, with the issuers."""
    found = (
        select(Guidance)
        .join(GuidanceCell, GuidanceCell.guidance_id == Guidance.id)
        .options(joinedload(Guidance.organisation))
        .where(GuidanceCell.cell_id == cell_id, Guidance.month == month, Guidance.state == State.PUBLISHED)
    )
    return list(db.session.scalars(found.order_by(Guidance.id)))


def history_of(guidance_id: int) -> list[GuidanceStep]:
    found = select(GuidanceStep).where(GuidanceStep.guidance_id == guidance_id)
    return list(db.session.scalars(found.options(joinedload(GuidanceStep.person)).order_by(GuidanceStep.id.desc())))


def last_changes(guidance_id: int) -> str:
    """What the last correction changed, in words."""
    found = select(GuidanceStep.changes).where(GuidanceStep.guidance_id == guidance_id)
    return db.session.scalar(found.order_by(GuidanceStep.id.desc()).limit(1)) or ""


def files_of(guidance_id: int) -> list[Attachment]:
    return list(
        db.session.scalars(
            select(Attachment)
            .where(Attachment.guidance_id == guidance_id, Attachment.removed_at.is_(None))
            .options(joinedload(Attachment.file))
            .order_by(Attachment.id)
        )
    )


def behind_meeting(meeting: Meeting, actor: Actor) -> list[int]:
    """The guidance in force for a meeting's cell and month that the actor reads."""
    ids = (
        visible_to(actor)
        .with_only_columns(Guidance.id)
        .join(GuidanceCell, GuidanceCell.guidance_id == Guidance.id)
        .where(GuidanceCell.cell_id == meeting.cell_id, Guidance.month == meeting.month)
        .where(Guidance.state == State.PUBLISHED)
        .order_by(Guidance.id)
    )
    return list(db.session.scalars(ids))


@dataclass(frozen=True)
class Count:
    cells: int
    read: int


def counts_of(guidance_ids: list[int]) -> dict[int, Count]:
    """How many cells each was sent to, and in how many somebody has read it."""
    read = exists().where(
        GuidanceReading.guidance_id == GuidanceCell.guidance_id, GuidanceReading.cell_id == GuidanceCell.cell_id
    )
    rows = db.session.execute(
        select(GuidanceCell.guidance_id, func.count(), func.count(case((read, 1))))
        .where(GuidanceCell.guidance_id.in_(guidance_ids))
        .group_by(GuidanceCell.guidance_id)
    )
    return {guidance_id: Count(cells, readers) for guidance_id, cells, readers in rows}


def read_by(person_id: int, guidance_ids: list[int]) -> set[int]:
    """Those of them that the person has opened."""
    mine = select(GuidanceReading.guidance_id).where(GuidanceReading.person_id == person_id)
    return set(db.session.scalars(mine.where(GuidanceReading.guidance_id.in_(guidance_ids))))


def next_month_to_guide(organisation_id: int, today: date) -> date:
    """The first month from this one on for which the issuer has no guidance, not even a draft."""
    month = first_of(today)
    has = select(Guidance.month).where(Guidance.organisation_id == organisation_id, Guidance.month >= month)
    taken = set(db.session.scalars(has.where(Guidance.state != State.WITHDRAWN)))
    while month in taken:
        month = next_month(month)
    return month


# Of the month to come from this day of the month on; of this month until its meetings are over.
BEGIN_TO_ASK, STOP_ASKING = 20, 10


@dataclass(frozen=True)
class Missing:
    """A month that an issuer has published no guidance for; `draft_id`: what was begun."""

    month: date
    draft_id: int | None


def missing_at(organisation_id: int, today: date) -> list[Missing]:
    """The months around the day that wait for guidance of this issuer, the earlier first. At most one statement."""
    this = first_of(today)
    months = [this] * (today.day <= STOP_ASKING) + [next_month(this)] * (today.day >= BEGIN_TO_ASK)
    if not months:
        return []
    rows = db.session.execute(
        select(Guidance.month, Guidance.state, Guidance.id)
        .where(Guidance.organisation_id == organisation_id, Guidance.month.in_(months))
        .where(Guidance.state != State.WITHDRAWN)
    ).all()
    done = {month for month, state, _ in rows if state == State.PUBLISHED}
    drafts = {month: guidance_id for month, _, guidance_id in rows}
    return [Missing(month, drafts.get(month)) for month in months if month not in done]


def is_withdrawn(document_id: int) -> bool:
    """Whether the guidance whose paper this is was taken back."""
    withdrawn = select(Guidance.id).where(Guidance.document_id == document_id, Guidance.state == State.WITHDRAWN)
    return db.session.scalar(withdrawn.limit(1)) is not None
