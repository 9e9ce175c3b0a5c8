"""The office's pages over accounts, and the page where a deputy or an overseer helps somebody in."""

from flask import Blueprint, Response, flash, request, url_for

from app import clock
from app.access import queries, services
from app.access.forms import AddressForm, CloseForm, ResetFactorForm
from app.access.queries import STATE_WORDS, AccountState
from app.accounts.queries_factor import confirmed
from app.accounts.queries_sessions import attempts_of
from app.notifications.queries_own import address_of
from app.refusals import BadInput, NotAllowed, NotKnown
from app.settings import mail_server, settings
from app.web.forms import take_errors
from app.web.links import public_base
from app.web.pages import done, page
from app.web.paging import number_asked
from app.web.permissions import actor, requires
from app.web.proof import asks_again
from workflows.roles import Permission

bp = Blueprint("access", __name__)
ON_A_PAGE = 50
WHICH = {"waiting": AccountState.WAITING, "lapsed": AccountState.LAPSED}
SHOWN_ONCE = (
    "Phiếu chỉ hiện một lần, ngay sau khi cấp. Nếu chưa in được, bấm cấp lại: mật khẩu trên phiếu cũ thôi dùng được.",
    "warn",
)


@bp.get("/accounts")
@requires(Permission.ACCOUNT_MANAGE)
def index() -> Response:
    today, number, text = clock.today(), number_asked(), request.args.get("q", "").strip()[:100]
    scope = queries.scope_of(actor(), today)
    rows = queries.organisations(scope, today, ON_A_PAGE + 1, (number - 1) * ON_A_PAGE)
    return page(
        "access/index.html",
        rows=rows[:ON_A_PAGE], number=number, more=len(rows) > ON_A_PAGE, text=text, words=STATE_WORDS,
        found=queries.search(scope, text, today, ON_A_PAGE) if text else None,
    )  # fmt: skip


@bp.get("/accounts/organisations/<int:organisation_id>")
@requires(Permission.ACCOUNT_MANAGE)
def organisation(organisation_id: int) -> Response:
    today, number = clock.today(), number_asked()
    if organisation_id not in queries.scope_of(actor(), today):
        raise NotKnown
    people = queries.people_of(organisation_id, today)
    return page(
        "access/organisation.html",
        organisation_id=organisation_id,
        name=queries.organisation_named(organisation_id),
        people=people[(number - 1) * ON_A_PAGE : number * ON_A_PAGE],
        first=(number - 1) * ON_A_PAGE,
        number=number,
        more=len(people) > number * ON_A_PAGE,
        counts={state.value: sum(holder.state == state for holder in people) for state in AccountState},
        seen={state.value: queries.as_seen(h for h in people if h.state == state) for state in AccountState},
        words=STATE_WORDS,
    )


@bp.post("/accounts/organisations/<int:organisation_id>/slips")
@requires(Permission.ACCOUNT_MANAGE)
@asks_again
def print_slips(organisation_id: int) -> Response:
    wanted = WHICH.get(request.form.get("which", ""), AccountState.NONE)
    slips, others = services.slips_for(organisation_id, wanted, actor=actor(), seen=request.form.get("seen", ""))
    back = url_for("access.organisation", organisation_id=organisation_id)
    if not slips:
        flash("Không có ai cần phiếu mới trong nhóm này.", "warn")
        return done(back)
    return _slips_page(slips, back, others)


@bp.get("/accounts/organisations/<int:organisation_id>/slips")
@requires(Permission.ACCOUNT_MANAGE)
def slips_were_shown(organisation_id: int) -> Response:
    """Where a reload, or the second of two clicks, arrives: the slips are gone, and this says what to do."""
    flash(*SHOWN_ONCE)
    return done(url_for("access.organisation", organisation_id=organisation_id))


@bp.get("/accounts/people/<int:person_id>")
@requires(Permission.ACCOUNT_MANAGE)
def person(person_id: int) -> Response:
    return _person_page(person_id, CloseForm(formdata=None))


@bp.post("/accounts/people/<int:person_id>/slip")
@requires(Permission.ACCOUNT_MANAGE)
@asks_again
def print_slip(person_id: int) -> Response:
    slip = services.slip_for(person_id, actor=actor(), seen=request.form.get("seen", ""))
    return _slips_page([slip], url_for("access.person", person_id=person_id), [])


@bp.get("/accounts/people/<int:person_id>/slip")
@requires(Permission.ACCOUNT_MANAGE)
def slip_was_shown(person_id: int) -> Response:
    flash(*SHOWN_ONCE)
    return done(url_for("access.person", person_id=person_id))


