"""What is read of many meetings at once is what each of them is asked."""

from datetime import timedelta

import pytest

from app import clock
from app.accounts.queries import holders_of, people_as
from app.agendas.models import AgendaItem
from app.agendas.queries import items_of
from app.approvals.models import ApprovalRound, RoundResult
from app.approvals.queries import rounds_of
from app.documents.models import Document
from app.documents.queries import latest_issued
from app.documents.snapshots import DocumentKind
from app.evaluations.queries import sheet_of
from app.evaluations.queries_sheet import whole_sheet
from app.evaluations.services_foresight import foresee
from app.extensions import lock
from app.foreseen import foreseeing
from app.meetings.models import Meeting
from app.organisations.queries import superior_of
from app.papers.queries_score import score_sheet_of
from app.sessions.models import Attendance
from app.sessions.queries import rows_of
from tests.evaluations.lists import handed_in_by
from tests.world import NOON
from workflows.attendance import Mark, Standing
from workflows.roles import Role

KIND = DocumentKind.SCORE_SHEET


@pytest.fixture
def meetings(world, db_session) -> list[Meeting]:
    """One with a record behind it, of which a line was not known when it was voted; one without."""
    found = [handed_in_by(world.cell, lost=3), handed_in_by(world.other_cell)]
    with_record = found[0]
    for name, mark in (("thang", Mark.PRESENT), ("men", Mark.EXCUSED)):
        db_session.add(
            Attendance(
                meeting_id=with_record.id, person_id=world.people[name], standing=Standing.OFFICIAL, start_mark=mark
            )
        )
    db_session.add(AgendaItem(meeting_id=with_record.id, position=1, title="Thảo luận"))
    db_session.add(
        ApprovalRound(
            meeting_id=with_record.id, number=1, result=RoundResult.CONVENED, submitted_at=NOON, met_at=NOON,
            submitted_by_id=world.people["thang"],
        )
    )  # fmt: skip
    for kind, issued in ((KIND, None), (KIND, NOON)):
        db_session.add(
            Document(
                kind=kind, organisation_id=world.cell, meeting_id=with_record.id, issued_at=issued, title="x",
                snapshot={}, template_version="1", created_at=NOON, symbol="", type_code="",
            )
        )  # fmt: skip
    db_session.flush()
    sheet = sheet_of(with_record.id)
    sheet.lines[0].expected = True
    db_session.flush()
    return found


def asked(meeting: Meeting) -> list[object]:
    cell, today = meeting.cell_id, clock.today()
    return [
        *(
            [(person.id, role) for person, role in people_as(cell, roles, on)]
            for roles in (tuple(Role), (Role.OVERSEER,))
            for on in (today, today - timedelta(days=9000))
        ),
        holders_of(cell, tuple(Role), today), superior_of(cell, today), sheet_of(meeting.id), rows_of(meeting.id),
        items_of(meeting.id), rounds_of(meeting.id), latest_issued(meeting.id, KIND),
        score_sheet_of(whole_sheet(meeting, sheet_of(meeting.id), details=False), draft=1),
    ]  # fmt: skip


def test_what_is_foreseen_of_many_is_what_each_is_asked(meetings, count_statements):
    one_by_one = [asked(meeting) for meeting in meetings]
    answers = foresee(meetings)

    with foreseeing(answers), count_statements() as seen:
        known = [asked(meeting) for meeting in meetings]
        for meeting in meetings:
            lock(meeting)

    assert known == one_by_one
    assert known[0][7], "somebody attended"
    # The cell's superior for the head, who decides, and what is only counted: of one record, because of one line.
    assert len(seen) <= 10, seen.texts
