"""A petition of a member of the own cell, and short ways to bring it on."""

from collections.abc import Callable
from datetime import date

import pytest

from app.petitions import services
from app.petitions.models import Petition
from app.petitions.services_said import Details, NewPetition, Said
from workflows.petition import SentTo

ROAD = "Đoạn đường cụm 2 lầy lội, xe chở nông sản không vào được; đề nghị xã đổ bê tông 300 m."
DUE = date(2026, 12, 20)


@pytest.fixture
def say(world, db_session, actor_of) -> Callable[..., Petition]:
    """`say("lan", text=…)`: what that person raises in the cell that is theirs; committed."""

    def raised(who: str = "lan", *, cell: int | None = None, **values) -> Petition:
        me = actor_of(who)
        new = NewPetition(**({"text": ROAD, "raised_by_id": me.person_id} | values))
        petition = services.raise_petition(new, cell_id=cell or me.home_id, actor=me)
        db_session.commit()
        return petition

    return raised


@pytest.fixture
def take(db_session, actor_of) -> Callable[..., Petition]:
    """`take(petition, "answer", "thang", note=…)`; committed."""

    def taken(petition: Petition, name: str, who: str, **values) -> Petition:
        if name == "accept":
            values = {"details": Details(people=petition.people), "deadline": DUE} | values
        if name == "escalate":
            values = {"deadline": DUE, "note": "Vượt thẩm quyền"} | values
        moved = services.take_step(petition, name, Said(**values), actor=actor_of(who))
        db_session.commit()
        return moved

    return taken


@pytest.fixture
def raised(say) -> Petition:
    return say()


@pytest.fixture
def accepted(raised, take) -> Petition:
    return take(raised, "accept", "thang")


@pytest.fixture
def answered(accepted, take) -> Petition:
    return take(accepted, "answer", "thang", note="Chi bộ đã đưa vào kế hoạch quý I.")


__all__ = ["SentTo"]
