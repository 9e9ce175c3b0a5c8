"""One item of the agenda: who speaks, the chair's conclusion, the vote, and on to the next."""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

from flask import Response, flash, render_template, request, url_for
from jinja2_fragments.flask import render_block
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from app.agendas.models import AgendaItem, ItemKind, Outcome
from app.forms.queries import saved_texts
from app.forms.services import forget_draft
from app.groups.queries import who_is_where
from app.meetings.models import Meeting
from app.refusals import BadInput, NotKnown, SomebodyWasFaster
from app.sessions import queries, services
from app.sessions.forms import ItemForm
from app.sessions.models import Speech, Vote, VoteAbout
from app.sessions.queries import RollLine, SpeechLine
from app.sessions.routes.conduct import aside_context
from app.sessions.routes.desk import Desk, bp, clock_time_of, desk_shown, open_desk, refused
from app.sessions.routes.roll_rows import in_groups
from app.sessions.routes.votes import about_matters, tally_context
from app.web.pages import done, page, wants_fragment
from app.web.permissions import requires
from workflows.roles import Permission
from workflows.voting import Matter

PAGE = "sessions/item.html"
# Their votes decide more than the item, and have pages of their own.
VOTED_ELSEWHERE = {ItemKind.RESOLUTION: VoteAbout.RESOLUTION, ItemKind.SCORE: VoteAbout.SCORE}


@bp.get("/meetings/<int:meeting_id>/conduct/items/<int:item_id>")
@requires(Permission.MEETING_READ)
def item(meeting_id: int, item_id: int) -> Response:
    desk = desk_shown(meeting_id)
    context = item_context(desk, item_id)
    form = as_recorded(desk.meeting, context["item"], context["vote"])
    draft = saved_texts(desk.me.account_id, draft_key(item_id)) if desk.held and desk.writing else {}
    # Numbers that were being typed are not put over a vote that somebody has recorded meanwhile.
    whole = bool(draft) and ("inserted" in request.args or context["vote"] is None)
    if whole:
        form = _as_kept(desk.meeting, context["item"], context["vote"], draft)
    elif draft.get("conclusion"):
        form.conclusion.data = draft["conclusion"]
    return page(PAGE, **context, form=form, from_draft=whole or bool(draft.get("conclusion")))


def _as_kept(meeting: Meeting, item: AgendaItem, vote: Vote | None, draft: dict[str, str]) -> ItemForm:
    """All that was on the form when it was left, or when a phrase was chosen for it without scripts."""
    versions = {"version": str(item.version), "vote_version": str(vote.version) if vote else ""}
    return about_matters(ItemForm(MultiDict(draft | versions)), meeting, VoteAbout.ITEM)


def draft_key(item_id: int) -> str:
    return f"item-{item_id}"


def as_recorded(meeting: Meeting, item: AgendaItem, vote: Vote | None) -> ItemForm:
    """The form as the record stands."""
    form = about_matters(ItemForm(formdata=None), meeting, VoteAbout.ITEM)
    form.version.data, form.conclusion.data = item.version, item.conclusion
    form.outcome.data = str(item.outcome) if item.outcome else None
    form.matter.data = str(Matter.ORDINARY)
    if vote is not None:
        form.ballot.data, form.matter.data = str(vote.ballot), str(vote.matter)
        form.against.data, form.other.data, form.vote_version.data = vote.against, vote.other, vote.version
        # Counted, not derived: only then the number in favour is shown as an entry of its own.
        if vote.votes_for + vote.against + vote.other != vote.present:
            form.votes_for.data = vote.votes_for
        form.at.data = clock_time_of(services.moment_of(meeting, vote))
    return form


