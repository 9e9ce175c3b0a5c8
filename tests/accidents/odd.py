"""Hostile input: letters, numbers, days and files that no person types, and bodies that no browser sends."""

from datetime import date
from urllib.parse import quote_from_bytes, urlencode

from hypothesis import strategies as st

SCRIPT = "<script>alert('x')</script>\"'><img src=x onerror=alert(1)>"
# Bytes stand for what is no UTF-8.
TEXTS: tuple[str | bytes, ...] = (
    "", " ", "\u00a0\u200b", SCRIPT, "a\x00b", "\x00", "\x0b\x1f\x7f\ufffe\uffff", "Nguy\ud800ễn", "\udfff",
    "Nguyễn Thị Hường", "\u202egpj.exe\u202c\u200f", "👩‍👩‍👧‍👦🇻🇳🫠", "\ufeffa", "ـ" * 50, "ﷺ" * 40, "Z̷̢͑" * 30,
    "%", "_", "%_%", "\\", "\\%", "'", "'' OR 1=1 --", '"; DROP TABLE meeting; --', "{{7*7}}", "{% for x in y %}",
    "${7*7}", "a\r\nSet-Cookie: a=b", "a\nb", "\r", "\t", "../../../../etc/passwd", "..\\..\\x", "/etc/passwd", "//evil.example",
    "http://evil.example/", "javascript:alert(1)", "file:///etc/passwd", "data:text/html,<script>alert(1)</script>",
    "a@b.c", "a@" + "b" * 300 + ".vn", "\n".join(["dòng"] * 500), "Đoàn kết " * 2_000, "<" * 3_000, "(" * 2_000, " " * 9_000,
    "=1+1", "=cmd|' /C calc'!A0", "null", "None", "undefined", "true", "True", "False", "on", "[]", "{}", "[object Object]",
    b"\xff\xfe", b"\xc0\x80", b"\xed\xa0\x80", b"a\xf0\x9f", b"\x80" * 20, b"\x00\x00\x00",
)  # fmt: skip
NUMBERS: tuple[str, ...] = (
    "0", "-0", "1", "-1", "2", "20", "21", "22", "99", "100", "101", "9999", "10000", "32768", "2147483647", "2147483648",
    "-2147483649", "9223372036854775807", "9223372036854775808", "9" * 40, "9" * 5_000, "-" + "9" * 30, "1.5", "1,5", "9,5",
    "10,1", "9,55", "-0,5", "1e9", "1e999", "-1e999", "NaN", "nan", "inf", "-Infinity", "0x10", "0b1", "1_000", "1 000", "+1", "01",
    "٣", "٣٤", "²", "½", "Ⅻ", "१२", "𝟙𝟚", "１２", "一", "①", "1\u0660", "\u2212" + "5",
)  # fmt: skip
DAYS: tuple[str, ...] = (
    "31/02/2026", "29/02/2026", "00/00/0000", "01/01/0001", "31/12/9999", "01/01/1899", "01/01/1900", "31/12/2199", "01/01/2200",
    "03/12/2026", "03122026", "2026-12-03", "3.12.2026", "12/2026", "13/2026", "0/2026", "1/1900", "12/2199", "2026-13",
    "9999-12", "0001-01", "2026", "9999", "10000", "0000", "1900", "2199", "2026-Q5", "2026-4", "Q1", "03/12/2026 19:40", "٠٣/١٢/٢٠٢٦",
    "24:00", "23:59", "00:00", "19:60", "-1:00", "1940", "19h40", "19 giờ", "9999", "١٩:٤٠", "19:40:61", "2026-12-03T19:40:00Z",
)  # fmt: skip
NAMES_OF_FILES: tuple[str, ...] = (
    "a.pdf", "a.xlsx", "a.docx", "a.png", "a.p12", "a\x00b.pdf", "..\\..\\a.pdf", "x" * 3_000 + ".pdf", "\u202egpj.pdf", ".pdf", "", "a",
    "/etc/passwd", "con", "a.pdf\r\nX: y", "Đơn thư.pdf", "💣.xlsx", '"a";b.pdf', "a%00.pdf",
)  # fmt: skip
FILES: tuple[bytes, ...] = (
    b"", b"\x00", b"%PDF-1.4 thu\n%%EOF", b"%PDF-1.7\n" + b"1 0 obj<<" * 200, b"PK\x03\x04" + b"\x00" * 60, b"PK\x05\x06" + b"\x00" * 18,
    b"\x89PNG\r\n\x1a\n" + b"\x00" * 30, b"\xff\xd8\xff\xe0" + b"\x00" * 30, b"<script>alert(1)</script>", b"GIF89a", b"0\x82\x04\x00" * 40,
    "Họ và tên;Ngày\n".encode("utf-16"), b"a,b\n" * 500, b"\xff" * 2_000,
)  # fmt: skip


