"""Writing one's own month."""

from datetime import date

from app import clock
from app.actor import Actor
from app.audit.services import record
from app.extensions import db
from app.refusals import BadInput, NotAllowed, expect_version
from app.self_checks import queries
from app.self_checks.models import Grade, SelfCheck
from workflows.roles import Role

LONGEST = 5000
FIELDS = ("work", "grade", "self_criticism", "remedy")


def save(
    month: date, *, work: str, grade: str, self_criticism: str, remedy: str, actor: Actor, version: int = 0
) -> SelfCheck:
    """Write this month or the one before, again until the month after has passed. `version` 0: for the first time.

    Raises NotAllowed without a cell, BadInput by field, SomebodyWasFaster where another device wrote meanwhile.
    """
    cell_id = queries.home_cell(actor.person_id)
    if cell_id is None:
        raise NotAllowed("Chỉ đảng viên đang sinh hoạt ở một chi bộ ghi tự kiểm điểm.")
    texts = {"work": work.strip(), "self_criticism": self_criticism.strip(), "remedy": remedy.strip()}
    _refuse_bad(month, grade, texts)
    found = queries.own(actor.person_id, month)
    expect_version(
        found.version if found else 0,
        version,
        "Tự kiểm điểm tháng này vừa được đồng chí sửa ở trang khác. Xem lại rồi lưu.",
    )
    before = {name: str(getattr(found, name)) for name in FIELDS} if found else None
    after = texts | {"grade": grade}
    if found is not None and before == after:
        return found
    if found is None:
        found = SelfCheck(person_id=actor.person_id, month=month)
        db.session.add(found)
    found.cell_id, found.grade, found.saved_at = cell_id, Grade(grade), clock.now()
    found.work, found.self_criticism, found.remedy = texts["work"], texts["self_criticism"], texts["remedy"]
    db.session.flush()  # its id goes into the history
    # Whether, not what: the words are between the member and the cell's secretaries, and the history is not.
    changed = [name for name in FIELDS if before is None or before[name] != after[name]]
    record(
        "self_check_saved", actor=actor, organisation_id=cell_id, subject="person", subject_id=actor.person_id,
        acting_as=str(Role.MEMBER), month=month.isoformat(), changed=changed,
    )  # fmt: skip
    return found


def _refuse_bad(month: date, grade: str, texts: dict[str, str]) -> None:
    errors = {name: f"Dài quá {LONGEST} chữ, viết gọn lại." for name, text in texts.items() if len(text) > LONGEST}
    if month not in queries.open_months():
        errors["month"] = "Chỉ ghi được tháng này và tháng trước."
    if not texts["work"]:
        errors["work"] = "Ghi việc đã làm trong tháng."
    if grade not in {*Grade}:
        errors["grade"] = "Chọn mức tự nhận."
    if errors:
        raise BadInput(errors)
