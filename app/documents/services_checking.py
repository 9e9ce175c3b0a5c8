"""What the page on which papers are checked enters this room by."""

from app.documents.check_codes import code_in as code_in
from app.documents.check_codes import in_groups as in_groups
from app.documents.judging import check_apart as check_apart
from app.documents.naming import KIND_NAMES as KIND_NAMES
from app.documents.revocation import with_revocation as with_revocation
from app.documents.signatures import FoundSignature as FoundSignature
from app.documents.signatures import SignatureUnreadable as SignatureUnreadable
from app.documents.signers import trusted as trusted
