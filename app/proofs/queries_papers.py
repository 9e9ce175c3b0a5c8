"""Store, numbers and signatures: whether each file has its bytes, each series no holes, each name its text."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Column, Row, Select, func, select

from app.documents.files import columns_that_name_files, store
from app.documents.models import Document, NumberSeries, StoredFile
from app.documents.queries_signatures import signature_is_whole
from app.documents.store import FileDamaged, FileMissing, StoreUnreachable
from app.extensions import connection
from app.minutes.models import Minutes, Signature
from app.minutes.queries_signed_text import is_of_this_time, text_hash_in
from app.organisations.queries import names_of
from app.proofs.findings import Area, Checked

AT_ONCE = 500
_FILE, _PAPER, _SERIES = StoredFile.__table__.c, Document.__table__.c, NumberSeries.__table__.c
_MINUTES, _SIGNATURE = Minutes.__table__.c, Signature.__table__.c


def check_files() -> Checked:
    """Every file that was ever kept, byte for byte, and that nothing names one that was not."""
    checked = Checked(Area.FILES)
    with _noting_silence(checked):
        for name, size in _files():
            checked.note(_fault_of(name, size))
            checked.count += 1
    for column in columns_that_name_files():
        checked.note(_fault_of_names(column))
    return checked


def _fault_of_names(column: Column[str]) -> str | None:
    """Of a table that bears files, papers as well as what people sent: the first row whose file was never kept."""
    row_id = column.table.c.id
    kept = select(_FILE.sha256).where(_FILE.sha256 == column).exists()
    lost = connection().scalar(select(row_id).where(column.is_not(None), ~kept).order_by(row_id).limit(1))
    if lost is None:
        return None
    of = f"Văn bản {lost}" if column.table is Document.__table__ else f"Dòng {lost} của bảng {column.table.name}"
    return f"{of} trỏ tới một tệp mà sổ của kho không có."


def _files() -> Iterator[tuple[str, int]]:
    last = ""
    some = select(_FILE.sha256, _FILE.size).order_by(_FILE.sha256).limit(AT_ONCE)
    while rows := connection().execute(some.where(_FILE.sha256 > last)).all():
        yield from ((row.sha256, row.size) for row in rows)
        last = rows[-1].sha256


def _fault_of(name: str, size: int) -> str | None:
    try:
        found = store().verify(name)
    except (FileMissing, OSError):
        return f"Tệp {name[:16]}… không còn trong kho{_borne_by(name)}."
    except FileDamaged:
        return f"Tệp {name[:16]}… đã bị sửa: các byte không còn khớp mã băm{_borne_by(name)}."
    return None if found == size else f"Tệp {name[:16]}… có {found} byte, sổ của kho ghi {size}."


def _borne_by(name: str) -> str:
    """Which paper it is of, for somebody who has to bring it back."""
    asked = select(_PAPER.id, _PAPER.symbol).where(_PAPER.file_sha256 == name).limit(1)
    row = connection().execute(asked).one_or_none()
    return f" (văn bản {row.id}{f', số {row.symbol}' if row.symbol else ''})" if row else ""


def check_numbers() -> Checked:
    """Of each organisation, term and type: from 1 to the last one given, each once."""
    checked = Checked(Area.NUMBERS)
    last = {tuple(row[:3]): row.last for row in connection().execute(select(*_SERIES))}
    found = {tuple(row[:3]): row for row in connection().execute(_numbered())}
    for key in sorted(last.keys() | found.keys()):
        checked.note(_fault_of_series(key, last.get(key, 0), found.get(key)))
        checked.count += found[key].papers if key in found else 0
    return checked


def _numbered() -> Select[Any]:
    key = (_PAPER.organisation_id, _PAPER.term_id, _PAPER.type_code)
    numbers = (func.min(_PAPER.number), func.max(_PAPER.number), func.count(_PAPER.number.distinct()))
    named = [each.label(name) for each, name in zip(numbers, ("least", "most", "single"), strict=True)]
    return select(*key, *named, func.count().label("papers")).where(_PAPER.number.is_not(None)).group_by(*key)


def _fault_of_series(key: tuple[Any, ...], last: int, found: Row[Any] | None) -> str | None:
    given = (found.least, found.most, found.single, found.papers) if found else (1, 0, 0, 0)
    if given == (1, last, last, last):
        return None
    organisation_id, term_id, type_code = key
    where = (
        f"Loại {type_code} của {names_of({organisation_id}).get(organisation_id, organisation_id)}, nhiệm kỳ {term_id}"
    )
    if given[3] > given[2]:
        return f"{where}: có số được cấp hai lần."
    if given[1] > last:
        return f"{where}: văn bản mang số {given[1]}, nhưng sổ mới cấp đến số {last}."
    return f"{where}: thiếu số {_first_missing(key, last)} (đã cấp đến số {last})."


def _first_missing(key: tuple[Any, ...], last: int) -> int:
    own = (_PAPER.organisation_id == key[0], _PAPER.term_id == key[1], _PAPER.type_code == key[2])
    there = set(connection().scalars(select(_PAPER.number).where(*own)))
    return next(number for number in range(1, last + 2) if number not in there)


def check_signatures() -> Checked:
    """Each signature rests on the hash that its minutes have; that hash is the one of the text as it is kept there and
    in the issued paper; and every electronic signature covers its file."""
    checked = Checked(Area.SIGNATURES)
    asked = (
        select(_SIGNATURE.id, _SIGNATURE.text_hash, _SIGNATURE.minutes_id, _MINUTES.text_hash.label("of_text"))
        .select_from(Signature.__table__.join(Minutes.__table__, _MINUTES.id == _SIGNATURE.minutes_id))
        .order_by(_SIGNATURE.id)
        .execution_options(yield_per=AT_ONCE)
    )
    for row in connection().execute(asked):
        checked.count += 1
        if row.text_hash != row.of_text:
            checked.note(f"Chữ ký {row.id} ký trên một văn bản khác với biên bản {row.minutes_id} hiện nay.")
    _check_signed_texts(checked)
    _check_signed_files(checked)
    return checked


def _check_signed_texts(checked: Checked) -> None:
    """Of all minutes that anybody has signed, issued or not."""
    asked: Select[Any] = (
        select(_MINUTES.id, _MINUTES.text_hash, _MINUTES.composed, _PAPER.id.label("paper_id"), _PAPER.snapshot)
        .select_from(Minutes.__table__.outerjoin(Document.__table__, _PAPER.id == _MINUTES.document_id))
        .where(_MINUTES.text_hash.is_not(None))
        .order_by(_MINUTES.id)
        .execution_options(yield_per=AT_ONCE)
    )
    for row in connection().execute(asked):
        checked.note(_fault_of_text(row))


def _fault_of_text(row: Row[Any]) -> str | None:
    composed = row.composed["snapshot"]
    found = text_hash_in(composed)
    if found != row.text_hash and (not found or is_of_this_time(composed)):
        return f"Biên bản {row.id} có chữ đã bị sửa: không còn khớp mã băm mà các chữ ký dựa vào."
    if row.paper_id is None:
        return None
    if text_hash_in(row.snapshot) != row.text_hash:
        return f"Văn bản {row.paper_id} có chữ đã bị sửa: không còn khớp mã băm mà các chữ ký dựa vào."
    if row.snapshot.get("text_hash") != row.text_hash:
        return f"Văn bản {row.paper_id} mang mã băm khác với biên bản {row.id} đã được ký."
    return None


def _check_signed_files(checked: Checked) -> None:
    """The electronic signatures of committees, for what they are: whether they cover the file as it is kept."""
    signed = select(_PAPER.id, _PAPER.signed_sha256).where(_PAPER.signed_sha256.is_not(None)).order_by(_PAPER.id)
    with _noting_silence(checked):
        for row in connection().execute(signed).all():
            checked.count += 1
            if not signature_is_whole(row.signed_sha256):
                checked.note(f"Chữ ký số trên văn bản {row.id} không còn đúng với tệp đang giữ.")


@contextmanager
def _noting_silence(checked: Checked) -> Iterator[None]:
    """A store that does not answer ends the reading of its files; nothing is known of the rest of them."""
    try:
        yield
    except StoreUnreachable as error:
        checked.note(
            f"Kho tệp không trả lời ({error}) nên chưa xem được hết, chưa biết các tệp còn lại có nguyên không. "
            "Kiểm tra kết nối tới kho (NENNEP_DOCUMENTS_URL) rồi chạy lại."
        )
