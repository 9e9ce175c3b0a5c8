"""Take the pictures of the user guide from the demo commune: `make docs`, or `python -m tools.screenshots [NAME …]`.

Each row below is one picture in `docs/huong-dan/anh/`. The guide shows it as `![what one sees](/help/anh/NAME.png)`.
"""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from threading import Thread

from flask import Flask
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from sqlalchemy import select
from werkzeug.serving import make_server

from app import clock, create_app
from app.demo.people import PASSWORD
from app.documents.models import Document
from app.documents.rendering_key import render_key
from app.documents.services_checking import in_groups
from app.extensions import db
from app.help.queries import PICTURES
from app.jobs.models import Job
from app.jobs.work import run
from app.meetings.models import Meeting
from app.minutes.queries import current_minutes
from app.organisations.models import Organisation
from app.proofs.services import seal_day
from workflows.meeting import State

PHONE, DESK = ViewportSize(width=360, height=720), ViewportSize(width=1280, height=800)
# Chromium must not try to reach its makers from a machine without a way out.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Picture:
    name: str
    path: str
    # `{cell}` in the user name and `{id}` in the path are those of the demo meeting in this state.
    user: str = "bithu.{cell}"
    state: State = State.HELD
    size: ViewportSize
    # Instead of the whole window this part of the page.
    part: str = ""


# fmt: off
ALL = (
    Picture(name="dang-nhap",    path="/sign-in",                  size=PHONE, user=""),
    Picture(name="trang-chu",    path="/",                         size=PHONE),
    Picture(name="sinh-hoat",    path="/meetings",                 size=PHONE),
    Picture(name="chuong-trinh", path="/meetings/{id}/agenda",     size=PHONE, state=State.DRAFT),
    Picture(name="chi-uy-duyet", path="/meetings/{id}",         size=PHONE, user="chiuy.{cell}", state=State.APPROVAL),
    Picture(name="trieu-tap",    path="/meetings/{id}",            size=PHONE, state=State.CONVENED),
    Picture(name="dieu-hanh",    path="/meetings/{id}/conduct",    size=PHONE),
    Picture(name="diem-danh",    path="/meetings/{id}/roll-call/start", size=PHONE),
    Picture(name="bien-ban",     path="/meetings/{id}/minutes",    size=DESK,  state=State.MINUTES),
    Picture(name="cham-diem",    path="/meetings/{id}/score",      size=PHONE, state=State.MINUTES),
    Picture(name="nhiem-vu",     path="/tasks",                    size=PHONE, state=State.SCORED),
    Picture(name="xep-loai",     path="/evaluations",              size=DESK,  user="vanphong"),
    Picture(name="van-phong",    path="/",                         size=DESK,  user="vanphong"),
    Picture(name="nhap-so-lieu", path="/roster",                   size=DESK,  user="vanphong"),
    Picture(name="cap-tai-khoan", path="/accounts",                size=DESK,  user="vanphong"),
    Picture(name="dinh-huong",   path="/guidance",                 size=DESK,  user="vanphong"),
    Picture(name="kien-nghi",    path="/petitions",                size=PHONE, user="bithu.cb01"),
    Picture(name="lich",         path="/synthesis/schedule",       size=DESK,  user="vanphong"),
    Picture(name="tong-hop",     path="/synthesis",                size=DESK,  user="vanphong"),
    Picture(name="so-lieu",      path="/figures",                  size=DESK,  user="vanphong"),
    Picture(name="muc-tieu",     path="/targets",                  size=PHONE, user="vanphong"),
    Picture(name="bao-cao",      path="/synthesis/periods",        size=DESK,  user="vanphong"),
    Picture(name="du-sinh-hoat", path="/oversight",                size=DESK,  user="vanphong"),
    Picture(name="tap-thu",      path="/practice",                 size=PHONE, user="bithu.cb01"),
    Picture(name="thong-bao",    path="/account/notices",          size=PHONE, user="dangvien"),
    Picture(name="tim-kiem",     path="/search?q=ve+sinh",         size=PHONE, user="bithu.cb01"),
    Picture(name="cau-mau",       path="/phrases",                  size=PHONE, user="bithu.cb01"),
    Picture(name="gui-y-kien",   path="/petitions/new",            size=PHONE, user="dangvien"),
    Picture(name="ket-qua-cham", path="/meetings/{id}/score",      size=PHONE, state=State.EVALUATED),
    Picture(name="xep-loai-thang", path="/evaluations/day",        size=DESK,  user="vanphong"),
    Picture(name="ho-so-kiem-tra", path="/inspections/files/1",    size=DESK,  user="kiemtra"),
    Picture(name="tu-kiem-tra",  path="/inspections/files/1",      size=PHONE, user="bithu.cb01"),
    Picture(name="phat-trien",   path="/prospects",                size=PHONE, user="bithu.cb01"),
    Picture(name="boi-duong",    path="/training",                 size=DESK,  user="vanphong"),
    Picture(name="ke-hoach-nam", path="/plans",                    size=PHONE, user="bithu.cb01"),
    Picture(name="xep-loai-nam", path="/ratings",                  size=DESK,  user="vanphong"),
    Picture(name="kiem-tra-van-ban", path="/check",                size=PHONE, user=""),
    Picture(name="ket-qua-kiem-tra", path="/check/{code}",         size=PHONE, user="", state=State.EVALUATED),
    Picture(name="ky-so",        path="/meetings/{id}/minutes/signed-file", size=DESK, state=State.EVALUATED),
    Picture(name="may-dang-nhap", path="/account/sessions",        size=PHONE, user="dangvien"),
    Picture(name="hai-lop",      path="/account/second-factor",    size=PHONE, user="dangvien"),
    Picture(name="niem-phong",   path="/backups", size=DESK, user="quantri", part="[aria-labelledby=niem-phong]"),
    Picture(name="nhap-mot-trang", path="/meetings/{id}/keying",   size=DESK),
)
# fmt: on


