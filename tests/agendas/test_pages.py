"""The pages on which an agenda is prepared, as the owner, a colleague and a stranger get them."""

import io
import re

import pytest
from sqlalchemy import select

from app.agendas.models import AgendaItem
from app.agendas.queries import items_of
from app.documents.models import Attachment
from app.extensions import db
from app.forms.models import TypingDraft
from app.meetings.models import Meeting
from app.notifications.models import Notification
from tests.meetings.ready import convened, drafted, planned, submitted
from tests.reading import get
from workflows.meeting import Kind

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
FIELDS = {"kind": "discussion", "minutes": "20"}


@pytest.fixture
def items(committed):
    """`items(meeting_id)`: (id, title, version) of each, in order."""

    def read(meeting_id: int) -> list[tuple[int, str, int]]:
        with committed():
            return [(item.id, item.title, item.version) for item in items_of(meeting_id)]

    return read


@pytest.mark.parametrize(
    ("recipe", "who", "status"),
    [
        (drafted, "thang", 200), (drafted, "men", 200), (drafted, "nhap", 200), (drafted, "huong", 403),
        (drafted, "lan", 404), (drafted, "tham", 404), (drafted, "hanh", 403), (drafted, "vien", 404),
        (drafted, "dua", 404), (submitted, "thang", 409), (convened, "thang", 200), (convened, "nhap", 403),
    ],
)  # fmt: skip
def test_who_prepares(made, as_user, recipe, who, status):
    meeting_id = made(recipe)

    assert get(as_user(who), f"/meetings/{meeting_id}/agenda")[0] == status


def test_the_sum_stands_against_the_norm(made, as_user):
    meeting_id = made(drafted)

    _, text = get(as_user("thang"), f"/meetings/{meeting_id}/agenda")

    assert "9 mục, cộng 90 phút" in text
    assert "ít nhất 90 phút" in text


def test_an_item_is_added_and_shown(made, as_user, items):
    meeting_id = made(drafted)
    client = as_user("thang")

    form = FIELDS | {"title": "Bàn làm đường <script>", "questions": "Ai hiến đất?\nBao giờ xong?"}
    answer = client.post(f"/meetings/{meeting_id}/agenda/items/new", data=form)

    assert answer.status_code == 303
    assert "Bàn làm đường &lt;script&gt;" in get(client, f"/meetings/{meeting_id}/agenda")[1]


def test_nobody_of_another_commune_is_asked_first(made, as_user, world, items):
    """Their name would stand in the chair's script."""
    meeting_id = made(drafted)
    form = FIELDS | {"title": "Bàn làm đường", "questions": "Ai hiến đất?", "asked_1": world.people["dua"]}

    answer = as_user("thang").post(f"/meetings/{meeting_id}/agenda/items/new", data=form)

    assert answer.status_code == 422
    assert "không có trong danh sách chi bộ" in answer.get_data(as_text=True)
    assert "Bàn làm đường" not in [title for _, title, _ in items(meeting_id)]


def test_a_file_hangs_on_no_item_of_another_meeting(committed, actor_of, as_user, items):
    with committed():
        meeting_id, other_id = drafted(actor_of).id, drafted(actor_of, kind=Kind.THEMATIC).id
    client = as_user("thang")

    assert upload(client, meeting_id, item_id=items(other_id)[0][0]).status_code == 404
    with committed() as session:
        assert session.scalars(select(Attachment.id)).all() == []


def test_a_wrong_item_is_shown_again_with_what_was_typed(made, as_user, items):
    meeting_id = made(drafted)
    form = FIELDS | {"title": "Bàn làm đường", "minutes": "nhiều", "content": "Dài lắm."}

    answer = as_user("thang").post(f"/meetings/{meeting_id}/agenda/items/new", data=form)

    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Bàn làm đường" in text
    assert "Dài lắm." in text
    assert 'value="nhiều"' in text
    assert len(items(meeting_id)) == 9


