"""The 3rd of the month: 311 cells of 60 members, each cell at its meeting, at which members check in; everybody has an
account and signed in half an hour ago.

Written in bulk, past the services; what the history has to vouch for is sealed afterwards, so that `verify` is clean.
"""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from app import clock
from app.accounts.models import Account, Appointment, OpenSession
from app.agendas.models import AgendaItem, ItemKind
from app.criteria.models import CriteriaSet
from app.criteria.services import ensure_default_criteria
from app.demo.rows import begin_numbering, number_on, written
from app.extensions import db
from app.meetings.models import Meeting
from app.members.models import Membership, Person
from app.organisations.models import Organisation, OrganisationKind, OrganisationParent
from app.proofs.services import seal_rows
from app.rules.models import RuleSet
from app.rules.services import ensure_defaults
from app.sessions.models import Attendance, CheckInKey, RollCall, Which
from app.summaries.services import sum_up_all
from tests.commune import FAMILIES, GIVEN
from workflows.attendance import Mark, Standing
from workflows.cells import CellType
from workflows.meeting import Kind, State
from workflows.names import fold, sort_key
from workflows.roles import Role

CELLS, MEMBERS, COMMUNES = 311, 60, 34
SINCE = date(2020, 1, 1)
# Longer ago than `durations.SEEN_EVERY`: each phone's first page also notes that its session is in use.
SIGNED_IN = timedelta(minutes=30)
TITLES = (
    "Thời sự, văn bản của cấp trên", "Kết quả lãnh đạo tháng trước", "Giữ vệ sinh đường làng, ngõ xóm",
    "Phòng chống cháy rừng mùa hanh khô", "Ý kiến, kiến nghị của đảng viên", "Nghị quyết, nhiệm vụ tháng này",
)  # fmt: skip


@dataclass(frozen=True)
class Phone:
    """Somebody with a telephone in hand: whose it is, at which meeting, and what signing in left on it."""

    person: int
    meeting: int
    cookie: str


@dataclass(frozen=True)
class Hall:
    meeting: int
    key: str  # of which the codes on its screen are made
    phones: Sequence[Phone]  # the first is the secretary's, who records


def assemble(app: Flask) -> list[Hall]:
    """Fill an empty database and commit."""
    with app.app_context():
        begin_numbering()
        ensure_defaults()
        ensure_default_criteria()
        cells = _cells()
        roll = _members(cells)
        meetings = _meetings(roll)
        keys = _roll_calls(meetings, roll)
        cookies = _sessions(app, roll)
        number_on()
        sum_up_all()
        db.session.commit()
        seal_rows()
        return [
            Hall(meetings[cell], keys[cell], [Phone(one, meetings[cell], cookies[one]) for one in roll[cell]])
            for cell in cells
        ]


def _cells() -> list[int]:
    def row(code: str, name: str, kind: OrganisationKind, **more: Any) -> dict[str, Any]:
        return {"code": code, "name": name, "kind": kind, "place": "Cao Lâm", "founded_on": SINCE, **more}

    (top,) = written(Organisation, [row("T", "Đảng bộ tỉnh Cao Lâm", OrganisationKind.SUPERIOR)])
    communes = written(
        Organisation, [row(f"X{n:02}", f"Đảng bộ xã số {n}", OrganisationKind.COMMUNE) for n in range(COMMUNES)]
    )
    cells = written(Organisation, [
        row(f"C{n:03}", f"Chi bộ thôn {n}", OrganisationKind.CELL, cell_type=CellType.RESIDENTIAL) for n in range(CELLS)
    ])  # fmt: skip
    parents = [*((one, top) for one in communes), *((one, communes[n % COMMUNES]) for n, one in enumerate(cells))]
    written(OrganisationParent, [{"organisation_id": one, "parent_id": up, "from_on": SINCE} for one, up in parents])
    return cells


