""" "Như tháng trước": a draft begins with what the cell did last time, and says what nobody has changed since.

What was written on the draft stays, and so does what a guidance or an answer to a petition has put there.
"""

from collections.abc import Collection

from sqlalchemy import update

from app.actor import Actor, acting_as
from app.agendas.models import AgendaItem, ItemKind
from app.agendas.queries import items_of
from app.agendas.queries_last import CHOSEN, STANDING, to_begin_like, worth_copying
from app.agendas.services import MOST_ITEMS, PREPARERS, lock_draft
from app.agendas.services_default import default_titles
from app.agendas.services_order import before_the_end, renumber
from app.extensions import db
from app.guidance.queries import items_brought_to
from app.meetings.models import Meeting
from app.meetings.services_history import record_on
from app.meetings.services_plan import people_of
from app.refusals import BadInput
from workflows.names import fold


def copy_last(meeting: Meeting, *, actor: Actor) -> int:
    """Answers how many items now say what last month's said. A second time it changes nothing.

    Raises NotAllowed, SomebodyWasFaster once the agenda is locked, BadInput where there is nothing to begin like.
    """
    roles = lock_draft(meeting, actor)
    last = to_begin_like(meeting)
    if last is None:
        raise BadInput("Chi bộ chưa có kỳ sinh hoạt thường kỳ nào trước đó để lấy như tháng trước.")
    items, people = items_of(meeting.id), people_of(meeting)
    brought = items_brought_to(meeting.id)
    open_ones = [item for item in items if item.version == 1 and item.id not in brought and item.as_copied is None]
    old = worth_copying(last)
    touched = _fill_standing(open_ones, [item for item in old if item.kind in STANDING], people)
    usual = default_titles(last, last.cell.cell_type)
    chosen = [item for item in old if item.kind in CHOSEN and item.title not in usual]
    copied = _copy_chosen(meeting, items, open_ones, chosen, people)
    db.session.flush()  # their versions, of which the mark is
    _mark([item.id for item in (*copied, *(item for item in touched if _says_something(item)))])
    if touched or copied:
        record_on(
            meeting, "agenda_copied", actor=actor, acting_as=acting_as(roles, PREPARERS), from_id=last.id,
            item_ids=[item.id for item in (*touched, *copied)],
        )  # fmt: skip
    return len(copied)


def _fill_standing(items: list[AgendaItem], old: list[AgendaItem], people: Collection[int]) -> list[AgendaItem]:
    """Of what stands in every agenda: who presents it, how long it takes, its questions. What it is called stays."""
    found: list[AgendaItem] = []
    for item in items:
        like = next((each for each in old if each.kind == item.kind), None)
        if like is not None and _write(item, like, people):
            found.append(item)
    return found


def _says_something(item: AgendaItem) -> bool:
    """More than who presents it and for how long, which may well stay the same."""
    return bool(item.questions or (item.content and item.kind != ItemKind.LAST_RESOLUTION))


def _write(item: AgendaItem, like: AgendaItem, people: Collection[int]) -> bool:
    """Whether anything is different by that."""
    presenter_id = like.presenter_id if like.presenter_id in people else item.presenter_id
    wanted = {
        "presenter_id": presenter_id, "presenter_name": "" if presenter_id else like.presenter_name,
        "minutes": like.minutes, "questions": _questions(like, people),
    }  # fmt: skip
    if item.kind != ItemKind.LAST_RESOLUTION:  # its content is the tasks of another resolution
        wanted["content"] = like.content
    changed = {name: value for name, value in wanted.items() if getattr(item, name) != value}
    for name, value in changed.items():
        setattr(item, name, value)
    return bool(changed)


def _questions(like: AgendaItem, people: Collection[int]) -> list[dict[str, object]]:
    """Without who was to be asked first, if they are not in the cell any more."""
    first = [one.get("asked_first_id") for one in like.questions]
    return [
        {"text": one["text"], "asked_first_id": who if who in people else None}
        for one, who in zip(like.questions, first, strict=True)
    ]


def _copy_chosen(
    meeting: Meeting, items: list[AgendaItem], open_ones: list[AgendaItem], chosen: list[AgendaItem],
    people: Collection[int],
) -> list[AgendaItem]:  # fmt: skip
    """What the cell talked about, in the place of the usual "Thảo luận", the rest before the end."""
    there = {fold(item.title) for item in items}
    wanted = [like for like in chosen if fold(like.title) not in there][: MOST_ITEMS - len(items)]
    usual = default_titles(meeting, meeting.cell.cell_type)
    free = [item for item in open_ones if item.kind == ItemKind.DISCUSSION and item.title in usual]
    copied: list[AgendaItem] = []
    new: list[AgendaItem] = []
    for like in wanted:
        if free:
            item = free.pop(0)
        else:
            item = AgendaItem(meeting_id=meeting.id, position=len(items) + len(new) + 1, presenter_name="")
            new.append(item)
        item.kind, item.title = like.kind, like.title
        _write(item, like, people)
        copied.append(item)
    db.session.add_all(new)
    db.session.flush()  # they get their ids
    place = before_the_end(items) - 1
    renumber([*items[:place], *new, *items[place:]])
    return copied


def _mark(ids: list[int]) -> None:
    """Past the rows' versions, which are what the mark is of."""
    own = update(AgendaItem).where(AgendaItem.id.in_(ids)).values(as_copied=AgendaItem.version)
    db.session.execute(own.execution_options(synchronize_session=False))
    db.session.expire_all()
