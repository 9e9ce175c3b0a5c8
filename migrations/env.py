"""Alembic's surroundings. Written by hand: the generated one uses a call that is going away."""

from alembic import context
from flask import current_app

database = current_app.extensions["migrate"].db


def run() -> None:
    arguments = current_app.extensions["migrate"].configure_args
    with database.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            # SQLite rebuilds a table to change it; that must not delete the rows that point to it.
            # The pragma is ignored inside a transaction, and the engine has begun one.
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        context.configure(connection=connection, target_metadata=database.metadata, **arguments)
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
