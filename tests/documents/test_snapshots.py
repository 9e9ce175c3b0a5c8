import json
import unicodedata
from dataclasses import replace

import pytest

from app.documents.snapshots import (
    AgendaItem,
    DiscussedItem,
    DocumentKind,
    SnapshotUnreadable,
    Speech,
    from_data,
    from_json,
    to_data,
    to_json,
)
from tests.documents import samples, samples_after

every_kind = pytest.mark.parametrize("kind", DocumentKind)


@every_kind
def test_it_comes_back_from_json_as_it_was(kind):
    snapshot = samples.all_documents()[kind]

    assert from_json(kind, to_json(snapshot)) == snapshot
    assert from_data(str(kind), json.loads(json.dumps(to_data(snapshot)))) == snapshot


@every_kind
def test_equal_snapshots_give_equal_texts(kind):
    snapshot = samples.all_documents()[kind]
    shuffled = dict(reversed(to_data(snapshot).items()))

    assert to_json(from_data(kind, shuffled)) == to_json(snapshot)


def test_a_field_that_came_later_leaves_the_text_of_older_papers_as_it_was():
    ordinary = samples_after.minutes()
    votes = tuple(replace(vote, needed="từ hai phần ba, tức ít nhất 14") for vote in ordinary.votes)

    assert "needed" not in to_json(ordinary)
    assert from_json("minutes", to_json(replace(ordinary, votes=votes))).votes == votes


def test_decomposed_text_is_kept_composed():
    theme = "Nêu gương"
    typed = replace(samples.notice(), sitting=replace(samples.SITTING, theme=unicodedata.normalize("NFD", theme)))

    assert from_json("notice", to_json(typed)).sitting.theme == theme


@pytest.mark.parametrize("spoil", [
    lambda data: data.pop("sitting"),
    lambda data: data.update(extra=1),
    lambda data: data.update(expected_minutes="120"),
    lambda data: data.update(expected_minutes=True),
    lambda data: data.update(recipients="mọi người"),
    lambda data: data.update(recipients=[1]),
    lambda data: data["sitting"].update(kind="yearly"),
    lambda data: data["letterhead"].update(draft=1),
    lambda data: data.update(signature=None),
])  # fmt: skip
def test_what_does_not_have_the_shape_is_not_read(spoil):
    data = to_data(samples.notice())
    spoil(data)

    with pytest.raises(SnapshotUnreadable):
        from_data("notice", data)


@pytest.mark.parametrize(("kind", "text"), [("notice", "{"), ("notice", "[]"), ("decree", "{}")])
def test_what_is_no_snapshot_is_not_read(kind, text):
    with pytest.raises(SnapshotUnreadable):
        from_json(kind, text)


@pytest.mark.parametrize("pair", ["Đặng Thị Thu Hà", ["Đặng Thị Thu Hà"], ["Đặng Thị Thu Hà", 4]])
def test_a_pair_is_read_as_a_pair(pair):
    minutes = replace(samples_after.minutes(), keyed_in=("Đặng Thị Thu Hà", "2026-02-04"))
    assert from_data("minutes", to_data(minutes)) == minutes

    with pytest.raises(SnapshotUnreadable):
        from_data("minutes", to_data(minutes) | {"keyed_in": pair})


def test_a_draft_has_no_number():
    with pytest.raises(ValueError, match="draft"):
        samples.letterhead("NQ/CB", 14, draft=1)


def test_what_is_kept_on_paper_holds_no_words():
    said = Speech(person=samples.HOA, text="…")
    with pytest.raises(ValueError, match="on paper"):
        DiscussedItem(title="Xem xét kỷ luật", on_paper=True, speeches=(said,))
    with pytest.raises(ValueError, match="on paper"):
        DiscussedItem(title="Xem xét kỷ luật", on_paper=True, conclusion="…")
    with pytest.raises(ValueError, match="on paper"):
        AgendaItem(title="Xem xét kỷ luật", starts_at="09:00", minutes=15, on_paper=True, questions=("…",))
