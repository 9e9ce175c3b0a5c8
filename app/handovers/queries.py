"""Reading a handover: for the two whose it is, and the office above; and what goes on in the cell."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, false, or_, select
from sqlalchemy.orm import joinedload

from app import clock
from app.accounts.models import Account
from app.actor import Actor
from app.appointments.queries import substitutions_at
from app.extensions import db
from app.handovers.models import Handover, Side
from app.meetings.models import Meeting
from app.organisations.queries import above
from app.petitions.models import Petition
from app.refusals import NotKnown
from app.resolutions.models import Resolution
from app.rules.queries import holidays_for, settings_for
from app.tasks.queries import name_of, open_of
from workflows.calendar import first_of, meeting_day, next_month, publish_deadline
from workflows.meeting import KIND_LABELS, STATE_LABELS, State
from workflows.petition import SentTo
from workflows.petition import State as PetitionState
from workflows.resolution import State as ResolutionState
from workflows.roles import Role
from workflows.task import is_overdue

BEFORE = (State.DRAFT, State.APPROVAL, State.CONVENED)
TO_FINISH = (State.HELD, State.MINUTES, State.SCORED)
LONGEST = 200


@dataclass(frozen=True, kw_only=True)
class Group:
    heading: str
    lines: list[str]


def visible_to(actor: Actor) -> Select[Handover]:
    """The giver may have no office any more, nor the taker one yet; who is suspended reads nothing."""
    scope = actor.organisations_as(Role.OFFICE)
    mine = or_(Handover.giver_id == actor.person_id, Handover.taker_id == actor.person_id)
    return (
        select(Handover)
        .options(joinedload(Handover.cell), joinedload(Handover.giver), joinedload(Handover.taker))
        .options(joinedload(Handover.document), joinedload(Handover.attested_by), joinedload(Handover.scan))
        .where(or_(mine if actor.roles else false(), Handover.cell_id.in_(scope)))
    )


def is_party(actor: Actor) -> bool:
    """Whether there is a handover in which the actor hands over or takes over."""
    mine = or_(Handover.giver_id == actor.person_id, Handover.taker_id == actor.person_id)
    return db.session.scalar(select(Handover.id).where(mine).limit(1)) is not None


def get_visible_or_404(handover_id: int, actor: Actor) -> Handover:
    found = db.session.scalar(visible_to(actor).where(Handover.id == handover_id))
    if found is None:
        raise NotKnown
    return found


def listed(actor: Actor) -> list[Handover]:
    """The latest first."""
    return list(db.session.scalars(visible_to(actor).order_by(Handover.from_on.desc(), Handover.id.desc())))


def may_see_what_goes_on(handover: Handover, actor: Actor) -> bool:
    """The two: while they are in the cell as it stands, elsewhere as it was signed. The office: what both have signed,
    for before that it reads neither petitions nor resolutions of the cell that nobody has taken up or signed."""
    if actor.person_id in (handover.giver_id, handover.taker_id):
        return handover.listed is not None or bool(actor.roles_in(handover.cell_id))
    return handover.document_id is not None


def side_to_attest(handover: Handover) -> Side | None:
    """Who of the two still has to sign what the other has signed; none before that."""
    if (handover.giver_signed_at is None) == (handover.taker_signed_at is None):
        return None
    return Side.GIVER if handover.giver_signed_at is None else Side.TAKER


def may_attest(handover: Handover, actor: Actor) -> bool:
    """The office above stands in for one side once the other has signed; nobody of the two does for the other."""
    is_party = actor.person_id in (handover.giver_id, handover.taker_id)
    waits = side_to_attest(handover) is not None
    return waits and not is_party and Role.OFFICE in actor.roles_in(handover.cell_id)


def what_goes_on(handover: Handover) -> list[Group]:
    """As the first signature froze it, else as it stands now."""
    if handover.listed is not None:
        return [Group(**group) for group in handover.listed]
    return groups_of(handover)


def groups_of(handover: Handover) -> list[Group]:
    """Who raised a petition is not told; what was sent past the cell is none of its affairs."""
    cell_id, today = handover.cell_id, clock.today()
    return [
        _meetings("Kỳ sinh hoạt đang chuẩn bị", cell_id, BEFORE),
        _meetings("Hồ sơ chưa xong, văn bản chờ ký", cell_id, TO_FINISH),
        _unissued(cell_id),
        *_tasks(cell_id, today),
        _petitions(cell_id, today),
        _days_to_come(cell_id, today),
        _accounts(handover, today),
    ]


def _meetings(heading: str, cell_id: int, states: tuple[State, ...]) -> Group:
    found = select(Meeting).where(Meeting.cell_id == cell_id, Meeting.state.in_(states)).order_by(Meeting.month)
    return Group(heading=heading, lines=[_in_words(meeting) for meeting in db.session.scalars(found)])


def _in_words(meeting: Meeting) -> str:
    begins = meeting.starts_at.astimezone(clock.VIETNAM) if meeting.starts_at else None
    when = f", ngày {begins:%d/%m/%Y}" if begins else ""
    name = f"Sinh hoạt {KIND_LABELS[meeting.kind]} tháng {meeting.month.month}/{meeting.month.year}"
    return f"{name}{when}: {STATE_LABELS[meeting.state].lower()}"


def _unissued(cell_id: int) -> Group:
    rows = db.session.scalars(
        select(Resolution)
        .join(Meeting, Meeting.id == Resolution.meeting_id)
        .where(Meeting.cell_id == cell_id, Resolution.state == ResolutionState.ADOPTED)
        .order_by(Resolution.id)
    )
    return Group(heading="Nghị quyết đã thông qua, chờ ký ban hành", lines=[row.subject_line for row in rows])


def _tasks(cell_id: int, today: date) -> list[Group]:
    late: list[str] = []
    due: list[str] = []
    for task in open_of(cell_id):
        deadline = f", hạn {task.deadline:%d/%m/%Y}" if task.deadline else ""
        line = f"{_short(task.work)}: {name_of(task)}{deadline}, đạt {task.percent}%"
        (late if is_overdue(task.state, task.deadline, today) else due).append(line)
    return [Group(heading="Nhiệm vụ quá hạn", lines=late), Group(heading="Nhiệm vụ đang thực hiện", lines=due)]


def _petitions(cell_id: int, today: date) -> Group:
    """What nobody has taken up yet is read by the cell's committee alone, so of that it is said how much there is."""
    rows = db.session.scalars(
        select(Petition)
        .where(Petition.cell_id == cell_id, Petition.sent_to == SentTo.CELL)
        .where(Petition.state.in_((PetitionState.RAISED, PetitionState.IN_HAND)))
        .order_by(Petition.deadline, Petition.id)
    ).all()
    lines = [_short(row.text) + _until(row.deadline, today) for row in rows if row.state == PetitionState.IN_HAND]
    if new := len(rows) - len(lines):
        lines.append(f"{new} ý kiến mới gửi đến chi bộ, chưa tiếp nhận")
    return Group(heading="Ý kiến, kiến nghị chưa trả lời", lines=lines)


