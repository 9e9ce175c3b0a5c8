"""What the administrator does with letters that could not be sent."""

from typing import Any

from sqlalchemy import ColumnElement, CursorResult, case, or_, select, update

from app import clock
from app.accounts.models import Account
from app.actor import Actor
from app.audit.services import record
from app.extensions import db
from app.notifications.models import Letter, LetterState, MailAddress
from app.notifications.services_letters import ask_to_send
from app.refusals import BadInput, NotKnown, SomebodyWasFaster
from app.settings import mail_server
from workflows.roles import Role

NO_SERVER = "Hệ thống chưa được cài đặt để gửi thư nên chưa gửi lại được."


def send_again(letter_id: int, *, actor: Actor) -> None:
    """From the first try on, to where the person's mail goes now.

    Raises NotKnown, SomebodyWasFaster if it is not given up any more, BadInput if the person has no address now.
    """
    letter = db.session.get(Letter, letter_id)
    if letter is None:
        raise NotKnown
    if letter.status != LetterState.GIVEN_UP:
        raise SomebodyWasFaster("Thư này đã được gửi lại. Mở lại trang để xem tình trạng mới nhất.")
    if not _begin_anew(Letter.id == letter_id, actor, letter_id):
        raise BadInput("Người nhận hiện không có địa chỉ thư nào đã xác nhận.")


def send_all_again(*, actor: Actor) -> int:
    """The same for every letter given up whose person has an address now; how many they are."""
    return _begin_anew(Letter.id.is_not(None), actor, None)


def _begin_anew(which: ColumnElement[bool], actor: Actor, letter_id: int | None) -> int:
    if mail_server() is None:
        raise BadInput(NO_SERVER)
    of_person = (
        select(MailAddress.address)
        .join(Account, Account.id == MailAddress.account_id)
        .where(Account.person_id == Letter.person_id, MailAddress.address != "", Account.closed_at.is_(None))
        .scalar_subquery()
    )
    # What goes to an address outside has none but that.
    now_at: Any = case((Letter.body.is_not(None), Letter.address), else_=of_person)
    is_no_question = or_(Letter.notification_id.is_not(None), Letter.body.is_not(None))
    result = db.session.execute(
        update(Letter)
        .where(which, Letter.status == LetterState.GIVEN_UP, is_no_question, now_at.is_not(None))
        .values(status=LetterState.WAITING, tries=0, next_try_at=clock.now(), address=now_at)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(result, CursorResult)  # noqa: S101 - what an UPDATE gives
    if result.rowcount:
        record(
            "letters_sent_again", actor=actor, organisation_id=None, subject="letter", subject_id=letter_id,
            acting_as=Role.ADMINISTRATOR, count=result.rowcount,
        )  # fmt: skip
        ask_to_send()
    return result.rowcount
