"""What anybody may ask of a paper, and what nobody is told."""

from io import BytesIO

import pytest

from app.checking import routes
from app.documents.check_codes import in_groups
from app.documents.files import keep_file, read_file
from app.documents.models import Document
from app.documents.services import replace_document
from app.documents.snapshots import DocumentKind
from app.extensions import db
from app.jobs.services import run_due_jobs
from app.minutes.models import Minutes
from app.web import limits
from tests.documents.papers import a_meeting, issue, sample
from tests.reading import words
from workflows.meeting import State

FILE = b"%PDF-1.7 made up\n%%EOF\n"


@pytest.fixture(autouse=True)
def nobody_has_asked():
    limits.limiter.cache_clear()


@pytest.fixture
def paper(committed, world):
    """The code and the id of a resolution that was issued; its file is made up."""
    with committed():
        document = issue(a_meeting(world.cell), title="Nghị quyết về chuyện kín")
        document.file_sha256, document.pages = keep_file(FILE, "application/pdf"), 1
        return in_groups(document.check_code), document.id


def dropped(client, data=FILE, name="nghi-quyet.pdf", **fields):
    return client.post("/check", data={"file": (BytesIO(data), name), **fields})


def test_it_says_number_day_issuer_and_hash_and_nothing_of_the_content(client, paper):
    code, _ = paper
    said = words(client.get(f"/check/{code}"))

    for told in ("Văn bản có thật và đang là bản mới nhất", "Nghị quyết số 01-NQ/CB", "02/12/2026", code):
        assert told in said
    assert "chuyện kín" not in said
    assert "Nguyễn" not in said


def test_the_lines_to_hold_against_a_paper_are_those_that_stand_on_it(client, paper):
    lines, _, fold = client.get(f"/check/{paper[0]}").text.partition("So những dòng này với tờ giấy")

    assert "SHA-256" not in lines
    assert "SHA-256" in fold.partition("<details")[2].partition("</details>")[0]


def test_the_code_may_be_typed_without_gaps_and_in_small_letters(client, paper):
    code, _ = paper
    answer = client.get("/check", query_string={"code": code.replace("-", "").lower()})

    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"/check/{code}")


@pytest.mark.parametrize("code", ["K7MH-3TX9-A2RE", "xyz", "0" * 12, "…"])
def test_a_wrong_code_is_not_found_and_says_what_to_look_at(client, paper, code):
    for answer in (
        client.get(f"/check/{code}"),
        client.get("/check", query_string={"code": code}, follow_redirects=True),
    ):
        assert answer.status_code == 404
        assert "Không có văn bản nào mang mã này" in words(answer)


def test_who_guesses_is_told_to_wait_even_when_right(client, paper, monkeypatch):
    monkeypatch.setattr("app.checking.routes.WRONG", 3)
    for _ in range(3):
        assert client.get("/check/K7MH-3TX9-A2RE").status_code == 404

    assert client.get(f"/check/{paper[0]}").status_code == 429


def test_files_are_compared_so_often_and_no_more(client, paper, monkeypatch):
    monkeypatch.setattr("app.checking.routes.FILES", 1)

    assert dropped(client).status_code == 200
    assert dropped(client).status_code == 429


def test_what_is_no_paper_is_counted_too(client, paper, monkeypatch):
    """Whoever sends one thing after the other is stopped before anything is looked at."""
    monkeypatch.setattr("app.checking.routes.FILES", 2)

    assert [dropped(client, b"PK\x03\x04 no paper").status_code for _ in range(3)] == [422, 422, 429]


def test_a_file_is_compared_byte_by_byte(client, paper):
    said = words(dropped(client))
    assert "Khớp từng byte" in said
    assert "Nghị quyết số 01-NQ/CB" in said

    said = words(dropped(client, FILE.replace(b"made", b"mode")))
    assert "Không khớp" in said
    assert "kiểm tra theo mã" in said
    assert "01-NQ/CB" not in said


def test_who_is_signed_in_may_compare_too(as_user, paper):
    assert "Khớp từng byte" in words(dropped(as_user("thang")))


def test_nobody_waits_while_the_signatures_on_a_file_are_judged(client, as_user, paper, monkeypatch):
    held = []

    def judged(_data):
        held.append(db.session().in_transaction())
        return (), ""

    monkeypatch.setattr(routes, "_signatures_on", judged)
    for sender in (as_user("men"), client):
        assert "Khớp từng byte" in words(dropped(sender))
    assert held == [False, False]


