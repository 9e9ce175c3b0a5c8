"""A meeting of the own cell on its evening, and the people who record it: `thang` chairs, `lan` keeps the record."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from app import clock
from app.agendas.models import AgendaItem, ItemKind
from app.criteria.queries import criteria_set_for
from app.extensions import db
from app.meetings.models import Meeting
from app.resolutions.models import Resolution
from app.rules.queries import rule_set_for
from app.sessions import queries, services
from tests.world import World
from workflows.meeting import Kind, State

HTMX = {"HX-Request": "true"}
SCRIPT = "<script>alert(1)</script>"

# 3 December 2026, 19:40 in Vietnam.
EVENING = datetime(2026, 12, 3, 12, 40, tzinfo=UTC)
LATER = datetime(2026, 12, 3, 13, 10, tzinfo=UTC)

ITEMS = (
    (ItemKind.INFORMATION, "Thời sự, văn bản của cấp trên", False),
    (ItemKind.DISCUSSION, "Giữ vệ sinh môi trường và đường hoa nội thôn", False),
    (ItemKind.OTHER, "Xem xét đơn thư của đảng viên", True),
    (ItemKind.RESOLUTION, "Nhiệm vụ tháng 12, nghị quyết", False),
)


@pytest.fixture
def evening(app: Flask, world: World) -> Iterator[None]:
    """It is 20:10 on the evening of the meeting, half an hour after it opened."""
    with clock.set_to(LATER):
        yield


def make_meeting(
    world: World, *, state: State = State.CONVENED, recorder: str | None = "lan", month: date = date(2026, 12, 1)
) -> Meeting:
    meeting = Meeting(
        cell_id=world.cell,
        kind=Kind.REGULAR,
        month=month,
        state=state,
        rule_set_id=rule_set_for(world.cell, month).id,
        criteria_set_id=criteria_set_for(world.cell, month, Kind.REGULAR).id,
        starts_at=EVENING,
        place="Nhà văn hóa thôn Nà Mười",
        chair_id=world.people["thang"],
        recorder_id=world.people[recorder] if recorder else None,
        convened_at=datetime(2026, 12, 2, 1, 0, tzinfo=UTC),
        agenda_version=1,
        created_at=datetime(2026, 12, 1, 1, 0, tzinfo=UTC),
    )
    db.session.add(meeting)
    db.session.flush()
    for position, (kind, title, on_paper) in enumerate(ITEMS, start=1):
        db.session.add(
            AgendaItem(
                meeting_id=meeting.id, position=position, kind=kind, title=title, minutes=20, kept_on_paper=on_paper,
                presenter_id=world.people["khoa"],
            )
        )  # fmt: skip
    db.session.add(
        Resolution(
            meeting_id=meeting.id, subject_line="Nghị quyết về nhiệm vụ tháng 12 năm 2026", sections={},
            created_at=EVENING,
        )
    )  # fmt: skip
    db.session.flush()
    return meeting


@pytest.fixture
def convened(world: World, evening: None, prepared: Callable) -> int:
    """The id of a convened meeting whose evening it is."""
    found: int = prepared("sessions: convened", lambda: make_meeting(world).id)
    return found


@pytest.fixture
def held(world: World, evening: None, prepared: Callable, actor_of: Callable) -> int:
    """The id of a meeting opened at 19:40, with everybody present."""

    def build() -> int:
        meeting = make_meeting(world)
        services.open_meeting(meeting, at=EVENING, actor=actor_of("thang"))
        return meeting.id

    found: int = prepared("sessions: held", build)
    return found


@pytest.fixture
def item_ids(committed: Callable) -> Callable[[int], list[int]]:
    def ids(meeting_id: int) -> list[int]:
        with committed() as session:
            found = session.scalars(
                db.select(AgendaItem.id).where(AgendaItem.meeting_id == meeting_id).order_by(AgendaItem.position)
            )
            return list(found)

    return ids


@pytest.fixture
def rows(held, committed):
    """Attendance ids by name."""
    with committed():
        return {line.name: line for line in queries.roll_lines(held)}


def item_form(item_version: int, **more: str) -> dict[str, object]:
    return {
        "version": item_version,
        "outcome": "decided",
        "conclusion": "Mỗi đảng viên 3 hộ",
        "against": "0",
        "other": "0",
    } | more
