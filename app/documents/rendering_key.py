"""What tells one rendering from another: the snapshot, and the template that it was frozen for."""

import hashlib
import json

from app.documents.models import Document


def digest_of(document: Document) -> str:
    text = json.dumps([document.template_version, document.snapshot], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


PREFIX, SIGN_PREFIX = "render:", "sign:"


def render_key(document: Document) -> str:
    """The key of its job. A draft that was made anew is another rendering."""
    return f"{PREFIX}{document.id}:{digest_of(document)[:16]}"


def sign_key(document_id: int) -> str:
    """The key of the job that signs its file, once it has one."""
    return f"{SIGN_PREFIX}{document_id}"
