"""Steps between states: which are open to whom, why not, and taking one.

A step that no role is declared for is closed to everybody. All reasons against a step are collected,
never only the first, because each is another errand for the person who reads them.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, Literal, TypeVar

from transitions import Machine

from workflows.roles import Role

Facts = TypeVar("Facts")

NEW = "new"
"""Where a thing is before it exists. A row whose `.state` is still `None` stands here."""


@dataclass(frozen=True)
class Reason:
    """A Vietnamese sentence for the person that is refused, and who can mend what it names."""

    text: str
    fixed_by: str

    @property
    def mended_by(self) -> str:
        """The same as a sentence of its own; nothing where it is whoever reads it."""
        return "" if self.fixed_by in ("", "Đồng chí") else f"{self.fixed_by}."


Rule = Callable[[Facts], Reason | None]
"""Named for what blocks; answers with the reason, or `None` when nothing is in the way."""

Kind = Literal["unknown", "not_yours", "not_here", "blocked"]


class StepRefused(Exception):
    """`kind`: `unknown` no such step (404) · `not_yours` closed to these roles (403) ·
    `not_here` the thing is in another state by now (409) · `blocked` see `reasons` (422)."""

    def __init__(self, kind: Kind, reasons: Iterable[Reason]) -> None:
        self.kind: Kind = kind
        self.reasons = tuple(reasons)
        super().__init__(" ".join(reason.text for reason in self.reasons))


class MalformedWorkflow(ValueError):
    """A table that contradicts itself; raised when it is built, so at import."""


class Capacity(StrEnum):
    """As what somebody takes a step; the history says so."""

    OWN = "own"
    ON_BEHALF = "on_behalf"
    FROM_PAPER = "from_paper"


REASON_IS_MISSING = Reason("Chưa nêu lý do.", "Đồng chí")


@dataclass(frozen=True, kw_only=True)
class Step(Generic[Facts]):
    """One row of the by-laws.

    `by` act in their own right, `on_behalf` in the place of one of those (logged), `on_paper` only key in
    what happened on paper. `unless` always blocks, `unless_reasoned` only as long as no reason is given.
    `when` picks between rows of the same name and source.
    """

    name: str
    label: str
    source: str
    target: str
    by: frozenset[Role]
    on_behalf: frozenset[Role] = frozenset()
    on_paper: frozenset[Role] = frozenset()
    unless: tuple[Rule[Facts], ...] = ()
    unless_reasoned: tuple[Rule[Facts], ...] = ()
    needs_reason: bool = False
    when: Callable[[Facts], bool] | None = field(default=None, repr=False)

    def applies(self, facts: Facts | None) -> bool:
        """Without facts every row may apply."""
        return self.when is None or facts is None or self.when(facts)

    def capacity(self, roles: Collection[Role]) -> Capacity | None:
        """The strongest capacity that `roles` give; `None` means closed to them."""
        if self.by.intersection(roles):
            return Capacity.OWN
        if self.on_behalf.intersection(roles):
            return Capacity.ON_BEHALF
        if self.on_paper.intersection(roles):
            return Capacity.FROM_PAPER
        return None

    def reasons(self, facts: Facts, reason: str = "") -> tuple[Reason, ...]:
        """Everything that blocks this step now, in the order of the table."""
        given = bool(reason.strip())
        rules = self.unless if given else self.unless + self.unless_reasoned
        found = [REASON_IS_MISSING] if self.needs_reason and not given else []
        return (*found, *(answer for rule in rules if (answer := rule(facts))))


class Workflow(Generic[Facts]):
    """The steps of one kind of thing. Pure: it knows states, roles and facts, no database and no clock."""

    def __init__(
        self,
        initial: str,
        steps: Sequence[Step[Facts]],
        *,
        definition_version: int,
        state_labels: Mapping[str, str],
    ) -> None:
        self.initial = str(initial)
        self.steps = tuple(steps)
        self.definition_version = definition_version
        self.state_labels = {str(state): label for state, label in state_labels.items()}
        self.states = tuple(self.state_labels)
        self._refuse_contradictions()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all steps, once each, in the order of the table."""
        return tuple(dict.fromkeys(step.name for step in self.steps))

    def label(self, state: str) -> str:
        return self.state_labels[str(state)]

    def steps_for(self, state: str | None, roles: Collection[Role], facts: Facts | None = None) -> list[Step[Facts]]:
        """The steps open to `roles` from `state`, blocked or not, one per name."""
        rows = (s for s in self.steps if s.source == (state or NEW) and s.applies(facts) and s.capacity(roles))
        return list({step.name: step for step in reversed(list(rows))}.values())[::-1]

    def step_named(self, state: str | None, name: str, facts: Facts | None = None) -> Step[Facts] | None:
        """The first row of that name from `state`, whoever it is for."""
        here = (s for s in self.steps if s.name == name and s.source == (state or NEW) and s.applies(facts))
        return next(here, None)

    def is_for(self, name: str, roles: Collection[Role]) -> bool:
        """Whether `roles` may take the step from any state at all."""
        return any(step.capacity(roles) for step in self.steps if step.name == name)

    def refusal(
        self, state: str | None, name: str, roles: Collection[Role], facts: Facts, reason: str = ""
    ) -> StepRefused | None:
        """Why `roles` may not take the step now, or `None` if they may."""
        answer = self._choose(state or NEW, name, roles, facts, reason)
        return answer if isinstance(answer, StepRefused) else None

    def take(
        self, subject: object, name: str, *, roles: Collection[Role], facts: Facts, reason: str = ""
    ) -> Step[Facts]:
        """Move `subject.state` one step and answer with the row that was taken.

        Raises StepRefused, and then leaves the subject alone. Nothing else in the program writes `.state`.
        """
        state = getattr(subject, "state", None) or NEW
        answer = self._choose(state, name, roles, facts, reason)
        if isinstance(answer, StepRefused):
            raise answer
        subject.state = _moved(answer)  # type: ignore[attr-defined]  # any row with a state will do
        return answer

    def _choose(
        self, state: str, name: str, roles: Collection[Role], facts: Facts, reason: str
    ) -> Step[Facts] | StepRefused:
        named = [s for s in self.steps if s.name == name]
        if not named:
            return StepRefused("unknown", [Reason("Không có bước này.", "")])
        # Before the state: whoever may never take this step learns nothing of where the thing stands.
        if not self.is_for(name, roles):
            return self._not_yours(named[0])
        here = [s for s in named if s.source == state and s.applies(facts)]
        if not here:
            return self._not_here(state, named[0])
        mine = [s for s in here if s.capacity(roles)]
        if not mine:
            return self._not_yours(here[0])
        refusals = [s.reasons(facts, reason) for s in mine]
        free = (step for step, reasons in zip(mine, refusals, strict=True) if not reasons)
        return next(free, None) or StepRefused("blocked", refusals[0])

    def _not_yours(self, step: Step[Facts]) -> StepRefused:
        text = f"Đồng chí chưa được phân quyền thực hiện việc “{step.label}”."
        return StepRefused("not_yours", [Reason(text, "Văn phòng Đảng ủy")])

    def _not_here(self, state: str, step: Step[Facts]) -> StepRefused:
        now = self.state_labels.get(state, "chưa lập")
        text = f"Không còn thực hiện được việc “{step.label}”: hiện ở bước “{now}”, có thể người khác vừa chuyển."
        return StepRefused("not_here", [Reason(text, "Đồng chí mở lại trang để xem bản mới nhất")])

    def _refuse_contradictions(self) -> None:
        used = {str(s) for step in self.steps for s in (step.source, step.target)} | {self.initial}
        if wrong := used - set(self.states) - {NEW}:
            raise MalformedWorkflow(f"states without a label: {sorted(wrong)}")
        if lost := set(self.states) - self._reachable():
            raise MalformedWorkflow(f"states that no step leads to: {sorted(lost)}")
        if any(step.target == NEW for step in self.steps):
            raise MalformedWorkflow("a step cannot unmake a thing")
        seen: set[tuple[str, str, frozenset[Role]]] = set()
        for step in self.steps:
            row = (step.name, str(step.source), step.by)
            if step.when is None and row in seen:
                raise MalformedWorkflow(f"two rows for {step.name!r} from {step.source!r}")
            seen.add(row)
            _moved(step)

    def _reachable(self) -> set[str]:
        reached, size = {self.initial, NEW}, 0
        while size < len(reached):
            size = len(reached)
            reached |= {str(step.target) for step in self.steps if str(step.source) in reached}
        return reached


def by_version(*workflows: Workflow[Facts]) -> Callable[[int], Workflow[Facts]]:
    """A look-up of one thing's tables by version: who began under one table finishes on it."""
    table = {workflow.definition_version: workflow for workflow in workflows}
    if len(table) < len(workflows):
        raise MalformedWorkflow("two tables bear the same definition version")
    return table.__getitem__


class _Seat:
    """Stands in for the row: `transitions` decorates its model with methods of its own."""

    state: str


def _moved(step: Step[Facts]) -> str:
    # A throw-away machine per step: a shared one keeps every model it ever saw. str(), because
    # `transitions` reads an Enum by its name while the database keeps the value.
    seat, source, target = _Seat(), str(step.source), str(step.target)
    declared = {source: step.source, target: step.target}
    machine = Machine(
        model=seat,
        states=list(dict.fromkeys((source, target))),
        initial=source,
        auto_transitions=False,
        transitions=[[step.name, source, target]],
    )
    machine.events[step.name].trigger(seat)
    return declared[seat.state]
