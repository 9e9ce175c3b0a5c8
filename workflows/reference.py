"""The rules as tables for the documentation, generated so that no page can tell something else."""

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

from workflows.diagram import WORKFLOWS
from workflows.engine import Workflow
from workflows.meeting import State
from workflows.notices import NOTICES
from workflows.roles import GRANTS, Permission, Role
from workflows.rules import SETTINGS, RuleSettings
from workflows.sight import SIGHT, WRITERS

HEAD = """# Reference

Written by `python -m workflows.reference` from the tables in `workflows/`; a test holds this page to them.
Steps, roles and parts bear the names that the code has; `workflows/roles.py` and `workflows/sight.py` say what they mean.
"""


def page() -> str:
    sections = [HEAD]
    for name, workflow in WORKFLOWS.items():
        sections.append(f"## Steps: {name} (definition version {workflow.definition_version})\n\n{_steps(workflow)}")
    sections.append(f"## Permissions\n\n{_permissions()}")
    sections.append(f"## What a role sees of a meeting\n\n{_sight()}")
    sections.append(f"## Who writes a part of a meeting\n\n{_writers()}")
    sections.append(f"## Settings of a rule set\n\n{_settings()}")
    sections.append(f"## Notices\n\n{_notices()}")
    return "\n".join(sections)


def _steps(workflow: Workflow[Any]) -> str:
    rows = (
        [
            f"`{s.name}`",
            s.label,
            f"{s.source} → {s.target}",
            _names(s.by),
            _names(s.on_behalf),
            _names(s.on_paper),
            "yes" if s.needs_reason else "unless …" if s.unless_reasoned else "",
            ", ".join(rule.__name__.replace("_", " ") for rule in s.unless + s.unless_reasoned),
        ]
        for s in workflow.steps
    )
    return _table(("step", "label", "way", "by", "on behalf", "from paper", "reason", "blocked while"), rows)


def _permissions() -> str:
    held = ([f"`{p}`", _names(role for role in Role if p in GRANTS[role])] for p in Permission)
    return _table(("permission", "opens for"), held)


def _sight() -> str:
    rows = ([role, *(_names(SIGHT[role][state]) for state in State)] for role in Role if any(SIGHT[role].values()))
    return _table(("role", *State), rows)


def _writers() -> str:
    rows = ([part, state, _names(roles)] for part, by_state in WRITERS.items() for state, roles in by_state.items())
    return _table(("part", "state", "roles"), rows)


def _settings() -> str:
    defaults = RuleSettings().to_json()
    return _table(
        ("setting", "label", "default"), ([f"`{n}`", s.label, _shown(defaults[n])] for n, s in SETTINGS.items())
    )


def _notices() -> str:
    rows = (
        [f"`{n}`", about.label, "yes" if about.by_mail else "no", "yes" if about.calendar else ""]
        for n, about in NOTICES.items()
    )
    return _table(("kind", "label", "by mail unless chosen otherwise", "with an entry for the calendar"), rows)


def _shown(value: object) -> str:
    return "; ".join(value) if isinstance(value, list) else str(value)


def _names(members: Iterable[str]) -> str:
    return ", ".join(sorted(str(member) for member in members))


def _table(heads: Collection[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def main(path: Path = Path("docs/reference.md")) -> None:
    path.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
