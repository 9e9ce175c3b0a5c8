"""A member signs an issued paper with a certificate of their own. Certificate file and passphrase come with the act of
signing, are used in memory and forgotten: neither the database nor the store nor a log ever holds them."""

import logging
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any
from unicodedata import normalize

from sqlalchemy import select

from app import clock
from app.actor import Actor
from app.audit.services import record
from app.documents.files import keep_file, read_file
from app.documents.models import Document, DocumentSignature
from app.documents.signatures import name_in
from app.documents.signers import SigningFailed, TimeNotTold, refuse_trial
from app.documents.store import FileDamaged, FileMissing
from app.extensions import db, lock
from app.refusals import BadInput, SomebodyWasFaster
from app.settings import settings
from workflows.names import fold

log = logging.getLogger(__name__)
# What may take long and asks nothing of the database is done within: whoever calls lays down there what it holds.
Apart = Callable[[], AbstractContextManager[None]]
PDF = "application/pdf"
LARGEST_CERTIFICATE = 100_000
BESIDE_A_NUMBER = {"cccd", "cmnd", "cmt", "mst", "so"}  # of the identity card, of the tax office
NOT_OPENED = "Không mở được tệp chứng thư bằng mật khẩu này. Xem lại tệp (.p12 hoặc .pfx) và mật khẩu của chứng thư."
NOT_VALID_NOW = "Chứng thư đã hết hạn hoặc chưa tới ngày dùng được."
NO_WORTH = "Đây là chứng thư thử nghiệm, không dùng được ở hệ thống thật."
NO_TIME = (
    "Máy chủ cấp dấu thời gian chưa trả lời nên chưa ký được, chưa có gì được ghi. Chờ vài phút rồi ký lại; nếu vẫn "
    "vậy, báo quản trị hệ thống kiểm tra địa chỉ cấp dấu thời gian."
)
FILE_LOST = "Tệp PDF trong kho bị mất hoặc bị hỏng nên chưa ký được. Báo quản trị hệ thống."


def signatures_on(document_id: int) -> list[DocumentSignature]:
    """Of members, the first first."""
    found = select(DocumentSignature).where(DocumentSignature.document_id == document_id)
    return list(db.session.scalars(found.order_by(DocumentSignature.id)))


def sign_personally(
    before: str, certificate: bytes, passphrase: str, *, name: str, reason: str, person_id: int
) -> tuple[bytes, str]:
    """Sign exactly the bytes that are kept under `before`, on top of whoever signed them; and whose the certificate
    says it is. `name`: of the person, which the certificate must bear.

    Asks nothing of the database, but may take long: who signs holds no transaction meanwhile. Raises BadInput by field
    (`certificate`, `certificate_password`).
    """
    signer = _signer(certificate, passphrase, name)
    return _signed(before, signer, reason, person_id), _name_of(signer)


def file_to_sign(document: Document, actor: Actor) -> str:
    """What is signed next. Raises SomebodyWasFaster if the actor has signed."""
    before = document.paper_sha256
    if before is None or any(one.person_id == actor.person_id for one in signatures_on(document.id)):
        raise SomebodyWasFaster("Đồng chí đã ký số văn bản này rồi, hoặc tệp PDF chưa tạo xong. Mở lại trang để xem.")
    return before


def keep_signature(
    document: Document, before: str, signed: bytes, whose: str, *, actor: Actor, acting_as: str
) -> DocumentSignature:
    """`signed`: the bytes of `before` with the actor's signature behind them. `whose`: as the certificate has it.

    Raises SomebodyWasFaster if the actor has signed already, or somebody else did since `before` was taken.
    """
    lock(document)
    if file_to_sign(document, actor) != before:
        raise SomebodyWasFaster(_who_was_faster(document, before))
    sha256, now = keep_file(signed, PDF), clock.now()
    signature = DocumentSignature(
        document_id=document.id, person_id=actor.person_id, name=whose, signed_at=now, before_sha256=before,
        sha256=sha256,
    )  # fmt: skip
    db.session.add(signature)
    db.session.flush()  # the guard over issued documents looks for it
    document.signed_sha256, document.signed_at = sha256, now
    document.signed_by = ", ".join(one.name for one in signatures_on(document.id))[:300]
    record(
        "document_signed", actor=actor, organisation_id=document.organisation_id,
        subject="meeting" if document.meeting_id else "document", subject_id=document.meeting_id or document.id,
        acting_as=acting_as, document_id=document.id, signed_by=whose, before=before, after=sha256,
    )  # fmt: skip
    return signature


