"""A stranger's file is judged apart from the house: the same answer as at home, and none for what wants too much."""

import json
from base64 import b64encode
from io import BytesIO, StringIO
from threading import BoundedSemaphore
from time import monotonic

import pytest

from app.documents import judging, signatures
from app.documents.judging import TOO_MUCH, check_apart
from app.documents.signatures import UNREADABLE, SignatureUnreadable, check_signature
from tests.checking.test_checking import dropped
from tests.documents.test_signing import over_the_page, signed  # noqa: F401  # a fixture
from tests.reading import words

# A signature that is nothing but digits: pyHanko took 24 seconds and 1.7 GB for 18 MB of them.
DIGITS = 6 * 1024 * 1024


def of_digits() -> bytes:
    body = b"<< /FT /Sig /T (z) /V << /ByteRange [0 1 2 3] /Contents <" + b"30" * DIGITS + b"> >> >>"
    objects = [b"<< /Type /Catalog /AcroForm << /Fields [2 0 R] >> >>", body]
    data, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    begin = len(data)
    data += b"xref\n0 3\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"trailer\n<< /Size 3 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % begin


def test_it_is_told_what_would_be_found_at_home(signed):  # noqa: F811
    data, root, signer = signed
    over = over_the_page(data, signer)

    assert check_apart(data, [root]) == check_signature(data, [root])
    assert check_apart(over) == check_signature(over)


def test_where_nobody_may_step_back_it_is_judged_all_the_same(monkeypatch, signed):  # noqa: F811
    """The unit of docs/operations refuses `setpriority` as it refuses all that is privileged."""
    refused = "import os\ndef refused(_): raise PermissionError(1, 'Operation not permitted')\nos.nice = refused\n"
    *start, code = judging._START
    monkeypatch.setattr(judging, "_START", (*start, refused + code))

    assert [one.unchanged for one in check_apart(signed[0], [signed[1]])] == [True]


def test_a_file_that_wants_too_much_is_given_up(monkeypatch):
    monkeypatch.setattr(judging, "SECONDS", 2)
    begun = monotonic()

    with pytest.raises(SignatureUnreadable):
        check_apart(of_digits())
    assert monotonic() - begun < judging.PATIENCE


def test_it_has_so_much_memory_and_no_more(monkeypatch, signed):  # noqa: F811
    monkeypatch.setattr(judging, "MEMORY", 48 * 1024 * 1024)  # less than its libraries take

    with pytest.raises(SignatureUnreadable):
        check_apart(signed[0])


def test_who_finds_no_room_is_told_so(monkeypatch):
    monkeypatch.setattr(judging, "_rooms", BoundedSemaphore(1))
    monkeypatch.setattr(judging, "FOR_ROOM", 0.01)
    judging._rooms.acquire()

    with pytest.raises(SignatureUnreadable, match=TOO_MUCH):
        check_apart(b"%PDF-1.7 /ByteRange")


def test_a_file_that_cannot_be_read_and_one_without_signatures(monkeypatch):
    with pytest.raises(SignatureUnreadable, match=UNREADABLE):
        check_apart(b"%PDF-1.7\n/ByteRange [0 1 2 3]\n%%EOF")
    monkeypatch.setattr(judging, "_START", ("/nowhere",))
    assert check_apart(b"%PDF-1.7\n%%EOF") == ()


def test_what_the_process_answers(signed):  # noqa: F811
    data, root, _ = signed
    told = StringIO()
    signatures.answer(BytesIO(b64encode(root.dump()) + b"\n" + data), told)
    (found,) = json.loads(told.getvalue())
    assert (found["unchanged"], found["trusted"]) == (True, True)

    told = StringIO()
    signatures.answer(BytesIO(b"\n%PDF"), told)
    assert json.loads(told.getvalue()) is None


def test_the_page_says_that_a_box_was_put_over_what_was_signed(client, world, signed):  # noqa: F811
    data, _, signer = signed
    said = words(dropped(client, over_the_page(data, signer)))

    assert "Tệp đã bị đặt thêm khung lên trang" in said
    assert "Khung ấy có thể che nội dung đã ký" in said
