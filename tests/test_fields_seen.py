"""Who reads which personal field of a member, anywhere in the house: design, §3, the last column, field by field.

Each field of one member is given a value that stands nowhere else; then everybody reads every kind of page.
"""

from datetime import date

import pytest

from app.members.models import Person
from tests.crawler import pages_of
from tests.walk.world import build_house

FIELDS = {
    "card_number": "047199988877", "phone": "0987 111 222", "ethnicity": "Pà Thẻn", "note": "ghi chú riêng về lan",
    "birth_on": date(1951, 2, 3), "admitted_on": date(1979, 4, 5),
}  # fmt: skip
WRITTEN = {name: f"{value:%d/%m/%Y}" if isinstance(value, date) else value for name, value in FIELDS.items()}
ALL, NOTHING = set(FIELDS), set()
# lan is a member of the cell of the first six; the others are above it, beside it and far away.
READS = {
    "lan": ALL, "thang": ALL, "men": ALL, "huong": NOTHING, "khoa": NOTHING, "nhap": NOTHING,
    "hanh": ALL, "loc": NOTHING, "binh": NOTHING, "tra": NOTHING, "quan": NOTHING, "tham": NOTHING, "vien": NOTHING,
}  # fmt: skip
LEAST_PAGES = {"tra": 15, "quan": 8}


@pytest.fixture
def marked(app, client, prepared, committed, world):
    prepared("the house that is walked", build_house)
    with committed() as session:
        person = session.get_one(Person, world.people["lan"])
        for name, value in FIELDS.items():
            setattr(person, name, value)
    return world.people["lan"]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("who", READS)
def test_each_reads_the_fields_that_are_theirs_and_no_other(as_user, marked, who):
    first = ["/", "/more", "/meetings", "/members", f"/members/{marked}", f"/accounts/people/{marked}"]
    pages = list(pages_of(as_user(who), first, most=70))

    read = {(name, address) for address, text, _ in pages for name, value in WRITTEN.items() if value in text}

    assert len(pages) >= LEAST_PAGES.get(who, 20)
    assert {name for name, _ in read} == READS[who], sorted(read)
