"""Resolutions of the committees above the cells, as far as their cells give tasks to carry them out."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.columns import UtcDateTime
from app.extensions import Base
from app.organisations.models import Organisation


class CommuneResolution(Base):
    """`in_use`: tasks may be given to carry it out. One that is not keeps those that were."""

    __tablename__ = "commune_resolution"
    __table_args__ = (
        UniqueConstraint("organisation_id", "symbol", "issued_on"),
        Index("ix_commune_resolution_issued", "organisation_id", "issued_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    symbol: Mapped[str] = mapped_column(String(60))
    issued_on: Mapped[date]
    title: Mapped[str] = mapped_column(String(300))
    in_use: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    organisation: Mapped[Organisation] = relationship()

    __mapper_args__ = {"version_id_col": version}

    @property
    def name(self) -> str:
        """`Nghị quyết số 05-NQ/ĐU ngày 03/02/2026 về …`, in one line."""
        return f"Nghị quyết số {self.symbol} ngày {self.issued_on:%d/%m/%Y}: {self.title}"
