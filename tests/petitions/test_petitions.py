"""Petitions: raised, taken in hand, answered, noted; who raised one is nobody else's business."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from app import clock
from app.audit.models import AuditEvent
from app.documents.models import Attachment
from app.members.models import StatusKind, StatusPeriod
from app.notifications.models import Notification
from app.petitions import queries, queries_list, services
from app.petitions.models import Petition, PetitionStep, Source
from app.petitions.services_said import Details, NewPetition, Said
from app.refusals import BadInput, SomebodyWasFaster
from tests.petitions.conftest import DUE, ROAD
from workflows.engine import StepRefused
from workflows.petition import Competence, Kind, SentTo

PDF = b"%PDF-1.4 tra loi\n%%EOF"


def told(session) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for row in session.scalars(select(Notification).order_by(Notification.id)):
        found.setdefault(row.person_id, []).append(row.text)
    return found


def test_raising_tells_secretary_and_deputy_and_writes_it_down(raised, world, db_session):
    assert set(told(db_session)) == {world.people["thang"], world.people["men"]}
    assert "Lan" not in str(told(db_session))
    written = db_session.scalars(select(AuditEvent).where(AuditEvent.event == "petition_raised")).one()
    assert (written.data["text"], written.acting_as) == (ROAD, "member")
    assert (raised.state, raised.deadline, raised.level_id) == ("raised", date(2026, 12, 17), world.cell)


def test_the_whole_way_in_a_cell(raised, take, world, db_session):
    details = Details(field="Hạ tầng", competence=Competence.CELL, handler="Ban quản lý thôn", people=12, hot=True)
    take(raised, "accept", "men", details=details)
    take(raised, "answer", "thang", note="Chi bộ vận động 12 hộ góp công, làm xong trước Tết.")
    take(raised, "note", "thang")

    steps = [(row.step, row.to_state) for row in queries.way_of(raised.id)]
    assert steps == [("raise", "raised"), ("accept", "in_hand"), ("answer", "answered"), ("note", "closed")]
    assert (raised.field, raised.handler, raised.people, raised.hot) == ("Hạ tầng", "Ban quản lý thôn", 12, True)
    assert [text.partition(":")[0] for text in told(db_session)[world.people["lan"]]] == [
        "Ý kiến của đồng chí đã được tiếp nhận",
        "Ý kiến của đồng chí đã được trả lời",
    ]


def test_an_opinion_wants_no_answer(say, take, world, db_session):
    opinion = say(kind=Kind.OPINION, text="Bà con phấn khởi vì có trạm y tế mới.")
    take(opinion, "accept", "thang")
    take(opinion, "note", "thang", note="Đã báo cáo chi ủy")

    assert (opinion.state, opinion.answered_at) == ("closed", None)
    assert "đã được ghi nhận" in told(db_session)[world.people["lan"]][-1]


@pytest.mark.parametrize(
    ("who", "step", "kind"),
    [
        ("lan", "accept", "not_yours"),
        ("huong", "accept", "not_yours"),
        ("loc", "accept", "not_yours"),
        ("hanh", "accept", "not_yours"),
        ("tham", "merge", "not_yours"),
        ("thang", "answer", "not_here"),
    ],
)
def test_who_may_not_and_when_not(raised, actor_of, db_session, who, step, kind):
    with pytest.raises(StepRefused) as refused:
        services.take_step(raised, step, Said(deadline=DUE), actor=actor_of(who))

    assert refused.value.kind == kind
    assert raised.state == "raised"
    assert len(db_session.scalars(select(PetitionStep)).all()) == 1


def test_the_office_of_the_commune_does_not_handle_what_the_cell_has(accepted, actor_of):
    with pytest.raises(StepRefused) as refused:
        services.take_step(accepted, "answer", Said(note="Được"), actor=actor_of("hanh"))

    assert refused.value.kind == "not_yours"


def test_straight_to_the_committee_past_the_cell(say, take, world, db_session, actor_of):
    petition = say(sent_to=SentTo.COMMITTEE)

    assert petition.level_id == world.commune
    assert set(told(db_session)) == {world.people["hanh"]}
    with pytest.raises(StepRefused):
        services.take_step(petition, "accept", Said(deadline=DUE), actor=actor_of("thang"))
    take(petition, "accept", "hanh")
    take(petition, "answer", "hanh", note="Đã giao Ủy ban nhân dân xã.")
    assert petition.state == "answered"


def test_straight_to_the_overseer(say, take, world, db_session):
    petition = say(sent_to=SentTo.OVERSEER)

    assert set(told(db_session)) == {world.people["loc"]}
    take(petition, "accept", "loc")
    assert (petition.state, petition.level_id) == ("in_hand", world.commune)


def test_without_an_overseer_nothing_is_sent_to_one(world, db_session, actor_of):
    tham = actor_of("tham")
    new = NewPetition(text=ROAD, sent_to=SentTo.OVERSEER, raised_by_id=tham.person_id)
    with pytest.raises(StepRefused) as refused:
        services.raise_petition(new, cell_id=world.other_cell, actor=tham)

    assert "chưa có đảng ủy viên phụ trách" in str(refused.value)


def test_a_deputy_writes_down_what_the_people_say_through_a_member(world, actor_of, db_session):
    new = NewPetition(
        text=ROAD, source=Source.PEOPLE, raised_by_id=world.people["khoa"], raiser_name="9 hộ cụm 2", people=9
    )
    petition = services.raise_petition(new, cell_id=world.cell, actor=actor_of("men"))
    assert (petition.raised_by_id, petition.people) == (world.people["khoa"], 9)
    with pytest.raises(StepRefused):
        services.raise_petition(new, cell_id=world.cell, actor=actor_of("lan"))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"text": "đ" * 5001}, "dài quá 5000 ký tự"),
        ({"people": 0}, "từ 1 đến"),
        ({"field": "Thể thao"}, "một lĩnh vực trong danh sách"),
        ({"raiser_name": "đ" * 201}, "không quá 200"),
        ({"raised_by_id": None}, "ghi người nêu"),
    ],
)
def test_what_cannot_be_taken_is_told(world, db_session, actor_of, values, words):
    thang = actor_of("thang")
    with pytest.raises(BadInput) as refused:
        services.raise_petition(
            NewPetition(**({"text": ROAD, "raised_by_id": thang.person_id} | values)), cell_id=world.cell, actor=thang
        )

    assert words in str(refused.value)


def test_a_stranger_cannot_be_named_as_who_raised_it(world, db_session, actor_of):
    new = NewPetition(text=ROAD, raised_by_id=world.people["tham"])
    with pytest.raises(BadInput) as refused:
        services.raise_petition(new, cell_id=world.cell, actor=actor_of("thang"))

    assert "không có trong danh sách" in str(refused.value)


def test_an_old_page_changes_nothing(accepted, actor_of):
    with pytest.raises(SomebodyWasFaster):
        services.take_step(accepted, "answer", Said(note="Được"), actor=actor_of("thang"), version=1)


def test_the_office_ends_it_for_a_cell_that_is_silent_for_three_months(say, take, actor_of):
    petition = say(sent_to=SentTo.COMMITTEE)
    take(petition, "accept", "hanh")
    take(petition, "answer", "hanh", note="Đã làm.")
    with pytest.raises(StepRefused) as refused:
        services.take_step(petition, "note", Said(), actor=actor_of("hanh"))
    assert "02/03/2027" in str(refused.value)

    with clock.set_to(clock.now() + timedelta(days=90)):
        take(petition, "note", "hanh")
    assert petition.state == "closed"


def test_what_is_said_of_it_is_corrected_by_who_has_it(accepted, actor_of, db_session):
    details = Details(field="Đất đai", handler="Điện lực huyện", people=3, hot=True)
    services.change_details(accepted, details, DUE, actor=actor_of("thang"), version=accepted.version)
    db_session.flush()

    assert (accepted.field, accepted.handler) == ("Đất đai", "Điện lực huyện")
    with pytest.raises(StepRefused):
        services.change_details(accepted, details, DUE, actor=actor_of("hanh"), version=accepted.version)
    with pytest.raises(SomebodyWasFaster):
        services.change_details(accepted, details, DUE, actor=actor_of("thang"), version=1)
    with pytest.raises(BadInput):
        services.change_details(accepted, details, date(2026, 12, 1), actor=actor_of("men"), version=accepted.version)


# What each reads: nothing (404), the page, the page with who raised it.
NOTHING, READS, KNOWS = 404, "reads", "knows"
SIGHT = {
    "raised": {"lan": KNOWS, "thang": KNOWS, "men": KNOWS, "huong": KNOWS},
    "accepted": {"lan": KNOWS, "thang": KNOWS, "men": KNOWS, "huong": KNOWS, "loc": READS, "hanh": READS, "binh": READS},
    "answered": {"lan": KNOWS, "thang": KNOWS, "men": KNOWS, "huong": KNOWS, "khoa": READS, "nhap": READS, "loc": READS,
                 "hanh": READS, "binh": READS},
}  # fmt: skip


@pytest.mark.parametrize("stage", SIGHT)
def test_who_reads_a_petition_and_who_knows_who_raised_it(request, as_user, stage):
    path = f"/petitions/{request.getfixturevalue(stage).id}"
    everybody = ("lan", "thang", "men", "huong", "khoa", "nhap", "loc", "hanh", "binh", "tham", "vien", "tra", "quan")
    found = {}
    for who in everybody:
        answer = as_user(who).get(path)
        named = "Triệu Thị Lan" in answer.text.partition("<main")[2]
        found[who] = NOTHING if answer.status_code == 404 else KNOWS if named else READS

    assert found == dict.fromkeys(everybody, NOTHING) | SIGHT[stage]


def test_past_the_cell_the_cell_sees_the_answer_and_never_who_asked(say, take, as_user):
    petition = say(sent_to=SentTo.COMMITTEE)
    petition_id, path = petition.id, f"/petitions/{petition.id}"
    assert as_user("thang").get(path).status_code == 404
    assert "Triệu Thị Lan" in as_user("hanh").get(path).text
    take(petition, "accept", "hanh")
    assert {who: as_user(who).get(path).status_code for who in ("thang", "loc", "binh")} == {
        "thang": 404, "loc": 404, "binh": 200,
    }  # fmt: skip
    take(petition, "answer", "hanh", note="Xã đã bố trí vốn.")
    page = as_user("thang").get(f"/petitions/{petition_id}").text
    assert "Xã đã bố trí vốn." in page
    assert "Triệu Thị Lan" not in page
    assert "Chi bộ ghi nhận trả lời" in page


def test_a_member_sends_what_they_have_to_say_on_one_page(as_user, committed):
    lan = as_user("lan")
    assert "Đảng viên nêu" not in lan.get("/petitions/new").text
    form = {"text": " Cầu Nà Mười hỏng lan can ", "kind": "petition", "sent_to": "cell", "source": "member",
            "people": "3", "field": "Hạ tầng"}  # fmt: skip
    answer = lan.post("/petitions/new", data=form)

    assert answer.status_code == 303
    with committed() as session:
        petition = session.scalars(select(Petition)).one()
        assert (petition.text, petition.people, petition.folded) == (
            "Cầu Nà Mười hỏng lan can", 3, "cau na muoi hong lan can",
        )  # fmt: skip


def test_what_is_missing_is_said_and_what_was_typed_stays(as_user):
    sent = {"text": "", "raiser_name": "<script>alert(1)</script>", "kind": "petition", "sent_to": "cell",
            "source": "people", "people": "một"}  # fmt: skip
    answer = as_user("thang").post("/petitions/new", data=sent)

    assert answer.status_code == 422
    assert "Ghi nội dung ý kiến." in answer.text
    assert "ghi một số từ 1 đến" in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text


@pytest.mark.parametrize("odd", [{"kind": "x"}, {"sent_to": "nobody"}, {"source": ""}])
def test_an_odd_choice_is_refused_with_a_sentence(as_user, odd):
    sent = {"text": ROAD, "kind": "petition", "sent_to": "cell", "source": "member", "people": "1"}

    assert as_user("lan").post("/petitions/new", data=sent | odd).status_code == 422


def step(client, petition, name, **form):
    return client.post(f"/petitions/{petition}/steps/{name}", data={"version": "2"} | form)


def test_the_pages_of_the_steps_lead_from_hand_to_hand(raised, as_user, committed):
    petition_id, thang = raised.id, as_user("thang")
    assert "17/12/2026" in thang.get(f"/petitions/{petition_id}/steps/accept").text
    accept = {"deadline": "20/12/2026", "people": "4", "field": "Hạ tầng", "handler": "Điện lực", "version": "1"}
    assert step(thang, petition_id, "accept", **accept).status_code == 303
    assert step(thang, petition_id, "answer").status_code == 422
    files = {"note": "Đã sửa", "papers": (BytesIO(PDF), "tra-loi.pdf")}
    assert step(thang, petition_id, "answer", **files).status_code == 303

    with committed() as session:
        kept = session.scalars(select(Attachment)).one()
        assert (kept.petition_id, kept.purpose) == (petition_id, "answer")
        file_id = kept.id
    assert "tra-loi.pdf" in as_user("khoa").get(f"/petitions/{petition_id}").text
    answers = {w: as_user(w).get(f"/documents/attachments/{file_id}").status_code for w in ("khoa", "loc", "tham")}
    assert answers == {"khoa": 200, "loc": 200, "tham": 404}


@pytest.mark.parametrize(
    ("file", "words"), [(("virus.exe", b"MZ"), "chỉ nhận tệp"), (("anh.png", b"none"), "không đúng với đuôi")]
)
def test_what_is_no_paper_is_refused_and_the_answer_stays_on_its_page(accepted, as_user, committed, file, words):
    petition_id = accepted.id
    answer = step(as_user("thang"), petition_id, "answer", note="Đã sửa đường", papers=(BytesIO(file[1]), file[0]))

    assert answer.status_code == 422
    assert words in answer.text
    assert "Đã sửa đường" in answer.text
    with committed() as session:
        assert session.get(Petition, petition_id).state == "in_hand"


def test_details_are_corrected_on_their_page(accepted, as_user, committed):
    petition_id, thang = accepted.id, as_user("thang")
    assert thang.get(f"/petitions/{petition_id}/details").status_code == 200
    form = {"version": "2", "people": "7", "deadline": "25/12/2026", "hot": "y"}
    assert thang.post(f"/petitions/{petition_id}/details", data=form | {"people": "0"}).status_code == 422
    assert thang.post(f"/petitions/{petition_id}/details", data=form | {"deadline": ""}).status_code == 422
    assert thang.post(f"/petitions/{petition_id}/details", data=form).status_code == 303

    with committed() as session:
        kept = session.get(Petition, petition_id)
        assert (kept.people, kept.hot, kept.deadline) == (7, True, date(2026, 12, 25))


@pytest.mark.each_engine
@pytest.mark.parametrize("query", ["?page=999999999999", "?page=-1", "?which=%00", "?field=%27&q=%25", "?whose=mine"])
def test_odd_addresses_show_a_page(as_user, query):
    assert as_user("thang").get(f"/petitions{query}").status_code == 200


def test_the_list_shows_hot_issues_first_then_the_overdue_and_filters(say, take, db_session, actor_of):
    texts = ("Nước sạch", "Đường điện", "Chợ phiên")
    plain, late, hot = (take(say(text=text), "accept", "thang", deadline=DUE) for text in texts)
    late.deadline, hot.hot, hot.field = date(2026, 12, 1), True, "Kinh tế"
    db_session.flush()

    def texts_of(**wanted):
        found, count = queries_list.listed(actor_of("thang"), queries_list.Filter(**wanted), clock.today())
        assert len(found) == count
        return [line.petition.text for line in found]

    assert texts_of() == ["Chợ phiên", "Đường điện", "Nước sạch"]
    assert texts_of(which="overdue") == ["Đường điện"]
    assert texts_of(which="hot") == texts_of(field="Kinh tế") == texts_of(words="cho PHIÊN") == ["Chợ phiên"]
    assert texts_of(which="answered") == texts_of(whose="mine") == []
    assert plain.state == "in_hand"


def test_the_list_takes_the_same_statements_for_one_and_for_forty(world, committed, as_user, count_statements):
    client, seen = as_user("thang"), []
    for size in (1, 40):
        with committed() as session:
            session.add_all(
                Petition(cell_id=world.cell, level_id=world.cell, text=f"Việc {n}", folded=f"viec {n}", kind="petition",
                         sent_to="cell", deadline=DUE, raised_at=clock.now(), state="raised")
                for n in range(size)
            )  # fmt: skip
        with count_statements() as statements:
            assert client.get("/petitions").status_code == 200
        seen.append(len(statements.besides_the_account()))

    assert seen[0] == seen[1] <= 6


def test_what_was_being_typed_comes_back(accepted, as_user):
    thang, petition_id = as_user("thang"), accepted.id
    thang.post(f"/drafts/petition-{petition_id}-answer", data={"note": "Đang viết dở"})

    assert "Đang viết dở" in thang.get(f"/petitions/{petition_id}/steps/answer").text


def test_what_the_step_refuses_is_said_on_the_form_and_the_text_stays(as_user):
    sent = {"text": ROAD, "kind": "petition", "sent_to": "overseer", "source": "member", "people": "1"}
    answer = as_user("tham").post("/petitions/new", data=sent)

    assert answer.status_code == 422
    assert "chưa có đảng ủy viên phụ trách" in answer.text
    assert ROAD in answer.text


@pytest.mark.parametrize(
    ("name", "form", "words"),
    [
        ("accept", {"deadline": "31/02/2026"}, "Không có ngày 31/02/2026"),
        ("accept", {"deadline": "20/12/2026", "people": "1", "field": "Thể thao"}, "một lĩnh vực trong danh sách"),
        ("accept", {"deadline": "20/12/2026", "people": "1", "handler": "đ" * 201}, "không quá 200"),
        ("merge", {"stays_id": "x"}, "Chưa chọn ý kiến giữ lại"),
    ],
)
def test_a_step_that_cannot_be_taken_stays_on_its_page(raised, as_user, name, form, words):
    answer = step(as_user("thang"), raised.id, name, **({"version": "1"} | form))

    assert answer.status_code == 422
    assert words in answer.text


def test_who_is_suspended_sees_nothing_of_petitions(raised, as_user, committed, world):
    petition_id = raised.id
    with committed() as session:
        session.add(
            StatusPeriod(person_id=world.people["lan"], kind=StatusKind.SUSPENDED, from_on=date(2026, 12, 1), reason="")
        )
    assert as_user("lan").get(f"/petitions/{petition_id}").status_code == 404


def test_who_writes_down_for_another_past_the_cell_comes_back_to_the_list(as_user, world):
    sent = {"text": ROAD, "kind": "petition", "sent_to": "committee", "source": "member", "people": "1"}
    answer = as_user("men").post("/petitions/new", data=sent | {"raised_by_id": world.people["khoa"]})

    assert (answer.status_code, answer.location) == (303, "/petitions")