def _texts_of_any_letters() -> st.SearchStrategy[str]:
    """Halves of pairs of UTF-16 included."""
    return st.text(st.characters(exclude_categories=()), max_size=60)


def _long() -> st.SearchStrategy[str]:
    return st.builds(
        lambda text, times: text * times,
        st.sampled_from(["ệ", "9", "ab ", "\u0301", "%", "\n"]),
        st.integers(200, 6_000),
    )


def _any_day() -> st.SearchStrategy[str]:
    shapes = st.sampled_from(
        ["{0.day:02}/{0.month:02}/{0.year:04}", "{0.month}/{0.year:04}", "{0}", "{0.year}", "{0.day}{0.month}{0.year}"]
    )
    return st.builds(lambda shape, day: shape.format(day), shapes, st.dates(date.min, date.max))


ODD: st.SearchStrategy[str | bytes] = st.one_of(
    st.sampled_from(TEXTS), st.sampled_from(NUMBERS), st.sampled_from(DAYS), _texts_of_any_letters(), st.integers().map(str),
    st.integers(-3, 400).map(str), st.floats().map(str), _any_day(), _long(), st.binary(max_size=20),
)  # fmt: skip
# In a path or behind a question mark, where nobody sends pages of text.
ODD_IN_ADDRESSES: st.SearchStrategy[str | bytes] = ODD.map(lambda one: one[:300])


def as_bytes(odd: str | bytes) -> bytes:
    return odd if isinstance(odd, bytes) else odd.encode("utf-8", "surrogatepass")


def in_path(odd: str | bytes) -> str:
    return quote_from_bytes(as_bytes(odd), safe="")


Pairs = list[tuple[str, str | bytes]]


def urlencoded(pairs: Pairs) -> bytes:
    return urlencode([(as_bytes(name), as_bytes(value)) for name, value in pairs]).encode()


BOUNDARY = "----nennep"


def multipart(pairs: Pairs, files: list[tuple[str, str, bytes]]) -> bytes:
    """By hand: no library writes what is tried here."""
    parts = [b'; name="%s"\r\n\r\n%s' % (_quoted(name), as_bytes(value)) for name, value in pairs]
    for field, name, data in files:
        said = b'; name="%s"; filename="%s"\r\nContent-Type: application/octet-stream\r\n\r\n%s'
        parts.append(said % (_quoted(field), _quoted(name), data))
    head = b"--" + BOUNDARY.encode() + b"\r\nContent-Disposition: form-data"
    return b"".join(head + part + b"\r\n" for part in parts) + b"--" + BOUNDARY.encode() + b"--\r\n"


def _quoted(name: str) -> bytes:
    return as_bytes(name).replace(b'"', b"%22")


WRONG_TYPES: tuple[str, ...] = (
    "", "application/json", "text/plain", "text/xml", "multipart/form-data", "multipart/form-data; boundary=",
    "multipart/form-data; boundary=" + "x" * 300, "multipart/mixed; boundary=x", "application/x-www-form-urlencoded; charset=utf-16",
    "application/x-www-form-urlencoded; charset=no-such", "application/octet-stream", "a", "/", "image/svg+xml", "application/pdf",
)  # fmt: skip
BODIES: tuple[bytes, ...] = (
    b"", b"&", b"=", b"&&&==&=", b"a", b"%", b"%zz=%q", b"once", b"version=1&version=2&version=", b"\x00=\x00", b"[" * 4_000,
    b'{"version": 1, "once": {"a": [[[[]]]]}}', b"null", b"--x\r\n", b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--",
    b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", b"a=1&" * 1_500, b"\xff\xfe" * 50,
)  # fmt: skip
