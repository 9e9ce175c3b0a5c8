"""Beginning and ending a practice meeting (tập thử)."""

from datetime import datetime, timedelta

from sqlalchemy import select

from app import clock
from app.actor import Actor, acting_as
from app.audit.services import record
from app.extensions import db, lock
from app.organisations.models import Organisation
from app.practice.models import Practice
from app.practice.queries import practice_of
from app.practice.services_place import make_place, remove_place, remove_unnamed, shape_now
from app.refusals import NotAllowed
from app.settings import settings
from workflows.roles import Role

LEADS = (Role.SECRETARY, Role.DEPUTY_SECRETARY)
NOT_YOURS = "Chỉ bí thư, phó bí thư chi bộ mở và kết thúc buổi tập thử."


def begin_practice(cell: Organisation, *, actor: Actor) -> Practice | None:
    """Let the cell practise on its own roster; None if it does already: begun twice it is begun once. Raises
    NotAllowed."""
    role = _role_of(cell, actor)
    lock(cell)
    if practice_of(cell.id):
        return None
    _forget(cell.id)
    found = Practice(
        cell_id=cell.id, name=make_place(cell.id), shape=shape_now(), begun_at=clock.now(), begun_by_id=actor.person_id
    )
    db.session.add(found)
    _record("practice_begun", cell.id, actor, role)
    return found


def end_practice(cell: Organisation, *, actor: Actor) -> None:
    """Delete it with all that was done there; ended twice it is ended once. Raises NotAllowed."""
    role = _role_of(cell, actor)
    lock(cell)
    if _forget(cell.id):
        _record("practice_ended", cell.id, actor, role)


def sweep_practices(now: datetime) -> None:
    """Delete those that nobody ended in time, and what was left by a beginning or an end that came to nothing."""
    border = now - timedelta(days=settings().practice_days)
    for cell_id in db.session.scalars(select(Practice.cell_id).where(Practice.begun_at < border)).all():
        _forget(cell_id)
        _record("practice_ended", cell_id, None, "")
    remove_unnamed(set(db.session.scalars(select(Practice.name))), border)


def _forget(cell_id: int) -> bool:
    found = db.session.get(Practice, cell_id)
    if found is None:
        return False
    db.session.delete(found)
    db.session.flush()  # before another one of the same cell is added
    # Should the transaction be rolled back, the row names a place that is no more, which counts as ended.
    remove_place(found.name)
    return True


def _role_of(cell: Organisation, actor: Actor) -> str:
    held = actor.roles_in(cell.id)
    if not held & set(LEADS):
        raise NotAllowed(NOT_YOURS)
    return acting_as(held, LEADS)


def _record(event: str, cell_id: int, actor: Actor | None, role: str) -> None:
    record(event, actor=actor, organisation_id=cell_id, subject="organisation", subject_id=cell_id, acting_as=role)
