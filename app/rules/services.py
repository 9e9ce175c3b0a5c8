"""Making rule sets."""

from datetime import date

from sqlalchemy import select

from app.extensions import db
from app.rules.models import RuleSet
from workflows.rules import RuleSettings

# (code, title, from, to, settings): the instruments of the two periods. Sources: CT 10 and HD 12; CT 50 and HD 42.
DEFAULTS = (
    ("HD12-2018", "Hướng dẫn 12-HD/BTCTW", date(2018, 7, 6), date(2025, 10, 27)),
    ("HD42-2025", "Hướng dẫn 42-HD/BTCTW", date(2025, 10, 28), None),
)


def ensure_defaults() -> None:
    """The rule sets that hold everywhere, made once. A second call changes nothing."""
    known = set(db.session.scalars(select(RuleSet.code)))
    for code, title, from_on, to_on in DEFAULTS:
        if code not in known:
            settings = RuleSettings().to_json()
            db.session.add(
                RuleSet(code=code, title=title, effective_from=from_on, effective_to=to_on, settings=settings)
            )
