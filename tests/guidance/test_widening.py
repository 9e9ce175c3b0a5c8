"""A correction may widen the scope: more cells get their draft, the others keep theirs; it never becomes narrower."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app import clock
from app.audit.models import AuditEvent
from app.documents.models import Document
from app.extensions import db
from app.guidance.models import Guidance, GuidanceCell, GuidanceStep, Outcome
from app.guidance.queries_cells import progress_of
from app.guidance.services import correct
from app.guidance.services_widening import left_out, wider
from app.jobs.services import run_due_jobs
from app.meetings.queries import live_regular
from app.notifications.models import Notification
from app.organisations.models import Organisation
from app.refusals import BadInput
from tests.acts import actor_named
from tests.commune import grow
from tests.guidance.conftest import DECEMBER, WRITTEN, published, signed
from workflows.cells import CellType
from workflows.engine import StepRefused

REWRITTEN = replace(WRITTEN, contents="Tặng quà Tết hộ nghèo")


@pytest.fixture
def guidance(world, prepared, db_session) -> Guidance:
    """For residential cells: it has begun the own cell's draft, and the school has none."""

    def build() -> int:
        made = published(cell_types=[CellType.RESIDENTIAL])
        run_due_jobs()
        return made.id

    return db_session.get_one(Guidance, prepared("guidance of residential cells", build))


def correct_now(guidance: Guidance, text=WRITTEN, also=()) -> None:
    correct(guidance, text, signed(), reason="Gửi cả nhà trường", actor=actor_named("hanh"), also=also)
    db.session.commit()
    run_due_jobs()


def outcomes(guidance: Guidance) -> dict[int, tuple[Outcome | None, bool]]:
    """By cell: what came of it, and whether it has the edition in force."""
    rows = db.session.scalars(select(GuidanceCell).where(GuidanceCell.guidance_id == guidance.id))
    return {row.cell_id: (row.outcome, row.edition == guidance.edition) for row in rows}


def told(person_id: int) -> list[str]:
    kinds = Notification.kind.startswith("guidance")
    return list(db.session.scalars(select(Notification.kind).where(Notification.person_id == person_id, kinds)))


def test_a_type_of_cells_is_added_and_the_others_keep_their_drafts_untold(guidance, world):
    mine = live_regular(world.cell, DECEMBER)
    before = mine.version
    correct_now(guidance, also=[CellType.SCHOOL])

    assert outcomes(guidance) == {world.cell: (Outcome.CREATED, True), world.other_cell: (Outcome.CREATED, True)}
    assert live_regular(world.other_cell, DECEMBER) is not None
    assert (told(world.people["tham"]), told(world.people["thang"])) == (["guidance_published"], ["guidance_published"])
    db.session.refresh(mine)
    assert mine.version == before
    assert (progress_of(guidance).cells, progress_of(guidance).waiting) == (2, 0)


def test_the_paper_names_the_wider_scope_under_a_new_number_and_the_history_says_it(guidance, world):
    first = guidance.document_id
    correct_now(guidance, also=[CellType.SCHOOL])
    old, new = (db.session.get_one(Document, number).snapshot["recipients"] for number in (first, guidance.document_id))
    last = db.session.scalars(select(GuidanceStep).order_by(GuidanceStep.id.desc())).first()
    event = db.session.scalars(
        select(AuditEvent).where(AuditEvent.event == "guidance_step").order_by(AuditEvent.id.desc())
    ).first()

    assert (old[-1], new[-1]) == ("Các chi bộ khu dân cư", "Các chi bộ khu dân cư, trường học")
    assert last.changes == "gửi thêm đến chi bộ trường học (1 chi bộ)"
    assert event.data["before"] == {"cell_types": ["residential"], "cells_added": []}
    assert event.data["after"] == {"cell_types": ["residential", "school"], "cells_added": [world.other_cell]}