def item_context(desk: Desk, item_id: int) -> dict[str, Any]:
    meeting = desk.meeting
    items, since = queries.agenda_now(meeting)  # before the rest is read: what comes between is then sent once more
    here = next((line for line in items if line.item.id == item_id), None)
    if here is None:
        raise NotKnown
    lines = queries.roll_lines(meeting.id, item_id)
    speeches = queries.speeches_at(item_id)
    votes = [vote for vote in queries.votes_shown(meeting.id) if vote.item_id == item_id]
    own = next((vote for vote in votes if vote.about == VoteAbout.ITEM), None)
    crowd = queries.crowd_in(lines)
    return aside_context(desk, items, crowd) | tally_context(meeting, crowd.attendees, own) | {
        "taps": taps(lines),
        "tap_parts": _in_parts(lines, meeting.cell_id) if desk.writing else [],
        "line": here,
        "item": here.item,
        "speeches": speeches,
        "guest_taps": guest_taps(queries.guests_shown(meeting.id), speeches),
        "vote": own,
        "voted_elsewhere": VOTED_ELSEWHERE.get(here.item.kind),
        "other_votes": [vote for vote in votes if vote.about != VoteAbout.ITEM],
        "next_line": next((line for line in items if line.number == here.number + 1), None),
        "since": since,
    }  # fmt: skip


@bp.post("/meetings/<int:meeting_id>/conduct/items/<int:item_id>")
@requires(Permission.SESSION_WRITE)
def settle_item(meeting_id: int, item_id: int) -> BaseResponse:
    desk = open_desk(meeting_id)
    form = about_matters(ItemForm(), desk.meeting, VoteAbout.ITEM)
    if not form.validate():
        return _again(desk, item_id, form, 422)
    try:
        _save(desk, services.item_in(desk.meeting, item_id), form)
    except (BadInput, SomebodyWasFaster) as error:
        return _again(desk, item_id, form, refused(form, error))
    forget_draft(desk.me.account_id, draft_key(item_id))
    return done(_onwards(desk, item_id))


def _save(desk: Desk, item: AgendaItem, form: ItemForm) -> None:
    """The conclusion, the outcome and the vote: all of it or nothing."""
    services.settle_item(
        desk.meeting,
        item,
        outcome=Outcome(form.outcome.data) if form.outcome.data else None,
        conclusion=form.conclusion.data or "",
        version=form.version.data or 0,
        actor=desk.me,
    )
    if item.kind in VOTED_ELSEWHERE:
        return
    vote = next(
        (v for v in queries.votes_of(desk.meeting.id) if v.item_id == item.id and v.about == VoteAbout.ITEM), None
    )
    chosen = form.ballot.data or ""
    if vote is None and chosen and not form.vote_version.data:
        services.record_vote(desk.meeting, VoteAbout.ITEM, form.stated(chosen), actor=desk.me, item=item)
    elif vote is not None and chosen:
        services.change_vote(
            desk.meeting, vote, form.stated(chosen), version=form.vote_version.data or 0, actor=desk.me
        )
    elif vote is not None and form.vote_version.data:
        services.remove_vote(desk.meeting, vote, version=form.vote_version.data, actor=desk.me)


def _onwards(desk: Desk, item_id: int) -> str:
    """Save and next: the following item, after the last one the end of the meeting."""
    items = queries.item_lines(desk.meeting.id)
    place = next(line.number for line in items if line.item.id == item_id)
    if request.form.get("stay"):
        flash("Đã lưu.")
        return url_for("sessions.item", meeting_id=desk.meeting.id, item_id=item_id)
    if place == len(items):
        return url_for("sessions.wrap_up", meeting_id=desk.meeting.id)
    following = items[place].item
    services.begin_item(desk.meeting, following)
    return url_for("sessions.item", meeting_id=desk.meeting.id, item_id=following.id)


def _again(desk: Desk, item_id: int, form: ItemForm, status: int) -> Response:
    """The page again with what was typed. After a collision the record's own text stands beside it."""
    context = item_context(desk, item_id)
    item, vote = context["item"], context["vote"]
    # What the numbers mean as typed: a green "enough" beside a refused count would say the opposite.
    everybody = queries.crowd_of(desk.meeting.id).attendees
    context |= tally_context(desk.meeting, everybody, vote, form.stated(""))
    form.version.raw_data, form.version.data = None, item.version
    form.vote_version.raw_data, form.vote_version.data = None, vote.version if vote else None
    return page(PAGE, status=status, **context, form=form, collided=status == 409)


