"""A guidance for December 2026 that is ready to be published, and one that was."""

from datetime import date

import pytest

from app.extensions import db
from app.guidance.models import Guidance
from app.guidance.services import Scope, SignedBy, prepare_guidance, publish
from app.guidance.words import Text
from app.jobs.services import run_due_jobs
from app.organisations.models import Organisation
from tests.acts import actor_named
from tests.world import read_world

DECEMBER = date(2026, 12, 1)
WRITTEN = Text(
    situation="Thu ngân sách tháng 11 đạt 94,5% kế hoạch.\nAn ninh trật tự ổn định.",
    orientation="Gieo trồng cây vụ đông đúng lịch.",
    contents="- Phòng, chống cháy rừng mùa khô\n2. Thu nộp đảng phí cuối năm",
    contents_by_type={"school": "Ôn tập, kiểm tra cuối học kỳ I"},
    deadline=date(2026, 12, 7),
)


def prepare(text: Text = WRITTEN, **scope) -> Guidance:
    """A draft of the commune `XA`, by its office."""
    commune = db.session.get_one(Organisation, read_world(db.session).commune)
    scope = Scope(**({"month": DECEMBER} | scope))
    return prepare_guidance(commune, scope, text, actor=actor_named("hanh"))


def signed() -> SignedBy:
    return SignedBy(person_id=read_world(db.session).people["binh"], position="Bí thư", on=date(2026, 12, 1))


def published(text: Text = WRITTEN, **scope) -> Guidance:
    """Published, its jobs still waiting; committed."""
    guidance = prepare(text, **scope)
    db.session.flush()
    publish(guidance, signed(), actor=actor_named("hanh"))
    db.session.commit()
    return guidance


@pytest.fixture
def draft_id(prepared) -> int:
    return prepared("guidance drafted", lambda: prepare().id)


@pytest.fixture
def published_id(prepared) -> int:
    def build() -> int:
        guidance = published()
        run_due_jobs()
        return guidance.id

    return prepared("guidance published", build)
