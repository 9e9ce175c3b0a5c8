"""A campaign of the own commune, brought to a state by the services that the pages call: `tra` leads it."""

from datetime import date

from app.accounts.models import Appointment
from app.extensions import db
from app.guidance.services import SignedBy
from app.inspections import services, services_steps
from app.inspections.models import CellFile, Finding, Inspection
from app.inspections.queries import FileSeen, files_of, get_file_or_404
from app.inspections.queries_evidence import evidence_of
from app.inspections.services import Planned, Team
from app.inspections.services_conclusion import comment, conclude, send_draft
from app.inspections.services_findings import Found, Session, ToMend, save_session, set_remedy, write_finding
from app.organisations.models import Organisation
from tests.acts import actor_named
from tests.world import FOUNDED, World
from workflows.inspection import FindingKind, Issuer, Kind
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


def seen(file: CellFile, who: str = "tra") -> FileSeen:
    return get_file_or_404(file.id, actor_named(who))


def under_way(world: World, **more: object) -> Inspection:
    row = announced(world, **more)
    services_steps.begin(row, version=row.version, actor=actor_named("tra"))
    db.session.flush()
    return row


def find(file: CellFile, point: int, kind: str = "strength", text: str = "Tốt", **more: object) -> Finding:
    found = Found(point=point, kind=FindingKind(kind), text=text, **more)  # type: ignore[arg-type]
    return write_finding(seen(file), found, evidence_of(file), version=None, actor=actor_named("tra"))


def filled(world: World, **more: object) -> Inspection:
    """Nothing is missing for the draft; the own cell has a limit and something to mend."""
    row, tra = under_way(world, **more), actor_named("tra")
    for file in files_of(row.id):
        for point in range(len(POINTS)):
            find(file, point)
        told = Session(on=TODAY, place="Nhà văn hóa", present="Bí thư chi bộ", text="Đoàn nghe chi bộ báo cáo.")
        save_session(seen(file), told, issue=False, stamp=None, actor=tra)
    own = file_of(row, world)
    find(own, 0, "limit", "Tháng 10, tháng 11 chưa sinh hoạt.", referred=True)
    mend = ToMend(work="Sinh hoạt đúng ngày", owner_name="Bí thư chi bộ", deadline=date(2027, 1, 10))
    set_remedy(seen(own), mend, version=None, actor=tra)
    db.session.flush()
    return row


def drafted(world: World, **more: object) -> Inspection:
    row = filled(world, **more)
    send_draft(row, date(2026, 12, 12), version=row.version, actor=actor_named("tra"))
    db.session.flush()
    return row


def commented(world: World, **more: object) -> Inspection:
    row = drafted(world, **more)
    for file, who in zip(files_of(row.id), ("thang", "tham"), strict=True):
        comment(seen(file, who), True, "", stamp=None, actor=actor_named(who))
    db.session.flush()
    return row


def concluded(world: World, **more: object) -> Inspection:
    row = commented(world, **more)
    conclude(row, "Nền nếp khá.", "Chưa sát sao.", signed(world), version=row.version, actor=actor_named("tra"))
    db.session.flush()
    return row


def file_of(row: Inspection, world: World, code: str = "CB01") -> CellFile:
    found: CellFile = db.session.scalars(
        db.select(CellFile).where(CellFile.inspection_id == row.id, CellFile.cell_id == world.organisations[code])
    ).one()
    return found
