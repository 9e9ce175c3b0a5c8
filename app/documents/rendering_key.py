"""What tells one rendering from another: the snapshot, and the template that it was frozen for."""

import hashlib
import json

from app.documents.models import Document


def digest_of(document: Document) -> str:
    text = json.dumps([document.template_version, document.snapshot], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


PREFIX = "render:"


def render_key(document: Document) -> str:
    """The key of its job. A draft that was made anew is another rendering."""
    return f"{PREFIX}{document.id}:{digest_of(document)[:16]}"
