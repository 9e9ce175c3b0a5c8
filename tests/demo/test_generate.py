"""Very many cells out of a command: a record like any other, only written in bulk."""

import pytest
from sqlalchemy import func, select

from app import create_app
from app.demo.rows import begin_numbering, number_on, written
from app.extensions import db
from app.meetings.models import Meeting
from app.organisations.models import Organisation, OrganisationKind
from app.summaries.models import MonthlySummary
from app.summaries.services import differences
from app.tasks.models import Task
from config import read_settings
from tests.world import NOON
from workflows.task import State


def test_it_makes_so_many_cells_with_months_that_agree_with_their_records(tmp_path, monkeypatch):
    monkeypatch.setattr("app.demo.generate.LOT", 2)
    app = create_app(read_settings({"NENNEP_DATA_DIR": str(tmp_path)}))
    with app.app_context():
        db.create_all()
    run = app.test_cli_runner().invoke(args=["generate", "--cells", "5", "--months", "3", "--organisations", "2"])
    assert run.exit_code == 0, run.output

    with app.app_context():
        kinds = dict(db.session.execute(select(Organisation.kind, func.count()).group_by(Organisation.kind)).all())
        assert kinds == {OrganisationKind.SUPERIOR: 1, OrganisationKind.COMMUNE: 2, OrganisationKind.CELL: 5}
        met = db.session.scalar(select(func.count()).where(MonthlySummary.met_on.is_not(None)))
        assert met == db.session.scalar(select(func.count(Meeting.id))) > 10
        assert not [*differences()]
        again = app.test_cli_runner().invoke(args=["generate", "--cells", "5"])
        assert again.exit_code == 1
        db.session.remove()
        db.engine.dispose()


@pytest.mark.each_engine
def test_rows_written_in_bulk_are_as_the_session_writes_them_and_it_counts_on_after_them(world, db_session):
    def row(work: str) -> dict[str, object]:
        return {
            "cell_id": world.cell, "work": work, "created_at": NOON, "deadline": NOON.date(), "state": State.ASSIGNED,
        }  # fmt: skip

    begin_numbering()
    ids = written(Task, [row("Đường làng\tngõ xóm"), row("Mương \\N")])
    more = written(Task, [row("Cầu")])
    number_on()
    later = Task(**row("Sau"))
    db_session.add(later)
    db_session.flush()
    db_session.expire_all()

    said = ["Đường làng\tngõ xóm", "Mương \\N", "Cầu"]
    assert [db_session.get(Task, number).work for number in ids + more] == said
    assert later.id > max(more)
    assert written(Task, []) == []
    columns = [c.key for c in Task.__mapper__.column_attrs if c.key not in ("id", "work")]
    values = {tuple(str(getattr(task, name)) for name in columns) for task in db_session.scalars(select(Task))}
    assert len(values) == 1, values
