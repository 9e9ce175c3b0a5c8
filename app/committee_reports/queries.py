"""The report of the cell committee, drafted from what the house knows already: tasks, guidance, the last meeting."""

from datetime import date, datetime

from sqlalchemy import Select, select

from app import clock
from app.accounts.queries import people_as
from app.actor import Actor
from app.agendas.queries import items_of
from app.agendas.queries_last import CHOSEN
from app.agendas.services_default import default_titles
from app.documents.snapshots import Answered, Asked, CommitteeReport, DocumentRef, ReportedTask
from app.extensions import db
from app.guidance.models import Guidance
from app.guidance.queries import in_force_for, items_brought_to
from app.guidance.queries_cells import asked_of
from app.meetings.models import Meeting
from app.members.queries import roll_of
from app.papers.queries import counts_of, letterhead_of, secretary_signature, style_of
from app.papers.queries_previous import reference_to
from app.petitions.models import Petition
from app.petitions.queries import visible_to
from app.resolutions import queries as resolutions
from app.resolutions.models import DraftTask
from app.tasks.models import Task
from app.tasks.queries import name_of, of_resolution, open_of
from workflows.calendar import months_away
from workflows.meeting import KIND_LABELS, State
from workflows.names import committee_of
from workflows.roles import Role
from workflows.task import State as TaskState
from workflows.task import is_overdue

HELD = (State.HELD, State.MINUTES, State.SCORED, State.EVALUATED)
LONGEST_ANSWER = 400
MOST_TASKS = 60


def report_of(meeting: Meeting, actor: Actor) -> CommitteeReport:
    """As things stand at this moment. What is kept on paper is not in it, nor who raised a petition."""
    today, last, since = clock.today(), _last(meeting), _since(meeting)
    tasks, done, total, reference = _followed(meeting)
    roll = [row for row in roll_of(meeting.cell_id, today) if not row.suspended]
    counts = counts_of(last) if last else None
    guidance = in_force_for(meeting.cell_id, meeting.month)
    return CommitteeReport(
        letterhead=letterhead_of(meeting, "BC", draft=1),
        style=style_of(meeting),
        has_committee=bool(people_as(meeting.cell_id, (Role.COMMITTEE_MEMBER,), today)),
        kind=KIND_LABELS[meeting.kind],
        month=meeting.month.strftime("%Y-%m"),
        last_month=(last.month if last else months_away(meeting.month, -1)).strftime("%Y-%m"),
        superior=" và ".join(committee_of(one.organisation.name) for one in guidance),
        situation="\n".join(one.situation for one in guidance),
        orientation="\n".join(one.orientation for one in guidance),
        contents=_contents(guidance, meeting),
        resolution=reference,
        done=done,
        total=total,
        tasks=tuple(_reported(task, today) for task in tasks[:MOST_TASKS]),
        overdue=tuple(_short(task.work) for task in tasks if is_overdue(task.state, task.deadline, today)),
        roll=counts.roll if counts else len(roll),
        official=counts.official if counts else sum(row.official for row in roll),
        present=counts.present if counts else None,
        due=counts.due if counts else 0,
        fees=(last.fees_paid, counts.roll) if last and counts and last.fees_paid is not None else None,
        raised=_raised(meeting, actor, since),
        answered=_answered(meeting, actor, since),
        planned=_planned(meeting),
        topics=_topics(meeting),
        signature=secretary_signature(meeting, today),
    )


def _last(meeting: Meeting) -> Meeting | None:
    found = select(Meeting).where(
        Meeting.cell_id == meeting.cell_id, Meeting.kind == "regular", Meeting.month < meeting.month,
        Meeting.state.in_(HELD),
    )  # fmt: skip
    return db.session.scalar(found.order_by(Meeting.month.desc(), Meeting.id.desc()).limit(1))


def _since(meeting: Meeting) -> datetime:
    """From the last meeting on; without one, from the month before."""
    last = _last(meeting)
    if last is not None and last.opened_at is not None:
        return last.opened_at
    return datetime.combine(months_away(meeting.month, -1), datetime.min.time(), clock.VIETNAM)


def _followed(meeting: Meeting) -> tuple[list[Task], int, int, DocumentRef | None]:
    """The tasks of the last resolution and whatever else the cell has open, in the order of deadlines."""
    found = resolutions.previous_of(meeting)
    own = of_resolution(found[0].id) if found else []
    counted = [task for task in own if task.state != TaskState.DROPPED]
    others = [task for task in open_of(meeting.cell_id) if task.id not in {each.id for each in own}]
    done = sum(task.state == TaskState.CONFIRMED for task in counted)
    reference = reference_to(found[0]) if found else None
    return [*counted, *others], done, len(counted), reference


def _reported(task: Task, today: date) -> ReportedTask:
    deadline = f"{task.deadline:%d/%m/%Y}" if task.deadline else ""
    return ReportedTask(work=task.work, owner=name_of(task), deadline=deadline, standing=_standing(task, today))


def _standing(task: Task, today: date) -> str:
    result = f". {_short(task.result)}" if task.result else ""
    if task.state == TaskState.CONFIRMED:
        return f"Hoàn thành{result}"
    if task.state == TaskState.REPORTED:
        return f"Đã báo cáo, đạt {task.percent}%, chờ xác nhận{result}"
    late = "Quá hạn" if is_overdue(task.state, task.deadline, today) else "Đang thực hiện"
    return f"{late}, đạt {task.percent}%{result}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_ANSWER else f"{line[: LONGEST_ANSWER - 1]}…"


def _contents(guidance: list[Guidance], meeting: Meeting) -> tuple[str, ...]:
    cell_type = meeting.cell.cell_type
    return tuple(line for one in guidance for line in asked_of(one, cell_type))


def _of_cell(meeting: Meeting, actor: Actor) -> Select[Petition]:
    return visible_to(actor, clock.today()).where(Petition.cell_id == meeting.cell_id)


def _raised(meeting: Meeting, actor: Actor, since: datetime) -> int:
    rows = db.session.scalars(_of_cell(meeting, actor).where(Petition.raised_at >= since))
    return len(rows.unique().all())


def _answered(meeting: Meeting, actor: Actor, since: datetime) -> tuple[Answered, ...]:
    rows = db.session.scalars(_of_cell(meeting, actor).order_by(Petition.id)).unique()
    subjects = [(row, row.source_of_answer) for row in rows]
    return tuple(
        Answered(text=_short(row.text), answer=_short(subject.answer))
        for row, subject in subjects
        if subject.answered_at is not None and subject.answered_at >= since
    )


def _planned(meeting: Meeting) -> tuple[ReportedTask, ...]:
    """What the draft of the meeting's resolution sets."""
    draft = resolutions.current(meeting.id)
    return tuple(_in_words(task) for task in draft.tasks) if draft else ()


def _in_words(task: DraftTask) -> ReportedTask:
    deadline = f"{task.deadline:%d/%m/%Y}" if task.deadline else ""
    owner = task.owner.full_name if task.owner else task.owner_name
    return ReportedTask(work=task.work, owner=owner, deadline=deadline, standing="")


def _topics(meeting: Meeting) -> tuple[Asked, ...]:
    """What the cell itself chose to talk about: the contents of the guidance stand above already, and what every agenda
    begins with nobody has chosen."""
    usual, brought = default_titles(meeting, meeting.cell.cell_type), items_brought_to(meeting.id)
    return tuple(
        Asked(title=item.title, questions=tuple(one["text"] for one in item.questions))
        for item in items_of(meeting.id)
        if item.kind in CHOSEN and not item.kept_on_paper and item.id not in brought and item.title not in usual
    )
