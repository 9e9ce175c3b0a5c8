"""`verify` finds and names whatever was changed past the application, and nothing else."""

import json
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select
from sqlalchemy.exc import DBAPIError

from app.accounts.models import Account
from app.audit import queries_sealed
from app.audit.models import AuditEvent
from app.audit.queries_sealed import columns_of, newest
from app.audit.queries_vouched import SEALED
from app.audit.services import former_hash_of, record
from app.documents.files import columns_that_name_files, keep_file, store
from app.documents.models import Attachment, AttachmentPurpose
from app.extensions import Base, db
from app.proofs.findings import Area
from app.proofs.queries_rows import TABLE_LABELS
from app.proofs.services import seal_rows
from app.sessions.models import Guest, GuestKind
from tests.engines import engine_name
from tests.proofs.tampering import changed, flipped, past_the_application, table, write
from tests.world import NOON

LEFT_OUT = {
    "agenda_item": {"started_at", "waits_for_id", "as_copied"},
    "attachment": {"item_id"},
    "person": {"sort_key", "folded_name", "version"},
    "account": {
        "password_hash", "must_change_password", "slip_until", "session_epoch", "last_sign_in_at", "version",
    },
    "organisation": {"version"},
    "petition": {"folded"},
    "petition_reply": {"item_id"},
}  # fmt: skip
# Those that the whole meeting has rows of; what goes on beside the meetings is looked at in `test_beside.py`.
NONE_THERE = ("attachment", "year_rating", "earlier_decision", "substitution", "temporary_transfer")
BESIDE = (
    "petition", "petition_step", "petition_reply", "cell_plan", "plan_topic", "plan_step", "handover", "guidance",
    "guidance_step", "guidance_cell", "inspection", "inspection_programme", "inspection_team_member",
    "inspection_step", "inspection_file", "inspection_finding", "inspection_remedy", "inspection_remedy_step",
)  # fmt: skip
THERE = [name for name in SEALED if name not in (*NONE_THERE, *BESIDE)]
EACH_COLUMN = [(name, column) for name in THERE for column in columns_of(name, newest(name))]
OF_AN_EVENT = [column.name for column in Base.metadata.tables["audit_event"].columns]
ON_ONE_DATABASE = settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)


def ids_of(name: str) -> list[int]:
    return list(db.session.scalars(select(table(name).c.id).order_by(table(name).c.id)))


def test_what_was_done_by_the_application_alone_is_clean(whole, found):
    assert found() == {}
    assert not [name for name in THERE if not ids_of(name)]


@pytest.mark.parametrize("name", SEALED)
def test_every_column_of_the_record_is_vouched_for(name):
    there = {column.name for column in Base.metadata.tables[name].columns} - {"id"}

    assert set(columns_of(name, newest(name))) == there - LEFT_OUT.get(name, set())
    assert TABLE_LABELS[name]


@ON_ONE_DATABASE
@given(st.sampled_from(EACH_COLUMN), st.integers(0, 10_000))
def test_any_column_of_any_row_of_the_record(whole, found, column, nth):
    name, changed_column = column
    ids = ids_of(name)
    row_id = ids[nth % len(ids)]

    with changed(name, changed_column, {"id": row_id}):
        assert f"(bảng {name}, dòng {row_id}) đã bị sửa ngoài phần mềm" in found()[Area.ROWS]


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("vote", "votes_for"), ("vote", "passed"), ("vote", "base_parts"), ("attendance", "start_mark"),
        ("attendance", "reason"), ("roll_call", "closed_at"), ("speech", "text"), ("agenda_item", "outcome"),
        ("agenda_item", "conclusion"), ("minutes", "composed"), ("minutes", "free_text"), ("signature", "signed_at"),
        ("resolution", "sections"), ("score_line", "self_points"), ("score_sheet", "official_rating"),
        ("document", "snapshot"), ("document", "issued_at"), ("meeting", "conclusion"),
    ],
)  # fmt: skip
def test_what_is_read_in_a_dispute(whole, found, name, column):
    row_id = ids_of(name)[0]

    with changed(name, column, {"id": row_id}):
        assert f"bảng {name}, dòng {row_id}" in found()[Area.ROWS]


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("account", "person_id"), ("account", "user_name"), ("account", "closed_at"), ("person", "full_name"),
        ("person", "birth_on"), ("person", "card_number"), ("appointment", "person_id"), ("appointment", "role"),
        ("appointment", "from_on"), ("membership", "organisation_id"), ("membership", "to_on"),
        ("status_period", "kind"), ("organisation", "name"), ("organisation", "merged_into_id"),
        ("organisation_parent", "parent_id"), ("term", "name"),
    ],
)  # fmt: skip
def test_who_somebody_is_and_was(whole, found, name, column):
    """Else what the history shows as the doer could be made another."""
    row_id = ids_of(name)[0]

    with changed(name, column, {"id": row_id}):
        assert f"bảng {name}, dòng {row_id}" in found()[Area.ROWS]


