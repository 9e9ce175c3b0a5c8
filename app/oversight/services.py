"""Assigning overseers for one month, and suggesting other hours to cells whose meetings clash."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app import clock
from app.accounts.models import Appointment
from app.accounts.queries import people_as
from app.actor import Actor
from app.appointments.services import appoint_held, write_end
from app.audit.services import record
from app.extensions import db, lock_all
from app.meetings.models import Meeting
from app.members.models import Person
from app.notifications.services import notify
from app.organisations.models import Organisation
from app.oversight import queries
from app.oversight.models import HourSuggestion
from app.oversight.queries_clashes import Clash, Proposal
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster
from app.rules.queries import settings_for
from workflows.calendar import day_of, months_away, next_month
from workflows.notices import Notice
from workflows.roles import Role

SECRETARIES = (Role.SECRETARY, Role.DEPUTY_SECRETARY)
# The record of a month is finished and verified in the next one.
AFTER = timedelta(days=45)
BEFORE = timedelta(days=31)


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A proposal as the page showed it: another hour for a meeting that stood at `was`."""

    meeting_id: int
    was: datetime
    proposed: datetime


def default_days(organisation_id: int, month: date) -> tuple[date, date]:
    """From the day of the guidance, on which agendas begin, to the end of the month."""
    settings = settings_for(organisation_id, month)
    return min(day_of(month, settings.guidance_day), month), next_month(month) - timedelta(days=1)


def assign(
    cell: Organisation, person: Person, month: date, *, from_on: date | None, to_on: date | None, seen: int,
    actor: Actor,
) -> Appointment:  # fmt: skip
    """`person` attends the cell's meeting of the month, with an overseer's rights between the two days.

    `seen`: the assignment of the month that the page showed, 0 for none; it ends. Raises BadInput, SomebodyWasFaster.
    """
    _expect_office(cell.id, actor)
    lock_all(Organisation, [cell.id])
    _end_seen(cell.id, month, seen, actor)
    return _assign(cell, person, month, from_on, to_on, actor)


def _assign(
    cell: Organisation, person: Person, month: date, from_on: date | None, to_on: date | None, actor: Actor
) -> Appointment:
    """The month of a cell that is held, and nobody else's."""
    errors = _against(month, from_on, to_on)
    if errors or from_on is None:
        raise BadInput(errors)
    standing = people_as(cell.id, (Role.OVERSEER,), max(from_on, clock.today()))
    row = appoint_held(
        person, cell, Role.OVERSEER, from_on=from_on, to_on=to_on, for_month=month, actor=actor,
        decision=f"Phân công dự sinh hoạt tháng {month.month}/{month.year}",
    )  # fmt: skip
    text = f"Tháng {month.month}/{month.year} đ/c {person.full_name} dự, theo dõi sinh hoạt {cell.name}."
    told = {one.id for one, _ in (*standing, *people_as(cell.id, SECRETARIES, clock.today()))} - {person.id}
    notify(told, Notice.APPOINTED, text, but_not=actor.person_id)
    return row


def unassign(cell: Organisation, month: date, *, seen: int, actor: Actor) -> None:
    """The month is the standing overseer's again. Raises SomebodyWasFaster if it is already."""
    _expect_office(cell.id, actor)
    lock_all(Organisation, [cell.id])
    if not seen:
        raise BadInput("Tháng này chi bộ không có phân công riêng.")
    _end_seen(cell.id, month, seen, actor)


def copy_last_month(cell_ids: Sequence[int], month: date, *, actor: Actor) -> int:
    """Assign as in the month before, where this month has no assignment of its own; how many.

    A cell for which that cannot be done any more is passed over. Raises BadInput if there was nothing to copy.
    """
    for cell_id in cell_ids:
        _expect_office(cell_id, actor)
    lock_all(Organisation, cell_ids)
    before = queries.assigned_for(cell_ids, months_away(month, -1))
    taken = queries.assigned_for(cell_ids, month)
    wanted = [(cell_id, row.person_id) for cell_id, row in sorted(before.items()) if cell_id not in taken]
    count = 0
    for cell_id, person_id in wanted:
        cell, person = db.session.get_one(Organisation, cell_id), db.session.get_one(Person, person_id)
        from_on, to_on = default_days(cell_id, month)
        if from_on <= (before[cell_id].to_on or to_on):
            from_on = max(month, (before[cell_id].to_on or to_on) + timedelta(days=1))
        try:
            _assign(cell, person, month, from_on, to_on, actor)
        except BadInput:
            continue
        count += 1
    if not count:
        raise BadInput(f"Không có phân công riêng nào của tháng {months_away(month, -1):%m/%Y} để chép sang.")
    return count


