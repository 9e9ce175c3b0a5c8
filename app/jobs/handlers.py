"""What is done for each kind of job, in one place.

A handler gets the payload as named arguments and is called without an open transaction. Slow work comes before its
first write, because on SQLite a writer holds up everybody else. What it writes is committed together with the mark
that the job is done.
"""

from collections.abc import Callable

from app.documents.services import render_document

HANDLERS: dict[str, Callable[..., None]] = {
    "render_document": render_document,
}
