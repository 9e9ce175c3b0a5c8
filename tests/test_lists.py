"""Every list can be taken along as a workbook, or is named here with the reason why not; and every list is paged."""

import re
from datetime import datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from app.extensions import db
from app.tasks.models import Task
from app.workbooks import MOST_ROWS
from tests import office
from tests.walk.world import Things, build_house
from tests.world import NOON

# A list whose workbook has another name than `<room>.workbook`.
ELSEWHERE = {"reports.month": "reports.workbook", "oversight.index": "oversight.presence.workbook"}
WITHOUT = {
    "access.index": "who can sign in is nobody's list to carry around; slips are printed there",
    "criteria.index": "few sets; each has its workbook",
    "digests.index": "half a page to paste into Zalo",
    "finding.index": "answers to a question; each kind of thing has a list of its own",
    "forms.kept": "what one was typing",
    "handovers.index": "the few changes of secretary that one signs, each with minutes of its own",
    "help.index": "the guide",
    "home.index": "what awaits one person now",
    "meetings.guests.index": "a form with the few who are invited",
    "members.strengthening.index": "a handful, each with a form",
    "notifications.index": "one person's own, kept for a while",
    "notifications.mail.index": "letters that failed, to be sent again",
    "notifications.own.index": "choices of one person",
    "phrases.index": "a bank to write with",
    "practice.index": "a meeting to try things out is in no list",
    "replies.index": "opinions before a meeting, taken over by its record",
    "roster.index": "where a workbook comes in",
    "rules.index": "settings",
    "self_checks.cell": "self-checks are read by the secretaries and printed nowhere",
}
# Lists that are short by their nature: so many at most, or one line a cell of the actor's own.
NOT_PAGED = {
    "commune_resolutions.index", "criteria.index", "digests.index", "forms.kept", "handovers.index", "help.index", "home.index",
    "inspections.index", "meetings.guests.index", "members.strengthening.index", "notifications.index", "notifications.mail.index",
    "notifications.own.index", "oversight.index", "phrases.index", "practice.index", "replies.index", "reports.index", "reports.month", "reports.schedule.index", "roster.index",
    "rotations.index", "rules.index", "self_checks.cell",
}  # fmt: skip


def lists_of(app) -> set[str]:
    """By the name that lists have in this house."""
    named = re.compile(r"\.index$|^reports\.month$|^self_checks\.cell$|^forms\.kept$")
    return {r.endpoint for r in app.url_map.iter_rules() if "GET" in r.methods and named.search(r.endpoint)}


def test_every_list_has_its_workbook_or_a_reason(application):
    doors = set(application.view_functions)
    own = {name: ELSEWHERE.get(name, f"{name.rpartition('.')[0]}.workbook") for name in lists_of(application)}

    assert {name for name, workbook in own.items() if workbook not in doors} == set(WITHOUT)


def test_a_workbook_asks_for_the_permission_of_its_list(application):
    asked = {name: getattr(view, "permission", None) for name, view in application.view_functions.items()}
    pairs = {
        name: f"{name.rpartition('.')[0]}.workbook" for name in lists_of(application) - set(WITHOUT) - set(ELSEWHERE)
    }

    assert {name for name, workbook in pairs.items() if asked[name] != asked[workbook]} == set()


def test_every_list_is_paged_or_short_by_its_nature(application):
    """A page that is paged says so in its template, as all do."""
    unpaged = set()
    for name in lists_of(application):
        source = Path(application.view_functions[name].__code__.co_filename).read_text()
        if "page" not in re.findall(r"query_int\(\"(\w+)\"\)", source) and "_page_number()" not in source:
            unpaged.add(name)

    assert unpaged <= NOT_PAGED


def rows_in(data: bytes) -> list[tuple]:
    return [
        tuple(cell.value for cell in row) for row in openpyxl.load_workbook(BytesIO(data)).worksheets[0].iter_rows()
    ]


@pytest.fixture
def things(prepared) -> Things:
    return prepared("the house that is walked", build_house)


