"""December 2026 of a cell and its office, step by step: each is one form that somebody sends, or what the worker does.

A step knows nothing of the one before it but what stands in the rows, because a process may have died in between.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from app.agendas.models import AgendaItem, ItemKind
from app.guidance.models import Guidance
from app.meetings.models import Meeting
from app.petitions.models import Petition
from app.roster.models import RosterUpload
from app.sessions.models import Attendance, Speech
from app.tasks.models import Task
from tests.accidents.killed.town import PASSWORD, Town, vietnam
from tests.roster.workbooks import Book, organisation, person

Act = Callable[[Town], None]


@dataclass(frozen=True)
class Step:
    at: datetime
    name: str
    act: Act
    # What the next process does where one died in this step; None: what a person does (town.send_again).
    again: Act | None = None

    # Whether the worker has nothing left to do then, so that the house can be compared with another: a chapter ends.
    settled: bool = False
    # Those of the same worker, which does all of them if it is started anew.
    chain: str = ""


STEPS: list[Step] = []
MOST_ITEMS = 13


def on(month: int, day: int, hour: int, minute: int = 0, name: str = "") -> Callable[[Act], Act]:
    """The step that is taken at that minute in Vietnam."""

    def add(act: Act) -> Act:
        STEPS.append(Step(vietnam(month, day, hour, minute), name or act.__name__.strip("_"), act))
        return act

    return add


def worker(month: int, day: int, hour: int, minute: int, name: str, *, wake_ups: int = 0) -> None:
    """The worker does all that waits; the first so many wake-ups are steps of their own."""
    at, full = vietnam(month, day, hour, minute), f"worker: {name}"
    for number in range(wake_ups):
        STEPS.append(Step(at, f"{full}, wake-up {number}", Town.work_once, Town.work_anew, chain=full))
    STEPS.append(Step(at, full, Town.work, Town.work_anew, settled=True, chain=full))


def strikes(month: int, day: int, hour: int) -> None:
    """What the clock of the house brings at that hour of a day: reminders, a backup, the seal."""
    STEPS.append(
        Step(vietnam(month, day, hour), f"worker: {hour} o'clock on {day}/{month}", Town.strike, Town.strike_anew, True)
    )


def roster(name: str) -> bytes:
    return Book(
        organisations=[organisation("N01", "Chi bộ thôn Mới", "Chi bộ", "khu dân cư", "XA")],
        members=[person(name, "7001", "N01", office="Bí thư"), person("Vi Thị Hai", "7002", "N01")],
    ).to_bytes()


@on(11, 26, 9)
def upload_the_roster(town: Town) -> None:
    town.as_("hanh").send("/roster", "/roster", files={"file": ("danh sách.xlsx", roster("Lê Văn Một"))})


@on(11, 26, 9, 5)
def import_the_roster(town: Town) -> None:
    upload = town.one(select(func.min(RosterUpload.id)))
    town.as_("hanh").send(f"/roster/{upload}", "/confirm")


@on(11, 26, 10)
def upload_another_that_nobody_confirms(town: Town) -> None:
    town.as_("hanh").send("/roster", "/roster", files={"file": ("nhầm.xlsx", roster("Lê Văn Nhầm"))})


@on(11, 28, 8)
def write_guidance(town: Town) -> None:
    town.as_("hanh").send(
        "/guidance/new", "/new", month="12/2026", situation="Thu ngân sách đạt 94,5% kế hoạch.",
        orientation="Gieo trồng cây vụ đông.", contents="Phòng, chống cháy rừng\nThu nộp đảng phí cuối năm",
    )  # fmt: skip


def guidance(town: Town) -> str:
    return f"/guidance/{town.one(select(Guidance.id))}"


@on(11, 28, 8, 10)
def add_a_form_to_it(town: Town) -> None:
    town.as_("hanh").send(guidance(town), "/files", files={"file": ("biểu mẫu.pdf", b"%PDF-1.4 bieu\n%%EOF")})


@on(11, 28, 8, 20)
def publish_guidance(town: Town) -> None:
    town.as_("hanh").send(
        f"{guidance(town)}/steps/publish", "/publish", signer_id=town.person("binh"), signed_on="28/11/2026"
    )


worker(11, 28, 8, 30, "brings guidance to the cells", wake_ups=4)


@on(11, 28, 9, 30)
def read_guidance(town: Town) -> None:
    town.as_("thang").read(guidance(town))


def meeting(town: Town) -> str:
    """Of the cell in December; guidance has begun it."""
    found = select(Meeting.id).where(Meeting.cell_id == town.world.cell, Meeting.month == date(2026, 12, 1))
    return f"/meetings/{town.one(found)}"


@on(11, 29, 19)
def plan_the_meeting(town: Town) -> None:
    town.as_("thang").send(
        f"{meeting(town)}/plan", "/plan", day="03/12/2026", time="19:30", place="Nhà văn hóa thôn Nà Mười",
        chair_id=town.person("thang"), recorder_id=town.person("lan"),
    )  # fmt: skip


def items(town: Town) -> list[tuple[int, ItemKind]]:
    number = int(meeting(town).rpartition("/")[2])
    found = select(AgendaItem.id, AgendaItem.kind).where(AgendaItem.meeting_id == number)
    return [(row.id, row.kind) for row in town.ask(found.order_by(AgendaItem.position))]


def present(which: int) -> Act:
    def name_presenter(town: Town) -> None:
        all_of_them = items(town)
        if which < len(all_of_them):
            page = f"{meeting(town)}/agenda/items/{all_of_them[which][0]}"
            town.as_("thang").send(page, f"/{all_of_them[which][0]}", presenter_id=town.person("khoa"))

    return name_presenter


for number in range(MOST_ITEMS):
    on(11, 29, 19, 5 + number, f"name who presents item {number}")(present(number))


@on(11, 29, 19, 30)
def begin_the_resolution(town: Town) -> None:
    town.as_("thang").send(f"{meeting(town)}/resolution", "/resolution")


@on(11, 29, 19, 35)
def draft_the_resolution(town: Town) -> None:
    page = f"{meeting(town)}/resolution/edit"
    task = {"work": "Dọn rác đoạn đường cụm 2", "owner": town.person("khoa"), "deadline": "25/12/2026"}
    first = {f"task-0-{name}": value for name, value in task.items()}
    town.as_("thang").send(page, "/edit", politics="Đảng viên yên tâm, tin tưởng.", **first)


@on(11, 29, 20)
def submit(town: Town) -> None:
    town.as_("thang").send(meeting(town), "/steps/submit")


for hour, who in ((20, "huong"), (21, "men")):
    on(11, 30, hour, 0, f"{who} agrees")(lambda town, who=who: town.as_(who).send(meeting(town), "/steps/agree"))  # type: ignore[misc]


@on(12, 1, 8)
def convene(town: Town) -> None:
    town.as_("thang").send(meeting(town), "/steps/convene")


worker(12, 1, 8, 10, "lays out the papers of the meeting and sends its letters", wake_ups=6)


@on(12, 1, 12)
def say_one_comes(town: Town) -> None:
    town.as_("lan").send(f"{meeting(town)}/reply", "/reply", coming="coming")


@on(12, 1, 12, 5)
def ask_to_be_excused(town: Town) -> None:
    town.as_("khoa").send(f"{meeting(town)}/reply", "/reply", coming="excused", reason="đi khám bệnh")


@on(12, 1, 12, 10)
def ask_to_speak(town: Town) -> None:
    town.as_("men").send(f"{meeting(town)}/reply", "/opinions", text="Đề nghị nạo vét mương.")


strikes(12, 2, 3)
strikes(12, 2, 8)


@on(12, 3, 19, 30)
def open_the_meeting(town: Town) -> None:
    town.as_("lan").send(f"{meeting(town)}/open", "/open")


@on(12, 3, 19, 33)
def mark_who_is_late(town: Town) -> None:
    number = int(meeting(town).rpartition("/")[2])
    row = town.one(
        select(Attendance.id).where(Attendance.meeting_id == number, Attendance.person_id == town.person("men"))
    )
    page = f"{meeting(town)}/roll-call/start/rows/{row}"
    town.as_("lan").send(page, f"/rows/{row}", mark="present", arrived="19:31")


@on(12, 3, 19, 34)
def announce_the_roll(town: Town) -> None:
    town.as_("lan").send(f"{meeting(town)}/roll-call/start", "/announce")


@on(12, 3, 19, 35)
def settle_the_beginning(town: Town) -> None:
    page = f"{meeting(town)}/conduct/beginning"
    town.as_("lan").send(page, "/beginning", agenda_adopted="y", fees_paid="21")


def let_speak(town: Town) -> None:
    number = next(number for number, kind in items(town) if kind == ItemKind.DISCUSSION)
    page = f"{meeting(town)}/conduct/items/{number}"
    town.as_("lan").send(page, "/speakers", speaker=f"p{town.person('men')}.0")


on(12, 3, 19, 40, "note who speaks")(let_speak)


@on(12, 3, 19, 42)
def write_down_what_is_said(town: Town) -> None:
    speech = town.one(select(Speech.id).where(Speech.removed_at.is_(None)))
    page = f"{meeting(town)}/speeches/{speech}"
    town.as_("lan").send(page, f"/{speech}", text="Đề nghị làm trước ngày 20.")


@on(12, 3, 20)
def vote_on_the_resolution(town: Town) -> None:
    town.as_("lan").send(f"{meeting(town)}/votes/about/resolution", "/resolution", other="1")


@on(12, 3, 20, 10)
def score_oneself(town: Town) -> None:
    page = f"{meeting(town)}/score"
    form = town.as_("lan").fill(page, "/score")
    empty = {name: "1" for name, (value, *_) in form.fields.items() if name.startswith("points-") and not value}
    town.as_("lan").send(page, "/score", **empty)


@on(12, 3, 20, 15)
def vote_on_the_score(town: Town) -> None:
    town.as_("lan").send(f"{meeting(town)}/votes/about/score", "/score")


def settle(which: int) -> Act:
    def settle_item(town: Town) -> None:
        all_of_them = items(town)
        if which < len(all_of_them):
            number = all_of_them[which][0]
            page = f"{meeting(town)}/conduct/items/{number}"
            town.as_("lan").send(page, f"/items/{number}", outcome="discussed")

    return settle_item


for number in range(MOST_ITEMS):
    on(12, 3, 20, 20 + number, f"settle item {number}")(settle(number))


@on(12, 3, 20, 50)
def call_the_roll_at_the_end(town: Town) -> None:
    town.as_("lan").send(f"{meeting(town)}/roll-call/end", "/stamp")


@on(12, 3, 20, 52)
def announce_the_end(town: Town) -> None:
    town.as_("lan").send(f"{meeting(town)}/roll-call/end", "/announce")


@on(12, 3, 20, 55)
def conclude(town: Town) -> None:
    page = f"{meeting(town)}/conduct/wrap-up"
    town.as_("lan").send(page, "/conclusion", conclusion="Kỳ sinh hoạt đủ nội dung.")


@on(12, 3, 20, 58)
def adopt_the_minutes(town: Town) -> None:
    town.as_("lan").send(f"{meeting(town)}/conduct/wrap-up", "/minutes-read")


@on(12, 3, 21)
def close_the_meeting(town: Town) -> None:
    town.as_("lan").send(f"{meeting(town)}/close", "/close")


worker(12, 3, 21, 10, "after the meeting")


def sign(who: str) -> Act:
    def sign_minutes(town: Town) -> None:
        town.as_(who).send(f"{meeting(town)}/minutes/sign", "/sign", read="y", password=PASSWORD)

    return sign_minutes


on(12, 4, 8, 0, "the recorder signs the minutes")(sign("lan"))
on(12, 4, 8, 30, "the chair signs the minutes")(sign("thang"))
worker(12, 4, 8, 40, "lays out the minutes")


@on(12, 4, 9, 30)
def issue_the_resolution(town: Town) -> None:
    town.as_("thang").send(f"{meeting(town)}/resolution/issue", "/issue", password=PASSWORD)


worker(12, 4, 9, 40, "lays out the resolution and sends its letters")


@on(12, 4, 10, 30)
def hand_in_the_score(town: Town) -> None:
    town.as_("thang").send(meeting(town), "/handing-in")


@on(12, 5, 9)
def verify_the_points(town: Town) -> None:
    town.as_("loc").send(f"{meeting(town)}/score/verify", "/verify")


@on(12, 5, 10)
def decide_the_rating(town: Town) -> None:
    page = f"{meeting(town)}/score/decide"
    town.as_("binh").send(page, "/decide", level="good", reason="Theo hồ sơ.")


worker(12, 5, 10, 10, "tells of the rating")


def task(town: Town) -> int:
    found: int = town.one(select(func.min(Task.id)))
    return found


@on(12, 8, 8)
def report_a_task(town: Town) -> None:
    page = f"/tasks/{task(town)}/steps/report"
    town.as_("khoa").send(page, "/report", note="Đã dọn xong.", percent="100")


@on(12, 8, 9)
def confirm_a_task(town: Town) -> None:
    page = f"/tasks/{task(town)}/steps/confirm"
    town.as_("thang").send(page, "/confirm")


@on(12, 8, 10)
def raise_a_petition(town: Town) -> None:
    page = f"/petitions/new?cell={town.world.cell}"
    town.as_("thang").send(page, "/new", text="Đường sạt lở.", raised_by_id=town.person("lan"), people="12")


def petition(town: Town) -> str:
    return f"/petitions/{town.one(select(Petition.id))}"


@on(12, 8, 11)
def take_it_in_hand(town: Town) -> None:
    town.as_("thang").send(f"{petition(town)}/steps/accept", "/accept", deadline="20/12/2026")


@on(12, 9, 8)
def pass_it_on(town: Town) -> None:
    page = f"{petition(town)}/steps/escalate"
    town.as_("thang").send(page, "/escalate", note="Vượt thẩm quyền.", deadline="22/12/2026")


worker(12, 9, 8, 10, "sends the letters of the petition")


@on(12, 10, 8)
def answer_it(town: Town) -> None:
    town.as_("hanh").send(f"{petition(town)}/steps/answer", "/answer", note="Đã bố trí kinh phí kè.")


@on(12, 10, 9)
def issue_the_synthesis(town: Town) -> None:
    page = f"/synthesis/{town.world.commune}/issue?month=12/2026"
    town.as_("hanh").send(page, "/issue", remarks="Nhìn chung đúng kỳ.", signer_id=town.person("binh"))


worker(12, 10, 9, 10, "lays out the synthesis, signs it and sends the letters", wake_ups=2)


@on(12, 11, 8)
def ask_for_the_book(town: Town) -> None:
    page = f"/books?cell={town.world.cell}&year=2026"
    town.as_("thang").send(page, "minutes")


worker(12, 11, 8, 10, "binds the book of the year")
strikes(12, 12, 3)
strikes(12, 12, 8)
strikes(12, 14, 8)
