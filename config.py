"""Settings, read from the environment once; what each means tells `docs/operations.md`. Knows no other module."""

import os
import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

DEMO_SECRETS = {"demo", "dev", "secret", "changeme", "development"}
SHORTEST_SECRET = 32
SHORTEST_TOKEN = 20
LOG_LEVELS = ("debug", "info", "warning", "error")
SECOND_FACTOR = ("required", "optional")
# By how the connection is kept secret: the port that such servers listen on.
SMTP_PORTS = {"starttls": 587, "implicit": 465, "none": 25}
ADDRESS = re.compile(r"[^@\s<>]{1,64}@[A-Za-z0-9.-]{3,180}")


class SettingsError(RuntimeError):
    """The settings would make the installation unsafe; the message says what to do."""


@dataclass(frozen=True, kw_only=True)
class MailServer:
    host: str
    port: int
    tls: str  # a key of SMTP_PORTS
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, kw_only=True)
class Signing:
    """With what the papers of committees are signed: a file, a token, or for trial an authority of our own."""

    organisation: str = ""  # its code; not needed with a folder, whose files bear the codes as names
    file: Path | None = None
    password: str = field(default="", repr=False)
    library: str = ""
    token: str = ""
    label: str = ""
    pin: str = field(default="", repr=False)
    trial: bool = False
    time_url: str = ""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """For how many days things stay that nobody has to answer for. Issued papers and the history have no such time."""

    sign_ins: int = 365
    notices: int = 730
    drafts: int = 30
    letters: int = 30


