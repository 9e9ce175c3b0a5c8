"""The diagrams of the documentation, generated from the tables themselves."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workflows.engine import NEW, Workflow
from workflows.guidance import GUIDANCE
from workflows.inspection import INSPECTION
from workflows.meeting import MEETING
from workflows.petition import PETITION
from workflows.plan import PLAN
from workflows.prospect import PROSPECT
from workflows.remedy import REMEDY
from workflows.resolution import RESOLUTION
from workflows.task import TASK

WORKFLOWS: Mapping[str, Workflow[Any]] = {
    "meeting": MEETING,
    "resolution": RESOLUTION,
    "task": TASK,
    "petition": PETITION,
    "guidance": GUIDANCE,
    "inspection": INSPECTION,
    "remedy": REMEDY,
    "prospect": PROSPECT,
    "plan": PLAN,
}


def mermaid(workflow: Workflow[Any]) -> str:
    """A Mermaid state diagram: one arrow for each pair of states, labelled with the names of its steps."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for step in workflow.steps:
        names = arrows.setdefault((str(step.source), str(step.target)), [])
        if step.name not in names:
            names.append(step.name)
    lines = [f"    {_node(a)} --> {_node(b)}: {', '.join(names)}" for (a, b), names in arrows.items()]
    return "\n".join(["stateDiagram-v2", *lines])


def _node(state: str) -> str:
    return "[*]" if state == NEW else state


def with_diagrams(text: str) -> str:
    """`text` with the diagram of each workflow between `<!-- workflow:NAME -->` and `<!-- /workflow:NAME -->`.

    Raises ValueError where a pair of markers is missing.
    """
    for name, workflow in WORKFLOWS.items():
        begin, end = f"<!-- workflow:{name} -->", f"<!-- /workflow:{name} -->"
        between = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
        if not between.search(text):
            raise ValueError(f"no markers for {name}")
        block = f"{begin}\n```mermaid\n{mermaid(workflow)}\n```\n{end}"
        text = between.sub(lambda _match, block=block: block, text)  # type: ignore[misc]
    return text


def main(page: Path = Path("docs/architecture.md")) -> None:
    """Bring the diagrams of the documentation up to date."""
    page.write_text(with_diagrams(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
