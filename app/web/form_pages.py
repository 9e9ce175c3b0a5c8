"""A page that is one form: shown, checked, acted on; what was typed stays when something is wrong."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import Response, flash, request
from flask_wtf import FlaskForm
from wtforms.fields.choices import SelectChoice

from app.extensions import db
from app.refusals import BadInput, SomebodyWasFaster
from app.web.forms import take_errors, what_blocks
from app.web.pages import done, page
from workflows.engine import StepRefused


class _Vietnamese:
    """WTForms' own sentences, as far as a page can bring them up."""

    WORDS = {
        "Not a valid choice.": "Chọn một mục trong danh sách.",
        "Invalid Choice: could not coerce.": "Chọn một mục trong danh sách.",
        "'%(value)s' is not a valid choice for this field.": "Chọn một mục trong danh sách.",
        "This field is required.": "Ô này cần được ghi.",
    }

    def gettext(self, text: str) -> str:
        return self.WORDS.get(text, text)

    def ngettext(self, one: str, many: str, count: int) -> str:
        return self.WORDS.get(one, one if count == 1 else many)


class PlainForm(FlaskForm):
    """The page's own token covers it (`form_head`), so it carries none."""

    class Meta:
        csrf = False

        def get_translations(self, _form: FlaskForm) -> _Vietnamese:
            return _Vietnamese()


def choices(pairs: Iterable[tuple[object, str]]) -> list[SelectChoice]:
    """What a SelectField or RadioField offers: value and words."""
    return [SelectChoice(str(value), words) for value, words in pairs]


def form_page(
    form: FlaskForm,
    act: Callable[[], object],
    *,
    to: str,
    said: str,
    version: int | str | None = None,
    template: str = "components/form_page.html",
    hints: Mapping[str, str] | None = None,
    **context: Any,
) -> Response:
    """GET shows the form; POST calls `act` and goes `to` (or where `act` says), with `said` as its one sentence.

    BadInput of `act` is shown on the form with status 422. With a `version`, SomebodyWasFaster if the form was opened
    on another one. Context of the template: title, button, back (address, words), lead, warning.
    """
    if request.method == "POST" and version is not None and request.form.get("version") != str(version):
        raise SomebodyWasFaster("Có người vừa sửa mục này sau khi đồng chí mở trang. Mở lại trang để xem bản mới nhất.")
    if form.validate_on_submit():
        try:
            where = act()
        except BadInput as error:
            # Whatever was written before the service saw the fault must not be read again while the page is made.
            db.session.rollback()
            take_errors(form, error.errors)
        else:
            flash(said)
            return done(where if isinstance(where, str) else to)
    status = 422 if request.method == "POST" else 200
    return page(template, form=form, version=version, hints=hints or {}, cancel=to, status=status, **context)


def act_at_once(act: Callable[[], object], *, to: str, said: str) -> Response:
    """A button without a form page: BadInput is said on the page that one comes back to."""
    try:
        act()
    except BadInput as error:
        db.session.rollback()
        flash(" ".join(error.errors.values()), "stop")
    else:
        flash(said)
    return done(to)


def saying_why(act: Callable[[], object]) -> Callable[[], object]:
    """What blocks a step is said on the form, where what was typed stays."""

    def acted() -> object:
        try:
            return act()
        except StepRefused as refused:
            raise BadInput(what_blocks(refused)) from refused

    return acted
