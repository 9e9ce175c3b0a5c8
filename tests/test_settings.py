"""Settings come from the environment; what would be unsafe or half said is refused before anything starts."""

import re
from pathlib import Path

import pytest

import config
from config import SettingsError, read_settings

ROOT = Path(__file__).parents[1]
MAIL = {
    "NENNEP_SMTP_HOST": "thu.xa.vn", "NENNEP_SMTP_SENDER": "nennep@xa.vn", "NENNEP_PUBLIC_URL": "https://nennep.xa.vn/",
}  # fmt: skip


def read(tmp_path, **more):
    return read_settings({"NENNEP_DATA_DIR": str(tmp_path)} | more)


def test_without_a_host_no_mail_is_sent(tmp_path):
    assert read(tmp_path).mail is None


@pytest.mark.parametrize(("tls", "port"), [("starttls", 587), ("implicit", 465), ("none", 25)])
def test_the_port_follows_from_the_encryption(tmp_path, tls, port):
    settings = read(tmp_path, **MAIL, NENNEP_SMTP_TLS=tls, NENNEP_SMTP_PASSWORD="mật khẩu")
    assert (settings.mail.port, settings.public_url) == (port, "https://nennep.xa.vn")
    assert "mật khẩu" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NENNEP_SMTP_TLS", "ssl"),
        ("NENNEP_SMTP_SENDER", ""),
        ("NENNEP_SMTP_SENDER", "nobody"),
        ("NENNEP_PUBLIC_URL", ""),
        ("NENNEP_PUBLIC_URL", "nennep.xa.vn"),
    ],
)
def test_mail_that_is_half_set_up_is_refused_by_name(tmp_path, name, value):
    with pytest.raises(SettingsError, match=name):
        read(tmp_path, **(MAIL | {name: value}))


def test_every_setting_is_told_where_one_looks_for_it():
    read_there = set(re.findall(r"NENNEP_\w+", (ROOT / "config.py").read_text().partition('"""\n\nimport')[2]))
    assert len(read_there) > 10
    assert read_there - set(re.findall(r"NENNEP_\w+", config.__doc__)) == set()
    assert read_there - set(re.findall(r"NENNEP_\w+", (ROOT / "docs" / "operations.md").read_text())) == set()