@bp.post("/accounts/people/<int:person_id>/close")
@requires(Permission.ACCOUNT_MANAGE)
@asks_again
def close(person_id: int) -> Response:
    form = CloseForm()
    services.managed(person_id, actor())
    if not form.validate():
        return _person_page(person_id, form, status=422)
    try:
        services.close(person_id, form.reason.data or "", actor=actor())
    except BadInput as error:
        return _person_page(person_id, take_errors(form, error.errors), status=422)
    flash("Đã đóng tài khoản. Người này không đăng nhập được nữa.")
    return done(url_for("access.person", person_id=person_id))


@bp.post("/accounts/people/<int:person_id>/mail")
@requires(Permission.ACCOUNT_MANAGE)
@asks_again
def enter_mail(person_id: int) -> Response:
    form = AddressForm()
    try:
        services.enter_mail(person_id, form.address.data or "", actor=actor())
    except BadInput as error:
        return _person_page(person_id, CloseForm(formdata=None), mail=take_errors(form, error.errors), status=422)
    flash("Đã gửi mã xác nhận đến địa chỉ đó. Thư chỉ được gửi sau khi người này nhập mã.")
    return done(url_for("access.person", person_id=person_id))


@bp.post("/accounts/people/<int:person_id>/second-factor")
@requires(Permission.ACCOUNT_MANAGE)
@asks_again
def reset_second_factor(person_id: int) -> Response:
    form = ResetFactorForm()
    services.managed(person_id, actor())
    if not form.validate():
        return _person_page(person_id, CloseForm(formdata=None), factor_form=form, status=422)
    services.reset_second_factor(person_id, form.lost.data or "", actor=actor())
    flash("Đã làm lại. Lần đăng nhập tới người này chỉ cần mật khẩu, rồi bật xác thực hai lớp trên máy mới.")
    return done(url_for("access.person", person_id=person_id))


@bp.get("/sign-in-codes")
@requires(Permission.SIGNIN_ISSUE_ONCE)
def codes() -> Response:
    today = clock.today()
    cells = [(cell, queries.members_with_account(cell.id, today)) for cell in queries.cells_for_codes(actor())]
    return page("access/codes.html", cells=cells, minutes=settings().code_minutes)


@bp.post("/sign-in-codes/<int:account_id>")
@requires(Permission.SIGNIN_ISSUE_ONCE)
@asks_again
def issue_code(account_id: int) -> Response:
    code, holder = services.issue_code(account_id, actor=actor())
    return page("access/code.html", code=code, holder=holder, address=_address(), minutes=settings().code_minutes)


@bp.get("/sign-in-codes/<int:account_id>")
@requires(Permission.SIGNIN_ISSUE_ONCE)
def code_was_shown(account_id: int) -> Response:  # noqa: ARG001 - the address of the form, opened by a reload
    flash("Mã chỉ hiện một lần. Nếu chưa kịp đọc, cấp mã khác: mã trước thôi dùng được.", "warn")
    return done(url_for("access.codes"))


def _slips_page(slips: list[services.Slip], back: str, others: list[str]) -> Response:
    return page("access/slips.html", slips=slips, back=back, others=others, address=_address())


def _person_page(
    person_id: int, form: CloseForm, *, mail: AddressForm | None = None, factor_form: ResetFactorForm | None = None,
    status: int = 200,
) -> Response:  # fmt: skip
    try:
        holder, organisation_id = services.managed(person_id, actor())
        why_not = ""
    except NotAllowed as error:
        found = queries.holder(person_id)
        if found is None:
            raise
        holder, organisation_id, why_not = found, None, str(error)
    return page(
        "access/person.html",
        holder=holder, seen=queries.as_seen([holder]), form=form, mail_form=mail or AddressForm(formdata=None),
        mail=address_of(holder.account_id) if holder.account_id and not why_not else None, server=mail_server(),
        why_not=why_not, own=person_id == actor().person_id, words=STATE_WORDS,
        back=url_for("access.organisation", organisation_id=organisation_id) if organisation_id else "",
        attempts=attempts_of(holder.account_id, 10) if holder.account_id and not why_not else [],
        factor=confirmed(holder.account_id) if holder.account_id and not why_not else None,
        factor_form=factor_form or ResetFactorForm(formdata=None), status=status,
    )  # fmt: skip


def _address() -> str:
    return public_base().partition("://")[2]
