"""Guidance, the files of an agenda by their names, and tasks by who has them."""

from datetime import date
from io import BytesIO

import pytest
from sqlalchemy import select

from app.documents.models import Attachment
from app.documents.services_uploads import Upload
from app.extensions import db
from app.guidance import services_files
from app.guidance.models import Guidance
from app.members.models import Person
from app.tasks.services import NewTask, assign_task
from tests.guidance.conftest import prepare, published
from tests.meetings.ready import convened
from tests.reading import words

PDF = b"%PDF-1.4 thu\n%%EOF"
FILE = Upload(name="ke-hoach-cay-xanh.pdf", media_type="application/pdf", data=PDF)


@pytest.fixture
def seen(as_user):
    """`seen("khoa", "cau treo")`: what the search page says to that person."""
    return lambda who, asked: words(as_user(who).get(f"/search?q={asked}"))


def test_a_published_guidance_is_found_with_its_files_by_those_of_its_scope(committed, actor_of, seen):
    with committed():
        guidance = prepare()
        db.session.flush()
        services_files.attach(guidance, FILE, actor=actor_of("hanh"))
    assert "Văn bản định hướng 1" in seen("hanh", "cay xanh")
    assert "Không tìm thấy" in seen("khoa", "cay xanh"), "a draft is the issuer's"
    with committed():
        published()
    assert "Định hướng sinh hoạt chi bộ tháng" in seen("khoa", "dinh huong sinh hoat")
    assert "Không tìm thấy" in seen("dua", "dinh huong sinh hoat")


def test_a_file_taken_away_is_found_no_more(committed, actor_of, seen):
    with committed():
        guidance = prepare()
        db.session.flush()
        services_files.attach(guidance, FILE, actor=actor_of("hanh"))
    assert "Văn bản định hướng 1" in seen("hanh", "cay xanh")
    with committed() as session:
        file = session.scalars(select(Attachment)).one()
        services_files.detach(session.get_one(Guidance, file.guidance_id), file, actor=actor_of("hanh"))
    assert "Không tìm thấy" in seen("hanh", "cay xanh")


def test_a_file_of_an_agenda_is_found_by_members_once_it_was_sent(made, as_user, seen):
    meeting_id = made(convened)
    secretary = as_user("thang")
    sent = {"file": (BytesIO(PDF), "Báo cáo kênh mương.pdf")}
    assert secretary.post(f"/meetings/{meeting_id}/files", data=sent).status_code == 303
    assert "Tài liệu kèm chương trình 1" in seen("thang", "kenh muong")
    assert "Không tìm thấy" in seen("khoa", "kenh muong")
    assert secretary.post(f"/meetings/{meeting_id}/files/sending").status_code == 303
    assert "Báo cáo kênh mương .pdf" in seen("khoa", "kenh muong")
    assert "Không tìm thấy" in seen("tham", "kenh muong")


def test_a_task_is_found_by_who_has_it_also_under_another_name(committed, actor_of, world, seen):
    with committed():
        thang = actor_of("thang")
        new = NewTask(work="Trồng 2 ha cam", owner_id=world.people["khoa"], deadline=date(2026, 12, 20))
        assign_task(new, cell_id=world.cell, actor=thang, roles=thang.roles_in(world.cell))
    assert "Trồng 2 ha cam" in seen("lan", "ma dinh khoa")
    with committed() as session:
        session.get_one(Person, world.people["khoa"]).full_name = "Ma Đình Khoát"
    assert "Không tìm thấy" in seen("lan", '"dinh khoa"')
    assert "Trồng 2 ha cam" in seen("lan", "dinh khoat")
    assert "Không tìm thấy" in seen("tham", "dinh khoat")
