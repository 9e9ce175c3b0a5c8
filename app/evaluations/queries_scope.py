"""Who decides the level of a cell's meetings: its direct superior committee."""

from dataclasses import dataclass
from datetime import date

from app.accounts.queries import people_as
from app.actor import Actor
from app.extensions import db
from app.members.models import Person
from app.organisations.models import Organisation
from app.organisations.queries import above
from workflows.roles import Role

DECIDERS = (Role.LEADERSHIP, Role.OFFICE)


@dataclass(frozen=True, kw_only=True)
class Superior:
    """The committee that decides, and who is its leadership and its office."""

    organisation: Organisation
    people: tuple[tuple[Person, Role], ...]

    @property
    def committee(self) -> str:
        """`Đảng ủy xã Mường Lâm`, of the organisation `Đảng bộ xã Mường Lâm`."""
        return self.organisation.name.replace("Đảng bộ", "Đảng ủy", 1)

    def persons(self, *roles: Role) -> list[int]:
        return [person.id for person, role in self.people if role in roles]

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        """As what the actor decides; somebody of a committee further above does not."""
        return frozenset(role for person, role in self.people if person.id == actor.person_id)


def superior_that_decides(cell_id: int, on: date) -> Superior | None:
    """The nearest superior that has leadership or an office appointed: above a committee without either, the next."""
    for organisation_id in above(cell_id, on)[1:]:
        people = people_as(organisation_id, DECIDERS, on)
        if people:
            return Superior(organisation=db.session.get_one(Organisation, organisation_id), people=tuple(people))
    return None
