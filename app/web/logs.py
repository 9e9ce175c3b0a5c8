"""What the processes say on standard error: one JSON object a line, and the number of the request in each that belongs
to one.

Nothing of a person stands in it: of an address only the route, never what stands in its places; of a refusal neither
form nor text; of a statement not what it was asked with (`hide_parameters`).
"""

import json
import logging
import re
import secrets
import time
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, has_request_context, request

from app.web.counters import count_request

HEADER = "X-Request-ID"
_sent_number = re.compile(r"[A-Za-z0-9-]{8,64}").fullmatch
log = logging.getLogger("nennep.requests")


class AsJson(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if number := request_number():
            line["request"] = number
        line |= getattr(record, "fields", {})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def request_number() -> str:
    """By which the lines of one request are found together; empty outside of one."""
    return g.get("request_number", "") if has_request_context() else ""


def begin(level: str) -> None:
    """All that is logged goes to standard error as `AsJson`, unless whoever started us has it go elsewhere. `level`:
    the least that is told.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(AsJson())
    logging.basicConfig(handlers=[handler], level=level.upper())


def bind(app: Flask) -> None:
    behind_a_proxy = app.config["SETTINGS"].proxies > 0

    @app.before_request
    def _begin() -> None:
        sent = request.headers.get(HEADER, "") if behind_a_proxy else ""  # others could make two requests look like one
        g.request_number = sent if _sent_number(sent) else secrets.token_hex(6)
        g.request_began = time.perf_counter()

    @app.after_request
    def _tell(response: Response) -> Response:
        if "request_number" not in g:  # refused before it began
            return response
        seconds = time.perf_counter() - g.request_began
        response.headers[HEADER] = g.request_number
        count_request(request.endpoint or "none", request.method, response.status_code, seconds)
        if log.isEnabledFor(logging.INFO):
            route = str(request.url_rule) if request.url_rule else ""
            fields = {"method": request.method, "route": route, "status": response.status_code}
            log.info("request", extra={"fields": fields | {"ms": round(seconds * 1000, 1)}})
        return response
