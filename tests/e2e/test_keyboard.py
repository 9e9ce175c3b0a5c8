"""A meeting is recorded without a mouse: focus is always seen, goes in the order of the page, and outlives every swap."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import DESK, PHONE

# The focused thing, or the label drawn for it, has an outline and is neither outside the window nor under the bar.
SEEN = """() => {
  const focused = document.activeElement, shown = focused.closest('label') || focused;
  const box = shown.getBoundingClientRect(), style = getComputedStyle(shown);
  const y = Math.min(Math.max((box.top + box.bottom) / 2, box.top + 4), innerHeight - 1);
  const there = document.elementFromPoint((box.left + box.right) / 2, y);
  const name = (focused.innerText || focused.name || focused.tagName).slice(0, 60).trim();
  return {
    name, id: focused.id, order: focused.tabIndex, outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    inside: box.top >= -1 && (box.bottom <= innerHeight + 1 || box.height > innerHeight / 2),
    uncovered: !!there && (shown.contains(there) || there.contains(shown)),
  };
}"""


def step(page: Page, key: str = "Tab") -> dict:
    """One step onwards; wherever it leads must be seen."""
    page.keyboard.press(key)
    focused = page.evaluate(SEEN)
    assert focused["order"] <= 0, f"{focused['name']} jumps the queue"
    if focused["name"] != "BODY":
        assert all(focused[word] for word in ("outlined", "inside", "uncovered")), focused
    return focused


def walk_to(page: Page, goal: Locator, *, key: str = "Tab", at_most: int = 80) -> list[str]:
    """Step on until `goal` is focused; what was passed on the way, by name."""
    passed: list[str] = []
    while not goal.evaluate("goal => goal === document.activeElement"):
        assert len(passed) < at_most, f"{goal} is not reached: {passed}"
        passed.append(step(page, key)["name"])
    return passed


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_roll_of_a_whole_cell_is_called_by_keyboard(visit, look, held, size):
    page = visit("lan", size=size)
    page.goto(f"{held}/roll-call/start")
    names = page.locator("details.person .who").all_inner_texts()
    assert len(names) == 22

    row = page.locator("details.person", has_text="Ma Đình Khoa")
    walk_to(page, row.locator("summary"))
    page.keyboard.press("Enter")
    walk_to(page, row.get_by_label("Có mặt", exact=True))
    step(page, "ArrowDown")
    expect(row.get_by_label("Vắng có lý do")).to_be_checked()
    walk_to(page, row.get_by_label("Lý do vắng"))
    page.keyboard.type("đi khám bệnh")
    page.keyboard.press("Enter")

    expect(row.locator("summary .state")).to_contain_text("Vắng có lý do")
    expect(row.locator("summary")).to_be_focused()
    passed = walk_to(page, page.get_by_role("button", name="Công bố, khóa điểm danh"))
    below = [name.splitlines()[0] for name in names[names.index("Ma Đình Khoa") + 1 :]]
    assert [one for one in below if any(one.split(" thư ký")[0] in line for line in passed)] == below
    look(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("đã công bố")


def test_focus_stays_where_it_is_when_the_others_entry_arrives(visit, held):
    page, other = visit("lan"), visit("thang")
    for each in (page, other):
        each.goto(f"{held}/roll-call/start")
    mine = page.locator("details.person", has_text="Vi Thị Yến").locator("summary")
    mine.focus()
    row = other.locator("details.person", has_text="Vi Thị Yến")
    row.locator("summary").click()
    row.get_by_label("Vắng không lý do").check()
    row.get_by_role("button", name="Lưu đồng chí này").click()

    expect(mine.locator(".state")).to_contain_text("Vắng không lý do", timeout=10_000)
    expect(mine).to_be_focused()


def test_an_item_is_discussed_voted_and_left_by_keyboard(visit, look, held):
    page = visit("thang", size=DESK)
    page.goto(f"{held}/conduct")
    walk_to(page, page.locator("#cac-muc").get_by_role("link", name="Giữ vệ sinh"))
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Giữ vệ sinh").wait_for()

    speaker = page.get_by_role("button", name="Hoàng Thị Mến")
    walk_to(page, speaker)
    page.keyboard.press("Enter")
    expect(page.locator("#y-kien > li")).to_have_count(1)
    expect(speaker).to_be_focused()

    walk_to(page, page.get_by_label("Kết luận", exact=True))
    page.keyboard.type("Mỗi hộ quét dọn trước cổng.")
    walk_to(page, page.get_by_label("Đã bàn", exact=True))
    step(page, "ArrowDown")
    expect(page.get_by_label("Đã quyết", exact=True)).to_be_checked()
    walk_to(page, page.locator("input[name=ballot]").first)
    step(page, "ArrowDown")
    walk_to(page, page.get_by_role("button", name="Thêm một không tán thành"))
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#ket-qua")).to_contain_text("Tán thành")
    expect(page.get_by_label("Không tán thành", exact=True)).to_have_value("2")
    look(page)
    walk_to(page, page.locator(".bar-foot button.push"))
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Xem xét đơn thư của đảng viên")
    page.goto(f"{held}/conduct")
    expect(page.locator("#cac-muc li", has_text="Giữ vệ sinh")).to_contain_text("đã quyết")
    expect(page.locator("aside")).to_contain_text("17/19 (89,5%) thông qua")
