"""Issuing the synthesis of a month: numbered, frozen, and issued anew when its figures have changed."""

from datetime import date

from app import clock
from app.actor import Actor
from app.audit.services import record
from app.documents.models import Document
from app.documents.numbering import Numbered
from app.documents.services import issue_document, replace_document
from app.documents.snapshots import DocumentKind, Synthesis
from app.extensions import db, lock_all
from app.guidance.services import POSITIONS, SignedBy, signers_of
from app.organisations.models import Organisation
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster
from app.reports import queries
from app.reports.models import MonthlySynthesis
from app.reports.paper import TYPE_CODE, Words, has_changed, paper_of
from workflows.roles import Role

LONGEST = 8000


def issue(
    organisation: Organisation, month: date, signed: SignedBy, words: Words, *, edition: int, actor: Actor
) -> MonthlySynthesis:
    """Freeze the month as it stands. `edition`: the last one that the page knew of, 0 for none.

    Raises NotAllowed, BadInput by field (also where nothing has changed since the last edition), SomebodyWasFaster.
    """
    if Role.OFFICE not in actor.roles_in(organisation.id):
        raise NotAllowed("Chỉ Văn phòng Đảng ủy ban hành báo cáo tổng hợp.")
    lock_all(Organisation, [organisation.id])  # of two offices that issue the same month the second sees the first
    last = queries.last_issued(organisation.id, month)
    if (last.edition if last else 0) != edition:
        raise SomebodyWasFaster("Báo cáo tháng này vừa được ban hành. Mở lại trang để xem bản mới nhất.")
    words = checked(organisation, signed, words, too_early=month > clock.today())
    found = queries.month_of(organisation, month)
    if last is not None and _says_the_same(last, words) and not has_changed(found, last.document.snapshot):
        raise BadInput("Số liệu và nhận xét không khác bản đã ban hành, nên không cần bản mới.")
    document = _document(found, words, signed, last, actor)
    made = MonthlySynthesis(
        organisation_id=organisation.id, month=month, edition=edition + 1, remarks=words.remarks,
        proposals=words.proposals, document_id=document.id, issued_at=clock.now(), issued_by_id=actor.person_id,
    )  # fmt: skip
    db.session.add(made)
    record(
        "synthesis_issued", actor=actor, organisation_id=organisation.id, subject="organisation",
        subject_id=organisation.id, acting_as=str(Role.OFFICE), month=month.isoformat(), edition=made.edition,
        document_id=document.id, remarks=words.remarks, proposals=words.proposals,
    )  # fmt: skip
    return made


def _says_the_same(last: MonthlySynthesis, words: Words) -> bool:
    return (last.remarks, last.proposals) == (words.remarks, words.proposals)


def checked(organisation: Organisation, signed: SignedBy, words: Words, *, too_early: bool) -> Words:
    """With the signer's name. Raises BadInput with every problem."""
    errors: dict[str, str] = {}
    today = clock.today()
    if too_early:
        errors["month"] = "Tháng này chưa tới."
    for name in ("remarks", "proposals"):
        if len(getattr(words, name)) > LONGEST:
            errors[name] = f"Phần này dài quá {LONGEST} chữ, viết gọn lại."
    signers = dict(signers_of(organisation.id))
    signer = signers.get(signed.person_id or 0)
    if signer is None:
        errors["signer_id"] = "Chọn đồng chí trong Thường trực Đảng ủy đã ký báo cáo."
    if signed.on is None or signed.on > today:
        errors["signed_on"] = "Ghi ngày ký, không sau hôm nay."
    if errors or signer is None:
        raise BadInput(errors)
    position = signed.position if signed.position in POSITIONS else POSITIONS[0]
    return Words(
        remarks=words.remarks.strip(), proposals=words.proposals.strip(), signer=signer, position=position
    )  # fmt: skip


def _document(
    found: queries.Month, words: Words, signed: SignedBy, last: MonthlySynthesis | None, actor: Actor
) -> Document:
    old = last.document if last else None

    def made(numbered: Numbered) -> Synthesis:
        return paper_of(found, words, numbered, replaces=old)

    if old is not None:
        return replace_document(
            old, made, actor=actor, acting_as=str(Role.OFFICE), reason="Số liệu thay đổi", on=signed.on
        )  # fmt: skip
    title = f"Tổng hợp kết quả sinh hoạt chi bộ tháng {found.month.month} năm {found.month.year}"
    return issue_document(
        DocumentKind.SYNTHESIS, TYPE_CODE, made, organisation_id=found.organisation.id, meeting_id=None, title=title,
        actor=actor, acting_as=str(Role.OFFICE), on=signed.on,
    )  # fmt: skip
