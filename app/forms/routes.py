"""Where the script that keeps text while it is typed sends it, and where text without a form is shown again."""

from itertools import zip_longest

from flask import Blueprint, Response, flash, request, url_for

from app.forms import queries, services
from app.forms.models import TypingDraft
from app.forms.words import OTHER
from app.refusals import BadInput
from app.web.pages import done, page
from app.web.permissions import actor, requires
from app.web.signed_out import local_path
from workflows.roles import Permission

bp = Blueprint("forms", __name__)
LARGEST_REQUEST = 1024 * 1024  # a letter with diacritics takes up to nine bytes on the way


@bp.post("/drafts/<key>")
@requires(Permission.ACCOUNT_OWN)
def save_draft(key: str) -> Response:
    if (request.content_length or 0) > LARGEST_REQUEST:
        return Response(status=413)
    fields = {name: texts[0] if len(texts) == 1 else texts for name, texts in request.form.lists()}
    try:
        services.save_draft(actor().account_id, key, fields)
    except BadInput as error:
        return Response(str(error), 422, content_type="text/plain; charset=utf-8")
    return Response(status=204)


@bp.get("/drafts/kept")
@requires(Permission.ACCOUNT_OWN)
def kept() -> Response:
    draft = queries.draft_of(actor().account_id, services.NOWHERE)
    path = local_path(draft.fields.get("path")) if draft else None
    return page("forms/kept.html", draft=draft, texts=_texts(draft), back=path or url_for("home.index"))


def _texts(draft: TypingDraft | None) -> list[tuple[str, str]]:
    fields = draft.fields if draft else {}
    typed = fields.get("typed", [])
    return list(zip_longest(fields.get("labels", []), typed, fillvalue=OTHER))


@bp.post("/drafts/kept/forget")
@requires(Permission.ACCOUNT_OWN)
def forget_kept() -> Response:
    services.forget_draft(actor().account_id, services.NOWHERE)
    flash("Đã bỏ nội dung giữ tạm.")
    return done(url_for("home.index"))
