"""What each role sees and writes of a meeting in each of its states.

Scope (whose meeting) is settled before this table is asked, by `visible_to`. A role with no part in a state
must not learn that the meeting is in it: no parts at all means 404.

A person with several roles sees the union. Where the office stands in for an overseer (as approver, attesting,
for `verify` or `send_back`) the service adds `Role.OVERSEER` for that one meeting. Everybody always sees their
own personal data. An inspector sees nothing by the appointment; `Role.INSPECTING` is given by a campaign, in
its cells and months, as long as it lasts.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from workflows.meeting import State
from workflows.roles import IN_ONE_THING, Role


class Part(StrEnum):
    """`AGENDA` is the one being prepared; `CONVENED` the frozen one; `DOCUMENTS` what goes out with it, the draft
    resolution among them; `UNSIGNED` minutes and resolution before they are signed; `SIGNED` the signed minutes;
    `RESOLUTION` an issued one; `OPINIONS` with petitions; `RESULT` the voted self-score and the official rating;
    `SCORES` every score by criterion; `COUNTS` of a record, without names; `NAMES` of the cell's members and what
    its signed minutes say of them; `PERSONAL` all personal data."""

    STATE_AND_DATES = "state_and_dates"
    AGENDA = "agenda"
    CONVENED = "convened"
    DOCUMENTS = "documents"
    RECORD = "record"
    OWN_ATTENDANCE = "own_attendance"
    COUNTS = "counts"
    UNSIGNED = "unsigned"
    SIGNED = "signed"
    RESOLUTION = "resolution"
    OPINIONS = "opinions"
    RESULT = "result"
    SCORES = "scores"
    NAMES = "names"
    REASONS_OF_ABSENCE = "reasons_of_absence"
    PERSONAL = "personal"


PREPARED = (State.DRAFT, State.APPROVAL)
FROM_CONVENED = (State.CONVENED, State.HELD, State.MINUTES, State.SCORED, State.EVALUATED)
FROM_HELD = FROM_CONVENED[1:]
FROM_MINUTES = FROM_CONVENED[2:]
PUBLISHED = FROM_CONVENED[3:]
CANCELLED = (State.CANCELLED,)
ALL = (*PREPARED, *FROM_CONVENED, *CANCELLED)

P = Part
_Row = Mapping[tuple[State, ...], frozenset[Part]]

_PAPERS = frozenset({P.SIGNED, P.RESOLUTION, P.OPINIONS})
_ABSENCES = frozenset({P.NAMES, P.REASONS_OF_ABSENCE})
_KNOWN = frozenset({P.STATE_AND_DATES})

# The record stays open to those who worked in it: the minutes are composed from it, and read out while held.
_COMMITTEE: _Row = {
    ALL: _KNOWN | _ABSENCES,
    PREPARED + CANCELLED: frozenset({P.AGENDA, P.DOCUMENTS}),
    FROM_CONVENED + CANCELLED: frozenset({P.CONVENED, P.DOCUMENTS}),
    FROM_HELD + CANCELLED: frozenset({P.RECORD, P.COUNTS}),
    FROM_HELD: frozenset({P.UNSIGNED, P.RESULT, P.SCORES}),
    FROM_MINUTES: _PAPERS,
}
_IN_CHARGE: _Row = {
    FROM_CONVENED + CANCELLED: _KNOWN | _ABSENCES | {P.CONVENED, P.DOCUMENTS, P.RECORD, P.COUNTS},
    FROM_HELD: frozenset({P.UNSIGNED, P.RESULT, P.SCORES}),
    FROM_MINUTES: _PAPERS,
}
_SECRETARIES: _Row = {
    **_COMMITTEE,
    ALL: _KNOWN | _ABSENCES | {P.PERSONAL},
    # The start roll call may be filled in on the day, before `open`.
    (State.CONVENED,): frozenset({P.RECORD, P.COUNTS}),
}
_ABOVE: _Row = {
    ALL: _KNOWN | {P.NAMES},
    FROM_CONVENED: frozenset({P.CONVENED, P.DOCUMENTS}),
    FROM_HELD: frozenset({P.COUNTS}),
    PUBLISHED: frozenset({P.RESOLUTION, P.OPINIONS, P.RESULT, P.SCORES}),
}

_TABLE: Mapping[Role, _Row] = {
    Role.MEMBER: {
        FROM_CONVENED: _KNOWN | {P.CONVENED, P.DOCUMENTS, P.NAMES},
        CANCELLED: _KNOWN,
        FROM_HELD: frozenset({P.OWN_ATTENDANCE}),
        # Signed papers reach the members when they are published, which `score` and `finish` do.
        PUBLISHED: _PAPERS | {P.RESULT},
    },
    Role.SCRIBE: {
        ALL: _KNOWN | _ABSENCES,
        PREPARED: frozenset({P.AGENDA, P.DOCUMENTS}),
        FROM_CONVENED: frozenset({P.CONVENED, P.DOCUMENTS}),
        (State.CONVENED, State.HELD): frozenset({P.RECORD, P.COUNTS}),
        (State.HELD,): frozenset({P.RESULT, P.SCORES}),
        PUBLISHED: _PAPERS | {P.RESULT},
    },
    Role.COMMITTEE_MEMBER: _COMMITTEE,
    Role.DEPUTY_SECRETARY: _SECRETARIES,
    Role.SECRETARY: _SECRETARIES,
    Role.OVERSEER: _COMMITTEE,
    Role.OFFICE: {**_ABOVE, ALL: _KNOWN | _ABSENCES | {P.PERSONAL}},
    Role.LEADERSHIP: _ABOVE,
    Role.CHAIR: _IN_CHARGE,
    Role.RECORDER: _IN_CHARGE,
    # An approver outside the committee (overseer or office joining a short round) reads what is to be agreed.
    Role.APPROVER: {PREPARED: _KNOWN | {P.AGENDA, P.DOCUMENTS}},
    Role.SUBSTITUTE: _SECRETARIES,
    # Of a campaign of inspection: state and days first, the record once it is finished, signed and issued.
    Role.INSPECTING: {
        ALL: _KNOWN,
        FROM_CONVENED: _ABSENCES | {P.CONVENED, P.DOCUMENTS},
        PUBLISHED: _PAPERS | {P.RECORD, P.COUNTS, P.RESULT, P.SCORES},
    },
    # Another cell's committee at a model meeting.
    Role.GUEST: {FROM_CONVENED: _KNOWN | {P.CONVENED, P.DOCUMENTS}, CANCELLED: _KNOWN},
}

SIGHT: Mapping[Role, Mapping[State, frozenset[Part]]] = MappingProxyType(
    {
        role: MappingProxyType(
            {
                state: frozenset(
                    part for states, parts in _TABLE.get(role, {}).items() if state in states for part in parts
                )
                for state in State
            }
        )
        for role in Role
    }
)

READS_ABSENCES = frozenset(
    role for role in set(Role) - IN_ONE_THING if Part.REASONS_OF_ABSENCE in SIGHT[role][State.EVALUATED]
)
"""Who, by an appointment, reads from meeting to meeting who stayed away, and so may be told that somebody often does."""

_SECRETARY_PAIR = frozenset({Role.SECRETARY, Role.DEPUTY_SECRETARY})
_RECORD_KEEPERS = _SECRETARY_PAIR | {Role.CHAIR, Role.RECORDER}
_PROPOSERS = _RECORD_KEEPERS | {Role.COMMITTEE_MEMBER}

WRITERS: Mapping[Part, Mapping[State, frozenset[Role]]] = MappingProxyType(
    {
        P.AGENDA: {State.DRAFT: _SECRETARY_PAIR | {Role.SCRIBE}},
        # Presenter and room may change after `convene`, with a reason.
        P.CONVENED: {State.CONVENED: _SECRETARY_PAIR},
        # Documents may go out before `convene`, and while the agenda is locked.
        P.DOCUMENTS: {
            State.DRAFT: _SECRETARY_PAIR | {Role.SCRIBE},
            State.APPROVAL: _SECRETARY_PAIR,
            State.CONVENED: _SECRETARY_PAIR,
        },
        P.RECORD: {
            # On the day, the start roll call before `open`.
            State.CONVENED: _RECORD_KEEPERS | {Role.SCRIBE},
            State.HELD: _RECORD_KEEPERS | {Role.SCRIBE},
            # Corrections, with a reason, until the first signature.
            State.MINUTES: _RECORD_KEEPERS,
        },
        P.UNSIGNED: {State.HELD: _RECORD_KEEPERS, State.MINUTES: _RECORD_KEEPERS},
        # The scribe keys in the voted score; nobody else's points change once it is voted, until it is verified.
        P.SCORES: {
            State.HELD: _PROPOSERS | {Role.SCRIBE},
            State.SCORED: frozenset({Role.OVERSEER, Role.OFFICE, Role.LEADERSHIP}),
        },
    }
)


def parts_for(roles: Collection[Role], state: str) -> frozenset[Part]:
    """What somebody with `roles` sees of a meeting in `state`; nothing at all means 404."""
    return _parts_for(frozenset(roles), State(state))


@cache
def _parts_for(roles: frozenset[Role], state: State) -> frozenset[Part]:
    return frozenset(part for role in roles for part in SIGHT[role][state])


def may_write(roles: Collection[Role], state: str, part: Part) -> bool:
    """Whether one of `roles` may change `part` while the meeting is in `state`; steps are the engine's."""
    writers = WRITERS.get(part, {}).get(State(state), frozenset())
    return not writers.isdisjoint(roles)
