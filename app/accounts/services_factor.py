"""The second factor: begun, confirmed, asked for at the door, replaced by paper, given up, reset."""

from sqlalchemy import delete, select

from app import clock
from app.accounts import services_sessions, throttle
from app.accounts.factor_codes import kept_paper_codes, new_paper_codes, new_secret, seal, step_of, unseal, which_of
from app.accounts.models import Account, RecoveryCode, SecondFactor
from app.accounts.queries_factor import confirmed
from app.accounts.throttle import Device, TooManyTries
from app.actor import Actor
from app.audit.services import record
from app.extensions import db, lock
from app.notifications.services import notify
from app.refusals import BadInput
from workflows.notices import Notice

WRONG = (
    "Mã không đúng hoặc đã dùng rồi. Chờ ứng dụng hiện mã mới rồi nhập mã đó; xem giờ trên điện thoại có đúng không."
)
WRONG_PAPER = "Mã dự phòng không đúng hoặc đã dùng rồi. Mỗi mã chỉ dùng được một lần."
ALREADY = "Xác thực hai lớp đang bật. Muốn chuyển sang điện thoại khác thì tắt rồi bật lại."
NOT_BEGUN = "Chưa bắt đầu, hoặc đã bắt đầu lại ở máy khác. Bấm bắt đầu rồi làm theo từng bước."
REQUIRED = "Nhiệm vụ của đồng chí bắt buộc có xác thực hai lớp nên không tắt được."


def begin(actor: Actor) -> None:
    """A new secret to be taken into an app; nothing changes at the door before it is confirmed. Raises BadInput."""
    account = _own(actor)
    if confirmed(account.id):
        raise BadInput(ALREADY)
    db.session.merge(SecondFactor(account_id=account.id, sealed=seal(new_secret()), begun_at=clock.now(), last_step=0))
    _record("second_factor_begun", actor)


def confirm(actor: Actor, code: str) -> tuple[Account, list[str]]:
    """The app shows the right codes: from now on it is asked for. Answers with the ten codes on paper, shown once.

    All sessions end; the caller opens a new one. Raises BadInput by field, and then needs `keep_changes()`.
    """
    account = _own(actor)
    found = db.session.get(SecondFactor, account.id)
    if found is None or found.confirmed_at is not None:
        raise BadInput(NOT_BEGUN)
    name = f"{throttle.TAKING_UP}{account.id}"
    try:
        throttle.refuse_while_waiting(name, account, actor.address)
    except TooManyTries as error:
        raise BadInput({"code": str(error)}) from error
    if not _takes(found, code):
        throttle.count(name, account, actor.address, succeeded=False)
        raise BadInput({"code": WRONG})
    throttle.forgive(name)
    found.confirmed_at = clock.now()
    account.session_epoch += 1
    _record("second_factor_confirmed", actor)
    _tell(account, "Đã bật xác thực hai lớp cho tài khoản của đồng chí.")
    return account, _new_paper_codes(account.id)


def make_paper_codes(actor: Actor) -> list[str]:
    """Ten new codes; those of before are good for nothing. Raises BadInput without a factor."""
    account = _own(actor)
    if not confirmed(account.id):
        raise BadInput(NOT_BEGUN)
    _record("recovery_codes_made", actor)
    return _new_paper_codes(account.id)


def give_up(actor: Actor, *, required: bool) -> None:
    """The password alone opens again. Raises BadInput for whom the factor is required."""
    account = _own(actor)
    if required:
        raise BadInput(REQUIRED)
    if not confirmed(account.id):
        return
    remove(account)
    _record("second_factor_removed", actor)
    _tell(account, "Đã tắt xác thực hai lớp của tài khoản. Không phải đồng chí tắt thì báo ngay Văn phòng Đảng ủy.")


def remove(account: Account) -> None:
    """Nothing of the factor is left. Sessions and devices that need no code end with it."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    db.session.execute(delete(SecondFactor).where(SecondFactor.account_id == account.id))
    account.session_epoch += 1


def reset(account: Account, by: str) -> None:
    """Somebody who lost app and paper begins anew; they are told who did it (`by`)."""
    remove(account)
    throttle.forgive_all(account)
    _tell(
        account, f"{by} đã làm lại xác thực hai lớp của đồng chí. Không phải đồng chí đề nghị thì báo ngay Văn phòng."
    )


def pass_door(account_id: int, code: str, paper: str, address: str, device: Device) -> Account:
    """The account, whose password was right before, may come in.

    Raises BadInput by field and TooManyTries; the caller commits also then, because failures count.
    """
    account = db.session.get_one(Account, account_id)
    lock(account)  # the same code sent twice at once is taken once
    name = _counted(account, device)
    throttle.refuse_while_waiting(name, account, address)
    found = confirmed(account.id)
    db.session.refresh(found) if found else None
    if found is None or not (_takes_paper(account.id, paper) if paper else _takes(found, code)):
        throttle.count(name, account, address, succeeded=False, device=device.words)
        record(
            "second_factor_failed", actor=None, organisation_id=None, subject="account", subject_id=account.id
        )  # fmt: skip
        raise BadInput({"recovery_password": WRONG_PAPER} if paper else {"code": WRONG})
    throttle.forgive(name)
    return account


def _takes(found: SecondFactor, code: str) -> bool:
    secret = unseal(found.sealed)
    step = step_of(secret, code, clock.now(), found.last_step) if secret else None
    found.last_step = step or found.last_step
    return step is not None


def _takes_paper(account_id: int, typed: str) -> bool:
    unused = select(RecoveryCode).where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    rows = {row.code_hash: row for row in db.session.scalars(unused)}
    right = which_of(typed, list(rows), account_id)
    for one in right:
        rows[one].used_at = clock.now()
    return bool(right)


def _new_paper_codes(account_id: int) -> list[str]:
    codes = new_paper_codes()
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    db.session.add_all(RecoveryCode(account_id=account_id, code_hash=kept) for kept in kept_paper_codes(codes))
    return codes


def _counted(account: Account, device: Device) -> str:
    """Apart from the password's failures; and where its owner came in before, apart from everywhere else."""
    known = f".{device.name}" if device.name and account.id in device.account_ids else ""
    return f"{throttle.FACTOR}{account.id}{known}"[:60]


def _own(actor: Actor) -> Account:
    account = db.session.get_one(Account, actor.account_id)
    lock(account)
    return account


def _record(event: str, actor: Actor) -> None:
    record(event, actor=actor, organisation_id=None, subject="account", subject_id=actor.account_id)


def _tell(account: Account, text: str) -> None:
    notify([account.person_id], Notice.SECOND_FACTOR, text, services_sessions.OWN_SESSIONS)
