"""Security headers on every answer. All script and style is in files, so the policy needs no nonce."""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

from flask import Flask, Response, request, url_for

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "object-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
ALWAYS = (
    ("X-Frame-Options", "DENY"),  # what frame-ancestors says, for browsers that do not know it
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
)
YEAR = 31536000


def bind(app: Flask) -> None:
    hashes = asset_hashes(app)
    app.extensions["asset"] = app.jinja_env.globals["asset"] = asset_urls(hashes)

    @app.after_request
    def _add(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", POLICY)
        headers.extend(ALWAYS)
        if app.config["SESSION_COOKIE_SECURE"]:
            headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
        if request.endpoint == "static":
            # While several machines are brought up to date one is asked for a file as another knows it: what is not the
            # bytes that were meant must not be kept for a year, neither in a browser nor in front of us.
            as_meant = request.args.get("v", "") == hashes.get((request.view_args or {}).get("filename", ""))
            headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if as_meant else "no-cache"
        else:
            # Shared phones: nothing of a signed-in page stays behind.
            headers["Cache-Control"] = "no-store"
        return response


def asset_hashes(app: Flask) -> dict[str, str]:
    root = Path(app.static_folder or "")
    return {
        str(p.relative_to(root)): hashlib.sha256(p.read_bytes()).hexdigest()[:10]
        for p in root.rglob("*")
        if p.is_file()
    }


def asset_urls(hashes: Mapping[str, str]) -> Callable[[str], str]:
    """`asset('nennep.css')`: the file's address with the hash of its content, so that it may be cached for a year."""
    urls: dict[tuple[str, str], str] = {}

    def asset(name: str) -> str:
        key = (request.script_root, name)
        if key not in urls:
            urls[key] = url_for("static", filename=name, v=hashes[name])
        return urls[key]

    return asset
