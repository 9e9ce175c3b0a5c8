"""Whether what was signed is still what is kept."""

from app.documents.files import read_file
from app.documents.signatures import SignatureUnreadable, check_signature
from app.documents.store import FileDamaged, FileMissing


def signature_is_whole(sha256: str) -> bool:
    """Somebody signed the kept file, and each signature covers it as it is."""
    try:
        found = check_signature(read_file(sha256))
    except (FileMissing, FileDamaged, SignatureUnreadable, OSError):
        return False
    return bool(found) and all(one.unchanged and not one.shown_over for one in found)
