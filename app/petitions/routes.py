"""Pages of petitions: the list, raising one, one petition with its way."""

from dataclasses import replace

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app import clock
from app.documents.queries import answers_of_petition
from app.forms.queries import saved_draft
from app.forms.services import forget_draft
from app.members.queries import roll_of
from app.organisations.queries import cells_among
from app.petitions import queries, queries_list, routes_steps, services
from app.petitions.forms import RaiseForm
from app.petitions.models import Petition
from app.petitions.services_moving import MOVED
from app.petitions.services_said import NewPetition
from app.petitions.services_speech import Spoken, raise_from_speech, spoken_for
from app.petitions.workbook import COLUMNS, row_of
from app.refusals import BadInput, NotKnown
from app.rules.queries import settings_for
from app.web.downloads import list_as_workbook
from app.web.forms import take_errors
from app.web.nfc import query_int, sent_version, version_again
from app.web.pages import done, page
from app.web.paging import number_asked, pages_of
from app.web.permissions import actor, hide_unless_visible, requires
from app.web.practising import unless_practising
from app.workbooks import MOST_ROWS
from workflows.engine import NEW, StepRefused
from workflows.petition import State, at_version, is_overdue
from workflows.roles import Permission, Role

bp = Blueprint("petitions", __name__, url_prefix="/petitions")
hide_unless_visible("petition_id", queries.get_visible_or_404)
routes_steps.add_to(bp)

WHOSE = {"all": "Tất cả", "mine": "Của tôi"}
WHICH = {
    "open": "Đang mở", "overdue": "Quá hạn", "hot": "Nổi cộm", "answered": "Đã trả lời", "done": "Đã kết thúc",
    "all": "Mọi trạng thái",
}  # fmt: skip
WRITES_FOR_OTHERS = (*queries.SECRETARIES, Role.SCRIBE)


@bp.get("")
@requires(Permission.PETITION_READ)
def index() -> ResponseReturnValue:
    me, today, wanted = actor(), clock.today(), _wanted()
    number = number_asked()
    rows, count = queries_list.listed(me, wanted, today, number)
    return page(
        "petitions/index.html",
        "listing",
        rows=rows,
        count=count,
        number=number,
        pages=pages_of(count, queries_list.PAGE),
        wanted=wanted,
        whose=WHOSE,
        which=WHICH,
        fields=settings_for(me.home_id, today).petition_fields if me.home_id else (),
        late={line.petition.id for line in rows if is_overdue(line.petition.state, line.petition.deadline, today)},
        today=today,
        many_cells=len({line.petition.cell_id for line in rows}) > 1,
        may_raise=me.may(Permission.PETITION_RAISE),
    )


@bp.get("/workbook")
@requires(Permission.PETITION_READ)
def workbook() -> ResponseReturnValue:
    rows, _ = queries_list.listed(actor(), _wanted(), clock.today(), size=MOST_ROWS + 1)
    return list_as_workbook("Kiến nghị, phản ánh", COLUMNS, [row_of(line) for line in rows])


def _wanted() -> queries_list.Filter:
    whose, which = request.args.get("whose", ""), request.args.get("which", "")
    return queries_list.Filter(
        whose=whose if whose in WHOSE else "all",
        which=which if which in WHICH else "open",
        field=request.args.get("field", "")[:200],
        words=request.args.get("q", "")[:100],
    )


@bp.get("/new")
@requires(Permission.PETITION_RAISE)
def new() -> ResponseReturnValue:
    spoken = _spoken()
    if spoken and spoken.petition_id:
        flash("Ý kiến này đã được lập thành kiến nghị.")
        return done(_page_of(spoken.petition_id, spoken))
    kept = saved_draft(actor().account_id, _draft_key(spoken))
    form = RaiseForm(MultiDict(kept) if kept else None, data=_first(spoken))
    return _raise_page(form, spoken)


def _spoken() -> Spoken | None:
    """What was said in a meeting, if the address names a speech. Raises NotKnown."""
    speech_id = query_int("speech")
    if speech_id is None and "speech" in request.args:
        raise NotKnown
    return spoken_for(speech_id, actor()) if speech_id is not None else None


def _draft_key(spoken: Spoken | None) -> str:
    return f"petition-speech-{spoken.heard.speech_id}" if spoken else "petition-new"


def _first(spoken: Spoken | None) -> dict[str, object]:
    """What the form begins with."""
    if spoken is None:
        return {"raised_by_id": actor().person_id}
    heard = spoken.heard
    return {"text": heard.speech.text, "raised_by_id": heard.speech.person_id, "raiser_name": heard.guest_name}


