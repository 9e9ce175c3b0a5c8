"""The year's plan of rotating model meetings: which cell is host in which month, and which cells come."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.columns import UtcDateTime
from app.extensions import Base
from app.organisations.models import Organisation


class ModelPlan(Base):
    __tablename__ = "model_plan"
    __table_args__ = (UniqueConstraint("host_id", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    month: Mapped[date]  # its first day
    topic: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    host: Mapped[Organisation] = relationship()
    guests: Mapped[list["ModelPlanGuest"]] = relationship(cascade="all, delete-orphan", order_by="ModelPlanGuest.id")

    __mapper_args__ = {"version_id_col": version}


class ModelPlanGuest(Base):
    __tablename__ = "model_plan_guest"
    __table_args__ = (UniqueConstraint("plan_id", "cell_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("model_plan.id"))
    cell_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)

    cell: Mapped[Organisation] = relationship()
