"""Snapshots to JSON and back, strictly: what was kept is read as it was, or not at all."""

import json
import types
import typing
import unicodedata
from dataclasses import Field, fields, is_dataclass
from functools import cache
from typing import Any, Literal, TypeVar, cast

from app.documents.snapshots.after import Minutes, Resolution, ScoreSheet
from app.documents.snapshots.before import (
    Agenda,
    ChairScript,
    CommitteeMinutes,
    GuestInvitation,
    Notice,
    RollCallSheet,
)
from app.documents.snapshots.guidance import Guidance
from app.documents.snapshots.handover import HandoverMinutes
from app.documents.snapshots.inspection import InspectionPaper
from app.documents.snapshots.kinds import DocumentKind
from app.documents.snapshots.kit import PaperKit
from app.documents.snapshots.period import PeriodReport
from app.documents.snapshots.plan import CellPlan
from app.documents.snapshots.schedule import Schedule
from app.documents.snapshots.synthesis import Synthesis

Snapshot = (
    Notice
    | Agenda
    | GuestInvitation
    | RollCallSheet
    | CommitteeMinutes
    | ChairScript
    | Minutes
    | Resolution
    | ScoreSheet
    | Guidance
    | Synthesis
    | Schedule
    | PaperKit
    | HandoverMinutes
    | InspectionPaper
    | CellPlan
    | PeriodReport
)
T = TypeVar("T")

CLASSES: dict[DocumentKind, type[Any]] = {cls.kind: cls for cls in typing.get_args(Snapshot)}


class SnapshotUnreadable(ValueError):
    """Kept data do not have the shape of their document; the text says where."""


def to_json(snapshot: Snapshot) -> str:
    """The canonical text: sorted keys, NFC, no spaces. Equal snapshots give equal texts."""
    return json.dumps(to_data(snapshot), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(kind: DocumentKind | str, text: str) -> Snapshot:
    """The snapshot that `to_json` wrote. Raises SnapshotUnreadable."""
    try:
        return from_data(kind, json.loads(text))
    except json.JSONDecodeError as error:
        raise SnapshotUnreadable(str(error)) from error


def to_data(snapshot: Snapshot) -> dict[str, Any]:
    """Plain lists and dictionaries, for a JSON column."""
    return cast(dict[str, Any], _plain(snapshot))


def from_data(kind: DocumentKind | str, data: Any) -> Snapshot:
    """The snapshot that `to_data` gave. Raises SnapshotUnreadable."""
    try:
        return cast(Snapshot, _read(CLASSES[DocumentKind(kind)], data, str(kind)))
    except SnapshotUnreadable:
        raise
    except ValueError as error:  # an unknown kind, or a snapshot that refuses itself
        raise SnapshotUnreadable(str(error)) from error


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value) if _is_kept(field, value)}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


def _is_kept(field: Field[Any], value: Any) -> bool:
    return not field.metadata.get("kept_if_said") or bool(getattr(value, field.name))


@cache
def _hints(cls: type[Any]) -> dict[str, Any]:
    hints = typing.get_type_hints(cls)
    return {field.name: hints[field.name] for field in fields(cls)}


def _read(wanted: Any, data: Any, where: str) -> Any:
    origin = typing.get_origin(wanted)
    if is_dataclass(wanted):
        return _read_dataclass(cast(type[Any], wanted), data, where)
    if origin in (types.UnionType, typing.Union):
        return _read_union(typing.get_args(wanted), data, where)
    if origin is tuple:
        return _read_tuple(typing.get_args(wanted), data, where)
    if origin is Literal:
        return _checked(data in typing.get_args(wanted), data, where)
    # bool is an int to Python, but `true` is no count.
    return _checked(type(data) is wanted, data, where)


def _read_dataclass(cls: type[T], data: Any, where: str) -> T:
    hints = _hints(cast(Any, cls))
    if not isinstance(data, dict) or set(data) - set(hints):
        raise SnapshotUnreadable(f"{where}: not the fields of {cls.__name__}")
    try:
        return cls(**{name: _read(hints[name], one, f"{where}.{name}") for name, one in data.items()})
    except TypeError as error:
        raise SnapshotUnreadable(f"{where}: {error}") from error


def _read_union(choices: tuple[Any, ...], data: Any, where: str) -> Any:
    if data is None:
        return _checked(type(None) in choices, None, where)
    for choice in choices:
        if choice is not type(None) and (is_dataclass(choice) or typing.get_origin(choice) or type(data) is choice):
            return _read(choice, data, where)
    raise SnapshotUnreadable(f"{where}: unexpected {type(data).__name__}")


def _read_tuple(inner: tuple[Any, ...], data: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(data, list):
        raise SnapshotUnreadable(f"{where}: not a list")
    if inner[-1] is Ellipsis:
        return tuple(_read(inner[0], one, f"{where}[{n}]") for n, one in enumerate(data))
    if len(inner) != len(data):
        raise SnapshotUnreadable(f"{where}: {len(data)} instead of {len(inner)}")
    return tuple(_read(want, one, f"{where}[{n}]") for n, (want, one) in enumerate(zip(inner, data, strict=True)))


def _checked(right: bool, data: T, where: str) -> T:
    if not right:
        raise SnapshotUnreadable(f"{where}: unexpected {data!r:.40}")
    return data
