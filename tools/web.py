"""The web processes: gunicorn over a program that is in memory already."""

import sys
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

SETTINGS: dict[str, Any] = {
    "workers": 2,
    "threads": 4,
    "worker_class": "gthread",
    "loglevel": "warning",
    "control_socket_disable": True,
    "preload_app": True,  # its workers are forked from it, and share its memory
}


class _Server(BaseApplication):
    def __init__(self, application: Flask, settings: dict[str, Any]) -> None:
        self.application = application
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.application


# Seconds for which a thread that computes keeps the others of its process waiting. By itself Python has five
# milliseconds: who holds the database's write lock asks it a dozen times, and would wait as long after each answer.
TURN = 0.0005


def serve(app: Flask, host: str, port: int) -> None:
    """Answer until asked to stop."""
    sys.setswitchinterval(TURN)
    _Server(app, SETTINGS | {"bind": f"{host}:{port}"}).run()
