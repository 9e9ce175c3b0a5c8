"""The table of every route and role in docs/security.md: `python -m tools.route_table` writes it anew, a test holds it.

It comes out of the running application: the permission that each view declares (`app.web.permissions.requires`) and the
roles that `workflows.roles.GRANTS` gives it to.
"""

from pathlib import Path

from flask import Flask
from werkzeug.routing import Rule

from app.web.permissions import OPEN, permission_of
from workflows.roles import GRANTS, IN_ONE_THING, Permission, Role

PAGE = Path(__file__).resolve().parents[1] / "docs" / "security.md"
BEGIN, END = "<!-- routes and roles: begin -->\n", "<!-- routes and roles: end -->\n"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# Those who hold an office first, then what somebody is in one meeting, task or inspection only.
COLUMNS = tuple(sorted(Role, key=lambda role: role in IN_ONE_THING))


def table(app: Flask) -> str:
    """The table as it stands in the page."""
    rows = [
        (rule.rule, method, rule) for rule in app.url_map.iter_rules() for method in METHODS if _answers(rule, method)
    ]
    with app.app_context():
        lines = [
            _line(address, method, permission_of(rule.endpoint)) for address, method, rule in sorted(rows, key=_key)
        ]
    heads = ["address", "method", "permission", *(role.value.replace("_", " ") for role in COLUMNS)]
    return "\n".join(_row(cells) for cells in [heads, ["---"] * len(heads), *lines]) + "\n"


def _answers(rule: Rule, method: str) -> bool:
    return method in (rule.methods or ())


def _key(row: tuple[str, str, Rule]) -> tuple[str, int]:
    return row[0], METHODS.index(row[1])


def _line(address: str, method: str, permission: Permission | str | None) -> list[str]:
    if permission == OPEN:
        return [f"`{address}`", method, "open to everybody", *("x" for _ in COLUMNS)]
    held = ["x" if permission in GRANTS[role] else "" for role in COLUMNS]
    return [f"`{address}`", method, f"`{permission}`" if permission else "none: closed", *held]


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def page_with(text: str, app: Flask) -> str:
    """The page with the table as it is now. Raises ValueError for a page without the marks."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError("docs/security.md has no place for the table")
    return f"{before}{BEGIN}\n{table(app)}\n{END}{after}"


def main() -> None:
    from app import create_app

    app = create_app()
    PAGE.write_text(page_with(PAGE.read_text(encoding="utf-8"), app), encoding="utf-8")


if __name__ == "__main__":
    main()
