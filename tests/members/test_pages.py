"""The roll and a person's page, seen by everybody."""

import re
from datetime import date

import pytest

from app.members.models import Membership, Person
from tests.reading import words


def test_a_secretary_sees_the_whole_roll_in_the_order_of_names(as_user, world):
    page = as_user("thang").get("/members")
    names = re.findall(r'scope="row"><a [^>]+>([^<]+)</a>', page.text)

    assert page.status_code == 200
    assert len(names) == 22
    assert names[0] == "Hoàng Văn Bình"
    assert names.index("Lý Thị Hương") < names.index("Nông Văn Thắng") < names.index("Vi Thị Yến")
    assert "Đảng số 22: 20 chính thức, 2 dự bị. Miễn sinh hoạt 1." in words(page)
    assert page.text.count('<span class="tag">Miễn sinh hoạt</span>') == 1


@pytest.mark.parametrize("who", ["lan", "huong", "nhap", "loc", "binh"])
def test_others_of_the_cell_and_above_see_names_and_offices_only(as_user, world, who):
    page = as_user(who).get(f"/members?cell={world.cell}")

    assert page.status_code == 200
    assert "Nông Văn Thắng" in page.text
    assert "Bí thư" in page.text
    assert "Chính thức</td>" not in page.text
    assert '<span class="tag">' not in page.text


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("thang", 200), ("lan", 200), ("loc", 200), ("hanh", 200), ("binh", 200),
        ("tham", 404), ("dua", 404), ("vien", 404), ("tra", 403), ("quan", 403),
    ],
)  # fmt: skip
def test_who_may_open_the_roll_of_the_own_cell(as_user, world, who, status):
    assert as_user(who).get(f"/members?cell={world.cell}").status_code == status


@pytest.mark.parametrize(
    ("who", "status", "personal"),
    [
        ("hanh", 200, True), ("thang", 200, True), ("men", 200, True), ("lan", 200, True),
        ("khoa", 200, False), ("huong", 200, False), ("nhap", 200, False), ("loc", 200, False), ("binh", 200, False),
        ("tham", 404, False), ("dua", 404, False), ("vien", 404, False), ("tra", 403, False), ("quan", 403, False),
    ],
)  # fmt: skip
def test_personal_data_are_seen_by_the_office_the_secretaries_and_oneself(as_user, world, who, status, personal):
    page = as_user(who).get(f"/members/{world.people['lan']}")

    assert page.status_code == status
    assert ("15/01/1970" in page.text) == personal
    assert ("Triệu Thị Lan" in page.text) == (status == 200)


def test_only_the_office_is_offered_to_correct(as_user, world):
    address = f"/members/{world.people['lan']}"

    assert f"{address}/edit" in as_user("hanh").get(address).text
    assert f"{address}/edit" not in as_user("thang").get(address).text


@pytest.mark.each_engine
@pytest.mark.parametrize(
    ("text", "found"), [("thang", 1), ("Thắng", 1), ("THANG nong", 1), ("nong van", 2), ("%", 0), ("dua", 0)]
)
def test_search_needs_no_diacritics_and_stays_in_sight(as_user, world, text, found):
    page = as_user("hanh").get("/members", query_string={"q": text})

    assert len(re.findall(r'scope="row"><a ', page.text)) == found


def test_an_office_begins_with_the_cells_and_their_figures(as_user, world):
    page = as_user("hanh").get("/members")

    assert "Chi bộ thôn Nà Mười" in page.text
    assert "Chi bộ thôn Nậm Lé" not in page.text
    assert 'data-label="Đảng số">22<' in page.text


def test_a_long_roll_is_paged(as_user, world, committed):
    with committed() as session:
        for n in range(60):
            person = Person(full_name=f"Thêm {n}", sort_key=f"z{n:03}", folded_name=f"them {n}")
            session.add(person)
            session.flush()
            session.add(Membership(person_id=person.id, organisation_id=world.cell, from_on=date(2026, 1, 1)))
    first, second = (as_user("thang").get(f"/members?page={n}") for n in (1, 2))

    assert first.text.count('scope="row"><a ') == 50
    assert second.text.count('scope="row"><a ') == 32
    assert "Trang trước" in second.text


def test_the_list_asks_the_same_number_of_questions_for_any_length(as_user, world, count_statements):
    client = as_user("thang")
    with count_statements() as seen:
        client.get("/members")

    assert len(seen.besides_the_account()) <= 10
