"""Everything that the rules of a meeting look at, gathered by the service before it asks the engine."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum


class Kind(StrEnum):
    REGULAR = "regular"
    THEMATIC = "thematic"
    EXTRAORDINARY = "extraordinary"


KIND_LABELS = {Kind.REGULAR: "thường kỳ", Kind.THEMATIC: "chuyên đề", Kind.EXTRAORDINARY: "bất thường"}


class Voice(StrEnum):
    """Whose agreement is entered, and how."""

    OWN = "own"
    PAPER = "paper"
    STAND_IN = "stand_in"


class Signature(StrEnum):
    OWN = "own"
    ATTESTED = "attested"


@dataclass(frozen=True, kw_only=True)
class MeetingFacts:
    """The defaults block nothing: a service states each fact that its step is judged by.

    Tuples hold what is named in the sentence (titles, names); times are aware.
    """

    kind: Kind = Kind.REGULAR
    now: datetime = datetime(9000, 1, 1, tzinfo=UTC)
    cell_ended_on: date | None = None
    """The first day on which the cell exists no more: merged or dissolved."""

    # create
    month: str = ""
    """`12/2026`."""
    live_regular_exists: bool = False
    from_guidance: bool = False

    # submit
    agenda_items: int = 1
    items_without_presenter: tuple[str, ...] = ()
    has_time: bool = True
    has_place: bool = True
    has_chair: bool = True
    has_recorder: bool = True
    guidance_is_published: bool = False
    has_guidance_item: bool = False
    open_tasks: int = 0
    has_results_item: bool = False
    part_is_held: bool = False

    # approval round
    approvers: int = 1
    agreed: int = 1
    voice: Voice | None = None
    """`None` while nobody has chosen yet whose agreement is entered."""
    voice_of: str = ""
    voice_is_named: bool = True
    voice_is_given: bool = False
    stand_in_has_spoken: bool = False

    # convened
    has_new_time: bool = True
    successor_is_named: bool = True

    # open, record_past, break_off
    planned_day: date = date.min
    stated_opening: datetime | None = None
    opening_is_stated: bool = True
    came_by_record_past: bool = False
    recorded: tuple[str, ...] = ()
    """What the record holds beyond the start roll call: `2 ý kiến phát biểu`."""

    # close
    stated_closing: datetime | None = None
    open_roll_calls: tuple[str, ...] = ()
    items_without_outcome: tuple[str, ...] = ()
    votes_that_do_not_add_up: tuple[str, ...] = ()
    undecided_resolutions: tuple[str, ...] = ()
    score_is_voted: bool = True
    minutes_are_adopted: bool = True

    # sign
    open_marks: tuple[str, ...] = ()
    """Complete sentences: `Lý do vắng của đ/c Ma Văn Quyền còn trống.`"""
    signature: Signature | None = None
    signature_is_there: bool = False
    has_scan: bool = False
    secretaries_cannot_attest: bool = False

    # score, finish
    missing_signatures: tuple[str, ...] = ()
    unissued_resolutions: tuple[str, ...] = ()

    # verify, evaluate
    has_overseer: bool = True
    criteria_without_points: tuple[str, ...] = ()
    is_verified: bool = True
    has_rating: bool = True
    has_decision: bool = True


# Which of two rows of the same name applies (`Step.when`).


def comes_from_guidance(facts: MeetingFacts) -> bool:
    return facts.from_guidance


def came_by_the_usual_way(facts: MeetingFacts) -> bool:
    return not facts.came_by_record_past


def came_by_record_past(facts: MeetingFacts) -> bool:
    return facts.came_by_record_past


def speaks_for_oneself(facts: MeetingFacts) -> bool:
    return facts.voice in {None, Voice.OWN}


def speaks_from_paper(facts: MeetingFacts) -> bool:
    return facts.voice in {None, Voice.PAPER}


def stands_in(facts: MeetingFacts) -> bool:
    return facts.voice in {None, Voice.STAND_IN}


def signs_oneself(facts: MeetingFacts) -> bool:
    return facts.signature in {None, Signature.OWN}


def attests(facts: MeetingFacts) -> bool:
    return facts.signature in {None, Signature.ATTESTED}


def only_the_office_can_attest(facts: MeetingFacts) -> bool:
    return attests(facts) and facts.secretaries_cannot_attest


def somebody_oversees(facts: MeetingFacts) -> bool:
    return facts.has_overseer


def nobody_oversees(facts: MeetingFacts) -> bool:
    return not facts.has_overseer


def is_scored(facts: MeetingFacts) -> bool:
    return facts.kind != Kind.EXTRAORDINARY


def is_extraordinary(facts: MeetingFacts) -> bool:
    return facts.kind == Kind.EXTRAORDINARY
