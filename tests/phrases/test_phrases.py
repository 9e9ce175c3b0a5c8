"""The bank of phrases: what is offered, who keeps it, and how a phrase gets into what somebody writes."""

import re

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.extensions import db
from app.forms.queries import saved_draft
from app.organisations.models import Organisation
from app.phrases import queries, services
from app.phrases.models import Phrase
from app.phrases.services import Stated
from tests.at_once import together
from tests.reading import words
from tests.sessions.conftest import evening, held  # noqa: F401  # a meeting under way
from workflows.cells import CellType
from workflows.phrases import BY_TYPE, FOR_ALL, PhraseKind, shipped

FLOWERS = "Chi bộ thống nhất mỗi hộ trồng một đoạn đường hoa."


def the(organisation_id: int) -> Organisation:
    return db.session.get_one(Organisation, organisation_id)


@pytest.fixture
def phrases(world, prepared, actor_of) -> dict[str, int]:
    """One of the own cell, one of the commune for schools, one of the commune for all."""

    def build():
        own = Stated(kind=PhraseKind.CONCLUSION, text=FLOWERS)
        schools = Stated(kind=PhraseKind.CONCLUSION, text="Chỉ cho trường học.", cell_type=CellType.SCHOOL)
        everybody = Stated(kind=PhraseKind.CONCLUSION, text="Thực hiện theo Nghị quyết của Đảng ủy.")
        return {
            "own": services.add(the(world.cell), own, actor=actor_of("thang")).id,
            "schools": services.add(the(world.commune), schools, actor=actor_of("hanh")).id,
            "all": services.add(the(world.commune), everybody, actor=actor_of("hanh")).id,
        }

    return prepared("phrases", build)


def test_a_cell_is_offered_its_own_then_those_of_its_committee_then_the_usual_ones(phrases, world, db_session):
    mine = queries.offered(the(world.cell), PhraseKind.CONCLUSION)
    school = queries.offered(the(world.other_cell), PhraseKind.CONCLUSION)
    far = queries.offered(the(world.far_cell), PhraseKind.CONCLUSION)

    assert [(offer.heading, len(offer.texts)) for offer in mine] == [
        ("Của chi bộ", 1), ("Của cấp ủy", 1), ("Có sẵn", len(shipped(PhraseKind.CONCLUSION, CellType.RESIDENTIAL))),
    ]  # fmt: skip
    assert school[0].texts == ["Chỉ cho trường học.", "Thực hiện theo Nghị quyết của Đảng ủy."]
    assert [offer.heading for offer in far] == ["Có sẵn"]


def test_every_type_of_cell_has_usual_phrases_of_each_kind_and_none_twice():
    for cell_type in CellType:
        for kind in PhraseKind:
            texts = shipped(kind, cell_type)
            assert BY_TYPE[cell_type][kind]
            assert len(texts) == len(set(texts)) >= len(FOR_ALL[kind]) + 1


@pytest.mark.any_engine
def test_a_usual_phrase_is_a_whole_sentence_in_the_words_of_the_party():
    texts = {text for kind in PhraseKind for cell in (*CellType, None) for text in shipped(kind, cell)}
    whole = re.compile(r"[A-ZĐ].{10,}[.…]", re.DOTALL)
    assert [text for text in texts if not whole.fullmatch(text) or len(text) > services.LONGEST] == []
    assert [text for text in texts if re.search(r"cuộc họp|phiên họp|uỷ", text)] == []