def test_with_another_text_the_drafts_of_before_follow_too(guidance, world):
    correct_now(guidance, REWRITTEN, also=[CellType.SCHOOL])

    assert outcomes(guidance) == {world.cell: (Outcome.UPDATED, True), world.other_cell: (Outcome.CREATED, True)}
    assert told(world.people["thang"]) == ["guidance_published", "guidance_corrected"]


def test_every_type_is_the_same_as_none_named(guidance):
    correct_now(guidance, also=list(CellType))

    assert guidance.cell_types == []


def test_a_cell_founded_since_gets_it_with_the_next_correction(world, db_session):
    guidance = published()
    run_due_jobs()
    (young,) = grow(world, 1, 3)
    db.session.commit()
    correct_now(guidance)

    assert outcomes(guidance)[young.id] == (Outcome.CREATED, True)
    assert outcomes(guidance)[world.cell] == (Outcome.CREATED, True)
    last = db.session.scalars(select(GuidanceStep.changes).order_by(GuidanceStep.id.desc())).first()
    assert last == f"gửi thêm đến {young.name}"
    with pytest.raises(StepRefused, match="chưa có gì thay đổi"):
        correct_now(guidance)


def test_what_another_guidance_has_reached_is_left_to_that_one(guidance, world):
    published(replace(WRITTEN, contents_by_type={}), cell_types=[CellType.SCHOOL])

    with pytest.raises(BadInput, match=r"Đã có văn bản định hướng tháng 12/2026 cho Chi bộ Trường"):
        correct_now(guidance, also=[CellType.SCHOOL])
    db.session.rollback()
    db.session.get_one(Organisation, world.other_cell).cell_type = CellType.RESIDENTIAL
    with pytest.raises(StepRefused, match="chưa có gì thay đổi"):
        correct_now(guidance)


def test_types_without_cells_are_refused_and_nothing_is_written(guidance, world):
    with pytest.raises(BadInput, match="Không có chi bộ nào thuộc loại hình"):
        correct_now(guidance, REWRITTEN, also=[CellType.HEALTH])
    db.session.rollback()

    assert (guidance.edition, guidance.contents) == (1, WRITTEN.contents)


def test_the_form_offers_what_it_was_not_for_and_says_that_nothing_is_taken_away(guidance, world, as_user, committed):
    guidance_id, hanh = guidance.id, as_user("hanh")
    at = f"/guidance/{guidance_id}/steps/correct"
    page = hanh.get(at).text
    (version,) = re.findall(r'name="version" value="(\d+)"', page)
    sent = {
        "situation": WRITTEN.situation, "orientation": WRITTEN.orientation, "contents": WRITTEN.contents,
        "contents_school": WRITTEN.contents_by_type["school"], "deadline": "07/12/2026", "reason": "Gửi cả nhà trường",
        "signer_id": world.people["binh"], "signer_position": "Bí thư", "signed_on": "01/12/2026", "version": version,
    }  # fmt: skip
    narrower = hanh.post(at, data=sent | {"for_school": "y"})
    answer = hanh.post(at, data=sent | {"also_school": "y", "also_residential": "y"})

    assert ("also_school" in page, "also_residential" in page) == (True, False)
    assert "Loại hình đã gửi không bỏ được, cần dừng thì thu hồi văn bản." in page
    assert (narrower.status_code, "chưa có gì thay đổi" in narrower.text) == (422, True)
    assert answer.status_code == 303
    with committed() as session:
        assert session.get_one(Guidance, guidance_id).cell_types == ["residential", "school"]


def test_once_the_month_is_over_it_reaches_nobody_more(guidance, world):
    db.session.get_one(Organisation, world.other_cell).cell_type = CellType.RESIDENTIAL
    assert [cell.id for cell in left_out(guidance)] == [world.other_cell]
    with clock.set_to(datetime(2027, 1, 2, 2, tzinfo=UTC)):
        assert left_out(guidance) == []
        with pytest.raises(BadInput, match="Tháng 12/2026 đã qua"):
            wider(guidance, [CellType.SCHOOL])
