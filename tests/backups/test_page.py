"""What an administrator sees of backups and seals."""

import os
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app import clock
from app.extensions import db
from app.jobs.models import JobState
from app.jobs.services import enqueue
from app.proofs.queries_seals import hashes_in
from app.proofs.services import seal_day
from tests.reading import words
from tests.world import NOON

TODAY = clock.day_of(NOON)


@pytest.fixture
def folder(app, tmp_path, monkeypatch):
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], backup_dir=tmp_path))
    return tmp_path


def put(folder, day: date, size: int) -> None:
    with (folder / f"nennep-{day}.backup").open("wb") as file:
        os.truncate(file.fileno(), size)


def test_without_a_folder_it_says_how_to_have_backups_made(as_user):
    page = words(as_user("quan").get("/backups"))
    assert "Chưa sao lưu tự động. Đặt NENNEP_BACKUP_DIR" in page
    assert "đưa dòng này cho người cài đặt" in page


@pytest.mark.any_engine
@pytest.mark.parametrize(("days", "late"), [(0, False), (1, False), (2, True), (6, True)])
def test_a_machine_without_the_folder_says_what_the_one_with_it_did(as_user, app, monkeypatch, days, late):
    nightly(app, NOON - timedelta(days=days), JobState.DONE)
    nightly(app, NOON, JobState.QUEUED if days else JobState.DONE)
    page, home = words(as_user("quan").get("/backups")), words(as_user("quan").get("/"))

    assert f"Bản sao lưu gần nhất: {TODAY - timedelta(days=days):%d/%m/%Y}" in page
    assert "Các bản sao lưu nằm trên máy chủ có đặt NENNEP_BACKUP_DIR" in page
    assert "Chưa sao lưu tự động" not in page + home
    assert ("Bản sao lưu gần nhất đã quá 2 ngày" in page) == late
    assert ("Bản sao lưu gần nhất đã quá 2 ngày" in home) == late


def nightly(app, moment, status) -> None:
    """The record that all machines share of what the night of that day brought."""
    with app.app_context(), clock.set_to(moment):
        job = enqueue("back_up", f"back_up:{clock.today()}")
        job.status, job.finished_at = status, moment if status == JobState.DONE else None
        db.session.commit()


def test_what_is_only_asked_for_or_has_failed_is_no_backup(as_user, app):
    nightly(app, NOON, JobState.QUEUED)
    nightly(app, NOON - timedelta(days=1), JobState.FAILED)

    assert "Chưa có bản sao lưu nào" in words(as_user("quan").get("/backups"))
    assert "Chưa có bản sao lưu nào" in words(as_user("quan").get("/"))


@pytest.mark.parametrize(("days", "late"), [(0, False), (1, False), (2, True), (40, True)])
def test_one_that_is_too_old_is_told(as_user, folder, days, late):
    put(folder, TODAY - timedelta(days=days), 3_500_000)
    put(folder, TODAY - timedelta(days=days + 1), 2_000_000)
    page = words(as_user("quan").get("/backups"))
    assert ("Bản sao lưu gần nhất đã quá 2 ngày" in page) == late
    assert f"Bản sao lưu gần nhất: {TODAY - timedelta(days=days):%d/%m/%Y}" in page
    assert "3,3 MB" in page


def test_an_empty_folder_is_told(as_user, folder):
    assert "Chưa có bản sao lưu nào." in words(as_user("quan").get("/backups"))


def test_the_seals_of_the_days_stand_there_to_be_printed(as_user, app, noon):
    with app.app_context():
        seal_day()
        db.session.commit()
    page = as_user("quan").get("/backups")
    assert page.text.count('class="file-hash"') == 1
    assert f"{TODAY:%d/%m/%Y}" in words(page) or f"{TODAY - timedelta(days=1):%d/%m/%Y}" in words(page)
    refused = as_user("hanh").get("/backups")
    assert refused.status_code == 403
    assert refused.text.partition("<main")[2].count("không có quyền") == 1


def test_it_says_to_whom_the_seals_go_or_how_to_have_them_sent(as_user, app, monkeypatch):
    assert "Chưa gửi dấu cho ai bên ngoài" in words(as_user("quan").get("/backups"))

    here = replace(app.config["SETTINGS"], seals_to=("luu-tru@tinhuy.vn", "van-phong@huyenuy.vn"))
    monkeypatch.setitem(app.config, "SETTINGS", here)
    assert "được gửi thư đến luu-tru@tinhuy.vn, van-phong@huyenuy.vn" in words(as_user("quan").get("/backups"))


def test_the_printed_seals_say_whose_they_are_when_they_were_printed_and_who_signs(as_user, app, noon):
    with app.app_context():
        seal_day()
        db.session.commit()
    page = as_user("quan").get("/backups")
    told = words(page)

    assert re.search(
        r"Đảng bộ xã Mường Lâm ?, hệ thống Nền Nếp tại http://localhost. In lúc \d\d/\d\d/\d{4}, \d\d:\d\d", told
    ), told
    assert "Người in (Ký, ghi rõ họ tên)" in told
    assert "Người giữ tờ này (Ký, ghi rõ họ tên)" in told
    shown = re.search(r'class="file-hash">([^<]+)<', page.text)
    assert shown
    assert [shown[1].replace(" ", "")] == hashes_in(shown[1])
