"""The meeting's page asks the database at most eight times besides loading the account, however large the cell."""

from datetime import date

import pytest

from app.extensions import db
from app.meetings.services_convening import record_past
from app.members.models import Membership, Person
from tests.meetings.ready import agreed, convened, drafted, submitted
from tests.meetings.test_plan import held
from workflows.names import fold, sort_key

MOST = 8


def grow(world, members: int) -> None:
    """So many more members in the own cell."""
    for number in range(members):
        name = f"Nguyễn Văn {number}"
        person = Person(full_name=name, sort_key=sort_key(name), folded_name=fold(name), official_on=date(2011, 5, 19))
        db.session.add(person)
        db.session.flush()
        db.session.add(Membership(person_id=person.id, organisation_id=world.cell, from_on=date(2025, 7, 1)))


def under_way(actor_of):
    meeting = drafted(actor_of)
    record_past(meeting, held(actor_of), actor=actor_of("thang"))
    return meeting


@pytest.mark.parametrize("recipe", [drafted, submitted, agreed, convened, under_way])
@pytest.mark.parametrize("who", ["thang", "men", "khoa", "loc", "hanh"])
def test_the_page_takes_at_most_eight_statements(made, as_user, count_statements, recipe, who):
    meeting_id = made(recipe)
    client = as_user(who)

    with count_statements() as seen:
        client.get(f"/meetings/{meeting_id}")

    assert len(seen.besides_the_account()) <= MOST, "\n\n".join(seen.besides_the_account())
    # Nobody here inspects: what inspectors see is a third of the statement on which every page of a meeting waits.
    assert [text for text in seen.texts if "inspection" in text] == []


def test_the_page_takes_the_same_statements_for_ten_and_for_a_hundred_and_twenty(
    committed, actor_of, as_user, count_statements, world
):
    with committed():
        meeting_id = under_way(actor_of).id
    client = as_user("thang")
    counts = []
    for more in (0, 100):
        with committed():
            grow(world, more)
        with count_statements() as seen:
            assert client.get(f"/meetings/{meeting_id}").status_code == 200
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_the_lists_take_the_same_statements_however_long(committed, actor_of, as_user, count_statements):
    from app.meetings.services import create_meeting
    from app.organisations.models import Organisation
    from workflows.meeting import Kind

    counts = []
    for number in (1, 6):
        with committed():
            me = actor_of("thang")
            cell = db.session.get_one(Organisation, me.home_id)
            for month in range(number, number + 5):
                create_meeting(cell, Kind.EXTRAORDINARY, date(2026, month, 1), actor=me)
        with count_statements() as seen:
            as_user("thang").get("/meetings")
        counts.append(len(seen))

    assert counts[0] == counts[1] <= 10
