"""The page that looks for words."""

from urllib.parse import quote

import pytest

from app.extensions import db
from app.finding.queries import PAGE
from app.tasks.models import Task
from tests.reading import words
from tests.walk.world import build_house
from tests.world import NOON

LAMP = "Lắp 12 bóng đèn đường cụm 2"


def give(world, *works: str) -> None:
    for work in works:
        db.session.add(Task(cell_id=world.cell, work=work, owner_id=world.people["lan"], created_at=NOON))
    db.session.commit()


@pytest.mark.parametrize("asked", ["đèn đường", "DEN DUONG", "đuờng den", "bong de", '"đèn đường cụm"', "12 bóng"])
def test_it_is_found_with_or_without_diacritics_and_its_words_are_marked(world, db_session, as_user, asked):
    give(world, LAMP, "Phát dọn đường cụm 3")

    page = as_user("lan").get("/search", query_string={"q": asked})

    assert page.status_code == 200
    assert "<mark>" in page.text
    assert LAMP in words(page).replace("  ", " ") or LAMP in page.text.replace("<mark>", "").replace("</mark>", "")
    assert "cụm 3" not in page.text


@pytest.mark.parametrize(("asked", "said"), [
    ("*", "ít nhất một chữ cái"),
    ('"" ( ) : ^ -', "ít nhất một chữ cái"),
    ("d" * 10_000, "dài quá 200 chữ cái"),
    ("a b c d e f g h i k l m n", "quá 12 từ"),
])  # fmt: skip
def test_what_cannot_be_looked_for_is_said_in_a_sentence(as_user, asked, said):
    answer = as_user("lan").get("/search", query_string={"q": asked})

    assert answer.status_code == 422
    assert said in words(answer)


@pytest.mark.each_engine
@pytest.mark.parametrize("asked", [
    "den AND", "NEAR(den, duong)", "words:den", "den*", "^den", "-den", "'den'", 'den"', "den' OR 1=1 --", "den & !duong", "den:*",
    "den <-> duong", "\\den", "%den_", "\udce1den", "den\x00", "ế" * 200, "ⅷ ² ½ 𝟘 ﬁ",
])  # fmt: skip
def test_signs_that_an_engine_knows_are_letters_like_any_other(world, db_session, as_user, asked):
    give(world, LAMP)

    answer = as_user("lan").get("/search", query_string="q=" + quote(asked.encode("utf-8", "surrogatepass")))

    assert answer.status_code == 200


def test_nothing_asked_is_an_empty_page_and_nothing_found_a_sentence(as_user):
    empty, nothing = as_user("lan").get("/search"), as_user("lan").get("/search?q=khongco&kind=task")

    assert "Không tìm thấy" not in words(empty)
    assert "Không tìm thấy nhiệm vụ nào có “khongco”" in words(nothing)


def test_what_people_wrote_is_never_markup(world, db_session, as_user):
    give(world, "<script>alert(1)</script> & đèn")

    page = as_user("lan").get("/search?q=alert").text

    assert "&lt;script&gt;<mark>alert</mark>(1)&lt;/script&gt; &amp; đèn" in page


def test_a_quoted_phrase_must_stand_there_as_it_was_asked(world, db_session, as_user):
    give(world, "Đường điện cụm 2", "Điện cho đường cụm 2")

    page = as_user("lan").get("/search", query_string={"q": '"điện cho"'})

    assert "Đường điện" not in page.text
    assert "<mark>Điện</mark> <mark>cho</mark>" in page.text


def test_the_latest_come_first_a_page_at_a_time(world, db_session, as_user):
    give(world, *(f"Việc số {n} ở đường hoa" for n in range(PAGE + 3)))
    client = as_user("lan")

    first, second = (words(client.get(f"/search?q=duong hoa&kind=task&page={n}")) for n in (1, 2))

    assert "Nhiệm vụ 23" in first
    assert "Việc số 22" in first
    assert "Việc số 2 " not in first
    assert "Việc số 2 " in second
    assert "Trang 2/2" in second


def test_without_a_kind_the_first_of_each_are_shown_with_the_way_to_all(world, db_session, as_user):
    give(world, *(f"Việc số {n} ở đường hoa" for n in range(8)))

    page = words(as_user("lan").get("/search?q=duong hoa"))

    assert "Xem cả 8 kết quả" in page
    assert page.count("Việc số") == 5


@pytest.mark.parametrize("address", ["/search?q=nghi quyet", "/search?q=nghi quyet&kind=item&page=1"])
def test_it_asks_as_many_statements_however_much_there_is(
    world, db_session, as_user, count_statements, prepared, address
):
    prepared("the house that is walked", build_house)
    client = as_user("thang")
    client.get(address)

    with count_statements() as seen:
        assert client.get(address).status_code == 200

    assert len(seen.besides_the_account()) <= 9
