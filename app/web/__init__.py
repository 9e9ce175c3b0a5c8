"""HTTP habits shared by all rooms."""

from flask import Flask

from app.web import (
    addresses,
    errors,
    filters,
    headers,
    links,
    login,
    logs,
    permissions,
    practising,
    shell,
    transactions,
)


def bind(app: Flask) -> None:
    for part in (logs, practising, transactions, login, permissions, errors, headers, filters, addresses, links, shell):
        part.bind(app)
