"""Putting a signature on a PDF: PAdES, with a small visible box and, where one is set, the time of an authority."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf

from app.documents.render import render_stamp
from app.documents.signatures import name_in
from app.documents.signers import TimeNotTold

POINTS = 72 / 25.4  # a millimetre
# In the lower margin of the first page, where nothing stands, at the right; the check code stands at the left.
WIDTH, HEIGHT, RIGHT, BOTTOM = 54 * POINTS, 13 * POINTS, 15 * POINTS, 4 * POINTS
SECONDS_FOR_THE_TIME = 15
LARGEST_ANSWER = 100_000


def sign_pdf(
    data: bytes,
    signer: Any,
    *,
    reason: str,
    at: datetime,
    time_url: str = "",
    field: str = "NenNep",
    place: int = 0,
    visible: bool = True,
) -> bytes:
    """The same file with one more signature, as an addition at its end: what was signed before stays valid.

    `place`: how many boxes stand in the margin already; `visible`: with a box. Raises TimeNotTold, and what pyHanko or
    the token raise.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

    whose = name_in(signer.signing_cert.subject)
    said = PdfSignatureMetadata(
        field_name=field, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256", reason=reason, name=whose
    )
    with _box_of(whose, at) if visible else nullcontext() as style:
        made = PdfSigner(
            said,
            signer=signer,
            timestamper=_time_of(time_url) if time_url else None,
            stamp_style=style,
            new_field_spec=SigFieldSpec(field, on_page=0, box=_place(data, place) if visible else None),
        )
        signed = made.sign_pdf(IncrementalPdfFileWriter(BytesIO(data), strict=False))
    return bytes(signed.getbuffer())


def _place(data: bytes, place: int) -> tuple[int, int, int, int]:
    with pikepdf.open(BytesIO(data)) as pdf:
        left, bottom, right, _ = (float(one) for one in pdf.pages[0].mediabox)
    x2 = right - RIGHT - place * (WIDTH + 2 * POINTS)
    x1 = max(left, x2 - WIDTH)
    return round(x1), round(bottom + BOTTOM), round(x2), round(bottom + BOTTOM + HEIGHT)


@contextmanager
def _box_of(whose: str, at: datetime) -> Iterator[Any]:
    from pyhanko.pdf_utils.layout import AxisAlignment, SimpleBoxLayoutRule
    from pyhanko.stamp import StaticStampStyle

    within = SimpleBoxLayoutRule(x_align=AxisAlignment.ALIGN_MID, y_align=AxisAlignment.ALIGN_MID)
    with tempfile.NamedTemporaryFile(suffix=".pdf") as stamp:
        stamp.write(render_stamp(whose, at))
        stamp.flush()
        # The file is read when the box is drawn, not before.
        yield StaticStampStyle.from_pdf_file(stamp.name, border_width=0, background_layout=within)


@cache
def _time_of(url: str) -> Any:
    """One for each address: it asks once more at first, to know how much room an answer takes."""
    from urllib.error import HTTPError
    from urllib.request import Request, urlopen

    from asn1crypto import tsp
    from pyhanko.sign.timestamps import TimeStamper

    class TimeAuthority(TimeStamper):
        async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> Any:
            try:
                return await super().async_timestamp(message_digest, md_algorithm)
            except Exception as error:  # each way to fail has its own, down to the reader of what is no answer at all
                raise TimeNotTold(f"{type(error).__name__}: {error}") from error

        async def async_request_tsa_response(self, req: Any) -> Any:
            sent = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
            request = Request(url, data=req.dump(), headers=sent)  # noqa: S310  # http or https: config.py
            try:
                with urlopen(request, timeout=SECONDS_FOR_THE_TIME) as answer:  # noqa: S310
                    return tsp.TimeStampResp.load(answer.read(LARGEST_ANSWER))
            except HTTPError as refused:
                refused.close()  # it holds the connection
                raise

    return TimeAuthority()
