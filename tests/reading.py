"""A page as its reader has it."""

import re
from typing import Any

from flask.testing import FlaskClient


def words(response: Any) -> str:
    """Its words in one line, without the marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


def get(client: FlaskClient, path: str) -> tuple[int, str]:
    """The status and the page."""
    response = client.get(path)
    return response.status_code, response.get_data(as_text=True)
