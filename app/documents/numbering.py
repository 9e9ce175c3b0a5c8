"""Numbers of documents: given at issue, under a lock, without holes, never twice."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from app.documents.models import NumberSeries
from app.documents.naming import TYPE_NAMES, symbol_of
from app.extensions import db
from app.organisations.models import Organisation
from app.organisations.queries import term_on
from app.refusals import BadInput


@dataclass(frozen=True, kw_only=True)
class Numbered:
    """What a snapshot maker needs to know of the issue. A paper without numbers has neither number nor symbol."""

    number: int | None = None
    symbol: str = ""  # `05-NQ/CB`
    term_id: int | None = None
    dated: date


def next_number(organisation_id: int, type_code: str, on: date) -> Numbered:
    """The next number of the type in the term of that day, in the transaction of the caller.

    `QĐ:UBKT` is the type QĐ in the series that a body of the committee, the inspection committee, numbers by itself.
    The row of the series stays locked until that transaction ends; if it is rolled back, the number was never given.
    Raises BadInput if no term was entered.
    """
    plain, _, body = type_code.partition(":")
    if plain not in TYPE_NAMES:
        raise ValueError(f"no type of document: {type_code!r}")
    organisation = db.session.get_one(Organisation, organisation_id)
    term = term_on(organisation_id, on)
    if term is None:
        raise BadInput(
            f"Chưa có nhiệm kỳ của {organisation.name} vào ngày {on:%d/%m/%Y} nên chưa cấp được số văn bản. "
            "Đề nghị Văn phòng Đảng ủy nhập nhiệm kỳ ở trang Tổ chức đảng rồi làm lại."
        )
    number = _raise_series(organisation_id, term.id, type_code)
    return Numbered(
        number=number,
        symbol=symbol_of(number, plain, body or organisation.symbol),
        term_id=term.id,
        dated=on,
    )


def _raise_series(organisation_id: int, term_id: int, type_code: str) -> int:
    key = {"organisation_id": organisation_id, "term_id": term_id, "type_code": type_code}
    dialect = sqlite if db.session.get_bind().dialect.name == "sqlite" else postgresql
    db.session.execute(dialect.insert(NumberSeries).values(**key, last=0).on_conflict_do_nothing())
    # One statement reads, raises and locks: whoever comes second waits for the first one's commit and goes on from it.
    raised = update(NumberSeries).filter_by(**key).values(last=NumberSeries.last + 1).returning(NumberSeries.last)
    return db.session.execute(raised.execution_options(synchronize_session=False)).scalar_one()
