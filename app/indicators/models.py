"""An indicator of an organisation in a period: unit, plan, actual."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.columns import UtcDateTime
from app.extensions import Base
from app.organisations.models import Organisation

AMOUNT = Numeric(15, 3)


class Indicator(Base):
    """`period`: one of `workflows.indicators.PERIODS`. What nobody entered is None: not the same as nothing."""

    __tablename__ = "indicator"
    __table_args__ = (UniqueConstraint("organisation_id", "year", "period", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    year: Mapped[int]
    period: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(200))
    unit: Mapped[str] = mapped_column(String(40), default="")
    plan: Mapped[Decimal | None] = mapped_column(AMOUNT)
    actual: Mapped[Decimal | None] = mapped_column(AMOUNT)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    organisation: Mapped[Organisation] = relationship()

    __mapper_args__ = {"version_id_col": version}
