"""A month that nobody disturbs, and then the same again and again while processes are killed in it.

`python -m tests.accidents.killed.rehearsal FILE`: FILE says where (`Plan`, as JSON); the report goes to standard output.

The program is read once and lives the undisturbed month itself. For the others it forks, as `tools.supervise` does: each
process lives on until it is killed, and the next goes on where that one stopped. What it knows of the past it has from
the database, from the files, and from the form that lies half sent in a browser.
"""

import gc
import json
import os
import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from flask import Flask

from app import clock, create_app
from app.accounts import passwords
from app.extensions import db
from config import read_settings
from tests.accidents.killed.afterwards import Letter, what_is_wrong, wrong_letters
from tests.accidents.killed.house import house_in
from tests.accidents.killed.month import STEPS
from tests.accidents.killed.picture import Picture, differences, picture
from tests.accidents.killed.places import Kills, Place, begins, dealt, ends, spread
from tests.accidents.killed.points import Points, watch
from tests.accidents.killed.steps import Step
from tests.accidents.killed.town import Town, furnish

KILLED = 9
# Differences of one comparison that are told; one fault shows in many rows.
MOST_TOLD = 12


@dataclass(frozen=True)
class Plan:
    """`environment`: the settings of the installation; `letters`: a file in which the mail server of the test notes what
    it takes, a line each; `kills`: at how many points; `must`: such as these words tell of are among them in any case.
    Of all these `part` of `parts` is tried."""

    folder: str
    environment: dict[str, str]
    letters: str
    kills: int
    must: list[list[str]]
    part: int = 0
    parts: int = 1


class Rehearsal:
    def __init__(self, plan: Plan) -> None:
        self.plan, self.folder = plan, Path(plan.folder)
        self.app = _application(plan)
        self.house = house_in(Path(plan.environment["NENNEP_DATA_DIR"]), plan.environment["NENNEP_DATABASE_URL"])
        self.points = Points(self.folder / "killed.json")
        self.faults, self.letters = self.folder / "faults.jsonl", Path(plan.letters)
        # After each chapter: what the house held, and how many letters had gone out.
        self.pictures, self.gone = dict[int, Picture](), {0: 0}
        self.faults.touch()
        with self.app.app_context():
            watch(self.points, db.engine)
            furnish()
        self._keep(0)

    def calm_month(self) -> list[Place]:
        """Lives it; every point there is."""
        places, town = [], Town(self.app, self.folder)
        for number, step in enumerate(STEPS):
            self.points.begin(number)
            clock.set_for_good(step.at)
            step.act(town)
            places += [Place(number, which, name) for which, name in enumerate(self.points.names)]
            if step.settled:
                self.pictures[number] = self._picture()
                self._keep(number + 1)
        with self.app.app_context():
            for line in what_is_wrong():
                self._tell(f"undisturbed: {line}")
        _let_go(self.app)
        self.calm = self._letters()
        return places

    def disturbed_month(self, kills: Kills) -> tuple[list[Place], list[str]]:
        """Lives it from the chapter of the first death to the one after the last: who died where, and what was not as it
        should be afterwards."""
        begin, end = begins(min(kills)), ends(max(kills))
        self._renew(begin)
        first, disturbed, left, died, in_hand = begin, False, dict(kills), list[Place](), list[str]()
        while (status := self._fork(first, end, left, disturbed)) == KILLED:
            said = json.loads(self.points.report.read_text(encoding="utf-8"))
            first, disturbed = said["step"], True
            died.append(Place(first, left.pop(first).number, said["point"]))
            in_hand += [said["in_hand"]] if said["in_hand"] else []
        told = [json.loads(line) for line in self.faults.read_text(encoding="utf-8").splitlines()]
        if status:
            told.append(f"the month ended with {status}")
        calm = self.calm[self.gone[begin] : self.gone[end]]
        return died, told + wrong_letters(calm, self._letters(), in_hand)

    def _fork(self, begin: int, end: int, kills: Kills, disturbed: bool) -> int:
        """A process that lives the month from that step on; how it ended."""
        sys.stdout.flush()
        pid = os.fork()
        if not pid:
            self._live(begin, end, kills, disturbed)
        _, status = os.waitpid(pid, 0)
        return os.WTERMSIG(status) if os.WIFSIGNALED(status) else -os.WEXITSTATUS(status)

    def _live(self, begin: int, end: int, kills: Kills, disturbed: bool) -> NoReturn:
        code = 1
        try:
            self._month(begin, end, kills, disturbed)
            code = 0
        except BaseException:
            self._tell(f"{STEPS[self.points.step].name}: {traceback.format_exc()[-3000:]}")
        finally:
            os._exit(code)

    def _month(self, begin: int, end: int, kills: Kills, disturbed: bool) -> None:
        town = Town(self.app, self.folder)
        for number in range(begin, end):
            step, deadly = STEPS[number], kills.get(number)
            clock.set_for_good(step.at)
            self.points.begin(number, deadly.number if deadly else None)
            if number == begin and disturbed:
                _go_on(town, step)
            else:
                step.act(town)
            if step.settled:
                self._compare(step, self.pictures[number])
        with self.app.app_context():
            for line in what_is_wrong():
                self._tell(line)

    def _compare(self, step: Step, expected: Picture) -> None:
        """A difference stays to the end of the month: it is told where it appears."""
        told = self.faults.read_text(encoding="utf-8")
        new = [line for line in differences(expected, self._picture()) if json.dumps(line)[1:-1] not in told]
        for line in new[:MOST_TOLD]:
            self._tell(f"after “{step.name}”: {line}")

    def _picture(self) -> Picture:
        with self.app.app_context():
            return picture()

    def _tell(self, fault: str) -> None:
        with self.faults.open("a", encoding="utf-8") as file:
            file.write(json.dumps(fault) + "\n")

    def _letters(self) -> list[Letter]:
        return [json.loads(line) for line in self.letters.read_text(encoding="utf-8").splitlines()]

    def _keep(self, moment: int) -> None:
        _let_go(self.app)
        self.gone[moment] = len(self._letters())
        self.house.keep(moment)

    def _renew(self, moment: int) -> None:
        self.house.renew(moment)
        (self.folder / "sending.json").unlink(missing_ok=True)
        for notes in (self.faults, self.letters):
            notes.write_text("", encoding="utf-8")


