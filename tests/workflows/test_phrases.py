"""The sentences that the house ships: something for every kind and every type of cell, in words of this world."""

import pytest

from workflows.cells import CellType
from workflows.phrases import FOR_ALL, PhraseKind, shipped


@pytest.mark.parametrize("kind", PhraseKind)
@pytest.mark.parametrize("cell_type", [None, *CellType])
def test_a_cell_is_offered_its_own_before_those_for_all(kind, cell_type):
    offered = shipped(kind, cell_type)
    common = list(FOR_ALL[kind])

    assert common
    assert offered[len(offered) - len(common) :] == common
    assert len(set(offered)) == len(offered)
    assert all(text[0].isupper() and text == text.strip() for text in offered)
    assert not any(word in text.lower() for text in offered for word in ("cuộc họp", "phiên họp"))
