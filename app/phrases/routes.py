"""The bank of phrases: keeping it, and choosing from it while something is written.

With scripts a tap puts the phrase where the cursor is. Without them what was typed is kept as a draft, the phrase is
put after it, and the form shows both again.
"""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Blueprint, Response, request, url_for

from app.forms.services import save_draft
from app.organisations.models import Organisation, OrganisationKind
from app.phrases import queries, services
from app.phrases.forms import CommitteePhraseForm, PhraseForm
from app.refusals import BadInput, NotKnown
from app.web.form_pages import act_at_once, form_page
from app.web.nfc import query_int, sent_version
from app.web.pages import done, page
from app.web.paging import cut
from app.web.permissions import actor, requires
from app.web.signed_out import came_from, local_path
from app.web.transactions import form_fields
from workflows.cells import CELL_TYPE_LABELS
from workflows.phrases import PHRASE_KINDS, PhraseKind, shipped
from workflows.roles import Permission

bp = Blueprint("phrases", __name__, url_prefix="/phrases")
FIELD = re.compile(r"[a-z][a-z0-9_-]{0,39}")
HINTS = {"text": "Chỗ cần điền ghi dấu …"}


@bp.get("")
@requires(Permission.PHRASE_WRITE)
def index() -> Response:
    kept = queries.kept_by(actor())
    whose = [one.id for one in kept]
    rows = sorted(queries.phrases_of(whose), key=lambda row: whose.index(row.organisation_id))
    cell = next((one for one in kept if one.kind == OrganisationKind.CELL), None)
    return page(
        "phrases/index.html", kept=kept, listed=cut(rows), count=Counter(row.organisation_id for row in rows),
        kinds=PHRASE_KINDS, types=CELL_TYPE_LABELS,
        usual={kind: shipped(kind, cell.cell_type if cell else None) for kind in PhraseKind},
    )  # fmt: skip


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.PHRASE_WRITE)
def new() -> Response:
    organisation = _organisation()
    form = _form_of(organisation)(data={"kind": request.args.get("kind", "")[:20]})
    there = url_for(".index")
    return form_page(
        form, lambda: services.add(organisation, form.stated(), actor=actor()), to=there, said="Đã thêm câu mẫu.",
        title="Thêm câu mẫu", button="Thêm câu mẫu", back=(there, "Câu mẫu"), hints=HINTS, lead=organisation.name,
    )  # fmt: skip


@bp.route("/<int:phrase_id>/edit", methods=["GET", "POST"])
@requires(Permission.PHRASE_WRITE)
def edit(phrase_id: int) -> Response:
    phrase, there = queries.get_kept(phrase_id, actor()), url_for(".index")
    organisation = next(one for one in queries.kept_by(actor()) if one.id == phrase.organisation_id)
    form = _form_of(organisation)(
        data={"kind": phrase.kind.value, "text": phrase.text, "cell_type": phrase.cell_type or ""}
    )
    return form_page(
        form, lambda: services.change(phrase, form.stated(), version=sent_version(), actor=actor()),
        to=there, said="Đã lưu câu mẫu.", version=phrase.version, title="Sửa câu mẫu", button="Lưu câu mẫu",
        back=(there, "Câu mẫu"), hints=HINTS, lead=organisation.name,
    )  # fmt: skip


@bp.post("/<int:phrase_id>/removal")
@requires(Permission.PHRASE_WRITE)
def remove(phrase_id: int) -> Response:
    phrase = queries.get_kept(phrase_id, actor())
    return act_at_once(
        lambda: services.remove(phrase, version=sent_version(), actor=actor()),
        to=url_for(".index"), said="Đã bỏ câu mẫu. Văn bản đã viết không đổi.",
    )  # fmt: skip


def _organisation() -> Organisation:
    """The one that the address names, or the only one."""
    kept, asked = queries.kept_by(actor()), query_int("of")
    found = [one for one in kept if asked in (None, one.id)]
    if not found:
        raise NotKnown
    return found[0]


def _form_of(organisation: Organisation) -> type[PhraseForm]:
    return PhraseForm if organisation.kind == OrganisationKind.CELL else CommitteePhraseForm


@dataclass(frozen=True, kw_only=True)
class Asked:
    """For which cell, of which kind, and into which field of the form."""

    cell: Organisation
    kind: PhraseKind
    into: str

    def shown(self) -> dict[str, Any]:
        offers = queries.offered(self.cell, self.kind)
        return {"cell": self.cell, "kind": self.kind, "into": self.into, "offers": offers}


def _asked() -> Asked:
    """As the address says. Raises NotKnown, BadInput."""
    cell_id, kind, into = query_int("cell"), request.args.get("kind", ""), request.args.get("into", "")
    if cell_id is None or kind not in list(PhraseKind):
        raise NotKnown
    if not FIELD.fullmatch(into):
        raise BadInput("Chưa rõ đưa câu mẫu vào ô nào.")
    return Asked(cell=queries.cell_of_writer(cell_id, actor()), kind=PhraseKind(kind), into=into)


@bp.get("/offer")
@requires(Permission.MEETING_READ)
def offer() -> Response:
    """What is offered for one field, as the part of the page that a tap unfolds."""
    return page("phrases/offer.html", "taps", **_asked().shown())


@bp.post("/choice")
@requires(Permission.MEETING_READ)
def keep_and_choose() -> Response:
    """Without scripts: what was typed in the form is kept first."""
    asked, key = _asked(), request.form.get("draft", "")
    save_draft(actor().account_id, key, form_fields())
    query: dict[str, Any] = {"cell": asked.cell.id, "kind": asked.kind.value, "into": asked.into, "draft": key}
    return done(url_for(".choose", **query, back=came_from() or url_for("home.index")))


@bp.get("/choice")
@requires(Permission.MEETING_READ)
def choose() -> Response:
    return page("phrases/choice.html", **_asked().shown(), key=request.args.get("draft", "")[:120], back=_back())


@bp.post("/insertion")
@requires(Permission.MEETING_READ)
def insert() -> Response:
    asked = _asked()
    services.insert(actor(), request.form.get("draft", ""), asked.into, request.form.get("text", ""))
    parts = urlsplit(_back())
    rest = [(name, value) for name, value in parse_qsl(parts.query) if name != "inserted"]
    return done(f"{parts.path}?{urlencode([*rest, ('inserted', '1')])}#{asked.into}")


def _back() -> str:
    return local_path(request.args.get("back", "")[:400]) or url_for("home.index")
