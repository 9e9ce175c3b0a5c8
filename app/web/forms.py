"""What all forms share."""

from collections.abc import Mapping
from typing import TypeVar

from flask_wtf import FlaskForm

from workflows.engine import StepRefused

AnyForm = TypeVar("AnyForm", bound=FlaskForm)


def what_blocks(refused: StepRefused) -> dict[str, str]:
    """What blocks a step, to be said on the form, where what was typed stays. Any other refusal is raised again."""
    if refused.kind != "blocked":
        raise refused
    return {f"blocked-{n}": reason.text for n, reason in enumerate(refused.reasons)}


def take_errors(form: AnyForm, errors: Mapping[str, str]) -> AnyForm:
    """Hang what a service found wrong (BadInput.errors) on the fields of the same names, the rest on the whole form."""
    for name, sentence in errors.items():
        if name in form:
            form[name].errors = [*form[name].errors, sentence]
        else:
            form.form_errors = [*form.form_errors, sentence]
    return form
