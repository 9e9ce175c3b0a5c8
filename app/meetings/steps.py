"""How each step of a meeting is taken on a page: one click, a form of its own, or another room's page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import request

from app.actor import Actor
from app.agendas.queries import items_of
from app.agendas.queries_last import as_last_month
from app.approvals.queries import open_round, voices
from app.approvals.services import agree, return_to_draft, submit, withdraw
from app.approvals.services_committee import committee_of, overseers_of
from app.extensions import elsewhere
from app.meetings import queries
from app.meetings.forms import PastForm, PostponeForm, ReasonForm, ReplaceForm, VoiceForm
from app.meetings.models import Meeting
from app.meetings.services_convening import Held, amend, cancel, convene, record_past
from app.meetings.services_plan import people_of, postpone, replace_chair, replace_recorder
from app.refusals import NotKnown
from app.web.addresses import url_for
from app.web.nfc import sent_version
from app.web.practising import told
from workflows.engine import Reason, StepRefused
from workflows.meeting import State, Voice, at_version
from workflows.roles import Role

CLICK, PAGE, ELSEWHERE = "click", "page", "elsewhere"


@dataclass(frozen=True, kw_only=True)
class Way:
    """`how`: CLICK posts to the step at once, PAGE asks first, ELSEWHERE is a room's own page or address."""

    how: str
    form: type[ReasonForm] | None = None
    endpoint: str = "meetings.take_step"
    posted: bool = False  # elsewhere, and without a page before it

    @property
    def is_click(self) -> bool:
        return self.how == CLICK or self.posted

    def address(self, here: str, name: str, meeting: Meeting) -> str:
        """Where the page of the meeting, at `here`, leads for the step: to its form, to be posted, or elsewhere."""
        return self.url(meeting) if self.how == ELSEWHERE else f"{here}/steps/{name}"

    def url(self, meeting: Meeting) -> str:
        if self.endpoint == "meetings.take_step":
            return url_for(self.endpoint, meeting_id=meeting.id, name=_name_of(self))
        return url_for(self.endpoint, meeting_id=meeting.id)


STEPS: dict[str, Way] = {
    "submit": Way(how=CLICK),
    "withdraw": Way(how=CLICK),
    "agree": Way(how=CLICK, form=VoiceForm),
    "convene": Way(how=CLICK, form=ReasonForm),
    "return": Way(how=PAGE, form=ReasonForm),
    "amend": Way(how=PAGE, form=ReasonForm),
    "cancel": Way(how=PAGE, form=ReasonForm),
    "postpone": Way(how=PAGE, form=PostponeForm),
    "replace_chair": Way(how=PAGE, form=ReplaceForm),
    "replace_recorder": Way(how=PAGE, form=ReplaceForm),
    "record_past": Way(how=PAGE, form=PastForm),
    "open": Way(how=ELSEWHERE, endpoint="sessions.open_meeting"),
    "undo_open": Way(how=ELSEWHERE, endpoint="sessions.undo_open"),
    "break_off": Way(how=ELSEWHERE, endpoint="sessions.break_off"),
    "close": Way(how=ELSEWHERE, endpoint="sessions.close_meeting"),
    "sign": Way(how=ELSEWHERE, endpoint="minutes.sign"),
    "score": Way(how=ELSEWHERE, endpoint="minutes.score_meeting", posted=True),
    "finish": Way(how=ELSEWHERE, endpoint="minutes.finish_meeting", posted=True),
    "verify": Way(how=ELSEWHERE, endpoint="evaluations.detail"),
    "evaluate": Way(how=ELSEWHERE, endpoint="evaluations.detail"),
    "send_back": Way(how=PAGE, form=ReasonForm, endpoint="minutes.send_back"),
    "reopen": Way(how=PAGE, form=ReasonForm, endpoint="minutes.reopen"),
}
# What follows, said before the step is taken.
HINTS: dict[str, str] = {
    "convene": "Văn phòng triệu tập thay khi chi ủy chưa đủ ý kiến. Lý do được lưu trong nhật ký.",
    "return": "Nêu chỗ cần sửa, bí thư đọc ngay dòng này.",
    "amend": "Chi ủy duyệt lại từ đầu, đảng viên được báo và nhận chương trình mới.",
    "cancel": "Hủy rồi thì không mở lại được; cần thì lập kỳ sinh hoạt khác.",
    "postpone": "Đảng viên và đảng ủy viên phụ trách được báo ngay.",
    "replace_chair": "Không phải duyệt lại chương trình.",
    "replace_recorder": "Không phải duyệt lại chương trình.",
    "record_past": "Cho kỳ sinh hoạt đã tổ chức mà chưa qua các bước trước trên hệ thống. "
    "Các bước bỏ qua bị trừ điểm, nhưng không cản việc nhập.",
    "send_back": "Biên bản được sửa thành bản mới và ký lại; điểm chi bộ đã biểu quyết giữ nguyên.",
    "reopen": "Việc mở lại được ghi vào nhật ký.",
}
IN_PRACTICE: dict[str, str] = {
    "return": "Nêu chỗ cần sửa, bí thư đọc ở trang kỳ sinh hoạt.",
    "amend": "Chi ủy duyệt lại từ đầu. Tập thử: không báo cho ai.",
    "postpone": "Tập thử: không báo cho ai.",
}
# What has happened, said after it.
SAID: dict[str, str] = {
    "submit": "Đã trình chi ủy. Chương trình được khóa cho đến khi có ý kiến.",
    "withdraw": "Đã rút lại chương trình để sửa.",
    "agree": "Đã ghi ý kiến đồng ý.",
    "convene": "Đã triệu tập",
    "return": "Đã trả lại chương trình",
    "amend": "Chương trình trở về dự thảo. Sửa xong thì trình lại.",
    "cancel": "Đã hủy kỳ sinh hoạt",
    "postpone": "Đã hoãn",
    "replace_chair": "Đã thay người chủ trì.",
    "replace_recorder": "Đã thay thư ký.",
    "record_past": "Đã ghi kỳ sinh hoạt. Nhập tiếp điểm danh, ý kiến, biểu quyết theo sổ giấy.",
}
# Who was told of it, in the words that go on with what has happened.
TOLD: dict[str, str] = {
    "convene": "báo cho đảng viên",
    "return": "báo bí thư",
    "cancel": "báo cho mọi người",
    "postpone": "báo thời gian mới cho đảng viên",
}


