"""What all papers of a meeting share, composed from the record: head, sitting, counts, vote base, people.

The shapes are `app.documents.snapshots`; who composes a whole paper adds what is its own.
"""

from datetime import date, datetime
from typing import Any

from app import clock
from app.accounts.queries import people_as
from app.documents.numbering import Numbered
from app.documents.snapshots import Counts, Letterhead, Person, Signature, Sitting, Style, VoteBase
from app.documents.snapshots import Vote as PrintedVote
from app.meetings.models import Meeting
from app.members.queries import OnRoll, roll_of
from app.organisations.models import Organisation
from app.organisations.queries import superior_of
from app.rules.queries import settings_of
from app.sessions.models import Attendance, Vote
from app.sessions.queries import attendees, rows_of
from workflows.attendance import Attendee, Mark, Standing, headcount, vote_base
from workflows.names import committee_of
from workflows.roles import Role
from workflows.rules import RuleSettings
from workflows.voting import Threshold

FROM_SETTINGS = ("superior_as", "authority", "spelling", "line_spacing", "position_bold")
AT_THE_END = (Mark.PRESENT, Mark.LATE)
POSITIONS = {
    Role.SECRETARY: "Bí thư",
    Role.DEPUTY_SECRETARY: "Phó Bí thư",
    Role.COMMITTEE_MEMBER: "Chi ủy viên",
}


def style_of(meeting: Meeting) -> Style:
    """Spellings and sizes from the rule set that the meeting was made under."""
    return style_from(settings_of(meeting.rule_set))


def style_from(settings: RuleSettings) -> Style:
    # The names are the same on both sides; a rule set was checked against its choices when it was read.
    chosen: dict[str, Any] = {name: getattr(settings, name) for name in FROM_SETTINGS}
    return Style(**chosen)


def letterhead_of(
    meeting: Meeting, type_code: str = "", *, dated: date | None = None, number: int | None = None, draft: int = 0
) -> Letterhead:
    """The head of a paper of the cell. `type_code` (NQ, BB, TB …) empty: a paper without a number line."""
    superior = superior_of(meeting.cell_id, clock.today())
    return Letterhead(
        superior=superior.name if superior else "",
        issuer=meeting.cell.name,
        place=meeting.cell.place or (superior.place if superior else ""),
        created=moment(clock.now()),
        dated=dated.isoformat() if dated else None,
        symbol=f"{type_code}/{meeting.cell.symbol}" if type_code else "",
        number=number,
        draft=draft,
    )


def committee_letterhead(organisation: Organisation, type_code: str, numbered: Numbered | None) -> Letterhead:
    """The head of a paper that the committee of an organisation issues. Without a number it is a draft."""
    superior = superior_of(organisation.id, clock.today())
    return Letterhead(
        superior=superior.name if superior else "",
        issuer=committee_of(organisation.name),
        place=organisation.place,
        created=moment(clock.now()),
        dated=numbered.dated.isoformat() if numbered else None,
        symbol=f"{type_code}/{organisation.symbol}",
        number=numbered.number if numbered else None,
        draft=0 if numbered else 1,
    )


def sitting_of(meeting: Meeting) -> Sitting:
    begins = meeting.opened_at or meeting.starts_at
    return Sitting(
        kind=meeting.kind.value,
        month=meeting.month.strftime("%Y-%m"),
        held_on=(clock.day_of(begins) if begins else meeting.month).isoformat(),
        place=meeting.place,
        starts_at=clock_time(meeting.starts_at),
        theme=meeting.theme,
        has_committee=bool(people_as(meeting.cell_id, (Role.COMMITTEE_MEMBER,), clock.today())),
    )


def counts_of(meeting: Meeting) -> Counts:
    """Attendance by the start roll call; before there is one, the numbers of the roll of that day."""
    rows = rows_of(meeting.id)
    return _counts(rows) if rows else _expected(meeting)


