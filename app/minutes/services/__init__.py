"""Writing minutes: composing them from the record, completing their texts, signing, sending on and back."""

from app.minutes.services.certificates import hand_in_signed, may_sign_by_certificate, sign_by_certificate
from app.minutes.services.composing import compose_at_close, paper_of, preview, recompose, text_hash_of
from app.minutes.services.editing import may_write_texts, text_fields, withdraw_signatures, write_texts
from app.minutes.services.issuing import signed_paper
from app.minutes.services.reading import Sight, open_as_stand_in, sight_of
from app.minutes.services.sending import finish_meeting, reopen, score_meeting, send_back
from app.minutes.services.signing import (
    NO_PAPER_FROM_YOU,
    NOT_A_SIGNER,
    attach_paper_minutes,
    attest,
    may_attach_paper,
    may_sign,
    print_draft,
    roles_to_attest,
    roles_to_sign,
    sign,
)

__all__ = [
    "NOT_A_SIGNER",
    "NO_PAPER_FROM_YOU",
    "Sight",
    "attach_paper_minutes",
    "attest",
    "compose_at_close",
    "finish_meeting",
    "hand_in_signed",
    "may_attach_paper",
    "may_sign",
    "may_sign_by_certificate",
    "may_write_texts",
    "open_as_stand_in",
    "paper_of",
    "preview",
    "print_draft",
    "recompose",
    "reopen",
    "roles_to_attest",
    "roles_to_sign",
    "score_meeting",
    "send_back",
    "sight_of",
    "sign",
    "sign_by_certificate",
    "signed_paper",
    "text_fields",
    "text_hash_of",
    "withdraw_signatures",
    "write_texts",
]
