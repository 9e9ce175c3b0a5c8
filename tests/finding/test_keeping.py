"""The index says what is true of the things, written with what changes them."""

import re
from datetime import date
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import delete, select, update

from app import create_app
from app.agendas.queries import items_of
from app.agendas.services import remove_item
from app.audit.models import AuditEvent
from app.extensions import db
from app.finding.models import FoundKind, SearchText
from app.finding.services import rebuild
from app.jobs.services import run_due_jobs
from app.meetings.models import Meeting
from app.organisations.models import Organisation
from app.petitions.models import Petition
from config import read_settings
from tests.acts import actor_named
from tests.meetings.ready import drafted
from tests.world import build_world

ROOT = Path(__file__).parents[2]
MIGRATIONS = str(ROOT / "migrations")

ROW = (SearchText.kind, SearchText.subject_id, SearchText.cell_id, SearchText.meeting_id, SearchText.on,
       SearchText.issued, SearchText.words)  # fmt: skip


def kept() -> set[tuple]:
    return {tuple(row) for row in db.session.execute(select(*ROW))}


def words_of_kind(kind: FoundKind) -> list[str]:
    asked = select(SearchText.words).where(SearchText.kind == kind).order_by(SearchText.subject_id)
    return list(db.session.scalars(asked))


def made_anew() -> set[tuple]:
    db.session.execute(delete(SearchText))
    db.session.commit()
    rebuild()
    return kept()


@pytest.fixture
def meeting(made, db_session) -> Meeting:
    return db_session.get_one(Meeting, made(drafted))


def test_a_new_meeting_and_its_agenda_can_be_found_at_once(meeting):
    assert words_of_kind(FoundKind.MEETING) == [
        "sinh hoat chi bo thuong ky thang 12 2026 chi bo thon na muoi"
    ]  # fmt: skip
    assert len(words_of_kind(FoundKind.ITEM)) == len(items_of(meeting.id))


def test_a_changed_item_is_found_by_its_new_words_and_a_removed_one_no_more(meeting, db_session, actor_of):
    first, *_, last = items_of(meeting.id)
    first.title, gone = "Đường điện cụm 2", last.id
    remove_item(meeting, last, actor=actor_of("thang"), version=last.version)
    db_session.commit()

    assert words_of_kind(FoundKind.ITEM)[0].startswith("duong dien cum 2")
    assert gone not in db_session.scalars(select(SearchText.subject_id).where(SearchText.kind == FoundKind.ITEM)).all()


def test_an_item_kept_on_paper_gives_its_title_and_nothing_else(meeting, db_session):
    item = items_of(meeting.id)[0]
    item.title, item.content, item.kept_on_paper = "Xét kỷ luật", "Nội dung kín", True
    db_session.commit()

    assert words_of_kind(FoundKind.ITEM)[0] == "xet ky luat"


def test_a_cell_that_is_called_otherwise_is_found_by_its_new_name(meeting, db_session):
    db_session.get_one(Organisation, meeting.cell_id).name = "Chi bộ bản Đông"
    db_session.commit()

    assert words_of_kind(FoundKind.MEETING)[0].endswith("chi bo ban dong")


def test_what_was_merged_is_found_by_the_answer_that_it_got(say, take, db_session):
    stays, merged = say(), say("khoa", text="Đường cụm 2 sạt lở")
    take(stays, "accept", "thang")
    db_session.get_one(Petition, merged.id).merged_into_id = stays.id
    db_session.commit()

    take(db_session.get_one(Petition, stays.id), "answer", "thang", note="Đã xếp vốn năm 2027")

    assert [words for words in words_of_kind(FoundKind.PETITION) if "von nam 2027" in words] == words_of_kind(
        FoundKind.PETITION
    )


def test_who_raised_a_petition_is_never_among_its_words(say, actor_of):
    say("lan", raiser_name="Bà Vàng Thị Mỷ")

    assert [words for words in words_of_kind(FoundKind.PETITION) if "vang" in words or "trieu" in words] == []


def test_what_is_rolled_back_leaves_no_words(meeting, db_session):
    before = kept()
    items_of(meeting.id)[0].title = "Không giữ lại"
    db_session.flush()
    db_session.rollback()
    db_session.commit()

    assert kept() == before


def test_made_anew_it_says_the_same(say, take, meeting):
    take(say(), "accept", "thang")
    before = kept()

    assert made_anew() == before
    assert {row[0] for row in before} >= {FoundKind.MEETING, FoundKind.ITEM, FoundKind.PETITION}


def test_a_second_run_changes_nothing_and_what_is_gone_leaves(meeting, db_session):
    before = kept()
    db_session.add(
        SearchText(kind=FoundKind.TASK, subject_id=999, cell_id=meeting.cell_id, on=date(2026, 1, 1), words="x")
    )
    db_session.commit()

    assert rebuild() == len(before)
    assert kept() == before


@pytest.mark.long
def test_a_database_of_an_earlier_version_is_searched_whole(tmp_path, noon):
    """Its first worker fills the table that the migration made."""
    app = create_app(read_settings({"NENNEP_DATA_DIR": str(tmp_path)}))
    with app.app_context():
        upgrade(MIGRATIONS)
        build_world(db.session)
        db.session.commit()
        drafted(actor_named)
        db.session.commit()
        before = kept()
        # Such a version vouched for nothing yet: what does, never goes back.
        db.session.execute(update(AuditEvent).values(seals=None))
        db.session.commit()
        downgrade(MIGRATIONS, ScriptDirectory(MIGRATIONS).get_revision("0020").down_revision)
        upgrade(MIGRATIONS)
        assert kept() == set()

        run_due_jobs()

        assert kept() == before
        db.engine.dispose()


def test_the_command_says_how_much_can_be_found(app, meeting):
    done = app.test_cli_runner().invoke(args=["rebuild-search"])

    assert done.exit_code == 0, done.output
    assert done.output.strip() == f"{len(kept())} things can be found"


# What is written past the session, and why the index need not be told: no words change, or it is told.
PAST_THE_SESSION = {
    "app/agendas/services_default.py": "note_new_items",
    "app/agendas/services_handing_over.py": "waits_for_id",
    "app/agendas/services_last.py": "as_copied",
    "app/agendas/services_order.py": "position",
    "app/sessions/services/speaking.py": "started_at",
}


def test_words_are_written_past_the_session_only_where_the_index_is_told():
    past = re.compile(
        r"\b(?:insert|update)\(\s*(?:AgendaItem|DraftTask|Meeting|Minutes|Organisation|Petition|Resolution|Task"
        r"|Guidance|Attachment|Person|_TABLE)\b"
    )
    files = {str(path.relative_to(ROOT)): path.read_text() for path in (ROOT / "app").rglob("*.py")}

    assert {name for name, text in files.items() if past.search(text)} == set(PAST_THE_SESSION)
    assert {name for name, mark in PAST_THE_SESSION.items() if mark not in files[name]} == set()
