"""Pages of the minutes: reading, completing, signing, handing in."""

from app.minutes.routes import certificate, editing, reading, sending, signing
from app.minutes.routes.desk import bp

__all__ = ["bp", "certificate", "editing", "reading", "sending", "signing"]
