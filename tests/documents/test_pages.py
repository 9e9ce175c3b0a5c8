"""The list of papers, the page of one, its file: for the owner, a colleague and a stranger."""

import os
import subprocess
import sys

import pytest
from sqlalchemy import select

from app import clock
from app.accounts.queries import by_user_name, load_actor
from app.audit.models import AuditEvent
from app.documents.files import store
from app.documents.models import Attachment, AttachmentPurpose, Document, StoredFile
from app.documents.services import replace_document
from app.documents.snapshots import DocumentKind
from app.extensions import db
from app.jobs.models import Job, JobState
from tests.documents.papers import PDF, a_meeting, attach, draft, issue, sample
from workflows.meeting import State

OWNER, COLLEAGUE, STRANGER, FAR = "thang", "lan", "tham", "vien"


@pytest.fixture
def paper(committed, world) -> int:
    """An issued notice of the own cell whose PDF was made."""
    with committed():
        document = issue(a_meeting(world.cell), DocumentKind.NOTICE, "Thông báo triệu tập tháng 12")
        keep(document)
        return document.id


def keep(document: Document, data: bytes = PDF) -> None:
    sha256 = store().put(data)
    db.session.merge(StoredFile(sha256=sha256, size=len(data), media_type="application/pdf", created_at=clock.now()))
    document.file_sha256, document.pages = sha256, 1
    db.session.flush()
    db.session.execute(db.update(Job).values(status=JobState.DONE))


@pytest.mark.parametrize(("name", "status"), [(OWNER, 200), (COLLEAGUE, 200), (STRANGER, 404), (FAR, 404)])
@pytest.mark.parametrize("address", ["/documents/{}", "/documents/{}/pdf"])
def test_the_own_cell_reads_a_paper_and_a_stranger_does_not_know_of_it(as_user, paper, name, status, address):
    assert as_user(name).get(address.format(paper)).status_code == status


def test_the_list_shows_what_one_may_see_and_nothing_else(as_user, paper):
    assert "Thông báo triệu tập tháng 12" in as_user(COLLEAGUE).get("/documents/").text
    assert "Chưa có văn bản nào" in as_user(STRANGER).get("/documents/").text


def test_the_list_is_filtered_by_type_and_month(as_user, paper):
    thang = as_user(OWNER)
    for query, found in {
        "kind=notice": True, "kind=minutes": False, "month=2026-12": True, "month=2026-11": False,
        "kind=notice&month=2026-12&page=9": True, "kind=nonsense&month=nonsense&page=nonsense": True,
    }.items():  # fmt: skip
        page = thang.get(f"/documents/?{query}")
        assert (page.status_code, "01-TB/CB" in page.text) == (200, found), query


def test_the_list_is_paged_and_asks_as_much_for_sixty_as_for_one(as_user, committed, world, paper, count_statements):
    thang = as_user(OWNER)
    with count_statements() as for_one:
        thang.get("/documents/")
    with committed():
        meeting = a_meeting(world.cell)
        for number in range(60):
            issue(meeting, DocumentKind.GUEST_INVITATION, f"Giấy mời khách {number}")
    with count_statements() as for_sixty:
        first = thang.get("/documents/")
    second = thang.get("/documents/?page=2")

    assert len(for_sixty) == len(for_one)
    assert (first.text.count("Giấy mời khách"), second.text.count("Giấy mời khách")) == (50, 10)
    assert "Trang 2/2" in second.text


def test_a_pdf_is_downloaded_whole_under_its_vietnamese_name(as_user, paper):
    answer = as_user(OWNER).get(f"/documents/{paper}/pdf")

    assert (answer.data, answer.mimetype) == (PDF, "application/pdf")
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="01-TB-CB Thong bao trieu tap thang 12.pdf"; '
        "filename*=UTF-8''01-TB-CB%20Th%C3%B4ng%20b%C3%A1o%20tri%E1%BB%87u%20t%E1%BA%ADp%20th%C3%A1ng%2012.pdf"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_download_asks_the_database_once_besides_the_person(as_user, paper, count_statements):
    lan = as_user(COLLEAGUE)
    with count_statements() as seen:
        lan.get(f"/documents/{paper}/pdf")

    assert (len(seen), len(seen.besides_the_account())) == (2, 1)