def _raise_page(form: RaiseForm, spoken: Spoken | None, status: int = 200) -> ResponseReturnValue:
    cell_id = spoken.heard.cell_id if spoken else _my_cell()
    on = clock.today()
    for_others = bool(spoken) or bool(actor().roles_in(cell_id) & set(WRITES_FOR_OTHERS))
    people = [(row.person.id, row.person.full_name) for row in roll_of(cell_id, on)] if for_others else []
    return page(
        "petitions/new.html",
        form=form.offer(settings_for(cell_id, on).petition_fields, people),
        spoken=spoken,
        for_others=for_others,
        is_overseen=services.is_overseen(cell_id),
        draft_key=_draft_key(spoken),
        seen=version_again(spoken.heard.speech.version if spoken else None),
        status=status,
    )


def _my_cell() -> int:
    """The cell in which one says something: the home cell before one in which one is a guest."""
    cells = [cell.id for cell in cells_among(actor().organisations_as(*queries.IN_A_CELL))]
    if not cells:
        raise NotKnown
    return actor().home_id if actor().home_id in cells else cells[0]  # type: ignore[return-value]


@bp.post("/new")
@requires(Permission.PETITION_RAISE)
def create() -> ResponseReturnValue:
    spoken, form = _spoken(), RaiseForm()
    me, cell_id = actor(), spoken.heard.cell_id if spoken else _my_cell()
    if not form.validate():
        return _raise_page(form, spoken, 422)
    for_others = bool(spoken) or bool(me.roles_in(cell_id) & set(WRITES_FOR_OTHERS))
    wanted = form.petition(me.person_id, for_another=for_others)
    if spoken and spoken.heard.guest_name and wanted.raised_by_id is None:
        wanted = replace(wanted, raiser_name=wanted.raiser_name or spoken.heard.guest_name)
    try:
        petition = _raise(wanted, spoken, cell_id)
    except BadInput as refused:
        return _raise_page(take_errors(form, refused.errors), spoken, 422)
    except StepRefused as refused:
        if refused.kind != "blocked":
            raise
        return _raise_page(take_errors(form, {"sent_to": str(refused)}), spoken, 422)
    forget_draft(me.account_id, _draft_key(spoken))
    later = unless_practising("Khi có người tiếp nhận, trả lời, hệ thống báo cho người nêu.")
    flash(f"Đã ghi ý kiến. {later}")
    if spoken and spoken.heard.held:
        said = spoken.heard.speech
        return done(url_for("sessions.item", meeting_id=said.meeting_id, item_id=said.item_id))
    return done(_page_of(petition.id, spoken))


def _raise(wanted: NewPetition, spoken: Spoken | None, cell_id: int) -> Petition:
    if spoken is None:
        return services.raise_petition(wanted, cell_id=cell_id, actor=actor())
    return raise_from_speech(spoken, wanted, version=sent_version(), actor=actor())


def _page_of(petition_id: int, spoken: Spoken | None) -> str:
    """What was written down for somebody and sent past the cell is not seen any more by who wrote it."""
    if queries.is_visible(petition_id, actor()):
        return url_for(".detail", petition_id=petition_id)
    return url_for("meetings.detail", meeting_id=spoken.heard.meeting.id) if spoken else url_for(".index")


MAIN_STEPS = ("accept", "answer", "answer_outside", "note")  # the page's one primary button


@bp.get("/<int:petition_id>")
@requires(Permission.PETITION_READ)
def detail(petition_id: int) -> ResponseReturnValue:
    me = actor()
    petition = queries.get_visible_or_404(petition_id, me)
    knows = queries.knows_raisers(petition, me)
    subject = petition.source_of_answer
    steps = routes_steps.open_steps(petition, me)
    return page(
        "petitions/detail.html",
        petition=petition,
        subject=subject,
        people=queries.people_of(subject),
        knows=knows,
        handles=any(step.name == "merge" for step in steps),
        mine=petition.raised_by_id == me.person_id,
        merged=queries.merged_into(petition.id) if knows else [],
        reply=queries.reply_to(petition, petition.cell_id),
        way=queries.way_of(petition.id),
        papers=answers_of_petition(subject.id) if subject.answered_at else [],
        steps=sorted(steps, key=lambda step: step.name not in MAIN_STEPS),
        late=is_overdue(petition.state, petition.deadline, clock.today()),
        step_labels=_labels(petition),
    )


def _labels(petition: Petition) -> dict[tuple[str, str], str]:
    """The words for what was done from which state."""
    moved = {(str(state), MOVED): "Chuyển cùng chi bộ sáp nhập" for state in State}
    steps = at_version(petition.definition_version).steps
    return moved | {("" if s.source == NEW else str(s.source), s.name): s.label for s in steps[::-1]}
