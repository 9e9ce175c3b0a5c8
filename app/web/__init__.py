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
    refused,
    shell,
    transactions,
)


def bind(app: Flask) -> None:
    shared = (
        logs, practising, transactions, login, permissions, errors, refused, headers, filters, addresses, links, shell,
    )  # fmt: skip
    for part in shared:
        part.bind(app)
