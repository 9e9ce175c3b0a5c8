"""The evaluation day: a sorted list, decided under one number and date, all of it or nothing."""

import re

import pytest
from sqlalchemy import select

from app.accounts.models import Appointment
from app.audit.models import AuditEvent
from app.documents.models import Document
from app.evaluations.models import ScoreSheet
from app.evaluations.queries_day import decided_by
from app.evaluations.services_day import Chosen, decide_all, superior_as
from app.evaluations.services_verdict import Verdict
from app.meetings.models import Meeting, MeetingStep
from app.notifications.models import Notification
from app.organisations.models import Organisation, OrganisationKind, OrganisationParent
from app.refusals import NotAllowed
from tests.at_once import together
from tests.commune import grow
from tests.evaluations.lists import handed_in_by, month_of
from tests.world import FOUNDED
from workflows.meeting import State
from workflows.roles import Role
from workflows.scoring import Level

DAY = "/evaluations/day"


@pytest.fixture
def three(world, committed) -> list[int]:
    """The meetings of three cells, the second with the fewest points and the third not verified; by cell."""
    with committed():
        extra = grow(world, 1, 1)[0].id
        meetings = [
            handed_in_by(world.cell, lost=3, own_lost=0), handed_in_by(world.other_cell, lost=10),
            handed_in_by(extra, verified=False),
        ]  # fmt: skip
        return [meeting.id for meeting in meetings]


def form_of(client, **changes) -> dict[str, str]:
    """The form as the page shows it, with `changes`; None takes a field away."""
    text = client.get(DAY).text
    fields = dict(re.findall(r'name="((?:version|pick)-\d+|organisation|month)" value="([^"]+)"', text))
    for meeting_id, options in re.findall(r'name="level-(\d+)"[^>]*>(.*?)</select>', text):
        fields[f"level-{meeting_id}"] = re.search(r'value="(\w+)" selected', options)[1]
    sent = fields | {"number": "15-TB/ĐU", "decided_on": "02/12/2026", "act": "decide"} | changes
    return {name: value for name, value in sent.items() if value is not None}


def levels(session) -> dict[int, str | None]:
    return dict(session.execute(select(ScoreSheet.meeting_id, ScoreSheet.official_rating)).all())


def test_the_list_is_sorted_and_says_what_waits_for_whom(as_user, three):
    text = as_user("hanh").get(DAY).text
    picks = [int(n) for n in re.findall(r'name="pick-(\d+)"', text)]

    assert picks == three[:2]
    assert "Xếp loại tháng 12/2026" in text
    assert "giảm 3,2" in text
    assert 'Chờ thẩm định <span class="count">1</span>' in text


def test_all_that_are_ticked_are_decided_under_one_number_and_date(as_user, three, committed, world):
    answer = as_user("hanh").post(DAY, data=form_of(as_user("hanh")))

    assert answer.status_code == 303
    with committed() as session:
        assert levels(session) == {three[0]: "good", three[1]: "fair", three[2]: None}
        rows = session.execute(select(ScoreSheet.decision_number, ScoreSheet.decision_on.is_not(None)))
        assert sorted(tuple(row) for row in rows) == [("", False), ("15-TB/ĐU", True), ("15-TB/ĐU", True)]
        issued = session.scalars(select(Document.meeting_id).where(Document.issued_at.is_not(None)))
        assert sorted(issued) == three[:2]
        assert session.get(Meeting, three[0]).state == State.EVALUATED
        told = session.scalars(select(Notification.text).where(Notification.person_id == world.people["thang"])).all()
        assert told == ["Sinh hoạt thường kỳ tháng 12/2026 được xếp loại Tốt."]
        events = session.scalars(
            select(AuditEvent.data).where(AuditEvent.event == "rating_decided").order_by(AuditEvent.id)
        ).all()
        assert {event["decision_number"] for event in events} == {"15-TB/ĐU"}


def test_what_is_not_ticked_waits(as_user, three, committed):
    form = form_of(as_user("hanh"), **{f"pick-{three[1]}": None})
    as_user("hanh").post(DAY, data=form)

    with committed() as session:
        assert levels(session) == {three[0]: "good", three[1]: None, three[2]: None}