def main() -> int:
    wanted = [picture for picture in ALL if not sys.argv[1:] or picture.name in sys.argv[1:]]
    PICTURES.mkdir(parents=True, exist_ok=True)
    app = create_app()
    failed = []
    seal_some_days(app)
    with serve(app) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for picture in wanted:
            problem = take(picture, app, browser, address)
            print(f"{picture.name:16} {problem or 'ok'}", flush=True)
            failed += [picture.name] if problem else []
        browser.close()
    return 1 if failed else 0


@contextmanager
def serve(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def take(picture: Picture, app: Flask, browser: Browser, address: str) -> str | None:
    """Writes one picture; returns what went wrong."""
    meeting_id, cell = demo_meeting(app, picture.state)
    code = code_of_minutes(app, meeting_id) if picture.state == State.EVALUATED else ""
    context = browser.new_context(
        base_url=address, viewport=picture.size, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh"
    )  # fmt: skip
    page = context.new_page()
    try:
        if picture.user:
            sign_in(page, picture.user.format(cell=cell))
        answer = page.goto(picture.path.format(id=meeting_id, code=code))
        if answer is None or answer.status != 200:
            return f"{picture.path} answered {answer.status if answer else 'nothing'}"
        shown = page.locator(picture.part) if picture.part else page
        shown.screenshot(path=PICTURES / f"{picture.name}.png")
    finally:
        context.close()
    return None


def seal_some_days(app: Flask) -> None:
    """As the worker does each day."""
    now = clock.now()
    with app.app_context():
        for days in (3, 2, 1):
            with clock.set_to(now - timedelta(days=days)):
                seal_day()
            db.session.commit()


def code_of_minutes(app: Flask, meeting_id: int) -> str:
    """The check code of the meeting's minutes, whose PDF is there from now on."""
    with app.app_context():
        minutes = current_minutes(meeting_id)
        if minutes is None or minutes.document_id is None:
            return ""
        paper = db.session.get_one(Document, minutes.document_id)
        code, job = paper.check_code or "", db.session.scalar(select(Job.id).where(Job.key == render_key(paper)))
        if job is not None:
            run(job)
        return in_groups(code)


def demo_meeting(app: Flask, state: State) -> tuple[int, str]:
    """A meeting of the demo in that state, and the code of its cell as user names have it."""
    rows = (
        select(Meeting.id, Organisation.code)
        .join(Organisation, Organisation.id == Meeting.cell_id)
        .where(Meeting.state == state)
        .order_by(Meeting.id)
    )
    with app.app_context():
        meeting_id, code = db.session.execute(rows).first() or (0, "")
    return meeting_id, code.lower()


def sign_in(page: Page, user_name: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("Tên đăng nhập").fill(user_name)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


if __name__ == "__main__":
    sys.exit(main())
