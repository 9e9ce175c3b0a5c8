"""Alembic's surroundings. Written by hand: the generated one uses a call that is going away."""

from typing import Any

import sqlalchemy as sa
from alembic import context
from flask import current_app

database = current_app.extensions["migrate"].db


def render_plainly(kind: str, thing: Any, _context: Any) -> str | bool:
    """Types of ours are written as the plain ones under them: a migration must read alone, years later."""
    if kind == "type" and isinstance(thing, sa.Enum):
        return f"sa.String(length={thing.length})"
    if kind == "type" and isinstance(thing, sa.types.TypeDecorator) and isinstance(thing.impl, sa.DateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, sa.JSON):
        return "sa.JSON()"
    return False


def is_ours(name: str | None, _kind: str, _parents: Any) -> bool:
    """False of what an engine keeps for its full text, beside the tables of the models."""
    return not (name or "").startswith("search_text_fts")


def run() -> None:
    arguments = current_app.extensions["migrate"].configure_args
    with database.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            # SQLite rebuilds a table to change it; that must not delete the rows that point to it.
            # The pragma is ignored inside a transaction, and the engine has begun one.
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_item=render_plainly,
            include_name=is_ours,
            **arguments,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
