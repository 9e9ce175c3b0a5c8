"""Party groups (tổ đảng) of a large cell."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Base
from app.members.models import Person


class PartyGroup(Base):
    __tablename__ = "party_group"
    __table_args__ = (UniqueConstraint("cell_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cell_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(60))
    leader_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)

    leader: Mapped[Person | None] = relationship()
    members: Mapped[list["PartyGroupMember"]] = relationship(cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}


class PartyGroupMember(Base):
    """Somebody is in one group at most. Who is no more on the cell's roll is read over."""

    __tablename__ = "party_group_member"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("party_group.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
