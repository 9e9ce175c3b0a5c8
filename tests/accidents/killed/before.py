"""Before the meeting: a roster comes in, guidance goes out, the cell prepares, agrees and convenes."""

from sqlalchemy import func, select

from app.guidance.models import Guidance
from app.roster.models import RosterUpload
from tests.accidents.killed.steps import MOST_ITEMS, Act, Steps, items, meeting
from tests.accidents.killed.town import Town
from tests.roster.workbooks import Book, organisation, person

BEFORE = Steps()


def roster(name: str) -> bytes:
    return Book(
        organisations=[organisation("N01", "Chi bộ thôn Mới", "Chi bộ", "khu dân cư", "XA")],
        members=[person(name, "7001", "N01", office="Bí thư"), person("Vi Thị Hai", "7002", "N01")],
    ).to_bytes()


@BEFORE.on(11, 26, 9)
def upload_the_roster(town: Town) -> None:
    town.as_("hanh").send("/roster", "/roster", files={"file": ("danh sách.xlsx", roster("Lê Văn Một"))})


@BEFORE.on(11, 26, 9, 5)
def import_the_roster(town: Town) -> None:
    upload = town.one(select(func.min(RosterUpload.id)))
    town.as_("hanh").send(f"/roster/{upload}", "/confirm")


@BEFORE.on(11, 26, 10)
def upload_another_that_nobody_confirms(town: Town) -> None:
    town.as_("hanh").send("/roster", "/roster", files={"file": ("nhầm.xlsx", roster("Lê Văn Nhầm"))})


@BEFORE.on(11, 28, 8)
def write_guidance(town: Town) -> None:
    town.as_("hanh").send(
        "/guidance/new", "/new", month="12/2026", situation="Thu ngân sách đạt 94,5% kế hoạch.",
        orientation="Gieo trồng cây vụ đông.", contents="Phòng, chống cháy rừng\nThu nộp đảng phí cuối năm",
    )  # fmt: skip


def guidance(town: Town) -> str:
    return f"/guidance/{town.one(select(Guidance.id))}"


@BEFORE.on(11, 28, 8, 10)
def add_a_form_to_it(town: Town) -> None:
    town.as_("hanh").send(guidance(town), "/files", files={"file": ("biểu mẫu.pdf", b"%PDF-1.4 bieu\n%%EOF")})


@BEFORE.on(11, 28, 8, 20)
def publish_guidance(town: Town) -> None:
    town.as_("hanh").send(
        f"{guidance(town)}/steps/publish", "/publish", signer_id=town.person("binh"), signed_on="28/11/2026"
    )


BEFORE.worker(11, 28, 8, 30, "brings guidance to the cells", wake_ups=4)


@BEFORE.on(11, 28, 9, 30)
def read_guidance(town: Town) -> None:
    town.as_("thang").read(guidance(town))


@BEFORE.on(11, 29, 19)
def plan_the_meeting(town: Town) -> None:
    town.as_("thang").send(
        f"{meeting(town)}/plan", "/plan", day="03/12/2026", time="19:30", place="Nhà văn hóa thôn Nà Mười",
        chair_id=town.person("thang"), recorder_id=town.person("lan"),
    )  # fmt: skip


def present(which: int) -> Act:
    def name_presenter(town: Town) -> None:
        all_of_them = items(town)
        if which < len(all_of_them):
            page = f"{meeting(town)}/agenda/items/{all_of_them[which][0]}"
            town.as_("thang").send(page, f"/{all_of_them[which][0]}", presenter_id=town.person("khoa"))

    return name_presenter


for number in range(MOST_ITEMS):
    BEFORE.on(11, 29, 19, 5 + number, f"name who presents item {number}")(present(number))


@BEFORE.on(11, 29, 19, 30)
def begin_the_resolution(town: Town) -> None:
    town.as_("thang").send(f"{meeting(town)}/resolution", "/resolution")


@BEFORE.on(11, 29, 19, 35)
def draft_the_resolution(town: Town) -> None:
    page = f"{meeting(town)}/resolution/edit"
    task = {"work": "Dọn rác đoạn đường cụm 2", "owner": town.person("khoa"), "deadline": "25/12/2026"}
    first = {f"task-0-{name}": value for name, value in task.items()}
    town.as_("thang").send(page, "/edit", politics="Đảng viên yên tâm, tin tưởng.", **first)


@BEFORE.on(11, 29, 20)
def submit(town: Town) -> None:
    town.as_("thang").send(meeting(town), "/steps/submit")


for hour, who in ((20, "huong"), (21, "men")):
    BEFORE.on(11, 30, hour, 0, f"{who} agrees")(lambda town, who=who: town.as_(who).send(meeting(town), "/steps/agree"))  # type: ignore[misc]


@BEFORE.on(12, 1, 8)
def convene(town: Town) -> None:
    town.as_("thang").send(meeting(town), "/steps/convene")


BEFORE.worker(12, 1, 8, 10, "lays out the papers of the meeting and sends its letters", wake_ups=6)


@BEFORE.on(12, 1, 12)
def say_one_comes(town: Town) -> None:
    town.as_("lan").send(f"{meeting(town)}/reply", "/reply", coming="coming")


@BEFORE.on(12, 1, 12, 5)
def ask_to_be_excused(town: Town) -> None:
    town.as_("khoa").send(f"{meeting(town)}/reply", "/reply", coming="excused", reason="đi khám bệnh")


@BEFORE.on(12, 1, 12, 10)
def ask_to_speak(town: Town) -> None:
    town.as_("men").send(f"{meeting(town)}/reply", "/opinions", text="Đề nghị nạo vét mương.")


BEFORE.strikes(12, 2, 3)
BEFORE.strikes(12, 2, 8)
