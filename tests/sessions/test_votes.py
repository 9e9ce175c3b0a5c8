"""Votes by exception, against the base of the whole cell."""

from datetime import time, timedelta

import pytest

from app import clock
from app.agendas.models import AgendaItem
from app.audit.models import AuditEvent
from app.extensions import db
from app.meetings.models import Meeting
from app.minutes.services import preview
from app.refusals import BadInput, NotAllowed, NotKnown, SomebodyWasFaster
from app.resolutions.models import Resolution
from app.resolutions.queries import resolutions_of
from app.resolutions.snapshot import resolution_snapshot
from app.sessions import queries, services
from app.sessions.models import Vote, VoteAbout, Which
from app.sessions.services import Ballots, Marking
from tests.sessions.conftest import EVENING, make_meeting
from workflows.attendance import Mark
from workflows.resolution import State as ResolutionState
from workflows.voting import Ballot, Matter, Threshold

OFFICIAL_AND_DUE = 19  # 20 official members, one of them exempt and absent


@pytest.fixture
def opened(db_session, world, evening, actor_of) -> Meeting:
    meeting = make_meeting(world)
    services.open_meeting(meeting, at=EVENING, actor=actor_of("thang"))
    return meeting


AWAY = Marking(mark=Mark.EXCUSED)


def send_away(meeting, names, actor, stated=AWAY):
    for line in queries.roll_lines(meeting.id):
        if line.name in names:
            services.mark_attendance(meeting, line.id, Which.START, stated, version=line.version, actor=actor)


def item_of(meeting: Meeting, position: int) -> AgendaItem:
    return next(line.item for line in queries.item_lines(meeting.id) if line.number == position)


def test_the_example_of_the_rules(opened, world, actor_of):
    """22 members, 20 official, 17 official present: base 20, so 11 pass it."""
    manh = next(line for line in queries.roll_lines(opened.id) if line.name == "Bế Văn Mạnh")
    services.mark_attendance(
        opened, manh.id, Which.START, Marking(mark=Mark.PRESENT), version=manh.version, actor=actor_of("lan")
    )
    send_away(opened, {"Ma Đình Khoa", "Lý Thị Hương", "Vi Thị Yến"}, actor_of("lan"))

    passed = services.record_vote(
        opened, VoteAbout.ITEM, Ballots(other=6), actor=actor_of("lan"), item=item_of(opened, 1)
    )
    failed = services.record_vote(
        opened, VoteAbout.ITEM, Ballots(against=7), actor=actor_of("lan"), item=item_of(opened, 2)
    )

    assert (passed.base, passed.present, passed.votes_for, passed.passed) == (20, 17, 11, True)
    assert (failed.base, failed.present, failed.votes_for, failed.passed) == (20, 17, 10, False)
    assert passed.base_parts == {"official": 20, "temporary_out": 0, "suspended": 0, "exempt_absent": 0, "present": 17}


def test_every_paper_counts_as_silent_who_was_present_and_in_no_count(opened, world, actor_of):
    """16 present of a base of 19, 10 for and 2 against: 4 did not vote. The 3 absent ones are not among them."""
    lan = actor_of("lan")
    send_away(opened, {"Ma Đình Khoa", "Lý Thị Hương", "Vi Thị Yến"}, lan)
    vote = services.record_vote(opened, VoteAbout.RESOLUTION, Ballots(against=2, votes_for=10), actor=lan)
    resolution = resolutions_of(opened.id)[0]
    papers = (preview(opened).votes[0], resolution_snapshot(resolution, opened).vote)

    assert (vote.base, vote.present, vote.tally.not_voting) == (19, 16, 4)
    assert [paper.not_voting for paper in papers] == [4, 4]
    assert services.words_of(vote).endswith("không biểu quyết 4")


