"""Whoever finds a thing may open it, and whoever may open it finds it: asked of every page of a house with a meeting in
each state, for each role, in the own cell, another one and another commune."""

import pytest
from sqlalchemy import select

from app.accounts.models import Account
from app.extensions import db
from app.finding.models import FoundKind, SearchText
from app.finding.queries_sight import visible_to
from app.finding.queries_texts import Thing, things
from tests.acts import actor_named
from tests.reading import words
from tests.walk.world import CHAIR, MEMBER, RECORDER, build_house
from workflows.names import fold

PAGES = {FoundKind.MINUTES: "/minutes", FoundKind.RESOLUTION: "/resolution"}
PEOPLE = (MEMBER, "nhap", "huong", "thang", "loc", "hanh", "binh", "tra", "quan", CHAIR, RECORDER, "tham", "vien")


def every_thing() -> dict[tuple[FoundKind, int], Thing]:
    asked = {
        kind: db.session.scalars(select(SearchText.subject_id).where(SearchText.kind == kind)).all()
        for kind in FoundKind
    }
    connection = db.session.connection()
    return {(kind, thing.id): thing for kind, ids in asked.items() for thing in things(kind, ids, connection)}


def address(kind: FoundKind, thing: Thing) -> str:
    if kind in (FoundKind.TASK, FoundKind.PETITION):
        return f"/{kind}s/{thing.id}"
    if kind == FoundKind.GUIDANCE:
        return f"/guidance/{thing.id}"
    if kind == FoundKind.FILE:
        return f"/documents/attachments/{thing.id}"
    return f"/meetings/{thing.meeting_id}{PAGES.get(kind, '')}"


@pytest.mark.few(4)
@pytest.mark.parametrize("who", PEOPLE)
def test_what_is_found_is_what_can_be_opened(world, prepared, db_session, as_user, who, monkeypatch):
    prepared("the house that is walked", build_house)
    account = db_session.scalars(select(Account.id).where(Account.user_name == who)).one()
    monkeypatch.setitem(world.accounts, who, account)
    client, pages = as_user(who), {}
    everything = every_thing()
    found = {
        (row.kind, row.subject_id)
        for row in db_session.execute(visible_to(actor_named(who), SearchText.kind, SearchText.subject_id))
    }

    opened = set()
    for (kind, number), thing in everything.items():
        at = address(kind, thing)
        pages[at] = pages.get(at) or client.get(at)
        shown = pages[at].status_code == 200 and (kind != FoundKind.ITEM or thing.title in pages[at].text)
        opened |= {(kind, number)} if shown else set()

    assert found == opened
    assert {kind for kind, _ in everything} == set(FoundKind)


def test_a_stranger_and_another_commune_find_nothing_of_the_own_cell(say, as_user):
    say(text="Đề nghị sửa cầu treo cụm 2")

    for who in ("tham", "vien", "dua", "quan"):
        page = as_user(who).get("/search?q=cau treo")
        assert "cầu treo" not in page.text.lower()


def test_a_member_who_did_not_raise_it_finds_a_petition_when_it_is_answered(say, take, as_user):
    petition = say("lan", text="Đề nghị sửa cầu treo cụm 2", raiser_name="Bà Vàng Thị Mỷ")
    assert "Không tìm thấy" in words(as_user("khoa").get("/search?q=cau treo"))
    assert "Đề nghị sửa" in words(as_user("lan").get("/search?q=cau treo"))
    take(take(petition, "accept", "thang"), "answer", "thang", note="Đã đưa vào kế hoạch")

    page = words(as_user("khoa").get("/search?q=cau treo"))

    assert "Đề nghị sửa" in page
    assert fold("Vàng Thị Mỷ") not in fold(page)
    assert "Lan" not in page
