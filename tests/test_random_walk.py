"""Anybody tries anything on two meetings of a cell, through the services; what the house promises holds after each act."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from app import clock
from app.audit.models import AuditEvent
from app.audit.services import hash_of
from app.documents.models import Document, NumberSeries
from app.extensions import db
from app.finding.models import SearchText
from app.finding.services import rebuild
from app.meetings.models import Meeting, MeetingStep
from app.meetings.services import create_meeting
from app.organisations.models import Organisation
from app.proofs.queries import verify
from app.proofs.services import seal_rows
from app.refusals import BadInput, NotAllowed, NotKnown, SomebodyWasFaster
from app.resolutions.models import Resolution
from app.sessions.models import Attendance, Vote
from app.summaries.services import differences
from app.tasks.models import Task, TaskStep
from tests import audited, engines
from tests.acts import ACTS, CANCEL, actor_named
from tests.engines import engine_name
from tests.onward import move_on
from tests.world import PEOPLE
from workflows.engine import NEW, StepRefused, Workflow
from workflows.meeting import MEETING, Kind, State
from workflows.resolution import RESOLUTION
from workflows.task import TASK
from workflows.voting import passes_from

REFUSALS = (StepRefused, BadInput, NotAllowed, NotKnown, SomebodyWasFaster)
MORNING = datetime(2026, 12, 3, 1, 0, tzinfo=UTC)
MEETINGS = ((Kind.REGULAR, date(2026, 12, 1)), (Kind.EXTRAORDINARY, date(2026, 12, 1)))
# What is entered while a meeting lasts.
RECORD = {"mark", "vote", "unvote", "recount", "speak", "settle", "announce", "give task", "replace_recorder"}
FINISHED = (State.EVALUATED, State.CANCELLED)
# Those of the cell try more often than strangers, else hardly anything would ever happen.
ANYBODY = st.sampled_from([*PEOPLE, *("thang",) * 8, *("men",) * 3, *("lan",) * 3, "huong", "loc", "hanh"])


class Cell(RuleBasedStateMachine):
    def __init__(self, app: Flask, engine: engines.Engine) -> None:
        super().__init__()
        self.context = app.app_context()
        engine.renew()
        self.context.push()
        self.now = MORNING
        self.known: dict[int, tuple[int, str]] = {}
        self.ids: list[int] = []
        with clock.set_to(self.now):
            seal_rows()  # the people of the world: no event tells of them
            thang = actor_named("thang")
            cell = db.session.get_one(Organisation, thang.home_id)
            for kind, month in MEETINGS:
                self.ids.append(create_meeting(cell, kind, month, actor=thang).id)
            db.session.commit()

    @rule(who=ANYBODY, name=st.sampled_from(sorted(ACTS)), which=st.sampled_from((0, 0, 0, 1)), n=st.integers(0, 25))
    def try_anything(self, who: str, name: str, which: int, n: int) -> None:
        self._try(lambda meeting: ACTS[name](meeting, actor_named(who), n), which)

    @rule(which=st.sampled_from((0, 0, 0, 1)), nth=st.integers(0, 99), n=st.integers(0, 25))
    def try_what_the_state_knows(self, which: int, nth: int, n: int) -> None:
        """A step out of the state that the meeting is in, or an entry in its record, by somebody who often may."""

        def act(meeting: Meeting) -> None:
            steps = {s.name for s in MEETING.steps if s.source == meeting.state} & set(ACTS)
            names = sorted(steps | (RECORD if meeting.state == State.HELD else {"reopen", "task"}))
            who = ("thang", "men", "loc", "hanh", "binh", "huong")[nth // len(names) % 6]
            ACTS[names[nth % len(names)]](meeting, actor_named(who), n)

        self._try(act, which)

    @rule(which=st.sampled_from((0, 0, 0, 1)))
    def move_on(self, which: int) -> None:
        def act(meeting: Meeting) -> None:
            if meeting.state not in FINISHED:
                move_on(meeting)

        self._try(act, which)

    @rule(who=ANYBODY, sure=st.integers(0, 9))
    def give_up(self, who: str, sure: int) -> None:
        if sure == 0:
            self._try(lambda meeting: CANCEL(meeting, actor_named(who), 0), 1)

    def _try(self, act, which: int) -> None:
        """One request: committed whole, or refused in one of the ways of the house and nothing kept."""
        self.now += timedelta(minutes=2)
        with clock.set_to(self.now):
            meeting = db.session.get_one(Meeting, self.ids[which])
            before = _events()
            try:
                act(meeting)
                db.session.flush()
                assert not audited.faults_of(*audited.taken_from(db.session.connection()))
                db.session.commit()
            except REFUSALS:
                db.session.rollback()
                assert _events() == before
            db.session.expire_all()

    @invariant()
    def the_state_is_what_the_engine_made_it(self) -> None:
        for meeting_id in self.ids:
            meeting = db.session.get_one(Meeting, meeting_id)
            steps = _rows(select(MeetingStep).where(MeetingStep.meeting_id == meeting_id).order_by(MeetingStep.id))
            taken = [(s.step, s.from_state, s.to_state) for s in steps]
            _replays(MEETING, taken, meeting.state)
            told = _told("step_taken", "meeting", meeting_id)
            assert [t for t in taken if t[0] != "create"] == told, "the audit trail and the history differ"

    @invariant()
    def resolutions_and_tasks_too(self) -> None:
        for resolution in _rows(select(Resolution)):
            told = _told("resolution_step", "resolution", resolution.id)
            _follow(RESOLUTION, told, resolution.state)
        for task in _rows(select(Task)):
            steps = _rows(select(TaskStep).where(TaskStep.task_id == task.id).order_by(TaskStep.id))
            _replays(TASK, [(s.step, s.from_state, s.to_state) for s in steps], task.state)

    @invariant()
    def numbers_have_no_holes(self) -> None:
        series = defaultdict(list)
        for row in _rows(select(Document).where(Document.number.is_not(None))):
            series[row.organisation_id, row.term_id, row.type_code].append(row.number)
        for numbers in series.values():
            assert sorted(numbers) == list(range(1, len(numbers) + 1))
        last = {(s.organisation_id, s.term_id, s.type_code): s.last for s in _rows(select(NumberSeries))}
        assert last == {key: len(numbers) for key, numbers in series.items()}

    @invariant()
    def majorities_are_right(self) -> None:
        for vote in _rows(select(Vote).where(Vote.removed_at.is_(None))):
            assert vote.passed == (vote.votes_for >= passes_from(vote.base, vote.threshold))
            assert min(vote.votes_for, vote.against, vote.other) >= 0
            state = db.session.get_one(Meeting, vote.meeting_id).state
            if state in (State.SCORED, State.EVALUATED):
                assert vote.votes_for + vote.against + vote.other <= vote.present <= vote.base_parts["official"]

    @invariant()
    def nobody_is_twice_in_a_roll_call(self) -> None:
        twice = select(Attendance.person_id).group_by(Attendance.meeting_id, Attendance.person_id)
        assert not _rows(twice.having(func.count() > 1))

    @invariant()
    def the_chain_of_the_history_holds(self) -> None:
        for event in _rows(select(AuditEvent).order_by(AuditEvent.chain, AuditEvent.seq)):
            seq, previous = self.known.get(event.chain, (0, ""))
            if event.seq > seq:
                assert (event.seq, event.previous_hash) == (seq + 1, previous)
                assert hash_of(event) == event.hash
                self.known[event.chain] = (event.seq, event.hash)

    def teardown(self) -> None:
        """Whatever was done, there is a way on to the end."""
        try:
            for which, meeting_id in enumerate(self.ids):
                self._walk_to_the_end(which, meeting_id)
            found = _index()
            rebuild()
            assert found == _index(), "the index of words differs from one made anew"
            assert not [*differences()], "a summary differs from the records"
            db.session.commit()
            assert not [one.found for one in verify() if one.found], "what the application did is not vouched for"
        finally:
            db.session.rollback()
            db.session.remove()
            self.context.pop()

    def _walk_to_the_end(self, which: int, meeting_id: int) -> None:
        for _ in range(8):
            if db.session.get_one(Meeting, meeting_id).state in FINISHED:
                return
            self.now += timedelta(hours=3)
            with clock.set_to(self.now):
                move_on(db.session.get_one(Meeting, meeting_id))
                db.session.commit()
                db.session.expire_all()
        raise AssertionError(f"no way on from {db.session.get_one(Meeting, meeting_id).state}")


def _rows(statement):
    return db.session.scalars(statement).all()


def _index() -> set[tuple[object, ...]]:
    """What can be found, and by which words."""
    row = SearchText
    shown = (row.kind, row.subject_id, row.cell_id, row.meeting_id, row.on, row.issued, row.words)
    return {tuple(found) for found in db.session.execute(select(*shown))}


def _events() -> int:
    return db.session.scalar(select(func.count(AuditEvent.id))) or 0


def _told(event: str, subject: str, subject_id: int) -> list[tuple[str, str, str]]:
    events = select(AuditEvent).where(
        AuditEvent.event == event, AuditEvent.subject == subject, AuditEvent.subject_id == subject_id
    )
    return [(e.data["step"], e.data["from_state"], e.data["to_state"]) for e in _rows(events.order_by(AuditEvent.id))]


def _replays(table: Workflow, taken: list[tuple[str, str, str]], state: str) -> None:
    assert taken
    assert taken[0][1] == ""
    _follow(table, taken, state)


def _follow(table: Workflow, taken: list[tuple[str, str, str]], state: str) -> None:
    """The steps stand in the table, each begins where the one before ended, and the last ends in `state`."""
    allowed = {(s.name, "" if s.source == NEW else str(s.source), str(s.target)) for s in table.steps}
    assert set(taken) <= allowed
    for (_, _, before), (_, after, _) in pairwise(taken):
        assert before == after
    if taken:
        assert taken[-1][2] == state


def _settings(examples: int, steps: int) -> settings:
    return settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, database=None, derandomize=examples < 50,
        suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate],
    )  # fmt: skip


@pytest.mark.timeout(600)
def test_what_the_house_promises_holds_whatever_people_try(application, test_database):
    """The same walks whenever it runs; PostgreSQL goes the first of them."""
    walks = 4 if engine_name() == "sqlite" else 2
    run_state_machine_as_test(lambda: Cell(application, test_database), settings=_settings(walks, 25))


@pytest.mark.long
def test_it_holds_in_many_more_walks(application, test_database):
    run_state_machine_as_test(lambda: Cell(application, test_database), settings=_settings(60, 50))
