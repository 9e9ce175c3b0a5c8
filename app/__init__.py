"""Nền Nếp: meetings of Party cells, from draft agenda to evaluation."""

from datetime import timedelta
from importlib import import_module
from typing import Any

from flask_compress import Compress
from werkzeug.middleware.proxy_fix import ProxyFix

from app import models, web  # noqa: F401  # models: foreign keys of one room name tables of another
from app.extensions import csrf, db, htmx, migrate
from app.web import logs
from app.web.nfc import CleanRequest, SmallInteger
from app.web.transactions import House
from config import Settings, read_settings

# Each room has `routes.py` with a blueprint `bp`; the order is that of the folder listing.
ROOMS = (
    "access", "accounts", "agendas", "appointments", "approvals", "areas", "assignments", "backups", "books",
    "checking", "committee_reports", "commune_resolutions", "courses", "criteria", "digests", "documents",
    "duties", "evaluations", "examples", "figures", "finding", "forms", "groups", "guidance", "handbook",
    "handovers", "help", "home", "indicators", "inspections", "meetings", "members", "minutes", "notifications",
    "organisations", "oversight", "personal", "petitions", "phrases", "planning", "practice", "prospects",
    "ratings", "replies", "reports", "resolutions", "roster", "rotations", "rules", "self_checks", "sessions",
    "targets", "tasks", "training", "visits", "watching",
)  # fmt: skip
# Rooms with commands for the command line, in `commands.py`.
COMMANDS = ("accounts", "backups", "demo", "finding", "jobs", "proofs", "roster", "summaries")


def create_app(settings: Settings | None = None) -> House:
    settings = settings or read_settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)  # others on the machine read nothing of it
    logs.begin(settings.log_level)
    app = House("app", template_folder="../templates", static_folder="static")
    app.config.update(_for_flask(settings))
    app.url_map.converters["int"] = SmallInteger
    db.init_app(app)
    migrate.init_app(app, db, render_as_batch=True, compare_type=True)
    htmx.init_app(app)
    app.request_class = CleanRequest
    csrf.init_app(app)
    Compress(app)
    web.bind(app)
    if settings.proxies:  # around all else: what it learns of the address is true for everybody behind it
        app.wsgi_app = ProxyFix(app.wsgi_app, settings.proxies, settings.proxies, settings.proxies, settings.proxies)  # type: ignore[method-assign]
    for room in ROOMS:
        app.register_blueprint(import_module(f"app.{room}.routes").bp)
    for room in COMMANDS:
        import_module(f"app.{room}.commands").bind(app)
    return app


def _for_flask(settings: Settings) -> dict[str, Any]:
    """What Flask and its extensions are told."""
    return {
        "SETTINGS": settings,
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "hide_parameters": True,  # an error that is logged must not say what was typed
            "pool_use_lifo": True,  # the connection used last has its plans and pages at hand
        },
        "MAX_CONTENT_LENGTH": settings.max_upload_bytes + 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "PERMANENT_SESSION_LIFETIME": timedelta(minutes=settings.session_minutes),
        # The prefix: browsers take it over HTTPS only, from this very host, for all its pages.
        "SESSION_COOKIE_NAME": "__Host-nennep" if settings.https else "nennep",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.https,
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session
        "WTF_CSRF_SSL_STRICT": settings.https,
        "COMPRESS_ALGORITHM": ["gzip"],
        "COMPRESS_ALGORITHM_STREAMING": ["gzip"],  # style and script as well: files are answered as streams
        "COMPRESS_LEVEL": 5,
    }