def test_a_visit_is_vouched_for_by_its_event_alone(whole, found):
    account = db.session.get_one(Account, 1)
    account.last_sign_in_at = NOON
    told = record("signed_out", actor=None, organisation_id=None, subject="account", subject_id=1)
    db.session.flush()
    assert told.seals is None
    account.closed_at = NOON
    db.session.commit()
    assert set(told.seals) == {"account"}

    assert found() == {}


@ON_ONE_DATABASE
@given(st.sampled_from(OF_AN_EVENT), st.integers(0, 10_000))
def test_any_column_of_any_event(whole, found, column, nth):
    ids = ids_of("audit_event")

    with changed("audit_event", column, {"id": ids[nth % len(ids)]}):
        assert Area.CHAINS in found()


def test_the_id_of_the_last_event(whole, found):
    """Nothing comes after it that it would have to stand before."""
    with changed("audit_event", "id", {"id": ids_of("audit_event")[-1]}):
        assert "đã bị sửa" in found()[Area.CHAINS]


def test_ids_that_events_of_two_chains_changed_with_each_other(whole, found):
    """By them the later of two seals of one row is known, also where the two stand in two chains."""
    rows = db.session.execute(select(AuditEvent.id, AuditEvent.chain).order_by(AuditEvent.id)).all()
    one, other = next((a.id, b.id) for a, b in pairwise(rows) if a.chain != b.chain)
    with past_the_application() as connection:
        for was, becomes in ((one, -1), (other, one), (-1, other)):
            write(connection, "audit_event", "id", {"id": was}, becomes)

    assert "đã bị sửa" in found()[Area.CHAINS]


def test_events_from_before_their_ids_were_covered_keep_their_hash(whole, found):
    ends = {}
    with past_the_application() as connection:
        for row in connection.execute(select(table("audit_event")).order_by(table("audit_event").c.id)).all():
            before = ends.get(row.chain, "")
            ends[row.chain] = former_hash_of(SimpleNamespace(**{**row._mapping, "previous_hash": before}))
            for column, value in (("previous_hash", before), ("hash", ends[row.chain])):
                write(connection, "audit_event", column, {"id": row.id}, value)
        for chain, hashed in ends.items():
            write(connection, "audit_head", "hash", {"chain": chain}, hashed)

    assert found() == {}
    with changed("audit_event", "data", {"id": ids_of("audit_event")[3]}):
        assert Area.CHAINS in found()


@pytest.mark.parametrize("column", ["chain", "seq", "hash"])
def test_the_head_of_a_chain(whole, found, column):
    with changed("audit_head", column, {"chain": whole.cell_id}):
        assert "đầu chuỗi" in found()[Area.CHAINS]


@pytest.mark.parametrize("which", [0, 5, -1])
def test_an_event_that_was_taken_away(whole, found, which):
    event_id = ids_of("audit_event")[which]
    with past_the_application() as connection:
        connection.execute(delete(table("audit_event")).where(table("audit_event").c.id == event_id))

    assert Area.CHAINS in found()


