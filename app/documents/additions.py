"""What somebody else's program put behind the end of a PDF of ours: signatures, or more than that."""

import logging
from io import BytesIO
from typing import Any

log = logging.getLogger(__name__)
# Above the lower edge of a page, in points: as high as the margin in which nothing of ours stands but the check code.
MARGIN = 62


def only_signed(before: bytes, after: bytes) -> bool:
    """`after` begins with `before` byte for byte, and all that follows are signatures with what belongs to them: no
    page, text, note, field of another kind or attachment was added, replaced or taken away, at whatever step."""
    if not after.startswith(before):
        return False
    from pyhanko.pdf_utils.reader import PdfFileReader  # late: a second and 40 MB, for few
    from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel

    try:
        reader = PdfFileReader(BytesIO(after), strict=False)
        revision = PdfFileReader(BytesIO(before), strict=False).xrefs.total_revisions - 1
        old: Any = reader.get_historical_resolver(revision)
        found = _policy(old).review_file(reader, old)
    except Exception as error:  # what a stranger's file does to a parser is not to be listed
        log.info("what was added cannot be told: %s", type(error).__name__)
        return False
    return isinstance(found, DiffResult) and found.modification_level <= ModificationLevel.FORM_FILLING


def _policy(old: Any) -> Any:
    """That of pyHanko. It compares forms, and our papers have none before the first signature: to it an empty one."""
    from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, pdf_name
    from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, FormUpdatingRule, StandardDiffPolicy
    from pyhanko.sign.diff_analysis.constants import ACROFORM_EXEMPT_STRICT_COMPARISON

    if "/AcroForm" in old.root:
        return DEFAULT_DIFF_POLICY
    old.root[pdf_name("/AcroForm")] = DictionaryObject({pdf_name("/Fields"): ArrayObject()})
    known: Any = DEFAULT_DIFF_POLICY
    form = FormUpdatingRule(known.form_rule.field_rules, ACROFORM_EXEMPT_STRICT_COMPARISON | {"/SigFlags"})
    return StandardDiffPolicy(global_rules=known.global_rules, form_rule=form)


def covers_text(before: bytes, after: bytes) -> bool:
    """Whether what was added shows something higher on a page than in its lower margin, where it may hide the text."""
    import pikepdf

    try:
        with pikepdf.open(BytesIO(before)) as old, pikepdf.open(BytesIO(after)) as new:
            known = {one.objgen for page in old.pages for one in page.get("/Annots", [])}
            return any(
                one.objgen not in known and _rises(one, float(page.mediabox[1]))
                for page in new.pages
                for one in page.get("/Annots", [])
            )
    except Exception as error:  # as above; what cannot be told is not believed
        log.info("what is shown cannot be told: %s", type(error).__name__)
        return True


def _rises(annotation: Any, edge: float) -> bool:
    left, bottom, right, top = (float(one) for one in annotation.get("/Rect", (0, 0, 0, 0)))
    return left != right and bottom != top and max(bottom, top) > edge + MARGIN
