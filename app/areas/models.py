"""Residential areas (khu dân cư) of a commune, and the cell that leads each."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Base
from app.organisations.models import Organisation


class ResidentialArea(Base):
    """`cell` None: no cell leads it. A cell that leads one area alone is that area's own; else it is a shared one."""

    __tablename__ = "residential_area"
    __table_args__ = (UniqueConstraint("commune_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    commune_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(120))
    households: Mapped[int | None]
    cell_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)

    commune: Mapped[Organisation] = relationship(foreign_keys=commune_id)
    cell: Mapped[Organisation | None] = relationship(foreign_keys=cell_id)

    __mapper_args__ = {"version_id_col": version}
