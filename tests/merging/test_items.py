"""Agenda items of a merged cell that wait for the agenda of the other one."""

from datetime import date

import pytest
from sqlalchemy import select

from app import clock
from app.agendas.models import AgendaItem, ItemKind
from app.agendas.queries import items_of
from app.documents.models import Attachment
from app.extensions import db
from app.meetings.services import create_meeting
from app.meetings.services_convening import cancel
from app.merging.services import end
from app.organisations.models import Organisation
from tests.meetings import ready
from tests.merging.conftest import AFTER, merge, with_item
from workflows.meeting import Kind
from workflows.roles import Role


@pytest.mark.parametrize("draft_is_there", [True, False])
def test_chosen_items_come_to_the_other_cell_s_next_agenda(cells, actor_of, draft_is_there):
    """At once if its agenda is being prepared, else when the next one begins; the default items stay behind."""
    own = ready.drafted(actor_of)
    with_item(own, actor_of("thang"))
    other = ready.drafted(actor_of, by="tham") if draft_is_there else None
    db.session.flush()
    merge(cells, actor_of)
    with clock.set_to(AFTER):
        if other is None:
            extra = create_meeting(cells[1], Kind.EXTRAORDINARY, date(2026, 12, 1), actor=actor_of("tham"))
            assert "hiến đất" not in " ".join(item.title for item in items_of(extra.id))
        other = other or create_meeting(cells[1], Kind.REGULAR, date(2026, 12, 1), actor=actor_of("tham"))
        later = create_meeting(cells[1], Kind.REGULAR, date(2027, 1, 1), actor=actor_of("tham"))
    db.session.flush()

    found = [item for item in items_of(other.id) if item.title == "Bàn việc hiến đất làm đường"]
    assert [(item.content, item.kind) for item in found] == [("Bốn hộ", ItemKind.DISCUSSION)]
    assert [f.name for f in db.session.scalars(select(Attachment).where(Attachment.item_id == found[0].id))] == [
        "ban-do.pdf"
    ]
    assert [item.position for item in items_of(other.id)] == list(range(1, len(items_of(other.id)) + 1))
    assert items_of(other.id)[-1].kind == ItemKind.SCORE
    assert sum(item.kind == ItemKind.STUDY for item in items_of(other.id)) == 1
    assert "hiến đất" in " ".join(item.title for item in items_of(own.id))
    assert "hiến đất" not in " ".join(item.title for item in items_of(later.id))


def test_what_waited_for_a_cell_that_is_merged_in_its_turn_waits_for_the_next(cells, actor_of, db_session, world):
    own = ready.drafted(actor_of)
    with_item(own, actor_of("thang"))
    third = Organisation(code="CB03", name="Chi bộ thứ ba", kind=cells[0].kind, cell_type=cells[0].cell_type)
    db_session.add(third)
    db_session.flush()
    merge(cells, actor_of)
    with clock.set_to(AFTER):
        end(cells[1], on=date(2026, 12, 5), into=third, actor=actor_of("hanh"))
        db_session.flush()

        assert db_session.scalars(select(AgendaItem.waits_for_id).where(AgendaItem.waits_for_id > 0)).all() == [
            third.id
        ]
        # Two mergers on, the record is still somebody's to read.
        assert Role.MEMBER in actor_of("lan").roles_in(world.cell)


def test_an_item_of_a_meeting_cancelled_before_stays_where_it_was(cells, actor_of):
    own = ready.drafted(actor_of)
    with_item(own, actor_of("thang"))
    cancel(own, actor=actor_of("thang"), reason="bão")
    db.session.flush()
    merge(cells, actor_of)

    assert db.session.scalars(select(AgendaItem).where(AgendaItem.waits_for_id.is_not(None))).all() == []
