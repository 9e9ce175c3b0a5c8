"""What goes on beside the meetings is vouched for too: it is read years later, and in dispute."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select

from app import clock
from app.audit.models import AuditEvent
from app.audit.queries_sealed import columns_of, newest
from app.extensions import db
from app.guidance.models import GuidanceCell, Outcome
from app.guidance.services import withdraw
from app.jobs.services import run_due_jobs
from app.merging.services import end
from app.organisations.models import Organisation
from app.proofs.findings import Area
from app.proofs.queries import verify
from tests.acts import actor_named
from tests.guidance.conftest import WRITTEN, published
from tests.proofs.beside import all_of_it
from tests.proofs.tampering import changed, past_the_application, stored_bytes, table, with_bytes
from tests.proofs.test_verify import BESIDE, ON_ONE_DATABASE, ids_of

TABLES = (*BESIDE, "task_step", "rule_set", "criteria_set")
EACH_COLUMN = [(name, column) for name in TABLES for column in columns_of(name, newest(name))]


@pytest.fixture
def found(world, db_session, prepared) -> Callable[[], dict[Area, str]]:
    """What `verify` names now, by area."""
    prepared("proofs: beside the meetings", lambda: all_of_it(world))

    def look() -> dict[Area, str]:
        db.session.rollback()
        return {one.area: one.found for one in verify() if one.found}

    return look


def test_what_was_done_by_the_application_alone_is_clean(found):
    assert found() == {}
    assert not [name for name in TABLES if not ids_of(name)]


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("petition", "answer"), ("petition", "deadline"), ("petition", "merged_into_id"), ("petition_step", "note"),
        ("petition_reply", "noted_at"), ("task_step", "note"), ("cell_plan", "content"), ("plan_topic", "title"),
        ("plan_step", "person_id"), ("handover", "listed"), ("handover", "taker_signed_at"), ("rule_set", "settings"),
        ("rule_set", "effective_from"), ("criteria_set", "criteria"), ("guidance", "contents"),
        ("guidance_step", "reason"), ("guidance_cell", "outcome"), ("inspection", "summary"),
        ("inspection_programme", "purpose"), ("inspection_team_member", "name"), ("inspection_step", "at"),
        ("inspection_file", "comment"), ("inspection_file", "session_text"), ("inspection_finding", "text"),
        ("inspection_finding", "kind"), ("inspection_remedy", "state"), ("inspection_remedy_step", "note"),
    ],
)  # fmt: skip
def test_what_is_read_in_a_dispute(found, name, column):
    row_id = ids_of(name)[-1]

    with changed(name, column, {"id": row_id}):
        assert f"(bảng {name}, dòng {row_id}) đã bị sửa ngoài phần mềm" in found()[Area.ROWS]


@ON_ONE_DATABASE
@given(st.sampled_from(EACH_COLUMN), st.integers(0, 10_000))
def test_any_column_of_any_row(found, column, nth):
    name, changed_column = column
    ids = ids_of(name)
    row_id = ids[nth % len(ids)]

    with changed(name, changed_column, {"id": row_id}):
        assert f"(bảng {name}, dòng {row_id}) đã bị sửa ngoài phần mềm" in found()[Area.ROWS]


@pytest.mark.parametrize("name", ["petition_step", "inspection_finding", "handover", "guidance_step", "plan_topic"])
def test_a_row_that_was_taken_away(found, name):
    row_id = ids_of(name)[0]
    with past_the_application() as connection:
        connection.execute(delete(table(name)).where(table(name).c.id == row_id))

    assert f"(bảng {name}, dòng {row_id}) đã bị xóa ngoài phần mềm" in found()[Area.ROWS]


@pytest.mark.parametrize("name", ["rule_set", "criteria_set", "handover", "guidance_cell", "inspection_file"])
def test_json_that_says_the_same_in_other_bytes(found, name):
    column = {"rule_set": "settings", "criteria_set": "criteria", "handover": "listed"}.get(name)
    column = column or {"guidance_cell": "as_left", "inspection_file": "drafted"}[name]
    row_id = ids_of(name)[0]
    with past_the_application() as connection:
        before = stored_bytes(connection, name, column, row_id)

    with with_bytes(name, column, row_id, before.replace(b": ", b":  ", 1)) as done:
        assert done
        assert f"bảng {name}, dòng {row_id}" in found()[Area.ROWS]
    assert found() == {}


def test_also_what_becomes_of_a_guidance_in_a_cell_that_is_not_told_of_it(found, world):
    """Withdrawn before the cells had it, and one of them was merged meanwhile: rows are written all the same."""
    text, january = replace(WRITTEN, deadline=None), date(2027, 1, 1)
    guidance, hanh = published(text, month=january), actor_named("hanh")
    ended, into = (db.session.get_one(Organisation, number) for number in (world.other_cell, world.cell))
    end(ended, on=clock.today(), into=into, actor=hanh)
    withdraw(guidance, reason="Ban hành nhầm", actor=hanh)
    db.session.commit()
    run_due_jobs()

    rows = db.session.scalars(select(GuidanceCell).where(GuidanceCell.guidance_id == guidance.id))
    outcomes = {row.cell_id: row.outcome for row in rows}
    assert outcomes == {world.cell: Outcome.LEFT, world.other_cell: Outcome.ENDED}
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.event == "guidance_brought"))
    told = {row.chain: row.data["outcome"] for row in events if row.data["guidance_id"] == guidance.id}
    assert told == outcomes
    assert found() == {}
