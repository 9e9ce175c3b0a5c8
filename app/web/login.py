"""The signed-in person of a request, from the session's cookie."""

from flask import Flask, request
from flask_login import UserMixin

from app import clock
from app.accounts.models import Account
from app.accounts.queries import account_for_request, load_actor
from app.actor import Actor
from app.extensions import login_manager


class SignedIn(UserMixin):
    """What Flask-Login keeps for one request: the account and, at first need, its actor."""

    def __init__(self, account: Account, address: str) -> None:
        self.account = account
        self.address = address
        self._actor: Actor | None = None

    def get_id(self) -> str:
        # The epoch is part of the id: raising it ends every open session at once.
        return f"{self.account.id}.{self.account.session_epoch}"

    @property
    def must_change_password(self) -> bool:
        return self.account.must_change_password

    @property
    def actor(self) -> Actor:
        if self._actor is None:
            self._actor = load_actor(self.account, clock.today(), self.address)
        return self._actor


def load(session_id: str) -> SignedIn | None:
    number, _, epoch = session_id.partition(".")
    if not (number.isdigit() and epoch.isdigit()):
        return None
    account = account_for_request(int(number))
    if account is None or account.session_epoch != int(epoch):
        return None
    return SignedIn(account, request.remote_addr or "")


def bind(app: Flask) -> None:
    login_manager.init_app(app)
    login_manager.user_loader(load)
    login_manager.session_protection = None  # a phone changes its address all the time
