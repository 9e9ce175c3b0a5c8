"""The guide: there for every role, true to the program, harmless."""

import re

import pytest

from app.help import queries
from workflows.roles import IN_ONE_THING, Role


@pytest.mark.parametrize("slug", queries.PAGES)
def test_every_page_of_the_contents_is_there_and_short(as_user, slug):
    answer = as_user("lan").get(f"/help/{slug}")

    assert answer.status_code == 200
    assert len((queries.FOLDER / f"{slug}.md").read_text(encoding="utf-8").split()) < 700


def test_no_page_lies_outside_the_contents():
    assert {p.stem for p in queries.FOLDER.glob("*.md")} == set(queries.PAGES)


def test_every_role_has_a_page():
    covered = {role for _, _, roles in queries.PAGES.values() for role in roles}

    assert set(Role) - IN_ONE_THING - covered == set()


def test_the_first_list_is_that_of_the_persons_own_roles(db_session, actor_of):
    assert [p.slug for p in queries.pages_for(actor_of("hanh"))] == [
        "bat-dau", "dinh-huong", "viet-it-hon", "cham-diem", "lich-tong-hop", "so-lieu", "kien-nghi", "du-sinh-hoat",
        "ke-hoach-nam", "con-nguoi", "van-phong",
    ]  # fmt: skip
    assert "bi-thu" in [p.slug for p in queries.pages_for(actor_of("thang"))]


def test_every_picture_of_a_page_exists_and_none_lies_about():
    named = {n for p in queries.FOLDER.glob("*.md") for n in re.findall(r"\(/help/anh/([\w.-]+)\)", p.read_text())}

    assert named == {p.name for p in queries.PICTURES.glob("*.png")}


@pytest.mark.parametrize("path", ["/help/khong-co", "/help/anh/khong-co.png", "/help/anh/..%2fbat-dau.md", "/help/.."])
def test_what_is_not_there_is_not_found(as_user, path):
    assert as_user("lan").get(path).status_code == 404


def test_the_guide_is_for_those_who_are_signed_in(client):
    assert client.get("/help").status_code == 303