def test_two_hundred_thousand_characters_are_refused_with_a_sentence(made, as_user, items):
    meeting_id = made(drafted)
    form = FIELDS | {"title": "Mục dài", "content": "ý" * 200_000}

    answer = as_user("thang").post(f"/meetings/{meeting_id}/agenda/items/new", data=form)

    assert answer.status_code == 422
    assert "không quá 20.000 chữ" in answer.get_data(as_text=True)
    assert len(items(meeting_id)) == 9


def test_decomposed_letters_are_kept_composed(made, as_user, items):
    meeting_id = made(drafted)

    as_user("thang").post(f"/meetings/{meeting_id}/agenda/items/new", data=FIELDS | {"title": "Thảo luận"})

    assert "Thảo luận" in [title for _, title, _ in items(meeting_id)]


def test_who_asks_first_is_kept_with_each_question(made, as_user, items, world, committed):
    meeting_id = made(drafted)
    item_id, title, version = items(meeting_id)[5]
    form = FIELDS | {
        "title": title, "version": version, "questions": "Ai hiến đất?\n\nBao giờ xong?", "asked_2": world.people["lan"],
    }  # fmt: skip
    client = as_user("thang")

    assert client.post(f"/meetings/{meeting_id}/agenda/items/{item_id}", data=form).status_code == 303

    with committed():
        questions = db.session.get_one(AgendaItem, item_id).questions
    assert questions == [
        {"text": "Ai hiến đất?", "asked_first_id": None},
        {"text": "Bao giờ xong?", "asked_first_id": world.people["lan"]},
    ]
    _, text = get(client, f"/meetings/{meeting_id}/agenda/items/{item_id}")
    assert re.search(rf'id="asked_2".*?<option value="{world.people["lan"]}" selected', text, re.DOTALL)


def test_the_slower_of_two_sees_both_versions_and_may_go_on(made, as_user, items):
    meeting_id = made(drafted)
    item_id, _, version = items(meeting_id)[5]
    path = f"/meetings/{meeting_id}/agenda/items/{item_id}"
    as_user("men").post(path, data=FIELDS | {"title": "Phân loại rác tại nhà", "version": version})
    slower = as_user("thang")

    answer = slower.post(path, data=FIELDS | {"title": "Đường hoa nội thôn", "version": version})

    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Đ/c Hoàng Thị Mến đã lưu mục này" in text
    assert "Phân loại rác tại nhà" in text
    assert "Đường hoa nội thôn</textarea>" in text
    newer = re.search(r'name="version" value="(\d+)"', text)[1]
    assert slower.post(path, data=FIELDS | {"title": "Đường hoa nội thôn", "version": newer}).status_code == 303
    assert items(meeting_id)[5][1] == "Đường hoa nội thôn"


def test_what_is_typed_when_the_agenda_is_locked_is_shown_again(made, as_user, items, version_of):
    meeting_id = made(planned)
    item_id, _, version = items(meeting_id)[0]
    client = as_user("men")
    as_user("thang").post(f"/meetings/{meeting_id}/steps/submit", data={"version": version_of(Meeting, meeting_id)})

    answer = client.post(
        f"/meetings/{meeting_id}/agenda/items/{item_id}", data=FIELDS | {"title": "Chữ tôi gõ", "version": version}
    )

    assert answer.status_code == 409
    assert "Chữ tôi gõ" in answer.get_data(as_text=True)


def test_items_move_by_buttons(made, as_user, items):
    meeting_id = made(drafted)
    second = items(meeting_id)[1]
    client = as_user("thang")

    answer = client.post(f"/meetings/{meeting_id}/agenda/items/{second[0]}/place?to=1", data={"once": "m.1"})

    assert answer.headers["Location"].endswith(f"#muc-{second[0]}")
    assert items(meeting_id)[0][0] == second[0]


@pytest.mark.parametrize("to", ["", "x", "²"])
def test_a_move_to_nowhere_is_refused(made, as_user, items, to):
    meeting_id = made(drafted)
    before = items(meeting_id)

    answer = as_user("thang").post(f"/meetings/{meeting_id}/agenda/items/{before[1][0]}/place?to={to}")

    assert answer.status_code == 422
    assert items(meeting_id) == before


