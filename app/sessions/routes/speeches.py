"""What somebody said: written down or taken back."""

from flask import Response, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.forms.queries import saved_texts
from app.forms.services import forget_draft
from app.refusals import BadInput, NotKnown, SomebodyWasFaster
from app.sessions import queries, services
from app.sessions.forms import SpeechForm
from app.sessions.models import Speech
from app.sessions.routes.desk import Desk, bp, open_desk, refused, writing_desk
from app.web.pages import done, page
from app.web.permissions import requires
from workflows.roles import Permission


def speech_or_404(desk: Desk, speech_id: int) -> Speech:
    found = queries.speech_in(desk.meeting.id, speech_id)
    if found is None:
        raise NotKnown
    return found


@bp.get("/meetings/<int:meeting_id>/speeches/<int:speech_id>")
@requires(Permission.SESSION_WRITE)
def speech(meeting_id: int, speech_id: int) -> Response:
    desk = writing_desk(meeting_id)
    found, form = speech_or_404(desk, speech_id), SpeechForm(formdata=None)
    draft = saved_texts(desk.me.account_id, f"speech-{speech_id}")
    form.version.data, form.text.data = found.version, draft.get("text") or found.text
    return _speech_page(desk, found, form)


@bp.post("/meetings/<int:meeting_id>/speeches/<int:speech_id>")
@requires(Permission.SESSION_WRITE)
def change_speech(meeting_id: int, speech_id: int) -> BaseResponse:
    desk, form = open_desk(meeting_id), SpeechForm()
    found = speech_or_404(desk, speech_id)
    item_id = found.item_id
    if not form.validate():
        return _speech_page(desk, found, form, 422)
    try:
        services.change_speech(desk.meeting, found, form.text.data or "", version=form.version.data or 0, actor=desk.me)
    except (BadInput, SomebodyWasFaster) as error:
        status = refused(form, error)
        return _speech_page(desk, speech_or_404(desk, speech_id), form, status)
    forget_draft(desk.me.account_id, f"speech-{speech_id}")
    return done(url_for("sessions.item", meeting_id=meeting_id, item_id=item_id) + "#ghi")


@bp.post("/meetings/<int:meeting_id>/speeches/<int:speech_id>/remove")
@requires(Permission.SESSION_WRITE)
def remove_speech(meeting_id: int, speech_id: int) -> BaseResponse:
    desk, form = open_desk(meeting_id), SpeechForm()
    found = speech_or_404(desk, speech_id)
    services.remove_speech(desk.meeting, found, version=form.version.data or 0, actor=desk.me)
    return done(url_for("sessions.item", meeting_id=meeting_id, item_id=found.item_id) + "#ghi")


def _speech_page(desk: Desk, found: Speech, form: SpeechForm, status: int = 200) -> Response:
    form.version.raw_data, form.version.data = None, found.version
    item = services.item_in(desk.meeting, found.item_id)
    return page(
        "sessions/speech.html", status=status, desk=desk, meeting=desk.meeting, speech=found, item=item, form=form,
        collided=status == 409,
    )  # fmt: skip
