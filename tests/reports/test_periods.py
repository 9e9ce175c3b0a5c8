"""Reports of a month, a quarter, a year and a scheme: their figures, their paper, and who reads and issues them."""

from datetime import UTC, date, datetime
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import select

from app import clock
from app.audit.models import AuditEvent
from app.documents.models import Document
from app.documents.snapshots import RatedColumn, Share, from_data
from app.extensions import db
from app.guidance.services import SignedBy
from app.organisations.models import Organisation
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster
from app.reports.models import PeriodReport
from app.reports.paper import Words
from app.reports.queries_period import figures_of
from app.reports.services_period import issue_period
from app.targets.models import Target
from tests.at_once import together
from tests.reading import words
from tests.reports.test_synthesis import evaluated
from tests.sessions.conftest import make_meeting
from tests.summaries.test_keeping import petition, task
from tests.world import NOON
from workflows.meeting import State
from workflows.periods import period_named
from workflows.targets import Comparison, Measure
from workflows.task import State as TaskState

LATER = datetime(2026, 12, 20, 3, 0, tzinfo=UTC)
SIGNED_ON = date(2026, 12, 20)


@pytest.fixture(autouse=True)
def months(world, prepared):
    """The own cell met late in October, unrated, and on 3 December, rated good, 2 of 3 present; the other never did."""

    def build() -> None:
        earlier = make_meeting(world, state=State.MINUTES, month=date(2026, 10, 1))
        earlier.opened_at = datetime(2026, 10, 5, 12, 0, tzinfo=UTC)
        done = task(world, deadline=date(2026, 12, 5), state=TaskState.CONFIRMED, reported_at=earlier.opened_at)
        aim = Target(
            organisation_id=world.commune, measure=Measure.ATTENDANCE, comparison=Comparison.MORE_THAN, value=66,
            from_month=date(2025, 1, 1), to_month=date(2030, 12, 1), source="Đề án 05", created_at=NOON,
        )  # fmt: skip
        db.session.add_all([petition(world), done, task(world, deadline=date(2026, 11, 6)), aim])
        evaluated(world)

    prepared("reports: periods", build)
    with clock.set_to(LATER):
        yield


def commune(world) -> Organisation:
    return db.session.get_one(Organisation, world.commune)


def test_a_quarter_stands_in_its_months(world, db_session):
    found = figures_of(commune(world), period_named("Q4/2026"))

    assert found.columns == ("tháng 10", "tháng 11", "tháng 12")
    assert found.rated == (
        RatedColumn(label="tháng 10", unrated=1, missing=1),
        RatedColumn(label="tháng 11", missing=2),
        RatedColumn(label="tháng 12", good=1, missing=1),
    )
    assert [(line.name, line.whole) for line in found.attendance] == [
        ("Khu dân cư", Share(part=2, whole=3)), ("Tất cả chi bộ", Share(part=2, whole=3))
    ]  # fmt: skip
    assert found.tasks.shares == (Share(), Share(part=0, whole=1), Share(part=1, whole=1))
    assert [one.count for one in found.petitions] == [1, 0, 0, 0]
    (aim,) = found.aims
    assert (aim.wanted, aim.shares, aim.reached) == ("trên 66%", (Share(), Share(), Share(part=2, whole=3)), True)
    assert (found.care[0].cell, found.care[0].reasons) == (
        "Chi bộ Trường Tiểu học Mường Lâm", "Chưa sinh hoạt: tháng 10/2026, tháng 11/2026, tháng 12/2026"
    )  # fmt: skip


def test_a_scheme_has_a_column_for_each_year_and_none_of_its_shares_is_made_up(world, db_session, count_statements):
    place = commune(world)
    with count_statements() as seen:
        found = figures_of(place, period_named("2025-2030"))
    assert len(seen) <= 6

    assert found.columns == tuple(f"năm {year}" for year in range(2025, 2031))
    assert [one.shares for one in found.attendance] == [
        (Share(), Share(part=2, whole=3), Share(), Share(), Share(), Share())
    ] * 2  # fmt: skip
    assert found.rated[1] == RatedColumn(label="năm 2026", good=1, unrated=1, missing=4)
    assert found.rated[2] == RatedColumn(label="năm 2027")


def test_who_is_still_to_meet_is_missing_in_no_report(world, db_session):
    with clock.set_to(datetime(2026, 12, 3, 1, 0, tzinfo=UTC)):
        assert figures_of(commune(world), period_named("12/2026")).rated == (RatedColumn(label="tháng 12", good=1),)


