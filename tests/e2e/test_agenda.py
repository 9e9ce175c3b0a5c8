"""Ordering an agenda in a real browser: by dragging, by buttons without scripts, and its pages under axe."""

import pytest
from playwright.sync_api import Page, expect

from app.agendas.queries import items_of
from tests.agendas.test_last_month import FLOWERS, hold_november
from tests.e2e.conftest import DESK, PHONE
from tests.e2e.test_office import picture
from tests.meetings.ready import convened, drafted, submitted


@pytest.fixture
def made(committed, actor_of):
    def make(recipe) -> int:
        with committed():
            meeting_id = recipe(actor_of).id
        return meeting_id

    return make


def first_titles(page: Page) -> list[str]:
    return page.locator("ol.agenda > li .title").all_inner_texts()[:3]


def test_an_item_is_dragged_to_another_place(visit, made, committed):
    meeting_id = made(drafted)
    page = visit("thang", size={"width": 1280, "height": 1600})  # both places in sight
    page.goto(f"/meetings/{meeting_id}/agenda")
    first, second, third = first_titles(page)
    rows = page.locator("ol.agenda > li")

    with page.expect_navigation():
        rows.nth(0).locator(".title").drag_to(rows.nth(1), target_position={"x": 200, "y": 110})

    assert first_titles(page) == [second, first, third]
    with committed():
        assert [item.title for item in items_of(meeting_id)][:3] == [second, first, third]


def test_items_move_by_keyboard_and_without_scripts(visit, made):
    meeting_id = made(drafted)
    page = visit("thang", size=PHONE, scripts=False)
    page.goto(f"/meetings/{meeting_id}/agenda")
    first, second, _ = first_titles(page)

    page.get_by_role("button", name=f"Đưa xuống: {first}").press("Enter")

    expect(page.locator("ol.agenda > li .title").first).to_have_text(second)


def test_text_being_typed_survives_leaving_the_page(visit, made):
    meeting_id = made(drafted)
    page = visit("thang")
    page.goto(f"/meetings/{meeting_id}/agenda/items/new")
    page.get_by_label("Nội dung", exact=True).fill("Bàn việc làm đường")
    expect(page.locator("[data-draft-said]")).to_contain_text("đã lưu lúc", timeout=15_000)

    page.goto(f"/meetings/{meeting_id}/agenda/items/new")

    expect(page.get_by_label("Nội dung", exact=True)).to_have_value("Bàn việc làm đường")


PAGES = [
    (drafted, "thang", ["", "/agenda", "/plan", "/agenda/items/new", "/files", "/steps/record_past", "/steps/cancel"]),
    (submitted, "huong", ["", "/steps/return", "/history"]),
    (submitted, "thang", ["", "/committee-meeting", "/steps/agree?voice=paper"]),
    (convened, "thang", ["", "/agenda", "/place", "/steps/postpone", "/steps/replace_chair", "/steps/amend"]),
    (convened, "khoa", [""]),
    (convened, "hanh", [""]),
]


@pytest.mark.parametrize("size", [{"width": 320, "height": 640}, DESK], ids=["320", "1280"])
@pytest.mark.parametrize(("recipe", "who", "paths"), PAGES)
def test_axe_finds_nothing_on_the_pages(visit, look, made, recipe, who, paths, size):
    meeting_id = made(recipe)
    page = visit(who, size=size)
    for path in paths:
        page.goto(f"/meetings/{meeting_id}{path}")
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        look(page)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_draft_begins_as_last_month_and_says_what_was_not_changed(visit, look, committed, world, actor_of, size):
    with committed():
        hold_november(world, actor_of)
        meeting_id = drafted(actor_of).id
    page = visit("thang", size=size, scripts=size is DESK)
    page.goto(f"/meetings/{meeting_id}/agenda")
    look(page)
    page.get_by_role("button", name="Lấy như tháng 11/2026").click()
    expect(page.get_by_text("2 mục còn như tháng trước, chưa sửa")).to_be_visible()
    look(page)
    picture(page, "as-last-month")
    page.get_by_role("link", name=FLOWERS, exact=True).click()
    page.get_by_label("Nội dung", exact=True).fill("Đường hoa cụm 2")
    page.get_by_role("button", name="Lưu mục này").click()
    expect(page.get_by_text("1 mục còn như tháng trước, chưa sửa")).to_be_visible()
