"""What each cell owes of the year: working rules, meeting plan, thematic plan."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import Select, select

from app.extensions import db
from app.members.models import Person
from app.organisations.models import Organisation, OrganisationKind
from app.planning.models import CellPlan
from app.reminders.queries import SECRETARIES, in_office
from app.rules.queries import settings_for
from workflows.plan import HANDED_IN, KIND_LABELS, Kind
from workflows.reminders import CellYear, Owing
from workflows.roles import Role

# Nobody is reminded outside these months, whatever day of January a rule set names: nothing is asked then.
MONTHS = (1, 2, 12)


def cell_years(today: date) -> Iterator[tuple[int, CellYear]]:
    """Every living cell, with what it has not sent of the year whose January is near. Two statements, and the rules."""
    if today.month not in MONTHS:
        return
    year = today.year + (today.month == 12)
    cells = db.session.scalars(
        select(Organisation.id)
        .where(Organisation.kind == OrganisationKind.CELL, Organisation.dissolved_on.is_(None))
        .order_by(Organisation.id)
    ).all()
    rows = db.session.execute(
        select(CellPlan.cell_id, CellPlan.kind).where(CellPlan.year == year, CellPlan.state.in_(HANDED_IN))
    )
    sent = {(cell_id, kind) for cell_id, kind in rows}
    for cell_id in cells:
        owed = tuple(KIND_LABELS[kind] for kind in Kind if (cell_id, kind) not in sent)
        yield cell_id, CellYear(year=year, settings=settings_for(cell_id, today), owed=owed)


def owing_plans(cell_id: int, who: Sequence[Owing], on: date) -> Select[int]:
    roles = [*SECRETARIES, *([Role.OVERSEER] if Owing.OVERSEERS in who else [])]
    return select(Person.id).where(Person.id.in_(in_office(cell_id, roles, on)))
