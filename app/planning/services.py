"""Writing the plans of a year and moving them. Only here does their state change."""

from typing import Any

from app import clock
from app.actor import Actor, acting_as
from app.audit.services import record
from app.documents.files import keep_file
from app.documents.services_uploads import Upload
from app.extensions import db, lock
from app.notifications.services import notify
from app.organisations.models import Organisation
from app.planning import queries
from app.planning.models import CellPlan, PlanStep
from app.planning.services_paper import issue_paper
from app.planning.services_telling import told_of
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster, expect_version
from workflows.engine import Step, StepRefused
from workflows.notices import Notice
from workflows.plan import APPROVERS, KIND_LABELS, PLAN, Kind, PlanFacts, State, at_version

LONGEST = 20_000
YEARS_AHEAD = 1
STALE = "Văn bản vừa được người khác sửa, sau khi đồng chí mở trang. Mở lại trang để xem bản mới nhất."


def prepare(cell: Organisation, kind: Kind, year: int, content: str, *, actor: Actor) -> CellPlan:
    """Raises StepRefused, BadInput."""
    lock(cell)  # of two who begin the same one the second finds the first
    facts = PlanFacts(exists=queries.exists(cell.id, year, kind), cell_ended_on=cell.dissolved_on)
    if refused := PLAN.refusal(None, "prepare", actor.roles_in(cell.id), facts):
        raise refused
    this = clock.today().year
    if not this - 1 <= year <= this + YEARS_AHEAD:
        raise BadInput({"year": f"Ghi năm từ {this - 1} đến {this + YEARS_AHEAD}."})
    _refuse_long(content)
    plan = CellPlan(
        cell_id=cell.id, year=year, kind=kind, content=content.strip(), created_at=clock.now(),
        definition_version=PLAN.definition_version, state=None,
    )  # fmt: skip
    step = PLAN.take(plan, "prepare", roles=actor.roles_in(cell.id), facts=facts)
    db.session.add(plan)
    db.session.flush()  # its id goes into the history
    _write_step(plan, step, None, actor, "")
    _record("plan_prepared", plan, actor, kind=kind, year=year)
    return plan


def change(plan: CellPlan, content: str, *, version: int | None, actor: Actor) -> None:
    """Raises NotAllowed, BadInput, SomebodyWasFaster."""
    lock_draft(plan, version, actor)
    _refuse_long(content)
    before, after = plan.content, content.strip()
    if before != after:
        plan.content = after
        _record("plan_changed", plan, actor, before={"content": before}, after={"content": after})


def attach(plan: CellPlan, upload: Upload, *, version: int | None = None, actor: Actor) -> None:
    """One file a plan: another takes its place. Raises NotAllowed, SomebodyWasFaster."""
    lock_draft(plan, version, actor)
    sha256 = keep_file(upload.data, upload.media_type)
    _name_file(plan, sha256, upload.name, actor)


def detach(plan: CellPlan, *, version: int | None = None, actor: Actor) -> None:
    lock_draft(plan, version, actor)
    _name_file(plan, None, "", actor)


def _name_file(plan: CellPlan, sha256: str | None, name: str, actor: Actor) -> None:
    before = {"file": plan.file_name, "sha256": plan.file_sha256}
    plan.file_sha256, plan.file_name = sha256, name
    after = {"file": name, "sha256": sha256}
    if before != after:
        _record("plan_changed", plan, actor, before=before, after=after)


def take_step(plan: CellPlan, name: str, *, actor: Actor, reason: str = "", version: int | None = None) -> None:
    """Raises StepRefused, SomebodyWasFaster, NotAllowed for a voice that was not asked for."""
    lock(plan)
    roles = actor.roles_in(plan.cell_id)
    facts, before = queries.facts_of(plan, actor.person_id), plan.state
    table = at_version(plan.definition_version)
    if refused := table.refusal(plan.state, name, roles, facts, reason):
        raise refused
    if name in ("agree", "return") and actor.person_id not in queries.approvers_of(plan, clock.today()):
        raise NotAllowed("Văn bản này do chi ủy xem xét; đồng chí không thuộc số người được lấy ý kiến.")
    expect_version(plan.version, version, STALE)
    step = table.take(plan, name, roles=roles, facts=facts, reason=reason)
    if name == "send":
        plan.sent_at = plan.sent_at or clock.now()
        issue_paper(plan, actor=actor)
    _write_step(plan, step, before, actor, reason)
    _record(
        "plan_step", plan, actor, step=name, from_state=before, to_state=plan.state, reason=reason,
        acting_as=acting_as(roles, step.by),
    )  # fmt: skip
    people, text = told_of(plan, name, actor, reason)
    notify(people, Notice.PLAN, text, f"/plans/{plan.id}", but_not=actor.person_id)


def lock_draft(plan: CellPlan, version: int | None, actor: Actor) -> None:
    """From here on it may be written. Raises NotAllowed, SomebodyWasFaster."""
    lock(plan)
    if not actor.roles_in(plan.cell_id) & set(queries.WRITERS):
        raise NotAllowed("Chỉ bí thư, phó bí thư hoặc người nhập liệu của chi bộ soạn quy chế, kế hoạch.")
    if plan.state != State.DRAFT:
        raise SomebodyWasFaster(f"Văn bản không còn là bản soạn (hiện: {PLAN.label(plan.state)}). Mở lại trang để xem.")
    expect_version(plan.version, version, STALE)


def reasons_against(plan: CellPlan, name: str, actor: Actor) -> StepRefused | None:
    """Why the step cannot be taken now, for the page; asked as if a reason that it needs were given."""
    facts = queries.facts_of(plan, actor.person_id)
    reason = "." if any(s.needs_reason for s in PLAN.steps if s.name == name) else ""
    return at_version(plan.definition_version).refusal(plan.state, name, actor.roles_in(plan.cell_id), facts, reason)


def steps_open(plan: CellPlan, actor: Actor) -> list[Step[PlanFacts]]:
    """Those of the actor's roles here; the voices only for who is asked."""
    found = at_version(plan.definition_version).steps_for(plan.state, actor.roles_in(plan.cell_id))
    asked = bool(actor.roles_in(plan.cell_id) & APPROVERS) and actor.person_id in queries.approvers_of(
        plan, clock.today()
    )
    return [step for step in found if asked or step.name not in ("agree", "return")]


def _refuse_long(content: str) -> None:
    if len(content) > LONGEST:
        raise BadInput({"content": "Nội dung dài quá 20.000 ký tự; tải lên dưới dạng tệp."})


def _write_step(plan: CellPlan, step: Step[PlanFacts], before: str | None, actor: Actor, reason: str) -> None:
    roles = actor.roles_in(plan.cell_id)
    db.session.add(
        PlanStep(
            plan_id=plan.id, step=step.name, from_state=before or "", to_state=plan.state, at=clock.now(),
            person_id=actor.person_id, acting_as=acting_as(roles, step.by | step.on_paper), reason=reason,
        )
    )  # fmt: skip


def _record(event: str, plan: CellPlan, actor: Actor, *, acting_as: str = "", **data: Any) -> None:
    record(
        event, actor=actor, organisation_id=plan.cell_id, subject="plan", subject_id=plan.id,
        acting_as=acting_as or capacity(plan, actor), **data,
    )  # fmt: skip


def capacity(plan: CellPlan, actor: Actor) -> str:
    return acting_as(actor.roles_in(plan.cell_id), queries.WRITERS)


def name_of(plan: CellPlan) -> str:
    return f"{KIND_LABELS[plan.kind]} năm {plan.year}"