@dataclass(frozen=True, kw_only=True)
class Settings:
    env: str
    data_dir: Path
    database_url: str
    secret_key: str
    max_upload_bytes: int
    session_minutes: int
    https: bool
    proxies: int
    second_factor: str = "optional"  # one of SECOND_FACTOR
    second_factor_days: int = 0
    proof_minutes: int = 15
    code_minutes: int = 10
    practice_days: int = 7
    backup_dir: Path | None = None
    backups_daily: int = 7
    backups_monthly: int = 12
    public_url: str = ""  # without a slash at the end
    mail: MailServer | None = None
    seals_to: tuple[str, ...] = ()
    kept: Kept = Kept()
    signing: Signing | None = None
    trusted_authorities: Path | None = None
    revocation_lists: Path | None = None
    documents_url: str = ""
    redis_url: str = field(default="", repr=False)  # it may hold a password
    log_level: str = "warning"
    metrics_token: str = field(default="", repr=False)

    @property
    def production(self) -> bool:
        return self.env == "production"


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process. Raises SettingsError if production would run with a missing or demo secret."""
    env = environ.get("NENNEP_ENV", "development")
    data_dir = Path(environ.get("NENNEP_DATA_DIR", "instance")).resolve()
    production = env == "production"
    return Settings(
        env=env,
        data_dir=data_dir,
        database_url=environ.get("NENNEP_DATABASE_URL") or f"sqlite:///{data_dir / 'nennep.db'}",
        secret_key=_secret(environ, data_dir, production),
        max_upload_bytes=read_max_upload_mb(environ) * 1024 * 1024,
        session_minutes=_bounded(environ, "NENNEP_SESSION_MINUTES", 120, 1, 1440),
        https=environ.get("NENNEP_HTTPS", "1" if production else "0") == "1",
        proxies=_bounded(environ, "NENNEP_PROXIES", 0, 0, 10),
        second_factor=_one_of(environ, "NENNEP_SECOND_FACTOR", SECOND_FACTOR, "required" if production else "optional"),
        proof_minutes=_bounded(environ, "NENNEP_PROOF_MINUTES", 15, 1, 720),
        second_factor_days=_bounded(environ, "NENNEP_SECOND_FACTOR_DAYS", 0, 0, 90),
        code_minutes=_bounded(environ, "NENNEP_CODE_MINUTES", 10, 3, 30),
        practice_days=_bounded(environ, "NENNEP_PRACTICE_DAYS", 7, 1, 90),
        backup_dir=Path(environ["NENNEP_BACKUP_DIR"]).resolve() if environ.get("NENNEP_BACKUP_DIR") else None,
        backups_daily=_bounded(environ, "NENNEP_BACKUPS_DAILY", 7, 1, 400),
        backups_monthly=_bounded(environ, "NENNEP_BACKUPS_MONTHLY", 12, 0, 400),
        public_url=_public_url(environ),
        mail=_mail_server(environ),
        seals_to=_seals_to(environ),
        kept=_kept(environ),
        signing=_signing(environ, production),
        trusted_authorities=_file(environ, "NENNEP_SIGNING_TRUST"),
        revocation_lists=_file(environ, "NENNEP_SIGNING_REVOKED"),
        documents_url=environ.get("NENNEP_DOCUMENTS_URL", "").strip().rstrip("/"),
        redis_url=_redis_url(environ),
        log_level=_one_of(environ, "NENNEP_LOG_LEVEL", LOG_LEVELS, "info" if production else "warning"),
        metrics_token=_metrics_token(environ),
    )


def read_max_upload_mb(environ: Mapping[str, str]) -> int:
    """The proxy in front has to take as much. Raises SettingsError."""
    return _bounded(environ, "NENNEP_MAX_UPLOAD_MB", 20, 1, 1000)


def _redis_url(environ: Mapping[str, str]) -> str:
    given = environ.get("NENNEP_REDIS_URL", "").strip()
    if given and urlsplit(given).scheme not in ("redis", "rediss"):
        raise SettingsError("NENNEP_REDIS_URL must be an address such as redis://10.0.0.5:6379/0")
    return given


def _one_of(environ: Mapping[str, str], name: str, choices: Collection[str], default: str) -> str:
    said = environ.get(name, "").strip().lower() or default
    if said not in choices:
        raise SettingsError(f"{name} is {said!r}: one of {', '.join(choices)}")
    return said


def _metrics_token(environ: Mapping[str, str]) -> str:
    token = environ.get("NENNEP_METRICS_TOKEN", "").strip()
    if token and len(token) < SHORTEST_TOKEN:
        raise SettingsError(f"NENNEP_METRICS_TOKEN needs at least {SHORTEST_TOKEN} characters.")
    return token


def _kept(environ: Mapping[str, str]) -> Kept:
    return Kept(
        sign_ins=_bounded(environ, "NENNEP_KEEP_SIGN_INS_DAYS", 365, 30, 3650),
        # The history of reminders tells nobody twice: it must outlast what they remind of.
        notices=_bounded(environ, "NENNEP_KEEP_NOTICES_DAYS", 730, 180, 3650),
        drafts=_bounded(environ, "NENNEP_KEEP_DRAFTS_DAYS", 30, 7, 365),
        letters=_bounded(environ, "NENNEP_KEEP_LETTERS_DAYS", 30, 7, 365),
    )


def _bounded(environ: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    said = environ.get(name) or str(default)
    if not said.isascii() or not said.isdigit() or not least <= int(said) <= most:
        raise SettingsError(f"{name} is {said!r}: a whole number from {least} to {most}")
    return int(said)


def _public_url(environ: Mapping[str, str]) -> str:
    given = environ.get("NENNEP_PUBLIC_URL", "").strip().rstrip("/")
    parts = urlsplit(given)
    if given and (parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment):
        raise SettingsError("NENNEP_PUBLIC_URL must be an address such as https://nennep.xa.vn")
    return given


def _mail_server(environ: Mapping[str, str]) -> MailServer | None:
    host = environ.get("NENNEP_SMTP_HOST", "").strip()
    if not host:
        return None
    tls, sender = environ.get("NENNEP_SMTP_TLS") or "starttls", environ.get("NENNEP_SMTP_SENDER", "").strip()
    if tls not in SMTP_PORTS:
        raise SettingsError(f"NENNEP_SMTP_TLS is {tls!r}: one of {', '.join(SMTP_PORTS)}")
    if "@" not in sender or not _public_url(environ):
        raise SettingsError("NENNEP_SMTP_HOST needs NENNEP_SMTP_SENDER, and NENNEP_PUBLIC_URL for the links in mails.")
    return MailServer(
        host=host,
        port=_bounded(environ, "NENNEP_SMTP_PORT", SMTP_PORTS[tls], 1, 65535),
        tls=tls,
        sender=sender,
        user=environ.get("NENNEP_SMTP_USER", ""),
        password=environ.get("NENNEP_SMTP_PASSWORD", ""),
    )


def _seals_to(environ: Mapping[str, str]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(environ.get("NENNEP_SEALS_TO", "").replace(",", " ").split()))
    if len(found) > 5 or not all(ADDRESS.fullmatch(one) for one in found) or (found and not _mail_server(environ)):
        raise SettingsError("NENNEP_SEALS_TO: up to 5 addresses with commas between, and NENNEP_SMTP_HOST to send from")
    return found


def _signing(environ: Mapping[str, str], production: bool) -> Signing | None:
    found = Signing(
        organisation=environ.get("NENNEP_SIGNING_ORGANISATION", "").strip(),
        file=_file(environ, "NENNEP_SIGNING_FILE"),
        password=environ.get("NENNEP_SIGNING_PASSWORD", ""),
        library=environ.get("NENNEP_SIGNING_TOKEN_LIBRARY", "").strip(),
        token=environ.get("NENNEP_SIGNING_TOKEN", "").strip(),
        label=environ.get("NENNEP_SIGNING_LABEL", "").strip(),
        pin=environ.get("NENNEP_SIGNING_PIN", ""),
        trial=environ.get("NENNEP_SIGNING_TRIAL", "0") == "1",
        time_url=environ.get("NENNEP_SIGNING_TIME_URL", "").strip(),
    )
    ways = [bool(found.file), bool(found.library), found.trial]
    if not any(ways):
        return None
    if problem := _what_is_wrong(found, ways, production):
        raise SettingsError(problem)
    return found


def _what_is_wrong(found: Signing, ways: list[bool], production: bool) -> str:
    if sum(ways) > 1:
        return "NENNEP_SIGNING_FILE, NENNEP_SIGNING_TOKEN_LIBRARY and NENNEP_SIGNING_TRIAL exclude each other."
    if found.trial and production:
        return "NENNEP_SIGNING_TRIAL signs with an authority that stands for nobody: not in production."
    if found.library and not (found.token and found.label and found.pin):
        return "NENNEP_SIGNING_TOKEN_LIBRARY needs NENNEP_SIGNING_TOKEN, NENNEP_SIGNING_LABEL and NENNEP_SIGNING_PIN."
    of_one = found.library or (found.file and found.file.is_file())
    if of_one and not found.organisation:
        return "NENNEP_SIGNING_ORGANISATION must name the code of the organisation whose certificate this is."
    if found.time_url and urlsplit(found.time_url).scheme not in ("http", "https"):
        return "NENNEP_SIGNING_TIME_URL must be an address that begins with http:// or https://"
    return ""


def _file(environ: Mapping[str, str], name: str) -> Path | None:
    given = environ.get(name, "").strip()
    if given and not Path(given).exists():
        raise SettingsError(f"{name} names {given}, which is not there.")
    return Path(given).resolve() if given else None


def _secret(environ: Mapping[str, str], data_dir: Path, production: bool) -> str:
    given = environ.get("NENNEP_SECRET_KEY", "")
    if production and (given.lower() in DEMO_SECRETS or len(given) < SHORTEST_SECRET):
        raise SettingsError(
            f"NENNEP_SECRET_KEY is missing, a demo value, or shorter than {SHORTEST_SECRET} characters. "
            "Set it to a long random text and keep it out of the repository."
        )
    return given or _kept_secret(data_dir / "secret_key")


def _kept_secret(path: Path) -> str:
    """The secret of an embedded installation: made once, readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # O_EXCL: two processes starting at once must not each keep a key of its own.
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return _kept_secret(path)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()
