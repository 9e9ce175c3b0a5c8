"""A target that an organisation has set itself, in a resolution or a scheme."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.columns import UtcDateTime, enum_column
from app.extensions import Base
from app.organisations.models import Organisation
from workflows.targets import Comparison, Measure


class Target(Base):
    """`value`: per cent. `from_month`, `to_month`: the first days of its first and of its last month."""

    __tablename__ = "target"
    __table_args__ = (UniqueConstraint("organisation_id", "measure", "from_month", "to_month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    measure: Mapped[Measure] = mapped_column(enum_column(Measure))
    comparison: Mapped[Comparison] = mapped_column(enum_column(Comparison))
    value: Mapped[Decimal] = mapped_column(Numeric(4, 1))
    from_month: Mapped[date]
    to_month: Mapped[date]
    source: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    organisation: Mapped[Organisation] = relationship()

    __mapper_args__ = {"version_id_col": version}
