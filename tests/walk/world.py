"""A house to walk through: in three cells a meeting in every state, with something in it to ask for.

Built by the services of the rooms, as the demo commune is. `own` is the cell of the people who walk, `other` another
cell of their commune, `far` a cell of another commune, of which nobody here may know anything.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from app import clock
from app.accounts.models import Account, Appointment, Substitution
from app.actor import Actor
from app.agendas.models import AgendaItem
from app.agendas.queries import items_of
from app.areas.models import ResidentialArea
from app.assignments.models import Assignment, Charge
from app.commune_resolutions.models import CommuneResolution
from app.demo import before, build
from app.demo.people import actor, forget_actors, plain_members
from app.documents.models import Attachment, AttachmentPurpose, Document
from app.documents.services_uploads import store_upload
from app.documents.uploads import Upload
from app.evaluations.queries import sheet_of
from app.evaluations.services_verdict import Verdict, decide
from app.examples.models import Example
from app.extensions import db
from app.groups.models import PartyGroup
from app.guidance.models import Guidance, GuidanceCell
from app.handovers.models import Handover
from app.indicators.models import Indicator
from app.inspections.models import CellFile, Finding, Inspection, Remedy, TeamMember
from app.meetings.models import Meeting
from app.members.models import Membership, Person, StatusKind, StatusPeriod, TemporaryTransfer
from app.notifications.models import Notification
from app.notifications.services import notify
from app.organisations.models import Organisation, Term
from app.organisations.queries import superior_of
from app.petitions.services import raise_petition
from app.petitions.services import take_step as take_petition_step
from app.petitions.services_said import Details, NewPetition, Said
from app.phrases.models import Phrase
from app.planning.models import CellPlan, PlanTopic
from app.prospects.models import Prospect
from app.replies.models import Opinion
from app.rotations.models import ModelPlan
from app.sessions.models import Attendance, Guest, GuestKind, Mention, MentionKind, Speech, Vote, VoteAbout
from app.sessions.services import Ballots, add_guest, add_mention, note_speaker, record_vote
from app.targets.models import Target
from app.tasks.models import Task
from app.training.models import Reserve, Training
from app.visits.models import Visit
from tests.world import FOUNDED, NOON
from workflows.calendar import meeting_day
from workflows.names import fold, sort_key
from workflows.notices import Notice
from workflows.phrases import PhraseKind
from workflows.plan import Kind as PlanKind
from workflows.plan import State as PlanState
from workflows.roles import Role
from workflows.targets import Comparison, Measure

PLACES = {"own": "CB01", "other": "CB02", "far": "CB91"}
# Each cell's meetings, in the order in which the months passed; those before December are over by then.
MONTHS = {
    "cancelled": date(2026, 7, 1),
    "evaluated": date(2026, 8, 1),
    "scored": date(2026, 9, 1),
    "minutes": date(2026, 10, 1),
    "convened": date(2026, 11, 1),
    "held": date(2026, 12, 1),
    "approval": date(2027, 1, 1),
    "draft": date(2027, 2, 1),
}
# An ordinary member of the own cell takes the chair, so that the chair's rights are nobody's by another office.
CHAIR, RECORDER, MEMBER = "khoa", "lan", "sinh"
NEIGHBOURS = ("Hà Văn Bảo", "Hoàng Thị Cúc", "Lý Văn Dần", "Ma Thị Én", "Nông Văn Giang", "Vi Văn Hiệp")


@dataclass
class Things:
    """The ids to put into addresses: by place those of the cell, by place and state those of its meetings."""

    by_place: dict[str, dict[str, Any]] = field(default_factory=dict)
    by_state: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    def of(self, place: str, state: str) -> dict[str, Any]:
        known = self.by_state.get((place, state)) or self.by_state.get((place, "held"), {})
        return self.by_place[place] | known


def build_house() -> Things:
    """Everything committed, at the morning on which tests live."""
    forget_actors()  # another database may have been built by this process
    things = Things()
    for place, code in PLACES.items():
        cell = db.session.scalars(select(Organisation).where(Organisation.code == code)).one()
        _people_in(place, cell)
        for state, month in MONTHS.items():
            if place == "far" and state != "held":
                continue  # of a far cell nobody knows anything, whatever its state
            meeting = _bring(cell, month, state)
            things.by_state[place, state] = _things_of(meeting)
        things.by_place[place] = _things_in(place, cell)
        for state in ("draft", "published"):
            things.by_state[place, f"guidance_{state}"] = _guidance_for(cell, state)
        for state in INSPECTION_STATES:
            things.by_state[place, f"inspection_{state}"] = _inspection_of(cell, state)
        db.session.commit()
    return things


def _guidance_for(cell: Organisation, state: str) -> dict[str, Any]:
    """For this cell alone, of its commune, with a file."""
    commune = db.session.scalars(
        select(Organisation).where(Organisation.code == ("XA2" if cell.code == PLACES["far"] else "XA"))
    ).one()
    guidance = Guidance(
        organisation_id=commune.id, month=date(2027, 3, 1), situation="Ổn định.", orientation="Thi đua.",
        contents="Chăm sóc lúa xuân", state=state, edition=int(state == "published"), created_at=NOON,
        contents_by_type={}, cell_types=[],
    )  # fmt: skip
    db.session.add(guidance)
    db.session.flush()
    if state == "published":
        db.session.add(GuidanceCell(guidance_id=guidance.id, cell_id=cell.id))
    upload = Upload(name="bieu-mau.pdf", media_type="application/pdf", data=b"%PDF-1.4 bieu\n%%EOF")
    file = store_upload(
        upload, purpose=AttachmentPurpose.GUIDANCE, actor=actor(_id_of("hanh")), organisation_id=commune.id,
        guidance_id=guidance.id,
    )  # fmt: skip
    return {"guidance_id": guidance.id, "attachment_id": file.id}


INSPECTION_STATES = ("planned", "announced", "under_way", "drafted", "concluded")


def _inspection_of(cell: Organisation, state: str) -> dict[str, Any]:
    """Of this cell alone, by its commune; of months long past, so that it opens no meeting of the house."""
    above = superior_of(cell.id, clock.today())
    assert above is not None
    row = Inspection(
        organisation_id=above.id, kind="inspection", issuer="standing_committee", quarter=date(2025, 10, 1),
        from_month=date(2025, 10, 1), to_month=date(2025, 12, 1), subject="nền nếp sinh hoạt", checklist=["Đúng ngày"],
        report_due=date(2027, 1, 5), comment_due=date(2026, 12, 20), state=state, created_at=NOON,
        announced_at=None if state == "planned" else NOON,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    if cell.code != PLACES["far"]:
        db.session.add(TeamMember(inspection_id=row.id, person_id=_id_of("tra"), name="Vũ Thị Trà", part="leader"))
    file = CellFile(inspection_id=row.id, cell_id=cell.id, why=[], report={})
    db.session.add(file)
    db.session.flush()
    finding = Finding(file_id=file.id, point=0, kind="limit", text="Họp muộn")
    remedy = Remedy(file_id=file.id, work="Họp đúng ngày", owner_name="Bí thư", deadline=date(2027, 1, 5))
    db.session.add_all([finding, remedy])
    db.session.flush()
    return {"inspection_id": row.id, "file_id": file.id, "finding_id": finding.id, "remedy_id": remedy.id}


def _people_in(place: str, cell: Organisation) -> None:
    if place == "own":
        _number_the_cards(cell)
    else:
        for number, name in enumerate(NEIGHBOURS):
            _neighbour(name, f"{cell.code}-{number}", cell)
    recorder, observer = plain_members(cell.code)[:2]
    overseer = plain_members(cell.code)[3]
    for person in (recorder, observer, overseer):
        _account(person)
    if place != "own":
        _appoint(overseer, cell, Role.OVERSEER)
    if place == "own":
        _account(db.session.scalars(select(Person).where(Person.full_name == "Nông Văn Sinh")).one(), MEMBER)
    db.session.flush()


def _number_the_cards(cell: Organisation) -> None:
    """The demo takes plain members in the order of their cards: Lan keeps the record."""
    members = select(Person).join(Membership).where(Membership.organisation_id == cell.id).order_by(Person.id)
    for person in db.session.scalars(members):
        person.card_number = f"{cell.code}-{person.id:06}" if person.full_name != "Triệu Thị Lan" else f"{cell.code}-0"
    db.session.flush()


def _neighbour(name: str, card: str, cell: Organisation) -> None:
    person = Person(
        full_name=name, sort_key=sort_key(name), folded_name=fold(name), birth_on=date(1980, 3, 3), card_number=card,
        admitted_on=date(2010, 5, 19), official_on=date(2011, 5, 19),
    )  # fmt: skip
    db.session.add(person)
    db.session.flush()
    db.session.add(Membership(person_id=person.id, organisation_id=cell.id, from_on=FOUNDED))


def _account(person: Person, user_name: str = "") -> None:
    if db.session.scalar(select(Account.id).where(Account.person_id == person.id)) is None:
        name = user_name or f"dv{person.id}"
        db.session.add(
            Account(person_id=person.id, user_name=name, password_hash="!", must_change_password=False, created_at=NOON)
        )


def _appoint(person: Person, cell: Organisation, role: Role) -> None:
    db.session.add(Appointment(person_id=person.id, organisation_id=cell.id, role=role, from_on=FOUNDED))


def _bring(cell: Organisation, month: date, state: str) -> Meeting:
    with clock.set_to(NOON):
        cast = before.cast_of(cell, month)
        if state in ("minutes", "scored", "evaluated"):
            meets_on = meeting_day(month, 3)
            build._hold(cast, month, meets_on)
            build._after(cast, month, meets_on, "verified" if state == "evaluated" else state)
            _decide(cast, month, meets_on) if state == "evaluated" else None
        elif state == "held":
            build._under_way(cast, month)
            _whole_record(cast, month)
        else:
            today = month if state == "cancelled" else clock.today()
            build._still_ahead(cast, month, today, state)
    meeting = before.meeting_of(cell, month)
    _attach(meeting, cast.chair)
    if cell.code == PLACES["own"]:
        meeting.chair_id = _id_of(CHAIR)
    db.session.commit()
    return meeting


def _decide(cast: before.Cast, month: date, meets_on: date) -> None:
    meeting = before.meeting_of(cast.cell, month)
    leader = "binh" if cast.cell.code != PLACES["far"] else "vien"
    with clock.set_to(before.at(meets_on + timedelta(days=2), 16)):
        sheet = sheet_of(meeting.id)
        verdict = Verdict(level=sheet.verified_level, number="12-QĐ/ĐU", decided_on=meets_on) if sheet else None
        assert verdict is not None
        decide(meeting, verdict, actor=actor(_id_of(leader)))


def _whole_record(cast: before.Cast, month: date) -> None:
    """The meeting under way has a guest, a speech, a praise and a vote too."""
    meeting = before.meeting_of(cast.cell, month)
    add_guest(meeting, kind=GuestKind.GUEST, name="Lò Văn Khách", office="Mặt trận xã", actor=cast.pen)
    items = items_of(meeting.id)
    note_speaker(meeting, items[0], seen=0, person_id=cast.secretary.id, actor=cast.pen)
    praise = {
        "kind": MentionKind.COMMENDATION,
        "person_id": cast.secretary.id,
        "name": "",
        "text": "Hiến đất làm đường",
    }
    add_mention(meeting, **praise, actor=cast.pen)  # type: ignore[arg-type]
    record_vote(meeting, VoteAbout.ITEM, Ballots(subject="Nhất trí"), actor=cast.pen, item=items[0])


def _attach(meeting: Meeting, me: Actor) -> None:
    upload = Upload(name="tai-lieu.pdf", media_type="application/pdf", data=b"%PDF-1.4 thu\n%%EOF")
    file = store_upload(
        upload, purpose=AttachmentPurpose.DOCUMENT, actor=me, organisation_id=meeting.cell_id, meeting_id=meeting.id
    )
    if meeting.convened_at:
        file.sent_at = meeting.convened_at
    db.session.flush()


def _things_of(meeting: Meeting) -> dict[str, Any]:
    first: Callable[[Any], int | None] = lambda model: db.session.scalar(  # noqa: E731
        select(model.id).where(model.meeting_id == meeting.id).order_by(model.id).limit(1)
    )
    return {
        "meeting_id": meeting.id,
        "item_id": first(AgendaItem),
        "row_id": first(Attendance),
        "speech_id": first(Speech),
        "vote_id": first(Vote),
        "guest_id": first(Guest),
        "mention_id": first(Mention),
        "opinion_id": first(Opinion),
        "document_id": first(Document),
        "attachment_id": first(Attachment),
    }


def _things_in(place: str, cell: Organisation) -> dict[str, Any]:
    people = plain_members(cell.code)
    someone, traveller = people[-1], people[-2]
    _account(someone)
    db.session.flush()
    rows = {
        "period_id": StatusPeriod(person_id=someone.id, kind=StatusKind.WORKING_AWAY, from_on=FOUNDED, reason="đi làm"),
        "transfer_id": TemporaryTransfer(
            person_id=traveller.id, home_id=cell.id, host_name="Chi bộ thôn xa", from_on=date(2026, 12, 1)
        ),
        "substitution_id": Substitution(
            organisation_id=cell.id, person_id=someone.id, from_on=FOUNDED, to_on=FOUNDED, reason="đi học",
        ),
    }  # fmt: skip
    rows["plan_id"] = ModelPlan(host_id=cell.id, month=date(2027, 6, 1), created_at=NOON)
    rows["visit_id"] = Visit(cell_id=cell.id, month=date(2026, 6, 1), visitor="Hoàng Văn Minh", announced_at=NOON)
    rows["training_id"] = Training(person_id=someone.id, course="Nghiệp vụ", from_on=FOUNDED, created_at=NOON)
    rows["reserve_id"] = Reserve(cell_id=cell.id, person_id=someone.id, position=Role.SECRETARY, listed_at=NOON)
    rows["group_id"] = PartyGroup(cell_id=cell.id, name="Tổ đảng 1")
    rows["assignment_id"] = Assignment(
        cell_id=cell.id, person_id=someone.id, kind=Charge.HOUSEHOLD, subject="Hộ ông Páo", from_on=FOUNDED, created_at=NOON
    )  # fmt: skip
    rows["example_id"] = Example(
        cell_id=cell.id, title="Đường hoa", reason="Đẹp", period="2026", folded="", created_at=NOON
    )  # fmt: skip
    rows["area_id"] = ResidentialArea(commune_id=superior_of(cell.id, clock.today()).id, name=f"Thôn của {cell.name}")
    rows["prospect_id"] = Prospect(cell_id=cell.id, full_name="Hoàng Thị Nga", sort_key="nga", created_at=NOON)
    db.session.add_all(rows.values())
    if place == "far":  # its only meeting is still under way, and has set no task yet
        db.session.add(Task(cell_id=cell.id, work="Sửa đường", owner_id=someone.id, created_at=NOON, state="assigned"))
    secretary = before.cast_of(cell, MONTHS["held"]).secretary.id
    notify([secretary], Notice.PUBLISHED, "Mời đồng chí xem biên bản.", "/meetings")
    db.session.flush()
    return {
        **{name: row.id for name, row in rows.items()},
        "organisation_id": cell.id,
        "cell_id": cell.id,
        "person_id": someone.id,
        "traveller_id": traveller.id,
        "membership_id": db.session.scalar(select(Membership.id).where(Membership.person_id == someone.id)),
        "term_id": db.session.scalar(select(Term.id).where(Term.organisation_id == cell.id)),
        "account_id": db.session.scalar(select(Account.id).where(Account.person_id == someone.id)),
        "appointment_id": db.session.scalar(
            select(Appointment.id).where(Appointment.person_id == secretary, Appointment.organisation_id == cell.id)
        ),
        "task_id": db.session.scalar(select(Task.id).where(Task.cell_id == cell.id).order_by(Task.id).limit(1)),
        "petition_id": _petition(cell, secretary),
        "commune_resolution_id": _commune_resolution(cell),
        "phrase_id": _phrase(cell),
        "handover_id": _handover(cell, secretary, someone),
        **_plan(cell),
        "indicator_id": _indicator(cell),
        "target_id": _target(cell),
        "notification_id": db.session.scalar(
            select(Notification.id).where(Notification.person_id == secretary).limit(1)
        ),
    }


def _target(cell: Organisation) -> int:
    row = Target(
        organisation_id=cell.id, measure=Measure.ATTENDANCE, comparison=Comparison.AT_LEAST, value=90,
        from_month=date(2026, 1, 1), to_month=date(2030, 12, 1), created_at=NOON,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()  # its id is an address
    return row.id


def _indicator(cell: Organisation) -> int:
    row = Indicator(organisation_id=cell.id, year=2026, period="year", name="Hộ nghèo", created_at=NOON)
    db.session.add(row)
    db.session.flush()
    return row.id


def _plan(cell: Organisation) -> dict[str, int]:
    """At the committee once more, after it was sent: the cell's own people read it, the others know that it is there."""
    row = CellPlan(
        cell_id=cell.id,
        year=2027,
        kind=PlanKind.THEMATIC_PLAN,
        state=PlanState.COMMITTEE,
        created_at=NOON,
        sent_at=NOON,
    )
    db.session.add(row)
    db.session.flush()
    topic = PlanTopic(plan_id=row.id, month=date(2027, 6, 1), title="Nước sạch")
    db.session.add(topic)
    db.session.flush()
    return {"cell_plan_id": row.id, "topic_id": topic.id}


