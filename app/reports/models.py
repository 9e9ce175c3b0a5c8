"""The synthesis of a month as it was issued: the paper is frozen, the figures behind it go on living."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.columns import UtcDateTime
from app.documents.models import Document
from app.extensions import Base
from app.organisations.models import Organisation


class MonthlySynthesis(Base):
    """One edition; a figure that changes later makes the next, whose paper names the one before."""

    __tablename__ = "monthly_synthesis"
    __table_args__ = (UniqueConstraint("organisation_id", "month", "edition"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    month: Mapped[date]
    edition: Mapped[int]
    remarks: Mapped[str] = mapped_column(Text, default="")
    proposals: Mapped[str] = mapped_column(Text, default="")
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    document: Mapped[Document] = relationship()


class MonthlySchedule(Base):
    """One edition of the notice that tells when the cells meet in a month; what they change later makes the next."""

    __tablename__ = "monthly_schedule"
    __table_args__ = (UniqueConstraint("organisation_id", "month", "edition"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    month: Mapped[date]
    edition: Mapped[int]
    remarks: Mapped[str] = mapped_column(Text, default="")
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    document: Mapped[Document] = relationship()
    organisation: Mapped[Organisation] = relationship()


class PeriodReport(Base):
    """One edition of the report of a month, a quarter, a year or a scheme. `title`: the name of the scheme."""

    __tablename__ = "period_report"
    __table_args__ = (UniqueConstraint("organisation_id", "first_month", "last_month", "edition"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    first_month: Mapped[date]
    last_month: Mapped[date]
    edition: Mapped[int]
    title: Mapped[str] = mapped_column(Text, default="")
    remarks: Mapped[str] = mapped_column(Text, default="")
    proposals: Mapped[str] = mapped_column(Text, default="")
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    document: Mapped[Document] = relationship()
