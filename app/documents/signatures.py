"""What the electronic signatures on a PDF are worth, whoever made the file. Asks nobody over the network."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from typing import Any

log = logging.getLogger(__name__)
# It tells of each certificate that leads nowhere, at length; here that is an answer like any other.
for name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(name).setLevel(logging.CRITICAL)
MOST_SIGNATURES = 20
UNREADABLE = "Tệp có chữ ký nhưng không đọc được: tệp đã bị hỏng hoặc bị sửa."


class SignatureUnreadable(ValueError):
    """A file that no signature can be read from: no PDF, a damaged one, one with a password."""


@dataclass(frozen=True, kw_only=True)
class FoundSignature:
    """One signature. `unchanged`: nothing that it covers was touched, and all of the file is covered or rightly added
    after it. `trusted`: its certificate leads to an authority in `trust`; `time_proven`: a timestamp authority said so.
    """

    signer: str
    issued_by: str
    signed_at: datetime | None
    unchanged: bool
    trusted: bool
    time_proven: bool
    field: str


def check_signature(data: bytes, trust: Sequence[Any] = ()) -> tuple[FoundSignature, ...]:
    """Every signature on the file, the first first; none where nobody signed it. `trust`: certificates (asn1crypto) of
    authorities. Raises SignatureUnreadable."""
    from pyhanko.pdf_utils.reader import PdfFileReader  # late: a second and 40 MB, for few

    try:
        *earlier, last = PdfFileReader(BytesIO(data), strict=False).embedded_regular_signatures[:MOST_SIGNATURES] or [
            None
        ]
        if last is None:
            return ()
        # The last one must cover the file to its very end, as what follows it was put there by nobody who signed.
        to_the_end = int(last.byte_range[2]) + int(last.byte_range[3]) == len(data)
        judged = [_judged(one, trust) for one in (*earlier, last)]
        return tuple(judged if to_the_end else [replace(one, unchanged=False) for one in judged])
    except Exception as error:  # what a stranger's file does to three parsers is not to be listed
        log.info("no signature could be read: %s", type(error).__name__)
        raise SignatureUnreadable(UNREADABLE) from error


def _judged(signature: Any, trust: Sequence[Any]) -> FoundSignature:
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    context = ValidationContext(trust_roots=list(trust), allow_fetching=False, revocation_mode="soft-fail")
    status = validate_pdf_signature(signature, signer_validation_context=context, ts_validation_context=context)
    added = status.modification_level in (
        ModificationLevel.NONE, ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING,
    )  # fmt: skip
    covered = status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION and added
    stamped = status.timestamp_validity
    certificate = status.signing_cert
    return FoundSignature(
        signer=name_in(certificate.subject),
        issued_by=name_in(certificate.issuer),
        signed_at=stamped.timestamp if stamped is not None else status.signer_reported_dt,
        unchanged=bool(status.intact and status.valid and covered and status.docmdp_ok is not False),
        trusted=bool(status.trusted),
        time_proven=bool(stamped is not None and stamped.intact and stamped.valid),
        field=signature.field_name or "",
    )


def name_in(name: Any) -> str:
    """What a certificate calls somebody: the common name, else all that it says."""
    said = name.native.get("common_name") or name.human_friendly
    return str(said if isinstance(said, str) else said[0])[:300]
