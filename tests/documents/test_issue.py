"""Numbers without holes, issued documents that never change, drafts that give way."""

import re
import threading
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.documents.models import Document, NumberSeries
from app.documents.numbering import next_number
from app.documents.services import IssuedDocumentChanged, draft_document, replace_document
from app.documents.snapshots import DocumentKind
from app.extensions import db
from app.jobs.models import Job
from app.meetings.models import Meeting
from app.organisations.models import Organisation, Term
from app.organisations.queries import term_on
from app.refusals import BadInput, SomebodyWasFaster
from tests.conftest import ROOT
from tests.documents.papers import a_meeting, draft, issue, sample

ON = date(2026, 12, 2)


def symbols(organisation_id: int) -> list[str]:
    rows = select(Document.symbol).where(Document.organisation_id == organisation_id, Document.number.is_not(None))
    return sorted(db.session.scalars(rows))


def test_numbers_run_on_by_type_below_ten_with_a_zero(db_session, world):
    meeting = a_meeting(world.cell)
    for _ in range(10):
        issue(meeting)
    minutes = issue(meeting, DocumentKind.MINUTES)

    assert symbols(world.cell) == ["01-BB/CB", *(f"{n:02d}-NQ/CB" for n in range(1, 11))]
    assert minutes.snapshot["letterhead"]["number"] == 1


def test_each_organisation_and_each_term_counts_by_itself(db_session, world):
    issue(a_meeting(world.cell))
    issue(a_meeting(world.other_cell))
    db.session.scalars(select(Term).where(Term.organisation_id == world.cell)).one().to_on = date(2026, 12, 1)
    db.session.add(Term(organisation_id=world.cell, name="2026–2031", from_on=ON))
    issue(a_meeting(world.cell))

    assert symbols(world.cell) == ["01-NQ/CB", "01-NQ/CB"]
    assert symbols(world.other_cell) == ["01-NQ/CB"]


def test_the_symbol_is_a_setting_of_the_organisation(db_session, world):
    db.session.get_one(Organisation, world.cell).symbol = "CBNM"

    assert issue(a_meeting(world.cell)).symbol == "01-NQ/CBNM"


def test_without_a_term_nothing_is_issued_and_the_office_is_asked_for_one(db_session, world):
    db.session.execute(db.delete(Term).where(Term.organisation_id == world.cell))

    with pytest.raises(BadInput, match="Chưa có nhiệm kỳ của Chi bộ thôn Nà Mười vào ngày 02/12/2026"):
        issue(a_meeting(world.cell))


def test_a_type_that_a_cell_does_not_issue_is_a_mistake(db_session, world):
    with pytest.raises(ValueError, match="CT"):
        next_number(world.cell, "CT", ON)


def test_a_rolled_back_issue_gives_its_number_back(db_session, world):
    issue(a_meeting(world.cell))
    db.session.commit()
    issue(a_meeting(world.cell))
    db.session.rollback()

    assert issue(a_meeting(world.cell)).symbol == "02-NQ/CB"
    series = {"organisation_id": world.cell, "term_id": term_on(world.cell, ON).id, "type_code": "NQ"}
    assert db.session.scalar(db.select(NumberSeries.last).filter_by(**series)) == 2


