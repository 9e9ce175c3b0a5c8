"""How a view answers: a whole page, or for htmx the named block of the same template."""

from typing import Any

from flask import Response, make_response, redirect, render_template, request
from jinja2_fragments.flask import render_block


def wants_fragment() -> bool:
    asked = request.htmx  # type: ignore[attr-defined]
    return bool(asked) and not asked.boosted and not asked.history_restore_request


def page(template: str, block: str | None = None, *, status: int = 200, **context: Any) -> Response:
    """The page, or its block `block` if htmx asked for it."""
    if block and wants_fragment():
        body = render_block(template, block, **context)
    else:
        body = render_template(template, **context)
    response = make_response(body, status)
    response.headers["Vary"] = "HX-Request"
    return response


def done(location: str) -> Response:
    """After a form: go to `location` with GET, so that reloading does not send it again. htmx is told to go there."""
    if request.htmx:  # type: ignore[attr-defined]
        return Response(status=204, headers={"HX-Redirect": location, "Vary": "HX-Request"})
    return make_response(redirect(location, 303))
