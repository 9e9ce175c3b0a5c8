"""What the office does with accounts, and the codes that help somebody in for once.

A password leaves this module only inside the slips that it answers with; what is kept is its hash.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from app import clock
from app.access import queries
from app.access.queries import AccountState, Holder
from app.accounts import services as accounts
from app.accounts.models import Account
from app.accounts.queries_factor import confirmed
from app.accounts.services_factor import reset
from app.actor import Actor, acting_as
from app.audit.services import record
from app.extensions import db, lock
from app.notifications.services import notify
from app.notifications.services_own import enter_address
from app.organisations.queries import office_phone_over
from app.refusals import BadInput, NotAllowed, NotKnown, SomebodyWasFaster
from app.rules.queries import settings_for
from workflows.notices import Notice
from workflows.roles import Role

# None yet, or one that nobody has signed in with.
NEED_A_SLIP = (AccountState.NONE, AccountState.WAITING, AccountState.LAPSED)
AS = (Role.OFFICE, Role.ADMINISTRATOR)
ISSUERS = (Role.OVERSEER, Role.DEPUTY_SECRETARY)
ABOVE_A_CELL = frozenset({Role.OVERSEER, Role.OFFICE, Role.LEADERSHIP, Role.INSPECTOR, Role.ADMINISTRATOR})


@dataclass(frozen=True, kw_only=True)
class Slip:
    """What is printed for one person, once."""

    name: str
    organisation_name: str
    user_name: str
    password: str
    until: date
    phone: str  # of the office, for who forgets


def slips_for(
    organisation_id: int, wanted: AccountState, *, actor: Actor, seen: str | None = None
) -> tuple[list[Slip], list[str]]:
    """Slips for everybody of the organisation in one state: accounts are made for those without, those still waiting
    (or whose slip lapsed) get a new password. Answers the slips and the names of those whom only somebody else may
    give one.

    `seen`: the mark (`queries.as_seen`) of those for whom the page offered slips; another one by now raises
    SomebodyWasFaster, because a paper that somebody else has just printed would be good for nothing. Raises NotKnown
    for an organisation outside the actor's scope.
    """
    today = clock.today()
    scope = queries.scope_of(actor, today)
    if organisation_id not in scope or wanted not in NEED_A_SLIP:
        raise NotKnown
    people = [holder for holder in queries.people_of(organisation_id, today) if holder.state == wanted]
    if people:
        _expect(seen, people)
    places = queries.places_of([holder.person_id for holder in people], today)
    mine = [holder for holder in people if _why_not(places[holder.person_id], scope, actor) is None]
    others = [holder.name for holder in people if holder not in mine]
    return _slips(mine, organisation_id, actor), others


def slip_for(person_id: int, *, actor: Actor, seen: str | None = None) -> Slip:
    """A slip for one person: the account is made, reset or opened again, whichever it needs. Ends its sessions.

    `seen` as in `slips_for`.
    """
    holder, organisation_id = managed(person_id, actor)
    if holder.person_id == actor.person_id:
        raise NotAllowed("Đồng chí đổi mật khẩu của mình ở trang Tài khoản của tôi.")
    _expect(seen, [holder])
    if holder.state == AccountState.CLOSED:
        account = db.session.get_one(Account, holder.account_id)
        account.closed_at = None
        _record("account_reopened", account, organisation_id, actor)
    return _slips([holder], organisation_id, actor)[0]


def _expect(seen: str | None, people: Sequence[Holder]) -> None:
    if seen is not None and seen != queries.as_seen(people):
        raise SomebodyWasFaster(
            "Phiếu ở đây vừa được người khác cấp, hoặc có người vừa đăng nhập. Mở lại trang để xem còn ai cần phiếu."
        )


def close(person_id: int, reason: str, *, actor: Actor) -> None:
    """Nobody signs in under the account any more; open sessions end. Raises BadInput without a reason."""
    holder, organisation_id = managed(person_id, actor)
    if holder.person_id == actor.person_id:
        raise NotAllowed("Đồng chí không tự đóng tài khoản của mình được.")
    if holder.account_id is None or holder.state == AccountState.CLOSED:
        raise BadInput("Tài khoản này đã đóng hoặc chưa được tạo.")
    if not reason.strip():
        raise BadInput({"reason": "Ghi lý do đóng tài khoản, ví dụ: chuyển sinh hoạt đi nơi khác."})
    account = db.session.get_one(Account, holder.account_id)
    accounts.shut(account)
    _record("account_closed", account, organisation_id, actor, reason=reason.strip())


def reset_second_factor(person_id: int, reason: str, *, actor: Actor) -> None:
    """For who has lost app and paper: the factor is gone, sessions end, and the person is told. Raises BadInput."""
    holder, organisation_id = managed(person_id, actor)
    if holder.person_id == actor.person_id:
        raise NotAllowed("Đồng chí không tự làm lại xác thực hai lớp cho mình ở đây được; đề nghị người quản trị khác.")
    if holder.account_id is None or not confirmed(holder.account_id):
        raise BadInput("Người này chưa bật xác thực hai lớp, hoặc vừa được làm lại.")
    if not reason.strip():
        raise BadInput({"lost": "Ghi lý do, ví dụ: mất điện thoại, đã đến Văn phòng xác nhận."})
    account = db.session.get_one(Account, holder.account_id)
    lock(account)
    reset(account, actor.name)
    _record("second_factor_reset", account, organisation_id, actor, reason=reason.strip())


def enter_mail(person_id: int, address: str, *, actor: Actor) -> None:
    """Where the person's mail should go; used once they have given the code that is sent there. Raises BadInput."""
    holder, organisation_id = managed(person_id, actor)
    if holder.account_id is None or holder.state == AccountState.CLOSED:
        raise BadInput({"address": "Tài khoản này đã đóng hoặc chưa được tạo."})
    enter_address(
        holder.account_id, address, actor=actor, organisation_id=organisation_id, acting_as=_as(actor, organisation_id)
    )


