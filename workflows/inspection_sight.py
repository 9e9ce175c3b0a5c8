"""What of one cell's file in an inspection is read by whom, in each state of the campaign."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from workflows.inspection import State


class Seat(StrEnum):
    """What somebody is to one cell's file."""

    TEAM = "team"  # an inspector on the team of the campaign
    PLANNER = "planner"  # an inspector of the organisation who is not on it
    LEADER = "leader"  # the leadership of the issuer
    CELL = "cell"  # secretary, deputy or committee member of the inspected cell
    OTHER = "other"  # everybody else of the organisation


class Part(StrEnum):
    """`PROGRESS` states, days, figures; `ANNOUNCED` decision, team, outline; `REPORT` the cell's own report; `EVIDENCE`
    the record of the period; `FINDINGS` as they stand, with the working session; `DRAFT` as it was sent to the cell,
    with its comment; `CONCLUSION` the issued notice; `REMEDIES` what is to be mended."""

    PROGRESS = "progress"
    ANNOUNCED = "announced"
    REPORT = "report"
    EVIDENCE = "evidence"
    FINDINGS = "findings"
    DRAFT = "draft"
    CONCLUSION = "conclusion"
    REMEDIES = "remedies"


P, A, U, D, C, Z, X = State
_ALL = frozenset(Part)
_PLAN = frozenset({Part.PROGRESS, Part.ANNOUNCED})
_TOLD = frozenset({Part.ANNOUNCED, Part.REPORT, Part.EVIDENCE})
_UNREAD = frozenset({Part.EVIDENCE})  # the record behind is open while a campaign lasts, and to its team alone
_RESULT = frozenset({Part.CONCLUSION})
_OF_CELL = _ALL - {Part.PROGRESS, Part.FINDINGS}

# fmt: off
_FILE: Mapping[Seat, Mapping[State, frozenset[Part]]] = MappingProxyType({
    Seat.TEAM:    {P: _PLAN, A: _ALL,  U: _ALL,  D: _ALL,                C: _ALL,            Z: _ALL - _UNREAD,  X: _ALL - _UNREAD},
    Seat.LEADER:  {P: _PLAN, A: _ALL - _UNREAD, U: _ALL - _UNREAD, D: _ALL - _UNREAD, C: _ALL - _UNREAD, Z: _ALL - _UNREAD, X: _PLAN},
    Seat.PLANNER: {P: _PLAN, A: _PLAN, U: _PLAN, D: _PLAN,               C: _PLAN | _RESULT, Z: _PLAN | _RESULT, X: _PLAN},
    Seat.CELL:    {          A: _TOLD, U: _TOLD, D: _TOLD | {Part.DRAFT}, C: _OF_CELL,       Z: _OF_CELL,        X: _TOLD - _UNREAD},
    Seat.OTHER:   {                                                      C: _RESULT,         Z: _RESULT},
})
# fmt: on


def sees(seat: str, state: str) -> frozenset[Part]:
    """What of one cell's file is read from there in that state; nothing at all means 404."""
    return _FILE[Seat(seat)].get(State(state), frozenset())
