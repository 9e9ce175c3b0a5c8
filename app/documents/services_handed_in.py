"""A member signs an issued paper at their own computer, where their token is, and hands the signed file in.

What comes back must be the file that was taken along with one signature more, of that person, and with nothing else.
"""

from collections.abc import Sequence

from app.actor import Actor
from app.documents.additions import covers_text, only_signed
from app.documents.files import read_file
from app.documents.judging import check_apart
from app.documents.models import Document, DocumentSignature
from app.documents.revocation import with_revocation
from app.documents.services_personal import (
    FILE_LOST,
    NO_WORTH,
    NOT_VALID_NOW,
    is_name_of,
    keep_signature,
    lock_unsigned,
    signatures_on,
)
from app.documents.signatures import FoundSignature, SignatureUnreadable
from app.documents.signers import trusted
from app.documents.store import FileDamaged, FileMissing
from app.documents.trial_authority import is_of_no_worth
from app.refusals import BadInput
from app.settings import settings

FIELD = "signed_file"
OTHER_FILE = (
    "Tệp này không bắt đầu bằng đúng tệp tải về ở bước 1: là tệp khác, nội dung đã bị sửa, hoặc chương trình đã lưu "
    "lại cả tệp. Tải lại tệp ở bước 1 rồi chỉ ký, không sửa, không in ra tệp mới."
)
NOT_SIGNED = "Tệp này chưa có thêm chữ ký số nào. Mở tệp bằng chương trình ký số, ký xong thì gửi tệp đã ký."
MORE_THAN_SIGNED = (
    "Ngoài chữ ký, tệp còn bị thêm hoặc sửa thứ khác (chữ, trang, ghi chú). Tải lại tệp ở bước 1 rồi chỉ ký, không sửa."
)
NOT_WHOLE = (
    "Chữ ký số trong tệp không đúng với nội dung tệp, hoặc dùng cách ký cũ không còn an toàn. Tải lại tệp ở bước 1, ký "
    "lại theo kiểu PAdES, SHA-256."
)
LOCKS = (
    "Đây là chữ ký kiểu chứng nhận, khóa tài liệu (certify), người sau không ký thêm được. Ký lại ở kiểu ký thường, "
    "không chọn khóa tài liệu."
)
BOX = (
    "Chữ ký này hiện khung trên trang, mà tệp đã có chữ ký của người trước: khung có thể che nội dung đã ký. Ký lại, "
    "chọn chữ ký ẩn (không hiện khung)."
)
HIGH_BOX = (
    "Khung chữ ký nằm trên phần chữ của trang nên có thể che nội dung. Ký lại: chọn chữ ký ẩn, hoặc đặt khung trong lề "
    "dưới của trang, cách mép giấy không quá 2 cm."
)
REVOKED = "Chứng thư này đã bị nơi cấp thu hồi nên không dùng để ký được nữa."


def keep_signed_file(
    document: Document, data: bytes, *, name: str, actor: Actor, acting_as: str = ""
) -> tuple[DocumentSignature, FoundSignature]:
    """Keep what the actor signed elsewhere as if it had been signed here. `name`: of the actor.

    Raises BadInput of `signed_file`, SomebodyWasFaster if the actor has signed already.
    """
    before = lock_unsigned(document, actor)
    found = _own_signature(document, _kept(before), data, name)
    return keep_signature(document, before, data, found.signer, actor=actor, acting_as=acting_as), found


def _own_signature(document: Document, before: bytes, data: bytes, name: str) -> FoundSignature:
    if not data.startswith(before):
        raise _refused(_why_not_ours(document, data))
    known = len(_signatures(before))
    earlier, added = (found := _signatures(data))[:known], found[known:]
    if not added:
        raise _refused(NOT_SIGNED)
    if any(one.locks for one in added):  # it writes into more than its field, which is not to be held against it
        raise _refused(LOCKS)
    if not only_signed(before, data):
        raise _refused(MORE_THAN_SIGNED)
    if any(one.shown_over for one in earlier):
        raise _refused(BOX)
    if covers_text(before, data):
        raise _refused(HIGH_BOX)
    if problem := _problem_of(added, name):
        raise _refused(problem)
    return added[0]


def _why_not_ours(document: Document, data: bytes) -> str:
    """Whether it was taken along before somebody else signed, or is no file of this paper at all."""
    others = signatures_on(document.id)
    for position, one in enumerate(others):
        if data.startswith(_kept(one.before_sha256)):
            names = ", ".join(each.name for each in others[position:])
            return (
                f"Sau khi đồng chí tải tệp về, {names} đã ký số lên biên bản. Tải tệp mới ở bước 1 rồi ký lên tệp đó, "
                "để tệp có đủ chữ ký của mọi người."
            )
    return OTHER_FILE


def _problem_of(added: Sequence[FoundSignature], name: str) -> str:
    if len(added) > 1:
        names = ", ".join(one.signer for one in added)
        return (
            f"Tệp có thêm {len(added)} chữ ký ({names}). Mỗi người tự ký rồi tự gửi; người sau tải tệp mới về ký tiếp."
        )
    (one,) = added
    if not is_name_of(one.signer, name):
        return f"Chữ ký trong tệp mang tên {one.signer}, không phải {name}. Mỗi người gửi tệp do chính mình ký."
    if settings().production and is_of_no_worth(one.issued_by):
        return NO_WORTH
    tried = (
        (not one.unchanged, NOT_WHOLE),
        (not one.in_date, NOT_VALID_NOW),
        (one.is_revoked, REVOKED),
    )
    return next((sentence for is_so, sentence in tried if is_so), "")


def _signatures(data: bytes) -> tuple[FoundSignature, ...]:
    try:
        return with_revocation(check_apart(data, trusted()), trusted())
    except SignatureUnreadable as error:
        raise _refused(str(error)) from error


def _kept(sha256: str) -> bytes:
    try:
        return read_file(sha256)
    except (FileMissing, FileDamaged) as error:
        raise _refused(FILE_LOST) from error


def _refused(sentence: str) -> BadInput:
    return BadInput({FIELD: sentence})
