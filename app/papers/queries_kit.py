"""The kit for a meeting held on paper: the papers that exist and forms to be filled in by hand."""

from app.agendas.models import AgendaItem, ItemKind
from app.documents.queries import latest_issued
from app.documents.services import snapshot_of
from app.documents.snapshots import Agenda, DocumentKind, KitCriterion, KitTask, Notice, PaperKit, SnapshotUnreadable
from app.evaluations.queries_sheet import applying_codes, criteria_of
from app.meetings.models import Meeting
from app.papers.queries import letterhead_of, sitting_of, style_of
from app.papers.queries_before import agenda_of, roll_call_sheet_of
from app.papers.queries_previous import reference_to
from app.papers.queries_score import words_of_criterion
from app.papers.queries_script import chair_script_of
from app.resolutions.queries import previous_of
from app.rules.queries import settings_of
from app.tasks.models import Task
from app.tasks.queries import of_resolution
from workflows.criteria import Criterion
from workflows.criteria_words import scale_lines
from workflows.meeting import Kind
from workflows.scoring import LEVEL_FROM, LEVEL_LABELS
from workflows.task import State


def kit_of(meeting: Meeting, items: list[AgendaItem]) -> PaperKit:
    """As everything stands now; notice and agenda as they were sent out."""
    criteria = () if meeting.kind == Kind.EXTRAORDINARY else _criteria(meeting)
    found = previous_of(meeting)
    resolution = found[0] if found else None
    tasks = of_resolution(resolution.id) if resolution else []
    return PaperKit(
        letterhead=letterhead_of(meeting),
        style=style_of(meeting),
        sitting=sitting_of(meeting),
        notice=_notice(meeting),
        agenda=_agenda(meeting) or agenda_of(meeting, items, None, dated=None),
        script=chair_script_of(meeting, items),
        roll_call=roll_call_sheet_of(meeting),
        publish_days=settings_of(meeting.rule_set).publish_days,
        previous=reference_to(resolution) if resolution else None,
        tasks=tuple(_task(task) for task in tasks if task.state != State.DROPPED),
        votes=_votes(items, scored=bool(criteria)),
        criteria=criteria,
        maximum=sum(one.maximum for one in criteria if one.applies),
        levels=tuple((label, LEVEL_FROM[level]) for level, label in LEVEL_LABELS.items()),
    )  # fmt: skip


def _task(task: Task) -> KitTask:
    due_on = task.deadline.isoformat() if task.deadline else ""
    return KitTask(work=task.work, owner=task.owner.full_name if task.owner else task.owner_name, due_on=due_on)


def _notice(meeting: Meeting) -> Notice | None:
    found = _issued(meeting, DocumentKind.NOTICE)
    return found if isinstance(found, Notice) else None


def _agenda(meeting: Meeting) -> Agenda | None:
    found = _issued(meeting, DocumentKind.AGENDA)
    return found if isinstance(found, Agenda) else None


def _issued(meeting: Meeting, kind: DocumentKind) -> object:
    paper = latest_issued(meeting.id, kind)
    try:
        return snapshot_of(paper) if paper else None
    except SnapshotUnreadable:
        return None  # of another time: its own PDF is still at hand


def _votes(items: list[AgendaItem], *, scored: bool) -> tuple[str, ...]:
    drafts = ["Nghị quyết"] if any(item.kind == ItemKind.RESOLUTION for item in items) else []
    return ("Chương trình", *drafts, *(["Điểm tự chấm, mức tự xếp loại"] if scored else []), "Biên bản")


def _criteria(meeting: Meeting) -> tuple[KitCriterion, ...]:
    found, criteria = criteria_of(meeting)
    codes, titles = applying_codes(meeting, criteria), found.groups
    return tuple(
        KitCriterion(
            code=c.code, text=_explained(c, titles.get(c.group, "")), maximum=c.maximum, applies=c.code in codes
        )
        for c in criteria
    )


def _explained(criterion: Criterion, group_title: str) -> str:
    """Its words with the scale of its points: `… Từ 90%: 4; từ 75%: 3; còn lại: 1`."""
    said = words_of_criterion(criterion, group_title)
    scale = scale_lines(criterion)
    return f"{said}: {'; '.join(scale)}" if scale else said
