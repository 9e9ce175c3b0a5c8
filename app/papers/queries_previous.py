"""What a meeting looks back on: the resolution in force, its tasks and how far they are."""

from typing import Literal

from app import clock
from app.documents.models import Document
from app.documents.snapshots import DocumentRef, PastTask, Previous
from app.extensions import db
from app.meetings.models import Meeting
from app.resolutions import queries
from app.resolutions.models import Resolution
from app.tasks.queries import of_resolution
from workflows.task import State

Status = Literal["done", "open", "reported", "dropped"]
STATUS: dict[State, Status] = {
    State.ASSIGNED: "open",
    State.REPORTED: "reported",
    State.CONFIRMED: "done",
    State.DROPPED: "dropped",
}


def previous_of(meeting: Meeting) -> Previous | None:
    """As it stands now; None where no earlier resolution was issued."""
    found = queries.previous_of(meeting)
    if found is None:
        return None
    resolution, earlier = found
    tasks = of_resolution(resolution.id)
    counted = [t for t in tasks if t.state != State.DROPPED]
    return Previous(
        resolution=reference_to(resolution),
        month=earlier.month.strftime("%Y-%m"),
        tasks=tuple(PastTask(work=t.work, status=STATUS[t.state], result=t.result) for t in tasks),
        done=sum(t.state == State.CONFIRMED for t in counted),
        total=len(counted),
    )


def reference_to(resolution: Resolution) -> DocumentRef:
    """An issued resolution by its number and day."""
    document = db.session.get_one(Document, resolution.document_id)
    dated = clock.day_of(resolution.issued_at).isoformat() if resolution.issued_at else ""
    return DocumentRef(type_name="Nghị quyết", symbol=document.symbol, dated=dated)
