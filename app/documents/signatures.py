"""What the electronic signatures on a PDF are worth, whoever made the file. Asks nobody over the network."""

import json
import logging
import os
import sys
from base64 import b64decode, b64encode
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from typing import IO, Any, NamedTuple

log = logging.getLogger(__name__)
# It tells of each certificate that leads nowhere, at length; here that is an answer like any other.
for name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(name).setLevel(logging.CRITICAL)
MOST_SIGNATURES = 20
UNREADABLE = "Tệp có chữ ký nhưng không đọc được: tệp đã bị hỏng hoặc bị sửa."


class SignatureUnreadable(ValueError):
    """A file that no signature can be read from: no PDF, a damaged one, one with a password."""


class Looked(NamedTuple):
    """`made_at`: of the newest list of its issuer, None where there is none and so nothing is known; `out_of_date`: it
    says itself that there must be a newer one; `revoked_at`: None where it does not name the certificate."""

    made_at: datetime | None = None
    out_of_date: bool = False
    revoked_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class FoundSignature:
    """One signature. `unchanged`: nothing that it covers was touched, and all of the file is covered or rightly added
    after it. `trusted`: its certificate led to an authority in `trust` when it was signed; `time_proven`: a timestamp
    authority that leads there, too, said when; else it is what the signer's machine said.
    `shown_over`: a later signature put a box on the pages, which may hide what was signed.
    `in_date`: the certificate held at `signed_at`; `locks`: it rules what may come after it; `certificate`: DER in
    base 64; `looked`: whether it was revoked (`app.documents.revocation`), None where nobody asked.
    """

    signer: str
    issued_by: str
    signed_at: datetime | None
    unchanged: bool
    trusted: bool
    time_proven: bool
    field: str
    shown_over: bool = False
    in_date: bool = True
    locks: bool = False
    certificate: str = ""
    looked: Looked | None = None

    @property
    def is_revoked(self) -> bool:
        """It is, and nothing proves that it was signed before."""
        revoked, signed = self.looked.revoked_at if self.looked else None, self.signed_at
        return revoked is not None and not (self.time_proven and signed is not None and signed < revoked)


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

    # As of when it was signed: papers are read years later, and a certificate holds for one or two.
    then = _stated(signature)
    context = ValidationContext(trust_roots=list(trust), moment=then, allow_fetching=False, revocation_mode="soft-fail")
    status = validate_pdf_signature(signature, signer_validation_context=context, ts_validation_context=context)
    added = status.modification_level in (
        ModificationLevel.NONE, ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING,
    )  # fmt: skip
    covered = status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION and added
    stamped, certificate = status.timestamp_validity, status.signing_cert
    if stamped is not None and not (stamped.intact and stamped.valid and stamped.trusted):
        stamped = None  # anybody can have a clock that says what they like
    signed_at = stamped.timestamp if stamped is not None else then
    valid = certificate["tbs_certificate"]["validity"]
    in_date = signed_at is None or valid["not_before"].native <= signed_at <= valid["not_after"].native
    return FoundSignature(
        signer=name_in(certificate.subject),
        issued_by=name_in(certificate.issuer),
        signed_at=signed_at,
        unchanged=bool(status.intact and status.valid and covered and status.docmdp_ok is not False),
        trusted=bool(status.trusted and in_date),
        time_proven=stamped is not None,
        field=signature.field_name or "",
        shown_over=_is_shown_over(signature),
        in_date=in_date,
        locks=signature.docmdp_level is not None,
        certificate=b64encode(certificate.dump()).decode(),
    )


def _stated(signature: Any) -> datetime | None:
    """When it was signed, as the signer's machine said; our own clock, which may go back, has no part in it."""
    said: datetime | None = signature.self_reported_timestamp
    return said if said is None or said.tzinfo else said.replace(tzinfo=UTC)


def _is_shown_over(signature: Any) -> bool:
    """Whether the pages bear boxes now that they did not bear when this was signed."""
    reader = signature.reader
    then = _boxes_on(reader.get_historical_root(signature.signed_revision))
    return bool(_boxes_on(reader.root) - then)


def _boxes_on(root: Any) -> set[str]:
    """By their names in the file those of the pages' annotations that take up room; one without a name by all of it."""
    found, waiting, seen = set(), [root.raw_get("/Pages")], set()
    while waiting:
        kind = waiting.pop()
        if str(kind) in seen:
            continue
        seen.add(str(kind))
        node = kind.get_object()
        waiting += _raw(node.get("/Kids", ()))
        found |= {str(one) for one in _raw(node.get("/Annots", ())) if _takes_room(one.get_object())}
    return found


def _raw(array: Any) -> list[Any]:
    return [array.raw_get(at) for at in range(len(array))]


def _takes_room(annotation: Any) -> bool:
    left, bottom, right, top = (float(one) for one in annotation.get("/Rect", (0, 0, 0, 0)))
    return left != right and bottom != top


def name_in(name: Any) -> str:
    """What a certificate calls somebody: the common name, else all that it says."""
    said = name.native.get("common_name") or name.human_friendly
    return str(said if isinstance(said, str) else said[0])[:300]


def answer_within(memory: str, seconds: str) -> None:
    """What a process of its own does (`app.documents.judging`), which has loaded this file and nothing of the house."""
    import resource  # late: not everywhere is there one

    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    with suppress(OSError):  # pages go first, where a hardened unit leaves that to us
        os.nice(5)
    answer(sys.stdin.buffer, sys.stdout)


def answer(given: IO[bytes], told: IO[str]) -> None:
    """`given`: a line of trusted certificates, then the file. Tells the signatures as JSON, null if unreadable."""
    from asn1crypto import x509

    trust = [x509.Certificate.load(b64decode(one)) for one in given.readline().split()]
    try:
        found = [asdict(one) for one in check_signature(given.read(), trust)]
    except SignatureUnreadable:
        json.dump(None, told)
    else:
        json.dump(found, told, default=datetime.isoformat)