def test_eight_at_once_get_eight_numbers_without_a_hole_though_every_third_gives_up(app, world):
    with app.app_context():
        meeting_id = a_meeting(world.cell).id
        db.session.commit()
    start, errors = threading.Barrier(8), []

    def issue_three(which: int) -> None:
        start.wait()
        for turn in range(3):
            with app.app_context():
                try:
                    issue(db.session.get_one(Meeting, meeting_id), title=f"Nghị quyết {which}.{turn}")
                    db.session.rollback() if turn == which % 3 else db.session.commit()
                except Exception as error:  # a thread's error would be lost
                    errors.append(error)

    threads = [threading.Thread(target=issue_three, args=(which,)) for which in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    with app.app_context():
        assert symbols(world.cell) == [f"{n:02d}-NQ/CB" for n in range(1, 17)]


def test_a_draft_has_no_number_and_the_next_draft_takes_its_place(db_session, world):
    meeting = a_meeting(world.cell)
    first = draft(meeting)
    again = draft(meeting, title="Nghị quyết tháng 12, bản sửa")

    assert again.id == first.id
    assert (again.number, again.symbol, again.issued_at, again.title) == (
        None,
        "",
        None,
        "Nghị quyết tháng 12, bản sửa",
    )


def test_the_draft_becomes_the_issued_document(db_session, world):
    meeting = a_meeting(world.cell)
    drafted, issued = draft(meeting), issue(meeting)

    assert issued.id == drafted.id
    assert draft(meeting).id != issued.id


def test_each_guest_has_an_invitation(db_session, world):
    meeting = a_meeting(world.cell)
    for_one = draft(meeting, DocumentKind.GUEST_INVITATION, "Giấy mời ông Tẩn")
    for_two = draft(meeting, DocumentKind.GUEST_INVITATION, "Giấy mời bà Chảo")

    assert for_one.id != for_two.id
    assert draft(meeting, DocumentKind.GUEST_INVITATION, "Giấy mời ông Tẩn").id == for_one.id


def test_a_paper_without_numbers_is_frozen_all_the_same(db_session, world):
    sheet = issue(a_meeting(world.cell), DocumentKind.SCORE_SHEET)

    assert (sheet.number, sheet.symbol) == (None, "")
    assert sheet.issued_at is not None


def test_a_snapshot_that_bears_another_number_is_a_mistake(db_session, world):
    with pytest.raises(ValueError, match="number"):
        draft_document(
            DocumentKind.RESOLUTION, sample(DocumentKind.RESOLUTION, number=7),
            organisation_id=world.cell, meeting_id=a_meeting(world.cell).id, title="x",
        )  # fmt: skip
    with pytest.raises(ValueError, match="minutes"):
        draft_document(
            DocumentKind.MINUTES, sample(DocumentKind.RESOLUTION),
            organisation_id=world.cell, meeting_id=a_meeting(world.cell).id, title="x",
        )  # fmt: skip


def test_a_replacement_has_a_number_of_its_own_and_the_old_one_names_it(db_session, world, actor_of):
    old = issue(a_meeting(world.cell))
    new = replace_document(
        old, lambda n: sample(DocumentKind.RESOLUTION, number=n.number), actor=actor_of("thang"), reason="sai họ tên"
    )
    db.session.flush()

    assert (old.symbol, new.symbol, old.replaced_by_id) == ("01-NQ/CB", "02-NQ/CB", new.id)
    with pytest.raises(SomebodyWasFaster):
        replace_document(old, lambda n: sample(DocumentKind.RESOLUTION, number=n.number), actor=None)


def test_a_draft_is_not_replaced_but_drafted_again(db_session, world):
    with pytest.raises(ValueError, match="draft"):
        replace_document(draft(a_meeting(world.cell)), lambda _: sample(DocumentKind.RESOLUTION), actor=None)


def test_the_history_names_what_was_issued_and_replaced(db_session, world, actor_of):
    old = issue(a_meeting(world.cell), actor=actor_of("thang"), acting_as="secretary")
    replace_document(old, lambda n: sample(DocumentKind.RESOLUTION, number=n.number), actor=None, reason="sai ngày")
    db.session.flush()
    events = db.session.scalars(select(AuditEvent).order_by(AuditEvent.seq)).all()

    assert [(e.event, e.data.get("symbol") or e.data.get("reason")) for e in events[-3:]] == [
        ("document_issued", "01-NQ/CB"),
        ("document_issued", "02-NQ/CB"),
        ("document_replaced", "sai ngày"),
    ]
    assert (events[-3].account_id, events[-3].acting_as) == (world.accounts["thang"], "secretary")


CHANGES: dict[str, Any] = {
    "snapshot": {"letterhead": {}},
    "number": 99,
    "symbol": "99-NQ/CB",
    "title": "khác",
    "term_id": None,
    "issued_at": None,
    "template_version": 99,
    "kind": "minutes",
}


@pytest.mark.each_engine
@pytest.mark.parametrize("field", CHANGES)
@pytest.mark.parametrize("loaded", [True, False])
def test_nothing_of_an_issued_document_changes(db_session, world, field, loaded):
    document = issue(a_meeting(world.cell))
    db.session.commit()
    if loaded:
        db.session.refresh(document)
    setattr(document, field, CHANGES[field])

    with pytest.raises(IssuedDocumentChanged, match=field):
        db.session.flush()


def test_an_issued_document_is_never_deleted_nor_its_successor_forgotten(db_session, world):
    old = issue(a_meeting(world.cell))
    replace_document(old, lambda n: sample(DocumentKind.RESOLUTION, number=n.number), actor=None)
    db.session.commit()
    old.replaced_by_id = None
    with pytest.raises(IssuedDocumentChanged, match="replaced_by_id"):
        db.session.flush()
    db.session.rollback()

    db.session.delete(old)
    with pytest.raises(IssuedDocumentChanged):
        db.session.flush()


def test_a_draft_may_be_deleted(db_session, world):
    db.session.delete(draft(a_meeting(world.cell)))
    db.session.flush()

    assert db.session.scalars(select(Document)).all() == []


def test_rendering_is_asked_for_once_for_each_snapshot(db_session, world):
    meeting = a_meeting(world.cell)
    draft(meeting)
    draft(meeting)  # the same once more
    issue(meeting)

    jobs = db.session.scalars(select(Job)).all()
    assert [job.kind for job in jobs] == ["render_document"] * 2


def test_nobody_goes_round_the_guard_with_a_statement_of_their_own():
    past_the_guard = re.compile(r"\b(update|delete|insert)\(\s*Document\s*\)")
    found = [str(path) for path in (ROOT / "app").rglob("*.py") if past_the_guard.search(path.read_text())]

    assert found == []
