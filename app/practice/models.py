"""That a cell practises. What it does then is in a database of its own."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.columns import UtcDateTime
from app.extensions import Base
from app.members.models import Person


class Practice(Base):
    """`name` is the folder below `practice/` with the database and the files. `shape` tells which tables it was made
    with: after an update of the software it may be unreadable, and counts as ended."""

    __tablename__ = "practice"

    cell_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    shape: Mapped[int]
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)
    begun_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    begun_by: Mapped[Person] = relationship()
