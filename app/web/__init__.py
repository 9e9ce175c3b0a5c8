"""HTTP habits shared by all rooms."""

from flask import Flask

from app.web import addresses, errors, filters, headers, login, permissions, shell, transactions


def bind(app: Flask) -> None:
    for part in (transactions, login, permissions, errors, headers, filters, addresses, shell):
        part.bind(app)