def managed(person_id: int, actor: Actor) -> tuple[Holder, int]:
    """The person and the organisation in whose history it is written, if the actor looks after the account.

    Raises NotKnown for people outside the scope, NotAllowed for people of the scope who are also more than that.
    """
    today = clock.today()
    scope = queries.scope_of(actor, today)
    places = queries.places_of([person_id], today)[person_id]
    holder = queries.holder(person_id)
    known = sorted(places.keys() & scope)
    if holder is None or not known:
        raise NotKnown
    if why := _why_not(places, scope, actor):
        raise NotAllowed(why)
    return holder, known[0]


def _why_not(places: dict[int, set[Role]], scope: Collection[int], actor: Actor) -> str | None:
    """A new password is a key to everything that the person may do, so it is given only by who stands above it all."""
    if not places.keys() <= set(scope):
        return "Đồng chí này còn giữ nhiệm vụ ở tổ chức khác; đề nghị nơi đó hoặc người quản trị hệ thống cấp phiếu."
    held = set[Role]().union(*places.values())
    if Role.ADMINISTRATOR in held and not actor.holds(Role.ADMINISTRATOR):
        return "Tài khoản quản trị hệ thống do người quản trị khác cấp phiếu."
    return None


def _slips(people: Sequence[Holder], organisation_id: int, actor: Actor) -> list[Slip]:
    passwords = [accounts.new_slip_password() for _ in people]
    rows = _accounts_of(people, organisation_id, actor)
    place, today = queries.organisation_named(organisation_id), clock.today()
    until = today + timedelta(days=settings_for(organisation_id, today).slip_days)
    phone = office_phone_over(organisation_id, today)
    slips = []
    for holder, account, (password, kept) in zip(people, rows, passwords, strict=True):
        accounts.reset(account, kept, until)
        slips.append(
            Slip(
                name=holder.name, organisation_name=place, user_name=account.user_name, password=password, until=until,
                phone=phone,
            )
        )  # fmt: skip
    record(
        "sign_in_slips_printed",
        actor=actor, organisation_id=organisation_id, subject="organisation", subject_id=organisation_id,
        acting_as=_as(actor, organisation_id), account_ids=[account.id for account in rows],
    )  # fmt: skip
    return slips


