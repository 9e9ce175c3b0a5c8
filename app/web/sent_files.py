"""The files that came with a form, checked before anybody keeps them."""

from flask import current_app, request
from werkzeug.datastructures import FileStorage

from app.documents.services_uploads import Upload, UploadRefused, check_upload

PDF = b"%PDF-"


def sent_file(name: str) -> Upload | None:
    """The file of that field; None if none was chosen. Raises UploadRefused with a sentence."""
    sent = request.files.get(name)
    return _checked(sent) if sent is not None and sent.filename else None


def sent_pdf(name: str, otherwise: str) -> Upload | None:
    """The same where nothing but a PDF makes sense, whatever it is called. Raises UploadRefused, with `otherwise` for
    anything else."""
    sent = request.files.get(name)
    if sent is None or not sent.filename:
        return None
    if sent.stream.read(len(PDF)) != PDF:
        raise UploadRefused(otherwise)
    sent.stream.seek(0)
    if not sent.filename.lower().endswith(".pdf"):
        sent.filename += ".pdf"
    return _checked(sent)


def sent_files(name: str, *, most: int, on: str) -> list[Upload]:
    """The files of that field, at most so many; `on`: on which occasion. Raises UploadRefused with a sentence."""
    sent = [one for one in request.files.getlist(name) if one.filename]
    if len(sent) > most:
        raise UploadRefused(f"Mỗi lần {on} gửi nhiều nhất {most} tệp.")
    return [_checked(one) for one in sent]


def _checked(sent: FileStorage) -> Upload:
    return check_upload(sent.filename or "", sent.stream, current_app.config["SETTINGS"].max_upload_bytes)
