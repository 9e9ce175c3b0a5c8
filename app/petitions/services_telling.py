"""Who is told of a petition's way: who has to act, and who raised it. A notice never says who raised it."""

from app import clock
from app.accounts.queries import people_as
from app.actor import Actor
from app.notifications.services import notify
from app.petitions import queries
from app.petitions.models import Petition
from workflows.notices import Notice
from workflows.petition import KIND_LABELS, SentTo
from workflows.roles import Role

SHORT = 160
TO_THE_RAISER = {
    "accept": "Ý kiến của đồng chí đã được tiếp nhận",
    "merge": "Ý kiến của đồng chí được gộp với ý kiến cùng nội dung",
    "escalate": "Ý kiến của đồng chí được chuyển lên cấp trên",
    "answer": "Ý kiến của đồng chí đã được trả lời",
    "answer_outside": "Ý kiến của đồng chí đã được trả lời",
    "note": "Ý kiến của đồng chí đã được ghi nhận",
}


def tell_of_raising(petition: Petition, actor: Actor) -> None:
    words = f"{KIND_LABELS[petition.kind]} chờ tiếp nhận: {_short(petition.text)}"
    notify(_receivers(petition), Notice.PETITION, words, path_of(petition), but_not=actor.person_id)


def tell_of_step(petition: Petition, name: str, actor: Actor) -> None:
    merged = queries.merged_into(petition.id)
    if name != "note" or not petition.answered_at:  # of an answer they were told when it came
        for one in (petition, *merged):
            raiser = [one.raised_by_id] if one.raised_by_id else []
            text = f"{TO_THE_RAISER[name]}: {_short(one.text)}"
            notify(raiser, Notice.PETITION, text, path_of(one), but_not=actor.person_id)
    if name == "escalate":
        text = f"Chuyển lên: {KIND_LABELS[petition.kind].lower()} chờ xử lý, hạn {petition.deadline:%d/%m/%Y}"
        people = _people(petition.level_id, Role.OFFICE)
        notify(people, Notice.PETITION, f"{text}: {_short(petition.text)}", path_of(petition), but_not=actor.person_id)
    if name in ("answer", "answer_outside"):
        _tell_the_cells([petition, *merged], actor)


def _tell_the_cells(petitions: list[Petition], actor: Actor) -> None:
    """Each is led to its own petition: another cell's is nothing that it knows of."""
    for one in {each.cell_id: each for each in reversed(petitions)}.values():
        text = f"Có trả lời để báo chi bộ: {_short(one.text)}"
        raised_it = {one.raised_by_id}  # told already
        people = _people(one.cell_id, *queries.SECRETARIES) - raised_it
        notify(people, Notice.PETITION, text, path_of(one), but_not=actor.person_id)


def _receivers(petition: Petition) -> set[int]:
    if petition.sent_to == SentTo.CELL:
        return _people(petition.cell_id, *queries.SECRETARIES)
    if petition.sent_to == SentTo.OVERSEER:
        return _people(petition.cell_id, Role.OVERSEER)
    return _people(petition.level_id, Role.OFFICE)


def _people(organisation_id: int, *roles: Role) -> set[int]:
    return {person.id for person, _ in people_as(organisation_id, roles, clock.today())}


def path_of(petition: Petition) -> str:
    return f"/petitions/{petition.id}"


def _short(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[: SHORT - 3]}…"