@bp.post("/meetings/<int:meeting_id>/conduct/items/<int:item_id>/speakers")
@requires(Permission.SESSION_WRITE)
def note_speaker(meeting_id: int, item_id: int) -> BaseResponse:
    """One tap. `speaker` is `p12.1` or `g3.0`: who, and how often the page said they had spoken to the item."""
    desk = open_desk(meeting_id)
    kind, number, seen = _tapped(request.form.get("speaker", ""))
    who = {"person_id": number} if kind == "p" else {"guest_id": number}
    speech = services.note_speaker(
        desk.meeting, services.item_in(desk.meeting, item_id), seen=seen, actor=desk.me, **who
    )
    if not wants_fragment():
        return done(url_for("sessions.item", meeting_id=meeting_id, item_id=item_id) + "#pb")
    return _tap_answer(desk, item_id, kind, number, speech)


def _tap_answer(desk: Desk, item_id: int, kind: str, number: int, speech: Speech | None) -> Response:
    """The button that was tapped, the new line of the list and the count of speakers; nothing else moves."""
    meeting_id = desk.meeting.id
    lines, said = queries.roll_lines(meeting_id, item_id), queries.speeches_at(item_id)
    crowd = queries.crowd_in(lines)
    context: dict[str, Any] = {
        "desk": desk, "meeting": desk.meeting, "item": services.item_in(desk.meeting, item_id), "oob": True,
        "taps": taps([line for line in lines if kind == "p" and line.person_id == number]),
        "guest_taps": guest_taps((g for g in queries.guests_shown(meeting_id) if kind == "g" and g.id == number), said),
        "spoke": crowd.spoke, "came": crowd.came,
    }  # fmt: skip
    body = render_block(PAGE, "tap_buttons", **context) + render_block(PAGE, "progress", **context)
    new = [one for one in said if speech is not None and one.id == speech.id]
    if new:
        body += render_template("sessions/_new_speech.html", **context, speeches=new)
    return Response(body, headers={"Vary": "HX-Request"})


Tap = tuple[str, str, str, int]
"""A button with a name on it: who, what it sends, the name, and the times that the person has spoken to the item as the
page shows it. It sends who, and those times."""


def taps(lines: Collection[RollLine]) -> list[Tap]:
    """Those who are here, and those who spoke here before they left."""
    here = {one for one in {line.attendee for line in lines} if one.present_at()}  # asked once of those alike
    return [
        (f"p{line.person_id}", f"p{line.person_id}.{line.spoke_here}", line.name, line.spoke_here)
        for line in lines
        if line.spoke_here or line.attendee in here
    ]


def _in_parts(lines: Collection[RollLine], cell_id: int) -> list[tuple[str, list[Tap]]]:
    """The buttons by Party group; nothing where the cell has no groups."""
    groups = who_is_where(cell_id)
    parts = [(name, taps(some)) for name, some in in_groups(lines, groups)] if groups else []
    return [(name, some) for name, some in parts if some]


def guest_taps(guests: Iterable[Any], speeches: Iterable[SpeechLine]) -> list[Tap]:
    times = Counter(speech.guest_id for speech in speeches)
    return [
        (f"g{guest.id}", f"g{guest.id}.{times[guest.id]}", f"{guest.name} (đại biểu)", times[guest.id])
        for guest in guests
    ]


def _tapped(value: str) -> tuple[str, int, int]:
    who, _, seen = value.partition(".")
    if who[:1] not in ("p", "g") or not _small(who[1:]) or not _small(seen):
        raise BadInput("Chưa chọn người phát biểu.")
    return who[0], int(who[1:]), int(seen)


def _small(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
