"""Keeping phrases, and putting one into a text that somebody is writing."""

from dataclasses import dataclass
from typing import Any

from app import clock
from app.actor import Actor, acting_as
from app.audit.services import record
from app.extensions import db, lock
from app.forms.queries import saved_draft
from app.forms.services import save_draft
from app.organisations.models import Organisation, OrganisationKind
from app.phrases import queries
from app.phrases.models import Phrase
from app.refusals import BadInput, NotAllowed, NotKnown, expect_version
from workflows.cells import CellType
from workflows.phrases import PhraseKind
from workflows.roles import Role

LONGEST = 500
MOST = 200  # of one organisation: more is no help to anybody


@dataclass(frozen=True, kw_only=True)
class Stated:
    kind: PhraseKind
    text: str
    cell_type: CellType | None = None


def add(organisation: Organisation, stated: Stated, *, actor: Actor) -> Phrase:
    """Raises NotAllowed, BadInput."""
    if not queries.may_keep(organisation.id, actor):
        raise NotAllowed("Câu mẫu của chi bộ do bí thư, phó bí thư giữ; của cấp ủy do Văn phòng giữ.")
    lock(organisation)  # of two who add the same the second finds the first
    there = queries.phrases_of([organisation.id])
    if len(there) >= MOST:
        raise BadInput({"text": f"Đã có {MOST} câu mẫu. Bỏ bớt câu không dùng rồi thêm."})
    _check(organisation, stated, there)
    phrase = Phrase(organisation_id=organisation.id, created_at=clock.now(), **_values(organisation, stated))
    db.session.add(phrase)
    db.session.flush()  # the history names its id
    _record("phrase_added", phrase, actor, after=_as_dict(phrase))
    return phrase


def change(phrase: Phrase, stated: Stated, *, version: int | None, actor: Actor) -> None:
    """Raises BadInput, SomebodyWasFaster, NotKnown for one that was removed meanwhile."""
    _hold(phrase, version)
    organisation = db.session.get_one(Organisation, phrase.organisation_id)
    _check(organisation, stated, [one for one in queries.phrases_of([organisation.id]) if one is not phrase])
    before = _as_dict(phrase)
    for name, value in _values(organisation, stated).items():
        setattr(phrase, name, value)
    if before != _as_dict(phrase):
        _record("phrase_changed", phrase, actor, before=before, after=_as_dict(phrase))


def remove(phrase: Phrase, *, version: int | None, actor: Actor) -> None:
    """What was written with it stays."""
    _hold(phrase, version)
    phrase.removed_at = clock.now()
    _record("phrase_removed", phrase, actor, text=phrase.text)


def insert(actor: Actor, key: str, field: str, text: str) -> None:
    """Put a phrase after what stands in one field of the draft of a form. Raises BadInput for too long a one."""
    if len(text) > LONGEST:
        raise BadInput("Câu mẫu dài quá mức cho phép.")
    fields = saved_draft(actor.account_id, key)
    written = fields.get(field, "")
    save_draft(actor.account_id, key, fields | {field: joined(written if isinstance(written, str) else "", text)})


def joined(written: str, text: str) -> str:
    """On a line of its own: a conclusion has several sentences, remedies stand one a line."""
    return f"{written.rstrip()}\n{text}" if written.strip() else text


def _hold(phrase: Phrase, version: int | None) -> None:
    lock(phrase)
    if phrase.removed_at is not None:
        raise NotKnown
    expect_version(phrase.version, version, "Câu mẫu này vừa được người khác sửa. Mở lại trang để xem bản mới nhất.")


def _check(organisation: Organisation, stated: Stated, others: list[Phrase]) -> None:
    errors = {}
    if not 0 < len(stated.text.strip()) <= LONGEST:
        errors["text"] = f"Ghi câu mẫu, không quá {LONGEST} ký tự."
    wanted = _values(organisation, stated)
    if any(all(getattr(one, name) == value for name, value in wanted.items()) for one in others):
        errors["text"] = "Câu mẫu này đã có."
    if errors:
        raise BadInput(errors)


def _values(organisation: Organisation, stated: Stated) -> dict[str, Any]:
    """A cell's phrases are for itself, of whatever type it is."""
    cell_type = None if organisation.kind == OrganisationKind.CELL else stated.cell_type
    return {"kind": stated.kind, "cell_type": cell_type, "text": stated.text.strip()}


def _as_dict(phrase: Phrase) -> dict[str, Any]:
    return {"kind": phrase.kind, "cell_type": phrase.cell_type, "text": phrase.text}


def _record(event: str, phrase: Phrase, actor: Actor, **told: Any) -> None:
    record(
        event, actor=actor, organisation_id=phrase.organisation_id, subject="phrase", subject_id=phrase.id,
        acting_as=acting_as(actor.roles_in(phrase.organisation_id), {*queries.KEEPERS, Role.OFFICE}), **told,
    )  # fmt: skip
