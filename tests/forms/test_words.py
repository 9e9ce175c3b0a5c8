"""Kept text is shown by the name of its field: no text field of the house is without one."""

import importlib
import re
from pathlib import Path

import pytest
from wtforms import HiddenField, PasswordField, StringField
from wtforms.form import BaseForm

from app.forms.words import OTHER, label_of, typed_texts
from app.resolutions.snapshot import SECTIONS

ROOT = Path(__file__).parents[2]
TEXT_FIELD = re.compile(
    r'<(?:textarea|input(?![^>]*type="(?:hidden|radio|checkbox|password|file|search)"))[^>]*?name="([\w-]+)"'
)


def names_in_forms() -> set[str]:
    modules = [importlib.import_module(f"app.{path.parent.name}.forms") for path in ROOT.glob("app/*/forms.py")]
    classes = [c for m in modules for c in vars(m).values() if isinstance(c, type) and issubclass(c, BaseForm)]
    fields = [(name, field) for c in classes for name, field in vars(c).items() if hasattr(field, "field_class")]
    return {name for name, field in fields if is_text(field.field_class)}


def is_text(kind: type) -> bool:
    return issubclass(kind, StringField) and not issubclass(kind, HiddenField | PasswordField)


def names_in_templates() -> set[str]:
    found = {n for path in ROOT.glob("templates/**/*.html") for n in TEXT_FIELD.findall(path.read_text("utf-8"))}
    return found - {"q", "month"}  # they look something up


def test_every_text_field_has_a_name():
    names = names_in_forms() | names_in_templates() | set(SECTIONS)

    assert len(names) > 50
    assert [name for name in sorted(names) if label_of(name) == OTHER] == []


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("task-0-work", "Nhiệm vụ 1: Việc phải làm"),
        ("text-speech-12", "Ý kiến phát biểu"),
        ("text-synthesis", "Tổng hợp của chủ trì"),
        ("points-3a", "Điểm tiêu chí 3a"),
        ("note-3a", "Nhận xét tiêu chí 3a"),
        ("<b>", OTHER),
        ("task-²-work", OTHER),  # which int() refuses, as it does the next
        (f"task-{'9' * 5000}-work", OTHER),
        ("point-²", "Kiến nghị, đề xuất"),
    ],
)
def test_fields_that_come_in_rows_say_which(name, label):
    assert label_of(name) == label


def test_choices_are_left_out_and_unknown_texts_are_not():
    sent = {
        "person": "7",
        "ballot": "open",
        "source": "people",
        "threshold": "two_thirds",
        "at": "19:40",
        "strange": "Nước về bản yếu",
    }

    assert typed_texts(sent) == [("Giờ", "19:40"), (OTHER, "Nước về bản yếu")]
