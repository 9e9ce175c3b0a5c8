"""Campaigns far along their way, built once per process."""

from collections.abc import Callable

import pytest

from tests.inspections import campaign
from tests.world import World


@pytest.fixture
def at_state(world: World, prepared: Callable) -> Callable[[str], tuple[int, int, int]]:
    """`at_state("announced")`: the ids of a campaign and of its files of the own and of the other cell."""

    def bring(name: str) -> tuple[int, int, int]:
        def build() -> tuple[int, int, int]:
            row = getattr(campaign, name)(world)
            return row.id, campaign.file_of(row, world).id, campaign.file_of(row, world, "CB02").id

        found: tuple[int, int, int] = prepared(f"inspections: {name}", build)
        return found

    return bring
