"""A page as its reader has it."""

import re
from typing import Any

from flask.testing import FlaskClient


def words(response: Any) -> str:
    """Its words in one line, without the marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


def version_on(client: FlaskClient, path: str) -> dict[str, str]:
    """What the form on a page says of the version that it was opened on."""
    found = re.search(r'name="(version|seen)" value="(\w+)"', client.get(path).text)
    assert found, f"{path}: no form that says its version"
    return {found[1]: found[2]}


def get(client: FlaskClient, path: str) -> tuple[int, str]:
    """The status and the page."""
    response = client.get(path)
    return response.status_code, response.get_data(as_text=True)
