"""The first person of an installation, made at the terminal."""

import pytest

from app.accounts import passwords
from app.accounts.models import Account, Appointment
from app.accounts.queries import load_actor
from app.audit.models import AuditEvent
from app.extensions import db
from app.organisations.models import Organisation, OrganisationKind, OrganisationParent
from tests.accounts.conftest import PASSWORD, account, enter
from tests.world import NOON
from workflows.roles import Role

ARGUMENTS = ["create-admin", "--user-name", "quan.tri", "--name", "Đỗ Quản Trị", "--password-stdin"]


@pytest.fixture
def run(app, noon):
    def run(*more, typed=PASSWORD + "\n"):
        return app.test_cli_runner().invoke(args=[*ARGUMENTS, *more], input=typed)

    return run


def test_it_makes_somebody_who_can_sign_in_and_administer(run, app, committed, world):
    result = run()

    assert result.exit_code == 0, result.output
    with committed():
        made = account("quan.tri")
        assert load_actor(made, NOON.date()).roles_in(world.organisations["TINH"]) == {Role.ADMINISTRATOR}
        assert [e.event for e in db.session.scalars(db.select(AuditEvent))] == ["account_created", "appointed"]
        assert PASSWORD not in made.password_hash
        assert passwords.matches(made.password_hash, PASSWORD)
    assert enter(app.test_client(), user_name="quan.tri").location == "/"


def test_run_again_it_changes_nothing(run, committed):
    run()
    again = run()

    assert again.exit_code == 0
    with committed():
        assert len(db.session.scalars(db.select(Appointment).where(Appointment.role == Role.ADMINISTRATOR)).all()) == 2


def test_it_can_make_the_first_office_of_one_commune(run, committed, world):
    assert run("--role", "office", "--organisation", "XA2").exit_code == 0

    with committed():
        assert load_actor(account("quan.tri"), NOON.date()).roles_in(world.far_cell) == {Role.OFFICE}


@pytest.mark.parametrize("password", ["short", "quan.tri", "matkhau123456", "1234567890123"])
def test_a_weak_password_is_refused_and_nothing_is_made(run, committed, password):
    result = run(typed=password + "\n")

    assert result.exit_code == 1
    with committed():
        assert db.session.scalar(db.select(Account.id).where(Account.user_name == "quan.tri")) is None


@pytest.mark.parametrize("more", [("--organisation", "NOPE"), ("--user-name", "!!!")])
def test_what_cannot_be_is_said_plainly(run, more):
    result = run(*more)

    assert result.exit_code == 1
    assert result.output.startswith("Error: ")


def test_among_several_roots_one_has_to_be_named(run, committed):
    with committed() as session:
        session.execute(db.delete(OrganisationParent))

    result = run()

    assert result.exit_code == 1
    assert "--organisation" in result.output


def test_without_a_flag_it_asks_for_the_password_twice(app, noon):
    typed = f"{PASSWORD}\n{PASSWORD}\n"

    result = app.test_cli_runner().invoke(args=ARGUMENTS[:-1], input=typed)

    assert result.exit_code == 0
    assert PASSWORD not in result.output


def test_in_an_empty_installation_it_says_to_run_again_after_the_import(run, committed):
    with committed() as session:
        for table in reversed(db.metadata.sorted_tables):
            session.execute(table.delete())

    first = run()

    assert first.exit_code == 0, first.output
    assert "import-roster" in first.output
    with committed() as session:
        session.add(Organisation(code="XA", name="Đảng bộ xã", kind=OrganisationKind.COMMUNE))
    assert "Đã giao quyền" in run().output
    with committed():
        assert load_actor(account("quan.tri"), NOON.date()).holds(Role.ADMINISTRATOR)
