"""At the door nothing is switched off: real forms, real tokens, real (but cheap) hashes."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import factor_codes, passwords
from app.accounts.models import Account
from app.extensions import db

PASSWORD = "thuyen-ra-khoi-92"


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", passwords.CHEAP)
    monkeypatch.setattr(passwords, "SLIP_HASHER", passwords.CHEAP)
    monkeypatch.setattr(factor_codes, "WORK", 2)


@pytest.fixture
def door(app: Flask, noon: None, committed: Callable) -> FlaskClient:
    """A browser before the door; `thang` has a password."""
    with committed():
        account("thang").password_hash = passwords.hash_of(PASSWORD)
    return app.test_client()


def account(user_name: str) -> Account:
    return db.session.scalars(db.select(Account).where(Account.user_name == user_name)).one()


def token_on(client: FlaskClient, path: str) -> str:
    return token_in(client.get(path).text)


def token_in(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, "the page has no form"
    return found[1]


def enter(client: FlaskClient, user_name: str = "thang", password: str = PASSWORD, **more):
    """Fill in the sign-in form as a browser does."""
    environment = more.pop("environment", {})
    fields = {"csrf_token": token_on(client, "/sign-in"), "user_name": user_name, "password": password, **more}
    return client.post("/sign-in", data=fields, environ_base=environment)
