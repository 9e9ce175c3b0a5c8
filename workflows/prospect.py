"""The way of somebody outstanding among the people (quần chúng ưu tú): helped, taught, voted on, admitted, official.

What is told here is that a step was taken, when and by whom. The papers of the personal file stay on paper.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from workflows.calendar import years_later
from workflows.engine import NEW, Reason, Step, Workflow, by_version
from workflows.roles import Role
from workflows.words import day


class State(StrEnum):
    WATCHED = "watched"
    TRAINED = "trained"
    FILED = "filed"
    VOTED = "voted"
    DECIDED = "decided"
    PROBATION = "probation"
    ASSESSED = "assessed"
    OFFICIAL = "official"
    STOPPED = "stopped"


STATE_LABELS: Mapping[str, str] = MappingProxyType(
    {
        State.WATCHED: "Đang theo dõi, giúp đỡ",
        State.TRAINED: "Đã học lớp nhận thức về Đảng",
        State.FILED: "Hồ sơ đã hoàn thành",
        State.VOTED: "Chi bộ đã biểu quyết kết nạp",
        State.DECIDED: "Đã có quyết định kết nạp",
        State.PROBATION: "Đảng viên dự bị",
        State.ASSESSED: "Chi bộ đã biểu quyết công nhận chính thức",
        State.OFFICIAL: "Đảng viên chính thức",
        State.STOPPED: "Thôi theo dõi",
    }
)

BEFORE_ADMISSION = (State.WATCHED, State.TRAINED, State.FILED, State.VOTED, State.DECIDED)
ON_PROBATION = (State.PROBATION, State.ASSESSED)
OLD_ENOUGH = 18
HELPERS = 2
"""Official members of the Party who answer for somebody."""


@dataclass(frozen=True, kw_only=True)
class ProspectFacts:
    """The defaults block nothing. `on`: the day of the step as it is stated."""

    on: date | None = date.max
    today: date = date.max
    last_on: date = date.min
    """The day of the step before."""
    has_name: bool = True
    birth_on: date | None = date.min
    helpers: int = HELPERS
    vote_passed: bool = True
    """Of a vote of a meeting that is named; one on paper is taken at its word."""
    symbol: str = "–"
    admitted_on: date | None = None
    is_member: bool = False
    cell_has_ended: bool = False


YOU, CELL = "Đồng chí", "Chi bộ"


def name_is_missing(facts: ProspectFacts) -> Reason | None:
    return None if facts.has_name else Reason("Chưa ghi họ và tên.", YOU)


def cell_has_ended(facts: ProspectFacts) -> Reason | None:
    return Reason("Chi bộ đã kết thúc hoạt động.", "") if facts.cell_has_ended else None


def day_is_missing(facts: ProspectFacts) -> Reason | None:
    return Reason("Chưa ghi ngày.", YOU) if facts.on is None else None


def day_is_in_the_future(facts: ProspectFacts) -> Reason | None:
    if facts.on is None or facts.on <= facts.today:
        return None
    return Reason(f"Ngày {day(facts.on)} chưa tới. Ghi khi việc đã làm xong.", YOU)


def day_is_before_the_last_step(facts: ProspectFacts) -> Reason | None:
    if facts.on is None or facts.on >= facts.last_on:
        return None
    return Reason(f"Ngày {day(facts.on)} đứng trước bước liền trước, {day(facts.last_on)}.", YOU)


def helpers_are_missing(facts: ProspectFacts) -> Reason | None:
    if facts.helpers >= HELPERS:
        return None
    return Reason(f"Chưa đủ {HELPERS} đảng viên chính thức được phân công giúp đỡ, giới thiệu.", CELL)


def is_under_age(facts: ProspectFacts) -> Reason | None:
    if facts.birth_on is None:
        return Reason("Chưa ghi ngày sinh nên chưa tính được tuổi.", CELL)
    if facts.on is None or years_later(facts.birth_on, OLD_ENOUGH) <= facts.on:
        return None
    return Reason(f"Đến ngày {day(facts.on)} chưa đủ {OLD_ENOUGH} tuổi.", "")


def vote_did_not_pass(facts: ProspectFacts) -> Reason | None:
    if facts.vote_passed:
        return None
    return Reason("Lần biểu quyết này không đủ số phiếu tán thành theo quy định.", CELL)


def decision_is_missing(facts: ProspectFacts) -> Reason | None:
    return None if facts.symbol.strip() else Reason("Chưa ghi số quyết định.", YOU)


def probation_is_not_over(facts: ProspectFacts) -> Reason | None:
    if facts.on is None or facts.admitted_on is None or facts.on >= end_of_probation(facts.admitted_on):
        return None
    return Reason(f"Thời gian dự bị 12 tháng đến ngày {day(end_of_probation(facts.admitted_on))} mới hết.", "")


def is_a_member(facts: ProspectFacts) -> Reason | None:
    return Reason("Đã kết nạp rồi nên không theo dõi lại từ đầu.", "") if facts.is_member else None


def end_of_probation(admitted_on: date) -> date:
    """The day from which somebody can be an official member: twelve months after the admission."""
    return years_later(admitted_on, 1)


SECRETARIES = frozenset({Role.SECRETARY, Role.DEPUTY_SECRETARY})
OFFICE = frozenset({Role.OFFICE})

_DAY = (day_is_missing, day_is_in_the_future, day_is_before_the_last_step)
_FILE = (*_DAY, helpers_are_missing)
_VOTE = (*_DAY, is_under_age, vote_did_not_pass)
_ASSESS = (*_DAY, probation_is_not_over, vote_did_not_pass)
_DECIDE = (*_DAY, decision_is_missing)

W, T, F, V, D, P, A, Z, X = State  # the states in the order of the way, for the table

# fmt: off
PROSPECT: Workflow[ProspectFacts] = Workflow(initial=W, definition_version=1, state_labels=STATE_LABELS, steps=[
    Step(name="introduce",      label="Đưa vào danh sách theo dõi",         source=NEW, target=W, by=SECRETARIES, on_behalf=OFFICE, unless=(name_is_missing, cell_has_ended)),
    Step(name="assign_helpers", label="Phân công người giúp đỡ",            source=W, target=W, by=SECRETARIES, on_behalf=OFFICE, unless=_DAY),
    Step(name="assign_helpers", label="Phân công người giúp đỡ",            source=T, target=T, by=SECRETARIES, on_behalf=OFFICE, unless=_DAY),
    Step(name="finish_class",   label="Ghi đã học lớp nhận thức về Đảng",   source=W, target=T, by=SECRETARIES, on_behalf=OFFICE, unless=_DAY),
    Step(name="complete_file",  label="Ghi đã hoàn thành hồ sơ",            source=T, target=F, by=SECRETARIES, on_behalf=OFFICE, unless=_FILE),
    Step(name="vote",           label="Ghi chi bộ biểu quyết kết nạp",      source=F, target=V, by=SECRETARIES, on_behalf=OFFICE, unless=_VOTE),
    Step(name="decide",         label="Ghi quyết định kết nạp",             source=V, target=D, by=OFFICE,      unless=_DECIDE),
    Step(name="admit",          label="Ghi lễ kết nạp",                     source=D, target=P, by=OFFICE,      unless=_DAY),
    Step(name="assess",         label="Ghi chi bộ biểu quyết công nhận",    source=P, target=A, by=SECRETARIES, on_behalf=OFFICE, unless=_ASSESS),
    Step(name="recognise",      label="Ghi quyết định công nhận chính thức", source=A, target=Z, by=OFFICE,     unless=_DECIDE),
    Step(name="stop",           label="Thôi theo dõi",                      source=W, target=X, by=SECRETARIES, on_behalf=OFFICE, needs_reason=True),
    Step(name="stop",           label="Thôi theo dõi",                      source=T, target=X, by=SECRETARIES, on_behalf=OFFICE, needs_reason=True),
    Step(name="stop",           label="Thôi theo dõi",                      source=F, target=X, by=SECRETARIES, on_behalf=OFFICE, needs_reason=True),
    Step(name="stop",           label="Thôi theo dõi",                      source=V, target=X, by=OFFICE,      needs_reason=True),
    Step(name="stop",           label="Thôi theo dõi",                      source=D, target=X, by=OFFICE,      needs_reason=True),
    Step(name="stop",           label="Không công nhận chính thức",         source=P, target=X, by=OFFICE,      needs_reason=True),
    Step(name="stop",           label="Không công nhận chính thức",         source=A, target=X, by=OFFICE,      needs_reason=True),
    Step(name="resume",         label="Theo dõi lại",                       source=X, target=W, by=SECRETARIES, on_behalf=OFFICE, unless=(is_a_member, cell_has_ended)),
])
# fmt: on

at_version = by_version(PROSPECT)