def _name_of(way: Way) -> str:
    return next(name for name, each in STEPS.items() if each is way)


@dataclass(kw_only=True)
class StepPage:
    """One step as a page asks for it. `form` None: a click is enough."""

    meeting: Meeting
    name: str
    label: str
    way: Way
    form: ReasonForm | None
    action: str
    mine: bool

    @property
    def said(self) -> str:
        if self.name == "submit" and (same := as_last_month(items_of(self.meeting.id))):
            return f"{SAID[self.name]} {len(same)} mục còn như tháng trước; cần sửa thì rút lại."
        return told(SAID[self.name], TOLD[self.name]) if self.name in TOLD else SAID[self.name]

    @property
    def hint(self) -> str:
        hints = HINTS | IN_PRACTICE if elsewhere() else HINTS
        return hints.get(self.name, "") if not isinstance(self.form, VoiceForm) else ""

    @property
    def draft(self) -> str:
        """Under which key what is typed is kept while one types; only where it may be long."""
        return f"past-{self.meeting.id}" if isinstance(self.form, PastForm) else ""

    def is_filled_well(self) -> bool:
        """A step that is not the person's is left to the service to refuse."""
        return self.form is None or not self.mine or self.form.validate()

    def take(self, actor: Actor) -> None:
        version = sent_version()
        TAKERS[self.name](self.meeting, self.form, actor, version)


def step_page(meeting: Meeting, name: str, actor: Actor, *, sent: bool = False) -> StepPage:
    """The step with its form, filled from the request if it was `sent`. Raises StepRefused, NotKnown for no step."""
    way = STEPS.get(name)
    if way is None or (sent and name not in TAKERS):
        raise NotKnown
    table = at_version(meeting.definition_version)
    roles = queries.roles_at(meeting, actor, with_substitution=False)
    mine = {step.name: step for step in table.steps_for(meeting.state, roles)}
    if name not in mine and not sent:
        _refuse(meeting, name, roles)
    needs_reason = name in mine and mine[name].needs_reason
    form = _form(meeting, name, way, needs_reason, sent)
    label = mine[name].label if name in mine else name
    if isinstance(form, VoiceForm):
        label = (
            "Đồng ý thay người không liên lạc được" if form.kind == Voice.STAND_IN else "Ghi ý kiến đồng ý trên giấy"
        )
    action = way.url(meeting)
    return StepPage(meeting=meeting, name=name, label=label, way=way, form=form, action=action, mine=name in mine)


