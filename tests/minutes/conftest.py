"""One meeting of the own cell on the evening of 3 December 2026, keyed in from paper: held, then closed."""

import re
from datetime import UTC, date, datetime

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from sqlalchemy import select

from app import clock
from app.accounts.models import Appointment
from app.agendas.models import AgendaItem, ItemKind, Outcome
from app.documents.models import Document
from app.documents.trial_authority import TrialAuthority
from app.evaluations.models import ScoreSheet
from app.extensions import db
from app.jobs.services import run_due_jobs
from app.meetings.models import Meeting
from app.meetings.services import create_meeting, take_step
from app.members.models import Person
from app.members.queries import roll_of
from app.minutes import services
from app.minutes.queries import current_minutes
from app.minutes.services import compose_at_close
from app.organisations.models import Organisation
from app.sessions.models import (
    Attendance,
    Guest,
    GuestKind,
    Mention,
    MentionKind,
    RollCall,
    Speech,
    Vote,
    VoteAbout,
    Which,
)
from tests.documents.authorities import key_and_certificate
from workflows.attendance import Mark, Standing
from workflows.meeting import Kind
from workflows.roles import Role
from workflows.scoring import Level
from workflows.voting import Ballot, Threshold

PASSWORD = "mười con trâu đực"
PASSPHRASE = "chìa khóa riêng 19"

OPENED = datetime(2026, 12, 3, 12, 40, tzinfo=UTC)
CLOSED = datetime(2026, 12, 3, 14, 12, tzinfo=UTC)
AFTER = datetime(2026, 12, 4, 1, 0, tzinfo=UTC)

K, RESULT = ItemKind, Outcome
# kind, title, presenter, outcome, conclusion, kept on paper
ITEMS = (
    (K.INFORMATION, "Thời sự, văn bản định hướng tháng 12 của Đảng ủy", "huong", RESULT.DISCUSSED, "", False),
    (K.LAST_RESOLUTION, "Kết quả thực hiện nghị quyết tháng 11", "thang", RESULT.DISCUSSED, "", False),
    (
        K.DISCUSSION,
        "Dọn vệ sinh đường làng, ngõ xóm",
        "men",
        RESULT.DECIDED,
        "giao mỗi đảng viên phụ trách 3 hộ",
        False,
    ),
    (K.OTHER, "Xem xét đơn thư", "thang", RESULT.DECIDED, "bí mật của sổ giấy", True),
    (K.OTHER, "Chuyện vui cuối năm", "khoa", RESULT.DEFERRED, "", False),
    (K.CLOSING, "Bế mạc", "thang", RESULT.DISCUSSED, "", False),
)


@pytest.fixture
def held(world, db_session, prepared, actor_of) -> Meeting:
    """The chair is the secretary, the recorder an ordinary member; 17 of 20 official members are there."""
    return db_session.get_one(Meeting, prepared("minutes: held", lambda: _hold(world, actor_of).id))


@pytest.fixture
def closed(world, db_session, prepared, actor_of) -> Meeting:
    return db_session.get_one(Meeting, prepared("minutes: closed", lambda: _close(_hold(world, actor_of), actor_of).id))


@pytest.fixture
def complete(world, db_session, prepared, actor_of) -> Meeting:
    """Nothing is open any more."""

    def build() -> int:
        return _fill_gaps(_close(_hold(world, actor_of), actor_of), actor_of).id

    return db_session.get_one(Meeting, prepared("minutes: complete", build))


def _hold(world, actor_of) -> Meeting:
    with clock.set_to(AFTER):
        cell = db.session.get_one(Organisation, world.cell)
        meeting = create_meeting(cell, Kind.REGULAR, date(2026, 12, 1), actor=actor_of("thang"))
        meeting.chair_id, meeting.recorder_id = world.people["thang"], world.people["lan"]
        meeting.place, meeting.starts_at, meeting.from_paper = "nhà văn hóa thôn Nà Mười", OPENED, True
        take_step(meeting, "record_past", actor=actor_of("thang"), stated_opening=OPENED)
        meeting.opened_at, meeting.opened_entered_at = OPENED, AFTER
        meeting.agenda_adopted, meeting.minutes_adopted, meeting.fees_paid = True, True, 21
        _roll(db.session, meeting)
        _course(db.session, meeting, world)
        _votes(db.session, meeting)
        db.session.flush()
    return meeting