def test_a_pdf_that_one_has_already_is_not_sent_again(as_user, paper):
    thang = as_user(OWNER)
    tag = thang.get(f"/documents/{paper}/pdf").headers["ETag"]

    again = thang.get(f"/documents/{paper}/pdf", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_while_the_pdf_is_made_the_page_says_so_and_asks_again(as_user, committed, world):
    with committed():
        document_id = issue(a_meeting(world.cell), DocumentKind.NOTICE).id
    thang, hx = as_user(OWNER), {"HX-Request": "true"}

    page = thang.get(f"/documents/{document_id}")
    assert "Đang tạo PDF" in page.text
    assert 'hx-trigger="every 2s"' in page.text
    assert "Số 01-TB/CB đã cấp và không đổi" in page.text
    assert thang.get(f"/documents/{document_id}", headers=hx).status_code == 204
    assert thang.get(f"/documents/{document_id}/pdf").headers["Location"] == f"/documents/{document_id}"

    with committed():
        keep(db.session.get_one(Document, document_id))
    fragment = thang.get(f"/documents/{document_id}", headers=hx)
    assert "Tải bản PDF" in fragment.text
    assert "hx-trigger" not in fragment.text
    assert "<html" not in fragment.text


@pytest.mark.parametrize("harm", ["missing", "damaged"])
def test_a_lost_or_damaged_pdf_is_said_and_made_again(as_user, committed, paper, harm):
    with committed() as session:
        path = store().path(session.get_one(Document, paper).file_sha256)
        path.unlink() if harm == "missing" else path.write_bytes(b"%PDF-1.7 tampered")
    thang = as_user(OWNER)

    page = thang.get(f"/documents/{paper}/pdf")
    assert page.status_code == 410
    assert "Tệp PDF trong kho bị mất hoặc bị hỏng" in page.text
    assert f'action="/documents/{paper}/rendering"' in page.text

    answer = thang.post(f"/documents/{paper}/rendering")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/documents/{paper}")
    assert "Đang tạo PDF" in thang.get(f"/documents/{paper}").text
    with committed() as session:
        assert session.scalars(select(Job.status)).all() == [JobState.QUEUED]


def test_a_stranger_cannot_have_it_made_again(as_user, committed, paper):
    assert as_user(STRANGER).post(f"/documents/{paper}/rendering").status_code == 404
    with committed() as session:
        assert session.scalars(select(Job.status)).all() == [JobState.DONE]


def test_a_rendering_that_failed_for_good_offers_a_way_on(as_user, committed, world):
    with committed() as session:
        document_id = issue(a_meeting(world.cell), DocumentKind.NOTICE).id
        session.flush()
        session.execute(db.update(Job).values(status=JobState.FAILED))

    assert "Chưa tạo được bản PDF" in as_user(OWNER).get(f"/documents/{document_id}").text


@pytest.fixture
def failed(committed, world):
    """The id of a resolution whose rendering failed for good."""
    with committed() as session:
        document_id = issue(a_meeting(world.cell, State.EVALUATED)).id
        session.flush()
        session.execute(db.update(Job).values(status=JobState.FAILED, tries=8, error="RuntimeError: no room"))
    return document_id


def test_the_list_tells_a_failed_rendering_from_one_under_way(as_user, committed, failed, world):
    with committed():
        issue(a_meeting(world.cell, State.EVALUATED), title="Nghị quyết vừa ký")

    rows = as_user(OWNER).get("/documents/").text.split("<li>")
    states = {("01-NQ" in row, "02-NQ" in row): row for row in rows if "-NQ/CB" in row}
    assert "Chưa tạo được PDF" in states[True, False]
    assert "Đang tạo PDF" in states[False, True]
    assert "Chưa tạo được PDF" not in states[False, True]


def test_who_may_have_a_failed_paper_made_again(as_user, failed):
    expected = {
        "thang": 303, "men": 303, "hanh": 303, "quan": 303, "lan": 403, "huong": 403, "loc": 403, "binh": 403,
        "tra": 404, "tham": 404, "vien": 404,
    }  # fmt: skip
    found = {who: as_user(who).post(f"/documents/{failed}/rendering").status_code for who in expected}
    assert found == expected


def test_who_may_not_is_told_who_can(as_user, failed):
    page = as_user("lan").get(f"/documents/{failed}").text

    assert "Chưa tạo được bản PDF" in page
    assert "Văn phòng Đảng ủy hoặc quản trị hệ thống tạo lại được" in page
    assert "/rendering" not in page


def test_the_administrator_makes_it_again_and_learns_nothing_of_it(as_user, committed, failed):
    quan = as_user("quan")

    page = quan.get("/documents/failed").text
    assert "Chi bộ thôn Nà Mười" in page
    assert "01-NQ/CB" not in page
    assert quan.get(f"/documents/{failed}").status_code == 404
    answer = quan.post(f"/documents/{failed}/rendering")
    assert answer.headers["Location"] == "/documents/failed"
    assert "Không có văn bản nào chưa tạo được" in quan.get("/documents/failed").text
    assert "Bản PDF chưa tạo được" in quan.get("/more").text
    with committed() as session:
        assert session.scalars(select(Job.status)).all() == [JobState.QUEUED]
        event = session.scalars(select(AuditEvent).where(AuditEvent.event == "rendering_asked_again")).one()
        assert (event.acting_as, event.data) == ("administrator", {"document_id": failed, "kind": "resolution"})


def test_a_double_click_asks_once(as_user, committed, failed):
    thang = as_user(OWNER)
    for once in ("one.1", "one.1", "two.1"):
        assert thang.post(f"/documents/{failed}/rendering", data={"once": once}).status_code == 303

    with committed() as session:
        asked = select(AuditEvent).where(AuditEvent.event == "rendering_asked_again")
        assert len(session.scalars(asked).all()) == 1
        assert len(session.scalars(select(Job)).all()) == 1


def test_the_list_of_failed_papers_ends_at_the_border_of_the_commune(as_user, failed):
    assert "Nà Mười" in as_user("hanh").get("/documents/failed").text
    for stranger in ("vien", "tham"):
        assert "Nà Mười" not in as_user(stranger).get("/documents/failed").text


def test_a_draft_says_that_it_is_one(as_user, committed, world):
    with committed():
        document_id = draft(a_meeting(world.cell, State.HELD)).id
    thang = as_user(OWNER)

    assert "Bản dự thảo chưa có số" in thang.get(f"/documents/{document_id}").text
    assert "Dự thảo" in thang.get("/documents/").text


def test_a_replaced_paper_leads_to_its_successor_and_back(as_user, committed, world):
    with committed():
        old = issue(a_meeting(world.cell, State.EVALUATED))
        new = replace_document(old, lambda n: sample(DocumentKind.RESOLUTION, number=n.number), actor=None)
        old_id, new_id = old.id, new.id
    thang = as_user(OWNER)

    page = thang.get(f"/documents/{old_id}").text
    assert "Văn bản này đã được thay thế" in page
    assert f'href="/documents/{new_id}"' in page
    assert f'href="/documents/{old_id}"' in thang.get(f"/documents/{new_id}").text


def test_the_page_shows_the_paper_itself(as_user, paper):
    assert '<article class="doc paper">' in as_user(OWNER).get(f"/documents/{paper}").text


def test_a_snapshot_of_another_time_is_no_error(as_user, committed, world):
    with committed():
        document = draft(a_meeting(world.cell, State.HELD))
        document.snapshot = {"letterhead": {"superior": "x"}, "unheard_of": 1}
        document_id = document.id
    page = as_user(OWNER).get(f"/documents/{document_id}")

    assert (page.status_code, "doc paper" in page.text) == (200, False)


def upload(committed, world, **more) -> int:
    with committed():
        owner = load_actor(by_user_name(OWNER), clock.today(), "127.0.0.1")
        attachment = attach(a_meeting(world.cell), owner, AttachmentPurpose.DOCUMENT, **more)
        attachment.sent_at = clock.now()
        return attachment.id


@pytest.mark.parametrize(("name", "status"), [(OWNER, 200), (COLLEAGUE, 200), (STRANGER, 404), (FAR, 404)])
def test_an_upload_is_a_download_in_a_sandbox(as_user, committed, world, name, status):
    answer = as_user(name).get(f"/documents/attachments/{upload(committed, world)}")

    assert answer.status_code == status
    if status == 200:
        assert answer.headers["Content-Disposition"].startswith('attachment; filename="Bao cao dat dai.pdf"')
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_damaged_upload_is_not_handed_out(as_user, committed, world):
    attachment_id = upload(committed, world, data=b"%PDF-1.7 will be damaged")
    with committed() as session:
        store().path(session.get_one(Attachment, attachment_id).file_sha256).write_bytes(b"tampered")
    page = as_user(OWNER).get(f"/documents/attachments/{attachment_id}")

    assert page.status_code == 410
    assert "bị mất hoặc bị hỏng" in page.text


def test_signed_out_nobody_gets_a_paper(client, paper):
    assert "/sign-in?" in client.get(f"/documents/{paper}/pdf").headers["Location"]


# A web process: it lists, shows and hands out papers, and takes the order to render one again.
WEB = """
import sys
from app import create_app
app = create_app()
app.config["WTF_CSRF_ENABLED"] = False
client = app.test_client()
with client.session_transaction() as cookie:
    cookie.update({"_user_id": sys.argv[1] + ".1", "_fresh": True})
for address in ("/documents/", "/documents/" + sys.argv[2], "/documents/" + sys.argv[2] + "/pdf"):
    assert client.get(address).status_code == 200, address
assert client.post("/documents/" + sys.argv[2] + "/rendering").status_code == 303
assert "huey" in sys.modules, "the worker was woken"
assert not {"weasyprint", "pydyf", "fontTools"} & set(sys.modules)
"""


@pytest.mark.long
def test_a_web_process_never_loads_the_layout_engine(world, paper, database_url, data_dir):
    settings = {"NENNEP_DATABASE_URL": database_url, "NENNEP_DATA_DIR": str(data_dir)}
    command = [sys.executable, "-c", WEB, str(world.accounts[OWNER]), str(paper)]

    subprocess.run(command, env=os.environ | settings, check=True)
