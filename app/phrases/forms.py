"""The form of a phrase."""

from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.phrases.services import LONGEST, Stated
from app.web.form_pages import PlainForm, choices
from workflows.cells import CELL_TYPE_LABELS, CellType
from workflows.phrases import PHRASE_KINDS, PhraseKind

ANY = ""


class PhraseForm(PlainForm):
    kind = SelectField("Dùng cho", choices=choices(PHRASE_KINDS.items()))
    text = TextAreaField(
        "Câu mẫu", [InputRequired("Ghi câu mẫu."), Length(max=LONGEST, message=f"Không quá {LONGEST} ký tự.")]
    )

    def stated(self) -> Stated:
        chosen = getattr(self, "cell_type", None)
        cell_type = CellType(chosen.data) if chosen is not None and chosen.data else None
        return Stated(kind=PhraseKind(self.kind.data), text=self.text.data or "", cell_type=cell_type)


class CommitteePhraseForm(PhraseForm):
    cell_type = SelectField("Loại hình chi bộ", choices=choices([(ANY, "Mọi chi bộ"), *CELL_TYPE_LABELS.items()]))
