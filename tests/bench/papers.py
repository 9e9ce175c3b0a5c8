"""Making the PDF of a resolution, to WeasyPrint by hand on the same HTML."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.documents import render
from app.documents.signatures import check_signature
from app.documents.signing import sign_pdf
from app.documents.snapshots import DocumentKind
from app.documents.trial_authority import TrialAuthority
from tests.bench.figures import Figure, in_turn
from tests.documents.samples import guidance
from tests.documents.samples_after import resolution

ROUNDS = 7
MOST_FOR_A_SIGNATURE = 0.25  # seconds


def measure() -> Iterator[Figure]:
    import weasyprint

    snapshot = resolution()
    taken: list[dict[str, Any]] = []
    page = _html(snapshot, weasyprint, taken)

    def by_hand() -> bytes:
        document = weasyprint.HTML(string=page, base_url=render.BASE, url_fetcher=render.fetch_ours)
        made: bytes = document.write_pdf(pdf_variant="pdf/a-2a", font_config=taken[0]["font_config"])
        return made

    pair = in_turn(lambda: render.render_with_pages(DocumentKind.RESOLUTION, snapshot), by_hand, rounds=ROUNDS)
    yield Figure(
        name="resolution as PDF: time to bare WeasyPrint", value=pair.ratio, bound=1.25, unit="×", detail=pair.detail
    )
    if by_hand()[:5] != b"%PDF-":
        raise RuntimeError("bare WeasyPrint made no PDF")


def signatures() -> Iterator[Figure]:
    """What signing adds to a paper: the box laid out, the bytes signed. To laying out the paper itself, in one run."""
    sign = signing()
    pair = in_turn(sign, lambda: render.render_pdf(DocumentKind.GUIDANCE, guidance()), rounds=ROUNDS)
    yield Figure(
        name="signing a paper: seconds added to laying it out", value=pair.ours, bound=MOST_FOR_A_SIGNATURE, unit="s",
        detail=pair.detail,
    )  # fmt: skip
    (found,) = check_signature(sign())
    if not found.unchanged:
        raise RuntimeError("what was signed does not hold")


def signing() -> Callable[[], bytes]:
    """What signs a paper of a committee anew with each call."""
    from pyhanko.sign.signers import SimpleSigner

    snapshot = guidance()
    with TemporaryDirectory() as folder:
        file = TrialAuthority(Path(folder)).file_for("XA", snapshot.letterhead.issuer)
        signer = SimpleSigner.load_pkcs12(str(file), passphrase=None)
    paper = render.render_pdf(DocumentKind.GUIDANCE, snapshot)
    return lambda: sign_pdf(paper, signer, reason="Ban hành văn bản", at=datetime.now(UTC))


def _html(snapshot: Any, weasyprint: Any, taken: list[dict[str, Any]]) -> str:
    """The HTML that our rendering hands to WeasyPrint, and the fonts that it hands along."""
    seen: list[str] = []
    bare = weasyprint.HTML

    class Noting(bare):  # type: ignore[misc, valid-type]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            seen.append(kwargs["string"])
            super().__init__(*args, **kwargs)

        def render(self, *args: Any, **kwargs: Any) -> Any:
            taken.append(kwargs)
            return super().render(*args, **kwargs)

    weasyprint.HTML = Noting
    try:
        render.render_with_pages(DocumentKind.RESOLUTION, snapshot)
    finally:
        weasyprint.HTML = bare
    return seen[0]