def _accounts_of(people: Sequence[Holder], organisation_id: int, actor: Actor) -> list[Account]:
    """Their accounts, made where there are none, in the same order."""
    ids = [holder.account_id for holder in people if holder.account_id is not None]
    there = {row.person_id: row for row in db.session.scalars(select(Account).where(Account.id.in_(ids)))}
    new = [holder for holder in people if holder.person_id not in there]
    there |= {row.person_id: row for row in accounts.create([(holder.person_id, holder.name) for holder in new])}
    fresh = {holder.person_id for holder in new}
    for person_id, account in there.items():
        if person_id in fresh:
            _record(
                "account_created", account, organisation_id, actor, user_name=account.user_name, person_id=person_id
            )  # fmt: skip
        else:
            _record("password_reset", account, organisation_id, actor)
    return [there[holder.person_id] for holder in people]


def issue_code(account_id: int, *, actor: Actor) -> tuple[str, Holder]:
    """A code with which a member of the actor's cell signs in once within a quarter of an hour. Codes issued before
    it are void. Logged, and the person is told.

    Raises NotKnown for people outside those cells, NotAllowed for people with offices above the cell.
    """
    today = clock.today()
    cells = {row.id: row for row in queries.cells_for_codes(actor)}
    account = db.session.get(Account, account_id)
    if account is None or account.closed_at is not None:
        raise NotKnown
    places = queries.places_of([account.person_id], today)[account.person_id]
    cell_id = next((id_ for id_, held in places.items() if id_ in cells and Role.MEMBER in held), None)
    holder = queries.holder(account.person_id)
    if cell_id is None or holder is None:
        raise NotKnown
    if why := _why_no_code(account.person_id, places, cell_id, actor):
        raise NotAllowed(why)
    code = accounts.new_code_for(account, actor.account_id)
    record(
        "one_time_sign_in_issued",
        actor=actor, organisation_id=cell_id, subject="account", subject_id=account.id,
        acting_as=acting_as(actor.roles_in(cell_id), ISSUERS), account_id=account.id,
    )  # fmt: skip
    notify(
        [account.person_id],
        Notice.ONE_TIME_SIGN_IN,
        f"{actor.name} đã cấp cho đồng chí một mã đăng nhập một lần.",
        "/account",
    )
    return code, holder


def _why_no_code(person_id: int, places: dict[int, set[Role]], cell_id: int, actor: Actor) -> str | None:
    """A code lets in as that person, so it is never given upward."""
    held = set[Role]().union(*places.values())
    if person_id == actor.person_id:
        return "Đồng chí không tự cấp mã cho mình được."
    if held & ABOVE_A_CELL or places.keys() != {cell_id}:
        return "Đồng chí này còn giữ nhiệm vụ ngoài chi bộ; đề nghị Văn phòng Đảng ủy cấp lại phiếu đăng nhập."
    if Role.SECRETARY in held and Role.OVERSEER not in actor.roles_in(cell_id):
        return "Mã cho bí thư do đảng ủy viên phụ trách chi bộ cấp."
    return None


def _as(actor: Actor, organisation_id: int) -> str:
    # An administrator's role is held above and not spread over the organisations below.
    return acting_as(actor.roles_in(organisation_id), AS) or str(Role.ADMINISTRATOR)


def _record(event: str, account: Account, organisation_id: int, actor: Actor, **fields: object) -> None:
    record(
        event,
        actor=actor, organisation_id=organisation_id, subject="account", subject_id=account.id,
        acting_as=_as(actor, organisation_id), **fields,
    )  # fmt: skip
