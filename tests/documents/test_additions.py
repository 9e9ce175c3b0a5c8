"""What cannot be told of a stranger's file is not believed."""

from app.documents.additions import covers_text, only_signed


def test_a_file_that_no_reader_opens(pdfs):
    ours = next(iter(pdfs.values())).read_bytes()

    assert not only_signed(ours, ours[:-10])
    assert not only_signed(b"no PDF", b"no PDF at all")
    assert covers_text(ours, b"no PDF at all")
    assert not covers_text(ours, ours)
