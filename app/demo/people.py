"""Who may sign in to the demo commune: a person for every role, from the roster's own members."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import select

from app import clock
from app.accounts.models import Account, Appointment
from app.accounts.passwords import hash_of
from app.accounts.queries import load_actor, people_as
from app.actor import Actor
from app.appointments.services import write_appointment
from app.demo.commune import cells
from app.extensions import db
from app.members.models import Membership, Person
from app.organisations.models import Organisation
from workflows.names import fold
from workflows.roles import Role

# One for all demo sign-ins: it is printed at every start, and `demo` refuses to run in production.
PASSWORD = "chi bo nen nep 2026"  # noqa: S105

# user name: (role at the commune, cell whose member it is, place among its plain members, what to print)
ABOVE = {
    "vanphong": (Role.OFFICE, "CB13", 3, "Văn phòng Đảng ủy"),
    "thuongtruc": (Role.LEADERSHIP, "CB17", 3, "Thường trực Đảng ủy"),
    "kiemtra": (Role.INSPECTOR, "CB14", 3, "cán bộ kiểm tra"),
    "quantri": (Role.ADMINISTRATOR, "CB16", 3, "quản trị hệ thống"),
}
OVERSEERS = ("CB13", "CB14", "CB15", "CB16", "CB17", "CB10")
IN_CELL = "CB01"


@dataclass(frozen=True)
class SignIn:
    user_name: str
    who: str


def appoint_above(commune: Organisation, on: date) -> None:
    """Offices of the commune, an overseer for every cell but their own, a scribe, and the sign-ins for all roles."""
    for user_name, (role, code, place, _) in ABOVE.items():
        _appoint(user_name, role, commune, plain_members(code)[place], on)
    for number, cell in enumerate(cells()):
        code = OVERSEERS[number % len(OVERSEERS)]
        if code == cell.code:
            code = OVERSEERS[(number + 1) % len(OVERSEERS)]
        overseer = plain_members(code)[5]
        write_appointment(overseer.id, cell.id, Role.OVERSEER, from_on=on, actor=None)
        open_account(f"phutrach.{code.lower()}", overseer)
    scribe = plain_members(IN_CELL)[1]
    write_appointment(scribe.id, _cell(IN_CELL).id, Role.SCRIBE, from_on=on, actor=None)
    open_account("nhaplieu", scribe)
    open_account("dangvien", plain_members(IN_CELL)[2])


def appoint_at(top: Organisation, cell_code: str, on: date) -> None:
    """The offices above for another place than the demo commune, of the members of one cell."""
    members = plain_members(cell_code)
    for number, (user_name, (role, *_)) in enumerate(ABOVE.items(), start=1):
        _appoint(user_name, role, top, members[number], on)


def _appoint(user_name: str, role: Role, organisation: Organisation, person: Person, on: date) -> None:
    write_appointment(person.id, organisation.id, role, from_on=on, actor=None)
    open_account(user_name, person)


def open_accounts_in_cells() -> None:
    for cell in cells():
        open_accounts_in(cell)


def open_accounts_in(cell: Organisation) -> None:
    """Everybody of the cell's committee, and the recorder of its meetings, can sign in."""
    short = {Role.SECRETARY: "bithu", Role.DEPUTY_SECRETARY: "phobithu", Role.COMMITTEE_MEMBER: "chiuy"}
    for person, role in people_as(cell.id, tuple(short), clock.today()):
        open_account(f"{short[role]}.{cell.code.lower()}", person)
    open_account(f"thuky.{cell.code.lower()}", plain_members(cell.code)[0])


def sign_ins() -> list[SignIn]:
    """What is printed at the start: one sign-in for each role."""
    rows = [
        ("bithu.cb01", "bí thư"), ("phobithu.cb01", "phó bí thư"), ("chiuy.cb01", "chi ủy viên"),
        ("thuky.cb01", "thư ký kỳ sinh hoạt"), ("nhaplieu", "người nhập liệu"), ("dangvien", "đảng viên"),
        (overseer_name(), "đảng ủy viên phụ trách"), *((name, words) for name, (_, _, _, words) in ABOVE.items()),
    ]  # fmt: skip
    return [SignIn(name, f"{words}: {who}") for name, words in rows if (who := _name_of(name))]


def told() -> list[str]:
    """The same as lines; nothing if this is not the demo commune."""
    lines = [f"  {row.user_name:<18} {row.who}" for row in sign_ins()]
    return [*lines, f"  mật khẩu chung: {PASSWORD}"] if lines else []


def overseer_name() -> str:
    """The user name of the overseer of the cell whose people are printed."""
    found = db.session.scalar(
        select(Account.user_name)
        .join(Appointment, Appointment.person_id == Account.person_id)
        .join(Organisation, Organisation.id == Appointment.organisation_id)
        .where(Appointment.role == Role.OVERSEER, Organisation.code == IN_CELL)
    )
    return found or ""


def _name_of(user_name: str) -> str | None:
    return db.session.scalar(
        select(Person.full_name).join(Account, Account.person_id == Person.id).where(Account.user_name == user_name)
    )


def actor(person_id: int) -> Actor:
    """The person as an actor of the day that the clock is set to. Appointments are made before anybody acts."""
    return _actor_on(person_id, clock.today())


def forget_actors() -> None:
    """Before a demo is built: another database may have been built by this process."""
    _actor_on.cache_clear()


@cache
def _actor_on(person_id: int, on: date) -> Actor:
    account = db.session.scalars(select(Account).where(Account.person_id == person_id)).one()
    return load_actor(account, on, "127.0.0.1")


def plain_members(code: str) -> list[Person]:
    """The members of a cell who lead nothing and are there, in the order of the roster."""
    return list(
        db.session.scalars(
            select(Person)
            .join(Membership, Membership.person_id == Person.id)
            .join(Organisation, Organisation.id == Membership.organisation_id)
            .where(Organisation.code == code, Person.official_on.is_not(None))
            .where(Person.id.not_in(_leaders()))
            .order_by(Person.card_number)
        )
    )


def _leaders() -> list[int]:
    """Committee members only: offices above and overseers are plain members of their own cells."""
    committee = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER)
    return list(db.session.scalars(select(Appointment.person_id).where(Appointment.role.in_(committee))))


def _cell(code: str) -> Organisation:
    return db.session.scalars(select(Organisation).where(Organisation.code == code)).one()


def open_account(user_name: str, person: Person) -> None:
    known = db.session.scalar(select(Account.id).where(Account.person_id == person.id))
    if known is None:
        hashed = _hash()
        row = Account(
            person_id=person.id, user_name=fold(user_name), password_hash=hashed, must_change_password=False,
            created_at=clock.now(),
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()


_kept: list[str] = []


def _hash() -> str:
    # Argon2 is slow on purpose, and all demo accounts share one password: hashed once a run.
    if not _kept:
        _kept.append(hash_of(PASSWORD))
    return _kept[0]
