"""The little world that every test starts from: two communes, three cells, and a person for every role.

Own cell: 22 members, 20 of them official, so that the example of the vote base (base 20, 11 pass it) can be checked.
All people are invented. The owner is `thang` (secretary of the own cell), the colleague `lan` (a member of the same
cell), the stranger `tham` (secretary of another cell of the commune); `vien` is the office of another commune.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Appointment
from app.criteria.services import ensure_default_criteria
from app.members.models import Membership, Person, StatusKind, StatusPeriod
from app.organisations.models import Organisation, OrganisationKind, OrganisationParent, Term
from app.rules.services import ensure_defaults
from workflows.cells import CellType
from workflows.names import fold, sort_key
from workflows.roles import Role

FOUNDED = date(2025, 7, 1)
# The day on which tests live unless they say otherwise: the committee's day of December 2026, 09:00 in Vietnam.
NOON = datetime(2026, 12, 2, 2, 0, tzinfo=UTC)

# key: (full name, organisation code, roles)
PEOPLE: dict[str, tuple[str, str, tuple[Role, ...]]] = {
    "thang": ("Nông Văn Thắng", "CB01", (Role.SECRETARY,)),
    "men": ("Hoàng Thị Mến", "CB01", (Role.DEPUTY_SECRETARY,)),
    "huong": ("Lý Thị Hương", "CB01", (Role.COMMITTEE_MEMBER,)),
    "lan": ("Triệu Thị Lan", "CB01", ()),
    "khoa": ("Ma Đình Khoa", "CB01", ()),
    "nhap": ("Đặng Thị Nhung", "CB01", (Role.SCRIBE,)),
    "tham": ("Phạm Thị Thắm", "CB02", (Role.SECRETARY,)),
    "son": ("Bùi Ngọc Sơn", "CB02", (Role.DEPUTY_SECRETARY,)),
    "loc": ("Nguyễn Hữu Lộc", "XA", ()),
    "hanh": ("Trần Thị Hạnh", "XA", (Role.OFFICE,)),
    "binh": ("Lê Văn Bình", "XA", (Role.LEADERSHIP,)),
    "tra": ("Vũ Thị Trà", "XA", (Role.INSPECTOR,)),
    "quan": ("Đỗ Minh Quân", "XA", (Role.ADMINISTRATOR,)),
    "dua": ("Sùng A Dua", "CB91", (Role.SECRETARY,)),
    "vien": ("Cao Thị Viên", "XA2", (Role.OFFICE,)),
}
# The other members of the own cell: fourteen official, one probationary, one official and exempt.
MORE = (
    "Hoàng Văn Bình", "Nông Thị Diệp", "Triệu Thị Gấm", "Đặng Văn Hưởng", "Lường Văn Nghị", "Triệu Văn Phúc",
    "Hoàng Thị Thơm", "Bàn Văn Ước", "Ma Văn Chức", "Lý Văn Doanh", "Nông Văn Sinh", "Lý Văn Trường", "Vi Thị Yến",
    "Bế Văn Mạnh",
)  # fmt: skip
PROBATIONARY = ("Hà Thị Chín", "Nông Quốc Đại")


def build_world(session: Session) -> None:
    ensure_defaults()
    ensure_default_criteria()
    organisations = _organisations(session)
    for key, (name, code, roles) in PEOPLE.items():
        person = _person(session, name, organisations[code])
        session.add(_account(key, person))
        for role in roles:
            session.add(_appointment(person, organisations[code], role))
        if key == "loc":
            session.add(_appointment(person, organisations["CB01"], Role.OVERSEER))
    for name in MORE:
        _person(session, name, organisations["CB01"])
    for name in PROBATIONARY:
        _person(session, name, organisations["CB01"], official=False)
    session.flush()


def _organisations(session: Session) -> dict[str, Organisation]:
    rows = [
        ("TINH", "Đảng bộ tỉnh Cao Lâm", OrganisationKind.SUPERIOR, None, None, "TU"),
        ("XA", "Đảng bộ xã Mường Lâm", OrganisationKind.COMMUNE, None, "TINH", "ĐU"),
        ("CB01", "Chi bộ thôn Nà Mười", OrganisationKind.CELL, CellType.RESIDENTIAL, "XA", "CB"),
        ("CB02", "Chi bộ Trường Tiểu học Mường Lâm", OrganisationKind.CELL, CellType.SCHOOL, "XA", "CB"),
        ("XA2", "Đảng bộ xã Nậm Pung", OrganisationKind.COMMUNE, None, "TINH", "ĐU"),
        ("CB91", "Chi bộ thôn Nậm Lé", OrganisationKind.CELL, CellType.RESIDENTIAL, "XA2", "CB"),
    ]
    made: dict[str, Organisation] = {}
    for code, name, kind, cell_type, parent, symbol in rows:
        place = "Nậm Pung" if code in ("XA2", "CB91") else "Mường Lâm"
        row = Organisation(
            code=code, name=name, kind=kind, cell_type=cell_type, symbol=symbol, place=place, founded_on=FOUNDED
        )
        session.add(row)
        session.flush()  # its id is needed just below
        made[code] = row
        session.add(Term(organisation_id=row.id, name="2025–2030", from_on=FOUNDED, to_on=None))
        if parent:
            session.add(OrganisationParent(organisation_id=row.id, parent_id=made[parent].id, from_on=FOUNDED))
    return made


def _person(session: Session, name: str, organisation: Organisation, *, official: bool = True) -> Person:
    person = Person(
        full_name=name,
        sort_key=sort_key(name),
        folded_name=fold(name),
        birth_on=date(1970, 1, 15),
        admitted_on=date(2010, 5, 19),
        official_on=date(2011, 5, 19) if official else None,
    )
    session.add(person)
    session.flush()  # its id is needed just below
    if organisation.kind == OrganisationKind.CELL:
        session.add(Membership(person_id=person.id, organisation_id=organisation.id, from_on=FOUNDED))
    if name == "Bế Văn Mạnh":
        session.add(StatusPeriod(person_id=person.id, kind=StatusKind.EXEMPT, from_on=FOUNDED, reason="tuổi cao"))
    return person


def _account(key: str, person: Person) -> Account:
    return Account(
        person_id=person.id, user_name=key, password_hash="!", must_change_password=False, created_at=NOON
    )  # fmt: skip


def _appointment(person: Person, organisation: Organisation, role: Role) -> Appointment:
    return Appointment(person_id=person.id, organisation_id=organisation.id, role=role, from_on=FOUNDED)


@dataclass(frozen=True)
class World:
    """The ids of the seeded rows, by code and by user name."""

    organisations: dict[str, int]
    people: dict[str, int]
    accounts: dict[str, int]

    @property
    def cell(self) -> int:
        return self.organisations["CB01"]

    @property
    def other_cell(self) -> int:
        return self.organisations["CB02"]

    @property
    def far_cell(self) -> int:
        return self.organisations["CB91"]

    @property
    def commune(self) -> int:
        return self.organisations["XA"]


def read_world(session: Session) -> World:
    accounts = session.execute(select(Account.user_name, Account.id, Account.person_id)).all()
    organisations = session.execute(select(Organisation.code, Organisation.id)).all()
    return World(
        organisations={row.code: row.id for row in organisations},
        people={name: person_id for name, _, person_id in accounts},
        accounts={name: account_id for name, account_id, _ in accounts},
    )
