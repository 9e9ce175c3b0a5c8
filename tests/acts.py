"""What people may try on a meeting: each act tries one service, as somebody, with a number that chooses among choices.

`ACTS` are tried by anybody at any time, legal or not; `tests/onward.py` does what a meeting waits for.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select

from app import clock
from app.accounts.models import Account
from app.accounts.queries import load_actor
from app.actor import Actor
from app.agendas.models import Outcome
from app.agendas.queries import items_of
from app.agendas.services import ItemText, add_item, change_item, change_presenter, move_item, remove_item
from app.approvals.services import agree, return_to_draft, submit, withdraw
from app.approvals.services_committee import Gathering, record_committee_meeting
from app.evaluations.queries import sheet_of
from app.evaluations.queries_sheet import whole_sheet
from app.evaluations.services import Given
from app.evaluations.services_verdict import Verdict, decide
from app.evaluations.services_verifying import verify
from app.extensions import db
from app.meetings.models import Meeting
from app.meetings.services_convening import Held, amend, cancel, convene, record_past
from app.meetings.services_plan import Plan, change_plan, postpone, replace_chair, replace_recorder
from app.minutes.queries import current_minutes, fresh_minutes
from app.minutes.services import (
    attest,
    finish_meeting,
    paper_of,
    reopen,
    score_meeting,
    send_back,
    sign,
    text_fields,
    text_hash_of,
    withdraw_signatures,
    write_texts,
)
from app.refusals import NotKnown
from app.resolutions.queries import current
from app.resolutions.services import edit_draft, ensure_draft, issue, replace
from app.resolutions.services_drafts import Draft, TaskDraft
from app.sessions import services as sitting
from app.sessions.models import Attendance, GuestKind, MentionKind, Speech, Vote, VoteAbout, Which
from app.sessions.queries import rows_of
from app.sessions.services import Ballots, Marking
from app.tasks.models import Task
from app.tasks.services import take_step as take_task_step
from workflows.attendance import Mark
from workflows.meeting import Voice
from workflows.roles import Role
from workflows.scoring import Level

Act = Callable[[Meeting, Actor, int], object]
LEADERS = ("thang", "men", "huong", "lan", "khoa")
DUE = date(2026, 12, 20)


def actor_named(user_name: str) -> Actor:
    account = db.session.scalars(select(Account).where(Account.user_name == user_name)).one()
    return load_actor(account, clock.today(), "127.0.0.1")


def actor_with(person_id: int | None) -> Actor:
    account = db.session.scalars(select(Account).where(Account.person_id == person_id)).one()
    return load_actor(account, clock.today(), "127.0.0.1")


def _person(n: int) -> int:
    return actor_named(LEADERS[n % len(LEADERS)]).person_id


def draft(n: int = 0) -> Draft:
    tasks = [TaskDraft(work=f"Phát quang tuyến đường {k}", owner_id=_person(k), deadline=DUE) for k in range(n % 3)]
    return Draft(subject_line=f"Nghị quyết lần {n}", sections={"politics": f"Nhiệm vụ {n}"}, tasks=tasks)


def plan(meeting: Meeting, me: Actor, n: int) -> None:
    starts = clock.now() + timedelta(minutes=30 + n)
    chair, recorder = _person(n), _person(n + 1 + n % 3)
    plan = Plan(starts_at=starts, place="Nhà văn hóa thôn", chair_id=chair, recorder_id=recorder)
    change_plan(meeting, plan, actor=me)


def present_all(meeting: Meeting, me: Actor, n: int = 0) -> None:
    for item in items_of(meeting.id):
        text = ItemText(title=item.title, kind=item.kind, presenter_id=_person(n), minutes=item.minutes)
        change_item(meeting, item, text, actor=me, version=item.version)
        db.session.flush()


def record_past_act(meeting: Meeting, me: Actor, n: int) -> None:
    opened = clock.now() - timedelta(minutes=100 - n)
    held = Held(opened_at=opened, place="Nhà văn hóa", chair_id=_person(n), recorder_id=_person(n + 1))
    record_past(meeting, held, actor=me)


def _gather(meeting: Meeting, me: Actor, n: int) -> None:
    there = frozenset(_person(k) for k in range(3))
    told = Gathering(met_at=clock.now() - timedelta(minutes=n), present=there, agreed=there if n % 2 else frozenset())
    record_committee_meeting(meeting, told, actor=me, version=1 + n % 2)


def _mark(meeting: Meeting, me: Actor, n: int) -> None:
    rows = rows_of(meeting.id)
    row = rows[n % len(rows)] if rows else Attendance(id=10**6, version=1)
    mark = (Mark.PRESENT, Mark.EXCUSED, Mark.UNEXCUSED, Mark.LATE)[n % 4]
    which = Which.END if n % 3 == 0 else Which.START
    sitting.mark_attendance(meeting, row.id, which, Marking(mark=mark, reason="ốm"), version=row.version, actor=me)


def _vote(meeting: Meeting, me: Actor, n: int) -> None:
    about = list(VoteAbout)[n % 5]
    ballots = Ballots(subject="Nhất trí", against=n // 5, other=n % 2)
    item = items_of(meeting.id)[0] if about == VoteAbout.ITEM else None
    sitting.record_vote(meeting, about, ballots, actor=me, item=item)


def _first_vote(meeting: Meeting, n: int) -> Vote | None:
    votes = db.session.scalars(select(Vote).where(Vote.meeting_id == meeting.id, Vote.removed_at.is_(None))).all()
    return votes[n % len(votes)] if votes else None


def _recount(meeting: Meeting, me: Actor, n: int) -> None:
    if vote := _first_vote(meeting, n):
        sitting.change_vote(meeting, vote, Ballots(against=n, votes_for=20 - n), version=vote.version, actor=me)


def _correct_vote(meeting: Meeting, me: Actor, n: int) -> None:
    if vote := _first_vote(meeting, n):
        stated = Ballots(against=n, votes_for=19 - n)
        sitting.correct_vote(meeting, vote, stated, reason="Đếm nhầm", version=vote.version, actor=me)


def _correct_mark(meeting: Meeting, me: Actor, n: int) -> None:
    rows = rows_of(meeting.id)
    if rows:
        row, stated = rows[n % len(rows)], Marking(mark=Mark.EXCUSED if n % 2 else Mark.PRESENT, reason="ốm")
        sitting.correct_attendance(
            meeting, row.id, Which.START, stated, reason="Ghi nhầm", version=row.version, actor=me
        )


def _speak(meeting: Meeting, me: Actor, n: int) -> None:
    sitting.note_speaker(meeting, items_of(meeting.id)[n % 3], seen=0, person_id=_person(n), actor=me)


def _unspeak(meeting: Meeting, me: Actor, n: int) -> None:
    found = db.session.scalar(select(Speech).where(Speech.meeting_id == meeting.id, Speech.removed_at.is_(None)))
    if found:
        sitting.remove_speech(meeting, found, version=found.version, actor=me)


def _reword(meeting: Meeting, me: Actor, n: int) -> None:
    found = db.session.scalar(select(Speech).where(Speech.meeting_id == meeting.id, Speech.removed_at.is_(None)))
    if found:
        sitting.correct_speech(meeting, found, f"Ý kiến {n}", reason="Ghi sai", version=found.version, actor=me)


def _correct_times(meeting: Meeting, me: Actor, n: int) -> None:
    opened, closed = clock.now() - timedelta(hours=3, minutes=n), clock.now() - timedelta(minutes=n)
    sitting.correct_times(meeting, opened=opened, closed=closed, reason="Ghi nhầm giờ", actor=me)


def _unvote(meeting: Meeting, me: Actor, n: int) -> None:
    if vote := _first_vote(meeting, n):
        sitting.remove_vote(meeting, vote, version=vote.version, actor=me)


def _present_other(meeting: Meeting, me: Actor, n: int) -> None:
    item = items_of(meeting.id)[n % 3]
    change_presenter(
        meeting, item, presenter_id=_person(n), presenter_name="", reason="Ốm", version=item.version, actor=me
    )


def _settle(meeting: Meeting, me: Actor, n: int) -> None:
    item = items_of(meeting.id)[n % 4]
    outcome = list(Outcome)[n % 4]
    sitting.settle_item(meeting, item, outcome=outcome, conclusion="Thống nhất", version=item.version, actor=me)


def _sign(meeting: Meeting, me: Actor, n: int) -> None:
    if current_minutes(meeting.id) is None:
        raise NotKnown  # as the page says
    seen = text_hash_of(paper_of(fresh_minutes(meeting.id)))
    role = (Role.CHAIR, Role.RECORDER)[n % 2]
    if n % 3:
        sign(meeting, role, seen=seen, actor=me)
    else:
        attest(meeting, role, seen=seen, reason="Đi viện", actor=me)


def _issue(meeting: Meeting, me: Actor, n: int) -> None:
    if found := current(meeting.id):
        issue(found, meeting, actor=me)


def _replace(meeting: Meeting, me: Actor, n: int) -> None:
    if found := current(meeting.id):
        replace(found, meeting, draft(n), actor=me, reason="Sai tên đường")


def points(meeting: Meeting) -> dict[str, Given]:
    lines = whole_sheet(meeting, sheet_of(meeting.id)).applying
    return {line.code: Given(points=line.proposed if line.proposed is not None else line.maximum) for line in lines}


def verify_act(meeting: Meeting, me: Actor, n: int) -> None:
    sheet = whole_sheet(meeting, sheet_of(meeting.id))
    given = {
        line.code: Given(points=line.counted if line.counted is not None else Decimal(0), note="Đúng")
        for line in sheet.applying
    }
    verify(meeting, given, note="Đúng quy trình", actor=me)


def decide_act(meeting: Meeting, me: Actor, n: int) -> None:
    level = list(Level)[n % 4]
    decide(meeting, Verdict(level=level, number="12-QĐ", decided_on=clock.today(), reason="Theo hồ sơ"), actor=me)


def _task(meeting: Meeting, me: Actor, n: int) -> None:
    tasks = db.session.scalars(select(Task).where(Task.cell_id == meeting.cell_id).order_by(Task.id)).all()
    if tasks:
        name = ("report", "return", "confirm", "extend", "reassign", "drop")[n % 6]
        more = {"deadline": DUE, "owner_id": _person(n)}
        take_task_step(tasks[n % len(tasks)], name, actor=me, note="Xong", **more)  # type: ignore[arg-type]


def say(meeting: Meeting, me: Actor, n: int) -> None:
    minutes = current_minutes(meeting.id)
    if minutes:
        texts = {field.key: f"nội dung {n}" for field, text in text_fields(meeting, minutes) if field.gap or n % 5 == 0}
        write_texts(meeting, texts, version=minutes.version, actor=me)


def _paper_voice(meeting: Meeting, me: Actor, n: int) -> None:
    voice = Voice.PAPER if n % 2 else Voice.STAND_IN
    agree(meeting, actor=me, voice=voice, person_id=_person(n), agreed_at=clock.now(), reason="Đi công tác")


ACTS: dict[str, Act] = {
    "plan": plan,
    "present_all": present_all,
    "add_item": lambda m, me, n: add_item(m, ItemText(title=f"Việc {n}", minutes=n), actor=me),
    "present other": _present_other,
    "move_item": lambda m, me, n: move_item(m, items_of(m.id)[n % 3], n % 5, actor=me),
    "remove_item": lambda m, me, n: remove_item(m, items_of(m.id)[-2], actor=me, version=items_of(m.id)[-2].version),
    "draft_resolution": lambda m, me, n: edit_draft(ensure_draft(m, actor=me), m, draft(n), actor=me),
    "submit": lambda m, me, n: submit(m, actor=me),
    "withdraw": lambda m, me, n: withdraw(m, actor=me),
    "agree": lambda m, me, n: agree(m, actor=me),
    "agree for another": _paper_voice,
    "committee meeting": _gather,
    "return": lambda m, me, n: return_to_draft(m, actor=me, reason="Thiếu nội dung" if n % 2 else ""),
    "convene": lambda m, me, n: convene(m, actor=me, reason="Gấp" if n % 2 else ""),
    "amend": lambda m, me, n: amend(m, actor=me, reason="Thêm nội dung"),
    "postpone": lambda m, me, n: postpone(m, clock.now() + timedelta(minutes=n), reason="Mưa lũ", actor=me),
    "replace_chair": lambda m, me, n: replace_chair(m, _person(n), reason="Ốm", actor=me),
    "replace_recorder": lambda m, me, n: replace_recorder(m, _person(n), reason="Ốm", actor=me),
    "record_past": record_past_act,
    "open": lambda m, me, n: sitting.open_meeting(m, at=clock.now() - timedelta(minutes=n), actor=me),
    "undo_open": lambda m, me, n: sitting.undo_open(m, reason="Bấm nhầm", actor=me),
    "break_off": lambda m, me, n: sitting.break_off(m, at=clock.now(), reason="Mất điện", actor=me),
    "stamp": lambda m, me, n: sitting.stamp_roll_call(m, list(Which)[n % 2], actor=me),
    "announce": lambda m, me, n: sitting.announce_roll_call(m, list(Which)[n % 2], actor=me),
    "reopen roll": lambda m, me, n: sitting.reopen_roll_call(m, list(Which)[n % 2], actor=me),
    "mark": _mark,
    "guest": lambda m, me, n: sitting.add_guest(m, kind=GuestKind.GUEST, name=f"Khách {n}", office="", actor=me),
    "praise": lambda m, me, n: sitting.add_mention(
        m, kind=MentionKind.COMMENDATION, person_id=_person(n), name="", text="Hiến đất", actor=me
    ),
    "give task": lambda m, me, n: sitting.give_task(
        m, work=f"Việc {n}", owner_id=_person(n), owner_name="", deadline=DUE, actor=me
    ),
    "speak": _speak,
    "unspeak": _unspeak,
    "vote": _vote,
    "recount": _recount,
    "unvote": _unvote,
    "settle": _settle,
    "close": lambda m, me, n: sitting.close_meeting(m, at=clock.now() - timedelta(minutes=n), actor=me),
    "correct vote": _correct_vote,
    "correct mark": _correct_mark,
    "correct speech": _reword,
    "correct times": _correct_times,
    "write minutes": say,
    "sign": _sign,
    "withdraw signatures": lambda m, me, n: withdraw_signatures(
        m, reason="Sai tên", version=getattr(current_minutes(m.id), "version", 1), actor=me
    ),
    "issue": _issue,
    "replace": _replace,
    "score": lambda m, me, n: score_meeting(m, actor=me),
    "finish": lambda m, me, n: finish_meeting(m, actor=me),
    "verify": verify_act,
    "send_back": lambda m, me, n: send_back(m, reason="Thiếu chữ ký", actor=me),
    "decide": decide_act,
    "reopen": lambda m, me, n: reopen(m, reason="Có đơn", actor=me),
    "task": _task,
}  # fmt: skip
# Ends a meeting for good, so it is drawn seldom (see the machine).
CANCEL: Act = lambda m, me, n: cancel(m, reason="Không đủ người", actor=me)  # noqa: E731
