"""Planning a campaign: what is looked at, where, by whom. Its steps are taken in `services_steps`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from app import clock
from app.actor import Actor
from app.audit.services import record
from app.extensions import db, lock
from app.inspections import queries
from app.inspections.models import CellFile, Inspection, InspectionStep, TeamMember, TeamPart
from app.inspections.queries_signals import proposed_for
from app.organisations.models import Organisation, OrganisationKind
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster, expect_version
from workflows.calendar import months_away
from workflows.engine import Step
from workflows.inspection import INSPECTION, InspectionFacts, Issuer, Kind, State, speaks_of_another_procedure
from workflows.roles import Role

LONGEST_SUBJECT = 300
LONGEST_TEXT = 8000
LONGEST_LINE = 300
MOST_POINTS = 30
MOST_MONTHS = 12
MOST_YEARS = 3
LATEST_REPORT = timedelta(days=400)
FIELDS = ("kind", "issuer", "quarter", "from_month", "to_month", "subject", "outline", "checklist", "report_due")
OTHER_PROCEDURE = (
    "Có từ thuộc quy trình khác của Ủy ban Kiểm tra. Ghi rõ sự việc; nếu cần thì đánh dấu “Chuyển Ủy ban Kiểm tra "
    "xem xét”."
)
STALE = "Cuộc kiểm tra này vừa được người khác sửa. Mở lại trang để xem bản mới nhất."


@dataclass(frozen=True, kw_only=True)
class Planned:
    """What the programme says of one campaign. `quarter`, `from_month` and `to_month` are first days."""

    kind: Kind = Kind.INSPECTION
    issuer: Issuer = Issuer.STANDING_COMMITTEE
    quarter: date
    from_month: date | None
    to_month: date | None
    subject: str
    outline: str = ""
    checklist: list[str] = field(default_factory=list)
    report_due: date | None = None


@dataclass(frozen=True, kw_only=True)
class Team:
    """`others`: people who hold no office of inspector; they are named on the decision and read nothing here."""

    leader_id: int | None = None
    secretary_id: int | None = None
    member_ids: Sequence[int] = ()
    others: Sequence[str] = ()


def plan(organisation: Organisation, wanted: Planned, *, actor: Actor) -> Inspection:
    """Enter a campaign into the programme. Raises StepRefused, BadInput."""
    roles = actor.roles_in(organisation.id)
    facts = InspectionFacts(organisation_ended_on=organisation.dissolved_on)
    if refused := INSPECTION.refusal(None, "plan", roles, facts):
        raise refused
    if organisation.kind == OrganisationKind.CELL:
        raise BadInput("Chi bộ không lập cuộc kiểm tra, giám sát chi bộ khác.")
    _refuse_bad(wanted)
    row = Inspection(
        organisation_id=organisation.id, definition_version=INSPECTION.definition_version, created_at=clock.now(),
        state=None,
    )  # fmt: skip
    _fill(row, wanted)
    step = INSPECTION.take(row, "plan", roles=roles, facts=facts)
    db.session.add(row)
    db.session.flush()  # its id goes into the history
    write_history(row, step, "", actor)
    note("inspection_planned", row, actor, after={name: getattr(row, name) for name in FIELDS})
    return row


def change(row: Inspection, wanted: Planned, *, version: int | None, actor: Actor) -> None:
    """Raises NotAllowed, BadInput, SomebodyWasFaster; what was announced stands."""
    hold(row, version, actor)
    expect_planned(row)
    _refuse_bad(wanted)
    before = {name: getattr(row, name) for name in FIELDS}
    _fill(row, wanted)
    changed = [name for name in FIELDS if before[name] != getattr(row, name)]
    if changed:
        note(
            "inspection_changed", row, actor,
            before={name: before[name] for name in changed}, after={name: getattr(row, name) for name in changed},
        )  # fmt: skip


def choose_cells(row: Inspection, cell_ids: Sequence[int], *, version: int | None, actor: Actor) -> None:
    """All cells or a sample, each with the sentences that speak for it at this moment. Raises NotAllowed, BadInput,
    SomebodyWasFaster."""
    hold(row, version, actor)
    expect_planned(row)
    known = {one.cell.id: one for one in proposed_for(row.organisation_id, row.from_month, row.to_month)}
    if unknown := set(cell_ids) - set(known):
        raise BadInput(f"{len(unknown)} chi bộ không thuộc phạm vi hoặc đã kết thúc hoạt động. Chọn lại.")
    files = {file.cell_id: file for file in queries.files_of(row.id)}
    wanted = set(cell_ids)
    if wanted == set(files):
        return
    for cell_id in set(files) - wanted:
        db.session.delete(files[cell_id])
    for cell_id in sorted(wanted - set(files)):
        why = list(known[cell_id].reasons.values())
        db.session.add(CellFile(inspection_id=row.id, cell_id=cell_id, why=why, set_aside="", report={}))
    touch(row)
    note("inspection_cells_chosen", row, actor, before=sorted(files), after=sorted(wanted))


def name_team(row: Inspection, team: Team, *, reason: str = "", version: int | None, actor: Actor) -> None:
    """Who carries it out. After the announcement a change wants a reason. Raises NotAllowed, BadInput,
    SomebodyWasFaster."""
    hold(row, version, actor)
    if row.state in (State.CONCLUDED, State.CLOSED, State.CANCELLED):
        raise SomebodyWasFaster("Cuộc kiểm tra đã kết luận hoặc đã hủy, không thay đổi đoàn nữa.")
    if row.state != State.PLANNED and not reason.strip():
        raise BadInput({"reason": "Cuộc kiểm tra đã thông báo: nêu lý do thay đổi đoàn."})
    members = _members(row, team)
    before = [[one.part, one.person_id, one.name] for one in queries.team_of(row.id)]
    after = [[one.part, one.person_id, one.name] for one in members]
    if before == after:
        return
    for one in queries.team_of(row.id):
        db.session.delete(one)
    db.session.add_all(members)
    touch(row)
    note("inspection_team_named", row, actor, before=before, after=after, reason=reason.strip())


def _members(row: Inspection, team: Team) -> list[TeamMember]:
    known = dict(queries.inspectors_of(row.organisation_id))
    errors: dict[str, str] = {}
    if team.leader_id not in known:
        errors["leader_id"] = "Chọn trưởng đoàn trong các cán bộ kiểm tra."
    if team.secretary_id is not None and team.secretary_id not in known:
        errors["secretary_id"] = "Chọn thư ký đoàn trong các cán bộ kiểm tra."
    if set(team.member_ids) - set(known):
        errors["member_ids"] = "Chọn thành viên trong các cán bộ kiểm tra."
    others = [name.strip() for name in team.others if name.strip()]
    if len(others) > MOST_POINTS or any(len(name) > 200 for name in others):
        errors["others"] = "Mỗi dòng một người, không quá 200 chữ; nhiều nhất 30 dòng."
    if errors:
        raise BadInput(errors)
    named: list[tuple[TeamPart, int | None, str]] = [(TeamPart.LEADER, team.leader_id, known[team.leader_id or 0])]
    if team.secretary_id not in (None, team.leader_id):
        named.append((TeamPart.SECRETARY, team.secretary_id, known[team.secretary_id or 0]))
    taken = {person_id for _, person_id, _ in named}
    named += [(TeamPart.MEMBER, id, name) for id, name in known.items() if id in set(team.member_ids) - taken]
    named += [(TeamPart.MEMBER, None, name) for name in others]
    return [TeamMember(inspection_id=row.id, part=part, person_id=id, name=name) for part, id, name in named]


# ---------------------------------------------------------------- what all changes of a campaign share


def hold(row: Inspection, version: int | None, actor: Actor) -> None:
    """Of two who change one campaign the second is told. Raises NotAllowed, SomebodyWasFaster."""
    lock(row)
    queries.expect_inspector(row, actor)
    expect_version(row.version, version, STALE)


def touch(row: Inspection) -> None:
    """What belongs to the campaign changed, so a page of before is stale."""
    # Raised by hand: of the row itself no column changed.
    db.session.flush()
    row.version += 1


def note(event: str, row: Inspection, actor: Actor, *, role: str = Role.INSPECTOR, **data: Any) -> None:
    record(
        event, actor=actor, organisation_id=row.organisation_id, subject="inspection", subject_id=row.id,
        acting_as=role, **data,
    )  # fmt: skip


def write_history(row: Inspection, step: Step[InspectionFacts], before: str, actor: Actor, reason: str = "") -> None:
    db.session.add(
        InspectionStep(
            inspection_id=row.id, step=step.name, from_state=before, to_state=row.state, at=clock.now(),
            account_id=actor.account_id, person_id=actor.person_id, reason=reason,
        )
    )  # fmt: skip


def expect_planned(row: Inspection) -> None:
    if row.state != State.PLANNED:
        raise SomebodyWasFaster("Cuộc kiểm tra đã thông báo nên phần này không sửa được nữa.")


def _fill(row: Inspection, wanted: Planned) -> None:
    for name in FIELDS:
        setattr(row, name, getattr(wanted, name))
    row.subject, row.outline = wanted.subject.strip(), wanted.outline.strip()
    row.checklist = [line.strip() for line in wanted.checklist if line.strip()]


def _refuse_bad(wanted: Planned) -> None:
    errors: dict[str, str] = {}
    if not wanted.subject.strip() or len(wanted.subject) > LONGEST_SUBJECT:
        errors["subject"] = "Ghi nội dung cuộc kiểm tra, giám sát, không quá 300 chữ."
    if wanted.quarter.day != 1 or wanted.quarter.month not in (1, 4, 7, 10) or not _near(wanted.quarter):
        errors["quarter"] = "Chọn quý trong danh sách."
    if wanted.from_month is None or wanted.to_month is None or not _is_span(wanted.from_month, wanted.to_month):
        errors["to_month"] = "Ghi thời kỳ từ tháng đến tháng, nhiều nhất 12 tháng."
    if len(wanted.outline) > LONGEST_TEXT:
        errors["outline"] = "Phần này dài quá 8.000 chữ, viết gọn lại."
    lines = [line for line in wanted.checklist if line.strip()]
    if len(lines) > MOST_POINTS or any(len(line) > LONGEST_LINE for line in lines):
        errors["checklist"] = "Mỗi dòng một nội dung, không quá 300 chữ; nhiều nhất 30 dòng."
    for name, text in (("subject", wanted.subject), ("outline", wanted.outline), ("checklist", "\n".join(lines))):
        if speaks_of_another_procedure(text):
            errors[name] = OTHER_PROCEDURE
    due = wanted.report_due
    if due is not None and abs(due - clock.today()) > LATEST_REPORT:
        errors["report_due"] = "Ghi hạn báo cáo trong khoảng một năm."
    if errors:
        raise BadInput(errors)


def _near(quarter: date) -> bool:
    return abs(quarter.year - clock.today().year) <= MOST_YEARS


def _is_span(first: date, last: date) -> bool:
    return first <= last < months_away(first, MOST_MONTHS)


def expect_team(seen: queries.FileSeen) -> None:
    if not seen.writes():
        raise NotAllowed("Chỉ thành viên đoàn kiểm tra ghi hồ sơ của chi bộ.")
