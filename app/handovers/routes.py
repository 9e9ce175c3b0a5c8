"""Changing a cell's secretary (office), and the one page on which both see and sign what is handed over."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.documents.services_uploads import UploadRefused
from app.handovers import queries, services
from app.handovers.forms import AttestForm, ChangeForm, SignForm
from app.handovers.models import Handover, Side
from app.members.queries import roll_of
from app.members.queries_sight import get_visible as visible_person
from app.organisations.models import OrganisationKind
from app.organisations.queries import get_managed
from app.refusals import BadInput, NotKnown
from app.web.downloads import handed_out
from app.web.form_pages import choices, form_page
from app.web.forms import take_errors
from app.web.nfc import sent_version
from app.web.pages import done, page
from app.web.paging import cut
from app.web.permissions import actor, hide_unless_visible, requires
from app.web.proof import asks_again, check_again
from app.web.sent_files import sent_file
from workflows.roles import Permission

bp = Blueprint("handovers", __name__)
hide_unless_visible("handover_id", queries.get_visible_or_404)
HINTS = {"from_on": "Bí thư cũ giữ chức vụ đến hết ngày hôm trước. Ví dụ: 03/02/2026", "decision": "Số, ngày, nếu có"}


@bp.route("/organisations/<int:organisation_id>/secretary", methods=["GET", "POST"])
@requires(Permission.APPOINTMENT_MANAGE)
@asks_again
def change(organisation_id: int) -> ResponseReturnValue:
    me, today = actor(), clock.today()
    cell = get_managed(organisation_id, me)
    if cell.kind != OrganisationKind.CELL or cell.dissolved_on is not None:
        raise NotKnown
    form = ChangeForm(data={"from_on": today})
    people = [(row.person.id, row.person.full_name) for row in roll_of(cell.id, today) if row.official]
    form.person.choices = choices([("", "Chọn một đồng chí"), *people])

    def act() -> str:
        person = visible_person(form.person.data, me, today)
        handover = services.change_secretary(
            cell, person, from_on=form.from_on.data, decision=(form.decision.data or "").strip(), actor=me
        )
        return url_for("handovers.detail", handover_id=handover.id)

    there = url_for("organisations.detail", organisation_id=cell.id)
    return form_page(
        form, act, to=there, said="Đã ghi thay đổi bí thư. Hai bên được báo để ký bàn giao.",
        title="Thay bí thư, bàn giao", button="Thay bí thư", back=(there, cell.name), hints=HINTS, lead=f"{cell.name}.",
        warning="Chức vụ cũ kết thúc, chức vụ mới bắt đầu trong cùng một lần ghi. Dự thảo bí thư cũ chủ trì chuyển "
        "sang bí thư mới; nhiệm vụ, kiến nghị, hồ sơ của chi bộ giữ nguyên.",
    )  # fmt: skip


@bp.get("/handovers")
@requires(Permission.ACCOUNT_OWN)
def index() -> ResponseReturnValue:
    return page("handovers/index.html", listed=cut(queries.listed(actor())))


@bp.get("/handovers/<int:handover_id>")
@requires(Permission.ACCOUNT_OWN)
def detail(handover_id: int) -> ResponseReturnValue:
    return _detail_page(queries.get_visible_or_404(handover_id, actor()), SignForm(formdata=None))


@bp.post("/handovers/<int:handover_id>")
@requires(Permission.ACCOUNT_OWN)
@asks_again
def sign(handover_id: int) -> ResponseReturnValue:
    handover, form = queries.get_visible_or_404(handover_id, actor()), SignForm()
    if not form.validate():
        return _detail_page(handover, form, 422)
    try:
        version = sent_version()
        services.sign(handover, form.note.data or "", version=version, actor=actor())
    except BadInput as refused:
        return _detail_page(handover, take_errors(form, refused.errors), 422)
    flash("Đã ký biên bản bàn giao.")
    return done(url_for(".detail", handover_id=handover_id))


def _detail_page(handover: Handover, form: SignForm, status: int = 200) -> ResponseReturnValue:
    me = actor().person_id
    seen = queries.may_see_what_goes_on(handover, actor())
    signed = {handover.giver_id: handover.giver_signed_at, handover.taker_id: handover.taker_signed_at}
    return page(
        "handovers/detail.html", handover=handover, groups=queries.what_goes_on(handover) if seen else None, form=form,
        may_sign=seen and me in signed and signed[me] is None, is_giver=me == handover.giver_id,
        may_attest=queries.may_attest(handover, actor()), attested=services.attested_in_words(handover),
        side=queries.side_to_attest(handover), sides=services.SIDES,
        status=status,
    )  # fmt: skip


@bp.get("/handovers/<int:handover_id>/attestation")
@requires(Permission.APPOINTMENT_MANAGE)
def attest(handover_id: int) -> ResponseReturnValue:
    handover = queries.get_visible_or_404(handover_id, actor())
    return _attest_page(handover, services.expect_one_to_sign(handover, actor()), AttestForm(formdata=None))


@bp.post("/handovers/<int:handover_id>/attestation")
@requires(Permission.APPOINTMENT_MANAGE)
def save_attestation(handover_id: int) -> ResponseReturnValue:
    handover, form = queries.get_visible_or_404(handover_id, actor()), AttestForm()
    side = services.expect_one_to_sign(handover, actor())
    try:
        version = sent_version()
        check_again(actor(), form.password.data or "")
        services.attest(handover, form.reason.data or "", sent_file("scan"), version=version, actor=actor())
    except (BadInput, UploadRefused) as refused:
        errors = refused.errors if isinstance(refused, BadInput) else {"scan": str(refused)}
        return _attest_page(handover, side, take_errors(form, errors), 422)
    flash(f"Đã xác nhận thay {services.SIDES[side]}. Biên bản bàn giao được cấp số, tệp PDF đang được tạo.")
    return done(url_for(".detail", handover_id=handover_id))


def _attest_page(handover: Handover, side: Side, form: AttestForm, status: int = 200) -> ResponseReturnValue:
    absent = handover.giver if side == Side.GIVER else handover.taker
    words = services.SIDES[side]
    form.reason.label.text = f"Lý do {words} không ký được"
    return page("handovers/attest.html", handover=handover, absent=absent, words=words, form=form, status=status)


@bp.get("/handovers/<int:handover_id>/scan")
@requires(Permission.ACCOUNT_OWN)
def scan(handover_id: int) -> ResponseReturnValue:
    """What was signed by hand, for those who see the handover."""
    handover = queries.get_visible_or_404(handover_id, actor())
    if handover.scan is None:
        raise NotKnown
    file, back = handover.scan, (url_for(".detail", handover_id=handover_id), "Bàn giao")
    return handed_out(file.file_sha256, file.file.media_type, file.name, back=back)


@bp.get("/handovers/<int:handover_id>/pdf")
@requires(Permission.ACCOUNT_OWN)
def pdf(handover_id: int) -> ResponseReturnValue:
    handover = queries.get_visible_or_404(handover_id, actor())
    here, document = url_for(".detail", handover_id=handover_id), handover.document
    if document is None or document.paper_sha256 is None:
        return redirect(here, 303)
    name = f"{document.symbol.replace('/', '-')} {document.title}.pdf"
    return handed_out(document.paper_sha256, "application/pdf", name, back=(here, "Bàn giao"))