@pytest.mark.parametrize(
    ("changes", "said_there"),
    [
        ({"number": "", "decided_on": ""}, "số và ngày văn bản"),
        ({"decided_on": "03/12/2026"}, "Ngày văn bản chưa tới."),
        ({"decided_on": "hôm qua"}, "Ngày ghi theo mẫu"),
        ({"number": "x" * 61}, "dài quá 60 ký tự"),
        ({"second": "poor"}, "Chi bộ Trường Tiểu học Mường Lâm: mức quyết định khác mức thẩm định"),
        ({"second": "splendid"}, "Chọn mức cho từng chi bộ"),
        ({"none": True}, "Chọn ít nhất một chi bộ."),
    ],
)
def test_one_fault_and_nothing_is_decided(as_user, three, committed, changes, said_there):
    extra = {f"level-{three[1]}": changes.pop("second")} if "second" in changes else {}
    if changes.pop("none", False):
        extra |= {f"pick-{each}": None for each in three}
    answer = as_user("hanh").post(DAY, data=form_of(as_user("hanh"), **changes, **extra))

    assert answer.status_code == 422
    assert said_there in answer.text
    with committed() as session:
        assert set(levels(session).values()) == {None}
        assert session.get(Meeting, three[0]).state == State.SCORED


def test_another_level_with_a_reason_is_decided(as_user, three, committed):
    form = form_of(as_user("binh"), **{f"level-{three[1]}": "average", "reason": "Còn vụ việc."})
    assert as_user("binh").post(DAY, data=form).status_code == 303

    with committed() as session:
        assert levels(session)[three[1]] == "average"
        said = select(MeetingStep.meeting_id, MeetingStep.reason).where(MeetingStep.step == "evaluate")
        assert dict(session.execute(said).all()) == {three[0]: "", three[1]: "Còn vụ việc."}


def test_decided_twice_the_second_is_told_and_keeps_what_was_chosen(as_user, three, committed):
    first = form_of(as_user("hanh"))
    one = {name: text for name, text in first.items() if not name.startswith(f"pick-{three[0]}")}
    assert as_user("hanh").post(DAY, data=one | {"reason": "x", f"level-{three[1]}": "poor"}).status_code == 303

    late = as_user("binh").post(DAY, data=first | {"number": "16-TB/ĐU", f"level-{three[0]}": "fair"})

    assert late.status_code == 409
    assert "Đã được xếp loại hoặc trả lại sau khi đồng chí mở trang: Chi bộ Trường Tiểu học" in late.text
    assert 'value="16-TB/ĐU"' in late.text
    assert '<option value="fair" selected>' in late.text
    with committed() as session:
        assert levels(session) == {three[0]: None, three[1]: "poor", three[2]: None}


def test_a_score_verified_anew_meanwhile_is_not_decided_unseen(as_user, three, committed):
    form = form_of(as_user("hanh"))
    with committed() as session:
        row = session.scalars(select(ScoreSheet).where(ScoreSheet.meeting_id == three[0])).one()
        row.overseer_note = "Xem lại."

    answer = as_user("hanh").post(DAY, data=form)

    assert (answer.status_code, "vừa được thẩm định hoặc đề nghị lại" in answer.text) == (409, True)


@pytest.mark.each_engine
def test_two_who_decide_at_once_decide_once(as_user, three, committed):
    hanh, binh = as_user("hanh"), as_user("binh")
    form = form_of(hanh)

    assert together(lambda: hanh.post(DAY, data=form), lambda: binh.post(DAY, data=form)) == [303, 409]


