"""A store of several machines that does not answer: `verify` says so, and names what it found all the same."""

import pytest

from app.documents import files
from app.documents.store import FileMissing, Store, StoreUnreachable
from app.extensions import db
from app.proofs import queries_papers
from app.proofs.findings import Area
from tests.proofs.tampering import changed
from tests.proofs.test_verify import ids_of


@pytest.fixture
def falls_silent(monkeypatch):
    """`falls_silent(after=1)`: the store has lost so many files that it is asked for, and then answers no more."""

    def put(after: int) -> None:
        asked: list[str] = []

        class Silent(Store):
            def open(self, name):
                asked.append(name)
                if len(asked) > after:
                    raise StoreUnreachable("EndpointConnectionError")
                raise FileMissing(name)

        for module in (queries_papers, files):
            monkeypatch.setattr(module, "store", Silent)

    return put


@pytest.mark.parametrize(("after", "told"), [(0, "không trả lời"), (1, "không còn trong kho")])
def test_it_is_named_after_what_was_found_before(whole, found, falls_silent, after, told):
    falls_silent(after)
    with changed("minutes", "composed", {"id": ids_of("minutes")[0]}):
        areas = found()

    assert told in areas[Area.FILES]
    assert "không còn khớp mã băm" in areas[Area.SIGNATURES]


def test_the_command_ends_with_one_and_a_sentence(app, whole, falls_silent):
    falls_silent(after=0)
    db.session.rollback()

    answer = app.test_cli_runner().invoke(args=["verify"])
    assert answer.exit_code == 1
    assert "Kho tệp: 0 tệp, SAI – Kho tệp không trả lời" in answer.output
    assert "Chữ ký: " in answer.output
