""" "Như tháng trước": a draft that begins with an earlier text, and what nobody has changed in it since."""

from sqlalchemy import select

from app.extensions import db
from app.guidance.models import Guidance
from app.guidance.words import FIELDS, Text, text_of
from workflows.guidance import State

NAMES = {
    "theme": "Chuyên đề", "situation": "Tình hình", "orientation": "Định hướng", "contents": "Nội dung cho mọi chi bộ",
    "contents_by_type": "Nội dung riêng theo loại hình chi bộ",
}  # fmt: skip


def last_of(organisation_id: int) -> Guidance | None:
    """The latest that the issuer has published and not withdrawn."""
    found = select(Guidance).where(Guidance.organisation_id == organisation_id, Guidance.state == State.PUBLISHED)
    return db.session.scalar(found.order_by(Guidance.month.desc(), Guidance.id.desc()).limit(1))


def unchanged_in(guidance: Guidance) -> list[str]:
    """The parts of a draft that still say what the earlier text says."""
    source = db.session.get(Guidance, guidance.copied_from_id) if guidance.copied_from_id else None
    if source is None or guidance.state != State.DRAFT:
        return []
    old, new = text_of(source), text_of(guidance)
    return [NAMES[name] for name in _copied(old) if getattr(old, name) == getattr(new, name)]


def _copied(text: Text) -> list[str]:
    """The deadline is of its month, and never taken over."""
    return [name for name in FIELDS if name in NAMES and getattr(text, name)]
