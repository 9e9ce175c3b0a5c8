"""The pictures of the user guide: those that the tool takes, that lie in the folder and that the pages show are the same."""

import re

from app.help.queries import FOLDER, PICTURES
from tools import screenshots


def test_every_picture_that_is_taken_is_kept_and_shown_and_no_other():
    shown = {
        name for page in FOLDER.glob("*.md") for name in re.findall(r"/help/anh/([\w-]+)\.png", page.read_text("utf-8"))
    }

    assert {picture.name for picture in screenshots.ALL} == {path.stem for path in PICTURES.glob("*.png")} == shown


def test_every_picture_says_in_words_what_it_shows():
    texts = [text for page in FOLDER.glob("*.md") for text in re.findall(r"!\[(.*?)\]", page.read_text("utf-8"))]

    assert texts
    assert all(len(text.split()) >= 4 for text in texts)
