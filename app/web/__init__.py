"""HTTP habits shared by all rooms."""

from flask import Flask

from app.web import errors, filters, headers, login, permissions, shell, transactions


def bind(app: Flask) -> None:
    for part in (transactions, login, permissions, errors, headers, filters, shell):
        part.bind(app)
