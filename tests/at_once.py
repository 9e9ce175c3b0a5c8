"""Several people at one moment."""

import threading
from collections.abc import Callable
from contextvars import copy_context
from typing import Any


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each of the acts answers, all begun at one moment, on the day of the test."""
    line, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def go(number: int, act: Callable[[], Any]) -> None:
        line.wait(timeout=20)
        answers[number] = act()

    threads = [threading.Thread(target=copy_context().run, args=(go, n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def together(*requests: Callable[[], Any]) -> list[int]:
    """Send all requests at one moment, each from a device of its own: their statuses in order of size."""
    return sorted(answer.status_code for answer in at_once(*requests))
