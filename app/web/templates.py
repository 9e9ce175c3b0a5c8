"""Templates as Jinja has them, but for what each page pays for hundreds of times."""

import re
from collections.abc import Callable, Iterable, MutableMapping
from enum import StrEnum
from typing import Any

from flask.templating import Environment
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro
from markupsafe import escape

# What `escape` changes. A text without any of them is written as it is.
_find_special = re.compile("[&<>'\"]").search


class _Code(CodeGenerator):
    def blockvisit(self, nodes: Iterable[nodes.Node], frame: Frame) -> None:
        """What a page or a block of it writes, gathered in a list as Jinja does it for macros, and handed on at once.
        By itself each piece would come up through the generators of all the blocks around it.
        """
        if frame.buffer is not None:
            super().blockvisit(nodes, frame)
            return
        self.buffer(frame)
        super().blockvisit(nodes, frame)
        self.writeline(f"yield concat({frame.buffer})")
        frame.buffer = None

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("environment.written(")
        else:
            super()._output_child_pre(node, frame, finalize)


class _Context(Context):
    def call(self, asked: Callable[..., Any], /, *args: Any, **given: Any) -> Any:
        """Jinja asks of each function three times whether it wants the context (`pass_context`): nothing here does,
        but for macros, which are told whether to escape.
        """
        given.pop("_block_vars", None)
        given.pop("_loop_vars", None)
        return asked(self.eval_ctx, *args, **given) if type(asked) is Macro else asked(*args, **given)


class Templates(Environment):
    code_generator_class = _Code
    context_class = _Context

    @staticmethod
    def written(value: Any) -> str:
        """A value as it stands in the page, escaped. `escape` makes a Markup of each, which takes ten times as long and
        is thrown away at once: the pieces of a page are joined as plain text.
        """
        if type(value) is str:
            return escape(value) if _find_special(value) else value
        if type(value) is int:
            return str(value)
        return Templates.written(str(value)) if isinstance(value, StrEnum) else escape(value)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The names that every template knows, as they are. Jinja lays a map over them that is empty here, and looks
        through both in Python for each page and each import.
        """
        return super().make_globals(d) if d else self.globals
