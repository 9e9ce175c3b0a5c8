"""All that the page of one meeting shows to one person: what they see of it and what they may do, each read once."""

from dataclasses import dataclass, field

from app import clock
from app.accounts.queries import Holder
from app.actor import Actor
from app.agendas.queries_lines import AgendaLine, lines_of
from app.approvals.models import RoundResult
from app.approvals.queries import standing, voices
from app.approvals.queries_rounds import RoundSeen, Voice, rounds_seen
from app.documents.queries_meeting import Paper, papers_of
from app.evaluations.models import ScoreSheet
from app.evaluations.queries import totals_of
from app.extensions import elsewhere
from app.meetings.models import Meeting, MeetingStep
from app.meetings.queries import Known, facts_of, history_of, roles_at
from app.refusals import NotKnown
from app.sessions.models import Attendance
from app.sessions.queries import own_attendance
from workflows.engine import Reason, Step
from workflows.meeting import KEYED_IN_BY, Kind, MeetingFacts, State, at_version, main_step
from workflows.roles import Role
from workflows.sight import WRITERS, Part, may_write, parts_for

# Steps whose form asks for what is missing: only what no form can mend is said beside their button.
MENDED_BY_FORM = frozenset({"record_past", "postpone", "replace_chair", "replace_recorder", "verify", "evaluate"})
WITH_RESULT = (State.SCORED, State.EVALUATED)
KIT_KEEPERS = WRITERS[Part.RECORD][State.CONVENED] - {Role.SCRIBE}  # as services_papers has it
PREPARED = (State.DRAFT, State.APPROVAL)


@dataclass(frozen=True, kw_only=True)
class Option:
    """A step that is open to the person by role, and what stands in its way now."""

    name: str
    label: str
    needs_reason: bool
    reasons: tuple[Reason, ...] = ()


@dataclass(kw_only=True)
class View:
    meeting: Meeting
    roles: frozenset[Role]
    parts: frozenset[Part]
    items: list[AgendaLine] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    office: list[tuple[Holder, Role]] = field(default_factory=list)
    round: RoundSeen | None = None
    counted: list[Voice] = field(default_factory=list)
    options: dict[str, Option] = field(default_factory=dict)
    main: str | None = None
    facts: MeetingFacts | None = None
    sheet: ScoreSheet | None = None
    attendance: Attendance | None = None
    last_step: MeetingStep | None = None
    my_voice: Voice | None = None
    signs_in_person: bool = False

    def sees(self, part: str) -> bool:
        return part in self.parts

    def may_write(self, part: str) -> bool:
        return may_write(self.roles, self.meeting.state, Part(part))

    @property
    def is_insider(self) -> bool:
        """Who sees how the agenda is prepared sees the round, the history and its reasons as well."""
        return Part.AGENDA in parts_for(self.roles, State.APPROVAL)

    @property
    def may_key_in(self) -> bool:
        return bool(self.roles & KEYED_IN_BY)

    @property
    def practising(self) -> bool:
        """No files are made of the papers of a practice."""
        return elsewhere() is not None

    @property
    def may_print(self) -> bool:
        """All papers in one file, for a meeting that is held on paper."""
        return self.meeting.state == State.CONVENED and bool(self.roles & KIT_KEEPERS) and not self.practising

    @property
    def lead(self) -> Option | None:
        """The step that the page asks the person for: the one that moves the meeting on, or what it is to lead to."""
        after = {State.APPROVAL: ("convene", "agree"), State.MINUTES: ("score", "finish")}.get(self.meeting.state, ())
        names = [self.main or "", *after]
        if self.main == "sign" and not self.signs_in_person:
            names = list(after)  # attesting for somebody else is the exception
        return next((self.options[name] for name in names if name in self.options), None)

    @property
    def others(self) -> list[Option]:
        """What else is open to the person."""
        lead = self.lead
        return [option for option in self.options.values() if option is not lead]

    @property
    def papers_in_force(self) -> list[Paper]:
        return [paper for paper in self.papers if paper.replaced is None]

    @property
    def agreed(self) -> list[Voice]:
        return [a for a in self.counted if a.agreed_at is not None]

    @property
    def waiting(self) -> list[Voice]:
        return [a for a in self.counted if a.agreed_at is None]

    @property
    def needed(self) -> int:
        return len(self.counted) // 2 + 1

    @property
    def overseers(self) -> list[Holder]:
        return [person for person, role in self.office if role == Role.OVERSEER]

    @property
    def minutes_sum(self) -> int:
        return sum(item.minutes for item in self.items)

    def files_of(self, item_id: int | None) -> list[Paper]:
        return [paper for paper in self.papers if paper.is_file and paper.item_id == item_id]