def suggest_hours(
    chosen: Collection[Chosen], cell_ids: Sequence[int], month: date, *, root_id: int, actor: Actor
) -> int:
    """Say the chosen hours to the secretaries of the cells; how many cells. The planned hours stay as they are.

    Raises BadInput if nothing is chosen, SomebodyWasFaster if a proposal is another one now or was sent already.
    """
    if not chosen:
        raise BadInput("Chọn ít nhất một gợi ý để gửi.")
    lock_all(Meeting, [one.meeting_id for one in chosen])
    found = queries.month_of(cell_ids, month, root_id=root_id)
    known = {(p.meeting.id, p.meeting.starts_at, p.starts_at): (c, p) for c in found.clashes for p in c.proposals}
    for one in chosen:
        clash, proposal = known.get((one.meeting_id, one.was, one.proposed), (None, None))
        if clash is None or proposal is None or proposal.sent_at is not None:
            raise SomebodyWasFaster("Giờ sinh hoạt vừa thay đổi hoặc gợi ý đã gửi rồi. Mở lại trang để xem bản mới.")
        _suggest(clash, proposal, one, actor)
    return len(chosen)


def _suggest(clash: Clash, proposal: Proposal, one: Chosen, actor: Actor) -> None:
    cell_id = proposal.meeting.cell_id
    _expect_office(cell_id, actor)
    db.session.add(
        HourSuggestion(
            meeting_id=one.meeting_id, person_id=clash.person_id, was=one.was, proposed=one.proposed,
            sent_at=clock.now(),
        )
    )  # fmt: skip
    record(
        "hours_suggested", actor=actor, organisation_id=cell_id, subject="meeting", subject_id=one.meeting_id,
        acting_as=Role.OFFICE, meeting_id=one.meeting_id, person_id=clash.person_id, was=one.was,
        proposed=one.proposed,
    )  # fmt: skip
    text = (
        f"Đảng ủy gợi ý {proposal.cell} sinh hoạt lúc {_when(one.proposed)}, thay cho {_when(one.was)}, để "
        f"đ/c {clash.name} dự được các chi bộ được phân công. Chi bộ quyết định, giờ đã ghi chưa thay đổi."
    )
    people = [person.id for person, _ in people_as(cell_id, SECRETARIES, clock.today())]
    notify(people, Notice.HOURS_SUGGESTED, text, f"/meetings/{one.meeting_id}", but_not=actor.person_id)


def _when(moment: datetime) -> str:
    return f"{moment.astimezone(clock.VIETNAM):%H:%M ngày %d/%m/%Y}"


def _expect_office(cell_id: int, actor: Actor) -> None:
    if Role.OFFICE not in actor.roles_in(cell_id):
        raise NotAllowed("Chỉ Văn phòng Đảng ủy phân công đảng ủy viên dự sinh hoạt chi bộ.")


def _end_seen(cell_id: int, month: date, seen: int, actor: Actor) -> None:
    old = queries.of_month(cell_id, month)
    if (old.id if old else 0) != seen:
        raise SomebodyWasFaster("Phân công của tháng vừa được người khác sửa. Mở lại trang để xem bản mới nhất.")
    if old is not None:
        # Whose days are all past keeps them; the month is no longer theirs, whatever comes in their place.
        write_end(old, on=min(clock.today(), (old.to_on or date.max - AFTER) + timedelta(days=1)), actor=actor)
        db.session.flush()  # a month has one assignment: the old one goes before the new one comes


def _against(month: date, from_on: date | None, to_on: date | None) -> dict[str, str]:
    last = next_month(month) - timedelta(days=1)
    errors: dict[str, str] = {}
    if from_on is None or not month - BEFORE <= from_on <= last:
        errors["from_on"] = f"Ghi ngày bắt đầu, không sau ngày {last:%d/%m/%Y} và không sớm hơn một tháng."
    if to_on is None or not month <= to_on <= last + AFTER:
        errors["to_on"] = f"Ghi ngày kết thúc, từ {month:%d/%m/%Y} đến {last + AFTER:%d/%m/%Y}."
    return errors