@pytest.mark.parametrize(
    ("in_the_rules", "asked", "passed"),
    [({}, Threshold.MORE_THAN_HALF, True), ({"threshold_ordinary": "two_thirds"}, Threshold.TWO_THIRDS, False)],
)
def test_a_vote_needs_what_the_rule_set_of_its_meeting_asks(opened, actor_of, in_the_rules, asked, passed):
    """12 of a base of 19: more than half, and less than two thirds. Counting it again changes no threshold."""
    opened.rule_set.settings = {**opened.rule_set.settings, **in_the_rules}
    lan = actor_of("lan")
    # Of what the agenda is, no form is asked.
    stated = Ballots(votes_for=11, against=7, matter=Matter.ADMISSION)
    vote = services.record_vote(opened, VoteAbout.AGENDA, stated, actor=lan)
    db.session.flush()
    services.change_vote(opened, vote, Ballots(votes_for=12, against=7), version=vote.version, actor=lan)

    assert (vote.threshold, vote.passed, opened.agenda_adopted) == (asked, passed, passed)


@pytest.mark.parametrize(
    ("matter", "votes_for", "passed"),
    [
        (Matter.ORDINARY, 10, True), (Matter.ORDINARY, 9, False), (Matter.ADMISSION, 13, True),
        (Matter.ADMISSION, 12, False), (Matter.OFFICIAL_STATUS, 13, True), (Matter.OFFICIAL_STATUS, 12, False),
        (Matter.EXPULSION, 10, True), (Matter.EXPULSION, 9, False),
    ],
)  # fmt: skip
def test_each_kind_of_matter_has_the_threshold_that_the_rules_give_it(opened, actor_of, matter, votes_for, passed):
    """Of a base of 19. These rules ask two thirds for admission and official status, and no more for expulsion."""
    opened.rule_set.settings = {**opened.rule_set.settings, "threshold_expulsion": "more_than_half"}
    stated = Ballots(votes_for=votes_for, matter=matter, ballot=Ballot.SECRET)
    vote = services.record_vote(opened, VoteAbout.ITEM, stated, actor=actor_of("lan"), item=item_of(opened, 1))

    assert (vote.passed, vote.matter, vote.ballot) == (passed, matter, Ballot.SECRET)


def test_another_kind_of_matter_turns_the_result_and_nothing_else_changes_the_threshold(opened, actor_of):
    lan = actor_of("lan")
    vote = services.record_vote(opened, VoteAbout.RESOLUTION, Ballots(votes_for=12), actor=lan)
    resolution = resolutions_of(opened.id)[0]
    assert resolution.state == ResolutionState.ADOPTED
    db.session.flush()
    stated = Ballots(votes_for=12, matter=Matter.ADMISSION)
    services.change_vote(opened, vote, stated, version=vote.version, actor=lan)

    assert (vote.threshold, vote.passed, resolution.state) == (Threshold.TWO_THIRDS, False, ResolutionState.REJECTED)
    opened.rule_set.settings = {**opened.rule_set.settings, "threshold_admission": "more_than_half"}
    db.session.flush()
    services.change_vote(opened, vote, stated, version=vote.version, actor=lan)
    assert (vote.threshold, vote.passed) == (Threshold.TWO_THIRDS, False)


def test_papers_say_what_a_vote_needed_where_more_than_half_did_not_carry_it(opened, actor_of):
    lan = actor_of("lan")
    services.record_vote(opened, VoteAbout.AGENDA, Ballots(), actor=lan)
    stated = Ballots(votes_for=13, matter=Matter.ADMISSION, subject="Đề nghị kết nạp quần chúng")
    services.record_vote(opened, VoteAbout.ITEM, stated, actor=lan, item=item_of(opened, 1))

    assert [vote.needed for vote in preview(opened).votes] == ["", "từ hai phần ba, tức ít nhất 13"]


def test_the_others_present_agree(opened, actor_of):
    vote = services.record_vote(opened, VoteAbout.AGENDA, Ballots(against=1, other=2), actor=actor_of("thang"))

    assert (vote.votes_for, vote.base, vote.passed) == (OFFICIAL_AND_DUE - 3, OFFICIAL_AND_DUE, True)
    assert opened.agenda_adopted


