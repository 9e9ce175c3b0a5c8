"""What goes out with a guidance: files hung on the draft, the PDF of what was issued."""

from io import BytesIO

from app.audit.models import AuditEvent
from app.extensions import db
from app.guidance.queries import files_of
from app.guidance.services import publish
from app.jobs.services import run_due_jobs
from tests.acts import actor_named
from tests.guidance.conftest import signed
from tests.guidance.test_pages import the
from tests.reading import words

PDF = b"%PDF-1.4 de cuong\n%%EOF"


def send(client, guidance_id: int, name: str = "Đề cương.pdf"):
    return client.post(f"/guidance/{guidance_id}/files", data={"file": (BytesIO(PDF), name)})


def test_a_file_of_the_draft_is_read_in_the_cells_once_it_is_published(as_user, draft_id, committed):
    assert send(as_user("hanh"), draft_id).status_code == 303
    with committed():
        file_id = files_of(draft_id)[0].id
        assert as_user("thang").get(f"/guidance/{draft_id}/files/{file_id}").status_code == 404
    with committed():
        publish(the(draft_id), signed(), actor=actor_named("hanh"))
        db.session.commit()
        run_due_jobs()

    read = as_user("lan").get(f"/guidance/{draft_id}/files/{file_id}")
    assert (read.status_code, read.data) == (200, PDF)
    assert "sandbox" in read.headers["Content-Security-Policy"]
    assert "Tài liệu gửi kèm: Đề cương.pdf." in words(as_user("lan").get(f"/guidance/{draft_id}"))
    assert as_user("lan").get(f"/guidance/{draft_id}/pdf").data.startswith(b"%PDF-")
    assert send(as_user("hanh"), draft_id, "Thêm.pdf").status_code == 409


def test_a_file_is_taken_away_from_a_draft_and_no_program_is_taken_in(as_user, draft_id, committed):
    client = as_user("hanh")
    send(client, draft_id)
    with committed():
        file_id = files_of(draft_id)[0].id

    assert client.post(f"/guidance/{draft_id}/files/{file_id}/removal").status_code == 303
    assert client.post(f"/guidance/{draft_id}/files").status_code == 422
    assert send(client, draft_id, "virus.exe").status_code == 422
    with committed():
        assert files_of(draft_id) == []


def test_the_text_of_a_draft_is_changed_and_the_history_tells_what(as_user, draft_id, committed):
    form = {
        "month": "12/2026",
        "situation": "Ổn định.",
        "orientation": "Thi đua.",
        "contents": "Một việc",
        "version": 1,
    }
    form |= {"for_residential": "y", "for_school": "y"}
    assert as_user("hanh").post(f"/guidance/{draft_id}/edit", data=form).status_code == 303

    with committed():
        told = db.session.scalars(db.select(AuditEvent).where(AuditEvent.event == "guidance_changed")).one()
        assert told.data["after"]["situation"] == "Ổn định."
        assert the(draft_id).cell_types == ["residential", "school"]