def test_the_office_proposes_all_and_leadership_is_told_once(as_user, three, committed, world):
    form = form_of(as_user("hanh"), act="propose", **{f"level-{three[1]}": "average"})
    assert as_user("hanh").post(DAY, data=form).status_code == 303

    with committed() as session:
        told = session.scalars(select(Notification).where(Notification.kind == "rating_proposed")).all()
        assert [(one.person_id, one.text) for one in told] == [
            (world.people["binh"], "Đề nghị xếp loại 2 chi bộ, tháng 12/2026.")
        ]
        assert set(levels(session).values()) == {None}
        path = told[0].path
    page = as_user("binh").get(path).text
    assert "đề nghị Trung bình" in page
    again = form_of(as_user("hanh"), act="propose", **{f"level-{three[1]}": "average"})
    assert as_user("hanh").post(DAY, data=again).status_code == 303
    with committed() as session:  # what was proposed already is told no second time
        assert (
            len(
                session.scalars(
                    select(AuditEvent).where(AuditEvent.event == "rating_proposed").order_by(AuditEvent.id)
                ).all()
            )
            == 2
        )
        assert len(session.scalars(select(Notification).where(Notification.kind == "rating_proposed")).all()) == 1
    assert as_user("binh").post(DAY, data=form).status_code == 403


@pytest.mark.parametrize("who", ["thang", "loc", "tham", "quan"])
def test_nobody_else_opens_the_day(as_user, who, three):
    assert as_user(who).get(DAY).status_code == 403


def test_another_commune_decides_nothing_here(as_user, three, world, committed):
    form = form_of(as_user("hanh"))
    vien = as_user("vien")

    assert "pick-" not in vien.get(DAY).text
    assert vien.get(f"{DAY}?organisation={world.commune}").status_code == 404
    assert vien.post(DAY, data=form).status_code == 404
    own = form | {"organisation": world.organisations["XA2"]}
    assert vien.post(DAY, data=own).status_code == 403
    with committed() as session:
        assert set(levels(session).values()) == {None}


def test_cells_with_a_committee_in_between_are_not_on_the_list_and_not_decided_from_it(world, db_session, actor_of):
    base = Organisation(code="CS", name="Đảng bộ cơ sở", kind=OrganisationKind.BASE, symbol="ĐU", place="x")
    db_session.add(base)
    db_session.flush()
    inner = grow(world, 1, 1)[0].id
    span = db_session.scalars(select(OrganisationParent).where(OrganisationParent.organisation_id == inner)).one()
    span.parent_id = base.id
    db_session.add(OrganisationParent(organisation_id=base.id, parent_id=world.commune, from_on=FOUNDED))
    db_session.flush()

    assert inner in decided_by(world.commune, FOUNDED)
    db_session.add(
        Appointment(person_id=world.people["son"], organisation_id=base.id, role=Role.LEADERSHIP, from_on=FOUNDED)
    )
    db_session.flush()
    assert inner not in decided_by(world.commune, FOUNDED)
    assert decided_by(base.id, FOUNDED) == [inner]
    meeting, commune = handed_in_by(inner), db_session.get_one(Organisation, world.commune)
    chosen = [Chosen(meeting_id=meeting.id, version=1, level=Level.GOOD)]
    with pytest.raises(NotAllowed):
        decide_all(superior_as(commune), chosen, Verdict(level=None), actor=actor_of("binh"))


@pytest.mark.parametrize("cells", [2, 12])
def test_the_page_asks_as_much_for_twelve_cells_as_for_two(as_user, world, committed, count_statements, cells):
    with committed():
        month_of([cell.id for cell in grow(world, cells, 1)])
    hanh = as_user("hanh")
    with count_statements() as seen:
        text = hanh.get(DAY).text

    assert text.count('name="pick-') == cells
    assert len(seen.besides_the_account()) <= 8


def test_one_more_decision_of_the_list_writes_its_rows_and_asks_nothing(as_user, world, committed, count_statements):
    """SQLite is held by the one who writes: what the list asks is asked once, each cell's rows are written."""
    with committed():
        month_of([cell.id for cell in grow(world, 8, 1)])
    hanh = as_user("hanh")
    form = form_of(hanh)
    with count_statements() as seen:
        assert hanh.post(DAY, data=form).status_code == 303

    assert len(seen) <= 8 * 8 + 45
    repeated = {text.split()[0] for text in seen.texts if seen.texts.count(text) > 2}
    assert repeated <= {"INSERT", "UPDATE"}
