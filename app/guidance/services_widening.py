"""A wider scope by a correction: cells that a published guidance has not gone to get it, the others keep theirs.

A scope never becomes narrower: the cells have their drafts. What must end is withdrawn.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import update

from app import clock
from app.audit.services_sealing import note_rows
from app.extensions import db
from app.guidance import queries, queries_cells
from app.guidance.models import Guidance, GuidanceCell
from app.guidance.words import in_figures
from app.organisations.models import Organisation
from app.refusals import BadInput
from workflows.calendar import first_of
from workflows.cells import CELL_TYPE_LABELS
from workflows.guidance import GuidanceFacts, cell_is_guided_already
from workflows.words import listed

MOST_NAMED = 3


@dataclass(frozen=True, kw_only=True)
class Wider:
    """The types of the scope from now on (all, if none is named), the cells that get it now, and this in words."""

    cell_types: list[str]
    added: list[Organisation] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def types_to_add(guidance: Guidance) -> list[str]:
    """Those that it was not for."""
    return [str(each) for each in CELL_TYPE_LABELS if guidance.cell_types and each not in guidance.cell_types]


def left_out(guidance: Guidance) -> list[Organisation]:
    """Cells of its types that came under the issuer since it was published, and that nothing guides in the month."""
    if guidance.month < first_of(clock.today()):
        return []
    found = _not_reached(guidance, guidance.cell_types)
    guided = queries.guided_already(guidance, [cell.id for cell in found])
    return [cell for cell in found if cell.id not in guided]


def wider(guidance: Guidance, also: Collection[str]) -> Wider:
    """What a correction makes of the scope that is for `also` these types from now on. Raises BadInput."""
    late = left_out(guidance)
    said = [f"gửi thêm đến {_named(late)}"] if late else []
    new_types = [each for each in types_to_add(guidance) if each in also]
    if not new_types:
        return Wider(cell_types=guidance.cell_types, added=late, said=said)
    more = _of_types(guidance, new_types)
    words = listed(
        [CELL_TYPE_LABELS[each] for each in CELL_TYPE_LABELS if each in new_types], most=len(CELL_TYPE_LABELS)
    )
    every = [str(each) for each in CELL_TYPE_LABELS if each in {*guidance.cell_types, *new_types}]
    return Wider(
        cell_types=[] if len(every) == len(CELL_TYPE_LABELS) else every, added=[*late, *more],
        said=[*said, f"gửi thêm đến chi bộ {words} ({len(more)} chi bộ)"],
    )  # fmt: skip


def _of_types(guidance: Guidance, new_types: list[str]) -> list[Organisation]:
    if guidance.month < first_of(clock.today()):
        raise BadInput(f"Tháng {in_figures(guidance.month)} đã qua, không gửi thêm đến loại hình chi bộ nào nữa.")
    cells = _not_reached(guidance, new_types)
    if not cells:
        raise BadInput("Không có chi bộ nào thuộc loại hình chọn thêm.")
    guided = queries.guided_already(guidance, [cell.id for cell in cells])
    facts = GuidanceFacts(guided_already=tuple(guided.values()), month=in_figures(guidance.month))
    if reason := cell_is_guided_already(facts):
        raise BadInput(reason.text)
    return cells


def _not_reached(guidance: Guidance, cell_types: list[str]) -> list[Organisation]:
    on = max(clock.today(), guidance.month)
    in_scope = queries.cells_in_scope(guidance.organisation_id, cell_types, on)
    reached = set(queries_cells.cells_read_in(guidance.id, [cell.id for cell in in_scope]))
    return [cell for cell in in_scope if cell.id not in reached]


def _named(cells: list[Organisation]) -> str:
    names = [cell.name for cell in cells[:MOST_NAMED]]
    return ", ".join(names) + (f" và {len(cells) - MOST_NAMED} chi bộ khác" if len(cells) > MOST_NAMED else "")


def widen(guidance: Guidance, wide: Wider, *, others_keep: bool) -> None:
    """`others_keep`: the text is as it was, so that the edition in force asks nothing of those that have the last."""
    if others_keep:
        have_it = (GuidanceCell.guidance_id == guidance.id, GuidanceCell.edition == guidance.edition - 1)
        kept = update(GuidanceCell).where(*have_it).values(edition=guidance.edition).returning(GuidanceCell.id)
        note_rows(GuidanceCell, db.session.scalars(kept))
    guidance.cell_types = wide.cell_types
    db.session.add_all(GuidanceCell(guidance_id=guidance.id, cell_id=cell.id) for cell in wide.added)
