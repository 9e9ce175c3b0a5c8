"""A member's answer to a notice, and what all answered, for who prepares and records the meeting."""

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue

from app.forms.queries import saved_drafts
from app.forms.services import forget_draft
from app.meetings.models import Meeting
from app.meetings.queries import get_visible_or_404, roles_at
from app.meetings.services_plan import heading
from app.refusals import BadInput, NotAllowed, NotKnown
from app.replies import queries, services
from app.replies.forms import COMING, EXCUSED, OpinionForm, ReplyForm
from app.web.forms import take_errors
from app.web.nfc import sent_version
from app.web.pages import done, page
from app.web.permissions import actor, requires
from app.web.practising import told
from workflows.meeting import State
from workflows.roles import Permission
from workflows.sight import Part, parts_for

bp = Blueprint("replies", __name__, url_prefix="/meetings/<int:meeting_id>")


@bp.get("/reply")
@requires(Permission.REPLY_WRITE)
def mine(meeting_id: int) -> ResponseReturnValue:
    return _my_page(_meeting(meeting_id))


@bp.post("/reply")
@requires(Permission.REPLY_WRITE)
def reply(meeting_id: int) -> ResponseReturnValue:
    meeting, form = _meeting(meeting_id), ReplyForm(meta={"csrf": False})
    if not form.validate():
        return _my_page(meeting, form=form, status=422)
    version = sent_version()
    try:
        services.reply(
            meeting, form.coming.data == COMING, form.reason.data or "", actor=actor(), version=version
        )  # fmt: skip
    except BadInput as wrong:
        return _my_page(meeting, form=take_errors(form, wrong.errors), status=422)
    forget_draft(actor().account_id, _draft_key(meeting, "reply"))
    flash(
        "Đã ghi: đồng chí sẽ dự."
        if form.coming.data == COMING
        else told("Đã gửi lời xin vắng", "báo bí thư, phó bí thư")
    )
    return done(url_for(".mine", meeting_id=meeting.id))


@bp.post("/opinions")
@requires(Permission.REPLY_WRITE)
def register(meeting_id: int) -> ResponseReturnValue:
    meeting, form = _meeting(meeting_id), OpinionForm(meta={"csrf": False})
    if not form.validate():
        return _my_page(meeting, opinion=form, status=422)
    try:
        services.register_opinion(meeting, form.subject.data or "", form.text.data or "", actor=actor())
    except BadInput as wrong:
        return _my_page(meeting, opinion=take_errors(form, wrong.errors), status=422)
    forget_draft(actor().account_id, _draft_key(meeting, "opinion"))
    flash("Đã gửi ý kiến tới người chuẩn bị kỳ sinh hoạt.")
    return done(url_for(".mine", meeting_id=meeting.id) + "#y-kien")


@bp.post("/opinions/<int:opinion_id>/withdraw")
@requires(Permission.REPLY_WRITE)
def withdraw(meeting_id: int, opinion_id: int) -> ResponseReturnValue:
    meeting = _meeting(meeting_id)
    services.withdraw_opinion(meeting, opinion_id, actor=actor())
    flash("Đã rút ý kiến.")
    return done(url_for(".mine", meeting_id=meeting.id) + "#y-kien")


@bp.get("/replies")
@requires(Permission.MEETING_READ)
def index(meeting_id: int) -> ResponseReturnValue:
    meeting, me = get_visible_or_404(meeting_id, actor()), actor()
    roles = roles_at(meeting, me)
    if Part.CONVENED not in parts_for(roles, meeting.state):
        raise NotKnown
    if not queries.reads_replies(roles, meeting):
        raise NotAllowed("Chỉ chi ủy, chủ trì, thư ký và đảng ủy viên phụ trách xem được trả lời của đảng viên.")
    return page("replies/index.html", meeting=meeting, heading=heading(meeting), answers=queries.answers_of(meeting))


def _meeting(meeting_id: int) -> Meeting:
    """A convened meeting that the actor may know of; what came after is for the service to say. Raises NotKnown."""
    meeting = get_visible_or_404(meeting_id, actor())
    if Part.CONVENED not in parts_for(roles_at(meeting, actor()), meeting.state):
        raise NotKnown
    return meeting


def _draft_key(meeting: Meeting, what: str) -> str:
    return f"{what}-{meeting.id}"


def _my_page(
    meeting: Meeting, *, form: ReplyForm | None = None, opinion: OpinionForm | None = None, status: int = 200
) -> ResponseReturnValue:
    me = actor()
    if not queries.may_reply(meeting, me.person_id):
        raise NotAllowed(services.NOT_ASKED)
    found, subjects = queries.reply_of(meeting.id, me.person_id), queries.subjects_of(meeting)
    keys = {what: _draft_key(meeting, what) for what in ("reply", "opinion")}
    kept = saved_drafts(me.account_id, keys.values())
    if form is None:
        said = {"coming": COMING if found.coming else EXCUSED, "reason": found.reason} if found else {}
        form = ReplyForm(formdata=None, data=said | kept.get(keys["reply"], {}), meta={"csrf": False})
    if opinion is None:
        opinion = OpinionForm(formdata=None, data=kept.get(keys["opinion"], {}), meta={"csrf": False})
    own = queries.opinions_of(meeting.id, me.person_id)
    return page(
        "replies/mine.html",
        meeting=meeting,
        heading=heading(meeting),
        open=meeting.state == State.CONVENED,
        form=form,
        found=found,
        opinion=opinion.offer(subjects),
        keys=keys,
        own=[(one, queries.subject_name(one, subjects)) for one in own],
        status=status,
    )