@pytest.mark.parametrize(
    "stated",
    [
        Ballots(against=20),
        Ballots(against=10, other=10),
        Ballots(votes_for=20),
        Ballots(votes_for=18, against=1, other=1),
        Ballots(votes_for=0, against=999, other=999),
    ],
)
def test_more_ballots_than_voters_present_are_refused(opened, actor_of, stated, db_session):
    with pytest.raises(BadInput, match="19 đảng viên chính thức có mặt"):
        services.record_vote(opened, VoteAbout.AGENDA, stated, actor=actor_of("lan"))

    assert not queries.votes_of(opened.id)


def test_who_came_late_or_had_left_did_not_vote(opened, actor_of):
    send_away(opened, {"Ma Đình Khoa"}, actor_of("lan"), Marking(mark=Mark.PRESENT, arrived=time(20, 5)))
    send_away(opened, {"Lý Thị Hương"}, actor_of("lan"), Marking(mark=Mark.PRESENT, left=time(19, 50)))

    early = services.record_vote(
        opened, VoteAbout.ITEM, Ballots(at=time(19, 45)), actor=actor_of("lan"), item=item_of(opened, 1)
    )
    between = services.record_vote(
        opened, VoteAbout.ITEM, Ballots(at=time(19, 55)), actor=actor_of("lan"), item=item_of(opened, 1)
    )
    now = services.record_vote(opened, VoteAbout.ITEM, Ballots(), actor=actor_of("lan"), item=item_of(opened, 1))

    assert [vote.present for vote in (early, between, now)] == [18, 17, 18]


def test_probationary_members_are_in_no_vote(opened, actor_of):
    send_away(opened, {"Hà Thị Chín"}, actor_of("lan"))

    vote = services.record_vote(opened, VoteAbout.AGENDA, Ballots(), actor=actor_of("lan"))
    assert (vote.present, vote.base) == (19, 19)


def test_the_vote_decides_the_resolution_and_a_corrected_count_turns_it(opened, actor_of, db_session):
    resolution = db_session.scalars(db.select(Resolution)).one()
    vote = services.record_vote(opened, VoteAbout.RESOLUTION, Ballots(), actor=actor_of("thang"))
    assert (resolution.state, resolution.vote_id, vote.item_id) == (
        ResolutionState.ADOPTED,
        vote.id,
        item_of(opened, 4).id,
    )

    services.change_vote(opened, vote, Ballots(against=12), version=vote.version, actor=actor_of("thang"))
    assert resolution.state == ResolutionState.REJECTED


def test_marking_an_absence_afterwards_counts_every_vote_again(opened, actor_of, db_session):
    vote = services.record_vote(opened, VoteAbout.RESOLUTION, Ballots(votes_for=10, against=9), actor=actor_of("thang"))
    manh = next(line for line in queries.roll_lines(opened.id) if line.name == "Bế Văn Mạnh")
    services.mark_attendance(
        opened, manh.id, Which.START, Marking(mark=Mark.PRESENT), version=manh.version, actor=actor_of("lan")
    )

    # The exempt member who came is in the base: 10 of 20 are no longer more than half.
    assert (vote.base, vote.present, vote.passed) == (20, 20, False)
    assert db_session.scalars(db.select(Resolution)).one().state == ResolutionState.REJECTED


def test_ballots_of_people_who_turn_out_absent_no_longer_add_up(opened, actor_of):
    services.record_vote(opened, VoteAbout.AGENDA, Ballots(), actor=actor_of("thang"))
    send_away(opened, {"Ma Đình Khoa"}, actor_of("lan"))

    facts = queries.facts_of(opened.id, services_settings(opened))
    assert facts["votes_that_do_not_add_up"] == ("Thông qua chương trình sinh hoạt",)


def services_settings(meeting: Meeting):
    from app.rules.queries import settings_of

    return settings_of(meeting.rule_set)


def test_one_vote_about_one_thing(opened, actor_of):
    services.record_vote(opened, VoteAbout.MINUTES, Ballots(), actor=actor_of("lan"))

    with pytest.raises(SomebodyWasFaster):
        services.record_vote(opened, VoteAbout.MINUTES, Ballots(), actor=actor_of("thang"))
    assert opened.minutes_adopted


