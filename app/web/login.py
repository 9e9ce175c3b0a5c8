"""The signed-in person of a request, from the session's cookie."""

import secrets
from typing import Any

from flask import Flask, Response, g, request, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_login import UserMixin, login_user, logout_user

from app import clock
from app.accounts.durations import LONGEST_SESSION, SEEN_EVERY
from app.accounts.models import Account
from app.accounts.queries import Identity, Office, actor_of, identity_of, offices_of, signed_in
from app.accounts.services_sessions import begin, sign_out, touch
from app.actor import Actor
from app.extensions import db, elsewhere, end_transaction, login_manager
from app.settings import settings
from app.web.known_devices import words_here
from app.web.stamped import Stamp, age_of, holds
from workflows.roles import WITH_SECOND_FACTOR


class Sessions(SecureCookieSessionInterface):
    """Flask's, but for what seals the cookie: made once for the application, not twice for each request."""

    _seal: Any = None

    def get_signing_serializer(self, app: Flask) -> Any:
        if self._seal is None:
            self._seal = super().get_signing_serializer(app)
            self._seal.signer = Stamp
        return self._seal

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Idle time counts from the last page, right to a hundredth of it: sealing the cookie anew for each of them
        takes a tenth of what a page takes."""
        return session.modified or (session.permanent and not self._was_just_sealed(app))

    def _was_just_sealed(self, app: Flask) -> bool:
        try:
            age = age_of(request.cookies.get(self.get_cookie_name(app), ""))
        except ValueError:
            return False
        # Below none: the clock was set back since.
        return 0 <= age < app.permanent_session_lifetime.total_seconds() / 100

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Style and script may be kept by whoever is in between: nobody's cookie goes with them."""
        if request.endpoint != "static":
            super().save_session(app, session, response)


class SignedIn(UserMixin):
    """What Flask-Login keeps for one request: the account and, at first need, its actor."""

    def __init__(self, identity: Identity, offices: list[Office], address: str) -> None:
        self.identity = identity
        self.offices = offices
        self.address = address
        self._actor: Actor | None = None

    def get_id(self) -> str:
        # The epoch is part of the id: raising it ends every open session at once.
        return f"{self.identity.id}.{self.identity.session_epoch}"

    @property
    def account(self) -> Account:
        return db.session.get_one(Account, self.identity.id)

    @property
    def must_change_password(self) -> bool:
        # A one-time code opens the door once; only its owner's own password or a slip may set a new one.
        return self.identity.must_change_password and not self.came_by_code

    @property
    def came_by_code(self) -> bool:
        return bool(session.get("by_code"))

    @property
    def must_have_factor(self) -> bool:
        """Whether the installation requires a second factor of somebody with these offices."""
        required = settings().second_factor == "required"
        return required and any(office.role in WITH_SECOND_FACTOR for office in self.offices)

    @property
    def must_enrol(self) -> bool:
        """They have none yet. Who came by a one-time code may not bind the account to an app."""
        return self.must_have_factor and not self.identity.has_factor and not self.came_by_code and elsewhere() is None

    @property
    def unread(self) -> int:
        """Notifications, as the request began."""
        return self.identity.unread

    @property
    def actor(self) -> Actor:
        if self._actor is None:
            self._actor = actor_of(self.identity, self.offices, clock.today(), self.address)
        return self._actor


def load(session_id: str) -> SignedIn | None:
    number, _, epoch = session_id.partition(".")
    if not (number.isdigit() and epoch.isdigit()):
        return None
    found = signed_in(int(number), str(session.get("sid", "")), clock.today())
    if found is None or found[0].session_epoch != int(epoch) or _too_old():
        return None
    _note_use()
    return SignedIn(*found, request.remote_addr or "")


def _note_use() -> None:
    """Every few minutes, after the answer: see `bind`."""
    now, seen = int(clock.now().timestamp()), session.get("seen")
    if isinstance(seen, int) and now - seen >= SEEN_EVERY.total_seconds() and elsewhere() is None:
        session["seen"] = now
        g.session_in_use = str(session.get("sid", ""))


def _too_old() -> bool:
    since = session.get("since")
    return isinstance(since, int) and not holds(clock.now().timestamp() - since, LONGEST_SESSION)


def open_session(account: Account, *, by_code: bool = False) -> None:
    """Sign `account` in on this device. Nothing of the session before it is taken over (session fixation)."""
    session.clear()
    session.permanent = True  # so that the idle time counts from the last request
    session["since"] = session["seen"] = int(clock.now().timestamp())
    session["sid"] = secrets.token_urlsafe(16)
    begin(account, session["sid"], words_here(), request.remote_addr or "")
    if by_code:
        session["by_code"] = True
    else:
        session["proved"] = session["since"]
    offices = offices_of(account.person_id, clock.today())
    login_user(SignedIn(identity_of(account), offices, request.remote_addr or ""))


def renew_session(account: Account) -> None:
    """The same session under another name, after all of the account's were ended: nothing was asked of who sits here,
    so it is no younger than before, and its password was given when it was."""
    before = {name: session[name] for name in ("since", "proved") if name in session}
    open_session(account, by_code=bool(session.get("by_code")))
    session.pop("proved", None)
    session.update(before)


def close_session(actor: Actor) -> None:
    """Sign out on this device: its cookie is forgotten here, and good for nothing wherever a copy of it lies."""
    sign_out(actor, str(session.get("sid", "")))
    logout_user()
    session.clear()


def bind(app: Flask) -> None:
    app.session_interface = Sessions()
    login_manager.init_app(app)
    login_manager.user_loader(load)
    login_manager.session_protection = None  # a phone changes its address all the time

    @app.teardown_request
    def _note(_error: BaseException | None) -> None:
        if used := g.pop("session_in_use", ""):
            end_transaction()
            touch(used)
