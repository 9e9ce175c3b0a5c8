"""Anybody tries anything on a campaign, through the services; what the house promises holds after each act."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from app import clock
from app.audit.models import AuditEvent
from app.documents.models import Document
from app.extensions import db
from app.inspections import services, services_conclusion, services_files, services_steps
from app.inspections.models import CellFile, Finding, Inspection, InspectionStep, Remedy, RemedyStep
from app.inspections.queries import FileSeen, finding_in, get_file_or_404
from app.inspections.queries_evidence import evidence_of
from app.inspections.services import Team
from app.inspections.services_findings import (
    Found,
    Session,
    ToMend,
    remove_finding,
    save_session,
    set_remedy,
    write_finding,
)
from app.inspections.services_remedies import take_remedy_step
from app.refusals import BadInput, NotAllowed, NotKnown, SomebodyWasFaster
from tests import audited, engines
from tests.acts import actor_named
from tests.inspections import campaign
from tests.world import read_world
from workflows.engine import NEW, StepRefused
from workflows.inspection import INSPECTION, FindingKind, State
from workflows.remedy import REMEDY

REFUSALS = (StepRefused, BadInput, NotAllowed, NotKnown, SomebodyWasFaster)
WHO = st.sampled_from(("tra", "tra", "tra", "tra", "thang", "thang", "men", "binh", "tham", "hanh", "lan", "vien"))
N = st.integers(0, 11)


class Quarter(RuleBasedStateMachine):
    def __init__(self, app: Flask, engine: engines.Engine) -> None:
        super().__init__()
        self.context = app.app_context()
        engine.renew()
        self.context.push()
        self.now = datetime(2026, 12, 2, 2, 0, tzinfo=UTC)
        with clock.set_to(self.now):
            self.world = read_world(db.session())
            self.number = campaign.ready(self.world, cells=("CB01",)).id
            db.session.commit()

    @rule(who=WHO, n=N)
    def step(self, who: str, n: int) -> None:
        def act(row: Inspection, seen: FileSeen) -> None:
            me, signed = actor_named(who), campaign.signed(self.world)
            (
                lambda: services_steps.announce(row, signed, version=None, actor=me),
                lambda: services_steps.begin(row, version=None, actor=me),
                lambda: services_conclusion.send_draft(row, clock.today() + timedelta(days=1), version=None, actor=me),
                lambda: services_conclusion.conclude(row, "Khá", "", signed, version=None, actor=me),
                lambda: services_conclusion.recheck(row, "Đã rõ" if n > 6 else "", version=None, actor=me),
                lambda: services_steps.cancel(row, reason="Trùng" if n == 11 else "", version=None, actor=me),
            )[n % 6]()

        self._try(act, who)

    @rule(who=WHO, n=N)
    def write(self, who: str, n: int) -> None:
        def act(row: Inspection, seen: FileSeen) -> None:
            me, kind = actor_named(who), list(FindingKind)[n % 3]
            told = Session(on=clock.today(), place="", present="Bí thư", text=f"Lần {n}")
            mend = ToMend(work=f"Việc {n}", owner_name="Bí thư", deadline=date(2027, 1, 10))
            texts = {"0": f"Báo cáo {n}"}
            found = Found(point=n % 4, kind=kind, text=f"Nhận xét {n}", referred=n > 8)
            (
                lambda: services_files.save_report(seen, texts, send=n > 5, stamp=None, actor=me),
                lambda: write_finding(seen, found, evidence_of(seen.file), version=None, actor=me),
                lambda: save_session(seen, told, issue=n > 5, stamp=None, actor=me),
                lambda: set_remedy(seen, mend, version=None, actor=me),
                lambda: services_conclusion.comment(seen, n > 5, "Ý kiến", stamp=None, actor=me),
                lambda: remove_finding(seen, finding_in(seen, n), version=None, actor=me),
            )[n % 6]()

        self._try(act, who)

    @rule(who=WHO, name=st.sampled_from(("report", "confirm", "return")))
    def mend(self, who: str, name: str) -> None:
        def act(row: Inspection, seen: FileSeen) -> None:
            remedy = db.session.scalar(select(Remedy).order_by(Remedy.id).limit(1))
            if remedy is not None:
                take_remedy_step(seen, remedy, name, "Xong", version=None, actor=actor_named(who))

        self._try(act, who)

    @rule(n=N)
    def go_on(self, n: int) -> None:
        self._go_on(n)

    @rule(n=N)
    def go_on_too(self, n: int) -> None:
        """The same once more, so that it is drawn often enough."""
        self._go_on(n)

    def _go_on(self, n: int) -> None:
        """What the campaign waits for, so that walks come to its end."""

        def act(row: Inspection, seen: FileSeen) -> None:
            tra, signed = actor_named("tra"), campaign.signed(self.world)
            if row.state == State.PLANNED:
                services_steps.announce(row, signed, version=None, actor=tra)
            elif row.state == State.ANNOUNCED:
                services_steps.begin(row, version=None, actor=tra)
            elif row.state == State.UNDER_WAY:
                for point in range(len(row.checklist)):
                    campaign.find(seen.file, point)
                told = Session(on=clock.today(), place="", present="Bí thư", text="Đã làm việc")
                save_session(seen, told, issue=False, stamp=None, actor=tra)
                services_conclusion.send_draft(row, clock.today() + timedelta(days=1), version=None, actor=tra)
            elif row.state == State.DRAFTED:
                services_conclusion.conclude(row, "Khá", "", signed, version=None, actor=tra)
            elif row.state == State.CONCLUDED and n > 6:
                services_conclusion.recheck(row, "Đã rõ", version=None, actor=tra)

        self.now += timedelta(days=30 if n == 11 else n // 4)
        self._try(act, "tra")

    @rule(who=WHO)
    def name_another_team(self, who: str) -> None:
        team = Team(leader_id=self.world.people["tra"], others=[f"Đồng chí {self.now:%H%M}"])
        self._try(
            lambda row, seen: services.name_team(row, team, reason="Đổi", version=None, actor=actor_named(who)), who
        )

    def _try(self, act, who: str) -> None:
        """One request: committed whole, or refused in one of the ways of the house and nothing kept."""
        self.now += timedelta(minutes=2)
        with clock.set_to(self.now):
            events = db.session.query(AuditEvent).count()
            try:
                row = db.session.get_one(Inspection, self.number)
                file = db.session.scalars(select(CellFile).where(CellFile.inspection_id == row.id)).one()
                act(row, get_file_or_404(file.id, actor_named(who)))
                db.session.flush()
                assert not audited.faults_of(*audited.taken_from(db.session.connection()))
                db.session.commit()
            except REFUSALS:
                db.session.rollback()
                assert db.session.query(AuditEvent).count() == events
            db.session.expire_all()

    @invariant()
    def the_state_is_what_the_engine_made_it(self) -> None:
        row = db.session.get_one(Inspection, self.number)
        steps = db.session.scalars(select(InspectionStep).order_by(InspectionStep.id)).all()
        _replays(INSPECTION, [(s.step, s.from_state, s.to_state) for s in steps], row.state)
        for remedy in db.session.scalars(select(Remedy)).all():
            taken = db.session.scalars(
                select(RemedyStep).where(RemedyStep.remedy_id == remedy.id).order_by(RemedyStep.id)
            ).all()
            _replays(REMEDY, [("set", "", "set"), *((s.step, s.from_state, s.to_state) for s in taken)], remedy.state)

    @invariant()
    def its_papers_are_there_exactly_when_they_were_issued(self) -> None:
        row = db.session.get_one(Inspection, self.number)
        assert (row.decision_id is not None) == (row.announced_at is not None)
        assert (row.conclusion_id is not None) == (row.state in (State.CONCLUDED, State.CLOSED))
        for code in ("QĐ", "TB", "BB"):
            found = db.session.scalars(
                select(Document.number).where(Document.type_code == code).order_by(Document.number)
            ).all()
            assert found == list(range(1, len(found) + 1))

    @invariant()
    def what_was_found_stands_at_a_point(self) -> None:
        row = db.session.get_one(Inspection, self.number)
        assert all(0 <= one.point < len(row.checklist) for one in db.session.scalars(select(Finding)))
        if row.state in (State.PLANNED, State.ANNOUNCED):
            assert db.session.scalars(select(Finding)).all() == []

    def teardown(self) -> None:
        db.session.remove()
        self.context.pop()


def _replays(table, taken: list[tuple[str, str, str]], state: str) -> None:
    at = NEW
    for name, source, target in taken:
        assert (source or NEW) == at
        assert any((s.name, str(s.source), str(s.target)) == (name, at, target) for s in table.steps)
        at = target
    assert at == state


def _settings(examples: int) -> settings:
    return settings(
        max_examples=examples, stateful_step_count=35, deadline=None, derandomize=True,
        phases=(Phase.generate,), suppress_health_check=list(HealthCheck),
    )  # fmt: skip


@pytest.mark.any_engine
@pytest.mark.timeout(300)
def test_whatever_anybody_tries_a_campaign_keeps_its_promises(app, test_database):
    run_state_machine_as_test(lambda: Quarter(app, test_database), settings=_settings(1))


@pytest.mark.long
def test_it_keeps_them_in_many_more_walks(app, test_database):
    run_state_machine_as_test(lambda: Quarter(app, test_database), settings=_settings(25))
