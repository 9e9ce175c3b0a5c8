"""Making the PDF of a resolution, to WeasyPrint by hand on the same HTML."""

from collections.abc import Iterator
from typing import Any

from app.documents import render
from app.documents.snapshots import DocumentKind
from tests.bench.figures import Figure, in_turn
from tests.documents.samples_after import resolution

ROUNDS = 7


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
