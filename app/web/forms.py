"""What all forms share."""

from collections.abc import Mapping
from typing import TypeVar

from flask_wtf import FlaskForm

AnyForm = TypeVar("AnyForm", bound=FlaskForm)


def take_errors(form: AnyForm, errors: Mapping[str, str]) -> AnyForm:
    """Hang what a service found wrong (BadInput.errors) on the fields of the same names, the rest on the whole form."""
    for name, sentence in errors.items():
        if name in form:
            form[name].errors = [*form[name].errors, sentence]
        else:
            form.form_errors = [*form.form_errors, sentence]
    return form
