"""The office in the place of somebody who is away: it says why before it reads, and attests where nobody else can."""

import re

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.documents.files import keep_file
from app.documents.models import Attachment
from app.extensions import db
from app.meetings.models import Meeting
from app.minutes.queries import current_minutes
from tests.minutes.conftest import AFTER, PASSWORD


def test_the_office_reads_after_it_said_so_and_the_history_knows(handed_in, as_user, committed, db_session):
    client, path = as_user("hanh"), f"/meetings/{handed_in}/minutes"
    assert client.get(path).status_code == 404

    assert client.post(f"{path}/standing-in").status_code == 303

    assert client.get(path).status_code == 200
    with committed() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.event == "personal_record_read")).one()
        assert (event.acting_as, event.data) == ("office", {"reason": "xem xét trả lại, thẩm định"})
    assert as_user("binh").get(path).status_code == 404


def test_the_office_that_stands_in_reads_the_papers_as_the_overseer_would(handed_in, as_user, committed):
    with committed():
        paper = current_minutes(handed_in).document_id
        photo = _photo_of_the_minutes(handed_in)
    addresses = (f"/documents/{paper}", f"/documents/{paper}/pdf", f"/documents/attachments/{photo}")
    asked = lambda who: [as_user(who).get(path, follow_redirects=True).status_code for path in addresses]  # noqa: E731

    assert asked("hanh") == [404, 404, 404]
    as_user("hanh").post(f"/meetings/{handed_in}/minutes/standing-in")
    assert asked("hanh") == asked("loc") == [200, 200, 200]
    assert asked("binh") == asked("tra") == asked("tham") == [404, 404, 404]
    with committed() as session:
        decided = session.get(Meeting, handed_in)
        session.execute(Meeting.__table__.update().where(Meeting.id == decided.id).values(state="evaluated"))
    assert asked("hanh") == [404, 404, 404]


def _photo_of_the_minutes(meeting_id: int) -> int:
    photo = Attachment(
        meeting_id=meeting_id, purpose="paper_minutes", file_sha256=keep_file(b"%PDF-1.4 anh", "application/pdf"),
        name="bien-ban.pdf", uploaded_by_id=1, uploaded_at=AFTER,
    )  # fmt: skip
    db.session.add(photo)
    db.session.flush()
    return photo.id


# Who may do it is told what the empty form lacks (422); the others are told that it is not theirs, whatever they send.
@pytest.mark.parametrize(
    ("path", "theirs", "known"),
    [
        ("minutes/sign",        {"lan", "thang"},        {"huong", "men", "loc"}),
        ("minutes/attestation", {"thang", "men"},        {"huong", "loc", "lan"}),
        ("minutes/paper",       {"thang", "men", "lan"}, {"huong", "loc", "hanh", "binh"}),
    ],
)  # fmt: skip
def test_an_empty_form_is_refused_for_its_sender_before_its_fields(unsigned, as_user, passwords, path, theirs, known):
    everybody = ("thang", "men", "huong", "lan", "khoa", "nhap", "loc", "hanh", "binh", "tra", "quan", "tham", "vien")
    expected = {who: 422 if who in theirs else 403 if who in known else 404 for who in everybody}

    assert {who: as_user(who).post(f"/meetings/{unsigned}/{path}").status_code for who in everybody} == expected


def test_the_office_has_nothing_to_stand_in_for_while_the_cell_can_sign(unsigned, as_user):
    client, path = as_user("hanh"), f"/meetings/{unsigned}/minutes/standing-in"

    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404


def test_the_office_attests_for_a_cell_without_leaders(
    complete, leaderless, unsigned, as_user, passwords, the_day_after
):
    client, path = as_user("hanh"), f"/meetings/{unsigned}/minutes"
    page = client.get(f"{path}/sign", follow_redirects=True).text
    assert "Mở biên bản để làm thay" in page
    client.post(f"{path}/standing-in")
    page = client.get(f"{path}/sign", follow_redirects=True).text
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]

    answer = client.post(
        f"{path}/attestation", data={"seen": seen, "role": "chair", "password": PASSWORD, "reason": "đã chuyển đi"}
    )

    assert answer.status_code == 303


def test_the_page_of_the_meeting_leads_the_office_to_it(handed_in, as_user):
    assert f"/meetings/{handed_in}/minutes/standing-in" in as_user("hanh").get(f"/meetings/{handed_in}").text
    assert "standing-in" not in as_user("binh").get(f"/meetings/{handed_in}").text
