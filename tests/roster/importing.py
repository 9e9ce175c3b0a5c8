"""Running an import in a test, and looking at what came of it."""

from datetime import date

from sqlalchemy import func, select

from app.accounts.models import Appointment
from app.audit.models import AuditEvent
from app.extensions import db
from app.members.models import Membership, Person, StatusKind, StatusPeriod
from app.members.queries import roll_of
from app.organisations.models import Organisation
from app.roster.services import import_roster
from tests.roster.workbooks import Book
from workflows.roles import Role

TODAY = date(2026, 12, 2)


def run(book: Book, on: date = TODAY):
    report = import_roster(book.to_bytes(), actor=None, on=on)
    assert report.problems == []
    db.session.flush()
    return report.plan


def figures(plan) -> tuple[int, int, int]:
    return plan.created, plan.updated, plan.unchanged


def cell(code: str) -> Organisation:
    return db.session.scalars(select(Organisation).where(Organisation.code == code)).one()


def of_card(card: str) -> Person:
    return db.session.scalars(select(Person).where(Person.card_number == card)).one()


def names(code: str, on: date = TODAY) -> list[str]:
    return [row.person.full_name for row in roll_of(cell(code).id, on)]


def offices(card: str) -> list[tuple[Role, str, date, date | None]]:
    rows = db.session.scalars(
        select(Appointment).where(Appointment.person_id == of_card(card).id).order_by(Appointment.from_on)
    )
    return [(row.role, row.organisation.code, row.from_on, row.to_on) for row in rows]


def statuses(card: str) -> list[tuple[StatusKind, date, date | None]]:
    rows = db.session.scalars(select(StatusPeriod).where(StatusPeriod.person_id == of_card(card).id))
    return [(row.kind, row.from_on, row.to_on) for row in rows]


def counted(*models) -> list[int]:
    return [db.session.scalar(select(func.count()).select_from(model)) for model in models]


def refused(book: Book, on: date = TODAY) -> list[tuple[str, int, str]]:
    before = counted(Organisation, Person, Membership, Appointment, AuditEvent)
    problems = import_roster(book.to_bytes(), actor=None, on=on).problems

    assert counted(Organisation, Person, Membership, Appointment, AuditEvent) == before
    assert not db.session.new
    assert not db.session.dirty
    return [(p.sheet, p.row, p.column) for p in problems]
