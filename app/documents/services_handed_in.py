"""A member signs an issued paper at their own computer, where their token is, and hands the signed file in.

What comes back must be the file that was taken along with one signature more, of that person, and with nothing else.
"""

from collections.abc import Sequence

from app.documents.additions import covers_text, only_signed
from app.documents.files import read_file
from app.documents.judging import check_apart
from app.documents.models import Document
from app.documents.revocation import with_revocation
from app.documents.services_personal import (
    FILE_LOST,
    NO_WORTH,
    NOT_VALID_NOW,
    is_name_of,
    signatures_on,
)
from app.documents.signatures import FoundSignature, SignatureUnreadable
from app.documents.signers import trusted
from app.documents.store import FileDamaged, FileMissing
from app.documents.trial_authority import is_of_no_worth
from app.refusals import BadInput
from app.settings import settings

Earlier = Sequence[tuple[str, str]]
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


def judge_signed_file(data: bytes, before: str, others: Earlier, name: str) -> FoundSignature:
    """The actor's signature on the file that they signed elsewhere. `before`: the hash of the file that was to be
    signed; `others`: who signed it so far; `name`: of the actor.

    Asks nothing of the database, but may take long: who hands it in holds no transaction meanwhile. Raises BadInput of
    `signed_file`.
    """
    return _own_signature(_kept(before), data, others, name)


def earlier(document: Document) -> Earlier:
    """The file that each signed, and the name that their certificate bears."""
    return [(one.before_sha256, one.name) for one in signatures_on(document.id)]


def _own_signature(before: bytes, data: bytes, others: Earlier, name: str) -> FoundSignature:
    if not data.startswith(before):
        raise _refused(_why_not_ours(data, others))
    known = len(_signatures(before))
    first, added = (found := _signatures(data))[:known], found[known:]
    if not added:
        raise _refused(NOT_SIGNED)
    if any(one.locks for one in added):  # it writes into more than its field, which is not to be held against it
        raise _refused(LOCKS)
    if not only_signed(before, data):
        raise _refused(MORE_THAN_SIGNED)
    if any(one.shown_over for one in first):
        raise _refused(BOX)
    if covers_text(before, data):
        raise _refused(HIGH_BOX)
    if problem := _problem_of(added, name):
        raise _refused(problem)
    return added[0]


def _why_not_ours(data: bytes, others: Earlier) -> str:
    """Whether it was taken along before somebody else signed, or is no file of this paper at all."""
    for position, (signed, _) in enumerate(others):
        if data.startswith(_kept(signed)):
            names = ", ".join(each for _, each in others[position:])
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