def _close(meeting: Meeting, actor_of) -> Meeting:
    with clock.set_to(AFTER):
        take_step(meeting, "close", actor=actor_of("thang"), stated_closing=CLOSED)
        meeting.closed_at, meeting.closed_entered_at = CLOSED, AFTER
        db.session.flush()
        compose_at_close(meeting, actor=actor_of("thang"))
        db.session.flush()
    return meeting


def _fill_gaps(meeting: Meeting, actor_of) -> Meeting:
    minutes = current_minutes(meeting.id)
    with clock.set_to(AFTER):
        gaps = {
            field.key: "không có ý kiến khác"
            for field, text in services.text_fields(meeting, minutes)
            if field.gap and not text
        }
        services.write_texts(meeting, gaps, version=minutes.version, actor=actor_of("lan"))
        db.session.flush()
    return meeting


def named(db_session, name: str) -> Person:
    return db_session.scalars(select(Person).where(Person.full_name == name)).one()


def _roll(db_session, meeting) -> None:
    for which in Which:
        db_session.add(RollCall(meeting_id=meeting.id, which=which, stamped_at=OPENED, closed_at=OPENED))
    away = {"Vi Thị Yến": "ốm", "Lý Văn Trường": "", "Ma Văn Chức": "đi công tác"}
    for row in roll_of(meeting.cell_id, clock.day_of(OPENED)):
        name = row.person.full_name
        mark = Mark.EXCUSED if name in away or row.exempt else Mark.LATE if name == "Bàn Văn Ước" else Mark.PRESENT
        end = Mark.EARLY if name == "Lý Văn Doanh" else Mark.PRESENT if mark == Mark.LATE else mark
        db_session.add(
            Attendance(
                meeting_id=meeting.id, person_id=row.person.id, exempt=row.exempt, reason=away.get(name, ""),
                standing=Standing.OFFICIAL if row.official else Standing.PROBATIONARY, start_mark=mark, end_mark=end,
                arrived_at=OPENED.replace(minute=50) if mark == Mark.LATE else None,
                left_at=CLOSED.replace(minute=5) if end == Mark.EARLY else None,
            )
        )  # fmt: skip


def _course(db_session, meeting, world) -> None:
    for old in db_session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == meeting.id)):
        db_session.delete(old)
    items = {}
    for position, (kind, title, presenter, outcome, conclusion, on_paper) in enumerate(ITEMS, start=1):
        items[kind] = AgendaItem(
            meeting_id=meeting.id, position=position, kind=kind, title=title, presenter_id=world.people[presenter],
            outcome=outcome, conclusion=conclusion, kept_on_paper=on_paper, started_at=OPENED,
            finished_at=OPENED.replace(minute=55),
        )  # fmt: skip
        db_session.add(items[kind])
        if on_paper:
            paper = items[kind]
    overseer = Guest(meeting_id=meeting.id, kind=GuestKind.OVERSEER, name="Nguyễn Hữu Lộc")
    db_session.add(overseer)
    db_session.flush()
    said = [
        ("Hoàng Văn Bình", "đề nghị chia đoạn đường theo cụm"),
        ("Hà Thị Chín", "xin nhận đoạn ngõ 3"),
        ("Lý Thị Hương", ""),
    ]
    for name, text in said:
        person = named(db_session, name)
        db_session.add(Speech(meeting_id=meeting.id, item_id=items[K.DISCUSSION].id, person_id=person.id, text=text))
    db_session.add(
        Speech(
            meeting_id=meeting.id,
            item_id=items[K.DISCUSSION].id,
            guest_id=overseer.id,
            text="ghi nhận cách làm của chi bộ",
        )
    )
    db_session.add(Speech(meeting_id=meeting.id, item_id=paper.id, person_id=world.people["men"], text="lời nói mật"))
    db_session.add(
        Mention(
            meeting_id=meeting.id,
            kind=MentionKind.COMMENDATION,
            person_id=world.people["khoa"],
            text="hiến đất làm đường",
        )
    )