def _days_to_come(cell_id: int, today: date) -> Group:
    """The next regular meeting by the rules, and what follows it."""
    settings, month = settings_for(cell_id, today), first_of(today)
    line = above(cell_id, today)
    day = meeting_day(month, settings.meeting_day, holidays_for(line, month))
    if day < today:
        month = next_month(month)
        day = meeting_day(month, settings.meeting_day, holidays_for(line, month))
    lines = [
        f"Sinh hoạt thường kỳ tháng {month.month}/{month.year}: ngày {day:%d/%m/%Y}",
        f"Biên bản, nghị quyết: xong trước hết ngày {publish_deadline(day, settings.publish_days):%d/%m/%Y}",
    ]
    return Group(heading="Mốc thời gian sắp tới", lines=lines)


def _accounts(handover: Handover, today: date) -> Group:
    has_account = db.session.scalar(
        select(Account.id).where(Account.person_id == handover.taker_id, Account.closed_at.is_(None))
    )
    lines = [
        "Bên nhận đã có tài khoản đăng nhập"
        if has_account
        else "Bên nhận chưa có tài khoản đăng nhập: đề nghị Văn phòng Đảng ủy cấp",
        "Lịch riêng, thông báo của mỗi người tự đổi theo chức vụ từ ngày nhận; không chuyển mật khẩu cho nhau",
    ]
    for one in substitutions_at(handover.cell_id, today):
        until = f"{one.from_on:%d/%m/%Y} đến {one.to_on:%d/%m/%Y}"
        lines.append(f"Ủy quyền ký thay còn hiệu lực: đồng chí {one.person.full_name}, từ {until}")
    return Group(heading="Tài khoản, ủy quyền", lines=lines)


def _until(deadline: date | None, today: date) -> str:
    if deadline is None:
        return ""
    return f": hạn {deadline:%d/%m/%Y}{', quá hạn' if deadline < today else ''}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