def test_an_item_of_another_meeting_is_not_found(made, as_user, items, committed, actor_of):
    meeting_id = made(drafted)
    with committed():
        other = drafted(actor_of, by="tham").id
    stranger = items(other)[0][0]

    for path in ("", "/place?to=1", "/removal", "/presenter"):
        assert as_user("thang").post(f"/meetings/{meeting_id}/agenda/items/{stranger}{path}").status_code == 404


def test_the_plan_is_written_on_its_page(made, as_user, committed, world, version_of):
    meeting_id = made(drafted)
    client = as_user("men")
    form = {
        "day": "3/12/2026", "time": "19 giờ 30", "place": "Nhà văn hóa", "chair_id": world.people["thang"],
        "recorder_id": world.people["lan"], "version": version_of(Meeting, meeting_id),
    }  # fmt: skip

    assert client.post(f"/meetings/{meeting_id}/plan", data=form).status_code == 303

    with committed():
        meeting = db.session.get_one(Meeting, meeting_id)
        assert (meeting.place, meeting.starts_at.isoformat()) == ("Nhà văn hóa", "2026-12-03T12:30:00+00:00")
    assert 'value="19:30"' in get(client, f"/meetings/{meeting_id}/plan")[1]


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"day": "31/02/2026", "time": "19:30"}, "Không có ngày 31/02/2026"),
        ({"day": "3/12/2026", "time": "7 giờ tối"}, "Giờ ghi theo 24 giờ"),
        ({"day": "3/12/2026", "time": ""}, "Ghi cả ngày và giờ"),
        ({"day": "3/12/2036", "time": "19:30"}, "cách xa tháng 12/2026"),
    ],
)
def test_a_wrong_plan_says_what_to_mend(made, as_user, form, sentence, version_of):
    meeting_id = made(drafted)

    sent = form | {"version": version_of(Meeting, meeting_id)}
    answer = as_user("thang").post(f"/meetings/{meeting_id}/plan", data=sent)

    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert f'value="{form["day"]}"' in answer.get_data(as_text=True)


def test_text_that_is_being_typed_comes_back(made, as_user, committed):
    meeting_id = made(drafted)
    client = as_user("thang")
    key = f"item-{meeting_id}-new"
    client.post(f"/drafts/{key}", data={"title": "Đang gõ dở", "minutes": "25", "kind": "discussion"})

    _, text = get(client, f"/meetings/{meeting_id}/agenda/items/new")
    assert "Đang gõ dở</textarea>" in text

    client.post(f"/meetings/{meeting_id}/agenda/items/new", data=FIELDS | {"title": "Đã xong"})
    with committed():
        assert db.session.scalar(select(TypingDraft).where(TypingDraft.form_key == key)) is None


def test_open_tasks_ask_for_the_item_on_results(made, as_user, items, committed, world):
    from app.resolutions.models import Resolution
    from app.tasks.models import Task
    from tests.world import NOON

    meeting_id = made(drafted)
    with committed():
        resolution = Resolution(meeting_id=meeting_id, subject_line="Tháng 11", created_at=NOON)
        db.session.add(resolution)
        db.session.flush()
        db.session.add(Task(cell_id=world.cell, work="Làm đường", resolution_id=resolution.id, created_at=NOON))
        for item in items_of(meeting_id):
            if item.kind == "last_resolution":
                db.session.delete(item)
    client = as_user("thang")
    assert "Đưa vào" in get(client, f"/meetings/{meeting_id}/agenda")[1]

    assert client.post(f"/meetings/{meeting_id}/agenda/results-item").status_code == 303

    assert "Đã có trong chương trình" in get(client, f"/meetings/{meeting_id}/agenda")[1]


def upload(client, meeting_id: int, name: str = "bao-cao.pdf", data: bytes = PDF, **more: object):
    form = {"file": (io.BytesIO(data), name), **more}
    return client.post(f"/meetings/{meeting_id}/files", data=form, content_type="multipart/form-data")