LISTS = (
    "tasks",
    "petitions",
    "meetings",
    "evaluations",
    "documents",
    "guidance",
    "organisations",
    "members",
    "commune-resolutions",
)


@pytest.mark.parametrize("name", LISTS)
def test_the_workbook_of_a_list_holds_what_its_page_shows(things, as_user, count_statements, name):
    client = as_user("hanh")
    with count_statements() as seen:
        answer = client.get(f"/{name}/workbook?which=all")
    page = client.get(f"/{name}?which=all", follow_redirects=True)

    heads, *rows = rows_in(answer.data)
    assert heads[0] == "TT"
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    assert "Tải Excel" in page.text
    assert len(seen.besides_the_account()) <= 8
    if name not in ("commune-resolutions", "guidance"):
        assert rows


@pytest.mark.parametrize(
    ("name", "who"), [("tasks", "tham"), ("petitions", "vien"), ("documents", "vien"), ("meetings", "tham")]
)
def test_a_stranger_finds_nothing_of_the_own_cell_in_it(things, as_user, name, who):
    answer = as_user(who).get(f"/{name}/workbook?which=all")

    assert "Nà Mười" not in str(rows_in(answer.data))


def test_it_holds_what_the_filter_lets_through_with_days_as_days_and_text_as_text(world, committed, as_user):
    with committed():
        for work, state in (("=1+1", "assigned"), ("Việc đã xong", "confirmed")):
            db.session.add(Task(cell_id=world.cell, work=work, state=state, deadline=NOON.date(), created_at=NOON))

    (_, row) = rows_in(as_user("lan").get("/tasks/workbook?which=open").data)

    assert row[1] == "=1+1"
    assert isinstance(row[6], datetime)
    book = openpyxl.load_workbook(BytesIO(as_user("lan").get("/tasks/workbook").data))
    assert book.worksheets[0]["B2"].data_type == "s"


def test_no_text_breaks_the_workbook_that_it_stands_in(world, committed, as_user):
    """U+FFFE and U+FFFF are in no XML; `#REF!` is a word of a member and no mistake of a formula."""
    with committed():
        for work in ("Dọn kênh\ufffe\uffff", "#REF!"):
            db.session.add(Task(cell_id=world.cell, work=work, created_at=NOON))

    book = openpyxl.load_workbook(BytesIO(as_user("lan").get("/tasks/workbook").data))

    assert {(cell.value, cell.data_type) for cell in book.worksheets[0]["B"][1:]} == {("Dọn kênh", "s"), ("#REF!", "s")}


def test_the_roll_of_a_cell_shows_a_member_names_only(world, as_user):
    heads, *rows = rows_in(as_user("khoa").get("/members/workbook").data)
    _, *whole = rows_in(as_user("thang").get("/members/workbook").data)

    assert len(rows) == len(whole) == 22
    assert {row[heads.index("Tư cách")] for row in rows} == {None}
    assert {row[heads.index("Tư cách")] for row in whole} == {"Chính thức", "Dự bị"}


def test_a_list_that_is_too_long_says_so(world, committed, as_user, monkeypatch):
    for module in ("app.tasks.routes", "app.web.downloads"):
        monkeypatch.setattr(f"{module}.MOST_ROWS", 2)
    with committed():
        db.session.add_all(Task(cell_id=world.cell, work=f"Việc {n}", created_at=NOON) for n in range(4))

    rows = rows_in(as_user("lan").get("/tasks/workbook").data)

    assert len(rows) == 4
    assert "Hãy lọc bớt" in rows[-1][1]
    assert MOST_ROWS == 10_000


@pytest.mark.any_engine
@pytest.mark.needs("soffice")
def test_an_office_program_opens_it(things, as_user):
    heads, first, *_ = office.rows(as_user("thang").get("/meetings/workbook").data)

    assert heads == ["TT", "Tháng", "Loại sinh hoạt", "Chuyên đề", "Ngày, giờ", "Chi bộ", "Ở bước"]
    assert first[5] == "Chi bộ thôn Nà Mười"
