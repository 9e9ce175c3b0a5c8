"""How services say no. Each carries sentences for the person: what happened and what to do."""

from collections.abc import Mapping


class BadInput(Exception):
    """What was sent cannot be taken (422). `errors` maps a field's name ("" for the whole form) to a sentence."""

    def __init__(self, errors: Mapping[str, str] | str) -> None:
        self.errors: dict[str, str] = {"": errors} if isinstance(errors, str) else dict(errors)
        super().__init__(" ".join(self.errors.values()))


class NotAllowed(Exception):
    """The actor may know of the thing but not do this with it (403)."""


class NotYet(NotAllowed):
    """The actor may do this, but not before something else was done: the sentence says what."""


class NotKnown(Exception):
    """The actor may not know whether the thing exists (404)."""


class SomebodyWasFaster(Exception):
    """The thing changed since the page was opened (409)."""


class SentBefore(SomebodyWasFaster):
    """One and the same form came with another content before, and that was taken."""


UNSTATED = -1
"""The version of a form that says none: it may have been opened on any. None is nobody's form: a command, a job."""


def expect_version(now: int, seen: int | None, stale: str) -> None:
    """Raises SomebodyWasFaster: with the sentence `stale` where the form was opened on another version than `now`."""
    if seen == UNSTATED:
        raise SomebodyWasFaster("Biểu mẫu gửi lên không cho biết được mở từ bản nào. Mở lại trang rồi gửi lại.")
    if seen not in (None, now):
        raise SomebodyWasFaster(stale)