def _counts(rows: list[Attendance]) -> Counts:
    count = headcount(attendees(rows))
    ended = any(r.end_mark is not None for r in rows)
    return Counts(
        roll=count.roll,
        official=count.official,
        probationary=count.probationary,
        exempt=count.exempt,
        exempt_present=count.exempt_present,
        temporary_out=count.temporary_out,
        temporary_in=count.temporary_in_present,
        suspended=count.suspended,
        due=count.due,
        due_official=count.due_official,
        due_probationary=count.due - count.due_official,
        present=count.present,
        present_official=count.present_official,
        present_probationary=count.present_probationary,
        excused=count.excused,
        unexcused=count.unexcused,
        # Who left early was not there at the end.
        present_at_end=sum(a.due and a.end_mark in AT_THE_END for a in attendees(rows)) if ended else None,
        present_at_both=count.stayed if ended else None,
    )


def _expected(meeting: Meeting) -> Counts:
    on = clock.day_of(meeting.starts_at) if meeting.starts_at else meeting.month
    count = headcount(expected_attendee(row) for row in roll_of(meeting.cell_id, on))
    return Counts(
        roll=count.roll,
        official=count.official,
        probationary=count.probationary,
        exempt=count.exempt,
        temporary_out=count.temporary_out,
        suspended=count.suspended,
        due=count.due,
        due_official=count.due_official,
        due_probationary=count.due - count.due_official,
    )


def expected_attendee(row: OnRoll) -> Attendee:
    """As expected before the day: who is exempt counts as absent."""
    return Attendee(
        standing=Standing.OFFICIAL if row.official else Standing.PROBATIONARY,
        exempt=row.exempt,
        suspended=row.suspended,
        temporary_in=row.temporary_in,
        temporary_out=row.temporary_out,
    )


def vote_base_of(meeting: Meeting) -> VoteBase:
    """All official members of the cell, present or not, minus those temporarily out and those exempt who are absent."""
    found = vote_base(attendees(rows_of(meeting.id)))
    return VoteBase(
        base=found.base,
        official=found.official,
        temporary_out=found.temporary_out,
        exempt_absent=found.exempt_absent,
        suspended=found.suspended,
        present=found.present,
    )


def printed_vote(vote: Vote) -> PrintedVote:
    """One vote as every paper prints it."""
    return PrintedVote(
        subject=vote.subject,
        votes_for=vote.votes_for,
        against=vote.against,
        other=vote.other,
        not_voting=vote.tally.not_voting,
        base=vote.base,
        passed=vote.passed,
        ballot=vote.ballot.value,
        needed="" if vote.threshold == Threshold.MORE_THAN_HALF else vote.tally.needed_words,
    )


def base_of_vote(vote: Vote) -> VoteBase:
    """The base as it was frozen with the vote."""
    parts = vote.base_parts
    return VoteBase(
        base=vote.base,
        official=parts.get("official", vote.base),
        temporary_out=parts.get("temporary_out", 0),
        exempt_absent=parts.get("exempt_absent", 0),
        suspended=parts.get("suspended", 0),
        present=vote.present,
    )


def offices_in(cell_id: int, on: date) -> dict[int, str]:
    """Person id → position in the cell's committee on the day: "Bí thư", "Phó Bí thư", "Chi ủy viên"."""
    return {person.id: POSITIONS[role] for person, role in people_as(cell_id, tuple(POSITIONS), on)}


def overseer_of(cell_id: int, on: date) -> Person | None:
    found = people_as(cell_id, (Role.OVERSEER,), on)
    return Person(name=found[0][0].full_name, position="Đảng ủy viên phụ trách chi bộ") if found else None


def secretary_signature(meeting: Meeting, on: date) -> Signature:
    """Room for the secretary's signature (a deputy's where no secretary is in office)."""
    people = people_as(meeting.cell_id, (Role.SECRETARY, Role.DEPUTY_SECRETARY), on)
    people.sort(key=lambda found: found[1] != Role.SECRETARY)
    return Signature(name=people[0][0].full_name, position=POSITIONS[people[0][1]]) if people else Signature(name="")


def guest_name(name: str, *, helps: bool) -> str:
    """A guest on the roll; `helps`: sent to strengthen the cell."""
    return f"{name} – tăng cường" if helps else name


def moment(value: datetime) -> str:
    return value.astimezone(clock.VIETNAM).isoformat(timespec="seconds")


def clock_time(value: datetime | None) -> str:
    return value.astimezone(clock.VIETNAM).strftime("%H:%M") if value else ""
