"""The evening of the meeting, as its recorder keeps it."""

from sqlalchemy import select

from app.agendas.models import ItemKind
from app.sessions.models import Attendance, Speech
from tests.accidents.killed.steps import MOST_ITEMS, Act, Steps, items, meeting
from tests.accidents.killed.town import Town

EVENING = Steps()


@EVENING.on(12, 3, 19, 30)
def open_the_meeting(town: Town) -> None:
    town.as_("lan").send(f"{meeting(town)}/open", "/open")


@EVENING.on(12, 3, 19, 33)
def mark_who_is_late(town: Town) -> None:
    number = int(meeting(town).rpartition("/")[2])
    row = town.one(
        select(Attendance.id).where(Attendance.meeting_id == number, Attendance.person_id == town.person("men"))
    )
    page = f"{meeting(town)}/roll-call/start/rows/{row}"
    town.as_("lan").send(page, f"/rows/{row}", mark="present", arrived="19:31")


@EVENING.on(12, 3, 19, 34)
def announce_the_roll(town: Town) -> None:
    town.as_("lan").send(f"{meeting(town)}/roll-call/start", "/announce")


@EVENING.on(12, 3, 19, 35)
def settle_the_beginning(town: Town) -> None:
    page = f"{meeting(town)}/conduct/beginning"
    town.as_("lan").send(page, "/beginning", agenda_adopted="y", fees_paid="21")


def let_speak(town: Town) -> None:
    number = next(number for number, kind in items(town) if kind == ItemKind.DISCUSSION)
    page = f"{meeting(town)}/conduct/items/{number}"
    town.as_("lan").send(page, "/speakers", speaker=f"p{town.person('men')}.0")


EVENING.on(12, 3, 19, 40, "note who speaks")(let_speak)


@EVENING.on(12, 3, 19, 42)
def write_down_what_is_said(town: Town) -> None:
    speech = town.one(select(Speech.id).where(Speech.removed_at.is_(None)))
    page = f"{meeting(town)}/speeches/{speech}"
    town.as_("lan").send(page, f"/{speech}", text="Đề nghị làm trước ngày 20.")


@EVENING.on(12, 3, 20)
def vote_on_the_resolution(town: Town) -> None:
    town.as_("lan").send(f"{meeting(town)}/votes/about/resolution", "/resolution", other="1")


@EVENING.on(12, 3, 20, 10)
def score_oneself(town: Town) -> None:
    page = f"{meeting(town)}/score"
    form = town.as_("lan").fill(page, "/score")
    empty = {name: "1" for name, (value, *_) in form.fields.items() if name.startswith("points-") and not value}
    town.as_("lan").send(page, "/score", **empty)


@EVENING.on(12, 3, 20, 15)
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
    EVENING.on(12, 3, 20, 20 + number, f"settle item {number}")(settle(number))


@EVENING.on(12, 3, 20, 50)
def call_the_roll_at_the_end(town: Town) -> None:
    town.as_("lan").send(f"{meeting(town)}/roll-call/end", "/stamp")


@EVENING.on(12, 3, 20, 52)
def announce_the_end(town: Town) -> None:
    town.as_("lan").send(f"{meeting(town)}/roll-call/end", "/announce")


@EVENING.on(12, 3, 20, 55)
def conclude(town: Town) -> None:
    page = f"{meeting(town)}/conduct/wrap-up"
    town.as_("lan").send(page, "/conclusion", conclusion="Kỳ sinh hoạt đủ nội dung.")


@EVENING.on(12, 3, 20, 58)
def adopt_the_minutes(town: Town) -> None:
    town.as_("lan").send(f"{meeting(town)}/conduct/wrap-up", "/minutes-read")


@EVENING.on(12, 3, 21)
def close_the_meeting(town: Town) -> None:
    town.as_("lan").send(f"{meeting(town)}/close", "/close")


EVENING.worker(12, 3, 21, 10, "after the meeting")
