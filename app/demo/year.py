"""What belongs to a year in the demo commune: plans of the cells, the ratings of the year before, one inspection."""

from collections.abc import Sequence
from datetime import date, timedelta

from app import clock
from app.accounts.queries import people_as
from app.actor import Actor
from app.demo import words
from app.demo.before import at
from app.demo.people import actor
from app.extensions import db
from app.guidance.services import SignedBy
from app.inspections import queries as files
from app.inspections import services as inspections
from app.inspections.models import Inspection
from app.inspections.queries_evidence import evidence_of
from app.inspections.services_files import save_report
from app.inspections.services_findings import Found, Session, ToMend, save_session, set_remedy, write_finding
from app.inspections.services_steps import announce, begin
from app.organisations.models import Organisation
from app.planning.services import prepare, take_step
from app.planning.services_topics import Stated, add_topic
from app.ratings.services import Decision, Proposal, decide_organisations, propose_own
from app.rules.queries import settings_for
from workflows.annual_rating import Rating
from workflows.calendar import months_away
from workflows.inspection import CHECKLIST, FindingKind
from workflows.plan import Kind
from workflows.roles import Role

AGREED = "Đã thống nhất tại hội nghị chi ủy."
# So many cells wrote all three papers; of the others some owe one, one owes all.
ALL_THREE, LAST = 6, -1
# The inspection goes to so many cells: to the first it has been, the second has sent its report.
INSPECTED = 4


def set_down(commune: Organisation, cells: Sequence[Organisation], year: int, on: date) -> None:
    """Plans of the year, as the cells hand them in and the office takes note of the first ones."""
    office = _who(commune, Role.OFFICE)
    for number, cell in enumerate(cells[:LAST] if len(cells) > 1 else cells):
        secretary = _who(cell, Role.SECRETARY)
        for kind in Kind if number < ALL_THREE else (Kind.WORKING_RULES,):
            with clock.set_to(at(on, 14, number)):
                _hand_in(cell, kind, year, secretary, office)


def _hand_in(cell: Organisation, kind: Kind, year: int, secretary: Actor, office: Actor) -> None:
    content = "" if kind == Kind.THEMATIC_PLAN else words.PLAN_TEXTS[kind]
    plan = prepare(cell, kind, year, content, actor=secretary)
    if kind == Kind.THEMATIC_PLAN:
        for quarter, title in enumerate(words.THEMES):
            add_topic(plan, Stated(month=date(year, quarter * 3 + 2, 1), title=title), actor=secretary)
    for step, who, reason in (("submit", secretary, ""), ("send", secretary, AGREED), ("finish", office, "")):
        db.session.flush()  # each step reads the state
        take_step(plan, step, actor=who, reason=reason)


def rate(commune: Organisation, cells: Sequence[Organisation], year: int) -> None:
    """The ratings of `year`, entered with their decision."""
    levels = {cell.id: _level(number) for number, cell in enumerate(cells)}
    good = frozenset(key for key, level in levels.items() if level != Rating.DONE)
    decided = Decision(levels=levels, good=good, number="15-QĐ/ĐU", on=date(year, 12, 25))
    decide_organisations(year, decided, actor=_who(commune, Role.OFFICE))


def _level(number: int) -> Rating:
    return {0: Rating.EXCELLENT, 3: Rating.EXCELLENT, 6: Rating.DONE}.get(number, Rating.WELL_DONE)


def propose(cell: Organisation, year: int) -> None:
    goods = dict.fromkeys(settings_for(cell.id, clock.today()).four_goods, True)
    proposal = Proposal(level=Rating.WELL_DONE, note=words.OWN_RATING, goods=goods)
    propose_own(cell, year, proposal, actor=_who(cell, Role.SECRETARY))


def inspect(commune: Organisation, cells: Sequence[Organisation], month: date, on: date) -> None:
    """A quarter's inspection under way, begun some days before `on`."""
    lead = _who(commune, Role.INSPECTOR)
    with clock.set_to(at(on - timedelta(days=4), 8)):
        row = _announced(commune, cells[:INSPECTED], month, lead, on + timedelta(days=3))
    with clock.set_to(at(on - timedelta(days=2), 8)):
        begin(row, version=row.version, actor=lead)
        db.session.flush()  # what follows reads the state
        chosen = files.files_of(row.id)
        for file in chosen[:2]:
            secretary = _who(file.cell, Role.SECRETARY)
            texts = {str(number): text for number, text in enumerate(words.SELF_INSPECTED)}
            save_report(files.get_file_or_404(file.id, secretary), texts, send=True, stamp=None, actor=secretary)
    with clock.set_to(at(on - timedelta(days=1), 15)):
        _visit(files.get_file_or_404(chosen[0].id, lead), lead, on)


def _announced(
    commune: Organisation, cells: Sequence[Organisation], month: date, lead: Actor, report_due: date
) -> Inspection:  # fmt: skip
    quarter = date(month.year, (month.month - 1) // 3 * 3 + 1, 1)
    wanted = inspections.Planned(
        quarter=quarter, from_month=months_away(month, -3), to_month=month, subject=words.INSPECTION,
        outline=words.OUTLINE, checklist=[*CHECKLIST], report_due=report_due,
    )  # fmt: skip
    row = inspections.plan(commune, wanted, actor=lead)
    db.session.flush()  # each change raises a version that the next one is held to
    inspections.choose_cells(row, [cell.id for cell in cells], version=row.version, actor=lead)
    db.session.flush()
    team = inspections.Team(leader_id=lead.person_id, others=words.TEAM)
    inspections.name_team(row, team, version=row.version, actor=lead)
    db.session.flush()
    leader = people_as(commune.id, (Role.LEADERSHIP,), clock.today())[0][0]
    signed = SignedBy(person_id=leader.id, position="Bí thư", on=clock.today())
    announce(row, signed, version=row.version, actor=lead)
    db.session.flush()
    return row


def _visit(seen: files.FileSeen, lead: Actor, on: date) -> None:
    """The team was at the first cell: findings that rest on its meetings, the working session, what is to be mended."""
    evidence = evidence_of(seen.file)
    behind = {"meeting": evidence.sittings, "petition": evidence.petitions}
    for point, kind, text, what in words.FOUND:
        record = f"{what}:{behind[what][0].id}" if behind[what] else ""
        found = Found(point=point, kind=FindingKind(kind), text=text, record=record)
        write_finding(seen, found, evidence, version=None, actor=lead)
    session = Session(on=clock.today(), place=words.SESSION_PLACE, present=words.SESSION_PRESENT, text=words.SESSION)
    save_session(seen, session, issue=False, stamp=None, actor=lead)
    mend = ToMend(work=words.TO_MEND, owner_name="Bí thư chi bộ", deadline=on + timedelta(days=30))
    set_remedy(seen, mend, version=None, actor=lead)


def _who(organisation: Organisation, role: Role) -> Actor:
    return actor(people_as(organisation.id, (role,), clock.today())[0][0].id)