def _handover(cell: Organisation, giver_id: int, taker: Person) -> int:
    row = Handover(cell_id=cell.id, giver_id=giver_id, taker_id=taker.id, from_on=NOON.date(), created_at=NOON)
    db.session.add(row)
    db.session.flush()
    return row.id


def _phrase(cell: Organisation) -> int:
    row = Phrase(organisation_id=cell.id, kind=PhraseKind.CONCLUSION, text="Nhất trí", created_at=NOON)
    db.session.add(row)
    db.session.flush()
    return row.id


def _commune_resolution(cell: Organisation) -> int:
    """Of the commune that the cell stands under."""
    above = superior_of(cell.id, clock.today())
    assert above is not None
    same = db.session.scalar(select(CommuneResolution.id).where(CommuneResolution.organisation_id == above.id))
    if same is not None:
        return same
    row = CommuneResolution(
        organisation_id=above.id, symbol="05-NQ/ĐU", issued_on=FOUNDED, title="Kinh tế vườn, đồi", created_at=NOON
    )
    db.session.add(row)
    db.session.flush()
    return row.id


def _petition(cell: Organisation, secretary_id: int) -> int:
    """In hand at the cell; raised by its secretary, who is nobody's plain member."""
    me = actor(secretary_id)
    petition = raise_petition(NewPetition(text="Đường lầy", raised_by_id=secretary_id), cell_id=cell.id, actor=me)
    take_petition_step(petition, "accept", Said(deadline=date(2026, 12, 20), details=Details()), actor=me)
    return petition.id


def _id_of(user_name: str) -> int:
    return db.session.scalars(select(Account.person_id).where(Account.user_name == user_name)).one()
