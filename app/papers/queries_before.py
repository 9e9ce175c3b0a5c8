"""The papers that exist before a meeting is opened, composed from its agenda, its round and the roll of the day."""

from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import select

from app import clock
from app.accounts.queries import people_as
from app.agendas.models import AgendaItem
from app.approvals.models import Agreement, ApprovalRound, RoundResult
from app.documents.models import Attachment
from app.documents.snapshots import (
    Agenda,
    Approval,
    CommitteeMinutes,
    DocumentRef,
    GuestInvitation,
    Notice,
    Person,
    RollCallRow,
    RollCallSheet,
    Signature,
)
from app.documents.snapshots import AgendaItem as PrintedItem
from app.extensions import db
from app.meetings.models import Meeting
from app.members.queries import OnRoll, names_of, roll_of
from app.papers.queries import (
    clock_time,
    counts_of,
    guest_name,
    letterhead_of,
    offices_in,
    overseer_of,
    secretary_signature,
    sitting_of,
    style_of,
)
from app.rules.queries import settings_of
from workflows.meeting import Kind
from workflows.roles import Role

LARGE_ROWS_UP_TO = 25  # members: so few fit on one sheet also with the larger rows
MEMBERS = "Đảng viên trong chi bộ"


def notice_of(meeting: Meeting, items: list[AgendaItem], *, dated: date, number: int | None) -> Notice:
    leader = _leader(meeting)
    return Notice(
        letterhead=letterhead_of(meeting, "TB", dated=dated, number=number),
        style=style_of(meeting),
        sitting=sitting_of(meeting),
        expected_minutes=sum(item.minutes for item in items),
        documents_sent_on=sent_on(meeting.id),
        contact=leader or Person(name="Bí thư chi bộ"),
        temporary_in=any(row.temporary_in for row in _roll(meeting)),
        recipients=_recipients(meeting),
        signature=secretary_signature(meeting, dated),
    )


def agenda_of(
    meeting: Meeting, items: list[AgendaItem], found: ApprovalRound | None, *, dated: date | None,
    sent_with: DocumentRef | None = None, draft: int = 0,
) -> Agenda:  # fmt: skip
    """The agenda as it is sent; `draft` ≥ 1 before it is agreed."""
    files = _files(meeting.id)
    offices = offices_in(meeting.cell_id, clock.today())
    return Agenda(
        letterhead=letterhead_of(meeting, dated=dated, draft=draft),
        style=style_of(meeting),
        sitting=sitting_of(meeting),
        version=max(1, meeting.agenda_version),
        sent_with=sent_with,
        chair=Person(
            name=meeting.chair.full_name if meeting.chair else "", position=offices.get(meeting.chair_id or 0, "")
        ),
        approval=_approval(found),
        items=tuple(
            PrintedItem(
                title=item.title,
                starts_at=starts_at,
                minutes=item.minutes,
                presenters=presenters_of(item),
                questions=() if item.kept_on_paper else tuple(q["text"] for q in item.questions),
                documents=() if item.kept_on_paper else tuple(f.name for f in files if f.item_id == item.id),
                on_paper=item.kept_on_paper,
            )
            for item, starts_at in zip(items, starting_times(meeting.starts_at, items), strict=True)
        ),
        recipients=_recipients(meeting),
        signature=secretary_signature(meeting, dated or clock.today()),
    )


def invitation_of(
    meeting: Meeting, items: list[AgendaItem], *, guest: Person, contents: str, speaks_at: str, phone: str, dated: date,
    number: int | None,
) -> GuestInvitation:  # fmt: skip
    return GuestInvitation(
        letterhead=letterhead_of(meeting, "GM", dated=dated, number=number),
        style=style_of(meeting),
        sitting=sitting_of(meeting),
        guest=guest,
        expected_minutes=sum(item.minutes for item in items),
        contents=contents,
        speaks_at=speaks_at,
        contact=_leader(meeting) or Person(name="Bí thư chi bộ"),
        phone=phone,
        signature=secretary_signature(meeting, dated),
    )


def contents_of(meeting: Meeting) -> str:
    """What such a meeting deals with, as an invitation says it; empty where only people know."""
    last = meeting.month - timedelta(days=1)
    if meeting.kind == Kind.REGULAR:
        return (
            f"đánh giá kết quả thực hiện nghị quyết tháng {last:%m/%Y}; "
            f"thảo luận, thông qua nghị quyết tháng {meeting.month:%m/%Y}"
        )
    return f"sinh hoạt chuyên đề “{meeting.theme}”" if meeting.theme else ""


def roll_call_sheet_of(meeting: Meeting) -> RollCallSheet:
    roll = _roll(meeting)
    members = tuple(_row(row) for row in roll if not row.temporary_in)
    return RollCallSheet(
        letterhead=letterhead_of(meeting, dated=clock.today()),
        style=style_of(meeting),
        sitting=sitting_of(meeting),
        roll_calls=1 if settings_of(meeting.rule_set).roll_calls == 1 else 2,
        members=members,
        temporary_in=tuple(
            guest_name(row.person.full_name, helps=row.strengthening)
            for row in roll
            if row.temporary_in and not row.suspended
        ),
        counts=counts_of(meeting),
        large_rows=len(members) <= LARGE_ROWS_UP_TO,
    )


