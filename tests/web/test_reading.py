"""Who only reads changes nothing: what a page wrote while it was asked for is not kept."""

from app.extensions import db
from app.web.permissions import OPEN, requires


def test_a_page_that_is_asked_for_keeps_nothing(app, as_user, committed, monkeypatch):
    @requires(OPEN)
    def writing() -> str:
        db.session.execute(db.text("UPDATE person SET full_name = 'Ai đó'"))
        return "ok"

    monkeypatch.setitem(app.view_functions, "help.index", writing)

    assert as_user("thang").get("/help").status_code == 200

    with committed() as session:
        assert session.scalar(db.text("SELECT count(*) FROM person WHERE full_name = 'Ai đó'")) == 0