@pytest.mark.parametrize("name", ["vote", "attendance", "speech", "signature", "meeting_step"])
def test_a_row_that_was_taken_away(whole, found, name):
    last = ids_of(name)[-1]
    for row_id in (ids_of(name)[0], last):
        with past_the_application() as connection:
            connection.execute(delete(table(name)).where(table(name).c.id == row_id))

        assert "đã bị xóa ngoài phần mềm" in found()[Area.ROWS]


@pytest.mark.parametrize("name", ["vote", "speech", "guest", "mention"])
def test_a_row_that_was_put_in(whole, found, name):
    first = table(name).c
    row = dict(db.session.execute(select(table(name)).order_by(first.id)).mappings().first())
    new = row["id"] = ids_of(name)[-1] + 1
    with past_the_application() as connection:
        connection.execute(insert(table(name)).values(row))

    assert f"(bảng {name}, dòng {new}) được thêm ngoài phần mềm" in found()[Area.ROWS]


@ON_ONE_DATABASE
@given(st.integers(0, 10**7), st.integers(0, 7), st.integers(0, 10_000))
def test_any_bit_of_any_stored_file(whole, found, position, bit, nth):
    names = db.session.scalars(select(table("stored_file").c.sha256)).all()
    name = names[nth % len(names)]

    with flipped(store().path(name), position, bit):
        assert name[:16] in found()[Area.FILES]


OF_THE_MEETING = ("document", "document_signature", "attachment")


@pytest.mark.parametrize(
    "column", [one for one in columns_that_name_files() if one.table.name in OF_THE_MEETING], ids=str
)
def test_a_file_that_the_book_of_the_store_names_no_more(whole, found, column):
    """Papers, signed papers, what people sent: where a row of the book is gone, nobody looks for the file either."""
    sent = Attachment(
        purpose=AttachmentPurpose.DOCUMENT, file_sha256=keep_file(b"sent", "image/png"), name="anh.png",
        uploaded_by_id=1, uploaded_at=NOON, meeting_id=whole.id,
    )  # fmt: skip
    db.session.add(sent)
    db.session.commit()
    with past_the_application() as connection:
        row_id = column.table.c.id
        name = connection.scalar(select(column).where(column.is_not(None)).order_by(row_id).limit(1))
        connection.execute(table("stored_file").delete().where(table("stored_file").c.sha256 == name))

    assert "trỏ tới một tệp" in found()[Area.FILES]


def test_a_stored_file_that_is_gone_and_whose_it_was(whole, found):
    paper, name = db.session.execute(
        select(table("document").c.symbol, table("document").c.file_sha256).where(table("document").c.number == 1)
    ).first()
    kept = store().path(name).read_bytes()
    store().remove(name)

    assert "không còn trong kho" in found()[Area.FILES]
    assert paper in found()[Area.FILES]
    store().put(kept)


@pytest.mark.parametrize("more", [1, -1])
def test_a_series_of_numbers_that_does_not_end_with_its_last_document(whole, found, more):
    with past_the_application() as connection:
        last = table("number_series").c.last
        connection.execute(table("number_series").update().values(last=last + more))

    assert found()[Area.NUMBERS]


def test_a_number_that_is_missing_is_named(whole, found):
    with past_the_application() as connection:
        series = table("number_series")
        connection.execute(series.update().values(last=3))
        connection.execute(table("document").update().where(table("document").c.number == 1).values(number=3))

    assert "thiếu số 1 (đã cấp đến số 3)" in found()[Area.NUMBERS]


def test_a_signature_on_another_text(whole, found):
    with changed("signature", "text_hash", {"id": ids_of("signature")[0]}):
        assert "ký trên một văn bản khác" in found()[Area.SIGNATURES]


def test_a_figure_of_a_month(whole, found):
    with changed("monthly_summary", "present", {"id": ids_of("monthly_summary")[0]}):
        assert "present" in found()[Area.SUMMARIES]


