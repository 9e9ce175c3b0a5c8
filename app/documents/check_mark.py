"""How the check code stands on paper. Pure functions, used as filters by the templates."""

import segno
from markupsafe import Markup

from app.documents.check_codes import in_groups
from app.documents.snapshots import Letterhead

PATH = "/check"


def check_address(head: Letterhead) -> str:
    """What the square holds: the address of the paper's own page, or the code alone where no address was set."""
    return f"{head.check_at}{PATH}/{head.check}" if head.check_at else head.check


def check_place(head: Letterhead) -> str:
    """Where one types the code: `nennep.xa.vn/check`."""
    return head.check_at.partition("://")[2] + PATH


def check_picture(head: Letterhead) -> Markup:
    """The address as a square of 15 mm; the paper around it is its quiet zone."""
    code = segno.make(check_address(head), error="m", micro=False, boost_error=False)
    return Markup(code.svg_inline(omitsize=True, border=0, svgclass=None, lineclass=None, title="Mã kiểm tra"))  # noqa: S704  # segno


def code_in_groups(code: str) -> str:
    return in_groups(code)
