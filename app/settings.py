"""The settings of the application at work, for rooms that know no HTTP."""

from flask import current_app

from config import MailServer, Settings


def settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def mail_server() -> MailServer | None:
    """Who takes our letters; None where no mail is sent."""
    return settings().mail
