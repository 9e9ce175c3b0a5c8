"""A bare template of a page: the HTML that the page really wrote, with loops where it repeats itself.

Three or more elements of the same shape in a row become one loop over plain rows, in which whatever differs from row to
row is a variable; everything else is literal text. No macro, no filter, no call: what Jinja must do at the least.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "use"}
MARK = re.compile(r"(<!--.*?-->|<[^>]+>)", re.DOTALL)
PIECE = re.compile(r"""(="[^"]*")""")
# Differ from answer to answer of one page; the floor writes those of the answer that it was made from.
TOKENS = re.compile(r'(name="(?:csrf_token|once)" value=")[^"]*"')
FEWEST = 3


@dataclass
class Node:
    """An element with its own tokens, or a bare token (a text, a comment, a void element)."""

    name: str
    start: int
    end: int = 0
    children: list["Node"] = field(default_factory=list)


@dataclass(frozen=True)
class Likeness:
    template: str
    rows: dict[str, list[list[str]]]

    @property
    def repeated(self) -> int:
        return sum(map(len, self.rows.values()))


def without_tokens(page: str) -> str:
    return TOKENS.sub(r'\1"', page)


def likeness_of(page: str) -> Likeness:
    tokens = [token for token in MARK.split(page) if token]
    rows: dict[str, list[list[str]]] = {}
    return Likeness("".join(_written(_tree(tokens), tokens, rows)), rows)


def _tree(tokens: list[str]) -> Node:
    root = Node("", 0, len(tokens))
    open_nodes = [root]
    for place, token in enumerate(tokens):
        if token.startswith("</"):
            open_nodes.pop().end = place + 1
            continue
        found = re.match(r"<([a-zA-Z0-9]+)", token)
        node = Node(found.group(1) if found else "", place, place + 1)
        open_nodes[-1].children.append(node)
        if found and found.group(1) not in VOID and not token.endswith("/>"):
            open_nodes.append(node)
    return root


def _written(node: Node, tokens: list[str], rows: dict[str, list[list[str]]]) -> Iterator[str]:
    place, children = node.start, node.children
    number = 0
    while number < len(children):
        run = _run(children[number:], tokens)
        first = children[number]
        yield from (_literal(token) for token in tokens[place : first.start])
        if len(run) >= FEWEST:
            yield _loop(run, tokens, rows)
            number += 2 * len(run) - 1
            place = run[-1].end
        else:
            yield from (
                _written(first, tokens, rows) if first.children else map(_literal, tokens[first.start : first.end])
            )
            number += 1
            place = first.end
    yield from (_literal(token) for token in tokens[place : node.end])


def _run(children: list[Node], tokens: list[str]) -> list[Node]:
    """The elements of one shape from the first child on, with the same white space between them."""
    first = children[0]
    if not first.name or len(children) < 2 * FEWEST - 1:
        return []
    shape, gap = _shape(first, tokens), _text(children[1], tokens)
    run = [first]
    for between, following in zip(children[1::2], children[2::2], strict=False):
        if _text(between, tokens) != gap or gap.strip() or _shape(following, tokens) != shape:
            break
        run.append(following)
    return run


def _text(node: Node, tokens: list[str]) -> str:
    return "".join(tokens[node.start : node.end])


def _shape(node: Node, tokens: list[str]) -> tuple[str, ...]:
    return tuple(PIECE.sub("", t) if t.startswith("<") else "text" for t in tokens[node.start : node.end])


def _loop(run: list[Node], tokens: list[str], rows: dict[str, list[list[str]]]) -> str:
    name = f"rows{len(rows)}"
    pieces = [[p for t in tokens[n.start : n.end] for p in (PIECE.split(t) if t.startswith("<") else [t])] for n in run]
    varying = [place for place, seen in enumerate(zip(*pieces, strict=True)) if len(set(seen)) > 1]
    rows[name] = [[_value(one[place]) for place in varying] for one in pieces]
    body = [_literal(piece) for piece in pieces[0]]
    for number, place in enumerate(varying):
        hole = f"{{{{ row[{number}] }}}}"
        body[place] = f'="{hole}"' if pieces[0][place].startswith('="') else hole
    gap = tokens[run[0].end] if len(run) > 1 and not tokens[run[0].end].startswith("<") else ""
    return f"{{% for row in {name} %}}{''.join(body)}{{% if not loop.last %}}{gap}{{% endif %}}{{% endfor %}}"


def _value(piece: str) -> str:
    """As a row of the database holds it, so that the template has to escape it again."""
    return html.unescape(piece[2:-1] if piece.startswith('="') else piece)


def _literal(token: str) -> str:
    return f"{{% raw %}}{token}{{% endraw %}}" if "{{" in token or "{%" in token or "{#" in token else token


def unescaped(page: str) -> str:
    """For comparing: quotes and the like may be written in more than one way."""
    return html.unescape(without_tokens(page))
