"""The agenda that a new meeting begins with: the five contents in their order, the stress by the type of cell."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from app.agendas.models import AgendaItem, ItemKind
from app.extensions import db
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


K = ItemKind
OPENING = Planned(K.OPENING, "Khai mạc, điểm danh, thông qua chương trình", 5, CHAIR)
THEME = Planned(K.THEME, "Chuyên đề: {theme}", 30)
RESOLUTION = Planned(K.RESOLUTION, "Nhiệm vụ tháng {month}, thông qua nghị quyết", 10, CHAIR)
CRITICISM = Planned(K.CRITICISM, "Phê bình, tự phê bình; đảng ủy viên phụ trách phát biểu", 5, CHAIR)
SCORE = Planned(K.SCORE, "Tự chấm điểm buổi sinh hoạt, thông qua biên bản, bế mạc", 10, CHAIR)
CLOSING = Planned(K.CLOSING, "Thông qua biên bản, bế mạc", 5, CHAIR)
RESULTS = Planned(K.LAST_RESOLUTION, "Kết quả thực hiện nghị quyết tháng {last_month}", 10, CHAIR)

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
    items = planned_items(meeting.kind, with_theme=bool(meeting.theme))
    missing = norm - sum(item.minutes for item in items) if meeting.kind != Kind.EXTRAORDINARY else 0
    for position, item in enumerate(items, start=1):
        more = max(0, missing) if item.kind in ELASTIC else 0
        missing -= more
        db.session.add(
            AgendaItem(
                meeting_id=meeting.id,
                position=position,
                kind=item.kind,
                title=_title(item, meeting, cell_type),
                minutes=item.minutes + more,
                presenter_id=people.get(item.by),
            )
        )


def default_titles(meeting: Meeting, cell_type: CellType | None) -> set[str]:
    """What `prefill` wrote: nobody has chosen it."""
    return {
        _title(item, meeting, cell_type) for item in planned_items(meeting.kind, with_theme=bool(meeting.theme))
    }  # fmt: skip


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
