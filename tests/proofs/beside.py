"""A month of what goes on beside the meetings, made by the services that the pages call: something of everything."""

from dataclasses import replace
from datetime import date

from app import clock
from app.criteria import services as criteria
from app.criteria.services import Head
from app.extensions import db
from app.guidance.services import correct
from app.handovers.services import change_secretary, sign
from app.inspections.queries import findings_of, remedies_of
from app.inspections.services_findings import remove_finding
from app.inspections.services_programme import issue_programme
from app.inspections.services_remedies import take_remedy_step
from app.jobs.services import run_due_jobs
from app.members.models import Person
from app.organisations.models import Organisation
from app.petitions import services as petitions
from app.petitions.models import Petition
from app.petitions.services_said import Details, NewPetition, Said
from app.planning.services import prepare as prepare_plan
from app.planning.services_topics import Stated, add_topic, remove_topic
from app.proofs.services import seal_rows
from app.rules import services as rules
from app.tasks.services import NewTask, assign_task
from app.tasks.services import take_step as take_task_step
from tests.acts import actor_named
from tests.guidance.conftest import WRITTEN, published
from tests.guidance.conftest import signed as signed_guidance
from tests.inspections import campaign
from tests.planning.ready import at_the_committee
from tests.world import World
from workflows.cells import CellType
from workflows.criteria import CRITERIA_WARD, GROUPS
from workflows.inspection import Issuer
from workflows.petition import SentTo
from workflows.plan import Kind as PlanKind
from workflows.rules import RuleSettings

NEW_YEAR = date(2027, 1, 1)


def all_of_it(world: World) -> None:
    seal_rows()  # the people of the world: no event tells of them
    for part in (_rules, _petitions, _guidance, _plan, _inspection, _task, _handover):
        part(world)
        db.session.commit()
    run_due_jobs()
    db.session.commit()


def _rules(world: World) -> None:
    hanh, commune = actor_named("hanh"), db.session.get_one(Organisation, world.commune)
    row = rules.take_over(commune, "Quy chế 05", RuleSettings().to_json(), from_on=NEW_YEAR, actor=hanh)
    rules.change(row, "Quy chế 05-QC/ĐU", RuleSettings(attendance_norm=90).to_json(), actor=hanh)
    head = Head(title="Bộ tiêu chí xã", basis="Hướng dẫn 05-HD/ĐU", kind=None, effective_from=NEW_YEAR)
    made = criteria.begin_draft(commune, head, CRITERIA_WARD, GROUPS, actor=hanh)
    criteria.put_in_force(made, actor=hanh)


def _petitions(world: World) -> None:
    """Two cells ask the same; one answer comes to the drafts of both."""
    ours, same = (_raised(who) for who in ("lan", "tham"))
    for petition in (ours, same):
        _step(petition, "accept", details=Details(people=3), deadline=date(2026, 12, 20))
    _step(same, "merge", stays_id=ours.id)
    _step(ours, "answer", note="Xã đã đưa vào kế hoạch quý I.")


def _raised(who: str) -> Petition:
    me = actor_named(who)
    new = NewPetition(text="Đường cụm 2 lầy lội", raised_by_id=me.person_id, sent_to=SentTo.COMMITTEE)
    return petitions.raise_petition(new, cell_id=me.home_id, actor=me)


def _step(petition: Petition, name: str, **said: object) -> None:
    petitions.take_step(petition, name, Said(**said), actor=actor_named("hanh"))  # type: ignore[arg-type]
    db.session.flush()


def _guidance(world: World) -> None:
    """Of two corrections the first says something else; by the second more cells get it, and the others keep theirs."""
    guidance, hanh, new = (
        published(cell_types=[CellType.RESIDENTIAL]),
        actor_named("hanh"),
        replace(WRITTEN, theme="Rừng"),
    )
    run_due_jobs()
    correct(guidance, new, signed_guidance(), reason="Bổ sung", actor=hanh)
    db.session.commit()
    run_due_jobs()
    correct(guidance, new, signed_guidance(), reason="Gửi cả trường", actor=hanh, also=[CellType.SCHOOL])
    db.session.commit()
    run_due_jobs()


def _plan(world: World) -> None:
    cell, thang = db.session.get_one(Organisation, world.cell), actor_named("thang")
    plan = prepare_plan(cell, PlanKind.THEMATIC_PLAN, 2027, "Mỗi quý một chuyên đề", actor=thang)
    for title in ("Giữ rừng đầu nguồn", "Bỏ đi"):
        topic = add_topic(plan, Stated(month=date(2027, 6, 1), title=title), actor=thang)
    remove_topic(plan, topic, version=None, actor=thang)
    at_the_committee(plan, actor_named)


def _inspection(world: World) -> None:
    row, tra = campaign.drafted(world), actor_named("tra")
    own = campaign.file_of(row, world)
    remove_finding(campaign.seen(own), findings_of(row.id)[own.id][-1], version=None, actor=tra)
    for code, who in (("CB01", "thang"), ("CB02", "tham")):
        file = campaign.file_of(row, world, code)
        campaign.comment(campaign.seen(file, who), True, "Nhất trí", stamp=None, actor=actor_named(who))
    signed = campaign.signed(world)
    campaign.conclude(row, "Nền nếp khá.", "Chưa sát sao.", signed, version=row.version, actor=tra)
    db.session.flush()
    seen, (remedy,) = campaign.seen(own, "thang"), remedies_of(row.id)[own.id]
    take_remedy_step(seen, remedy, "report", "Đã họp đúng ngày", version=None, actor=actor_named("thang"))
    commune = db.session.get_one(Organisation, world.commune)
    issue_programme(commune, 2026, Issuer.STANDING_COMMITTEE, "Nắm chắc", signed, shown=None, actor=tra)


def _task(world: World) -> None:
    thang = actor_named("thang")
    new = NewTask(work="Trồng 2 ha cam", owner_id=world.people["khoa"], deadline=date(2026, 12, 20))
    task = assign_task(new, cell_id=world.cell, actor=thang, roles=thang.roles_in(world.cell))
    take_task_step(task, "report", actor=actor_named("khoa"), note="Xong", percent=100)


def _handover(world: World) -> None:
    cell, men = db.session.get_one(Organisation, world.cell), db.session.get_one(Person, world.people["men"])
    row = change_secretary(cell, men, from_on=clock.today(), decision="Quyết định 41", actor=actor_named("hanh"))
    db.session.commit()
    for who in ("men", "thang"):
        sign(row, "Đủ", version=None, actor=actor_named(who))
        db.session.flush()
