"""What is written is watched while it is tested: who changes rows says so in the history, in the same transaction.

Every test that sends a request holds this rule, whatever else it is about, so a new route that forgets is found by its
own tests; `tests/test_random_walk.py` holds the services to it. `faults` are collected here and told when a test ends.
"""

import re
from typing import Any

from flask import g, has_request_context, request
from sqlalchemy import Connection, Engine, event

from app.audit.models import AuditEvent

# Nothing has happened yet, or nothing that anybody has to answer for: tokens of forms, text being typed, what was read,
# wake-ups of the worker, tries at the door (told as `sign_in_failed` where a name was tried), when a session was used last
# (its beginning and its end are told), files nobody holds yet,
# words to be searched for and sums of a month, which follow a change that is told.
NO_CHANGE = {
    "audit_head", "used_form", "typing_draft", "notification", "letter", "job", "guidance_reading", "sign_in_attempt",
    "open_session", "stored_file", "roster_upload", "search_text", "monthly_summary",
}  # fmt: skip
# Told of somebody who is not (or no more) signed in when it is written.
AT_THE_DOOR = {"sign_in_failed", "signed_out"}
WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
SHORTEST_SECRET = 6

faults: list[str] = []


def watch(engine: Engine) -> None:
    """From here on every transaction of a request is looked at when it is committed."""
    event.listen(engine, "before_cursor_execute", _note_statement)
    event.listen(engine, "commit", look)
    event.listen(engine, "rollback", _forget)
    event.listen(AuditEvent, "after_insert", _note_event)


def look(connection: Connection) -> None:
    """Whether what a request is about to commit on this connection is told as it should be."""
    written, told = taken_from(connection)
    if has_request_context():
        found = [*faults_of(written, told), *_faults_of_the_request(told)]
        faults.extend(f"{request.method} {request.path}: {fault}" for fault in found)


def taken_from(connection: Connection) -> tuple[set[str], list[AuditEvent]]:
    """The tables that the transaction wrote so far, and the events that tell of it; each is answered once."""
    return connection.info.pop("written", set()), connection.info.pop("told", [])


def faults_of(written: set[str], told: list[AuditEvent]) -> list[str]:
    changed = written - NO_CHANGE - {AuditEvent.__tablename__}
    found = [] if told or not changed else [f"{sorted(changed)} changed without an event"]
    for row in told:
        moved = row.data.get("from_state") != row.data.get("to_state")
        if "before" in row.data and row.data["before"] == row.data["after"] and not moved:
            found.append(f"{row.event} tells of no difference: {row.data}")
        if row.chain and row.account_id and not row.acting_as:
            found.append(f"{row.event} does not say as what")
    return found


def _faults_of_the_request(told: list[AuditEvent]) -> list[str]:
    me = getattr(getattr(g, "_login_user", None), "identity", None)
    others = [row for row in told if row.event not in AT_THE_DOOR and row.account_id != (me and me.id)]
    typed = [text for name, text in request.form.items() if "password" in name]
    secrets = ["$argon2", *(text for text in typed if len(text) >= SHORTEST_SECRET)]
    leaking = [row for row in told if any(secret in str(row.data) for secret in secrets)]
    return [f"{row.event} tells of account {row.account_id}" for row in others] + [
        f"{row.event} holds a password or a hash of one" for row in leaking
    ]


def _note_statement(connection: Connection, _cursor: Any, statement: str, *_: object) -> None:
    if found := WRITES.match(statement):
        connection.info.setdefault("written", set()).add(found[1].lower())


def _note_event(_mapper: object, connection: Connection, row: AuditEvent) -> None:
    connection.info.setdefault("told", []).append(row)


def _forget(connection: Connection) -> None:
    if not connection.invalidated:  # else what it held went with it
        taken_from(connection)
