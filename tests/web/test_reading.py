"""Who only reads changes nothing: what a page wrote while it was asked for is not kept."""

from sqlalchemy import select, text

from app.extensions import connection, db
from app.members.models import Person
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


def test_session_and_bare_statements_of_a_page_are_one_transaction(app, as_user, monkeypatch):
    @requires(OPEN)
    def asking() -> str:
        person = db.session.scalars(db.select(Person).limit(1)).one()
        person.full_name = "Ai đó"
        db.session.flush()
        named = select(Person.__table__.c.full_name).where(Person.__table__.c.id == person.id)
        return connection().scalar(named) or ""

    monkeypatch.setitem(app.view_functions, "help.index", asking)

    assert as_user("thang").get("/help").text == "Ai đó"


def test_the_page_of_an_error_still_knows_who_asks(app, as_user, monkeypatch):
    """On PostgreSQL a transaction answers nothing more after an error, until it is rolled back."""

    @requires(OPEN)
    def failing() -> str:
        return connection().scalar(text("SELECT no_such_column FROM person")) or ""

    monkeypatch.setitem(app.view_functions, "help.index", failing)

    page = as_user("thang").get("/help")

    assert page.status_code == 500
    assert "Nông Văn Thắng" in page.text


def test_a_page_gives_its_connection_back(app, as_user):
    thang = as_user("thang")
    with app.app_context():
        pool = db.engine.pool
    before = pool.checkedout()

    assert thang.get("/").status_code == 200
    assert thang.get("/meetings/999999").status_code == 404

    assert pool.checkedout() == before
