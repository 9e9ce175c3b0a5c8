"""Commands for the terminal: the first person of an installation."""

import sys

import click
from flask import Flask
from sqlalchemy import exists, select

from app import clock
from app.accounts import passwords
from app.accounts.models import Account, Appointment
from app.accounts.queries import by_user_name
from app.accounts.queries_factor import confirmed
from app.accounts.services import user_name_as_typed
from app.accounts.services_factor import reset
from app.audit.services import record
from app.extensions import db
from app.members.models import Person
from app.organisations.models import Organisation, OrganisationParent
from workflows.names import fold, sort_key
from workflows.roles import Role

NO_ORGANISATION_YET = (
    "Chưa có tổ chức nào nên tài khoản chưa có quyền. Nhập danh sách (flask --app app import-roster TỆP) rồi chạy lại "
    "đúng lệnh này để giao quyền."
)


def bind(app: Flask) -> None:
    @app.cli.command("create-admin")
    @click.option("--user-name", required=True, help="Tên đăng nhập, ví dụ: quan.dm")
    @click.option("--name", required=True, help="Họ và tên")
    @click.option("--role", type=click.Choice(["administrator", "office"]), default="administrator", show_default=True)
    @click.option("--organisation", "code", help="Mã tổ chức; mặc định là tổ chức cao nhất")
    @click.option("--password-stdin", is_flag=True, help="Đọc mật khẩu từ dòng đầu của đầu vào chuẩn")
    def create_admin(user_name: str, name: str, role: str, code: str | None, password_stdin: bool) -> None:
        """Tạo người quản trị (hoặc văn phòng) đầu tiên; chạy lại thì chỉ giao quyền còn thiếu."""
        top = _organisation(code)
        account = by_user_name(user_name_as_typed(user_name))
        if account is None:
            account = _create(user_name, name, _password(password_stdin))
            click.echo(f"Đã tạo tài khoản {account.user_name} cho {name}.")
        if top is None:
            click.echo(NO_ORGANISATION_YET)
        elif _appoint(account, Role(role), top):
            click.echo(f"Đã giao quyền {role} tại {top.name}.")
        else:
            click.echo(f"{account.user_name} đã có quyền {role} tại {top.name}.")
        db.session.commit()

    @app.cli.command("reset-second-factor")
    @click.argument("user_name")
    def reset_second_factor(user_name: str) -> None:
        """Gỡ xác thực hai lớp của một tài khoản, khi không còn ai làm được trên trang Tài khoản."""
        account = by_user_name(user_name_as_typed(user_name))
        if account is None or not confirmed(account.id):
            raise click.ClickException("Không có tài khoản này, hoặc tài khoản chưa bật xác thực hai lớp.")
        reset(account, "Người quản trị máy chủ")
        record(
            "second_factor_reset",
            actor=None, organisation_id=None, subject="account", subject_id=account.id, reason="dòng lệnh trên máy chủ",
        )  # fmt: skip
        db.session.commit()
        click.echo(f"Đã làm lại xác thực hai lớp của {account.user_name}.")


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    answer: str = click.prompt("Mật khẩu", hide_input=True, confirmation_prompt="Nhập lại mật khẩu")
    return answer


def _organisation(code: str | None) -> Organisation | None:
    """The one asked for, or the root of the tree; None in an empty installation."""
    if code:
        found = db.session.scalar(select(Organisation).where(Organisation.code == code))
        if found is None:
            raise click.ClickException(f"Không có tổ chức nào mang mã {code}.")
        return found
    has_parent = exists().where(OrganisationParent.organisation_id == Organisation.id)
    roots = db.session.scalars(select(Organisation).where(~has_parent).order_by(Organisation.code)).all()
    if len(roots) > 1:
        names = ", ".join(f"{row.code} ({row.name})" for row in roots)
        raise click.ClickException(f"Có nhiều tổ chức cao nhất: {names}. Chọn một bằng --organisation MÃ.")
    return roots[0] if roots else None


def _create(user_name: str, name: str, password: str) -> Account:
    user_name = user_name_as_typed(user_name)
    if not user_name:
        raise click.ClickException("Tên đăng nhập chỉ gồm chữ không dấu, chữ số và dấu chấm, ví dụ: quan.dm")
    if problem := passwords.problem_with(password, user_name):
        raise click.ClickException(problem)
    person = Person(full_name=name, sort_key=sort_key(name), folded_name=fold(name))
    db.session.add(person)
    db.session.flush()  # its id goes into the account
    account = Account(
        person_id=person.id,
        user_name=user_name,
        password_hash=passwords.hash_of(password),
        must_change_password=False,
        created_at=clock.now(),
    )
    db.session.add(account)
    db.session.flush()  # its id goes into the history
    record(
        "account_created",
        actor=None, organisation_id=None, subject="account", subject_id=account.id,
        user_name=user_name, person_id=person.id,
    )  # fmt: skip
    return account


def _appoint(account: Account, role: Role, organisation: Organisation) -> bool:
    """Give the role from today on; False if it is held already."""
    today = clock.today()
    held = select(Appointment.id).where(
        Appointment.person_id == account.person_id,
        Appointment.organisation_id == organisation.id,
        Appointment.role == role,
        Appointment.to_on.is_(None),
    )
    if db.session.scalar(held):
        return False
    row = Appointment(person_id=account.person_id, organisation_id=organisation.id, role=role, from_on=today)
    db.session.add(row)
    db.session.flush()  # its id goes into the history
    record(
        "appointed",
        actor=None, organisation_id=organisation.id, subject="appointment", subject_id=row.id,
        person_id=account.person_id, role=role, from_on=today, to_on=None, decision="",
    )  # fmt: skip
    return True