def _votes(db_session, meeting) -> None:
    rows = (
        (VoteAbout.RESOLUTION, "Thông qua nghị quyết tháng 12 năm 2026", 15, 0, 1, Ballot.OPEN),
        (VoteAbout.SCORE, "Điểm tự chấm buổi sinh hoạt", 16, 0, 0, Ballot.OPEN),
    )
    for about, subject, for_, against, other, ballot in rows:
        vote = Vote(
            meeting_id=meeting.id, about=about, subject=subject, ballot=ballot, threshold=Threshold.MORE_THAN_HALF,
            votes_for=for_, against=against, other=other, base=19, present=16, passed=True, at=CLOSED,
            base_parts={"official": 20, "exempt_absent": 1}, entered_at=AFTER,
        )  # fmt: skip
        db_session.add(vote)
        db_session.flush()
    db_session.add(
        ScoreSheet(
            meeting_id=meeting.id,
            self_score=89,
            self_maximum=95,
            self_level=Level.GOOD,
            voted=True,
            vote_id=vote.id,
            weak_criteria="tỷ lệ dự sinh hoạt",
            remedies="báo lịch sớm hơn cho đảng viên làm xa",
        )
    )


@pytest.fixture
def leaderless(world, db_session) -> None:
    """The secretary and the deputy of the own cell have left office."""
    leaders = select(Appointment).where(
        Appointment.organisation_id == world.cell, Appointment.role.in_((Role.SECRETARY, Role.DEPUTY_SECRETARY))
    )
    for appointment in db_session.scalars(leaders):
        appointment.to_on = date(2026, 12, 3)
    db_session.flush()


@pytest.fixture
def the_day_after(noon):
    with clock.set_to(AFTER):
        yield


def signed_by_both(meeting: Meeting, actor_of) -> None:
    for role, who in ((Role.RECORDER, "lan"), (Role.CHAIR, "thang")):
        seen = services.text_hash_of(services.paper_of(current_minutes(meeting.id)))
        services.sign(meeting, role, seen=seen, actor=actor_of(who))


@pytest.fixture
def handed_in(world, prepared, actor_of, the_day_after) -> int:
    def build() -> int:
        meeting = _fill_gaps(_close(_hold(world, actor_of), actor_of), actor_of)
        signed_by_both(meeting, actor_of)
        services.score_meeting(meeting, actor=actor_of("thang"))
        return meeting.id

    return prepared("minutes: handed in", build)


@pytest.fixture
def passwords(monkeypatch):
    """Argon2 is slow on purpose; here only whether it was asked matters. The real one is tried in tests/accounts."""
    monkeypatch.setattr("app.accounts.passwords.matches", lambda _kept, typed: typed == PASSWORD)


@pytest.fixture
def unsigned(complete, db_session) -> int:
    db_session.commit()
    return complete.id


@pytest.fixture
def read_out(held, db_session) -> int:
    db_session.commit()
    return held.id


@pytest.fixture
def with_gaps(closed, db_session) -> int:
    db_session.commit()
    return closed.id


def the_sign_form(client, meeting_id: int) -> dict[str, str]:
    page = client.get(f"/meetings/{meeting_id}/minutes").text
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    role = re.search(r'name="role" value="(\w+)"', page)[1]
    return {"seen": seen, "role": role, "read": "1", "password": PASSWORD}


@pytest.fixture
def certificate_of(tmp_path, world):
    """`certificate_of("lan")`: a PKCS#12 file in the name of that person."""

    def make(who: str, name: str = "") -> bytes:
        name = name or db.session.get_one(Person, world.people[who]).full_name
        key, certificate = key_and_certificate(TrialAuthority(tmp_path).file_for(who, name.upper()))
        sealed = serialization.BestAvailableEncryption(PASSPHRASE.encode())
        return pkcs12.serialize_key_and_certificates(b"x", key, certificate, None, sealed)

    return make


@pytest.fixture
def issued(complete, actor_of, db_session):
    """The meeting, its issued minutes and their document with its PDF."""
    signed_by_both(complete, actor_of)
    db.session.commit()
    run_due_jobs()
    db.session.expire_all()
    minutes = current_minutes(complete.id)
    return complete, minutes, db.session.get_one(Document, minutes.document_id)
