"""The way to the mail server, and what its answers mean."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from config import MailServer

TIMEOUT = 30.0  # seconds for each line of the conversation
CLOSING = 421
PERMANENT = 500


class Refused(Exception):
    """The server does not take this one letter; `for_good`: it never will."""

    def __init__(self, code: int, said: bytes | str) -> None:
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
        self.for_good = code >= PERMANENT
        super().__init__(f"{code} {text}".strip())


class Unreachable(Exception):
    """The server cannot be had, or takes nothing of ours: what is said concerns every letter."""


@contextmanager
def connected(server: MailServer) -> Iterator[smtplib.SMTP]:
    """One connection for many letters. Raises Unreachable."""
    try:
        smtp = _opened(server)
    except OSError as error:  # smtplib's errors are such
        raise Unreachable(str(error) or type(error).__name__) from error
    with smtp:
        yield smtp


def _opened(server: MailServer) -> smtplib.SMTP:
    trusted = ssl.create_default_context()
    # A name of our own to say hello with: the library would ask the network for one.
    name = server.sender.rpartition("@")[2]
    if server.tls == "implicit":
        return _signed_in(smtplib.SMTP_SSL(server.host, server.port, name, timeout=TIMEOUT, context=trusted), server)
    smtp = smtplib.SMTP(server.host, server.port, name, timeout=TIMEOUT)
    try:
        if server.tls == "starttls":
            smtp.starttls(context=trusted)
    except OSError:
        smtp.close()
        raise
    return _signed_in(smtp, server)


def _signed_in(smtp: smtplib.SMTP, server: MailServer) -> smtplib.SMTP:
    try:
        if server.user:
            smtp.login(server.user, server.password)
    except OSError:
        smtp.close()
        raise
    return smtp


def send(smtp: smtplib.SMTP, letter: EmailMessage, sender: str, address: str) -> None:
    """Hand one letter over. Raises Refused, Unreachable, or OSError if the connection ended in the midst of it."""
    try:
        smtp.send_message(letter, sender, [address])
    except smtplib.SMTPSenderRefused as error:
        if error.smtp_code == CLOSING:
            raise
        raise Unreachable(str(_meaning(error.smtp_code, error.smtp_error))) from error
    except smtplib.SMTPRecipientsRefused as error:
        ((code, said),) = error.recipients.values()
        raise _meaning(code, said) from error
    except smtplib.SMTPDataError as error:
        raise _meaning(error.smtp_code, error.smtp_error) from error


def _meaning(code: int, said: bytes | str) -> Exception:
    if code == CLOSING:  # it hangs up, which says nothing of the letter
        return smtplib.SMTPServerDisconnected(str(Refused(code, said)))
    return Refused(code, said)
