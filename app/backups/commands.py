"""`flask --app app backup` and `flask --app app restore`."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click
from flask import Flask

from app.backups.archive import Refused
from app.backups.databases import MIGRATIONS
from app.backups.services import back_up, restore
from app.documents.store import StoreUnreachable
from app.extensions import db

T = TypeVar("T")
RESTORED = "Đã khôi phục. Chạy “flask --app app db upgrade”, rồi “flask --app app verify”, rồi mới mở cho mọi người."
SILENT = (
    "Kho tệp không trả lời ({error}) nên chưa làm xong. Kiểm tra kết nối tới kho (NENNEP_DOCUMENTS_URL) rồi chạy lại."
)
MEGABYTE = 1024 * 1024


def bind(app: Flask) -> None:
    @app.cli.command("backup")
    @click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
    def _backup(file: Path) -> None:
        """Keep database and documents, all but the secret key, in one new FILE while the system is at work.

        Exit code 1 if files of the store were missing; the rest is kept all the same.
        """
        kept = _or_exit(lambda: back_up(file.absolute()))
        size = f"{kept.size / MEGABYTE:.1f}".replace(".", ",")
        click.echo(f"Đã sao lưu vào {file}: {kept.documents} tệp văn bản, {size} MB.")
        for name in kept.missing:
            click.echo(f"Tệp {name} đã mất hoặc hỏng trong kho từ trước nên không có trong bản sao lưu.")
        sys.exit(1 if kept.missing else 0)

    @app.cli.command("restore")
    @click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
    def _restore(file: Path) -> None:
        """Put a backup into this empty installation, on whichever engine. Stop web and worker first."""
        db.engine.dispose()
        _or_exit(lambda: restore(file.absolute(), head()))
        click.echo(RESTORED)


def head() -> str:
    """The newest migration of the program."""
    from alembic.script import ScriptDirectory  # late: few commands need it

    return str(ScriptDirectory(str(MIGRATIONS)).get_current_head())


def _or_exit(act: Callable[[], T]) -> T:
    try:
        return act()
    except Refused as refused:
        sys.exit(str(refused))
    except StoreUnreachable as error:
        sys.exit(SILENT.format(error=error))
