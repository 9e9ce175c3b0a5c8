"""Every document word for word: `texts/` is to be read by people, and changes with intent only.

NENNEP_UPDATE_TEXTS=1 writes the files anew.
"""

import os
import unicodedata
from pathlib import Path

import pytest

from app.documents.snapshots import DocumentKind

TEXTS = Path(__file__).parent / "texts"


@pytest.mark.parametrize("kind", DocumentKind)
def test_it_says_what_it_always_said(kind, pdfs, text_of):
    text = text_of(pdfs[kind].read_bytes())
    path = TEXTS / f"{kind}.txt"
    if os.environ.get("NENNEP_UPDATE_TEXTS"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", DocumentKind)
def test_its_letters_are_composed(kind, pdfs, text_of):
    text = text_of(pdfs[kind].read_bytes())

    assert text == unicodedata.normalize("NFC", text)
    assert not any(unicodedata.combining(sign) for sign in text)


@pytest.mark.parametrize("kind", DocumentKind)
def test_it_uses_no_word_of_other_worlds(kind, pdfs, text_of):
    text = " ".join(text_of(pdfs[kind].read_bytes()).split())

    assert "./." not in text
    assert "K/T" not in text
    for word in ("cuộc họp", "phiên họp", "kỳ họp", "None", "True", "False", "[]", "()"):
        assert word not in text, word