def issued(actor, world, *, text="2025-2030", remarks="Làm tốt", edition=0, **more) -> PeriodReport:
    signed = SignedBy(person_id=world.people["binh"], on=SIGNED_ON)
    return issue_period(
        commune(world), period_named(text), signed, Words(remarks=remarks), edition=edition, actor=actor, **more
    )  # fmt: skip


def test_it_is_numbered_frozen_and_issued_anew_only_when_something_has_changed(world, db_session, actor_of):
    hanh = actor_of("hanh")
    first = issued(hanh, world, title="Đề án 05")
    db_session.flush()
    paper = from_data("period_report", db_session.get_one(Document, first.document_id).snapshot)
    assert (first.document.symbol[:6], paper.subject) == ("01-BC/", "Kết quả thực hiện Đề án 05, giai đoạn 2025–2030")
    with pytest.raises(BadInput):
        issued(hanh, world, edition=1, title="Đề án 05")
    with pytest.raises(SomebodyWasFaster):
        issued(hanh, world, remarks="khác")
    with pytest.raises(NotAllowed):
        issued(actor_of("binh"), world)
    with pytest.raises(BadInput) as to_come:
        issued(hanh, world, text="2027")
    assert "month" in to_come.value.errors
    second = issued(hanh, world, edition=1, remarks="Sửa lại")
    db_session.flush()

    assert first.document.replaced_by_id == second.document_id
    assert from_data("period_report", second.document.snapshot).replaces.symbol == first.document.symbol
    events = db_session.scalars(
        select(AuditEvent).where(AuditEvent.event == "period_report_issued").order_by(AuditEvent.id)
    ).all()
    assert [(one.data["period"], one.data["edition"]) for one in events] == [("2025-2030", 1), ("2025-2030", 2)]


def test_the_page_shows_it_and_the_form_issues_it_once(world, as_user, committed):
    office, of = as_user("hanh"), "period=Q4/2026"
    here = f"/synthesis/periods/{world.commune}"
    assert "Đảng viên dự sinh hoạt trên 66%" in words(office.get(f"{here}?{of}"))
    assert "Không có kỳ “quý 9”" in words(office.get(f"{here}?period=quý 9"))
    data = {
        "remarks": "Nhận xét riêng", "proposals": "", "signer_id": world.people["binh"], "signer_position": "Bí thư",
        "signed_on": "20/12/2026", "version": "0",
    }  # fmt: skip
    refused = office.post(f"{here}/issue?{of}", data=data | {"signed_on": "mai"})
    assert (refused.status_code, "Nhận xét riêng" in refused.text) == (422, True)
    assert together(*[lambda: as_user("hanh").post(f"{here}/issue?{of}", data=data) for _ in range(2)]) == [303, 409]
    page = words(as_user("binh").get(f"{here}?{of}"))
    assert "Số 01-BC/" in page
    assert "Đang tạo PDF." in page
    assert "Nhận xét riêng" in page
    moved = "Số liệu đã thay đổi sau khi ban hành"
    for change, said in ((petition(world), False), (task(world, deadline=date(2026, 11, 7)), True)):
        with committed() as session:
            session.add(change)
        assert (moved in as_user("binh").get(f"{here}?{of}").text) == said  # who waits today makes no other report
    word = as_user("binh").get(f"{here}/word?{of}")
    assert word.data[:2] == b"PK"
    answers = [as_user("binh").get(f"{here}/{at}").status_code for at in (f"issue?{of}", "pdf?period=x", "workbook")]
    assert answers == [403, 404, 404]


def test_its_workbook_reckons(world, as_user):
    data = as_user("hanh").get(f"/synthesis/periods/{world.commune}/workbook?period=Q4/2026").data
    book = openpyxl.load_workbook(BytesIO(data))
    aims, rated, shares = (list(book.worksheets[nth].values) for nth in range(3))

    assert aims[1][3:] == (0, 0, None, 0, 0, None, 2, 3, 66.7, 2, 3, 66.7, "đạt")
    assert rated[1:] == [
        ("tháng 10", 0, 0, 0, 0, 1, 1, None), ("tháng 11", 0, 0, 0, 0, 0, 2, None), ("tháng 12", 1, 0, 0, 0, 0, 1, 100)
    ]  # fmt: skip
    assert shares[-1][-3:] == (1, 2, 50)