def _go_on(town: Town, step: Step) -> None:
    """What people and machines do after the accident: the worker is started anew; the person sends the form again or,
    where there was none yet, does what was to be done."""
    if step.again is not None:
        step.again(town)
    elif not town.send_again():
        step.act(town)


def _application(plan: Plan) -> Flask:
    passwords.HASHER = passwords.CHEAP
    app = create_app(read_settings(plan.environment))
    app.config["TESTING"] = True
    return app


def _let_go(app: Flask) -> None:
    """Of all that is open: neither a connection nor a queue can be used by two processes."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    if (wake_ups := app.extensions.pop("wake_ups", None)) is not None:
        wake_ups.huey.storage.close()
    gc.collect()
    still = [name for name in map(os.path.realpath, Path("/proc/self/fd").iterdir()) if ".db" in name]
    if still:
        raise RuntimeError(f"still open: {still}")


def rehearse(plan: Plan) -> dict[str, Any]:
    """`points`: how many there are, `kinds` by their names; `died`: where somebody died; `faults`: what was wrong then."""
    began = time.monotonic()
    rehearsal = Rehearsal(plan)
    places = rehearsal.calm_month()
    faults = [{"fault": json.loads(line), "died": []} for line in rehearsal.faults.read_text().splitlines()]
    waiting, died = spread(places, plan.kills, plan.must)[plan.part :: plan.parts], list[Place]()
    runs = dealt(waiting)
    while runs:
        kills = runs.pop(0)
        where, wrong = rehearsal.disturbed_month(kills)
        died += where
        faults += [{"fault": fault, "died": [str(place) for place in where]} for fault in wrong]
        # What an earlier death left to a later step changes what that does: who did not die there does so alone.
        missed = sorted(set(kills.values()) - set(where))
        runs += [{place.step: place} for place in missed] if len(kills) > 1 else []
        if len(kills) == 1 and missed:
            faults.append({"fault": f"nobody died at {missed[0]}", "died": []})
    return {
        "points": len(places), "kinds": Counter(place.name for place in places), "chosen": len(waiting),
        "died": sorted({str(place) for place in died}), "faults": faults, "letters": len(rehearsal.calm),
        "seconds": time.monotonic() - began,
    }  # fmt: skip


if __name__ == "__main__":
    told = rehearse(Plan(**json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
    sys.stdout.write(json.dumps(told) + "\n")
