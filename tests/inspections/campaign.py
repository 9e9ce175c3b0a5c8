"""A campaign of the own commune, brought to a state by the services that the pages call: `tra` leads it."""

from datetime import date

from app.accounts.models import Appointment
from app.extensions import db
from app.guidance.services import SignedBy
from app.inspections import services, services_steps
from app.inspections.models import CellFile, Inspection
from app.inspections.services import Planned, Team
from app.organisations.models import Organisation
from tests.acts import actor_named
from tests.world import FOUNDED, World
from workflows.inspection import Issuer, Kind
from workflows.roles import Role

QUARTER, OCTOBER, DECEMBER = date(2026, 10, 1), date(2026, 10, 1), date(2026, 12, 1)
TODAY = date(2026, 12, 2)
POINTS = ["Sinh hoạt đúng ngày", "Đảng viên dự sinh hoạt", "Biên bản, nghị quyết"]


def wanted(**more: object) -> Planned:
    known: dict[str, object] = {
        "kind": Kind.INSPECTION, "issuer": Issuer.STANDING_COMMITTEE, "quarter": QUARTER, "from_month": OCTOBER,
        "to_month": DECEMBER, "subject": "nền nếp sinh hoạt chi bộ", "outline": "Đánh giá đúng thực chất.",
        "checklist": POINTS, "report_due": date(2026, 12, 10),
    }  # fmt: skip
    return Planned(**known | more)  # type: ignore[arg-type]


def planned(world: World, **more: object) -> Inspection:
    row = services.plan(db.session.get_one(Organisation, world.commune), wanted(**more), actor=actor_named("tra"))
    db.session.flush()
    return row


def appoint_inspector(world: World, who: str) -> None:
    db.session.add(
        Appointment(person_id=world.people[who], organisation_id=world.commune, role=Role.INSPECTOR, from_on=FOUNDED)
    )
    db.session.flush()


def ready(
    world: World, cells: tuple[str, ...] = ("CB01", "CB02"), team: Team | None = None, **more: object
) -> Inspection:
    """Nothing is missing for its announcement."""
    row, tra = planned(world, **more), actor_named("tra")
    services.choose_cells(row, [world.organisations[code] for code in cells], version=row.version, actor=tra)
    db.session.flush()
    services.name_team(row, team or Team(leader_id=tra.person_id), version=row.version, actor=tra)
    db.session.flush()
    return row


def signed(world: World) -> SignedBy:
    return SignedBy(person_id=world.people["binh"], position="Bí thư", on=TODAY)


def announced(world: World, **more: object) -> Inspection:
    row = ready(world, **more)  # type: ignore[arg-type]
    services_steps.announce(row, signed(world), version=row.version, actor=actor_named("tra"))
    db.session.flush()
    return row


def file_of(row: Inspection, world: World, code: str = "CB01") -> CellFile:
    found: CellFile = db.session.scalars(
        db.select(CellFile).where(CellFile.inspection_id == row.id, CellFile.cell_id == world.organisations[code])
    ).one()
    return found
