"""What people say about being told: where their mail goes, and what of it they want."""

import re
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from sqlalchemy import insert

from app import clock
from app.accounts.models import Account
from app.actor import Actor
from app.audit.services import record
from app.extensions import db, lock
from app.notifications.codes import code_for, is_right
from app.notifications.models import LONGEST_ADDRESS, Letter, MailAddress, NoticeChoice
from app.notifications.queries_own import address_of, wanted_by
from app.notifications.services_letters import as_new, ask_to_send, new_message_id
from app.refusals import BadInput
from app.settings import mail_server
from workflows.notices import Notice

CODE_HOLDS = timedelta(hours=24)
MOST_WRONG_CODES = 5
# Nobody's box is filled by somebody who presses the button again and again.
BETWEEN_CODES = timedelta(minutes=1)
# As browsers understand an input of type "email", but with a dot in the name of the server, and none beside another.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
ADDRESS = re.compile(rf"(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?:[A-Za-z0-9-]{{1,63}}\.)+[A-Za-z0-9-]{{2,63}}")
ODD = "Địa chỉ thư chưa đúng. Viết không dấu, không cách, ví dụ: nguyenvana@gmail.com."
NO_SERVER = "Hệ thống chưa được cài đặt để gửi thư. Đề nghị người quản trị cài đặt trước."
NO_CODE = "Không có mã nào đang chờ, hoặc mã đã quá 24 giờ. Nhập lại địa chỉ để nhận mã mới."
WRONG_CODE = "Mã chưa đúng. Xem lại thư mới nhất, mã gồm 6 chữ số. Còn {left} lần nhập."


def enter_address(
    account_id: int, address: str, *, actor: Actor, organisation_id: int | None = None, acting_as: str = ""
) -> None:
    """Send a code to the address; until its owner has given it, mail goes where it went before.

    By the owner, or by the office for somebody else (`organisation_id`: in whose history). Raises BadInput by field.
    """
    row, typed = _locked(account_id), address.strip()
    server = mail_server()
    if server is None:
        raise BadInput({"address": NO_SERVER})
    if len(typed) > LONGEST_ADDRESS or not ADDRESS.fullmatch(typed):
        raise BadInput({"address": ODD})
    if typed == row.address:
        raise BadInput({"address": "Thư đang được gửi đến địa chỉ này rồi."})
    now = clock.now()
    if row.asked_at is not None and now - row.asked_at < BETWEEN_CODES:
        raise BadInput({"address": "Vừa gửi một mã chưa đến một phút trước. Chờ một phút rồi nhập lại."})
    row.pending, row.asked_at, row.tries = typed, now, 0
    db.session.add(row)
    # Somebody waits for it: before all others.
    letter = as_new(now - timedelta(days=1)) | {"message_id": new_message_id(server.sender), "address": typed}
    person_id = db.session.get_one(Account, account_id).person_id
    db.session.execute(insert(Letter).values(person_id=person_id, **letter))
    ask_to_send()
    record(
        "mail_address_entered", actor=actor, organisation_id=organisation_id, subject="account", subject_id=account_id,
        acting_as=acting_as, address=typed,
    )  # fmt: skip


def confirm_address(code: str, *, actor: Actor) -> str:
    """The address is used from now on; answers with it.

    Raises BadInput({"code": …}); the caller calls `keep_changes()` then, so that the try is counted."""
    row = _locked(actor.account_id)
    lapsed = row.asked_at is None or clock.now() - row.asked_at > CODE_HOLDS
    if not row.pending or row.asked_at is None or lapsed or row.tries >= MOST_WRONG_CODES:
        raise BadInput({"code": NO_CODE})
    if not is_right(code, code_for(row.account_id, row.pending, row.asked_at)):
        row.tries += 1
        _record("mail_code_failed", actor)
        left = MOST_WRONG_CODES - row.tries
        raise BadInput({"code": WRONG_CODE.format(left=left) if left else NO_CODE})
    before, row.address = row.address, row.pending
    row.pending, row.asked_at, row.tries = "", None, 0
    _record("mail_address_changed", actor, before={"address": before}, after={"address": row.address})
    return row.address


def remove_address(*, actor: Actor) -> None:
    """No mail any more, and no code waits."""
    row = _locked(actor.account_id)
    if not row.address and not row.pending:
        return
    before = {"address": row.address, "pending": row.pending}
    row.address, row.pending, row.asked_at, row.tries = "", "", None, 0
    _record("mail_address_changed", actor, before=before, after={"address": "", "pending": ""})


def choose(wanted: Collection[Notice], *, actor: Actor) -> None:
    """From now on exactly these kinds come by mail."""
    lock(db.session.get_one(Account, actor.account_id))  # the second of two pages sees what the first said
    now = wanted_by(actor.account_id)
    changed = sorted(set(wanted) ^ now)
    for kind in changed:
        db.session.merge(NoticeChoice(account_id=actor.account_id, kind=kind, by_mail=kind in wanted))
    if changed:
        before, after = ({kind: kind in chosen for kind in changed} for chosen in (now, wanted))
        _record("notice_choices_changed", actor, before=before, after=after)


def _locked(account_id: int) -> MailAddress:
    """What the account has said so far. Nobody else changes it until the transaction ends."""
    lock(db.session.get_one(Account, account_id))
    return address_of(account_id)


def _record(event: str, actor: Actor, **data: Any) -> None:
    record(event, actor=actor, organisation_id=None, subject="account", subject_id=actor.account_id, **data)
