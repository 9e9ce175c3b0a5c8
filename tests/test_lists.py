"""Every list can be taken along as a workbook, or is named here with the reason why not; and every list is paged."""

import re
from datetime import date, datetime
from inspect import getsource
from io import BytesIO

import openpyxl
import pytest

from app.commune_resolutions.models import CommuneResolution
from app.extensions import db
from app.guidance.models import GuidanceCell
from app.phrases.models import Phrase
from app.self_checks.models import Grade, SelfCheck
from app.tasks.models import Task
from app.workbooks import MOST_ROWS
from tests import office
from tests.reading import words
from tests.walk.world import Things, build_house
from tests.world import NOON
from workflows.phrases import PhraseKind

# A list whose workbook has another name than `<room>.workbook`.
ELSEWHERE = {
    "reports.month": "reports.workbook",
    "reports.schedule.index": "reports.schedule.workbook",  # read from above; in the cells what was issued
    "oversight.index": "oversight.presence.workbook",
}
WITHOUT = {
    "backups.index": "names of files on the server, and seals to be printed and signed",
    "accounts.sessions.index": "the machines on which one person is signed in",
    "access.index": "who can sign in is nobody's list to carry around; slips are printed there",
    "books.index": "the two books of one cell and year, each a PDF with its contents",
    "criteria.index": "few sets; each has its workbook",
    "digests.index": "half a page to paste into Zalo",
    "figures.index": "leads to the figures of one's own organisation",
    "evaluations.signs.index": "questions to be looked at with a cell; nobody's list to carry around",
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
}
# Read whole, each with the reason why it does not grow long.
NOT_PAGED = {
    "accounts.sessions.index": "the few machines on which one person is signed in; the tries have a list of their own",
    "backups.index": "the backups that stay, some twenty, and the seals of a month to be printed",
    "books.index": "the two books of one cell and year; a year has some dozen papers",
    "criteria.index": "the few criteria sets, each for years",
    "digests.index": "who was absent from one meeting, each to be ticked",
    "figures.index": "leads to the figures of one's own organisation",
    "evaluations.signs.index": "the few cells with something to look at again",
    "forms.kept": "what one person was typing on one page",
    "groups.index": "the Party groups of one cell",
    "help.index": "the pages of the guide",
    "home.index": "what waits for one person now; of many cells it tells how many",
    "inspections.index": "the campaigns of one year, about one a quarter",
    "meetings.guests.index": "the few who are invited to one meeting",
    "notifications.own.index": "the kinds of notices",
    "planning.index": "the three papers of one cell and year",
    "practice.index": "one practice meeting a cell",
    "replies.index": "one meeting of one cell: a line for who asks to be excused, all others in one sentence",
    "reports.index": "leads to the topmost organisation",
    "reports.periods.index": "leads to the topmost organisation",
    "reports.schedule.index": "leads to the topmost organisation",
    "roster.index": "a form",
    "rules.index": "the few rule sets, and holidays still to come",
    "targets.index": "at most thirty of an organisation and of those above it",
}
# Long lists under another name than lists have.
LONG_TOO = (
    "guidance.cells", "oversight.presence.index", "reports.schedule.month", "reports.schedule.notices", "rotations.report",
)  # fmt: skip


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
    """A page that is paged asks for the number of the page."""
    asks = re.compile(r"query_int\(\"page\"\)|\b(?:cut|page_asked|number_asked)\(")
    sources = {name: getsource(application.view_functions[name]) for name in lists_of(application) | {*LONG_TOO}}

    assert {name for name, source in sources.items() if not asks.search(source)} == set(NOT_PAGED)


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


@pytest.fixture
def long_lists(things, committed, world) -> Things:
    """Two of each where the house has one."""
    with committed() as session:
        resolution = {"organisation_id": world.commune, "symbol": "06-NQ/ĐU", "title": "Chuyển đổi số"}
        session.add(CommuneResolution(**resolution, issued_on=date(2025, 7, 2), created_at=NOON))
        phrase = {"organisation_id": world.cell, "kind": PhraseKind.CONCLUSION, "text": "Giao chi ủy."}
        session.add(Phrase(**phrase, created_at=NOON))
        session.add(
            GuidanceCell(guidance_id=things.of("own", "guidance_published")["guidance_id"], cell_id=world.other_cell)
        )
        for who in ("khoa", "lan"):
            month = {"person_id": world.people[who], "cell_id": world.cell, "month": date(2026, 12, 1)}
            session.add(SelfCheck(**month, work="Vận động 3 hộ", grade=Grade.DONE, saved_at=NOON))
    return things


OWN, OTHER = "Chi bộ thôn Nà Mười", "Chi bộ Trường Tiểu học Mường Lâm"


@pytest.mark.parametrize(
    ("who", "path", "first", "second"),
    [
        ("hanh", "/commune-resolutions", "Chuyển đổi số", "Kinh tế vườn, đồi"),
        ("hanh", "/handovers", OTHER, OWN),
        ("hanh", "/rotations?year=2027", OWN, OTHER),
        ("hanh", "/rotations/report?year=2027", OWN, OTHER),
        ("hanh", "/members/strengthening?up_to=99", OTHER, OWN),
        ("thang", "/phrases", "Nhất trí", "Giao chi ủy."),
        ("thang", "/self-checks/cell?month=12/2026", "Ma Đình Khoa", "Triệu Thị Lan"),
        ("hanh", "/synthesis/schedule/{commune}?month=12/2026", OWN, OTHER),
        ("hanh", "/guidance/{guidance}/cells?which=unread", OWN, OTHER),
    ],
)
def test_a_long_list_goes_on_on_its_next_page(long_lists, world, as_user, monkeypatch, who, path, first, second):
    monkeypatch.setattr("app.web.paging.PAGE", 1)
    guidance = long_lists.of("own", "guidance_published")["guidance_id"]
    client, path = as_user(who), path.format(commune=world.commune, guidance=guidance)
    pages = [words(client.get(f"{path}{'&' if '?' in path else '?'}page={number}")) for number in (1, 2, 999)]

    assert [[name in shown for name in (first, second)] for shown in pages[:2]] == [[True, False], [False, True]]
    assert "Trang 1/2 Trang sau" in pages[0]
    assert "Trang trước Trang 2/2" in pages[1]
    assert "Trang 2/2" in pages[2]


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


@pytest.mark.long
@pytest.mark.needs("soffice")
def test_an_office_program_opens_it(things, as_user):
    heads, first, *_ = office.rows(as_user("thang").get("/meetings/workbook").data)

    assert heads == ["TT", "Tháng", "Loại sinh hoạt", "Chuyên đề", "Ngày, giờ", "Chi bộ", "Ở bước"]
    assert first[5] == "Chi bộ thôn Nà Mười"
