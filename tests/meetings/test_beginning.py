"""The lists of meetings, and the page on which one begins."""

import pytest

from app.extensions import db
from app.meetings.models import Meeting
from tests.meetings.ready import drafted, planned
from tests.reading import get


def test_a_form_written_in_again_after_it_was_sent_is_no_double_click(as_user, committed):
    """On a slow line one goes on writing and sends once more, or comes back with the browser's button."""
    client, form = as_user("thang"), {"once": "abc.1", "kind": "thematic", "month": "12/2026", "theme": "Học tập"}
    client.post("/meetings/new", data=form)

    again = client.post("/meetings/new", data=form | {"theme": "Học tập và làm theo Bác"})

    assert (again.status_code, "Học tập và làm theo Bác" in again.text) == (409, True)
    assert client.post("/meetings/new", data=form).status_code == 303
    with committed() as session:
        assert session.scalars(db.select(Meeting.theme)).all() == ["Học tập"]


def test_the_list_of_a_cell_and_the_table_of_the_office(made, as_user):
    made(planned)

    assert "Dự thảo chương trình" in get(as_user("thang"), "/meetings")[1]
    assert "Chưa có kỳ sinh hoạt nào" in get(as_user("lan"), "/meetings")[1]
    _, table = get(as_user("hanh"), "/meetings?month=12/2026")
    assert "Chi bộ thôn Nà Mười" in table
    assert "Chưa lập" in table  # the school's cell has none
    assert "Nậm Lé" not in table  # another commune's


@pytest.mark.each_engine
@pytest.mark.parametrize("query", ["month=abc&page=-1", "state=zzz&page=999999999999", "month=13/2026", "page=²"])
def test_odd_filters_show_a_page(as_user, query):
    assert get(as_user("hanh"), f"/meetings?{query}")[0] == 200
    assert get(as_user("thang"), f"/meetings?{query}")[0] == 200


def test_a_secretary_begins_a_meeting_on_the_page(as_user, committed):
    client = as_user("thang")
    assert 'value="12/2026"' in get(client, "/meetings/new")[1]

    answer = client.post("/meetings/new", data={"kind": "regular", "month": "12/2026", "theme": "Nêu gương"})

    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("/agenda")
    assert "Chuyên đề: Nêu gương" in get(client, answer.headers["Location"])[1]


def test_a_second_regular_meeting_of_the_month_is_refused_beside_the_field(made, as_user):
    made(drafted)

    answer = as_user("thang").post("/meetings/new", data={"kind": "regular", "month": "12/2026"})

    assert answer.status_code == 422
    assert "đã có kỳ sinh hoạt thường kỳ tháng 12/2026" in answer.get_data(as_text=True)


@pytest.mark.parametrize("who", ["lan", "huong", "hanh", "loc"])
def test_who_leads_no_cell_begins_no_meeting(as_user, who):
    assert as_user(who).get("/meetings/new").status_code == 403
