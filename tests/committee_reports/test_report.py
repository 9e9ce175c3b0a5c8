"""The committee's report: drafted from tasks, guidance and the last meeting, as Word that an office program opens."""

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import docx
import pytest
from sqlalchemy import select, update

from app import clock
from app.agendas.models import AgendaItem
from app.extensions import db
from app.jobs.services import run_due_jobs
from app.meetings.models import Meeting
from app.petitions.models import Petition
from app.petitions.services import raise_petition
from app.petitions.services import take_step as take_petition_step
from app.petitions.services_said import Details, NewPetition, Said
from app.resolutions import services as resolutions
from app.resolutions.services_drafts import Draft, TaskDraft
from app.sessions import services as sitting
from app.sessions.models import Attendance
from app.tasks.models import Task
from app.tasks.services import take_step
from tests import office
from tests.guidance.conftest import WRITTEN, published
from tests.resolutions.conftest import signed_by, voted
from tests.sessions.conftest import EVENING, LATER, make_meeting
from workflows.attendance import Mark
from workflows.roles import Role

NEW_YEAR = datetime(2027, 1, 2, 2, 0, tzinfo=UTC)
ROAD = "Đường cụm 2 lầy lội"


def build(world, actor_of) -> int:
    """December was held and its resolution issued; January's draft came with the guidance. The id of that draft."""
    thang = actor_of("thang")
    with clock.set_to(LATER):
        meeting = make_meeting(world)
        sitting.open_meeting(meeting, at=EVENING, actor=thang)
        whose = {"meeting_id": meeting.id, "person_id": world.people["khoa"]}
        db.session.scalars(select(Attendance).filter_by(**whose)).one().start_mark = Mark.EXCUSED
        found, due = resolutions.ensure_draft(meeting, actor=thang), date(2026, 12, 25)
        tasks = [
            TaskDraft(work="Dọn rác đoạn đường cụm 2", owner_id=world.people["khoa"], deadline=due),
            TaskDraft(work="Trồng 2 ha cam", owner_name="Hội Nông dân thôn", deadline=due),
        ]
        resolutions.edit_draft(found, meeting, Draft(subject_line="Nghị quyết tháng 12", tasks=tasks), actor=thang)
        resolutions.vote_taken(found, voted(db.session, meeting, 16), actor=thang)
        signed_by(db.session, meeting, Role.CHAIR, Role.RECORDER)
        resolutions.issue(found, meeting, actor=thang)
        meeting.fees_paid = 21
        done = db.session.scalars(select(Task).where(Task.owner_id == world.people["khoa"])).one()
        take_step(done, "report", actor=actor_of("khoa"), note="Đã dọn xong 500 m")
        take_step(done, "confirm", actor=thang)
        khoa = actor_of("khoa")
        asked = raise_petition(NewPetition(text=ROAD, raised_by_id=khoa.person_id), cell_id=world.cell, actor=khoa)
        said = Said(deadline=date(2026, 12, 20), details=Details())
        take_petition_step(asked, "accept", said, actor=thang)
        take_petition_step(asked, "answer", Said(note="Thôn đã rải đá dăm."), actor=thang)
        db.session.execute(update(Meeting).where(Meeting.id == meeting.id).values(state="evaluated"))
        db.session.commit()
    with clock.set_to(datetime(2026, 12, 28, 2, 0, tzinfo=UTC)):
        published(replace(WRITTEN, deadline=None), month=date(2027, 1, 1))
        run_due_jobs()
    return db.session.scalars(select(Meeting.id).filter_by(month=date(2027, 1, 1), cell_id=world.cell)).one()


@pytest.fixture
def january(world, prepared, actor_of):
    with clock.set_to(NEW_YEAR):
        yield prepared("committee report", lambda: build(world, actor_of))


def text_of(data: bytes) -> str:
    document = docx.Document(BytesIO(data))
    cells = [" | ".join(cell.text for cell in row.cells) for table in document.tables for row in table.rows]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_it_says_what_the_house_knows(january, as_user):
    answer = as_user("thang").get(f"/meetings/{january}/committee-report")

    assert answer.mimetype.endswith("wordprocessingml.document")
    text = text_of(answer.data)
    for said in (
        "BÁO CÁO", "-BC/CB", "DỰ THẢO", "Kết quả thực hiện nhiệm vụ tháng 12, phương hướng, nhiệm vụ tháng 01 năm 2027",
        "Chi ủy báo cáo hội nghị chi bộ", "Thu ngân sách tháng 11 đạt 94,5% kế hoạch.",
        "Thực hiện Nghị quyết số 01-NQ/CB", "01/02 nhiệm vụ hoàn thành, đạt 50,0%",
        "1 | Dọn rác đoạn đường cụm 2 | Ma Đình Khoa | 25/12/2026 | Hoàn thành. Đã dọn xong 500 m",
        "2 | Trồng 2 ha cam | Hội Nông dân thôn | 25/12/2026 | Quá hạn, đạt 0%",
        "Kỳ sinh hoạt tháng 12 có mặt 20/21 đảng viên phải dự, đạt 95,2%.", "Còn 01 nhiệm vụ quá hạn: Trồng 2 ha cam.",
        "nhận 01 ý kiến, kiến nghị; đã có trả lời 01.", f"- {ROAD}. Trả lời: Thôn đã rải đá dăm.",
        "1. Định hướng của Đảng ủy xã Mường Lâm", "- Phòng, chống cháy rừng mùa khô.", "T/M CHI ỦY", "Nông Văn Thắng",
    ):  # fmt: skip
        assert said in text, said
    assert "Ôn tập" not in text  # what is asked of schools
    assert text.count("Phòng, chống cháy rừng") == 1
    assert not any("Khoa" in line for line in text.splitlines() if ROAD in line)


def test_what_is_kept_on_paper_and_who_raised_what_is_not_read_aloud(january, as_user, committed):
    with committed() as session:
        item = session.get_one(Meeting, january)
        titles = {"title": "Xem xét đơn thư", "kind": "other", "kept_on_paper": True, "minutes": 5, "position": 99}
        session.add(AgendaItem(meeting_id=item.id, content="", questions=[], presenter_name="", **titles))
        session.execute(update(Petition).values(raiser_name="Bà Én"))
    text = text_of(as_user("thang").get(f"/meetings/{january}/committee-report").data)
    assert "đơn thư" not in text
    assert "Bà Én" not in text


def test_a_new_cell_without_anything_has_a_report_all_the_same(as_user, committed, world):
    with committed():
        meeting_id = make_meeting(world).id
    text = text_of(as_user("men").get(f"/meetings/{meeting_id}/committee-report").data)
    assert "Chi bộ có 22 đảng viên, trong đó 20 đảng viên chính thức." in text
    assert "……" in text


@pytest.mark.parametrize(("who", "status"), [("men", 200), ("nhap", 403), ("khoa", 404), ("loc", 403), ("tham", 404)])
def test_only_the_secretaries_draft_it(january, as_user, who, status):
    assert as_user(who).get(f"/meetings/{january}/committee-report").status_code == status


def test_the_page_of_the_agenda_leads_to_it(january, as_user):
    assert f'href="/meetings/{january}/committee-report"' in as_user("thang").get(f"/meetings/{january}/agenda").text


@pytest.mark.long
@pytest.mark.needs("soffice")
def test_an_office_program_opens_it(january, as_user):
    lines = office.lines(as_user("thang").get(f"/meetings/{january}/committee-report").data)

    assert "BÁO CÁO" in lines
    assert "II- PHƯƠNG HƯỚNG, NHIỆM VỤ THÁNG 01 NĂM 2027" in lines