def _refuse(meeting: Meeting, name: str, roles: frozenset[Role]) -> None:
    """The refusal that the step itself would meet, before anybody types into its form."""
    facts = queries.facts_of(meeting)
    refused = at_version(meeting.definition_version).refusal(meeting.state, name, roles, facts, reason="x")
    raise refused or StepRefused("not_yours", [Reason("Đồng chí chưa được phân quyền làm việc này.", "")])


def _form(meeting: Meeting, name: str, way: Way, needs_reason: bool, sent: bool) -> ReasonForm | None:
    asked = way.form
    if asked is None or (name == "convene" and not needs_reason):
        return None
    if name == "agree" and request.values.get("voice", "") not in (Voice.PAPER, Voice.STAND_IN):
        return None  # one's own voice is a click
    if sent:
        form = asked(meta={"csrf": False})
    else:
        form = asked(formdata=None, meta={"csrf": False}, **_known(meeting, asked))
    form.offer(_people(meeting, asked))
    if isinstance(form, PastForm):
        form.offer_committee(committee_of(meeting), overseers_of(meeting.cell_id))
    if isinstance(form, VoiceForm) and not sent:
        form.voice.data = request.args.get("voice")
    return form


def _known(meeting: Meeting, asked: type[ReasonForm]) -> dict[str, object]:
    """What the form may show already: the plan, for a meeting that took place as planned."""
    if asked is not PastForm:
        return {}
    return {"place": meeting.place, "chair_id": meeting.chair_id, "recorder_id": meeting.recorder_id}


def _people(meeting: Meeting, asked: type[ReasonForm]) -> dict[int, str]:
    if asked is VoiceForm:
        found = open_round(meeting.id) if meeting.state == State.APPROVAL else None
        return {a.person_id: a.person.full_name for a in voices(found) if a.agreed_at is None} if found else {}
    return people_of(meeting) if asked in (ReplaceForm, PastForm) else {}


Taker = Callable[[Meeting, Any, Actor, int | None], object]


def _reason(form: ReasonForm | None) -> str:
    return (form.reason.data or "").strip() if form else ""


def _agree(meeting: Meeting, form: ReasonForm | None, actor: Actor, version: int | None) -> None:
    if not isinstance(form, VoiceForm):
        agree(meeting, actor=actor, version=version)
        return
    agree(
        meeting,
        actor=actor,
        voice=form.kind,
        person_id=form.person_id.data,
        agreed_at=form.agreed_at,
        reason=_reason(form),
        version=version,
    )


def _postpone(meeting: Meeting, form: Any, actor: Actor, version: int | None) -> None:
    postpone(meeting, form.starts_at, reason=_reason(form), actor=actor, version=version)


def _replace_chair(meeting: Meeting, form: Any, actor: Actor, version: int | None) -> None:
    replace_chair(meeting, form.person_id.data, reason=_reason(form), actor=actor, version=version)


def _replace_recorder(meeting: Meeting, form: Any, actor: Actor, version: int | None) -> None:
    replace_recorder(meeting, form.person_id.data, reason=_reason(form), actor=actor, version=version)


def _record_past(meeting: Meeting, form: Any, actor: Actor, version: int | None) -> None:
    held = Held(
        opened_at=form.opened_at,
        place=form.place.data or "",
        chair_id=form.chair_id.data,
        recorder_id=form.recorder_id.data,
        day_is_certain=bool(form.day_is_certain.data),
        committee=form.gathering,
    )
    record_past(meeting, held, actor=actor, version=version)


TAKERS: dict[str, Taker] = {
    "submit": lambda meeting, _form, actor, version: submit(meeting, actor=actor, version=version),
    "withdraw": lambda meeting, _form, actor, version: withdraw(meeting, actor=actor, version=version),
    "agree": _agree,
    "return": lambda m, form, actor, version: return_to_draft(m, actor=actor, reason=_reason(form), version=version),
    "convene": lambda m, form, actor, version: convene(m, actor=actor, reason=_reason(form), version=version),
    "amend": lambda m, form, actor, version: amend(m, actor=actor, reason=_reason(form), version=version),
    "cancel": lambda m, form, actor, version: cancel(m, actor=actor, reason=_reason(form), version=version),
    "postpone": _postpone,
    "replace_chair": _replace_chair,
    "replace_recorder": _replace_recorder,
    "record_past": _record_past,
}