def committee_minutes_of(meeting: Meeting, items: list[AgendaItem], found: ApprovalRound) -> CommitteeMinutes:
    """The committee's short minutes from what was recorded of its meeting. Raises ValueError if nothing was."""
    if found.met_at is None:
        raise ValueError(f"round {found.id} has no committee meeting")
    voices = [a for a in found.agreements if a.dropped_at is None]
    positions = offices_in(meeting.cell_id, clock.day_of(found.met_at))
    people = {a.person_id: Person(name=a.person.full_name, position=positions.get(a.person_id, "")) for a in voices}
    present = [a.person_id for a in voices if a.person_id in found.met_present]
    chair, recorder = _who_led(voices, present)
    return CommitteeMinutes(
        letterhead=letterhead_of(meeting, dated=clock.day_of(found.met_at)),
        style=style_of(meeting),
        sitting=sitting_of(meeting),
        held_on=clock.day_of(found.met_at).isoformat(),
        held_at=clock_time(found.met_at),
        held_place=found.met_place,
        present=tuple(people[person_id] for person_id in present),
        absent=tuple(person for person_id, person in people.items() if person_id not in present),
        overseer=_overseer_at(found) or overseer_of(meeting.cell_id, clock.day_of(found.met_at)),
        overseer_present=found.overseer_present,
        items=tuple(item.title for item in items),
        votes_for=sum(a.agreed_at is not None for a in voices),
        approvers=len(voices),
        agreed=found.result != RoundResult.RETURNED,
        remarks=tuple(line.strip() for line in found.remarks.splitlines() if line.strip()),
        from_paper=any(a.on_paper for a in voices),
        recorder=Signature(name=people[recorder].name if recorder else ""),
        chair=Signature(name=people[chair].name if chair else ""),
    )


def _overseer_at(found: ApprovalRound) -> Person | None:
    """Those who came, named in one; None where it is not known who."""
    came = names_of(found.overseers_came)
    names = [came[person_id] for person_id in found.overseers_came if person_id in came]
    return Person(name=", đồng chí ".join(names), position="Đảng ủy viên phụ trách") if names else None


def starting_times(begins: datetime | None, items: list[AgendaItem]) -> list[str]:
    """The clock time at which each item starts if all keep to their minutes; empty without a time of the meeting."""
    times, passed = [], 0
    for item in items:
        times.append(clock_time(begins + timedelta(minutes=passed)) if begins else "")
        passed += item.minutes
    return times


def presenters_of(item: AgendaItem) -> tuple[str, ...]:
    name = item.presenter.full_name if item.presenter else item.presenter_name
    return (name,) if name else ()


def _approval(found: ApprovalRound | None) -> Approval | None:
    voices = [a for a in found.agreements if a.dropped_at is None] if found else []
    days = [clock.day_of(a.agreed_at) for a in voices if a.agreed_at]
    if found is None or not days:
        return None
    roles = {a.role for a in voices}
    return Approval(
        votes_for=len(days),
        approvers=len(voices),
        agreed_on=max(days).isoformat(),
        by="overseer" if Role.OVERSEER in roles
        else "office" if Role.OFFICE in roles
        else "committee" if Role.COMMITTEE_MEMBER in roles
        else "secretaries",
        at_meeting=found.met_at is not None,
    )  # fmt: skip


def _who_led(voices: list[Agreement], present: list[int]) -> tuple[int | None, int | None]:
    """The secretary (or the first present) led, the next of those present wrote it down."""
    order = [a.person_id for a in sorted(voices, key=lambda a: a.role != Role.SECRETARY) if a.person_id in present]
    return (order[0] if order else None), (order[1] if len(order) > 1 else None)


def _leader(meeting: Meeting) -> Person | None:
    people = people_as(meeting.cell_id, (Role.SECRETARY, Role.DEPUTY_SECRETARY), clock.today())
    people.sort(key=lambda found: found[1] != Role.SECRETARY)
    names = {Role.SECRETARY: "Bí thư chi bộ", Role.DEPUTY_SECRETARY: "Phó Bí thư chi bộ"}
    return Person(name=people[0][0].full_name, position=names[people[0][1]]) if people else None


def _recipients(meeting: Meeting) -> tuple[str, ...]:
    overseer = overseer_of(meeting.cell_id, clock.today())
    more = (f"Đồng chí {overseer.name}, đảng ủy viên phụ trách chi bộ (để báo cáo)",) if overseer else ()
    return (MEMBERS, *more)


def _roll(meeting: Meeting) -> list[OnRoll]:
    return roll_of(meeting.cell_id, clock.day_of(meeting.starts_at) if meeting.starts_at else clock.today())


def _row(row: OnRoll) -> RollCallRow:
    standing: Literal["official", "probationary", "exempt", "temporary_out", "suspended"] = (
        "suspended" if row.suspended
        else "temporary_out" if row.temporary_out
        else "exempt" if row.exempt
        else "official" if row.official
        else "probationary"
    )  # fmt: skip
    return RollCallRow(name=row.person.full_name, standing=standing)


def sent_on(meeting_id: int) -> str | None:
    """The day on which the last of the meeting's documents went out; None while none has."""
    sent = max((file.sent_at for file in _files(meeting_id) if file.sent_at), default=None)
    return clock.day_of(sent).isoformat() if sent else None


def _files(meeting_id: int) -> list[Attachment]:
    return list(
        db.session.scalars(
            select(Attachment)
            .where(Attachment.meeting_id == meeting_id, Attachment.removed_at.is_(None))
            .order_by(Attachment.id)
        )
    )
