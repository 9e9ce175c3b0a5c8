"""The first page: what awaits me, and the month of my organisation."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app import clock
from app.actor import Actor
from app.handovers.queries import is_party
from app.home import queries
from app.home.awaiting import awaiting
from app.meetings.models import Meeting
from app.meetings.queries_lists import NOT_YET
from app.rules.queries import calendar_of
from app.web.filters import hour
from app.web.pages import page
from app.web.permissions import actor, requires
from workflows.calendar import day_of, first_of, meeting_day, publish_deadline
from workflows.meeting import STATE_LABELS, State
from workflows.roles import Permission, Role

bp = Blueprint("home", __name__)

ABOVE = (Role.OFFICE, Role.LEADERSHIP)
IN_A_CELL = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER, Role.SCRIBE, Role.MEMBER)
# Of more than these the page tells how many stand at each step; their names are on the list of meetings.
MOST_CELLS = 40
MOST_LATE = 10
HELD_STATES = (State.HELD, State.MINUTES, State.SCORED, State.EVALUATED)


@bp.get("/")
@requires(Permission.HELP_READ)
def index() -> ResponseReturnValue:
    me, today = actor(), clock.today()
    found = awaiting(me, today)
    groups = found.groups()
    is_above = me.holds(*ABOVE)
    cells = queries.cells_of_month(me, first_of(today), ABOVE) if is_above else []
    # Who works for the commune sees its month here; their own cell is one tap away.
    cell_id = None if is_above else next(iter(me.organisations_as(*IN_A_CELL)), None)
    months = queries.months_of(cell_id, first_of(today)) if cell_id else None
    late = [c for c in cells if c.state not in HELD_STATES and _is_late(c, today)]
    return page(
        "home/index.html",
        today=today,
        groups=groups,
        count=sum(len(group.rows) for group in groups),
        urgent=len(found.today.rows),
        month=_month_of(cell_id, months.this, today) if cell_id and months else [],
        past=months.past if months else [],
        read=queries.published(me) if me.holds(Role.MEMBER) and not is_above and not me.holds(Role.INSPECTOR) else [],
        month_of=months.cell_name if months and len(me.roles) > 1 else "chi bộ",
        cells=cells,
        steps=_steps(cells) if len(cells) > MOST_CELLS else [],
        late=late[:MOST_LATE],
        all_late=len(late),
        held=sum(c.state in HELD_STATES for c in cells),
        rated=sum(c.level is not None for c in cells),
        handed_in=sum(c.state in (State.SCORED, State.EVALUATED) for c in cells),
        inspector=me.holds(Role.INSPECTOR),
        administrator=me.holds(Role.ADMINISTRATOR),
    )


def _steps(cells: list[queries.CellMonth]) -> list[tuple[str, str, int]]:
    """How many cells stand at each step, in the order of the steps: as the list of meetings filters them, in words, how
    many."""
    count = Counter(cell.state for cell in cells)
    known = [(str(state), STATE_LABELS[state], count[state]) for state in State if count[state]]
    return [(NOT_YET, "Chưa lập", count[None]), *known] if count[None] else known


@bp.get("/more")
@requires(Permission.HELP_READ)
def more() -> ResponseReturnValue:
    return page("home/more.html", parts=parts_of(actor()))


@dataclass(frozen=True)
class Day:
    """One day in the month of a cell."""

    on: date
    what: str
    said: str
    position: str  # "done", "now", ""


def _month_of(cell_id: int, meeting: Meeting | None, today: date) -> list[Day]:
    """The month that a cell lives in, by its rule set: committee, its regular meeting, papers, synthesis."""
    month = first_of(today)
    settings, holidays = calendar_of(cell_id, month, today)
    meets_on = _meets_on(meeting) or meeting_day(month, settings.meeting_day, holidays)
    rows = [
        (day_of(month, settings.committee_day), "Hội nghị chi ủy", "Duyệt chương trình"),
        (meets_on, "Sinh hoạt chi bộ thường kỳ", _where(meeting)),
        (publish_deadline(meets_on, settings.publish_days), "Hạn ký, ban hành", "Biên bản và nghị quyết"),
        (day_of(month, settings.synthesis_day), "Đảng ủy tổng hợp", "Điểm, ý kiến của chi bộ"),
    ]
    return [
        Day(on, what, said, "done" if on < today else "now" if on == today else "")
        for on, what, said in sorted(rows, key=lambda row: row[0])
    ]


def _meets_on(meeting: Meeting | None) -> date | None:
    return clock.day_of(meeting.starts_at) if meeting and meeting.starts_at else None


def _where(meeting: Meeting | None) -> str:
    if meeting is None or meeting.starts_at is None:
        return "Chưa lập chương trình" if meeting is None else "Chưa ghi giờ"
    return f"{hour(meeting.starts_at)}, {meeting.place}"


def _is_late(cell: queries.CellMonth, today: date) -> bool:
    """Without a meeting in the first week of the month, or past its day without having been opened."""
    if cell.starts_at is None:
        return today > first_of(today) + timedelta(days=6)
    return clock.day_of(cell.starts_at) < today


@dataclass(frozen=True)
class Link:
    endpoint: str
    label: str
    hint: str
    permission: Permission


# What one looks for together stands together, most used first: a flat list of twenty is read from end to end.
PARTS: tuple[tuple[str, tuple[Link, ...]], ...] = (
    (
        "Sinh hoạt chi bộ",
        (
            Link("guidance.index", "Văn bản định hướng", "Định hướng sinh hoạt hằng tháng", Permission.GUIDANCE_READ),
            Link(
                "reports.schedule.index",
                "Lịch sinh hoạt",
                "Ngày, giờ các chi bộ, thông báo lịch",
                Permission.SCHEDULE_READ,
            ),
            Link(
                "oversight.index",
                "Phân công dự sinh hoạt",
                "Đảng ủy viên nào dự chi bộ nào, giờ trùng",
                Permission.OVERSIGHT_READ,
            ),
            Link(
                "evaluations.index",
                "Điểm và xếp loại",
                "Phiếu từng kỳ, mức đã quyết định, cả năm",
                Permission.MEETING_READ,
            ),
            Link(
                "reports.index",
                "Tổng hợp tháng",
                "Chi bộ nào đã sinh hoạt, dự, điểm, kiến nghị",
                Permission.SYNTHESIS_READ,
            ),
            Link(
                "reports.periods.index",
                "Báo cáo quý, năm, đề án",
                "Mục tiêu, xếp loại, dự sinh hoạt: PDF, Excel",
                Permission.SYNTHESIS_READ,
            ),
            Link("figures.index", "Số liệu", "Biểu đồ 12 tháng, chi bộ cần quan tâm", Permission.FIGURE_READ),
            Link(
                "rotations.index",
                "Sinh hoạt điểm luân phiên",
                "Chi bộ nào tổ chức, chi bộ nào dự",
                Permission.ROTATION_READ,
            ),
            Link("indicators.index", "Chỉ tiêu", "Kế hoạch, thực hiện theo kỳ", Permission.INDICATOR_READ),
            Link("courses.index", "Các bước sinh hoạt", "Kỳ nào còn thiếu bước nào", Permission.MEETING_READ),
            Link("ratings.index", "Xếp loại năm", "Chi bộ, đảng viên, chi bộ bốn tốt", Permission.RATING_READ),
            Link(
                "planning.index",
                "Quy chế, kế hoạch năm",
                "Quy chế làm việc, kế hoạch sinh hoạt, chuyên đề",
                Permission.PLAN_READ,
            ),
            Link("visits.index", "Cấp trên dự sinh hoạt", "Báo trước, kết quả, ý kiến", Permission.VISIT_READ),
            Link(
                "inspections.index",
                "Kiểm tra, giám sát",
                "Chương trình năm, hồ sơ chi bộ, thông báo kết luận",
                Permission.INSPECTION_READ,
            ),
            Link("phrases.index", "Câu mẫu", "Câu hay dùng khi ghi kết luận, giao việc", Permission.PHRASE_WRITE),
            Link("practice.index", "Tập thử", "Đi hết một kỳ sinh hoạt mà không để lại gì", Permission.SESSION_WRITE),
        ),
    ),
    (
        "Ý kiến, văn bản",
        (
            Link("petitions.index", "Kiến nghị, phản ánh", "Gửi ý kiến, theo dõi trả lời", Permission.PETITION_READ),
            Link(
                "self_checks.mine",
                "Tự kiểm điểm tháng",
                "Việc đã làm, mức tự nhận, tự phê bình",
                Permission.SELF_CHECK_WRITE,
            ),
            Link("documents.index", "Văn bản", "Biên bản, nghị quyết, thông báo đã ban hành", Permission.DOCUMENT_READ),
            Link(
                "commune_resolutions.index",
                "Nghị quyết của cấp ủy",
                "Nhiệm vụ thực hiện từng nghị quyết",
                Permission.TASK_READ,
            ),
        ),
    ),
    (
        "Tổ chức, đảng viên",
        (
            Link("members.index", "Đảng viên", "Danh sách, tình trạng sinh hoạt", Permission.MEMBER_READ),
            Link(
                "members.strengthening.index", "Đảng viên tăng cường", "Giúp chi bộ ít người", Permission.MEMBER_MANAGE
            ),
            Link(
                "organisations.index", "Tổ chức đảng", "Cây tổ chức, nhiệm kỳ, phân công", Permission.ORGANISATION_READ
            ),
            Link(
                "prospects.index", "Phát triển đảng viên", "Quần chúng ưu tú, đảng viên dự bị", Permission.GROWTH_READ
            ),
            Link(
                "prospects.figures.index",
                "Kết nạp đảng viên",
                "Dân tộc, đoàn viên, chi bộ lâu chưa kết nạp",
                Permission.ADMISSION_READ,
            ),
            Link(
                "duties.index",
                "Việc đến hạn với đảng viên",
                "Hết dự bị, hết miễn, Huy hiệu Đảng",
                Permission.GROWTH_READ,
            ),
            Link(
                "assignments.index",
                "Phụ trách hộ, mô hình",
                "Đảng viên nào phụ trách, kết quả từng tháng",
                Permission.ASSIGNMENT_READ,
            ),
            Link("examples.index", "Gương, mô hình hay", "Cách làm của các chi bộ trong xã", Permission.EXAMPLE_READ),
            Link("areas.index", "Khu dân cư và chi bộ", "Khu dân cư nào có chi bộ riêng", Permission.SYNTHESIS_READ),
            Link(
                "training.index",
                "Bồi dưỡng, quy hoạch bí thư",
                "Tuổi, nhiệm kỳ, ai chưa qua bồi dưỡng",
                Permission.GROWTH_READ,
            ),
            Link("handovers.index", "Bàn giao bí thư", "Xem, ký biên bản bàn giao", Permission.ORGANISATION_READ),
            Link("roster.index", "Nhập danh sách", "Từ tệp Excel của Văn phòng", Permission.ROSTER_IMPORT),
            Link("access.index", "Tài khoản", "Cấp, đặt lại, khóa tài khoản", Permission.ACCOUNT_MANAGE),
        ),
    ),
    (
        "Hệ thống, trợ giúp",
        (
            Link("notifications.index", "Thông báo", "Những gì vừa xảy ra", Permission.NOTIFICATION_READ),
            Link("accounts.mine", "Tài khoản của tôi", "Mật khẩu, cách nhận thông báo", Permission.ACCOUNT_OWN),
            Link("help.index", "Trợ giúp", "Hướng dẫn theo từng vai", Permission.HELP_READ),
            Link(
                "rules.index", "Quy định, ngày nghỉ", "Ngày sinh hoạt, thời lượng, thể thức", Permission.RULESET_MANAGE
            ),
            Link(
                "criteria.index", "Bộ tiêu chí", "Chấm điểm sinh hoạt: tiêu chí, thang điểm", Permission.RULESET_MANAGE
            ),
            Link("documents.failed", "Bản PDF chưa tạo được", "Tạo lại văn bản bị lỗi", Permission.SETTING_MANAGE),
            Link(
                "notifications.mail.index", "Thư điện tử", "Máy chủ thư, thư chưa gửi được", Permission.SETTING_MANAGE
            ),
            Link("backups.index", "Sao lưu và niêm phong", "Bản sao lưu, niêm phong ngày", Permission.SETTING_MANAGE),
        ),
    ),
)
LINKS = tuple(link for _, links in PARTS for link in links)


def parts_of(me: Actor) -> list[tuple[str, list[Link]]]:
    """What `me` may open, under its headings; a heading with nothing below it is left out."""
    mine = [
        (title, [link for link in links if me.may(link.permission) and _is_of_use(link, me)]) for title, links in PARTS
    ]
    return [(title, links) for title, links in mine if links]


def _is_of_use(link: Link, me: Actor) -> bool:
    """A handover is for the two whose it is, who may be of any office or none, and for the office above."""
    return link.endpoint != "handovers.index" or me.holds(Role.OFFICE) or is_party(me)


def links_of(me: Actor) -> list[Link]:
    return [link for _, links in parts_of(me) for link in links]