def test_a_secretary_and_the_office_keep_theirs(phrases, world, as_user, committed):
    thang, hanh = as_user("thang"), as_user("hanh")
    assert thang.post("/phrases/new", data={"kind": "task", "text": "Quét đường thôn"}).status_code == 303
    sent = {"kind": "remedy", "text": "Gửi tài liệu sớm", "cell_type": "health"}
    assert hanh.post(f"/phrases/new?of={world.commune}", data=sent).status_code == 303
    page = words(hanh.get("/phrases"))
    assert "Gửi tài liệu sớm Biện pháp khắc phục Chi bộ y tế" in page
    assert FLOWERS not in page

    path = f"/phrases/{phrases['own']}"
    assert thang.post(f"{path}/edit", data={"kind": "conclusion", "text": "Khác", "version": "1"}).status_code == 303
    assert thang.post(f"{path}/edit", data={"kind": "conclusion", "text": "Cũ", "version": "1"}).status_code == 409
    assert thang.post(f"{path}/removal", data={"version": "1"}).status_code == 409
    assert thang.post(f"{path}/removal", data={"version": "2"}).status_code == 303
    assert thang.get(f"{path}/edit").status_code == 404
    with committed() as session:
        told = session.scalars(
            select(AuditEvent.event).where(AuditEvent.subject_id == phrases["own"]).order_by(AuditEvent.id)
        ).all()
        assert [event for event in told if event.startswith("phrase")] == [
            "phrase_added", "phrase_changed", "phrase_removed",
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [({"text": ""}, "Ghi câu mẫu."), ({"text": "x" * 501}, "Không quá 500 ký tự"), ({"text": FLOWERS}, "đã có"),
     ({"kind": "x", "text": "Câu"}, "Chọn một mục trong danh sách.")],
)  # fmt: skip
def test_bad_input_is_told(phrases, as_user, committed, sent, sentence):
    answer = as_user("thang").post("/phrases/new", data={"kind": "conclusion"} | sent)
    assert (answer.status_code, sentence in answer.text) == (422, True)
    with committed() as session:
        assert len(session.scalars(select(Phrase.id)).all()) == 3


def test_of_two_who_add_the_same_the_second_is_told(as_user, world):
    sent = {"kind": "task", "text": "Quét đường thôn"}
    add = lambda who: lambda: as_user(who).post("/phrases/new", data=sent)  # noqa: E731
    assert sorted(together(add("thang"), add("men"))) == [303, 422]


def test_what_is_written_is_kept_and_the_phrase_put_after_it(held, world, as_user, committed):  # noqa: F811
    """Without scripts: from the form to the phrases and back, with all that was on the form."""
    lan = as_user("lan")
    items = re.findall(rf'href="(/meetings/{held}/conduct/items/\d+)"', lan.get(f"/meetings/{held}/conduct").text)
    item = items[1]
    key = f"item-{item.rpartition('/')[2]}"
    address = re.search(r'formaction="(/phrases/choice[^"]+)"', lan.get(item).text)
    assert address is not None
    sent = {"draft": key, "conclusion": "Đã bàn kỹ.", "outcome": "decided", "ballot": "open", "against": "2"}
    kept = lan.post(address[1].replace("&amp;", "&"), data=sent, headers={"Referer": f"http://localhost{item}"})
    page = lan.get(kept.location)
    assert "Từng đảng viên gương mẫu thực hiện trước" in page.text
    form = re.search(r'action="(/phrases/insertion[^"]+)"', page.text)
    assert form is not None
    phrase = shipped(PhraseKind.CONCLUSION, None)[0]
    back = lan.post(form[1].replace("&amp;", "&"), data={"draft": key, "text": phrase})
    assert back.location == f"{item}?inserted=1#conclusion"
    shown = lan.get(back.location).text
    assert f"Đã bàn kỹ.\n{phrase}" in shown
    assert 'value="decided" checked' in shown
    assert re.search(r'name="against"[^>]*value="2"', shown)
    with committed():
        assert saved_draft(world.accounts["lan"], key)["conclusion"] == f"Đã bàn kỹ.\n{phrase}"


@pytest.mark.parametrize(
    ("who", "asked", "status"),
    [("lan", "cell={own}&kind=task&into=work", 200), ("loc", "cell={own}&kind=task&into=work", 404),
     ("tham", "cell={own}&kind=task&into=work", 404), ("lan", "cell={own}&kind=x&into=work", 404),
     ("lan", "cell={own}&kind=task&into=%3Cb%3E", 422), ("lan", "kind=task&into=work", 404)],
)  # fmt: skip
def test_who_writes_in_the_cell_is_offered_phrases(world, as_user, who, asked, status):
    answer = as_user(who).get(f"/phrases/offer?{asked.format(own=world.cell)}", headers={"HX-Request": "true"})
    assert answer.status_code == status
    if status == 200:
        assert 'data-phrase="work"' in answer.text
        assert "<html" not in answer.text


def test_the_way_back_leads_nowhere_else(world, as_user):
    path = f"/phrases/insertion?cell={world.cell}&kind=task&into=work&back=//xa.example/"
    assert as_user("lan").post(path, data={"draft": "task-new", "text": "x"}).location == "/?inserted=1#work"
    assert as_user("lan").post(path, data={"draft": "không", "text": "x"}).status_code == 422