def test_a_file_of_another_paper_is_told_from_the_one_asked_for(client, paper, committed, world):
    with committed():
        other = in_groups(issue(a_meeting(world.cell)).check_code)

    assert "Tệp là một văn bản khác" in words(dropped(client, code=other))
    assert "Khớp từng byte" in words(dropped(client, code=paper[0]))


@pytest.mark.parametrize(("data", "name"), [(b"", "a.pdf"), (b"\x89PNG\r\n\x1a\n", "a.png"), (b"PK", "a.pdf")])
def test_what_is_no_pdf_is_refused_with_a_sentence(client, world, data, name):
    assert dropped(client, data, name).status_code == 422


@pytest.mark.parametrize(
    ("data", "name"), [(b"\x89PNG\r\n\x1a\n", "a.png"), (b"text", "a.txt"), (b"MZ", "a"), (b"PK\x03\x04", "a.docx")]
)
def test_who_sends_anything_else_is_told_to_type_the_code(client, world, data, name):
    said = words(dropped(client, data, name))
    assert "gõ mã in ở cuối trang đầu" in said
    assert "Word (.docx)" not in said


@pytest.mark.parametrize("name", ["01-NQ", "giay.PDF", "giay.docx"])
def test_a_paper_is_one_whatever_the_file_is_called(client, paper, name):
    assert "Khớp từng byte" in words(dropped(client, name=name))


def test_a_draft_is_nobodys_business(client, committed, world, paper):
    with committed():
        db.session.execute(db.update(Document).where(Document.id == paper[1]).values(issued_at=None))

    assert client.get(f"/check/{paper[0]}").status_code == 404
    assert "Không khớp" in words(dropped(client))


def test_it_names_what_came_in_its_place(client, committed, paper):
    with committed():
        old = db.session.get_one(Document, paper[1])
        for _ in range(2):
            old = replace_document(
                old, lambda numbered: sample(DocumentKind.RESOLUTION, number=numbered.number), actor=None, reason="sai"
            )
        newest = in_groups(old.check_code)

    said = words(client.get(f"/check/{paper[0]}"))
    assert "đã được thay bằng Nghị quyết số 02-NQ/CB ngày" in said
    assert "Bản mới nhất hiện nay: Nghị quyết số 03-NQ/CB" in said
    assert "đang là bản mới nhất" in words(client.get(f"/check/{newest}"))
    assert "đã được thay bằng" in words(dropped(client))


def test_papers_of_a_cancelled_meeting_and_minutes_being_redone_say_so(client, committed, world):
    with committed():
        meeting = a_meeting(world.cell)
        notice, minutes = issue(meeting, DocumentKind.NOTICE), issue(a_meeting(world.cell), DocumentKind.MINUTES)
        meeting.state = State.CANCELLED
        db.session.add(
            Minutes(
                meeting_id=minutes.meeting_id, composed={}, composed_at=minutes.created_at, document_id=minutes.id,
                superseded_at=minutes.created_at,
            )
        )  # fmt: skip
        codes = in_groups(notice.check_code), in_groups(minutes.check_code)

    assert "đã bị hủy" in words(client.get(f"/check/{codes[0]}"))
    assert "đang được sửa để ký lại" in words(client.get(f"/check/{codes[1]}"))


def test_what_the_worker_made_of_an_issued_paper_is_known_again(client, committed, world, app):
    with committed():
        document_id = issue(a_meeting(world.cell), DocumentKind.GUEST_INVITATION).id
    with app.app_context():
        run_due_jobs()
    with committed():
        document = db.session.get_one(Document, document_id)
        made = read_file(document.file_sha256)

    assert "Khớp từng byte" in words(dropped(client, made))
    assert "Mã kiểm tra văn bản" in words(dropped(client, made))


def test_the_page_of_the_paper_leads_to_its_check(as_user, committed, world):
    with committed():
        notice = issue(a_meeting(world.cell), DocumentKind.NOTICE)
        notice.file_sha256, notice.pages = keep_file(FILE, "application/pdf"), 1
        code, document_id = in_groups(notice.check_code), notice.id

    assert f"/check/{code}" in as_user("thang").get(f"/documents/{document_id}").text
