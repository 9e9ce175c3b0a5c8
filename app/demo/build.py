"""The demo commune: three past months evaluated, and in the demo month a meeting in every state.

Everything is produced by the services that the pages call, with the clock set to the moment of each step.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from app import clock
from app.agendas.queries import items_of
from app.demo import after, attending, before, growth, guidance, paper, people, petitions, sitting, targets, year
from app.demo.before import Cast, at, cast_of
from app.demo.commune import bring_in, cells, found
from app.extensions import db
from app.meetings.services_convening import cancel
from app.organisations.models import Organisation
from workflows.calendar import demo_month, first_of, meeting_day

PAST_MONTHS = 3
# How far each cell of the roster has come in the demo month, in the order of codes.
STATES = (
    "convened", "approval", "evaluated", "scored", "minutes", "held", "draft", "evaluated", "scored", "minutes",
    "cancelled", "paper", "evaluated", "scored", "signed", "verified", "scored", "convened",
)  # fmt: skip


def month_before(month: date, count: int = 1) -> date:
    for _ in range(count):
        month = first_of(month - timedelta(days=1))
    return month


def build(say: Callable[[str], None]) -> None:
    """Build the whole commune in one transaction: broken off half way it leaves an empty database, to be begun anew."""
    people.forget_actors()
    month = demo_month(clock.today())
    begun = month_before(month, PAST_MONTHS + 1)
    commune = _found_commune(begun)
    commune_id = commune.id
    say("Đã nhập tổ chức, đảng viên, tài khoản.")
    _set_year_down(commune, begun, month.year)
    say("Đã dựng kế hoạch năm, xếp loại năm trước.")
    for back in range(PAST_MONTHS, 0, -1):
        past = month_before(month, back)
        _go_through_past(past)
        say(f"Đã dựng tháng {past.month}/{past.year}.")
    petitions.raise_some(month_before(month), db.session.get_one(Organisation, commune_id), cells())
    _let_go()
    say("Đã dựng kiến nghị, phản ánh.")
    _go_into_demo_month(month, commune_id)
    db.session.commit()
    say(f"Đã dựng tháng {month.month}/{month.year}.")


def _found_commune(begun: date) -> Organisation:
    """The tree with its people and accounts, and what the commune aims at."""
    with clock.set_to(at(begun, 8)):
        commune = found(begun)
        people.appoint_above(commune, begun)
        people.open_accounts_in_cells()
    targets.set_targets(begun)
    return commune


def _set_year_down(commune: Organisation, begun: date, this_year: int) -> None:
    """Plans of the year, ratings of the year before, and people on their way into the Party."""
    year.set_down(commune, some_cells(), this_year, begun + timedelta(days=3))
    with clock.set_to(at(begun + timedelta(days=4), 9)):
        year.rate(commune, some_cells(), this_year - 1)
    growth.bring_up(commune, some_cells(), begun)
    _let_go()


def _go_through_past(month: date) -> None:
    """A month whose meetings were all held and evaluated."""
    _month_begins(month)
    guidance.publish_for(month, cell_ids())
    _let_go()
    for number in cell_ids():
        go_all_the_way(db.session.get_one(Organisation, number), month)
        _let_go()


def _go_into_demo_month(month: date, commune_id: int) -> None:
    """A meeting in every state, and what goes on around them in the commune."""
    _month_begins(month)
    guidance.publish_for(month, cell_ids())
    attending.plan_ahead(month, db.session.get_one(Organisation, commune_id))
    _let_go()
    for number, state in zip(cell_ids(), STATES, strict=True):
        go_as_far_as(db.session.get_one(Organisation, number), month, state)
        _let_go()
    attending.write_visit_down(db.session.get_one(Organisation, commune_id))
    _let_go()
    year.inspect(db.session.get_one(Organisation, commune_id), some_cells(), month, clock.today())
    year.propose(some_cells()[0], month.year)


def cell_ids() -> list[int]:
    """Numbers, because the rows are let go with everything else after each meeting."""
    return [cell.id for cell in cells()]


def some_cells() -> list[Organisation]:
    """Those that are built, as rows that have not been let go."""
    return [db.session.get_one(Organisation, number) for number in cell_ids()]


def _month_begins(month: date) -> None:
    """The office brings in who was admitted meanwhile."""
    with clock.set_to(at(month, 8)):
        bring_in(month)


def _let_go() -> None:
    """One meeting is done: what was loaded for it would only make the session slow."""
    db.session.flush()  # else it would be lost with the rest
    db.session.expunge_all()


def go_all_the_way(cell: Organisation, month: date) -> None:
    meets_on = meeting_day(month, 3)
    with clock.set_to(at(meets_on - timedelta(days=4), 8)):
        cast = cast_of(cell, month)
    _hold(cast, month, meets_on)
    _after(cast, month, meets_on, "evaluated")


def _convene(cast: Cast, month: date, prepared_on: date, meets_at: datetime) -> None:
    with clock.set_to(at(prepared_on, 8)):
        after.report_open_tasks(cast, prepared_on)
        meeting = before.prepare(cast, month, meets_at)
    before.put_to_committee(cast, meeting, prepared_on)
    before.let_committee_agree(meeting, prepared_on)
    before.send_out(cast, meeting, prepared_on)


def _hold(cast: Cast, month: date, meets_on: date) -> None:
    opened = at(meets_on, 19, 30)
    _convene(cast, month, meets_on - timedelta(days=2), opened)
    meeting = before.meeting_of(cast.cell, month)
    line = sitting.Timeline(opened)
    sitting.open_and_call_the_roll(cast, meeting, line)
    with line.minute(4):
        attending.let_overseer_come(cast, meeting)
    sitting.go_through(cast, meeting, line)
    sitting.finish(cast, meeting, line)


def _after(cast: Cast, month: date, meets_on: date, state: str) -> None:
    """From the closing on: `minutes` (unsigned), `signed`, `scored`, `verified`, `evaluated`."""
    meeting = before.meeting_of(cast.cell, month)
    if state == "minutes":
        return
    after.sign_and_issue(cast, meeting, meets_on + timedelta(days=1))
    if state == "signed":
        return
    after.hand_in(cast, meeting, meets_on + timedelta(days=1))
    if state == "scored":
        return
    after.verify_points(cast, meeting, meets_on + timedelta(days=1))
    if state == "evaluated":
        after.decide_rating(meeting, meets_on + timedelta(days=2))


def go_as_far_as(cell: Organisation, month: date, state: str) -> None:
    today, meets_on = clock.today(), meeting_day(month, 3)
    with clock.set_to(at(meets_on, 7)):
        cast = cast_of(cell, month)
    if state in ("draft", "approval", "convened", "cancelled"):
        _still_ahead(cast, month, today, state)
    elif state == "held":
        _under_way(cast, month)
    elif state == "paper":
        paper.key_in(cast, month, meets_on)
    else:
        _hold(cast, month, meets_on)
        _after(cast, month, meets_on, state)


def _still_ahead(cast: Cast, month: date, today: date, state: str) -> None:
    yesterday, meets_at = today - timedelta(days=1), at(today + timedelta(days=1), 19, 30)
    if state == "convened":
        _convene(cast, month, yesterday, meets_at)
        before.let_some_answer(cast, before.meeting_of(cast.cell, month), yesterday)
        return
    with clock.set_to(at(yesterday, 8)):
        meeting = before.prepare(cast, month, meets_at)
    if state == "approval":
        before.put_to_committee(cast, meeting, yesterday)
    if state == "cancelled":
        with clock.set_to(at(yesterday, 9)):
            cancel(meeting, reason="Đường vào thôn sạt lở, chi bộ xin lùi sang tháng sau.", actor=cast.chair)


def _under_way(cast: Cast, month: date) -> None:
    """A meeting that was opened half an hour ago and has come to its middle."""
    opened = clock.now() - timedelta(minutes=50)
    _convene(cast, month, clock.today() - timedelta(days=1), opened)
    meeting = before.meeting_of(cast.cell, month)
    line = sitting.Timeline(opened)
    sitting.open_and_call_the_roll(cast, meeting, line)
    sitting.go_through(cast, meeting, line, until=len(items_of(meeting.id)) // 2)