def test_a_count_changed_meanwhile_is_not_overwritten(opened, actor_of):
    vote = services.record_vote(opened, VoteAbout.AGENDA, Ballots(), actor=actor_of("lan"))
    seen = vote.version
    services.change_vote(opened, vote, Ballots(other=1), version=seen, actor=actor_of("lan"))
    db.session.flush()

    with pytest.raises(SomebodyWasFaster, match="ý kiến khác 1"):
        services.change_vote(opened, vote, Ballots(against=2), version=seen, actor=actor_of("thang"))
    assert (vote.against, vote.other) == (0, 1)


def test_the_same_count_again_is_no_event(opened, actor_of, db_session):
    vote = services.record_vote(opened, VoteAbout.AGENDA, Ballots(other=1), actor=actor_of("lan"))
    services.change_vote(opened, vote, Ballots(other=1, at=time(20, 10)), version=vote.version, actor=actor_of("lan"))

    assert not db_session.scalars(
        db.select(AuditEvent).where(AuditEvent.event == "vote_changed").order_by(AuditEvent.id)
    ).all()


def test_a_vote_by_mistake_is_taken_back_but_not_a_resolutions(opened, actor_of):
    agenda = services.record_vote(opened, VoteAbout.AGENDA, Ballots(), actor=actor_of("lan"))
    services.remove_vote(opened, agenda, version=agenda.version, actor=actor_of("lan"))
    resolution = services.record_vote(opened, VoteAbout.RESOLUTION, Ballots(), actor=actor_of("lan"))

    assert not opened.agenda_adopted
    with pytest.raises(BadInput, match="chỉ sửa được số phiếu"):
        services.remove_vote(opened, resolution, version=resolution.version, actor=actor_of("lan"))


def test_a_resolution_that_is_decided_is_not_voted_again(opened, actor_of):
    services.record_vote(opened, VoteAbout.RESOLUTION, Ballots(), actor=actor_of("lan"))

    with pytest.raises(SomebodyWasFaster):
        services.record_vote(opened, VoteAbout.RESOLUTION, Ballots(), actor=actor_of("lan"))


def test_an_item_kept_on_paper_has_totals_and_no_words(opened, actor_of):
    kept = item_of(opened, 3)
    vote = services.record_vote(
        opened, VoteAbout.ITEM, Ballots(subject="Kỷ luật đồng chí A", against=2), actor=actor_of("lan"), item=kept
    )

    assert (vote.subject, vote.against) == (kept.title, 2)


@pytest.mark.parametrize("at", [time(19, 0), time(22, 0)])
def test_a_vote_is_taken_during_the_meeting(opened, actor_of, at):
    with pytest.raises(BadInput) as refused:
        services.record_vote(opened, VoteAbout.AGENDA, Ballots(at=at), actor=actor_of("lan"))
    assert list(refused.value.errors) == ["at"]


def test_from_paper_both_times_are_kept(opened, actor_of):
    with clock.set_to(EVENING + timedelta(days=2)):
        vote = services.record_vote(opened, VoteAbout.AGENDA, Ballots(at=time(20, 0)), actor=actor_of("nhap"))
        untimed = services.record_vote(opened, VoteAbout.MINUTES, Ballots(), actor=actor_of("nhap"))

        assert vote.at == EVENING + timedelta(minutes=20)
        assert vote.entered_at == EVENING + timedelta(days=2)
        assert (services.moment_of(opened, untimed), untimed.present) == (None, 19)


def test_a_stranger_and_a_reader_do_not_vote_for_the_cell(opened, actor_of):
    for name in ("tham", "huong", "loc", "khoa"):
        with pytest.raises(NotAllowed):
            services.record_vote(opened, VoteAbout.AGENDA, Ballots(), actor=actor_of(name))
    assert db.session.scalar(db.select(db.func.count()).select_from(Vote)) == 0


def test_a_vote_of_another_meeting_is_not_found(opened):
    with pytest.raises(NotKnown):
        services.vote_in(opened, 999)
