"""The real application behind the real web server, as a scanner finds it: `python -m tests.scan.serve PORT [--hole]`.

Two things differ from `make run`. Forms are taken again and again: a scanner sends each of them a hundred times with the
token that makes a second click harmless, and all but the first would be answered without being looked at. And with
`--hole` there is a page that must be found, so that a scan which finds nothing says something.
"""

import sys

from flask import Flask, Response, request
from sqlalchemy import text

from app import create_app
from app.extensions import db
from app.web import transactions
from app.web.permissions import OPEN, requires
from tools.web import serve

HOLE = "/planted-hole"


def dig(app: Flask) -> None:
    """What is asked stands in the page as it came, and in a statement too, whose error is told."""

    @app.get(HOLE)
    @requires(OPEN)
    def planted() -> Response:
        said = request.args.get("said", "")
        try:
            found = db.session.execute(
                text(f"SELECT user_name FROM account WHERE id = {request.args.get('id', 1)}")
            ).all()
        except Exception as error:
            return Response(f"<p>{error}</p>", 500)
        return Response(f"<html><body><p>{said}</p><p>{len(found)}</p></body></html>")


def main() -> None:
    port, *options = sys.argv[1:]
    transactions._form_token = lambda: ""
    app = create_app()
    if "--hole" in options:
        dig(app)
    serve(app, "127.0.0.1", int(port))


if __name__ == "__main__":
    main()
