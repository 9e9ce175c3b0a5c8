"""What signatures rest on is reckoned from the text that is kept, not read from beside it."""

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update

from app.documents.models import Document
from app.documents.snapshots import Signature as PrintedSignature
from app.documents.snapshots import to_data
from app.extensions import db
from app.minutes import services
from app.minutes.models import Minutes, Signature
from app.minutes.queries import current_minutes
from app.minutes.queries_signed_text import text_hash_in
from app.proofs.queries_papers import check_signatures
from tests.documents.samples_after import minutes as sample
from workflows.roles import Role

pytestmark = pytest.mark.usefixtures("the_day_after", "db_session")
# Of tests/documents/samples_after.py, as it came out on the first day: signatures rest on such hashes for ever.
OF_THE_SAMPLE = "68eaeb5aeecb14bfd40ced323aa0d175fff192994e56214f205b7f3242bc4d5b"


def changed(model: type, row_id: int, column: str, change: Callable[[Any], None]) -> None:
    """Behind the backs of the guards, as somebody does who knows the database."""
    found = copy.deepcopy(getattr(db.session.get_one(model, row_id), column))
    change(found)
    db.session.execute(update(model).where(model.id == row_id).values({column: found}))
    db.session.commit()
    db.session.expire_all()


def moved(snapshot: Any) -> None:
    snapshot["sitting"]["place"] += "."


def of_another_time(snapshot: Any) -> None:
    """A field that is no more, and one that was not there yet."""
    snapshot["sitting"]["seats"] = 40
    del snapshot["read_and_adopted"]


def test_the_hash_is_of_the_text_and_of_nothing_that_comes_with_the_issue():
    paper = sample()
    head = replace(paper.letterhead, number=7, dated="2026-12-04", created="", check="ABC", check_at="https://x.vn")
    signed = PrintedSignature(name=paper.chair_signature.name, signed_at="ngày 04/12/2026", attested="Đồng chí X")
    issued = replace(paper, letterhead=head, chair_signature=signed, text_hash=OF_THE_SAMPLE)

    assert services.text_hash_of(paper) == text_hash_in(to_data(paper)) == OF_THE_SAMPLE
    assert services.text_hash_of(issued) == text_hash_in(to_data(issued)) == OF_THE_SAMPLE
    assert text_hash_in(to_data(replace(paper, closed_at="x"))) != OF_THE_SAMPLE


@pytest.mark.each_engine
def test_issued_minutes_are_held_to_the_text_that_was_signed(handed_in):
    minutes = current_minutes(handed_in)
    minutes_id, document_id = minutes.id, minutes.document_id
    assert check_signatures().found is None

    changed(Minutes, minutes_id, "composed", lambda composed: moved(composed["snapshot"]))
    assert f"Biên bản {minutes_id} " in check_signatures().found
    changed(Document, document_id, "snapshot", moved)
    assert f"Biên bản {minutes_id} " in check_signatures().found


@pytest.mark.parametrize("left", [None, [], {}, {"letterhead": {}}])
def test_what_is_no_text_of_minutes_at_all_is_named_too(handed_in, left):
    minutes_id = current_minutes(handed_in).id

    changed(Minutes, minutes_id, "composed", lambda composed: composed.update(snapshot=left))
    assert f"Biên bản {minutes_id} " in check_signatures().found


@pytest.mark.parametrize("spoil", [moved, of_another_time, lambda snapshot: snapshot.update(letterhead=None)])
def test_the_issued_paper_itself_in_whatever_shape_it_is(handed_in, spoil):
    document_id = current_minutes(handed_in).document_id

    changed(Document, document_id, "snapshot", spoil)
    assert f"Văn bản {document_id} " in check_signatures().found


def test_minutes_that_wait_for_the_second_signature(complete, actor_of):
    minutes = current_minutes(complete.id)
    seen = services.text_hash_of(services.paper_of(minutes))
    services.sign(complete, Role.RECORDER, seen=seen, actor=actor_of("lan"))
    db.session.commit()
    assert (check_signatures().count, check_signatures().found) == (1, None)

    changed(Minutes, minutes.id, "composed", lambda composed: moved(composed["snapshot"]))
    assert f"Biên bản {minutes.id} " in check_signatures().found


def test_what_was_issued_before_the_program_changed_is_not_called_false(handed_in):
    """Its shape is of another time, and so was the hash that was made of it."""
    minutes = current_minutes(handed_in)
    paper = copy.deepcopy(db.session.get_one(Document, minutes.document_id).snapshot)
    of_another_time(paper)
    then = text_hash_in(paper)
    assert then != minutes.text_hash
    paper["text_hash"] = then
    values = {"text_hash": then}
    db.session.execute(update(Document).where(Document.id == minutes.document_id).values(snapshot=paper))
    db.session.execute(update(Minutes).where(Minutes.id == minutes.id).values(**values))
    db.session.execute(update(Signature).values(**values))
    changed(Minutes, minutes.id, "composed", lambda composed: of_another_time(composed["snapshot"]))

    assert check_signatures().found is None


def test_minutes_of_another_time_that_were_composed_anew_to_be_signed(complete, actor_of):
    """What was composed is kept as it was; the signature is on what it came to."""
    minutes = current_minutes(complete.id)
    changed(Minutes, minutes.id, "composed", lambda composed: of_another_time(composed["snapshot"]))
    seen = services.text_hash_of(services.paper_of(minutes))
    services.sign(complete, Role.RECORDER, seen=seen, actor=actor_of("lan"))
    db.session.commit()

    assert db.session.scalars(select(Minutes.text_hash).where(Minutes.id == minutes.id)).one() == seen
    assert check_signatures().found is None
