"""Settings come from the environment; what would be unsafe or half said is refused before anything starts."""

import re
from pathlib import Path

import pytest

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


BOUNDED = {
    "NENNEP_BACKUPS_DAILY": (1, 400), "NENNEP_BACKUPS_MONTHLY": (0, 400), "NENNEP_PRACTICE_DAYS": (1, 90),
    "NENNEP_PROXIES": (0, 10), "NENNEP_SESSION_MINUTES": (1, 1440),
    "NENNEP_KEEP_DRAFTS_DAYS": (7, 365), "NENNEP_KEEP_LETTERS_DAYS": (7, 365), "NENNEP_KEEP_NOTICES_DAYS": (180, 3650),
    "NENNEP_KEEP_SIGN_INS_DAYS": (30, 3650), "NENNEP_PROOF_MINUTES": (1, 720), "NENNEP_CODE_MINUTES": (3, 30),
    "NENNEP_SECOND_FACTOR_DAYS": (0, 90), "NENNEP_SMTP_PORT": (1, 65535),
}  # fmt: skip


@pytest.mark.parametrize("name", BOUNDED)
def test_numbers_have_bounds_and_what_lies_outside_is_refused_by_name(tmp_path, name):
    least, most = BOUNDED[name]
    for said in (least, most):
        assert str(said) in repr(read(tmp_path, **MAIL, **{name: str(said)}))
    for wrong in (least - 1, most + 1, "viele", "1.5", "-1", "٣"):
        with pytest.raises(SettingsError, match=name):
            read(tmp_path, **MAIL, **{name: str(wrong)})


def test_a_second_factor_is_required_in_production_unless_somebody_says_otherwise(tmp_path):
    production = {"NENNEP_ENV": "production", "NENNEP_SECRET_KEY": "k" * 40}
    assert read(tmp_path).second_factor == "optional"
    assert read(tmp_path, **production).second_factor == "required"
    assert read(tmp_path, **production, NENNEP_SECOND_FACTOR="optional").second_factor == "optional"
    with pytest.raises(SettingsError, match="NENNEP_SECOND_FACTOR"):
        read(tmp_path, NENNEP_SECOND_FACTOR="yes")


def test_every_setting_is_told_where_one_looks_for_it():
    read_there = set(re.findall(r"NENNEP_\w+", (ROOT / "config.py").read_text()))
    assert len(read_there) > 10
    assert read_there - set(re.findall(r"NENNEP_\w+", (ROOT / "docs" / "operations.md").read_text())) == set()


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"NENNEP_SIGNING_TRIAL": "1", "NENNEP_ENV": "production", "NENNEP_SECRET_KEY": "k" * 40}, "not in production"),
        ({"NENNEP_SIGNING_FILE": "/nowhere/dau.p12"}, "NENNEP_SIGNING_FILE names"),
        ({"NENNEP_SIGNING_FILE": __file__}, "NENNEP_SIGNING_ORGANISATION"),
        ({"NENNEP_SIGNING_FILE": __file__, "NENNEP_SIGNING_TRIAL": "1"}, "exclude each other"),
        ({"NENNEP_SIGNING_TOKEN_LIBRARY": "/usr/lib/token.so"}, "NENNEP_SIGNING_PIN"),
        ({"NENNEP_SIGNING_TRIAL": "1", "NENNEP_SIGNING_TIME_URL": "ftp://gio.vn"}, "NENNEP_SIGNING_TIME_URL"),
    ],
)
def test_signing_that_is_half_set_up_is_refused_by_name(tmp_path, more, told):
    with pytest.raises(SettingsError, match=told):
        read(tmp_path, **more)


def test_no_passphrase_and_no_pin_is_told_by_the_settings(tmp_path):
    more = {"NENNEP_SIGNING_FILE": str(tmp_path), "NENNEP_SIGNING_PASSWORD": "mật khẩu", "NENNEP_SIGNING_PIN": "738190"}

    assert read(tmp_path).signing is None
    assert read(tmp_path, **more).signing.file == tmp_path
    assert not re.search("mật khẩu|738190", repr(read(tmp_path, **more)))


def test_seals_go_to_a_few_addresses_and_need_a_server_that_takes_mail(tmp_path):
    assert read(tmp_path).seals_to == ()
    two = "luu-tru@tinhuy.vn, van-phong@huyenuy.vn,luu-tru@tinhuy.vn"
    assert read(tmp_path, **MAIL, NENNEP_SEALS_TO=two).seals_to == ("luu-tru@tinhuy.vn", "van-phong@huyenuy.vn")
    with pytest.raises(SettingsError, match="NENNEP_SMTP_HOST"):
        read(tmp_path, NENNEP_SEALS_TO="luu-tru@tinhuy.vn")
    for wrong in ("tinhuy.vn", "a@b c@d", "Ban <a@tinhuy.vn>", ",".join(f"a{n}@tinhuy.vn" for n in range(6))):
        with pytest.raises(SettingsError, match="NENNEP_SEALS_TO"):
            read(tmp_path, **MAIL, NENNEP_SEALS_TO=wrong)
