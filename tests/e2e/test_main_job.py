"""The main job, in a real browser: three people and those above them take a meeting from draft to evaluated."""

from datetime import timedelta

import pytest
import time_machine

from tests.e2e.conftest import DESK, PHONE
from tests.e2e.hands import render_papers
from tests.e2e.main_job import EVENING, People, finish, go_from_draft_to_evaluated, read_the_pdf

GENEROUS = 600


@pytest.mark.timeout(GENEROUS)
@pytest.mark.needs("pdftotext")
@pytest.mark.parametrize(
    ("scripts", "size"), [(True, PHONE), (False, DESK)], ids=["with scripts on a phone", "without scripts on a desk"]
)
def test_a_meeting_goes_from_draft_to_evaluated_and_its_resolution_is_a_pdf(visit, look, app, tmp_path, scripts, size):
    people = People(lambda name: visit(name, size=size, scripts=scripts), look)
    path = go_from_draft_to_evaluated(people, lambda moment: time_machine.travel(moment, tick=True))
    with time_machine.travel(EVENING + timedelta(hours=13), tick=True):
        finish(people, path)
        render_papers(app)
        read_the_pdf(people, path, tmp_path)
