"""Votes by exception: who is against and who says otherwise is entered, the others present agree."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, time

from sqlalchemy import select

from app import clock
from app.actor import Actor
from app.agendas.models import AgendaItem, ItemKind
from app.evaluations.services import score_voted
from app.extensions import db
from app.meetings.models import Meeting
from app.refusals import BadInput, NotKnown, SomebodyWasFaster
from app.resolutions.models import Resolution
from app.resolutions.queries import resolutions_of
from app.resolutions.services import vote_taken
from app.rules.queries import settings_of
from app.sessions.models import Vote, VoteAbout
from app.sessions.queries import roll_lines, votes_of
from app.sessions.services.writing import Pen, hold, is_under_way, moment_in, note, text_of
from workflows.attendance import Attendee, vote_base
from workflows.resolution import State as ResolutionState
from workflows.voting import Ballot, Matter, Tally, Threshold, VoteBase

LONGEST_SUBJECT = 300
# One vote of each of these in a meeting; items may be voted on more than once.
SINGLE = (VoteAbout.AGENDA, VoteAbout.RESOLUTION, VoteAbout.SCORE, VoteAbout.MINUTES)
# Agenda, minutes and score are ordinary matters, whatever a form says.
OF_SOME_MATTER = (VoteAbout.ITEM, VoteAbout.RESOLUTION)
# What the meeting adopts by such a vote.
ADOPTING = {VoteAbout.AGENDA: "agenda_adopted", VoteAbout.MINUTES: "minutes_adopted"}
SUBJECTS = {
    VoteAbout.AGENDA: "Thông qua chương trình sinh hoạt",
    VoteAbout.RESOLUTION: "Thông qua nghị quyết",
    VoteAbout.SCORE: "Thông qua điểm tự chấm của kỳ sinh hoạt",
    VoteAbout.MINUTES: "Thông qua biên bản",
}


@dataclass(frozen=True, kw_only=True)
class Ballots:
    """What is stated of one vote. `votes_for` None: all the others present. `at` None: now, or not noted on paper.

    `matter` None: as it was, and a new vote is on an ordinary matter.
    """

    subject: str = ""
    ballot: Ballot = Ballot.OPEN
    matter: Matter | None = None
    against: int = 0
    other: int = 0
    votes_for: int | None = None
    at: time | None = None


def tally_of(
    attendees: Iterable[Attendee], stated: Ballots, threshold: Threshold, at: datetime | None
) -> tuple[Tally, VoteBase]:
    """The totals against the base and the people present at that moment (`at` None: at any time)."""
    base = vote_base(attendees, at)
    votes_for = base.present - stated.against - stated.other if stated.votes_for is None else stated.votes_for
    tally = Tally(
        votes_for=votes_for,
        against=stated.against,
        other=stated.other,
        base=base.base,
        present=base.present,
        threshold=threshold,
    )
    return tally, base


def threshold_for(meeting: Meeting, matter: Matter | None, vote: Vote | None = None) -> Threshold:
    """What the rule set that the meeting was made under asks of such a matter.

    A vote keeps the threshold that it was measured by, until people say that it was on another matter.
    """
    if vote is not None and vote.threshold and matter in (None, vote.matter):
        return vote.threshold
    return settings_of(meeting.rule_set).threshold_for(matter or Matter.ORDINARY)


def record_vote(
    meeting: Meeting, about: VoteAbout, stated: Ballots, *, actor: Actor, item: AgendaItem | None = None
) -> Vote:
    """Write down a vote and what follows from it. Raises BadInput if more ballots are stated than voters were there."""
    pen = hold(meeting, actor)
    if about in SINGLE and any(vote.about == about for vote in votes_of(meeting.id)):
        raise SomebodyWasFaster("Việc này đã được biểu quyết. Mở lại trang rồi sửa số phiếu nếu ghi nhầm.")
    resolution = _draft_resolution(meeting) if about == VoteAbout.RESOLUTION else None
    item = item or _item_of(meeting, about)
    if about not in OF_SOME_MATTER:
        stated = replace(stated, matter=None)
    vote = _write(Vote(), meeting, _named(stated, about, item, resolution))
    vote.about, vote.item_id, vote.entered_at = about, item.id if item else None, clock.now()
    db.session.add(vote)
    db.session.flush()  # resolution and score sheet point to it
    note(
        "vote_recorded", meeting, pen, vote_id=vote.id, about=about, matter=vote.subject, threshold=vote.threshold,
        votes_for=vote.votes_for, against=vote.against, other=vote.other, base=vote.base, present=vote.present,
        passed=vote.passed,
    )  # fmt: skip
    _follow(meeting, vote, pen, resolution)
    return vote


def change_vote(meeting: Meeting, vote: Vote, stated: Ballots, *, version: int, actor: Actor) -> None:
    """Correct the count while the meeting lasts; what followed from it follows anew."""
    pen = hold(meeting, actor)
    rewrite_vote(meeting, vote, stated, version=version, pen=pen)


def rewrite_vote(meeting: Meeting, vote: Vote, stated: Ballots, *, version: int, pen: Pen) -> dict[str, object]:
    """The values before, of those that changed. Raises SomebodyWasFaster, BadInput."""
    before = counts_of(vote)
    if vote.about not in OF_SOME_MATTER:
        stated = replace(stated, matter=None)
    if vote.version != version:
        raise SomebodyWasFaster(f"Số phiếu vừa được người khác sửa thành: {words_of(vote)}. Xem lại rồi lưu.")
    _write(vote, meeting, replace(stated, subject=stated.subject or vote.subject))
    after = counts_of(vote)
    changed = {name: value for name, value in before.items() if after[name] != value}
    if changed:
        db.session.flush()  # what follows reads the vote
        note(
            "vote_changed", meeting, pen, vote_id=vote.id, before=changed,
            after={name: after[name] for name in changed},
        )  # fmt: skip
        _follow(meeting, vote, pen, resolution_of(meeting, vote))
    return changed


def remove_vote(meeting: Meeting, vote: Vote, *, version: int, actor: Actor) -> None:
    """Take back a vote entered by mistake; a resolution's or a score's count can only be corrected."""
    pen = hold(meeting, actor)
    if vote.about in (VoteAbout.RESOLUTION, VoteAbout.SCORE):
        raise BadInput("Đã biểu quyết nghị quyết hoặc điểm tự chấm thì chỉ sửa được số phiếu.")
    if vote.version != version:
        raise SomebodyWasFaster("Lần biểu quyết này vừa được người khác sửa. Mở lại trang để xem.")
    vote.removed_at = clock.now()
    note("vote_removed", meeting, pen, vote_id=vote.id)
    if vote.about in ADOPTING:
        _set_flag(meeting, ADOPTING[vote.about], False, pen)


def recount_votes(meeting: Meeting, *, pen: Pen) -> None:
    """After a mark changed: base and present of every vote again, and what follows where the result turned."""
    votes = votes_of(meeting.id)
    if not votes:
        return
    attendees = [line.attendee for line in roll_lines(meeting.id)]
    for vote in votes:
        before, passed = counts_of(vote), vote.passed
        tally, base = tally_of(attendees, _as_stated(vote), vote.threshold, moment_of(meeting, vote))
        _set_result(vote, tally, base)
        after = counts_of(vote)
        if after != before:
            changed = [name for name in before if before[name] != after[name]]
            note(
                "vote_changed", meeting, pen, vote_id=vote.id, before={n: before[n] for n in changed},
                after={n: after[n] for n in changed},
            )  # fmt: skip
        if vote.passed != passed:
            db.session.flush()  # what follows reads the vote
            _follow(meeting, vote, pen, resolution_of(meeting, vote))


def vote_in(meeting: Meeting, vote_id: int) -> Vote:
    found = db.session.scalar(
        select(Vote).where(Vote.id == vote_id, Vote.meeting_id == meeting.id, Vote.removed_at.is_(None))
    )
    if found is None:
        raise NotKnown
    return found


def moment_of(meeting: Meeting, vote: Vote) -> datetime | None:
    """When it was voted, if that is a time of the sitting: what was keyed in later without a time has none."""
    begins = meeting.opened_at or meeting.starts_at
    if begins is None or clock.day_of(vote.at) not in (clock.day_of(begins), clock.day_of(meeting.closed_at or begins)):
        return None
    return vote.at


def counts_of(vote: Vote) -> dict[str, object]:
    names = (
        "subject", "ballot", "matter", "threshold", "votes_for", "against", "other", "base", "present", "passed", "at",
    )  # fmt: skip
    return {name: getattr(vote, name) for name in names}


def words_of(vote: Vote) -> str:
    """`tán thành 16/20 (80,0%), không tán thành 0, ý kiến khác 1`."""
    return vote.tally.words()


def _write(vote: Vote, meeting: Meeting, stated: Ballots) -> Vote:
    at = moment_in(meeting, stated.at)
    if at is None or _same_minute(at, vote.at):
        at = vote.at or clock.now()
    _expect_in_the_sitting(meeting, at, stated.at is not None)
    timed = stated.at is not None or is_under_way(meeting)
    attendees = [line.attendee for line in roll_lines(meeting.id)]
    threshold = threshold_for(meeting, stated.matter, vote)
    tally, base = tally_of(attendees, stated, threshold, at if timed else None)
    if problems := tally.problems():
        raise BadInput({"against" if stated.votes_for is None else "votes_for": _sentence(problems[0], tally)})
    vote.meeting_id, vote.at = meeting.id, at
    vote.subject = text_of(stated.subject, "subject", LONGEST_SUBJECT)
    vote.ballot, vote.matter, vote.threshold = stated.ballot, stated.matter or vote.matter or Matter.ORDINARY, threshold
    vote.votes_for, vote.against, vote.other = tally.votes_for, tally.against, tally.other
    _set_result(vote, tally, base)
    return vote


def _same_minute(one: datetime, other: datetime | None) -> bool:
    """A form shows no seconds: what comes back unchanged is no change."""
    return other is not None and one.replace(second=0, microsecond=0) == other.replace(second=0, microsecond=0)


def _sentence(problem: str, tally: Tally) -> str:
    if tally.votes_for < 0:
        return f"Số phiếu nhiều hơn {tally.present} đảng viên chính thức có mặt lúc biểu quyết."
    return problem


def _expect_in_the_sitting(meeting: Meeting, at: datetime, is_stated: bool) -> None:
    if is_stated and at > clock.now():
        raise BadInput({"at": "Giờ biểu quyết chưa tới."})
    if is_stated and meeting.opened_at and at < meeting.opened_at and not meeting.sittings:
        raise BadInput({"at": "Giờ biểu quyết phải sau giờ khai mạc."})


def _set_result(vote: Vote, tally: Tally, base: VoteBase) -> None:
    vote.base, vote.present, vote.passed = tally.base, tally.present, tally.passed
    vote.base_parts = asdict(base)


def _as_stated(vote: Vote) -> Ballots:
    return Ballots(matter=vote.matter, against=vote.against, other=vote.other, votes_for=vote.votes_for)


def _named(stated: Ballots, about: VoteAbout, item: AgendaItem | None, resolution: Resolution | None) -> Ballots:
    kept = SUBJECTS.get(about, item.title if item else "")
    if item is not None and item.kept_on_paper and about == VoteAbout.ITEM:
        return replace(stated, subject=item.title)  # an item kept on paper holds totals and no text of its own
    return replace(stated, subject=(stated.subject.strip() or (resolution.subject_line if resolution else kept)))


def _item_of(meeting: Meeting, about: VoteAbout) -> AgendaItem | None:
    kinds = {VoteAbout.RESOLUTION: ItemKind.RESOLUTION, VoteAbout.SCORE: ItemKind.SCORE}
    if about not in kinds:
        return None
    return db.session.scalar(
        select(AgendaItem).where(AgendaItem.meeting_id == meeting.id, AgendaItem.kind == kinds[about]).limit(1)
    )


def _draft_resolution(meeting: Meeting) -> Resolution:
    drafts = [r for r in resolutions_of(meeting.id) if r.state == ResolutionState.DRAFT]
    if not drafts:
        raise BadInput("Kỳ sinh hoạt này không còn dự thảo nghị quyết để biểu quyết.")
    return drafts[0]


def resolution_of(meeting: Meeting, vote: Vote) -> Resolution | None:
    """The resolution that rests on this vote."""
    if vote.about != VoteAbout.RESOLUTION:
        return None
    return next((r for r in resolutions_of(meeting.id) if r.vote_id == vote.id), None)


def _follow(meeting: Meeting, vote: Vote, pen: Pen, resolution: Resolution | None) -> None:
    """What a vote decides: the agenda, the minutes, the resolution, the score."""
    if vote.about in ADOPTING:
        _set_flag(meeting, ADOPTING[vote.about], vote.passed, pen)
    elif vote.about == VoteAbout.RESOLUTION and resolution is not None:
        vote_taken(resolution, vote, actor=pen.actor, reason=pen.reason)
    elif vote.about == VoteAbout.SCORE:
        score_voted(meeting, vote, actor=pen.actor)


def _set_flag(meeting: Meeting, name: str, value: bool, pen: Pen) -> None:
    if getattr(meeting, name) != value:
        note("meeting_changed", meeting, pen, before={name: not value}, after={name: value})
        setattr(meeting, name, value)
