"""Writing minutes: composing them from the record, completing their texts, signing, sending on and back."""

from app.minutes.services.composing import compose_at_close, preview, recompose

__all__ = ["compose_at_close", "preview", "recompose"]
