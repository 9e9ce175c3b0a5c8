"""Sending what waits: the work of a job, committed after each letter, so that a killed worker repeats one at most."""

import logging
from smtplib import SMTP

from app.extensions import db
from app.notifications import claims
from app.notifications.claims import Taken
from app.notifications.letters import NotWanted, compose
from app.notifications.post import Refused, Unreachable, connected, send
from app.notifications.services_letters import ask_to_send
from app.settings import mail_server
from config import MailServer

log = logging.getLogger(__name__)
# Over one connection; then other jobs have their turn, and servers that take so many at a time are content.
AT_ONCE = 100


def send_letters() -> None:
    """Send what is due, and ask for another run if more is. Commits.

    A server that cannot be reached puts off all that is due; a letter that is refused concerns no other.
    """
    server = mail_server()
    taken = _take() if server else None
    if server is None or taken is None:
        return
    try:
        _send_all(server, taken)
    except Unreachable as error:
        log.warning("the mail server %s cannot be reached: %s", server.host, error)
        claims.put_off_all(str(error))
    if claims.any_due():
        ask_to_send()


def ask_if_letters_wait() -> None:
    """For the sweeper: letters whose pause is over, or that a dead worker had in hand."""
    if mail_server() and claims.any_due():
        ask_to_send()


def set_letters_right() -> int:
    """For the sweeper, after the clock was set back: how many letters lay ahead of it."""
    return claims.set_right()


def _take() -> Taken | None:
    taken = claims.take_next()
    db.session.commit()
    return taken


def _send_all(server: MailServer, first: Taken) -> None:
    """Up to AT_ONCE letters. Raises Unreachable; the letter in hand is settled in any case."""
    taken: Taken | None = first
    number = 0
    try:
        with connected(server) as smtp:
            while taken is not None:
                _deliver(smtp, server, taken)
                number += 1
                # The next one is taken in the commit that settles this one.
                taken = claims.take_next() if number < AT_ONCE else None
                db.session.commit()
    except (Unreachable, OSError) as error:
        if taken is not None:
            claims.try_later(taken, str(error))
            db.session.commit()
        if isinstance(error, Unreachable):
            raise


def _deliver(smtp: SMTP, server: MailServer, taken: Taken) -> None:
    # Read only, and over before the conversation begins: on SQLite it would keep everybody else from writing.
    db.session.connection(execution_options={"read_only": True})
    try:
        letter, address = compose(taken.id, server.sender)
        db.session.rollback()
        send(smtp, letter, server.sender, address)
    except NotWanted as why:
        db.session.rollback()
        claims.give_up(taken, str(why))
    except Refused as refused:
        settle = claims.give_up if refused.for_good else claims.try_later
        settle(taken, str(refused))
    else:
        claims.settle_sent(taken)
