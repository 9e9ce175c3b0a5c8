"""The way of a meeting, as by-laws: one row a step. Sentences and conditions are in `meeting_rules`."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Literal

from workflows import meeting_facts as fact
from workflows import meeting_rules as rule
from workflows.engine import NEW, Step, Workflow, by_version
from workflows.meeting_facts import KIND_LABELS, Kind, MeetingFacts, Signature, Voice
from workflows.roles import Role

__all__ = ["KIND_LABELS", "MEETING", "Kind", "MeetingFacts", "Signature", "State", "Voice", "at_version"]


class State(StrEnum):
    DRAFT = "draft"
    APPROVAL = "approval"
    CONVENED = "convened"
    HELD = "held"
    MINUTES = "minutes"
    SCORED = "scored"
    EVALUATED = "evaluated"
    CANCELLED = "cancelled"


STATE_LABELS: Mapping[str, str] = MappingProxyType(
    {
        State.DRAFT: "Dự thảo chương trình",
        State.APPROVAL: "Chờ chi ủy duyệt",
        State.CONVENED: "Đã triệu tập",
        State.HELD: "Đang sinh hoạt",
        State.MINUTES: "Hoàn thiện biên bản, nghị quyết",
        State.SCORED: "Đã nộp, chờ xếp loại",
        State.EVALUATED: "Đã xếp loại",
        State.CANCELLED: "Đã hủy",
    }
)

SECRETARIES = frozenset({Role.SECRETARY, Role.DEPUTY_SECRETARY})
SCRIBE = frozenset({Role.SCRIBE})
APPROVERS = frozenset({Role.APPROVER})
OVERSEER = frozenset({Role.OVERSEER})
OFFICE = frozenset({Role.OFFICE})
LEADERSHIP = frozenset({Role.LEADERSHIP})
CHAIR = frozenset({Role.CHAIR})
SIGNERS = frozenset({Role.CHAIR, Role.RECORDER})

# The chair opens and closes; these do it on the chair's behalf, and the history says so.
FOR_CHAIR = SECRETARIES | {Role.RECORDER}
# The committee's agreements on paper may be keyed in by these, in each approver's name.
KEYED_IN_BY = FOR_CHAIR | SCRIBE

_CANNOT_BEGIN = (rule.regular_meeting_exists, rule.cell_has_ended)
_ENDED = (rule.cell_has_ended,)
_UNREADY = (
    rule.agenda_is_empty,
    rule.presenter_is_missing,
    rule.time_place_or_chair_is_missing,
    rule.guidance_is_left_out,
    rule.last_results_are_left_out,
    rule.part_is_held_already,
    rule.cell_has_ended,
)
_NOT_HELD = (
    rule.what_was_held_is_unstated,
    rule.day_is_in_the_future,
    rule.opening_is_in_the_future,
    rule.day_is_after_the_end,
)
_CANNOT_OPEN = (
    rule.opening_is_before_the_day,
    rule.opening_is_in_the_future,
    rule.recorder_is_missing,
    rule.day_is_after_the_end,
)
_UNFINISHED = (
    rule.roll_call_is_open,
    rule.outcome_is_missing,
    rule.vote_does_not_add_up,
    rule.resolution_is_undecided,
    rule.score_is_not_voted,
    rule.minutes_are_not_adopted,
    rule.closing_is_before_the_opening,
    rule.closing_is_in_the_future,
)
_OWN_VOICE = (rule.voice_is_given_already,)
_PAPER_VOICE = (rule.voice_is_nobodys, rule.voice_is_given_already)
_STAND_IN = (rule.voice_is_nobodys, rule.voice_is_given_already, rule.stand_in_has_spoken_already)
_UNSIGNABLE = (rule.something_is_marked_open, rule.signature_is_there_already)
_UNSIGNED = (rule.signature_is_missing, rule.resolution_is_not_issued)
_UNRATED = (rule.rating_is_missing,)

D, A, C, H, M, S, E, X = State  # the states in the order of the way, for the table

# fmt: off
MEETING: Workflow[MeetingFacts] = Workflow(initial=D, definition_version=1, state_labels=STATE_LABELS, steps=[
    Step(name="create",           label="Lập kỳ sinh hoạt",               source=NEW, target=D, by=SECRETARIES, on_paper=SCRIBE,        unless=_CANNOT_BEGIN),
    Step(name="create",           label="Lập kỳ sinh hoạt theo định hướng", source=NEW, target=D, by=OFFICE,                             unless=_CANNOT_BEGIN, when=fact.comes_from_guidance),

    Step(name="submit",           label="Trình chi ủy duyệt",             source=D, target=A, by=SECRETARIES,                           unless=_UNREADY),
    Step(name="record_past",      label="Ghi kỳ sinh hoạt đã tổ chức",    source=D, target=H, by=SECRETARIES,   on_paper=SCRIBE,        unless=_NOT_HELD),
    Step(name="withdraw",         label="Rút lại để sửa",                 source=A, target=D, by=SECRETARIES),
    Step(name="agree",            label="Đồng ý chương trình",            source=A, target=A, by=APPROVERS,                             unless=_OWN_VOICE,   when=fact.speaks_for_oneself),
    Step(name="agree",            label="Ghi ý kiến đồng ý trên giấy",    source=A, target=A, by=frozenset(),   on_paper=KEYED_IN_BY,   unless=_PAPER_VOICE, when=fact.speaks_from_paper),
    Step(name="agree",            label="Đồng ý thay người vắng",         source=A, target=A, by=frozenset(),   on_behalf=OVERSEER,     unless=_STAND_IN,    when=fact.stands_in, needs_reason=True),
    Step(name="return",           label="Trả lại để sửa",                 source=A, target=D, by=APPROVERS | OVERSEER,                                       needs_reason=True),
    Step(name="convene",          label="Triệu tập",                      source=A, target=C, by=SECRETARIES,                           unless=(rule.too_few_agree, *_ENDED)),
    Step(name="convene",          label="Triệu tập khi chưa đủ đồng ý",   source=A, target=C, by=OFFICE,                                unless=_ENDED,               needs_reason=True),

    Step(name="amend",            label="Sửa chương trình đã triệu tập",  source=C, target=D, by=SECRETARIES,                           unless=(rule.part_is_held_already, *_ENDED), needs_reason=True),
    Step(name="postpone",         label="Hoãn sang thời gian khác",       source=C, target=C, by=SECRETARIES,                           unless=(rule.new_time_is_missing, *_ENDED),  needs_reason=True),
    Step(name="replace_chair",    label="Thay người chủ trì",             source=C, target=C, by=SECRETARIES | CHAIR,                   unless=(rule.successor_is_missing,), needs_reason=True),
    Step(name="replace_chair",    label="Thay người chủ trì",             source=H, target=H, by=SECRETARIES | CHAIR,                   unless=(rule.successor_is_missing,), needs_reason=True),
    Step(name="replace_recorder", label="Thay thư ký",                    source=C, target=C, by=SECRETARIES | CHAIR,                   unless=(rule.successor_is_missing,), needs_reason=True),
    Step(name="replace_recorder", label="Thay thư ký",                    source=H, target=H, by=SECRETARIES | CHAIR,                   unless=(rule.successor_is_missing,), needs_reason=True),
    Step(name="cancel",           label="Hủy kỳ sinh hoạt",               source=D, target=X, by=SECRETARIES | OFFICE,                                       needs_reason=True),
    Step(name="cancel",           label="Hủy kỳ sinh hoạt",               source=A, target=X, by=SECRETARIES | OFFICE,                                       needs_reason=True),
    Step(name="cancel",           label="Hủy kỳ sinh hoạt",               source=C, target=X, by=SECRETARIES | OFFICE,                                       needs_reason=True),

    Step(name="open",             label="Khai mạc",                       source=C, target=H, by=CHAIR, on_behalf=FOR_CHAIR, on_paper=SCRIBE, unless=_CANNOT_OPEN),
    Step(name="undo_open",        label="Bỏ khai mạc nhầm",               source=H, target=C, by=CHAIR, on_behalf=FOR_CHAIR,            unless=(rule.more_is_recorded,), when=fact.came_by_the_usual_way, needs_reason=True),
    Step(name="undo_open",        label="Bỏ khai mạc nhầm",               source=H, target=D, by=CHAIR, on_behalf=FOR_CHAIR,            unless=(rule.more_is_recorded,), when=fact.came_by_record_past,   needs_reason=True),
    Step(name="break_off",        label="Tạm dừng, họp tiếp sau",         source=H, target=C, by=CHAIR, on_behalf=FOR_CHAIR,            unless=_ENDED,                   when=fact.came_by_the_usual_way, needs_reason=True),
    Step(name="break_off",        label="Tạm dừng, họp tiếp sau",         source=H, target=D, by=CHAIR, on_behalf=FOR_CHAIR,            unless=_ENDED,                   when=fact.came_by_record_past,   needs_reason=True),
    Step(name="close",            label="Bế mạc",                         source=H, target=M, by=CHAIR, on_behalf=FOR_CHAIR, on_paper=SCRIBE, unless=_UNFINISHED),

    Step(name="sign",             label="Ký biên bản",                    source=M, target=M, by=SIGNERS,                               unless=_UNSIGNABLE, when=fact.signs_oneself),
    Step(name="sign",             label="Xác nhận ký thay",               source=M, target=M, by=frozenset(), on_behalf=SECRETARIES,    unless=_UNSIGNABLE, when=fact.attests,                   unless_reasoned=(rule.scan_is_missing,)),
    Step(name="sign",             label="Xác nhận ký thay",               source=M, target=M, by=frozenset(), on_behalf=OFFICE,         unless=_UNSIGNABLE, when=fact.only_the_office_can_attest, unless_reasoned=(rule.scan_is_missing,)),
    Step(name="score",            label="Nộp lên Đảng ủy",                source=M, target=S, by=SECRETARIES,                           unless=(rule.meeting_is_extraordinary, *_UNSIGNED)),
    Step(name="finish",           label="Kết thúc, lưu hồ sơ",            source=M, target=E, by=SECRETARIES,                           unless=(rule.meeting_is_scored, *_UNSIGNED)),

    Step(name="verify",           label="Thẩm định điểm",                 source=S, target=S, by=OVERSEER,                              unless=(rule.points_are_missing,), when=fact.somebody_oversees),
    Step(name="verify",           label="Thẩm định điểm",                 source=S, target=S, by=OFFICE,                                unless=(rule.points_are_missing,), when=fact.nobody_oversees),
    Step(name="send_back",        label="Trả lại để sửa biên bản",        source=S, target=M, by=OVERSEER | OFFICE,                                          needs_reason=True),
    Step(name="evaluate",         label="Quyết định mức xếp loại",        source=S, target=E, by=LEADERSHIP,                            unless=_UNRATED,                             unless_reasoned=(rule.verification_is_missing,)),
    Step(name="evaluate",         label="Ghi quyết định xếp loại",        source=S, target=E, by=OFFICE,                                unless=(*_UNRATED, rule.decision_is_missing), unless_reasoned=(rule.verification_is_missing,)),
    Step(name="reopen",           label="Mở lại hồ sơ",                   source=E, target=S, by=OFFICE,                                when=fact.is_scored,        needs_reason=True),
    Step(name="reopen",           label="Mở lại hồ sơ",                   source=E, target=M, by=OFFICE,                                when=fact.is_extraordinary, needs_reason=True),
])
# fmt: on

at_version = by_version(MEETING)
"""A meeting finishes on the table that it began under; when the rules change, the old table stays above."""


def label_taken(version: int, name: str, acting_as: str, *, on_paper: bool) -> str:
    """What was done, in the words of the row by which it was done: `agree` in one's own voice is not standing in."""
    rows = [step for step in at_version(version).steps if step.name == name]
    own = [step for step in rows if acting_as in (step.on_paper if on_paper else step.by)]
    fitting = own or [step for step in rows if acting_as in step.on_behalf] or rows
    return fitting[0].label


