"""How the house is walked: every address, every person, every place, and the answer in one letter."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.test import EnvironBuilder

from tests.crawler import nothing_kept
from tests.walk.world import CHAIR, MEMBER, RECORDER, Things

# The columns of the table, in the order of its letters.
WALKERS: dict[str, str | None] = {
    "M": MEMBER, "S": "nhap", "C": "huong", "D": "men", "B": "thang", "O": "loc", "F": "hanh", "L": "binh",
    "I": "tra", "A": "quan", "H": CHAIR, "R": RECORDER, "-": None,
}  # fmt: skip
# Who knocks where. Chair and recorder are ordinary members elsewhere, the signed-out are told so before anything else;
# of a far commune nobody may know anything: those who hold the most rights stand for all.
AT = {"own": "".join(WALKERS), "other": "MDBOFLIA", "far": "BOFL"}
# What an address asks for besides ids.
WORDS: dict[str, object] = {
    "which": "start", "about": "minutes", "key": "meetings.new", "slug": "bat-dau", "filename": "nennep.css", "kind": "resolutions",
    "token": "khong-co", "code": "khong-co",
}  # fmt: skip
# Forms that ask in the query string for whose cell they are.
ASK_FOR_A_CELL = {"members.office.new", "members.office.receive"}
# A wrong password or code is counted although the answer is a refusal.
COUNT_REFUSALS = {
    "accounts.save_password", "minutes.save_certificate", "minutes.save_signed_file", "minutes.save_signature", "minutes.save_attestation", "minutes.stand_in", "accounts.sign_in_with_code", "notifications.own.confirm_address", "accounts.sign_in_with_password", "minutes.sign",
    "resolutions.issue", "resolutions.replace",
}  # fmt: skip
LETTERS = {200: "2", 204: "2", 302: ">", 303: ">", 400: "b", 401: "o", 403: "x", 404: ".", 409: "c", 413: "b", 422: "u"}


@dataclass(frozen=True)
class Row:
    """One line of the table: an address, the state in which its meeting is asked for, the answers by place."""

    method: str
    endpoint: str
    state: str
    answers: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.method} {self.endpoint} {self.state}"


def rows_in(table: str) -> Iterator[Row]:
    for line in table.splitlines():
        if line.strip() and not line.startswith("#"):
            method, endpoint, state, *answers = line.split()
            yield Row(method, endpoint, state, tuple(answers))


def doors(app: Flask) -> set[tuple[str, str]]:
    """Every (method, endpoint) that the application answers."""
    return {
        (method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or ()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}
    }


def places_of(app: Flask, endpoint: str) -> tuple[str, ...]:
    """Where to knock: in one place only if the address names nothing that belongs to somebody."""
    rule = next(app.url_map.iter_rules(endpoint))
    ids = rule.arguments & {name for name in rule.arguments if name.endswith("_id")}
    return ("own", "other", "far") if ids or endpoint in ASK_FOR_A_CELL else ("own",)


def address(app: Flask, row: Row, things: Things, place: str, **others: Any) -> str:
    """`others`: ids to put in the place of those that belong there."""
    rule = next(app.url_map.iter_rules(row.endpoint))
    known = WORDS | things.of(place, row.state.split("/")[0])
    known["name"] = row.state.split("/")[1] if "/" in row.state else "khong-co.png"
    if "transfer_id" in rule.arguments:
        known["person_id"] = known["traveller_id"]
    known |= others
    values = {name: known[name] if known.get(name) is not None else 1 for name in rule.arguments}
    with app.test_request_context():
        built = rule.build(values, append_unknown=False)
    assert built is not None, f"{row.name}: no address from {values}"
    return built[1] + (f"?cell={known['cell_id']}" if row.endpoint in ASK_FOR_A_CELL else "")


def letter(status: int) -> str:
    return LETTERS.get(status, "!")


# (row, place, the person's number in that place): whether to knock.
Choice = Callable[[Row, str, int], bool]


def everybody(_row: Row, _place: str, _who: int) -> bool:
    return True


def a_sample(table: list[Row]) -> Choice:
    """Of the people who are answered alike at one address in one place, one: another one at the next row."""
    numbers = {row: number for number, row in enumerate(table)}
    chosen = {
        (row, place, alike[numbers[row] % len(alike)])
        for row in table
        for place, answers in zip(AT, row.answers, strict=False)
        for alike in _alike(answers)
    }
    return lambda row, place, who: (row, place, who) in chosen


def _alike(answers: str) -> list[list[int]]:
    """The numbers of the people, together with those who hear the same."""
    return [[who for who, found in enumerate(answers) if found == one] for one in sorted(set(answers))]


def walk(
    app: Flask, rows: list[Row], things: Things, cookie_of: Callable[[str], str], chosen: Choice
) -> dict[Row, list[str]]:
    """The answers found, row by row, and where nobody knocked, what the row says.

    Nothing stays: each request's commit is counted and rolled back.
    """
    cookies = {who: cookie_of(name) for who, name in WALKERS.items() if name}
    found: dict[Row, list[str]] = {}
    for row in rows:
        found[row] = []
        for place, said in zip(places_of(app, row.endpoint), row.answers, strict=True):
            request = EnvironBuilder(address(app, row, things, place), method=row.method).get_environ()
            answers = (
                _knock(app, row, request, cookies.get(who)) if chosen(row, place, number) else said[number]
                for number, who in enumerate(AT[place])
            )
            found[row].append("".join(answers))
    return found


def _knock(app: Flask, row: Row, request: dict[str, Any], cookie: str | None) -> str:
    """Straight at the door that a server knocks at: a client that builds each request anew takes as long as its answer."""
    statuses: list[int] = []
    environment = request | ({"HTTP_COOKIE": cookie} if cookie else {})
    with nothing_kept() as kept:
        answer: Any = app.wsgi_app(environment, lambda status, *_: statuses.append(int(status[:3])))  # type: ignore[arg-type,func-returns-value]
        for _ in answer:
            pass  # also what is written while the page goes out
        if hasattr(answer, "close"):
            answer.close()
    (status,) = statuses
    assert status < 400 or not kept or row.endpoint in COUNT_REFUSALS, (
        f"{row.name} {request['PATH_INFO']}: refused with {status}, but something was kept"
    )
    return letter(status)
