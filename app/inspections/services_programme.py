"""The programme of a year as a paper, issued anew under a number of its own when what stands in it has changed."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from app import clock
from app.actor import Actor, acting_as
from app.documents.numbering import Numbered
from app.documents.services import issue_document, replace_document
from app.documents.snapshots import DocumentKind, InspectionPaper, Section, Signature
from app.extensions import db, lock
from app.guidance.services import SignedBy
from app.inspections import queries, queries_programme
from app.inspections.models import Inspection, Programme
from app.inspections.services import LONGEST_TEXT, OTHER_PROCEDURE, STALE
from app.inspections.services_paper import AUTHORITIES, COPIES, head_of, lines_of, months_in_words
from app.inspections.services_steps import POSITIONS, quarter_in_words
from app.organisations.models import Organisation
from app.organisations.queries import term_on
from app.papers.queries import style_from
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster
from app.rules.queries import settings_for
from workflows.inspection import BODY_SERIES, KIND_LABELS, SIGNED, InspectionFacts, Issuer, speaks_of_another_procedure
from workflows.names import committee_of

TYPE_CODE = "CTr"


def issue_programme(
    organisation: Organisation, year: int, issuer: Issuer, purpose: str, signed: SignedBy, *, shown: int | None,
    actor: Actor,
) -> Programme:  # fmt: skip
    """Number what the issuer has planned for the year. `shown`: the paper in force that the page showed, if any.

    Raises NotAllowed, BadInput, SomebodyWasFaster.
    """
    roles = actor.roles_in(organisation.id)
    if not roles & {*queries.ISSUING}:
        raise NotAllowed("Cán bộ kiểm tra hoặc Thường trực Đảng ủy ban hành chương trình.")
    lock(organisation)  # of two who issue at once the second finds the paper of the first
    row = queries_programme.programme_of(organisation.id, year, issuer)
    if (row.document_id if row else None) != shown:
        raise SomebodyWasFaster(STALE)
    planned = queries_programme.planned_in(organisation.id, year, issuer)
    _refuse_bad(organisation, planned, purpose, signed)
    title, role = f"Chương trình kiểm tra, giám sát năm {year}", acting_as(roles, queries.ISSUING)

    def made(numbered: Numbered) -> InspectionPaper:
        return paper_of(organisation, year, issuer, purpose, planned, signed, numbered)

    if row is None:
        document = issue_document(
            DocumentKind.INSPECTION, _series(issuer), made, organisation_id=organisation.id, meeting_id=None,
            title=title, actor=actor, acting_as=role, on=signed.on,
        )  # fmt: skip
        row = Programme(organisation_id=organisation.id, year=year, issuer=issuer)
        db.session.add(row)
    else:
        document = replace_document(
            row.document, made, actor=actor, acting_as=role, title=title, reason="Điều chỉnh chương trình",
            on=signed.on,
        )  # fmt: skip
    row.purpose, row.document_id = purpose.strip(), document.id
    return row


def paper_of(
    organisation: Organisation, year: int, issuer: Issuer, purpose: str, planned: Sequence[Inspection],
    signed: SignedBy, numbered: Numbered,
) -> InspectionPaper:  # fmt: skip
    names, positions = dict(queries.signers_of(organisation.id)), POSITIONS[issuer]
    who = f"{AUTHORITIES[issuer]} {committee_of(organisation.name)}"
    counts = queries.cell_counts([row.id for row in planned])
    quarters = tuple(
        Section(
            heading=f"Q{quarter_in_words(quarter)[1:]}",
            bullets=tuple(_line(row, counts.get(row.id, 0)) for row in rows),
        )
        for quarter, rows in groupby(planned, key=lambda row: row.quarter)
    )
    return InspectionPaper(
        letterhead=head_of(organisation, issuer, TYPE_CODE, numbered),
        style=style_from(settings_for(organisation.id, clock.today())),
        type_name="Chương trình",
        subject=f"Kiểm tra, giám sát năm {year}",
        authority=AUTHORITIES[issuer],
        opening=(f"{who} ban hành chương trình kiểm tra, giám sát sinh hoạt chi bộ năm {year} như sau:",),
        sections=(
            Section(heading="I- MỤC ĐÍCH, YÊU CẦU", paragraphs=lines_of(purpose)),
            Section(heading="II- NỘI DUNG"),
            *quarters,
            Section(heading="III- TỔ CHỨC THỰC HIỆN", paragraphs=CARRYING_OUT),
        ),
        signature=Signature(
            name=names.get(signed.person_id or 0, ""),
            position=signed.position if signed.position in positions else positions[0],
        ),
        recipients=("Thường trực Đảng ủy (để báo cáo)", "Các tổ chức đảng trực thuộc", COPIES[issuer]),
    )  # fmt: skip


CARRYING_OUT = (
    "Mỗi cuộc có quyết định, thông báo riêng; đoàn báo trước cho chi bộ",
    "Các chi bộ được kiểm tra, giám sát gửi báo cáo tự kiểm tra trên hệ thống đúng hạn",
    "Kết luận được công bố đến các tổ chức đảng trực thuộc; việc phải khắc phục được kiểm tra lại trong quý sau",
)


def _line(row: Inspection, cells: int) -> str:
    where = f", {cells} chi bộ" if cells else ""
    return f"{KIND_LABELS[row.kind].capitalize()} {row.subject}{where}, thời kỳ {months_in_words(row)}"


def _series(issuer: Issuer) -> str:
    return f"{TYPE_CODE}{BODY_SERIES[issuer]}"


def _refuse_bad(
    organisation: Organisation, planned: Sequence[Inspection], purpose: str, signed: SignedBy
) -> None:  # fmt: skip
    errors: dict[str, str] = {}
    if not planned:
        errors[""] = "Trong năm này chưa đưa cuộc nào của chủ thể đã chọn vào chương trình."
    if not purpose.strip() or len(purpose) > LONGEST_TEXT:
        errors["purpose"] = "Ghi mục đích, yêu cầu, không quá 8.000 chữ."
    elif speaks_of_another_procedure(purpose):
        errors["purpose"] = OTHER_PROCEDURE
    facts = _facts(organisation, signed)
    errors |= {f"blocked-{n}": reason.text for n, rule in enumerate(SIGNED) if (reason := rule(facts))}
    if errors:
        raise BadInput(errors)


def _facts(organisation: Organisation, signed: SignedBy) -> InspectionFacts:
    known: dict[str, Any] = {
        "today": clock.today(),
        "signer_is_named": signed.person_id in {person_id for person_id, _ in queries.signers_of(organisation.id)},
        "signed_on": signed.on,
        "has_term": term_on(organisation.id, signed.on or clock.today()) is not None,
        "organisation_ended_on": organisation.dissolved_on,
    }
    return InspectionFacts(**known)