def test_a_document_reaches_the_members_when_it_is_sent(made, as_user, committed, world):
    meeting_id = made(convened)
    client = as_user("thang")
    assert upload(client, meeting_id).status_code == 303
    assert "bao-cao.pdf" not in get(as_user("khoa"), f"/meetings/{meeting_id}")[1]

    assert client.post(f"/meetings/{meeting_id}/files/sending").status_code == 303

    assert "bao-cao.pdf" in get(as_user("khoa"), f"/meetings/{meeting_id}")[1]
    with committed():
        told = set(db.session.scalars(select(Notification.person_id).where(Notification.kind == "documents_sent")))
        assert {world.people["khoa"], world.people["loc"]} <= told


def test_a_file_for_an_item_whose_number_no_column_holds_breaks_nothing(made, as_user):
    assert upload(as_user("thang"), made(drafted), item_id="9" * 30).status_code == 303


def test_what_was_sent_is_not_taken_away(made, as_user, committed):
    meeting_id = made(drafted)
    client = as_user("thang")
    upload(client, meeting_id)
    with committed():
        file_id = db.session.scalars(select(Attachment.id)).one()
    client.post(f"/meetings/{meeting_id}/files/sending")

    assert client.post(f"/meetings/{meeting_id}/files/{file_id}/removal").status_code == 422


@pytest.mark.parametrize(("name", "data"), [("a.exe", b"MZ"), ("a.pdf", b"MZ"), ("a.pdf", b""), ("", b"")])
def test_what_is_no_document_is_refused_with_a_sentence(made, as_user, name, data):
    meeting_id = made(drafted)

    answer = upload(as_user("thang"), meeting_id, name, data)

    assert answer.status_code == 422
    assert "Chưa tải lên được" in answer.get_data(as_text=True)


def test_an_item_kept_on_paper_takes_no_document(made, as_user, items):
    meeting_id = made(drafted)
    item_id, title, version = items(meeting_id)[4]
    client = as_user("thang")
    form = {"title": title, "kind": "other", "minutes": "5", "version": version, "kept_on_paper": "y"}
    client.post(f"/meetings/{meeting_id}/agenda/items/{item_id}", data=form)

    answer = upload(client, meeting_id, item_id=str(item_id))

    assert answer.status_code == 422
    assert "ghi sổ giấy" in answer.get_data(as_text=True)


def test_an_item_with_a_document_is_not_put_on_paper_over_it(made, as_user, items, committed):
    meeting_id = made(drafted)
    item_id, title, version = items(meeting_id)[4]
    client, path = as_user("thang"), f"/meetings/{meeting_id}/agenda/items/{item_id}"
    upload(client, meeting_id, item_id=str(item_id))
    form = {"title": title, "kind": "other", "minutes": "5", "version": version, "kept_on_paper": "y"}

    answer = client.post(path, data=form)

    assert answer.status_code == 422
    assert "Gỡ tài liệu trước" in answer.get_data(as_text=True)
    with committed():
        file_id = db.session.scalars(select(Attachment.id)).one()
    client.post(f"/meetings/{meeting_id}/files/{file_id}/removal")
    assert client.post(path, data=form).status_code == 303


def test_an_item_with_a_document_is_removed_and_the_document_stays_with_the_meeting(made, as_user, items, committed):
    meeting_id = made(drafted)
    item_id, _, version = items(meeting_id)[4]
    client = as_user("thang")
    upload(client, meeting_id, item_id=str(item_id))

    answer = client.post(f"/meetings/{meeting_id}/agenda/items/{item_id}/removal", data={"version": version})

    assert answer.status_code == 303
    with committed():
        file = db.session.scalars(select(Attachment)).one()
        assert (file.meeting_id, file.item_id) == (meeting_id, None)


@pytest.mark.parametrize(("who", "status"), [("huong", 403), ("lan", 404), ("tham", 404), ("hanh", 403)])
def test_nobody_else_sends_documents(made, as_user, who, status):
    meeting_id = made(drafted)

    assert upload(as_user(who), meeting_id).status_code == status


def test_the_scribe_uploads_and_the_secretary_sends(made, as_user):
    meeting_id = made(drafted)
    scribe = as_user("nhap")
    assert upload(scribe, meeting_id).status_code == 303

    assert scribe.post(f"/meetings/{meeting_id}/files/sending").status_code == 403
    assert as_user("thang").post(f"/meetings/{meeting_id}/files/sending").status_code == 303
