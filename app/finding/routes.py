"""One field that looks through all that one may read: what meetings leave behind, guidance, files, tasks, petitions."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from app.finding import queries
from app.finding.models import FoundKind
from app.finding.queries import Found
from app.finding.queries_texts import Thing
from app.finding.texts import LONGEST, MOST_WORDS, Wanted, excerpt, marked, wanted_in
from app.web.pages import page
from app.web.paging import number_asked, pages_of
from app.web.permissions import actor, requires
from workflows.roles import Permission

bp = Blueprint("finding", __name__, url_prefix="/search")

KIND_NAMES = {
    FoundKind.MEETING: "Kỳ sinh hoạt",
    FoundKind.ITEM: "Nội dung chương trình",
    FoundKind.MINUTES: "Biên bản",
    FoundKind.RESOLUTION: "Nghị quyết",
    FoundKind.GUIDANCE: "Văn bản định hướng",
    FoundKind.FILE: "Tài liệu kèm chương trình",
    FoundKind.TASK: "Nhiệm vụ",
    FoundKind.PETITION: "Kiến nghị, phản ánh",
}


@bp.get("")
@requires(Permission.MEETING_READ)
def index() -> ResponseReturnValue:
    asked = " ".join(request.args.get("q", "").split())
    wanted = wanted_in(asked)
    if wrong := _what_is_wrong(asked, wanted):
        return _page(asked, Found(), wanted, wrong=wrong, status=422)
    kind = next((one for one in FoundKind if one == request.args.get("kind")), None)
    number = number_asked()
    found = queries.find(actor(), wanted, kind=kind, page=number) if asked else Found()
    return _page(asked, found, wanted, kind=kind, number=number)


def _what_is_wrong(asked: str, wanted: Wanted) -> str:
    if len(asked) > LONGEST:
        return f"Câu tìm dài quá {LONGEST} chữ cái. Hãy gõ vài từ có trong nội dung cần tìm."
    if len(wanted.words) > MOST_WORDS:
        return f"Câu tìm có quá {MOST_WORDS} từ. Hãy gõ vài từ có trong nội dung cần tìm."
    return "Hãy gõ ít nhất một chữ cái hoặc chữ số." if asked and not wanted.words else ""


def _page(
    asked: str,
    found: Found,
    wanted: Wanted,
    *,
    wrong: str = "",
    kind: FoundKind | None = None,
    number: int = 1,
    status: int = 200,
) -> ResponseReturnValue:
    return page(
        "finding/index.html",
        "found",
        status=status,
        asked=asked[:LONGEST],
        found=found,
        wrong=wrong,
        kind=kind,
        number=number,
        pages=pages_of(found.counts.get(kind, 0), queries.PAGE) if kind else 1,
        kinds=KIND_NAMES,
        longest=LONGEST,
        address_of=_address_of,
        marked=lambda text: marked(text, wanted),
        excerpt=lambda thing: excerpt(thing.text, wanted),
    )


def _address_of(kind: FoundKind, thing: Thing) -> str:
    if kind == FoundKind.TASK:
        return url_for("tasks.detail", task_id=thing.id)
    if kind == FoundKind.PETITION:
        return url_for("petitions.detail", petition_id=thing.id)
    if kind == FoundKind.GUIDANCE:
        return url_for("guidance.detail", guidance_id=thing.id)
    if kind == FoundKind.FILE:  # sent out before the meeting is convened it is all that members see of it
        return url_for("documents.attachment", attachment_id=thing.id)
    endpoint = {FoundKind.MINUTES: "minutes.detail", FoundKind.RESOLUTION: "resolutions.detail"}
    return url_for(endpoint.get(kind, "meetings.detail"), meeting_id=thing.meeting_id)
