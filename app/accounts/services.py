"""Signing in and out, one's own password and sessions. Says no with sentences that give nothing away."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import contains_eager

from app import clock
from app.accounts import passwords, services_sessions, throttle
from app.accounts.codes import grouped, is_kept_form_of, kept_form, new_code, parts_of
from app.accounts.models import Account, OneTimeSignIn
from app.accounts.queries import load_actor
from app.accounts.queries_own import office_phone_for
from app.accounts.throttle import Device, TooManyTries
from app.accounts.user_names import user_name_for
from app.actor import Actor
from app.audit.services import record
from app.extensions import db, lock
from app.refusals import BadInput
from app.settings import settings
from workflows.names import fold

WRONG = "Tên đăng nhập hoặc mật khẩu không đúng. Xem lại phiếu đăng nhập, chú ý phím viết hoa, rồi thử lại."
LAPSED = "Phiếu đăng nhập này chỉ dùng được đến hết ngày {day}. {call} để được cấp phiếu mới."
WRONG_CODE = "Mã không đúng, đã dùng hoặc đã quá {minutes} phút. Đề nghị người cấp mã cấp mã mới."
WRONG_OWN = "Mật khẩu không đúng."


def user_name_as_typed(text: str) -> str:
    """`Thắng.NV ` is thang.nv: phones put capitals and diacritics where nobody asked for them."""
    return re.sub(r"[^a-z0-9.]", "", fold(text))[:60]


def sign_in(user_name: str, password: str, address: str, device: Device = throttle.NEW_DEVICE) -> Account:
    """The account that these open; what is left to do says `came_in`. The caller commits also when it is refused:
    failures count, on a device that knows the account apart from everywhere else.

    Raises BadInput with one sentence for every way to be wrong, TooManyTries while a wait lasts.
    """
    name = user_name_as_typed(user_name)
    account = _locked(name)
    counted = throttle.counted_as(name, account, device)
    throttle.refuse_while_waiting(counted, account, address)
    if not _opens(account, password) or account is None:
        throttle.count(counted, account, address, succeeded=False, device=device.words)
        # The same work for a name that does not exist: the time of the answer must not tell.
        _record("sign_in_failed", account, None, user_name=throttle.kept_name(name, account))
        raise BadInput(WRONG)
    if _has_lapsed(account):
        # Said only to who knows the password on the slip, and no guess that counts against the name.
        _record("sign_in_failed", account, None, user_name=account.user_name)
        raise BadInput(LAPSED.format(day=f"{account.slip_until:%d/%m/%Y}", call=_call_the_office(account)))
    if passwords.is_outdated(account.password_hash):
        account.password_hash = passwords.hash_of(password)
    throttle.forgive(counted)
    return account


def sign_in_once(code: str, address: str) -> Account:
    """The account for which this code was issued; it works once. As `sign_in`, and needs the same commit; the
    caller tells of it by `came_in` or `used_code`."""
    throttle.refuse_while_waiting(throttle.CODE, None, address)
    slip = _slip_of(code)
    account = db.session.get(Account, slip.account_id) if slip else None
    if slip is None or account is None or account.closed_at is not None:
        throttle.count(throttle.CODE, None, address, succeeded=False)
        raise BadInput({"code": WRONG_CODE.format(minutes=settings().code_minutes)})
    slip.used_at = clock.now()
    throttle.forgive(account.user_name)
    return account


def used_code(account: Account) -> None:
    """A one-time code was right, and something more is asked before anybody is in."""
    _record("one_time_sign_in_used", account, None)


def came_in(account: Account, address: str, device: Device, event: str = "signed_in") -> None:
    """Everything that was asked at the door was right; `event`: how it is told."""
    services_sessions.tell_of_new_device(account, device, address)
    throttle.count(account.user_name, account, address, succeeded=True, device=device.words)
    account.last_sign_in_at = clock.now()
    _record(event, account, load_actor(account, clock.today(), address))


def check_password(actor: Actor, password: str, *, device: str) -> None:
    """Ask for the password again before something weighty. Wrong tries make one wait as at the door, but by themselves.
    `device`: the browser in words.

    Raises BadInput({"password": …}); the caller calls `keep_changes()` then, so that the failure is counted.
    """
    account = db.session.get_one(Account, actor.account_id)
    lock(account)  # guesses sent all at once are counted one after the other
    name = f"{throttle.AGAIN}{account.id}"
    try:
        throttle.refuse_while_waiting(name, account, actor.address)
    except TooManyTries as error:
        raise BadInput({"password": str(error)}) from error
    if not passwords.matches(account.password_hash, password):
        throttle.count(name, account, actor.address, succeeded=False, device=device)
        raise BadInput({"password": WRONG_OWN})
    throttle.forgive(name)


def change_password(actor: Actor, new: str, again: str) -> Account:
    """Set a password of one's own; every other open session of the account ends. Raises BadInput by field."""
    account = db.session.get_one(Account, actor.account_id)
    problem = passwords.problem_with(new, account.user_name)
    if problem is None and passwords.matches(account.password_hash, new):
        problem = "Mật khẩu mới phải khác mật khẩu đang dùng."
    if problem:
        raise BadInput({"new_password": problem})
    if new != again:
        raise BadInput({"new_password_again": "Hai lần nhập chưa giống nhau, hãy nhập lại."})
    account.password_hash = passwords.hash_of(new)
    account.must_change_password, account.slip_until = False, None
    account.session_epoch += 1
    record("password_changed", actor=actor, organisation_id=None, subject="account", subject_id=account.id)
    return account