def _who_was_faster(document: Document, before: str) -> str:
    others = signatures_on(document.id)
    # The first of them signed what the actor was signing; none, if the file itself was made anew.
    since = next((at for at, one in enumerate(others) if one.before_sha256 == before), len(others))
    names = ", ".join(one.name for one in others[since:])
    what = f"{names} vừa ký số lên văn bản" if names else "tệp PDF vừa được tạo lại"
    return f"Trong lúc đồng chí ký, {what} nên chữ ký của đồng chí chưa được ghi. Mở lại trang rồi ký lên tệp mới."


def _signed(before: str, signer: Any, reason: str, person_id: int) -> bytes:
    from app.documents.signing import sign_pdf  # late: pyHanko, for few

    try:
        data = read_file(before)
    except (FileMissing, FileDamaged) as error:
        raise BadInput({"certificate": FILE_LOST}) from error
    found = settings().signing
    time_url = found.time_url if found else ""
    # Without a box: who signed stands on the paper already, and a web process lays out no page.
    field = f"NenNep{person_id}"
    try:
        return sign_pdf(data, signer, reason=reason, at=clock.now(), time_url=time_url, field=field, visible=False)
    except TimeNotTold as error:
        log.warning("no time for a personal signature", exc_info=error)
        raise BadInput({"certificate": NO_TIME}) from error


def _signer(certificate: bytes, passphrase: str, name: str) -> Any:
    from pyhanko.sign.signers import SimpleSigner

    if not 0 < len(certificate) <= LARGEST_CERTIFICATE:
        raise BadInput({"certificate": "Chọn tệp chứng thư (.p12 hoặc .pfx) của đồng chí."})
    load: Callable[..., Any] = SimpleSigner.load_pkcs12_data
    try:
        signer = load(certificate, other_certs=(), passphrase=passphrase.encode() or None)
    except Exception:  # whatever a file makes of the reader; nothing of it may be told
        signer = None
    if signer is None:
        raise BadInput({"certificate_password": NOT_OPENED})
    _refuse_others(signer, name, clock.now())
    return signer


def _refuse_others(signer: Any, name: str, now: datetime) -> None:
    if not is_name_of(_name_of(signer), name):
        raise BadInput({"certificate": f"Chứng thư này mang tên {_name_of(signer)}, không phải tên của đồng chí."})
    valid = signer.signing_cert["tbs_certificate"]["validity"]
    if not valid["not_before"].native <= now <= valid["not_after"].native:
        raise BadInput({"certificate": NOT_VALID_NOW})
    try:
        refuse_trial(signer, settings().production)
    except SigningFailed as error:
        raise BadInput({"certificate": NO_WORTH}) from error


def is_name_of(said: str, name: str) -> bool:
    """Whether a certificate that says so is that person's: the name and nothing but a number beside it, with the marks
    of the letters unless it has none at all, wherever they stand on the syllable."""
    theirs = [word for word in re.findall(r"\w+", said) if not word.isdigit() and fold(word) not in BESIDE_A_NUMBER]
    if [fold(word) for word in theirs] != [fold(word) for word in name.split()]:
        return False
    return said.isascii() or _letters(theirs) == _letters(name.split())


def _letters(words: list[str]) -> list[str]:
    return [*map("".join, (sorted(normalize("NFD", word.casefold())) for word in words))]


def _name_of(signer: Any) -> str:
    return name_in(signer.signing_cert.subject)
