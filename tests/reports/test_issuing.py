"""The synthesis as a paper: numbered, frozen, and issued anew when a figure has changed."""

from datetime import date

import pytest
from sqlalchemy import select

from app import clock
from app.audit.models import AuditEvent
from app.documents.models import Document, StoredFile
from app.documents.snapshots import from_data
from app.guidance.services import SignedBy
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster
from app.reports import queries, services
from app.reports.models import MonthlySynthesis
from app.reports.paper import Words
from tests.at_once import together
from tests.reports.test_synthesis import DECEMBER, commune, evaluated
from workflows.meeting import State

TODAY = date(2026, 12, 2)
WORDS = Words(remarks="Giao đảng ủy viên phụ trách dự kỳ sau.", proposals="Đề nghị tỉnh sửa đường.")


@pytest.fixture
def signed(world):
    return SignedBy(person_id=world.people["binh"], on=TODAY)


def issued(actor, signed, words=WORDS, edition=0, month=DECEMBER) -> MonthlySynthesis:
    return services.issue(commune(), month, signed, words, edition=edition, actor=actor)


def test_it_is_numbered_and_frozen_as_it_stands(world, db_session, actor_of, signed):
    meeting = evaluated(world)
    made = issued(actor_of("hanh"), signed)
    meeting.state = State.SCORED
    db_session.flush()
    paper = from_data("synthesis", db_session.get_one(Document, made.document_id).snapshot)
    event = db_session.scalars(select(AuditEvent).where(AuditEvent.event == "synthesis_issued")).one()

    assert (made.edition, made.document.symbol[:6]) == (1, "01-BC/")
    assert [cell.level for cell in paper.cells if cell.met_on] == ["good"]
    assert [cell.note for cell in paper.cells if not cell.met_on] == ["Chưa đến ngày"]
    assert (paper.remarks, paper.signature.name) == (WORDS.remarks, "Lê Văn Bình")
    assert event.data["month"] == "2026-12-01"


def test_a_figure_that_changes_makes_a_new_version(world, db_session, actor_of, signed):
    hanh = actor_of("hanh")
    first = issued(hanh, signed)
    db_session.flush()
    with pytest.raises(BadInput):
        issued(hanh, signed, edition=1)
    evaluated(world)
    second = issued(hanh, signed, edition=1)
    db_session.flush()
    paper = from_data("synthesis", second.document.snapshot)

    assert (second.edition, second.document.symbol[:6]) == (2, "02-BC/")
    assert first.document.replaced_by_id == second.document_id
    assert paper.replaces.symbol == first.document.symbol
    assert queries.last_issued(commune().id, DECEMBER).id == second.id


def test_an_old_page_issues_nothing(world, db_session, actor_of, signed):
    issued(actor_of("hanh"), signed)
    db_session.flush()

    with pytest.raises(SomebodyWasFaster):
        issued(actor_of("hanh"), signed, words=Words(remarks="khác"))


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"month": date(2027, 1, 1)}, "month"),
        ({"words": Words(remarks="x" * 8001)}, "remarks"),
        ({"signed": SignedBy(person_id=None, on=TODAY)}, "signer_id"),
        ({"signed": SignedBy(person_id=1, on=date(2026, 12, 3))}, "signed_on"),
    ],
)
def test_what_cannot_be_issued_is_named_by_its_field(world, db_session, actor_of, signed, more, field):
    with pytest.raises(BadInput) as refused:
        issued(actor_of("hanh"), **{"signed": signed} | more)

    assert field in refused.value.errors


def test_only_the_office_issues(world, db_session, actor_of, signed):
    with pytest.raises(NotAllowed):
        issued(actor_of("binh"), signed)


def test_the_form_issues_and_the_page_says_so(world, as_user, db_session):
    office, here = as_user("hanh"), f"/synthesis/{commune().id}"
    data = {
        "remarks": "Nhận xét", "proposals": "", "signer_id": world.people["binh"], "signer_position": "Bí thư",
        "signed_on": "02/12/2026", "version": "0",
    }  # fmt: skip
    refused = office.post(f"{here}/issue?month=12/2026", data=data | {"signer_id": ""})
    sent = office.post(f"{here}/issue?month=12/2026", data=data)
    page = as_user("binh").get(f"{here}?month=12/2026").text

    assert (refused.status_code, sent.status_code) == (422, 303)
    assert "Nhận xét" in refused.text
    assert "01-BC/" in page
    assert "Đã ban hành bản thứ 1." in office.get(f"{here}/issue?month=12/2026").text
    assert as_user("binh").get(f"{here}/issue?month=12/2026").status_code == 403
    assert as_user("binh").get(f"{here}/pdf?month=12/2026").status_code == 303


def test_of_two_offices_one_issues(world, as_user, committed):
    with committed():
        here = f"/synthesis/{commune().id}/issue?month=12/2026"
    data = {
        "remarks": "", "proposals": "", "signer_id": world.people["binh"], "signer_position": "Bí thư",
        "signed_on": "02/12/2026", "version": "0",
    }  # fmt: skip

    assert together(*[lambda: as_user("hanh").post(here, data=data) for _ in range(2)]) == [303, 409]
    with committed() as session:
        assert len(session.scalars(select(MonthlySynthesis.id)).all()) == 1


def test_a_report_whose_file_is_lost_says_so(world, as_user, committed, actor_of, signed):
    with committed() as session:
        made = issued(actor_of("hanh"), signed)
        session.add(StoredFile(sha256="0" * 64, size=1, media_type="application/pdf", created_at=clock.now()))
        session.flush()
        made.document.file_sha256 = "0" * 64
        path = f"/synthesis/{commune().id}/pdf?month=12/2026"
    answer = as_user("hanh").get(path)

    assert answer.status_code == 410
    assert "báo quản trị hệ thống" in answer.text


def test_a_month_that_is_none_issues_nothing(world, as_user, committed):
    with committed():
        here = f"/synthesis/{commune().id}"

    assert as_user("hanh").post(f"{here}/issue?month=13/2026", data={"version": "0"}).status_code == 404
    assert as_user("hanh").get(f"{here}/workbook?month=x").status_code == 404
