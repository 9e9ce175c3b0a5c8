"""After the meeting: signatures, the resolution, the rating; tasks, a petition, the synthesis, the book of the year."""

from sqlalchemy import func, select

from app.petitions.models import Petition
from app.tasks.models import Task
from tests.accidents.killed.steps import Act, Steps, meeting
from tests.accidents.killed.town import PASSWORD, Town

LATER = Steps()


def sign(who: str) -> Act:
    def sign_minutes(town: Town) -> None:
        town.as_(who).send(f"{meeting(town)}/minutes/sign", "/sign", read="y", password=PASSWORD)

    return sign_minutes


LATER.on(12, 4, 8, 0, "the recorder signs the minutes")(sign("lan"))
LATER.on(12, 4, 8, 30, "the chair signs the minutes")(sign("thang"))
LATER.worker(12, 4, 8, 40, "lays out the minutes")


@LATER.on(12, 4, 9, 30)
def issue_the_resolution(town: Town) -> None:
    town.as_("thang").send(f"{meeting(town)}/resolution/issue", "/issue", password=PASSWORD)


LATER.worker(12, 4, 9, 40, "lays out the resolution and sends its letters")


@LATER.on(12, 4, 10, 30)
def hand_in_the_score(town: Town) -> None:
    town.as_("thang").send(meeting(town), "/handing-in", proof_password=PASSWORD)


@LATER.on(12, 5, 9)
def verify_the_points(town: Town) -> None:
    town.as_("loc").send(f"{meeting(town)}/score/verify", "/verify")


@LATER.on(12, 5, 10)
def decide_the_rating(town: Town) -> None:
    page = f"{meeting(town)}/score/decide"
    town.as_("binh").send(page, "/decide", level="good", reason="Theo hồ sơ.")


LATER.worker(12, 5, 10, 10, "tells of the rating")


def task(town: Town) -> int:
    found: int = town.one(select(func.min(Task.id)))
    return found


@LATER.on(12, 8, 8)
def report_a_task(town: Town) -> None:
    page = f"/tasks/{task(town)}/steps/report"
    town.as_("khoa").send(page, "/report", note="Đã dọn xong.", percent="100")


@LATER.on(12, 8, 9)
def confirm_a_task(town: Town) -> None:
    page = f"/tasks/{task(town)}/steps/confirm"
    town.as_("thang").send(page, "/confirm")


@LATER.on(12, 8, 10)
def raise_a_petition(town: Town) -> None:
    page = f"/petitions/new?cell={town.world.cell}"
    town.as_("thang").send(page, "/new", text="Đường sạt lở.", raised_by_id=town.person("lan"), people="12")


def petition(town: Town) -> str:
    return f"/petitions/{town.one(select(Petition.id))}"


@LATER.on(12, 8, 11)
def take_it_in_hand(town: Town) -> None:
    town.as_("thang").send(f"{petition(town)}/steps/accept", "/accept", deadline="20/12/2026")


@LATER.on(12, 9, 8)
def pass_it_on(town: Town) -> None:
    page = f"{petition(town)}/steps/escalate"
    town.as_("thang").send(page, "/escalate", note="Vượt thẩm quyền.", deadline="22/12/2026")


LATER.worker(12, 9, 8, 10, "sends the letters of the petition")


@LATER.on(12, 10, 8)
def answer_it(town: Town) -> None:
    town.as_("hanh").send(f"{petition(town)}/steps/answer", "/answer", note="Đã bố trí kinh phí kè.")


@LATER.on(12, 10, 9)
def issue_the_synthesis(town: Town) -> None:
    page = f"/synthesis/{town.world.commune}/issue?month=12/2026"
    town.as_("hanh").send(page, "/issue", remarks="Nhìn chung đúng kỳ.", signer_id=town.person("binh"))


LATER.worker(12, 10, 9, 10, "lays out the synthesis, signs it and sends the letters", wake_ups=2)


@LATER.on(12, 11, 8)
def ask_for_the_book(town: Town) -> None:
    page = f"/books?cell={town.world.cell}&year=2026"
    town.as_("thang").send(page, "minutes")


LATER.worker(12, 11, 8, 10, "binds the book of the year")
LATER.strikes(12, 12, 3)
LATER.strikes(12, 12, 8)
LATER.strikes(12, 14, 8)
