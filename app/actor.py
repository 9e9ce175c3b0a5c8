"""Who is acting: the account, the person behind it and the roles held on the day, by organisation."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache

from workflows.roles import GRANTS, ROLE_LABELS, Permission, Role


@dataclass(frozen=True, kw_only=True)
class Actor:
    """`roles` maps an organisation's id to the roles held there, scope included: the office of a commune has its role
    in the commune and in every organisation below it on the day."""

    account_id: int
    person_id: int
    name: str
    roles: Mapping[int, frozenset[Role]]
    # The one line under the name: "bí thư Chi bộ thôn Nà Mười".
    office: str = ""
    home_id: int | None = None  # the organisation whose pages open first
    home_name: str = ""
    address: str = ""
    permissions: frozenset[Permission] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "permissions", _granted_to(frozenset[Role]().union(*self.roles.values())))

    def roles_in(self, organisation_id: int) -> frozenset[Role]:
        return self.roles.get(organisation_id, frozenset())

    def organisations_as(self, *roles: Role) -> list[int]:
        """The ids of the organisations in which the actor holds one of `roles`."""
        wanted = set(roles)
        return [organisation_id for organisation_id, held in self.roles.items() if held & wanted]

    def holds(self, *roles: Role) -> bool:
        return bool(self.organisations_as(*roles))

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions


# Everybody who is signed in has an account of their own, the help pages and their notifications.
ALWAYS: frozenset[Permission] = frozenset({Permission.ACCOUNT_OWN, Permission.HELP_READ, Permission.NOTIFICATION_READ})


@cache
def _granted_to(held: frozenset[Role]) -> frozenset[Permission]:
    return ALWAYS.union(*(GRANTS.get(role, frozenset()) for role in held))


def acting_as(held: Collection[Role], wanted: Collection[Role]) -> str:
    """The role under which an act is logged: the first of `wanted`'s natural order that is held."""
    for role in ROLE_LABELS:
        if role in held and role in wanted:
            return str(role)
    return ""