def view_of(meeting: Meeting, actor: Actor) -> View:
    """Raises NotKnown if the actor sees nothing of a meeting in this state. At most eight statements."""
    known = Known(rounds=rounds_seen(meeting.id) if meeting.state == State.APPROVAL else None)
    roles = roles_at(meeting, actor, known, with_substitution=False)
    parts = parts_for(roles, meeting.state)
    if not parts:
        raise NotKnown
    view = View(meeting=meeting, roles=roles, parts=parts)
    if parts & {Part.AGENDA, Part.CONVENED}:
        view.items = known.items = lines_of(meeting.id)
    view.papers = papers_of(meeting, actor)
    view.office = known.offices(meeting.cell_id)
    _add_round(view, known)
    _add_options(view, known, actor)
    _add_what_is_over(view, known, actor)
    return view


def _add_round(view: View, known: Known) -> None:
    """The round that stands: the open one, or the one on which the meeting was convened."""
    if not view.is_insider or view.meeting.state not in (State.APPROVAL, State.CONVENED):
        return
    if known.rounds is None:
        known.rounds = rounds_seen(view.meeting.id)
    view.round = next((r for r in known.rounds if r.result in (RoundResult.OPEN, RoundResult.CONVENED)), None)
    if view.round is not None:
        is_open = view.round.result == RoundResult.OPEN
        view.counted = standing(view.round, view.office) if is_open else voices(view.round)


def _add_options(view: View, known: Known, actor: Actor) -> None:
    meeting = view.meeting
    table = at_version(meeting.definition_version)
    if not table.steps_for(meeting.state, view.roles):
        return
    view.facts = _facts(meeting, known)
    view.main = main_step(meeting.state, view.facts)
    view.signs_in_person = _signs_in_person(view.roles, known)
    view.my_voice = next((a for a in view.counted if a.person_id == actor.person_id), None)
    for step in table.steps_for(meeting.state, view.roles, view.facts):
        if step.name in ("score", "finish") and step.name != _last_step(meeting):
            continue
        if step.name == "agree" and (view.my_voice is None or view.my_voice.agreed_at is not None):
            continue  # keying in and standing in have forms of their own
        label = "Xác nhận ký thay" if step.name == "sign" and not view.signs_in_person else step.label
        view.options[step.name] = Option(
            name=step.name, label=label, needs_reason=step.needs_reason, reasons=_reasons(step, view.facts)
        )


def _signs_in_person(roles: frozenset[Role], known: Known) -> bool:
    signed = {s.role for s in known.minutes.signatures} if known.minutes else {Role.CHAIR, Role.RECORDER}
    return bool(roles & {Role.CHAIR, Role.RECORDER} - signed)


def _last_step(meeting: Meeting) -> str:
    return "finish" if meeting.kind == Kind.EXTRAORDINARY else "score"


def _facts(meeting: Meeting, known: Known) -> MeetingFacts:
    if meeting.state != State.CONVENED:
        return facts_of(meeting, known)
    # The form of `open` appoints a recorder; what it cannot mend is a day that has not come.
    return facts_of(meeting, known, stated_opening=clock.now(), has_recorder=True)


def _reasons(step: Step[MeetingFacts], facts: MeetingFacts) -> tuple[Reason, ...]:
    if step.name == "open" and clock.today() < facts.planned_day:
        text = f"Chưa tới ngày sinh hoạt {facts.planned_day:%d/%m/%Y}."
        return (Reason(text, "Đổi ngày thì bí thư, phó bí thư chọn “Hoãn sang thời gian khác”"),)
    return () if step.name in MENDED_BY_FORM else step.reasons(facts, reason="x")


def _add_what_is_over(view: View, known: Known, actor: Actor) -> None:
    meeting = view.meeting
    if view.sees(Part.RESULT) and meeting.state in WITH_RESULT and meeting.kind != Kind.EXTRAORDINARY:
        view.sheet = known.sheet or totals_of(meeting.id)
    if view.sees(Part.OWN_ATTENDANCE) and not view.sees(Part.RECORD):
        view.attendance = own_attendance(meeting.id, actor.person_id)
    if meeting.state in (*PREPARED, State.CANCELLED):
        view.last_step = next(iter(history_of(meeting.id, limit=1)), None)
