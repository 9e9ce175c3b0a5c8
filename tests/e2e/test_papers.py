"""A paper whose PDF failed: seen on the list, made again by a button, also without scripts and by an administrator."""

import pytest
from playwright.sync_api import expect

from app.extensions import db
from app.jobs.models import Job, JobState
from tests.documents.papers import a_meeting, issue
from tests.e2e.conftest import DESK, PHONE
from workflows.meeting import State


@pytest.fixture
def failed(committed, world) -> int:
    with committed() as session:
        document_id = issue(a_meeting(world.cell, State.EVALUATED)).id
        session.flush()
        session.execute(db.update(Job).values(status=JobState.FAILED, tries=8, error="RuntimeError: no room"))
    return document_id


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("size", [PHONE, DESK])
@pytest.mark.parametrize("who", ["hanh", "quan"])
def test_a_failed_paper_is_made_again_from_the_list(visit, failed, look, who, size, scripts):
    page = visit(who, size=size, scripts=scripts)
    page.goto("/documents/failed")
    look(page)
    page.get_by_role("button", name="Tạo lại PDF").press("Enter")
    expect(page.get_by_text("Đã yêu cầu tạo lại bản PDF")).to_be_visible()
    look(page)


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_the_list_and_the_page_of_the_paper_say_that_it_failed(visit, failed, look, size):
    page = visit("thang", size=size)
    page.goto("/documents/")
    expect(page.get_by_text("Chưa tạo được PDF")).to_be_visible()
    look(page)
    page.goto(f"/documents/{failed}")
    expect(page.get_by_role("button", name="Tạo lại bản PDF")).to_be_visible()
    look(page)
