import pytest

from app.extensions import db


@pytest.fixture
def nothing_yet(db_session):
    for table in reversed(db.metadata.sorted_tables):
        if table.name != "alembic_version":
            db_session.execute(table.delete())
