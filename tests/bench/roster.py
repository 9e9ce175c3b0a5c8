"""Importing the roster of a large commune: 2,551 members in 85 organisations."""

import time
from collections.abc import Iterator

from app import create_app
from app.criteria.services import ensure_default_criteria
from app.extensions import db
from app.roster.services import import_roster
from app.rules.services import ensure_defaults
from config import read_settings
from tests.bench.figures import Figure
from tests.roster.workbooks import Book, organisation, person

CELLS, MEMBERS, SECONDS = 84, 2551, 10
FAMILIES = ("Nông", "Hoàng", "Triệu", "Đặng", "Lý", "Ma", "Bàn", "Vi", "Hà", "Lường", "Bế", "Sùng", "Giàng")
MIDDLES = ("Văn", "Thị", "Đình", "Minh", "Ngọc", "Quốc", "Thanh")
GIVEN = ("Bình", "Diệp", "Hưởng", "Thơm", "Sinh", "Yến", "Khoa", "Gấm", "Phúc", "Ước", "Chức")
OFFICES = ("Bí thư", "Phó bí thư", "Chi ủy viên")


def workbook() -> bytes:
    cells = [
        organisation(f"C{number:02}", f"Chi bộ thôn {number}", "Chi bộ", "khu dân cư", "XL")
        for number in range(1, CELLS + 1)
    ]
    commune = organisation("XL", "Đảng bộ xã Lớn", "Đảng bộ xã", None, None)
    return Book(organisations=[commune, *cells], members=[_member(number) for number in range(MEMBERS)]).to_bytes()


def _member(number: int) -> dict[str, object]:
    name = f"{FAMILIES[number % 13]} {MIDDLES[number % 7]} {GIVEN[number % 11]}"
    place = number // CELLS
    office = OFFICES[place] if place < len(OFFICES) else "Đảng viên"
    born = f"{number % 28 + 1:02}/{number % 12 + 1:02}/{1950 + number % 50}"
    return person(name, f"{100000 + number}", f"C{number % CELLS + 1:02}", office) | {"Ngày sinh": born}


def measure(folder: str) -> Iterator[Figure]:
    app = create_app(read_settings({"NENNEP_DATA_DIR": folder}))
    data = workbook()
    with app.app_context():
        db.create_all()
        ensure_defaults()
        ensure_default_criteria()
        db.session.commit()
        began, worked = time.perf_counter(), time.process_time()
        report = import_roster(data, actor=None)
        db.session.commit()
        seconds, worked = time.perf_counter() - began, time.process_time() - worked
        db.engine.dispose()
    if report.problems or report.plan.created != MEMBERS + CELLS + 1:
        raise RuntimeError(
            f"{report.plan.created} rows created, {len(report.problems)} problems: {report.problems[:3]}"
        )
    yield Figure(
        name="2,551 members in 85 organisations imported", value=seconds, bound=SECONDS, unit="s",
        detail=f"{worked:.1f} s of processor time",
    )  # fmt: skip
