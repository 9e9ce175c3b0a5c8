"""The files that came with a form, checked before anybody keeps them."""

from flask import current_app, request
from werkzeug.datastructures import FileStorage

from app.documents.services_uploads import Upload, UploadRefused, check_upload


def sent_file(name: str) -> Upload | None:
    """The file of that field; None if none was chosen. Raises UploadRefused with a sentence."""
    sent = request.files.get(name)
    return _checked(sent) if sent is not None and sent.filename else None


def sent_files(name: str, *, most: int, on: str) -> list[Upload]:
    """The files of that field, at most so many; `on`: on which occasion. Raises UploadRefused with a sentence."""
    sent = [one for one in request.files.getlist(name) if one.filename]
    if len(sent) > most:
        raise UploadRefused(f"Mỗi lần {on} gửi nhiều nhất {most} tệp.")
    return [_checked(one) for one in sent]


def _checked(sent: FileStorage) -> Upload:
    return check_upload(sent.filename or "", sent.stream, current_app.config["SETTINGS"].max_upload_bytes)
