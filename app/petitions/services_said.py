"""What is said of a petition, when it is raised and with each step, and whether it can be taken."""

from dataclasses import dataclass
from datetime import date

from app import clock
from app.documents.services_uploads import Upload
from app.members.queries import roll_of
from app.petitions.models import Petition, Source
from app.refusals import BadInput
from app.rules.queries import settings_for
from workflows.petition import Competence, Kind, SentTo

LONGEST = 5_000
LONGEST_ANSWER = 10_000
LONGEST_NAME = 200
MOST_PEOPLE = 100_000
ANSWERING = ("answer", "answer_outside")


@dataclass(frozen=True, kw_only=True)
class NewPetition:
    """`raised_by_id`: the member who says it, or through whom the people (`raiser_name`) do."""

    text: str
    kind: Kind = Kind.PETITION
    sent_to: SentTo = SentTo.CELL
    source: Source = Source.MEMBER
    raised_by_id: int | None = None
    raiser_name: str = ""
    people: int = 1
    field: str = ""


@dataclass(frozen=True, kw_only=True)
class Details:
    """What who handles it says of it."""

    field: str = ""
    competence: Competence | None = None
    handler: str = ""
    people: int = 1
    hot: bool = False


@dataclass(frozen=True, kw_only=True)
class Said:
    """What is said with a step. `note` is the reason or the answer; `papers` are the answer's."""

    note: str = ""
    deadline: date | None = None
    details: Details | None = None
    stays_id: int | None = None
    papers: tuple[Upload, ...] = ()


def check_new(new: NewPetition, cell_id: int, for_another: bool) -> None:
    errors = {}
    if len(new.text) > LONGEST:
        errors["text"] = f"Nội dung dài quá {LONGEST} ký tự, viết gọn lại."
    if len(new.raiser_name) > LONGEST_NAME:
        errors["raiser_name"] = f"Ghi người nêu không quá {LONGEST_NAME} ký tự."
    if not 1 <= new.people <= MOST_PEOPLE:
        errors["people"] = f"Số người cùng nêu từ 1 đến {MOST_PEOPLE}."
    if new.field and new.field not in settings_for(cell_id, clock.today()).petition_fields:
        errors["field"] = "Chọn một lĩnh vực trong danh sách."
    if for_another and new.raised_by_id is None and not new.raiser_name.strip():
        errors["raiser_name"] = "Chọn đảng viên hoặc ghi người nêu ý kiến."
    if for_another and new.raised_by_id is not None and not _on_roll(new.raised_by_id, cell_id):
        errors["raised_by_id"] = "Người nêu không có trong danh sách đảng viên của chi bộ. Chọn lại."
    if errors:
        raise BadInput(errors)


def check_said(petition: Petition, name: str, said: Said) -> None:
    if len(said.note) > (LONGEST_ANSWER if name in ANSWERING else LONGEST):
        raise BadInput({"note": "Nội dung dài quá mức cho phép, viết gọn lại hoặc gửi kèm tệp."})
    if said.details is not None:
        check_details(petition, said.details)


def check_details(petition: Petition, details: Details) -> None:
    errors = {}
    known = (*settings_for(petition.cell_id, clock.today()).petition_fields, petition.field, "")
    if details.field not in known:
        errors["field"] = "Chọn một lĩnh vực trong danh sách."
    if len(details.handler) > LONGEST_NAME:
        errors["handler"] = f"Tên nơi giải quyết không quá {LONGEST_NAME} ký tự."
    if not 1 <= details.people <= MOST_PEOPLE:
        errors["people"] = f"Số người cùng nêu từ 1 đến {MOST_PEOPLE}."
    if errors:
        raise BadInput(errors)


def _on_roll(person_id: int, cell_id: int) -> bool:
    return any(row.person.id == person_id for row in roll_of(cell_id, clock.today()))
