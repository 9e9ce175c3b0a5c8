"""Two who ask for one paper at the same moment get one paper."""

import pytest
from sqlalchemy import select

from app.documents import services
from app.documents.models import Document, NumberSeries
from app.extensions import db
from app.jobs.models import Job
from app.meetings.models import Meeting
from tests.at_once import together
from tests.meetings.ready import convened, planned, submitted
from tests.reading import version_on

# What happens when two write at once is the engine's doing.
pytestmark = pytest.mark.each_engine


def test_two_who_print_a_draft_at_once_make_one(made, as_user, committed, slowly):
    meeting_id = made(planned)
    with committed() as session:
        before = len(session.scalars(select(Document.id).where(Document.kind == "resolution")).all())
    path = f"/meetings/{meeting_id}/resolution"
    as_user("thang").post(path)
    slowly(services, "_draft_of")
    thang, men = as_user("thang"), as_user("men")

    statuses = together(lambda: thang.post(f"{path}/pdf"), lambda: men.post(f"{path}/pdf"))

    assert statuses in ([303, 303], [303, 409])
    with committed() as session:
        assert len(session.scalars(select(Document.id).where(Document.kind == "resolution")).all()) == before + 1


def test_a_lost_paper_asked_for_twice_at_once_is_made_once(made, as_user, committed):
    made(convened)
    with committed() as session:
        notice = session.scalars(select(Document).where(Document.kind == "notice")).one().id
        session.execute(db.delete(Job))
    thang, men = as_user("thang"), as_user("men")
    path = f"/documents/{notice}/rendering"

    statuses = together(lambda: thang.post(path), lambda: men.post(path))

    assert statuses in ([303, 303], [303, 409])
    with committed() as session:
        assert len(session.scalars(select(Job.id).where(Job.key.contains(str(notice)))).all()) == 1


def test_a_meeting_convened_twice_at_once_has_one_notice_and_one_number(made, as_user, committed, slowly):
    meeting_id = made(submitted)
    here = f"/meetings/{meeting_id}"
    for who in ("men", "huong"):
        member = as_user(who)
        assert member.post(f"{here}/steps/agree", data=version_on(member, here)).status_code == 303
    with committed() as session:
        version = session.get_one(Meeting, meeting_id).version
    thang, men, path = as_user("thang"), as_user("men"), f"{here}/steps/convene"
    slowly(services, "next_number")

    statuses = together(*(lambda c=c: c.post(path, data={"version": version}) for c in (thang, men)))

    assert statuses == [303, 409]
    with committed() as session:
        assert session.scalars(select(Document.symbol).where(Document.kind == "notice")).all() == ["01-TB/CB"]
        assert session.scalars(select(NumberSeries.last)).all() == [1]
