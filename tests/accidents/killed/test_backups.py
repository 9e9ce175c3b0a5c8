"""A backup that is killed leaves none or a whole one; a restore, an empty installation or a whole one."""

from pathlib import Path
from typing import Any

import pytest

from tests.accidents.killed.conftest import run
from tests.engines import Engine, Postgresql


def rehearsed(folder: Path, house: dict[str, str], test_database: Engine, step: int) -> dict[str, Any]:
    new = folder / "new"
    new.mkdir()
    url = f"sqlite:///{new / 'nennep.db'}"
    if isinstance(test_database, Postgresql):
        url = house["NENNEP_DATABASE_URL"].replace("/rehearsal?", "/rehearsal_new?")
    empty = {"NENNEP_DATABASE_URL": url, "NENNEP_DATA_DIR": str(new)}
    return run("interrupted", folder, {"folder": str(folder), "old": house, "new": empty, "step": step})


@pytest.mark.each_engine
@pytest.mark.timeout(600)
def test_whoever_is_killed_in_a_backup_or_a_restore_leaves_nothing_that_pretends_to_be_whole(
    folder, house, test_database
):
    report = rehearsed(folder, house, test_database, 12)

    assert report["faults"] == []
    assert set(report["ends"].values()) == {"whole", "empty"}


@pytest.mark.long
def test_the_same_at_every_point(folder, house, test_database):
    report = rehearsed(folder, house, test_database, 1)

    assert report["faults"] == []
    assert len(report["ends"]) == report["points"]["backup"] + report["points"]["restore"] >= 30
