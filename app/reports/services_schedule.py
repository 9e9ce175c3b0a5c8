"""Issuing the notice of when the cells meet: numbered, frozen, and issued anew when a cell meets at another hour."""

from datetime import date

from app import clock
from app.accounts.queries import holders_among
from app.actor import Actor
from app.audit.services import record
from app.documents.models import Document
from app.documents.numbering import Numbered
from app.documents.services import issue_document, replace_document
from app.documents.snapshots import DocumentKind, Schedule
from app.extensions import db, lock_all
from app.guidance.services import SignedBy
from app.notifications.services import notify
from app.organisations.models import Organisation
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster
from app.reports.models import MonthlySchedule
from app.reports.paper import Words
from app.reports.queries_notices import IN_CELLS
from app.reports.schedule import TYPE_CODE, Line, has_changed, last_schedule, lines_of, paper_of
from app.reports.services import checked
from workflows.calendar import first_of, next_month
from workflows.names import committee_of
from workflows.notices import Notice
from workflows.roles import Role


def issue_schedule(
    organisation: Organisation, month: date, signed: SignedBy, words: Words, *, edition: int, actor: Actor
) -> MonthlySchedule:
    """Freeze the hours as they stand. `edition`: the last one that the page knew of, 0 for none.

    Raises NotAllowed, BadInput by field (also where nothing has changed since the last edition), SomebodyWasFaster.
    """
    if Role.OFFICE not in actor.roles_in(organisation.id):
        raise NotAllowed("Chỉ Văn phòng Đảng ủy ban hành thông báo lịch sinh hoạt.")
    lock_all(Organisation, [organisation.id])  # of two offices that issue the same month the second sees the first
    last = last_schedule(organisation.id, month)
    if (last.edition if last else 0) != edition:
        raise SomebodyWasFaster("Thông báo lịch tháng này vừa được ban hành. Mở lại trang để xem bản mới nhất.")
    # The schedule is told ahead: of this month and the next.
    words = checked(organisation, signed, words, too_early=month > next_month(first_of(clock.today())))
    lines = lines_of(organisation, month)
    if not any(line.starts_at for line in lines):
        raise BadInput("Chưa chi bộ nào ghi ngày, giờ sinh hoạt, nên chưa có lịch để thông báo.")
    if last and last.remarks == words.remarks and not has_changed(organisation, month, lines, last.document):
        raise BadInput("Lịch không khác bản đã ban hành, nên không cần bản mới.")
    document = _document(organisation, month, lines, words, signed, last, actor)
    made = MonthlySchedule(
        organisation_id=organisation.id, month=month, edition=edition + 1, remarks=words.remarks,
        document_id=document.id, issued_at=clock.now(), issued_by_id=actor.person_id,
    )  # fmt: skip
    db.session.add(made)
    record(
        "schedule_issued", actor=actor, organisation_id=organisation.id, subject="organisation",
        subject_id=organisation.id, acting_as=str(Role.OFFICE), month=month.isoformat(), edition=made.edition,
        document_id=document.id, remarks=words.remarks,
    )  # fmt: skip
    _tell(organisation, made, document, lines, actor)
    return made


def _tell(
    organisation: Organisation, made: MonthlySchedule, document: Document, lines: list[Line], actor: Actor
) -> None:
    """Those whose cells stand on it: they read when the others meet, and whom they are to expect."""
    month = f"{made.month.month}/{made.month.year}"
    instead = " thay bản trước" if made.edition > 1 else ""
    text = (
        f"{committee_of(organisation.name)} đã thông báo lịch sinh hoạt chi bộ tháng {month}{instead}, "
        f"số {document.symbol}."
    )
    people = holders_among([line.cell_id for line in lines], IN_CELLS, clock.today())
    path = f"/synthesis/schedule/{organisation.id}/notice?month={month}"
    notify(people, Notice.SCHEDULE, text, path, but_not=actor.person_id)


def _document(
    organisation: Organisation, month: date, lines: list[Line], words: Words, signed: SignedBy,
    last: MonthlySchedule | None, actor: Actor,
) -> Document:  # fmt: skip
    old = last.document if last else None

    def made(numbered: Numbered) -> Schedule:
        return paper_of(organisation, month, lines, words, numbered, replaces=old)

    if old is not None:
        return replace_document(
            old, made, actor=actor, acting_as=str(Role.OFFICE), reason="Lịch thay đổi", on=signed.on
        )  # fmt: skip
    return issue_document(
        DocumentKind.SCHEDULE, TYPE_CODE, made, organisation_id=organisation.id, meeting_id=None,
        title=f"Lịch sinh hoạt chi bộ tháng {month.month} năm {month.year}", actor=actor, acting_as=str(Role.OFFICE),
        on=signed.on,
    )  # fmt: skip
