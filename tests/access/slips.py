"""Printing slips as the page does: with what it showed of the accounts."""

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


def print_slips(client: FlaskClient, organisation_id: int, which: str = "missing", **more: str) -> TestResponse:
    sent = {"which": which} | more
    sent.setdefault("seen", seen_on(client, organisation_id, which))
    return client.post(f"/accounts/organisations/{organisation_id}/slips", data=sent)


def seen_on(client: FlaskClient, organisation_id: int, which: str) -> str:
    page = client.get(f"/accounts/organisations/{organisation_id}").text
    found = re.search(rf'value="{which}"><input type="hidden" name="seen" value="(\w+)"', page)
    return found[1] if found else ""
