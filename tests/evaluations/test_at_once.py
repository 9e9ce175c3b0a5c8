"""Two who verify, decide or open again one score at the same moment: one wins, the other is told."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.documents.models import Document
from app.evaluations import services_verdict, services_verifying
from app.meetings import services as meetings
from app.meetings.models import Meeting, MeetingStep
from tests.at_once import together
from tests.crawler import Page
from tests.evaluations.sheets import scored
from tests.evaluations.test_pages import rated
from tests.evaluations.test_verdict import verified
from tests.reading import version_on

# What happens when two write at once is the engine's doing.
pytestmark = pytest.mark.each_engine


def checked(actor_of: Callable) -> Meeting:
    return verified(scored(actor_of), actor_of("loc"))


@pytest.fixture
def both(as_user):
    """`both(meeting_id, path, form, who)`: the statuses of the two answers, sorted."""

    def send(meeting_id: int, path: str, form: dict[str, str], who: tuple[str, str]) -> list[int]:
        clients = [as_user(name) for name in who]
        return together(*(lambda c=c: c.post(f"/meetings/{meeting_id}/{path}", data=form) for c in clients))

    return send


@pytest.fixture
def steps(committed):
    def taken(name: str) -> int:
        with committed() as session:
            return len(session.scalars(select(MeetingStep).where(MeetingStep.step == name)).all())

    return taken


def form_on(client, path: str) -> dict[str, str]:
    """The fields of the page's form as they are shown."""
    text = client.get(path).text
    return {name: texts[0] for form in Page(path, text).forms for name, texts in form.fields.items() if name != "once"}


def test_it_is_decided_once_and_bears_one_paper(made, both, steps, committed, slowly, as_user):
    meeting_id = made(checked)
    seen = version_on(as_user("binh"), f"/meetings/{meeting_id}/score/decide")
    slowly(services_verdict, "current_sheet")
    form = seen | {"level": "fair", "number": "12-QĐ/ĐU", "decided_on": "02/12/2026", "reason": "theo hồ sơ"}

    assert both(meeting_id, "score/decide", form, ("binh", "hanh")) == [303, 409]
    assert steps("evaluate") == 1
    with committed() as session:
        issued = session.scalars(
            select(Document.kind).where(Document.issued_at.is_not(None), Document.kind == "score_sheet")
        )
        assert len(issued.all()) == 1


def test_it_is_opened_again_once(made, both, steps, slowly, version_of):
    meeting_id = made(rated)
    form = {"reason": "Có đơn", "version": version_of(Meeting, meeting_id)}
    slowly(meetings, "expect_version")

    assert both(meeting_id, "minutes/reopening", form, ("hanh", "hanh")) == [303, 409]
    assert steps("reopen") == 1


def test_what_two_verify_at_once_is_one_of_both(made, both, as_user, committed, slowly):
    meeting_id = made(scored)
    form = form_on(as_user("loc"), f"/meetings/{meeting_id}/score/verify") | {"act": "save", "note": "Đúng"}
    slowly(services_verifying, "whole_sheet")

    assert both(meeting_id, "score/verify", form, ("loc", "loc")) == [303, 409]
