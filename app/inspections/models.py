"""Campaigns of inspection over a quarter: who looks at which cells, what they find, and what is to be mended."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.columns import Json, UtcDateTime, enum_column
from app.documents.models import Document
from app.extensions import Base
from app.members.models import Person
from app.organisations.models import Organisation
from workflows.inspection import FindingKind, Issuer, Kind, State
from workflows.remedy import State as RemedyState


class Inspection(Base):
    """`state` is written by the engine only (`app.inspections.services_steps`).

    `quarter`: its first day, as the programme of the year has it. `from_month` to `to_month` (first days): the meetings
    that are looked at. `checklist`: the points of the outline, fixed once it is announced; findings and the cells' own
    reports name them by their place in it.
    """

    __tablename__ = "inspection"
    __table_args__ = (Index("ix_inspection_quarter", "organisation_id", "quarter"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[Kind] = mapped_column(enum_column(Kind))
    issuer: Mapped[Issuer] = mapped_column(enum_column(Issuer))
    quarter: Mapped[date]
    from_month: Mapped[date]
    to_month: Mapped[date]
    subject: Mapped[str] = mapped_column(String(300))
    outline: Mapped[str] = mapped_column(Text, default="")
    checklist: Mapped[list[str]] = mapped_column(Json, default=list)
    report_due: Mapped[date | None]
    comment_due: Mapped[date | None]
    summary: Mapped[str] = mapped_column(Text, default="")
    causes: Mapped[str] = mapped_column(Text, default="")

    state: Mapped[State] = mapped_column(enum_column(State), default=State.PLANNED)
    definition_version: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)
    announced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    concluded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    announcement_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    conclusion_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation] = relationship()
    decision: Mapped[Document | None] = relationship(foreign_keys=decision_id)
    announcement: Mapped[Document | None] = relationship(foreign_keys=announcement_id)
    conclusion: Mapped[Document | None] = relationship(foreign_keys=conclusion_id)

    __mapper_args__ = {"version_id_col": version}


class Programme(Base):
    """The programme of a year as it was issued last; `document_id` is the paper in force."""

    __tablename__ = "inspection_programme"
    __table_args__ = (UniqueConstraint("organisation_id", "year", "issuer"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    year: Mapped[int]
    issuer: Mapped[Issuer] = mapped_column(enum_column(Issuer))
    purpose: Mapped[str] = mapped_column(Text)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    version: Mapped[int] = mapped_column(default=1)

    organisation: Mapped[Organisation] = relationship()
    document: Mapped[Document] = relationship()

    __mapper_args__ = {"version_id_col": version}


class TeamPart(StrEnum):
    LEADER = "leader"
    SECRETARY = "secretary"
    MEMBER = "member"


class TeamMember(Base):
    """`person_id` None: somebody without an office of inspector, named on the decision and reading nothing here."""

    __tablename__ = "inspection_team_member"

    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    part: Mapped[TeamPart] = mapped_column(enum_column(TeamPart))


class InspectionStep(Base):
    __tablename__ = "inspection_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"), index=True)
    step: Mapped[str] = mapped_column(String(40))
    from_state: Mapped[str] = mapped_column(String(32))
    to_state: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text, default="")

    person: Mapped[Person | None] = relationship()


class CellFile(Base):
    """One cell of a campaign, with all that its inspection gathers.

    `why`: the sentences for which it was chosen. `report`: the cell's own words by the place of the point, and
    `proposals`. `drafted`: findings and remedies as they were sent to the cell. `set_aside`: why it is looked at no
    more (merged, for instance); nothing of it goes into the conclusion.
    """

    __tablename__ = "inspection_file"
    __table_args__ = (UniqueConstraint("inspection_id", "cell_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"))
    cell_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    why: Mapped[list[str]] = mapped_column(Json, default=list)
    set_aside: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)

    report: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    report_sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    report_sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    session_on: Mapped[date | None]
    session_place: Mapped[str] = mapped_column(String(200), default="")
    session_present: Mapped[str] = mapped_column(Text, default="")
    session_text: Mapped[str] = mapped_column(Text, default="")
    session_document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))

    drafted: Mapped[dict[str, Any] | None] = mapped_column(Json)
    agrees: Mapped[bool | None]
    comment: Mapped[str] = mapped_column(Text, default="")
    commented_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    commented_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    binder_sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    binder_asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    inspection: Mapped[Inspection] = relationship()
    cell: Mapped[Organisation] = relationship()
    report_sent_by: Mapped[Person | None] = relationship(foreign_keys=report_sent_by_id)
    commented_by: Mapped[Person | None] = relationship(foreign_keys=commented_by_id)
    session_document: Mapped[Document | None] = relationship()

    __mapper_args__ = {"version_id_col": version}


class Finding(Base):
    """What the team found at one point of the checklist. `meeting`, `task` or `petition`: the record that shows it.

    `referred`: handed to the inspection committee to look into, the only way on.
    """

    __tablename__ = "inspection_finding"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("inspection_file.id"), index=True)
    point: Mapped[int]
    kind: Mapped[FindingKind] = mapped_column(enum_column(FindingKind))
    text: Mapped[str] = mapped_column(Text)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"), index=True)
    petition_id: Mapped[int | None] = mapped_column(ForeignKey("petition.id"), index=True)
    referred: Mapped[bool] = mapped_column(default=False)
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    written_by: Mapped[Person | None] = relationship()

    __mapper_args__ = {"version_id_col": version}


class Remedy(Base):
    """What a cell is to mend, until when. Overdue is derived from `deadline`, never stored."""

    __tablename__ = "inspection_remedy"
    __table_args__ = (Index("ix_inspection_remedy_open", "state", "deadline"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("inspection_file.id"), index=True)
    work: Mapped[str] = mapped_column(Text)
    owner_name: Mapped[str] = mapped_column(String(200), default="")
    deadline: Mapped[date | None]
    state: Mapped[RemedyState] = mapped_column(enum_column(RemedyState), default=RemedyState.SET)
    definition_version: Mapped[int] = mapped_column(default=1)
    result: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)

    file: Mapped[CellFile] = relationship()

    __mapper_args__ = {"version_id_col": version}


class RemedyStep(Base):
    __tablename__ = "inspection_remedy_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    remedy_id: Mapped[int] = mapped_column(ForeignKey("inspection_remedy.id"), index=True)
    step: Mapped[str] = mapped_column(String(40))
    from_state: Mapped[str] = mapped_column(String(32))
    to_state: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(Text, default="")

    person: Mapped[Person | None] = relationship()
