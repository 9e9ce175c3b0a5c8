"""The agenda that a new meeting begins with: the five contents in their order, the stress by the type of cell."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import insert

from app.agendas.models import AgendaItem, ItemKind
from app.audit.queries_sealed import sealed_columns
from app.audit.services_sealing import note_new_rows
from app.extensions import connection
from app.finding.services import note_new_items
from app.meetings.models import Meeting
from workflows.cells import STRESS, CellType
from workflows.meeting import Kind

CHAIR, DEPUTY, NOBODY = "chair", "deputy", ""


class Planned(NamedTuple):
    """`title` may name {month}, {last_month}, {theme} and {stress}; `by` says who usually presents it."""

    kind: ItemKind
    title: str
    minutes: int
    by: str = NOBODY


class Brought(NamedTuple):
    """An item that a published guidance brings, in its own words."""

    kind: ItemKind
    title: str
    minutes: int
    content: str = ""


class Looking(NamedTuple):
    """What the new meeting looks back on: whether there are minutes to confirm; the tasks still open, a line each."""

    has_minutes: bool = False
    open_tasks: str = ""


@dataclass(slots=True, kw_only=True)
class Line:
    """An item before it is written: hundreds of meetings may begin at once, with a dozen each, which no session has to
    watch."""

    kind: ItemKind
    title: str
    minutes: int
    content: str = ""
    presenter_id: int | None = None


K = ItemKind
OPENING = Planned(K.OPENING, "Khai mạc, điểm danh, thông qua chương trình", 5, CHAIR)
THEME = Planned(K.THEME, "Chuyên đề: {theme}", 30)
RESOLUTION = Planned(K.RESOLUTION, "Nhiệm vụ tháng {month}, thông qua nghị quyết", 10, CHAIR)
CRITICISM = Planned(K.CRITICISM, "Phê bình, tự phê bình; đảng ủy viên phụ trách phát biểu", 5, CHAIR)
SCORE = Planned(K.SCORE, "Tự chấm điểm buổi sinh hoạt, thông qua biên bản, bế mạc", 10, CHAIR)
CLOSING = Planned(K.CLOSING, "Thông qua biên bản, bế mạc", 5, CHAIR)
RESULTS = Planned(K.LAST_RESOLUTION, "Kết quả thực hiện nghị quyết tháng {last_month}", 10, CHAIR)
MINUTES = Planned(K.LAST_MINUTES, "Thông qua biên bản kỳ sinh hoạt trước", 5, CHAIR)

REGULAR = (
    OPENING,
    Planned(K.INFORMATION, "Thông tin thời sự, văn bản của cấp trên", 15),
    Planned(K.STUDY, "Học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh", 10),
    RESULTS,
    Planned(K.PARTY_BUILDING, "Công tác xây dựng Đảng", 5, DEPUTY),
    Planned(K.DISCUSSION, "Thảo luận: {stress}", 20),
    RESOLUTION,
    CRITICISM,
    SCORE,
)
# With guidance: what was agreed last time comes first, then what the committee asks for, then what stands every month.
GUIDED = (
    OPENING,
    MINUTES,
    RESULTS,
    Planned(K.INFORMATION, "Thông tin thời sự, văn bản của cấp trên", 10),
    Planned(K.STUDY, "Học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh", 10),
    Planned(K.PARTY_BUILDING, "Công tác xây dựng Đảng", 5, DEPUTY),
    Planned(K.DISCUSSION, "Thảo luận: {stress}", 15),
    RESOLUTION,
    CRITICISM,
    SCORE,
)
THEMATIC = (
    OPENING,
    Planned(K.THEME, "Báo cáo chuyên đề: {theme}", 25),
    Planned(K.DISCUSSION, "Thảo luận chuyên đề", 35),
    Planned(K.RESOLUTION, "Kết luận, thông qua nghị quyết chuyên đề", 10, CHAIR),
    CRITICISM,
    SCORE,
)
EXTRAORDINARY = (
    OPENING,
    Planned(K.DISCUSSION, "Nội dung đột xuất cần chi bộ bàn, quyết định", 30, CHAIR),
    Planned(K.RESOLUTION, "Kết luận, biểu quyết", 10, CHAIR),
    CLOSING,
)
# The longest items, which grow when the rules ask for more than the plan's sum.
ELASTIC = (K.DISCUSSION, K.THEME)


def planned_items(kind: Kind, *, with_theme: bool) -> tuple[Planned, ...]:
    if kind == Kind.EXTRAORDINARY:
        return EXTRAORDINARY
    if kind == Kind.THEMATIC:
        return THEMATIC
    if not with_theme:
        return REGULAR
    before = next(n for n, item in enumerate(REGULAR) if item.kind == K.DISCUSSION)
    return (*REGULAR[:before], THEME, *REGULAR[before:])


def prefill(meeting: Meeting, people: Mapping[str, int | None], *, cell_type: CellType | None, norm: int) -> None:
    """Write the default items. `people`: the person for `chair` and `deputy`; `norm`: least minutes."""
    planned = planned_items(meeting.kind, with_theme=bool(meeting.theme))
    missing = norm - sum(item.minutes for item in planned) if meeting.kind != Kind.EXTRAORDINARY else 0
    _write(meeting, [_default(item, meeting, people, cell_type) for item in planned], missing)


def prefill_guided(
    meeting: Meeting, people: Mapping[str, int | None], brought: Sequence[Brought], back: Looking,
    *, cell_type: CellType | None, norm: int,
) -> None:  # fmt: skip
    """Write the agenda of a meeting that a published guidance prepares, with what the guidance brings in its place."""
    items = [
        _default(item, meeting, people, cell_type)
        for item in GUIDED
        if item is not MINUTES or back.has_minutes
    ]  # fmt: skip
    results = next(item for item in items if item.kind == K.LAST_RESOLUTION)
    results.content = back.open_tasks
    after = items.index(results) + 1
    items[after:after] = [brought_line(each, meeting) for each in brought]
    _write(meeting, items, norm - sum(item.minutes for item in items))


def brought_line(each: Brought, meeting: Meeting) -> Line:
    """What a guidance says is presented by the chair, until the cell chooses somebody."""
    presenter_id = meeting.chair_id if each.kind == K.GUIDANCE else None
    return Line(
        kind=each.kind, title=each.title, minutes=each.minutes, content=each.content, presenter_id=presenter_id
    )  # fmt: skip


def brought_item(each: Brought, meeting: Meeting) -> AgendaItem:
    return AgendaItem(meeting_id=meeting.id, **asdict(brought_line(each, meeting)))


def _default(item: Planned, meeting: Meeting, people: Mapping[str, int | None], cell_type: CellType | None) -> Line:
    return Line(
        kind=item.kind, title=_title(item, meeting, cell_type), minutes=item.minutes, presenter_id=people.get(item.by)
    )  # fmt: skip


def _write(meeting: Meeting, items: list[Line], missing: int) -> None:
    """Number them; the first that may be long takes the minutes that are missing."""
    longest = next((item for item in items if item.kind in ELASTIC), None)
    if longest and missing > 0:
        longest.minutes += missing
    written = [
        {"meeting_id": meeting.id, "position": position, **asdict(item)} for position, item in enumerate(items, start=1)
    ]
    new = connection().execute(_NEW, written).all()
    note_new_items(row.id for row in new)
    note_new_rows(AgendaItem, new)


_TABLE = AgendaItem.metadata.tables[AgendaItem.__tablename__]
_NEW = insert(_TABLE).returning(*sealed_columns(AgendaItem))


def default_titles(meeting: Meeting, cell_type: CellType | None) -> set[str]:
    """What `prefill` wrote: nobody has chosen it."""
    usual = (*planned_items(meeting.kind, with_theme=bool(meeting.theme)), *GUIDED)
    return {_title(item, meeting, cell_type) for item in usual}


def results_title(month: date) -> str:
    return RESULTS.title.format(last_month=_month_before(month))


def _title(item: Planned, meeting: Meeting, cell_type: CellType | None) -> str:
    return item.title.format(
        month=meeting.month.month,
        last_month=_month_before(meeting.month),
        theme=meeting.theme or "theo kế hoạch năm",
        stress=STRESS.get(cell_type, "nhiệm vụ chính trị") if cell_type else "nhiệm vụ chính trị",
    )[:300]


def _month_before(month: date) -> int:
    return (month.month - 2) % 12 + 1
