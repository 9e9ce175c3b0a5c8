"""QR codes as pictures within the page."""

import segno
from markupsafe import Markup


def qr_svg(text: str) -> Markup:
    """Read from the last row of a hall and from creased paper: a quarter of it may be lost (level Q)."""
    code = segno.make(text, error="q", micro=False, boost_error=False)
    return Markup(code.svg_inline(omitsize=True, border=4, svgclass="qr", lineclass=None, light="#fff"))  # noqa: S704  # segno's own marks