@pytest.mark.parametrize(
    ("name", "column", "value"),
    [("vote", "base_parts", "{"), ("vote", "at", "?"), ("vote", "votes_for", "nhiều"), ("audit_event", "data", "["),
     ("audit_event", "at", "?"), ("document", "snapshot", b"\xff"), ("score_sheet", "decision_on", "?"),
     ("score_line", "maximum", "?")],
)  # fmt: skip
def test_what_can_be_read_no_more_is_named_and_the_rest_is_looked_at(whole, found, name, column, value):
    row_id = ids_of(name)[0]
    if engine_name() == "postgresql":  # keeps nothing in a column that is none of its type
        with pytest.raises(DBAPIError), past_the_application() as connection:
            connection.exec_driver_sql(f"UPDATE {name} SET {column} = %s WHERE id = {row_id}", (value,))
        return
    with past_the_application() as connection:
        connection.exec_driver_sql(f"UPDATE {name} SET {column} = ? WHERE id = {row_id}", (value,))

    assert found()[Area.CHAINS if name == "audit_event" else Area.ROWS]


def test_rows_from_before_there_were_seals_are_vouched_for_by_the_job(whole, found):
    guest = {"meeting_id": whole.id, "kind": GuestKind.GUEST, "name": "Khách", "office": ""}
    with past_the_application() as connection:
        connection.execute(insert(table("guest")).values(guest))
    assert Area.ROWS in found()
    told = select(table("audit_event").c.id).where(table("audit_event").c.event == "rows_sealed")
    before = len(db.session.scalars(told).all())

    seal_rows()

    assert found() == {}
    seal_rows()
    assert len(db.session.scalars(told).all()) == before + 1


@pytest.fixture
def columns_are(monkeypatch):
    """`columns_are("guest", …)`: the lists of columns that the table is vouched for by, as of another time."""

    def put(name: str, *lists: str) -> None:
        monkeypatch.setitem(SEALED, name, lists)
        forget()

    def forget() -> None:
        for kept in vars(queries_sealed).values():
            if hasattr(kept, "cache_clear"):
                kept.cache_clear()

    yield put
    monkeypatch.undo()
    forget()


def test_a_row_that_was_sealed_before_its_table_got_a_column(whole, found, columns_are):
    columns_are("guest", "meeting_id kind person_id name")
    guest = db.session.scalars(select(Guest)).one()
    guest.name = "Lò Thị Mẩy (Trưởng khu)"
    record("guest_removed", actor=None, organisation_id=None, subject="x", subject_id=None, name="x")
    db.session.commit()
    columns_are("guest", "meeting_id kind person_id name", "office")

    assert found() == {}
    with changed("guest", "name", {"id": guest.id}):
        assert "bảng guest" in found()[Area.ROWS]


def test_the_command_names_what_it_finds_and_ends_with_one(app, whole):
    def run(*more: str):
        return app.test_cli_runner().invoke(args=["verify", *more])

    db.session.rollback()
    clean = run()
    assert clean.exit_code == 0, clean.output
    assert "Chuỗi lịch sử" in clean.output
    assert "Mọi thứ khớp." in clean.output

    with changed("vote", "votes_for", {"id": ids_of("vote")[0]}):
        spoilt = run()
        said = json.loads(run("--json").output)
    assert spoilt.exit_code == 1
    assert "SAI – Biểu quyết (bảng vote" in spoilt.output
    assert not said["clean"]
    assert [one["area"] for one in said["areas"] if one["found"]] == ["rows"]


def test_a_file_that_nobody_names_does_no_harm(whole, found):
    keep_file(b"%PDF-1.7 something", "application/pdf")
    db.session.commit()

    assert found() == {}


def test_an_event_alone_is_part_of_its_chain(whole, found):
    record(
        "holiday_set", actor=None, organisation_id=None, subject="holiday", subject_id=None, on="2026-12-01", name="x"
    )
    db.session.commit()

    assert found() == {}
