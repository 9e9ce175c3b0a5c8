import json
import time

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEvent
from app.criteria.models import CriteriaSet
from app.criteria.services import FRAME
from app.members.models import Membership, Person
from app.organisations.models import Organisation
from tests.roster.workbooks import SAMPLE, Book, organisation, person, small


@pytest.fixture
def import_file(app, noon, tmp_path):
    """Run the command on these bytes: its exit code and what it printed."""

    def run(data: bytes) -> tuple[int, dict]:
        file = tmp_path / "danh-sach.xlsx"
        file.write_bytes(data)
        result = app.test_cli_runner().invoke(args=["import-roster", str(file)])
        return result.exit_code, json.loads(result.stdout)

    return run


def counted(committed, *models) -> list[int]:
    with committed() as session:
        return [session.scalar(select(func.count()).select_from(model)) for model in models]


def test_it_prints_one_json_object_and_keeps_what_it_wrote(import_file, committed):
    before = counted(committed, Organisation, Person, Membership)
    code, said = import_file(small().to_bytes())

    assert code == 0
    assert said == {
        "organisations": 3, "members": 3, "official": 3, "probationary": 0, "exempt": 0, "away": 0,
        "created": 6, "updated": 0, "unchanged": 0, "absent": [], "warnings": [], "errors": [],
    }  # fmt: skip
    assert [a - b for a, b in zip(counted(committed, Organisation, Person, Membership), before, strict=True)] == [
        3,
        3,
        3,
    ]
    assert import_file(small().to_bytes())[1]["unchanged"] == 6


def test_what_every_installation_begins_with_is_told_also_if_the_roster_changes_nothing(import_file, committed):
    import_file(small().to_bytes())
    with committed() as session:  # as after an update that brings one more
        session.delete(session.scalars(select(CriteriaSet).where(CriteriaSet.code == FRAME)).one())
    for _ in range(2):
        import_file(small().to_bytes())

    with committed() as session:
        told = session.scalars(select(AuditEvent).where(AuditEvent.event == "defaults_made")).one()
        made = session.scalars(select(CriteriaSet.id).where(CriteriaSet.code == FRAME)).one()
        assert told.data == {"codes": [FRAME]}
        assert list(told.seals) == ["criteria_set"]
        assert list(told.seals["criteria_set"]) == [str(made)]


def test_errors_go_into_the_object_with_exit_code_1_and_nothing_is_written(import_file, committed):
    before = counted(committed, Organisation, Person, Membership)
    book = small()
    book.member("1002")["Ngày sinh"] = "hôm qua"
    code, said = import_file(book.to_bytes())

    assert code == 1
    assert [(e["sheet"], e["row"], e["column"]) for e in said["errors"]] == [("Đảng viên", 3, "Ngày sinh")]
    assert (said["members"], said["created"]) == (3, 0)
    assert counted(committed, Organisation, Person, Membership) == before


@pytest.mark.parametrize("data", [b"no workbook", SAMPLE.read_bytes()[:9000]])
def test_what_is_no_workbook_is_one_error(import_file, data):
    code, said = import_file(data)

    assert code == 1
    assert len(said["errors"]) == 1
    assert "Excel" in said["errors"][0]["message"]


def test_a_file_that_is_not_there_is_one_error(app, noon):
    result = app.test_cli_runner().invoke(args=["import-roster", "/nowhere/danh-sach.xlsx"])

    assert result.exit_code == 1
    assert "Không mở được tệp" in json.loads(result.stdout)["errors"][0]["message"]


def commune_of(cells: int, members: int) -> Book:
    """The size of scenario S4."""
    book = Book(organisations=[organisation("TB", "Đảng bộ xã Thanh Bình", "Đảng bộ xã", None, None)])
    for c in range(cells):
        book.organisations.append(organisation(f"TB{c:03}", f"Chi bộ số {c}", "Chi bộ", "khu dân cư", "TB"))
    for m in range(members):
        office = "Bí thư" if m < cells else "Đảng viên"
        book.members.append(person(f"Nguyễn Thị Số {m}", f"5{m:07}", f"TB{m % cells:03}", office=office))
    return book


@pytest.mark.long
def test_2551_members_in_85_organisations_are_imported_within_ten_seconds(import_file):
    data = commune_of(84, 2551).to_bytes()
    began = time.process_time()
    _, first = import_file(data)
    took = time.process_time() - began
    _, second = import_file(data)

    assert (first["organisations"], first["members"], first["created"]) == (85, 2551, 2636)
    assert (second["created"], second["updated"], second["unchanged"]) == (0, 0, 2636)
    assert took < 10
    print(f"{took:.2f} s")  # noqa: T201