def create(people: Iterable[tuple[int, str]]) -> list[Account]:
    """Accounts for these (person, full name), with user names of their own and no password that opens them yet."""
    taken = set(db.session.scalars(select(Account.user_name)))
    rows = []
    for person_id, full_name in people:
        name = user_name_for(full_name, taken)
        taken.add(name)
        rows.append(
            Account(
                person_id=person_id,
                user_name=name,
                password_hash=passwords.NOTHING,
                created_at=clock.now(),
            )
        )
    db.session.add_all(rows)
    db.session.flush()  # their ids go into the history
    return rows


def new_slip_password() -> tuple[str, str]:
    """A password to print on a slip and the hash to keep."""
    password = passwords.readable_password()
    return password, passwords.hash_for_slip(password)


def reset(account: Account, kept: str, until: date) -> None:
    """Only the password of the new slip opens the account now, up to and including the day `until`; sessions, codes
    and waits of before are over."""
    account.password_hash = kept
    account.must_change_password, account.slip_until = True, until
    account.closed_at = None
    account.session_epoch += 1
    throttle.forgive_all(account)
    _void_codes(account)


def shut(account: Account) -> None:
    account.closed_at = clock.now()
    account.session_epoch += 1
    _void_codes(account)


def new_code_for(account: Account, issued_by_id: int) -> str:
    """A code that signs `account` in once, soon. Codes issued before it are void."""
    _void_codes(account)
    code, now = new_code(), clock.now()
    lookup, secret = parts_of(code)
    db.session.add(
        OneTimeSignIn(
            account_id=account.id,
            lookup=lookup,
            code_hash=kept_form(secret),
            issued_by_id=issued_by_id,
            issued_at=now,
            expires_at=now + timedelta(minutes=settings().code_minutes),
        )
    )
    return grouped(code)


def sweep(before: datetime) -> None:
    """Remove sign-in attempts and codes from before the moment, and what is known of sessions that are over anyway."""
    throttle.sweep(before)
    services_sessions.sweep()
    db.session.execute(delete(OneTimeSignIn).where(OneTimeSignIn.expires_at < before))


def _void_codes(account: Account) -> None:
    now = clock.now()
    db.session.execute(
        update(OneTimeSignIn)
        .where(OneTimeSignIn.account_id == account.id, OneTimeSignIn.used_at.is_(None), OneTimeSignIn.expires_at > now)
        .values(expires_at=now)
        .execution_options(synchronize_session=False)
    )


def _locked(user_name: str) -> Account | None:
    # Locked, so that guesses sent all at once are counted one after the other.
    return db.session.scalar(
        select(Account)
        .join(Account.person)
        .options(contains_eager(Account.person))
        .where(Account.user_name == user_name)
        .with_for_update(of=Account)
    )


def _opens(account: Account | None, password: str) -> bool:
    if account is None:
        passwords.matches_nobody(password)
        return False
    return passwords.matches(account.password_hash, password) and account.closed_at is None


def _has_lapsed(account: Account) -> bool:
    return account.must_change_password and account.slip_until is not None and account.slip_until < clock.today()


def _call_the_office(account: Account) -> str:
    phone = office_phone_for(account.person_id, clock.today())
    return f"Gọi Văn phòng Đảng ủy, điện thoại {phone}," if phone else "Gọi Văn phòng Đảng ủy"


def _slip_of(code: str) -> OneTimeSignIn | None:
    """The one that is still good and whose code this is. A part that leads nowhere costs as much as a wrong one."""
    lookup, secret = parts_of(code)
    good = select(OneTimeSignIn).where(OneTimeSignIn.used_at.is_(None), OneTimeSignIn.expires_at > clock.now())
    found = db.session.scalars(good.where(OneTimeSignIn.lookup == lookup).with_for_update()).all()
    if not found:
        kept_form(secret)
    return next((one for one in found if is_kept_form_of(secret, one.code_hash)), None)


def _record(event: str, account: Account | None, actor: Actor | None, **fields: str) -> None:
    subject_id = account.id if account else None
    record(event, actor=actor, organisation_id=None, subject="account", subject_id=subject_id, **fields)