def _members(cells: Sequence[int]) -> dict[int, list[int]]:
    """The people of each cell, the secretary first. Nobody can sign in with a password."""
    names = [f"{FAMILIES[n % 10]} {GIVEN[n // 10 % 8]} {n}" for n in range(CELLS * MEMBERS)]
    people = written(Person, [
        {"full_name": name, "sort_key": sort_key(name), "folded_name": fold(name), "official_on": SINCE}
        for name in names
    ])  # fmt: skip
    written(Account, [
        {"person_id": one, "user_name": f"dv{one}", "password_hash": "", "must_change_password": False,
         "created_at": clock.now()} for one in people
    ])  # fmt: skip
    roll = {cell: people[n * MEMBERS : (n + 1) * MEMBERS] for n, cell in enumerate(cells)}
    written(Membership, [
        {"person_id": one, "organisation_id": cell, "from_on": SINCE} for cell in cells for one in roll[cell]
    ])  # fmt: skip
    written(Appointment, [
        {"person_id": roll[cell][0], "organisation_id": cell, "role": Role.SECRETARY, "from_on": SINCE}
        for cell in cells
    ])  # fmt: skip
    return roll


def _meetings(roll: dict[int, list[int]]) -> dict[int, int]:
    opened = _a_while_ago(minutes=5)
    common = {
        "kind": Kind.REGULAR, "month": clock.today().replace(day=1), "state": State.HELD, "starts_at": opened,
        "opened_at": opened, "opened_entered_at": opened, "convened_at": opened - timedelta(days=2),
        "created_at": opened - timedelta(days=5), "place": "Nhà văn hóa thôn", "agenda_version": 1,
        "rule_set_id": db.session.scalar(select(RuleSet.id)),
        "criteria_set_id": db.session.scalar(select(CriteriaSet.id)),
    }  # fmt: skip
    ids = written(
        Meeting, [common | {"cell_id": cell, "chair_id": r[1], "recorder_id": r[0]} for cell, r in roll.items()]
    )
    written(AgendaItem, [
        {"meeting_id": meeting, "position": n, "kind": ItemKind.DISCUSSION, "title": title, "minutes": 15}
        for meeting in ids for n, title in enumerate(TITLES, start=1)
    ])  # fmt: skip
    return dict(zip(roll, ids, strict=True))


def _roll_calls(meetings: dict[int, int], roll: dict[int, list[int]]) -> dict[int, str]:
    """Of each the start is called and open to phones: everybody is awaited. The secrets of the codes, by cell."""
    begun = _a_while_ago(minutes=2)
    written(RollCall, [
        {"meeting_id": meeting, "which": Which.START, "stamped_at": begun, "check_in_from": begun}
        for meeting in meetings.values()
    ])  # fmt: skip
    written(Attendance, [
        {"meeting_id": meetings[cell], "person_id": one, "standing": Standing.OFFICIAL, "start_mark": Mark.AWAITED}
        for cell, people in roll.items() for one in people
    ])  # fmt: skip
    keys = {cell: secrets.token_hex(32) for cell in roll}
    db.session.add_all(CheckInKey(meeting_id=meetings[cell], key=key) for cell, key in keys.items())
    return keys


def _sessions(app: Flask, roll: dict[int, list[int]]) -> dict[int, str]:
    """The cookie of each person, as signing in half an hour ago and a first form left it on their phone."""
    seal: Any = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    begun = _a_while_ago(minutes=int(SIGNED_IN.total_seconds()) // 60)
    accounts = {person: id_ for id_, person in db.session.execute(select(Account.id, Account.person_id))}
    rows, cookies = [], {}
    for person, account in accounts.items():
        name = secrets.token_urlsafe(16)
        cookies[person] = f"{app.config['SESSION_COOKIE_NAME']}={seal.dumps(_kept(account, name, begun))}"
        rows.append(
            {"session": name, "account_id": account, "epoch": 1, "device": "Chrome, Android", "address": "127.0.0.1",
             "begun_at": begun, "seen_at": begun}
        )  # fmt: skip
    written(OpenSession, rows)
    return cookies


def _kept(account: int, name: str, begun: datetime) -> dict[str, Any]:
    at = int(begun.timestamp())
    return {
        "_permanent": True, "_fresh": True, "_user_id": f"{account}.1", "sid": name, "since": at, "seen": at,
        "proved": at, "csrf_token": secrets.token_hex(20),
    }  # fmt: skip


def _a_while_ago(*, minutes: int) -> datetime:
    return clock.now().replace(microsecond=0) - timedelta(minutes=minutes)


def in_turn(halls: Sequence[Hall], count: int) -> Iterator[tuple[Hall, Phone]]:
    """Who comes next: one of each cell, then the second of each, …"""
    everybody = ((hall, hall.phones[nth]) for nth in range(MEMBERS) for hall in halls)
    return (one for one, _ in zip(everybody, range(count), strict=False))
