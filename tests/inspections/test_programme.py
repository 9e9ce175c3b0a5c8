"""The programme of a year is issued as a numbered paper, and anew when it has changed."""

from datetime import date
from io import BytesIO

import pytest
from docx import Document as Word
from sqlalchemy import select

from app.documents.models import Document
from app.documents.snapshots import from_data
from app.guidance.services import SignedBy
from app.inspections import services_programme, services_steps
from app.inspections.models import Programme
from app.inspections.services_programme import issue_programme
from app.organisations.models import Organisation
from app.refusals import BadInput, NotAllowed
from tests.acts import actor_named
from tests.at_once import together
from tests.inspections.campaign import TODAY, planned, ready, signed
from tests.reading import words
from workflows.inspection import Issuer

PATH = "/inspections/programme?year=2026"


def form_of(world, **more):
    return {
        "version": "0", "purpose": "Nắm chắc nền nếp", "signer_id": world.people["binh"],
        "signer_position": "Phó Bí thư", "signed_on": "01/12/2026",
    } | more  # fmt: skip


def test_what_stands_in_it_is_numbered_and_every_cell_reads_it(world, as_user, committed):
    with committed() as session:
        ready(world)
        planned(world, quarter=date(2026, 4, 1), subject="việc phát triển đảng viên")
        cancelled = planned(world, subject="việc đã bỏ")
        services_steps.cancel(cancelled, reason="Trùng", version=None, actor=actor_named("tra"))
        planned(world, issuer=Issuer.INSPECTION_COMMITTEE, subject="việc của Ủy ban Kiểm tra")
        planned(world, quarter=date(2027, 1, 1), subject="việc năm sau")
        session.flush()
    assert as_user("tra").post(PATH, data=form_of(world)).status_code == 303
    for who in ("thang", "lan", "binh"):
        page = words(as_user(who).get("/inspections?year=2026"))
        assert "Chương trình số 01-CTr/ĐU" in page, who
        assert ("Ban hành lại" in page) == (who == "binh")
    for who in ("vien", "quan"):
        assert as_user(who).get("/inspections/programmes/1/word").status_code == 404, who
    told = [line.text for line in Word(BytesIO(as_user("lan").get("/inspections/programmes/1/word").data)).paragraphs]
    assert [line for line in told if line.startswith("Quý")] == ["Quý II/2026", "Quý IV/2026"]
    assert any("việc phát triển đảng viên" in line for line in told)
    others = ("việc đã bỏ", "việc của Ủy ban Kiểm tra", "việc năm sau")
    assert not [line for line in told if any(other in line for other in others)]
    assert any("Kiểm tra nền nếp sinh hoạt chi bộ, 2 chi bộ, thời kỳ từ tháng 10/2026" in line for line in told)
    assert as_user("lan").get("/inspections/programmes/1/pdf").status_code == 303


def test_it_is_issued_anew_under_a_number_of_its_own_and_names_the_old(world, as_user, committed):
    with committed():
        planned(world)
    leader = as_user("binh")
    assert leader.post(PATH, data=form_of(world)).status_code == 303
    shown = words(leader.get(PATH))
    assert "Bản số 01-CTr/ĐU đang có hiệu lực" in shown
    assert leader.post(PATH, data=form_of(world)).status_code == 409  # the page of before
    with committed() as session:
        old = session.scalars(select(Document).where(Document.type_code == "CTr")).one()
        version = old.id
    assert leader.post(PATH, data=form_of(world, version=version, purpose="Siết chặt hơn")).status_code == 303
    with committed() as session:
        row = session.scalars(select(Programme)).one()
        assert (row.document.symbol, row.purpose) == ("02-CTr/ĐU", "Siết chặt hơn")
        assert session.get_one(Document, version).replaced_by_id == row.document_id
        paper = from_data("inspection", row.document.snapshot)
        assert (paper.signature.name, paper.signature.position) == ("Lê Văn Bình", "Phó Bí thư")
        assert paper.letterhead.dated == "2026-12-01"


def test_of_two_who_issue_it_at_once_one_is_told(world, as_user, committed, slowly):
    with committed():
        planned(world)
    slowly(services_programme, "issue_document")
    given = [lambda who=who: as_user(who).post(PATH, data=form_of(world)) for who in ("tra", "binh")]
    assert together(*given) == [303, 409]


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"purpose": " "}, "purpose"),
        ({"purpose": "x" * 8001}, "purpose"),
        ({"purpose": "dấu hiệu vi phạm"}, "purpose"),
        ({"by": SignedBy(person_id=None, on=TODAY)}, "blocked-0"),
        ({"by": SignedBy(person_id=11, on=date(2026, 12, 3))}, "blocked-1"),
        ({"issuer": Issuer.INSPECTION_COMMITTEE}, ""),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_numbered(world, db_session, more, named):
    planned(world)
    commune = db_session.get_one(Organisation, world.commune)
    given = {"issuer": Issuer.STANDING_COMMITTEE, "purpose": "Nắm chắc", "by": signed(world)} | more
    with pytest.raises(BadInput) as refused:
        issue_programme(
            commune, 2026, given["issuer"], given["purpose"], given["by"], shown=None, actor=actor_named("tra")
        )
    assert set(refused.value.errors) == {named}
    assert not db_session.scalars(select(Document).where(Document.type_code.like("CTr%"))).all()
    with pytest.raises(NotAllowed):
        issue_programme(
            commune, 2026, Issuer.STANDING_COMMITTEE, "x", signed(world), shown=None, actor=actor_named("hanh")
        )


def test_the_inspection_committee_numbers_its_own(world, db_session):
    planned(world, issuer=Issuer.INSPECTION_COMMITTEE)
    commune = db_session.get_one(Organisation, world.commune)
    by = SignedBy(person_id=world.people["tra"], position="Chủ nhiệm", on=TODAY)
    row = issue_programme(
        commune, 2026, Issuer.INSPECTION_COMMITTEE, "Nắm chắc", by, shown=None, actor=actor_named("tra")
    )
    db_session.flush()
    head = row.document.snapshot["letterhead"]
    assert (row.document.symbol, head["issuer"]) == ("01-CTr/UBKT", "Ủy ban Kiểm tra")
