"""What a view of the house leads to, read from the source: who calls whom, by the names that each function uses.

Rather too much is found than too little: a function that is named counts as called, wherever it stands (in a table of
steps, in a lambda), and a method by its name alone, among the classes of the modules that its caller imports.
"""

import ast
from collections import deque
from collections.abc import Callable, Collection, Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
Place = tuple[str, str]
"""A function: its module, and its name in there."""


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def _trees() -> dict[str, ast.Module]:
    return {_module(path): ast.parse(path.read_text(encoding="utf-8")) for path in sorted(ROOT.glob("app/**/*.py"))}


def _functions_in(body: list[ast.stmt], within: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in body:
        if isinstance(node, ast.FunctionDef):
            yield f"{within}{node.name}", node
        elif isinstance(node, ast.ClassDef):
            yield from _functions_in(node.body, f"{within}{node.name}.")


@cache
def functions() -> dict[Place, ast.FunctionDef]:
    return {(module, name): node for module, tree in _trees().items() for name, node in _functions_in(tree.body)}


@cache
def _methods() -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for module, name in functions():
        if "." in name and not name.endswith("__"):
            found.setdefault(name.rpartition(".")[2], []).append((module, name))
    return found


@cache
def _names(module: str) -> dict[str, tuple[str, Any]]:
    """What a name means in a module: brought from another, a module, defined here, or a value that is built here."""
    found: dict[str, tuple[str, Any]] = {}
    tree = _trees()[module]
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {one.asname or one.name: ("from", (node.module, one.name)) for one in node.names}
        elif isinstance(node, ast.Import):
            found |= {one.asname: ("module", one.name) for one in node.names if one.asname}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name] = ("here", node)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {one.id: ("value", node.value) for one in targets if isinstance(one, ast.Name)}
    return found


@cache
def _near(module: str) -> set[str]:
    """The modules whose classes somebody in `module` may hold an object of."""
    found = {module}
    for kind, value in _names(module).values():
        if kind == "from" and value[0] in _trees():
            found |= {value[0], ".".join(value)} & _trees().keys()
            further = _names(value[0]).get(value[1])
            found |= {further[1][0]} if further and further[0] == "from" else set()
    return found


def _meant(module: str, name: str, on_the_way: frozenset[Place]) -> str | set[Place] | None:
    """The module that `name` stands for, or the functions; None for what is no part of the house."""
    if (module, name) in on_the_way or module not in _trees():
        return None
    on_the_way |= {(module, name)}
    kind, value = _names(module).get(name, ("", None))
    inner = f"{module}.{name}" if not kind else ".".join(value) if kind == "from" else value if kind == "module" else ""
    found: str | set[Place] | None = None
    if kind == "from":
        found = _meant(*value, on_the_way)
    elif kind == "here":
        found = {(module, name), (module, f"{name}.__init__"), (module, f"{name}.__post_init__")} & functions().keys()
    elif kind == "value":
        found = named_in(module, value, on_the_way)
    return found or (inner if inner in _trees() else None)


def named_in(module: str, node: ast.AST, on_the_way: frozenset[Place] = frozenset()) -> set[Place]:
    """The functions of the house that `node`, a piece of `module`, names."""
    found: set[Place] = set()
    for one in ast.walk(node):
        if isinstance(one, ast.Name):
            meant = _meant(module, one.id, on_the_way)
            found |= meant if isinstance(meant, set) else set()
        elif isinstance(one, ast.Attribute):
            found |= _attribute(module, one, on_the_way)
    return found


def _attribute(module: str, node: ast.Attribute, on_the_way: frozenset[Place]) -> set[Place]:
    chain, root = [node.attr], node.value
    while isinstance(root, ast.Attribute):
        chain.insert(0, root.attr)
        root = root.value
    at = _meant(module, root.id, on_the_way) if isinstance(root, ast.Name) else None
    if not isinstance(at, str):
        return {place for place in _methods().get(node.attr, []) if place[0] in _near(module)}
    for name in chain:
        at = _meant(at, name, on_the_way) if isinstance(at, str) else at
    return at if isinstance(at, set) else set()


@cache
def _called_by(place: Place) -> frozenset[Place]:
    return frozenset(named_in(place[0], functions()[place]))


def way_to(begins: Collection[Place], ends: Collection[Place]) -> tuple[Place, ...]:
    """The shortest way from one of `begins` to one of `ends`, or ()."""
    ways, seen = deque((one,) for one in sorted(begins)), set(begins)
    while ways:
        way = ways.popleft()
        if way[-1] in ends:
            return way
        further = sorted(_called_by(way[-1]) - seen)
        seen.update(further)
        ways.extend((*way, one) for one in further)
    return ()


def place_of(view: Callable[..., Any]) -> Place:
    """Raises AssertionError for a view that is not plainly a function of a module: it would not be looked into."""
    place = (view.__module__, view.__qualname__)
    assert place in functions(), place
    return place


def that_say(words: Collection[str]) -> set[Place]:
    """The functions in which one of `words` stands as a text of its own, as the name of an event does."""
    return {
        place
        for place, node in functions().items()
        if any(isinstance(one, ast.Constant) and one.value in words for one in ast.walk(node))
    }
