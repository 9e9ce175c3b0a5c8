"""Settings, read from the environment once. Knows no other module of the project.

| variable              | meaning                                                        | default            |
|-----------------------|----------------------------------------------------------------|--------------------|
| NENNEP_ENV            | `development` or `production`                                  | development        |
| NENNEP_DATA_DIR       | folder for the embedded database, documents, queue, secret key | instance           |
| NENNEP_DATABASE_URL   | SQLAlchemy address of the database                             | SQLite in data dir |
| NENNEP_SECRET_KEY     | key that signs sessions and forms, at least 32 characters      | file in data dir   |
| NENNEP_MAX_UPLOAD_MB  | largest file that may be uploaded                              | 20                 |
| NENNEP_SESSION_MINUTES| idle minutes after which one must sign in again                | 120                |
| NENNEP_HTTPS          | `1` where the pages are served over HTTPS                      | 1 in production    |
| NENNEP_PROXIES        | number of trusted proxies in front                             | 0                  |
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DEMO_SECRETS = {"demo", "dev", "secret", "changeme", "development"}
SHORTEST_SECRET = 32


class SettingsError(RuntimeError):
    """The settings would make the installation unsafe; the message says what to do."""


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
        max_upload_bytes=int(environ.get("NENNEP_MAX_UPLOAD_MB", "20")) * 1024 * 1024,
        session_minutes=int(environ.get("NENNEP_SESSION_MINUTES", "120")),
        https=environ.get("NENNEP_HTTPS", "1" if production else "0") == "1",
        proxies=int(environ.get("NENNEP_PROXIES", "0")),
    )


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
        path.parent.mkdir(parents=True, exist_ok=True)
        # O_EXCL: two processes starting at once must not each keep a key of its own.
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return _kept_secret(path)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()
