"""Very many cells out of a command: a record like any other, only written in bulk."""

from sqlalchemy import func, select

from app import create_app
from app.extensions import db
from app.meetings.models import Meeting
from app.organisations.models import Organisation, OrganisationKind
from app.summaries.models import MonthlySummary
from app.summaries.services import differences
from config import read_settings


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
