"""Links of templates lead where Flask's lead, though they are worked out once only."""

import flask
import pytest

from app.web.addresses import url_for


@pytest.mark.parametrize(
    ("endpoint", "parts"),
    [
        ("home.index", {}),
        ("meetings.detail", {"meeting_id": 7}),
        ("meetings.index", {"month": "12/2026", "_anchor": "hom-nay"}),
        ("meetings.detail", {"meeting_id": 7, "moved": True}),
        ("meetings.detail", {"meeting_id": 7, "moved": 1}),
        ("meetings.detail", {"meeting_id": 7, "_external": True}),
    ],
)
def test_a_link_is_what_flask_says_each_time(app, endpoint, parts):
    for root in ("", "", "/nen-nep"):
        with app.test_request_context("/meetings/7", base_url=f"https://xa.example{root}"):
            assert url_for(endpoint, **parts) == flask.url_for(endpoint, **parts)


def test_a_link_that_depends_on_the_page_follows_the_page(app):
    """`.detail` is of the room that was asked."""
    asked = {"/meetings/7": "/meetings/7", "/help": "/help"}

    for path, wanted in asked.items():
        with app.test_request_context(path):
            parts = flask.request.view_args
            assert url_for("." + flask.request.endpoint.partition(".")[2], **parts) == wanted


def test_templates_ask_there(app):
    assert app.jinja_env.globals["url_for"] is url_for
