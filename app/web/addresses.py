"""Where links of templates lead, worked out once for all pages: an address follows from its parts alone."""

from functools import lru_cache
from typing import Any

import flask
from flask import Flask, request


def url_for(endpoint: str, **parts: Any) -> str:
    """As Flask's, which takes it out of the map of routes anew for each link of each page."""
    if endpoint.startswith(".") or "_external" in parts:
        return flask.url_for(endpoint, **parts)  # depends on the page or the host that was asked
    return _address(request.script_root, endpoint, **parts)


@lru_cache(maxsize=4096, typed=True)
def _address(_script_root: str, _endpoint: str, /, **parts: Any) -> str:
    return flask.url_for(_endpoint, **parts)


def bind(app: Flask) -> None:
    app.jinja_env.globals["url_for"] = url_for
