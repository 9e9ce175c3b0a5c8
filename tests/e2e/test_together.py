"""Chair and recorder with one meeting before them, each in a real browser of their own."""

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import func, select

from app.agendas.models import AgendaItem
from app.extensions import db
from app.sessions.models import Guest, Speech
from tests.e2e.conftest import DESK, PHONE

DISCUSSION = "Giữ vệ sinh môi trường"
# What one enters appears at the other's within five seconds; a loaded machine is given twice that.
SOON = 10_000


@pytest.fixture
def chair(visit, held) -> Page:
    return visit("thang", size=DESK)


@pytest.fixture
def recorder(visit, held) -> Page:
    return visit("lan", size=PHONE)


@pytest.fixture
def count(app):
    def counted(model) -> int:
        with app.app_context():
            return db.session.scalar(select(func.count()).select_from(model))

    return counted


def open_item(page: Page, held: str, title: str = DISCUSSION) -> None:
    page.goto(f"{held}/conduct")
    page.locator("#cac-muc").get_by_role("link", name=title).click()
    page.get_by_role("heading", level=1, name=title).wait_for()


def at_the_same_moment(*buttons: Locator) -> None:
    """All are pressed at one moment of the clock that the browsers share."""
    moment = buttons[0].evaluate("() => Date.now() + 400")
    for button in buttons:
        button.evaluate("(button, moment) => void setTimeout(() => button.click(), moment - Date.now())", moment)


def test_what_both_enter_at_once_is_all_there_and_seen_by_both(chair, recorder, held, look, app):
    open_item(chair, held)
    open_item(recorder, held)
    chair.get_by_label("Kết luận", exact=True).fill("Mỗi hộ quét dọn trước cổng.")
    at_the_same_moment(
        recorder.get_by_role("button", name="Hoàng Thị Mến"), chair.get_by_role("button", name="Ma Đình Khoa")
    )

    for page in (chair, recorder):
        expect(page.locator("#y-kien > li")).to_have_count(2, timeout=SOON)
        look(page)
    expect(chair.get_by_label("Kết luận", exact=True)).to_have_value("Mỗi hộ quét dọn trước cổng.")

    chair.locator(".bar-foot").get_by_role("button", name="Lưu", exact=True).click()
    expect(recorder.get_by_label("Kết luận", exact=True)).to_have_value("Mỗi hộ quét dọn trước cổng.", timeout=SOON)
    with app.app_context():
        conclusion = select(AgendaItem.conclusion).where(AgendaItem.title.startswith(DISCUSSION))
        assert db.session.scalar(conclusion) == "Mỗi hộ quét dọn trước cổng."
        assert len(db.session.scalars(select(Speech)).all()) == 2


def test_the_other_one_is_told_while_typing_and_both_texts_are_shown_on_saving(chair, recorder, held, look):
    open_item(chair, held)
    open_item(recorder, held)
    recorder.get_by_label("Kết luận", exact=True).fill("Bản của thư ký.")
    chair.get_by_label("Kết luận", exact=True).fill("Bản của chủ trì.")
    chair.locator(".bar-foot").get_by_role("button", name="Lưu", exact=True).click()

    behind = recorder.get_by_text("Người khác vừa ghi ở mục này")
    expect(behind).to_be_visible(timeout=SOON)
    expect(recorder.get_by_label("Kết luận", exact=True)).to_have_value("Bản của thư ký.")
    recorder.locator(".bar-foot").get_by_role("button", name="Lưu", exact=True).click()

    expect(recorder.get_by_role("alert").last).to_contain_text("Bản của chủ trì.")
    expect(recorder.get_by_label("Kết luận", exact=True)).to_have_value("Bản của thư ký.")
    look(recorder)


def test_the_same_step_taken_by_both_is_taken_once_and_the_slower_one_keeps_the_text(chair, recorder, held, look):
    answers = {}
    for page, reason in ((chair, "Chủ trì: mất điện cả thôn."), (recorder, "Thư ký: mất điện cả thôn.")):
        page.goto(f"{held}/break-off")
        page.get_by_label("Lý do").fill(reason)
        page.on("response", lambda answer, page=page: note(answers, page, answer))
    at_the_same_moment(*(page.get_by_role("button", name="Tạm dừng") for page in (chair, recorder)))
    for page in (chair, recorder):
        expect(page.get_by_role("heading", level=1)).not_to_have_text("Tạm dừng, họp tiếp sau")

    assert sorted(answers.values()) == [303, 409]
    slower, said = (chair, "Chủ trì") if answers[chair] == 409 else (recorder, "Thư ký")
    expect(slower.get_by_role("alert")).to_contain_text("vừa được người khác")
    expect(slower.locator("textarea").filter(has_text=f"{said}: mất điện cả thôn.")).to_be_visible()
    look(slower)
    slower.get_by_role("link", name="Xem bản mới nhất").click()
    expect(slower.get_by_role("heading", level=1)).to_have_text("Sinh hoạt chi bộ thường kỳ tháng 12/2026")


def note(answers: dict[Page, int], page: Page, answer) -> None:
    if answer.request.method == "POST" and answer.url.endswith("break-off"):
        answers[page] = answer.status


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_double_click_adds_one_guest(visit, held, count, scripts):
    page = visit("lan", scripts=scripts)
    page.goto(f"{held}/guests")
    page.get_by_label("Họ tên").fill("Lò Thị Pành")
    page.get_by_role("button", name="Thêm vào danh sách").dblclick()

    expect(page.get_by_role("heading", name="Đã ghi 1")).to_be_visible()
    assert count(Guest) == 1


def test_a_double_tap_on_a_name_is_one_speech(recorder, held, count):
    open_item(recorder, held)
    recorder.get_by_role("button", name="Hoàng Thị Mến").dblclick()

    expect(recorder.locator("#y-kien > li")).to_have_count(1)
    recorder.wait_for_timeout(300)
    assert count(Speech) == 1
