"""What is done for each kind of job, in one place.

A handler gets the payload as named arguments and is called without an open transaction. Slow work comes before its
first write, because on SQLite a writer holds up everybody else. What it writes is committed together with the mark
that the job is done. What cannot be undone with it (a letter that a server has taken) it commits piece by piece, under
claims of its own.

Of a kind in AHEAD a worker takes a lot of jobs at once: what they have to know is read for all of them in a few
statements, before anything is locked, and handed to each as `known`. Each is a transaction of its own all the same.

A kind in ONLY_WHERE is left alone by the workers of a machine that cannot do it: it waits for one that can.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.backups.services_schedule import back_up_today, has_folder
from app.books.services_binding import bind_book
from app.documents.services import render_document
from app.documents.services_signing import sign_document
from app.finding.services import rebuild_search
from app.guidance.services_ahead import read_ahead
from app.guidance.services_bringing import bring_guidance
from app.inspections.services_binder import bind_inspection
from app.notifications.services_sending import send_letters
from app.proofs.services import seal_day, seal_rows
from app.reminders.services import remind_all
from app.summaries.services import rebuild_summaries

HANDLERS: dict[str, Callable[..., None]] = {
    "back_up": back_up_today,
    "bind_book": bind_book,
    "bind_inspection": bind_inspection,
    "bring_guidance": bring_guidance,
    "rebuild_search": rebuild_search,
    "rebuild_summaries": rebuild_summaries,
    "render_document": render_document,
    "remind_all": remind_all,
    "seal_day": seal_day,
    "seal_rows": seal_rows,
    "send_letters": send_letters,
    "sign_document": sign_document,
}
AHEAD: dict[str, Callable[[Sequence[Mapping[str, Any]]], Sequence[Any]]] = {"bring_guidance": read_ahead}
ONLY_WHERE: dict[str, Callable[[], bool]] = {"back_up": has_folder}


def left_alone() -> list[str]:
    """The kinds that this machine cannot do."""
    return [kind for kind, can in ONLY_WHERE.items() if not can()]
