"""What a commune of the demo aims at until 2030, as its congress resolved."""

from datetime import date
from decimal import Decimal

from sqlalchemy import select

from app import clock
from app.accounts.models import Account
from app.demo.before import at
from app.demo.people import actor
from app.extensions import db
from app.organisations.queries import managed_roots
from app.targets.services import Stated, enter
from workflows.targets import Comparison, Measure

SOURCE = "Nghị quyết Đại hội Đảng bộ xã nhiệm kỳ 2025–2030"
MORE, LEAST = Comparison.MORE_THAN, Comparison.AT_LEAST
AIMS = (
    (Measure.ATTENDANCE, MORE, 90), (Measure.GOOD, MORE, 80), (Measure.PLANS, LEAST, 100),
    (Measure.OWN_CELL, LEAST, 100), (Measure.FOUR_GOODS, LEAST, 100), (Measure.CELLS_WELL, MORE, 90),
    (Measure.MEMBERS_WELL, MORE, 90),
)  # fmt: skip
FIRST, LAST = date(2025, 7, 1), date(2030, 12, 1)


def set_targets(on: date) -> None:
    """What can be measured after a few months: of a year nothing is rated yet."""
    with clock.set_to(at(on, 10)):
        office = actor(db.session.scalars(select(Account.person_id).where(Account.user_name == "vanphong")).one())
        commune = managed_roots(office, clock.today())[0]
        for measure, comparison, value in AIMS[:3]:
            stated = Stated(
                measure=measure, comparison=comparison, value=Decimal(value), from_month=FIRST, to_month=LAST,
                source=SOURCE,
            )  # fmt: skip
            enter(commune, stated, actor=office)
        db.session.flush()  # the rows are let go with what follows