STAGES = ("Dự thảo chương trình", "Chi ủy duyệt", "Tổ chức", "Biên bản, nghị quyết", "Đánh giá")

_STAGE_OF = {D: 1, A: 2, C: 3, H: 3, M: 4, S: 5, E: 5}


@dataclass(frozen=True)
class Stage:
    number: int
    label: str
    position: Literal["done", "now", "ahead"]


def stage_of(state: str) -> int | None:
    """1 to 5; a cancelled meeting is outside the strip."""
    return _STAGE_OF.get(State(state))


@cache
def stages(state: str) -> tuple[Stage, ...]:
    """The strip that people see; every stage is done once the meeting is evaluated, none if it is cancelled."""
    now = len(STAGES) + 1 if state == State.EVALUATED else stage_of(state)
    if now is None:
        return ()
    return tuple(
        Stage(number, label, "done" if number < now else "now" if number == now else "ahead")
        for number, label in enumerate(STAGES, start=1)
    )


def main_step(state: str, facts: MeetingFacts) -> str | None:
    """The step that moves a meeting on from here: the page's one primary button."""
    if state == State.MINUTES:
        last = "finish" if fact.is_extraordinary(facts) else "score"
        return "sign" if facts.missing_signatures else last
    if state == State.APPROVAL:
        return "agree" if rule.too_few_agree(facts) else "convene"
    if state == State.SCORED:
        return "evaluate" if facts.is_verified else "verify"
    return {D: "submit", C: "open", H: "close"}.get(State(state))


def awaits(state: str, facts: MeetingFacts) -> frozenset[Role]:
    """Whose move it is: those who may take the main step in their own right."""
    name = main_step(state, facts)
    rows = [s for s in MEETING.steps if s.name == name and s.source == state and s.applies(facts)]
    # The office convenes and stands in only where the others cannot; it is not what a meeting waits for.
    return rows[0].by if rows else frozenset()
