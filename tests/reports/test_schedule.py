"""When the cells of a commune meet in a month: live, as a numbered notice, as a workbook."""

from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app import clock
from app.audit.models import AuditEvent
from app.documents.services_word import word_of
from app.documents.snapshots import from_data
from app.guidance.services import SignedBy
from app.meetings.models import Meeting
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster
from app.reports import schedule
from app.reports.models import MonthlySchedule
from app.reports.paper import Words
from app.reports.services_schedule import issue_schedule
from tests import office
from tests.at_once import together
from tests.meetings import ready
from tests.reports.test_synthesis import DECEMBER, commune

TODAY = date(2026, 12, 2)
PATH = "/synthesis/schedule/{}?month=12/2026"


@pytest.fixture
def signed(world):
    return SignedBy(person_id=world.people["binh"], on=TODAY)


def issued(actor, signed, remarks="", edition=0, month=DECEMBER) -> MonthlySchedule:
    return issue_schedule(commune(), month, signed, Words(remarks=remarks), edition=edition, actor=actor)


def test_every_cell_stands_there_in_the_order_of_hours_and_those_without_one_last(world, db_session, actor_of):
    ready.planned(actor_of)
    lines = schedule.lines_of(commune(), DECEMBER)

    assert [line.name for line in lines] == ["Chi bộ thôn Nà Mười", "Chi bộ Trường Tiểu học Mường Lâm"]
    first, last = lines
    assert first.starts_at == datetime(2026, 12, 3, 19, 30, tzinfo=clock.VIETNAM)
    assert (first.place, first.overseers) == ("Nhà văn hóa thôn Nà Mười", ("Nguyễn Hữu Lộc",))
    assert (last.starts_at, last.meeting_id, last.overseers) == (None, None, ())


def test_it_is_numbered_and_a_cell_that_moves_makes_a_new_one(world, db_session, actor_of, signed):
    meeting = ready.planned(actor_of)
    hanh = actor_of("hanh")
    first = issued(hanh, signed, remarks="Mang theo sổ tay.")
    db_session.flush()
    with pytest.raises(BadInput, match="không khác"):
        issued(hanh, signed, remarks="Mang theo sổ tay.", edition=1)
    meeting.starts_at += timedelta(days=1)
    db_session.flush()
    second = issued(hanh, signed, remarks="Mang theo sổ tay.", edition=1)
    db_session.flush()
    old, new = (from_data("schedule", one.document.snapshot) for one in (first, second))

    assert [one.document.symbol[:6] for one in (first, second)] == ["01-TB/", "02-TB/"]
    assert [(one.cells[0].meets_on, one.cells[0].at) for one in (old, new)] == [
        ("2026-12-03", "19:30"), ("2026-12-04", "19:30")
    ]  # fmt: skip
    assert (old.cells[1].meets_on, new.replaces.symbol, new.remarks) == (
        None,
        first.document.symbol,
        "Mang theo sổ tay.",
    )
    assert first.document.replaced_by_id == second.document_id
    told = db_session.scalars(
        select(AuditEvent.data).where(AuditEvent.event == "schedule_issued").order_by(AuditEvent.id)
    ).all()
    assert [data["edition"] for data in told] == [1, 2]


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ({"edition": 1}, SomebodyWasFaster),
        ({"month": date(2027, 2, 1)}, BadInput),
        ({"month": date(2027, 1, 1)}, BadInput),  # nobody has told an hour yet
        ({"remarks": "x" * 8001}, BadInput),
        ({"signed": SignedBy(person_id=None, on=TODAY)}, BadInput),
        ({"signed": SignedBy(person_id=1, on=date(2026, 12, 3))}, BadInput),
    ],
)  # fmt: skip
def test_what_is_refused(world, db_session, actor_of, signed, more, refused):
    ready.planned(actor_of)

    with pytest.raises(refused):
        issued(actor_of("hanh"), **{"signed": signed} | more)


@pytest.mark.parametrize("who", ["binh", "thang", "loc", "vien"])
def test_only_the_office_issues_it(world, db_session, actor_of, signed, who):
    ready.planned(actor_of)

    with pytest.raises(NotAllowed):
        issued(actor_of(who), signed)


def test_next_month_is_told_ahead(world, db_session, actor_of, signed):
    meeting = ready.planned(actor_of)
    meeting.month, meeting.starts_at = date(2027, 1, 1), meeting.starts_at + timedelta(days=31)
    db_session.flush()

    assert issued(actor_of("hanh"), signed, month=date(2027, 1, 1)).edition == 1


@pytest.mark.parametrize(
    ("who", "status"), [("hanh", 200), ("binh", 200), ("thang", 403), ("loc", 403), ("vien", 404), ("quan", 403)]
)
def test_who_reads_it(world, as_user, who, status):
    assert as_user(who).get(PATH.format(world.commune)).status_code == status


def test_the_office_issues_it_on_its_page_and_an_old_page_is_told_so(world, made, as_user):
    made(ready.planned)
    hanh, at = as_user("hanh"), f"/synthesis/schedule/{world.commune}"
    given = {"signer_id": world.people["binh"], "signer_position": "Bí thư", "signed_on": "02/12/2026", "version": 0}
    page = hanh.get(f"{at}?month=12/2026").text
    done = hanh.post(f"{at}/issue?month=12/2026", data=given, follow_redirects=True)
    again = hanh.post(f"{at}/issue?month=12/2026", data=given | {"remarks": "Viết dở"})

    assert "1/2 chi bộ đã ghi ngày, giờ" in page
    assert "Số 01-TB/ĐU" in done.text
    assert (again.status_code, "Viết dở" in again.text) == (409, True)
    assert hanh.get(f"{at}/pdf?month=12/2026").status_code == 303
    assert hanh.get(f"{at}/pdf?month=1/2027").status_code == 404
    assert hanh.get(f"{at}/issue?month=13/2026").status_code == 404


@pytest.mark.long
@pytest.mark.needs("soffice")
def test_an_office_program_opens_it(world, db_session, actor_of, signed):
    ready.planned(actor_of)
    made = issued(actor_of("hanh"), signed, remarks="Mang theo sổ tay")
    db_session.flush()
    lines = office.lines(word_of(made.document))

    assert {"THÔNG BÁO", "Số 01-TB/ĐU", "Nhà văn hóa thôn Nà Mười", "Mang theo sổ tay."} <= set(lines)


def test_the_workbook_has_real_days_and_no_formulas(world, made, committed, as_user):
    with committed() as session:
        session.get_one(Meeting, made(ready.planned)).place = "=Nhà văn hóa"
    book = load_workbook(
        BytesIO(as_user("hanh").get(f"/synthesis/schedule/{world.commune}/workbook?month=12/2026").data)
    )
    rows = list(book["Lịch sinh hoạt"].iter_rows(min_row=2))

    values = [cell.value for cell in rows[0]]
    assert values == [
        1, datetime(2026, 12, 3), "19:30", "Chi bộ thôn Nà Mười", "=Nhà văn hóa", "Nguyễn Hữu Lộc"  # noqa: DTZ001
    ]  # fmt: skip
    assert rows[0][4].data_type == "s"
    assert rows[1][1].value is None


def test_of_two_who_issue_it_at_once_one_is_told(world, made, as_user):
    made(ready.planned)
    here = f"/synthesis/schedule/{world.commune}/issue?month=12/2026"
    data = {"signer_id": world.people["binh"], "signer_position": "Bí thư", "signed_on": "02/12/2026", "version": 0}

    assert together(*[lambda: as_user("hanh").post(here, data=data) for _ in range(2)]) == [303, 409]
