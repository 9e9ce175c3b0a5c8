"""The tree of Party organisations. A parent has dates: communes merge, cells are re-parented, split and renamed."""

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.columns import enum_column
from app.extensions import Base
from workflows.cells import CellType


class OrganisationKind(StrEnum):
    """From the top down: lists of several levels stand in this order."""

    SUPERIOR = "superior"  # above the commune: province, or what stood between in older times
    COMMUNE = "commune"
    BASE = "base"
    INTERMEDIATE = "intermediate"
    CELL = "cell"


KIND_LABELS = {
    OrganisationKind.SUPERIOR: "cấp trên của xã",
    OrganisationKind.COMMUNE: "đảng bộ xã, phường",
    OrganisationKind.BASE: "đảng bộ cơ sở",
    OrganisationKind.INTERMEDIATE: "đảng bộ bộ phận",
    OrganisationKind.CELL: "chi bộ",
}


class Organisation(Base):
    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[OrganisationKind] = mapped_column(enum_column(OrganisationKind), index=True)
    cell_type: Mapped[CellType | None] = mapped_column(enum_column(CellType))
    # `CB` in `05-NQ/CB`: a setting, not the code.
    symbol: Mapped[str] = mapped_column(String(32), default="CB")
    # The place before the date in a document's head.
    place: Mapped[str] = mapped_column(String(120), default="")
    # Of its office: shown at the door to who has forgotten a password.
    office_phone: Mapped[str] = mapped_column(String(40), default="", server_default="")
    founded_on: Mapped[date | None]
    dissolved_on: Mapped[date | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)

    parents: Mapped[list["OrganisationParent"]] = relationship(
        foreign_keys="OrganisationParent.organisation_id",
        order_by="OrganisationParent.from_on",
        back_populates="organisation",
    )

    __mapper_args__ = {"version_id_col": version}


class OrganisationParent(Base):
    """`organisation` stood under `parent` from `from_on` up to and including `to_on` (None: still)."""

    __tablename__ = "organisation_parent"
    __table_args__ = (Index("ix_organisation_parent_span", "organisation_id", "from_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    parent_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date | None]

    organisation: Mapped[Organisation] = relationship(foreign_keys=organisation_id, back_populates="parents")
    parent: Mapped[Organisation] = relationship(foreign_keys=parent_id)


class Term(Base):
    """A committee's term, congress to congress: document numbers run on within it."""

    __tablename__ = "term"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(40))
    from_on: Mapped[date]
    to_on: Mapped[date | None]
