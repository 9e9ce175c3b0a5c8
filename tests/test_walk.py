"""All addresses × all roles × own cell, another cell, another commune, against the table in `tests/walk/table.txt`.

A column of the table is a person (`tests/walk/steps.py`), a letter an answer: 2 shown or done, > sent on, u 422, c 409,
x 403, . 404, b 400, o 401. An address that is missing from the table, or one that is no more, fails the first two tests.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import clock
from app.extensions import db
from tests.crawler import unkept
from tests.fixtures import ALWAYS
from tests.walk.steps import AT, WALKERS, Row, a_sample, address, doors, everybody, places_of, rows_in, walk
from tests.walk.world import Things, build_house
from tests.world import NOON, read_world

TABLE = list(rows_in(Path(__file__).with_name("walk").joinpath("table.txt").read_text()))


def test_every_address_stands_in_the_table(application):
    missing = doors(application) - {(row.method, row.endpoint) for row in TABLE}
    assert not missing, f"write what each role may do at {sorted(missing)}"


def test_the_table_names_no_address_that_is_no_more(application):
    gone = {(row.method, row.endpoint) for row in TABLE} - doors(application)
    assert not gone


def test_every_row_answers_for_each_place_and_person(application):
    for row in TABLE:
        places = places_of(application, row.endpoint)
        assert [len(answers) for answers in row.answers] == [len(AT[place]) for place in places], row.name


def test_each_answer_of_each_row_is_heard_and_each_role_knocks_often():
    chosen = a_sample(TABLE)
    knocks = [
        (row, place, who, answer)
        for row in TABLE
        for place, answers in zip(AT, row.answers, strict=False)
        for who, answer in enumerate(answers)
    ]
    heard = [knock for knock in knocks if chosen(*knock[:3])]

    assert {(row, place, answer) for row, place, _, answer in heard} == {
        (row, place, answer) for row, place, _, answer in knocks
    }
    for place, people in AT.items():
        often = Counter(people[who] for _, at, who, _ in heard if at == place)
        assert min(often[one] for one in people) >= 15, (place, often)


# What belongs to a meeting or a cell's work: who may not know of it is told that there is nothing.
HIDDEN = {"meeting_id", "document_id", "attachment_id", "task_id", "petition_id"}


@pytest.fixture
def of_meetings(application):
    """The rows whose address names a meeting or something of one."""
    arguments = {row: next(application.url_map.iter_rules(row.endpoint)).arguments for row in TABLE}
    found = [row for row in TABLE if arguments[row] & HIDDEN and "guidance_id" not in arguments[row]]
    assert len(found) > 100
    return found


@pytest.mark.parametrize("letter", ["I", "A"])
def test_inspector_and_administrator_know_of_no_meeting(of_meetings, letter):
    """An inspector until there are campaigns, an administrator ever: not even that one is shut out."""
    # The one thing that an administrator does for a paper is to have its PDF made again, unread.
    asked = [row for row in of_meetings if (letter, row.endpoint) != ("A", "documents.render_again")]
    answers = {row.name: row.answers[0][AT["own"].index(letter)] for row in asked}
    answers |= {f"{row.name}, other cell": row.answers[1][AT["other"].index(letter)] for row in asked}
    assert {name: answer for name, answer in answers.items() if answer != "."} == {}


def test_nobody_finds_a_meeting_of_a_far_commune(of_meetings):
    """Neither do leaders and offices: their commune ends at its border."""
    assert {row.name: row.answers[2] for row in of_meetings if set(row.answers[2]) != {"."}} == {}


@pytest.fixture
def things(app: Flask, prepared) -> Things:
    """What is in the house that is walked (tests/walk/world.py); built once per worker."""
    return prepared("the house that is walked", build_house)


@pytest.fixture
def cookie_of(app: Flask, things):
    """What the browser of a person sends who is signed in."""
    with clock.set_to(NOON), app.app_context():
        accounts = read_world(db.session).accounts

    signer = app.session_interface.get_signing_serializer(app)

    def cookie(user_name: str) -> str:
        signed = signer.dumps({"_user_id": f"{accounts[user_name]}.1", "_fresh": True, "proved": ALWAYS})
        return f"{app.config['SESSION_COOKIE_NAME']}={signed}"

    return cookie


@pytest.fixture
def walked(app: Flask, client, things, cookie_of):
    """`walked(rows, chosen)`: which of the rows are answered otherwise than they say to whom knocks there."""

    def wrong(rows, chosen):
        with clock.set_to(NOON):
            found = walk(app, rows, things, cookie_of, chosen)
        return [
            f"{row.name}: expected {' '.join(row.answers)}, found {' '.join(found[row])}"
            for row in rows
            if tuple(found[row]) != row.answers
        ]

    return wrong


@pytest.mark.parametrize("half", [0, 1])
@pytest.mark.timeout(600)
def test_everybody_finds_what_is_theirs_and_nothing_else(walked, half):
    """Who may do what is the same on both engines; in the long run all knock everywhere, on each."""
    wrong = walked(TABLE[half::2], a_sample(TABLE))
    assert not wrong, "\n".join(["", *wrong])


@pytest.mark.long
def test_everybody_knocks_everywhere(walked):
    wrong = walked(TABLE, everybody)
    assert not wrong, "\n".join(["", *wrong])


def pairs(app: Flask) -> Iterator[tuple[Row, str]]:
    """The rows whose address names a meeting or a person, each with the name of what must belong to it."""
    for row in TABLE:
        names = next(app.url_map.iter_rules(row.endpoint)).arguments
        if whole := names & {"meeting_id", "person_id"}:
            yield from ((row, part) for part in names - whole if part.endswith("_id"))


def test_of_what_is_mine_nothing_of_another_is_found(app, as_user, world, things):
    """`/meetings/<mine>/items/<theirs>`: of a meeting of mine in another month, of another cell, of another commune."""
    others = [things.of("own", "scored"), things.of("other", "held"), things.of("far", "held")]
    sent = {"speaker": f"p{world.people['thang']}.0"}  # what is asked for before the item is
    tried, wrong = 0, []
    for row, part in pairs(app):
        client = as_user("hanh" if row.endpoint.startswith("members.") else "thang")
        mine = things.of("own", row.state.split("/")[0])[part]
        for theirs in {other[part] for other in others} - {mine, None}:
            path = address(app, row, things, "own", **{part: theirs})
            answer = unkept(client, path, row.method, **({"data": sent} if row.method == "POST" else {}))
            tried += 1
            if (answer.status, answer.kept) != (404, False):
                wrong.append(f"{row.name}: {path}: {answer.status}")
    assert tried > 60
    assert not wrong, "\n".join(wrong)


def test_no_guest_of_another_meeting_speaks(as_user, things):
    here, there = things.of("own", "held"), things.of("other", "held")
    path = f"/meetings/{here['meeting_id']}/conduct/items/{here['item_id']}/speakers"
    for guest, status in ((there["guest_id"], 404), (here["guest_id"], 303)):
        assert unkept(as_user("thang"), path, "POST", data={"speaker": f"g{guest}.0"}).status == status


@pytest.mark.long
def test_the_whole_table_holds_on_this_engine(walked):
    wrong = walked(TABLE, lambda *_: True)
    assert not wrong, "\n".join(["", *wrong])


def test_a_form_of_fifty_megabytes_is_refused_everywhere_with_a_sentence(app, things, cookie_of):
    """By somebody whom the address lets in; the many megabytes are not waited for."""
    client, tried = app.test_client(use_cookies=False), 0
    large = {"CONTENT_LENGTH": str(50 * 1024 * 1024)}
    for row in (row for row in TABLE if row.method == "POST"):
        letter = next((at for at, answer in zip(AT["own"], row.answers[0], strict=True) if answer in "2>uc"), None)
        if letter is None or (who := WALKERS[letter]) is None:
            continue
        with clock.set_to(NOON):
            answer = client.post(
                address(app, row, things, "own"), content_type="multipart/form-data; boundary=x",
                headers={"Cookie": cookie_of(who)}, environ_overrides=large,
            )  # fmt: skip
        assert (answer.status_code, "quá lớn" in answer.text) == (413, True), f"{row.name}: {answer.status}"
        tried += 1
    assert tried > 250
