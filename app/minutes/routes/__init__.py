"""Pages of the minutes: reading, completing, signing, handing in."""

from app.minutes.routes import editing, reading, sending, signing
from app.minutes.routes.desk import bp

__all__ = ["bp", "editing", "reading", "sending", "signing"]
