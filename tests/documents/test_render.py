"""What a document does with drafts, variants of style, hostile text and foreign addresses."""

import re
import unicodedata
from dataclasses import fields, replace
from html import unescape

import pikepdf
import pytest

from app.documents import render
from app.documents.render import ForeignResource, pdf_from_html, render_html, render_pdf, render_sheet
from app.documents.snapshots import (
    DiscussedItem,
    DocumentKind,
    DocumentRef,
    Minutes,
    Person,
    Resolution,
    Signature,
    Speech,
    Style,
)
from tests.documents import samples, samples_after

every_kind = pytest.mark.parametrize("kind", DocumentKind)


def drafted(snapshot, draft=1):
    head = samples.letterhead(snapshot.letterhead.symbol, draft=draft)
    return replace(snapshot, letterhead=head)


def words_of(html) -> str:
    return " ".join(unescape(re.sub("<[^>]*>", "", html.partition("<body")[2])).split())


def resolution_text(**changes) -> str:
    return words_of(render_html(DocumentKind.RESOLUTION, replace(samples_after.resolution(), **changes)))


def minutes_text(**changes) -> str:
    return words_of(render_html(DocumentKind.MINUTES, replace(samples_after.minutes(), **changes)))


@pytest.mark.parametrize("kind", [DocumentKind.RESOLUTION, DocumentKind.AGENDA, DocumentKind.CHAIR_SCRIPT])
def test_a_draft_says_so_on_every_page(kind, text_of):
    pages = text_of(render_pdf(kind, drafted(samples.all_documents()[kind]))).split("\f")[:-1]

    assert len(pages) > 1
    assert all("DỰ THẢO" in page for page in pages)


@every_kind
def test_a_draft_has_no_number(kind):
    snapshot = samples.all_documents()[kind]
    html = render_html(kind, drafted(snapshot))

    assert '<p class="draft-mark"><span>DỰ THẢO</span></p>' in html
    assert bool(re.search(r"Số \xa0+-[A-Z]", html)) == bool(snapshot.letterhead.symbol)
    assert not re.search(r"Số \d", html.partition("<h1>")[0])


@every_kind
def test_an_issued_paper_says_nothing_of_a_draft(kind, pdfs, text_of):
    assert "DỰ THẢO" not in text_of(pdfs[kind].read_bytes())


def test_a_later_draft_names_its_round():
    assert "DỰ THẢO LẦN 2" in render_html(DocumentKind.RESOLUTION, drafted(samples_after.resolution(), 2))


def test_a_resolution_before_the_meeting_leaves_its_figures_open():
    text = resolution_text(
        letterhead=samples.letterhead("NQ/CB", draft=1), counts=None, vote=None, vote_base=None, recorder=None
    )
    assert "có mặt …/… đồng chí, đạt …%" in text
    assert "biểu quyết thông qua với …/… đảng viên chính thức" in text


@pytest.mark.parametrize(("style", "said", "unsaid"), [
    (Style(superior_as="committee"), "Đảng ủy xã Minh Khê", "Đảng bộ xã Minh Khê"),
    (Style(authority="committee"),   "T/M Chi ủy",          "T/M Chi bộ"),
    (Style(spelling="uỷ"),           "Uỷ viên Ban Thường vụ Đảng uỷ", "ủy"),
    (Style(),                        "T/M Chi bộ",          "T/M Chi ủy"),
])  # fmt: skip
def test_it_is_spelled_as_the_settings_say(style, said, unsaid):
    text = resolution_text(style=style)

    assert said in text
    assert unsaid not in text


def test_a_cell_without_a_committee_is_not_given_one():
    sitting = replace(samples.SITTING, has_committee=False)
    snapshot = replace(samples.notice(), sitting=sitting)

    text = words_of(render_html(DocumentKind.NOTICE, snapshot))
    assert "T/M Chi bộ" in text
    assert "Bí thư chi bộ triệu tập" in text
    assert "hi ủy " not in text


def test_lines_and_positions_follow_the_style():
    html = render_html(
        DocumentKind.RESOLUTION,
        replace(samples_after.resolution(), style=Style(line_spacing=20, position_bold=True, party_size=14)),
    )
    assert 'line-20 party-14 type-16 position-bold"' in html


def test_a_deputy_signs_for_the_cell():
    text = resolution_text(signature=Signature(name="Lục Thị Mến", position="Phó Bí thư"))

    assert "T/M Chi bộ Phó Bí thư Lục Thị Mến" in text
    assert "K/T" not in text


def test_it_shows_who_signed_and_who_attested():
    text = minutes_text(
        recorder_signature=Signature(name="Đặng Thị Thu Hà", signed_at="2026-02-04T09:05:00+07:00"),
        chair_signature=Signature(
            name="Nguyễn Văn Hòa", attested="Đồng chí Lục Thị Mến xác nhận, có bản ký giấy kèm theo"
        ),
    )
    assert "(Đã ký trên hệ thống lúc 09 giờ 05 ngày 04/02/2026) Đặng Thị Thu Hà" in text
    assert "(Đồng chí Lục Thị Mến xác nhận, có bản ký giấy kèm theo) Nguyễn Văn Hòa" in text


def test_a_resolution_with_a_name_of_its_own_bears_it():
    named = "Về việc nạo vét mương Nà Cáy"

    assert f"NGHỊ QUYẾT {named}".casefold() in resolution_text(subject=named).casefold()
    assert named not in resolution_text()


def test_a_new_version_names_the_old_one():
    old = DocumentRef(type_name="Nghị quyết", symbol="14-NQ/CB", dated="2026-02-03")

    assert "(Thay thế Nghị quyết số 14-NQ/CB, ngày 03/02/2026)" in resolution_text(replaces=old)


def test_what_is_kept_on_paper_shows_title_time_and_votes_only():
    on_paper = DiscussedItem(title="Xem xét đơn thư", on_paper=True, minutes=15)
    text = minutes_text(items=(on_paper,))

    assert "1. Xem xét đơn thư Nội dung này ghi sổ giấy của chi bộ, thời gian 15 phút. III- KẾT QUẢ" in text


def test_empty_parts_are_left_out_and_the_numbers_close_up():
    bare = resolution_text(results=(), previous=None, commendations=(), reminders=(), limits="", orientation=())

    assert "I- NHIỆM VỤ TRỌNG TÂM" in bare
    assert "II- TỔ CHỨC THỰC HIỆN" in bare
    assert "KẾT QUẢ THỰC HIỆN" not in bare


def test_a_failed_vote_is_not_told_as_passed():
    votes = (replace(samples_after.RESOLUTION_VOTE, votes_for=9, against=6, other=2, not_voting=2, passed=False),)
    text = render_html(DocumentKind.MINUTES, replace(samples_after.minutes(), votes=votes))

    assert "09/21, đạt 42,9%, không thông qua" in text
    assert "Không biểu quyết" in text


def test_missing_reasons_and_words_are_shown_as_missing():
    minutes = samples_after.minutes()
    text = minutes_text(
        excused=(replace(minutes.excused[0], reason=""),),
        items=(DiscussedItem(title="Thảo luận", speeches=(Speech(person=samples.HA, text=" "),)),),
    )
    assert "Mai Văn Tuyên, (chưa ghi lý do)" in text
    assert "Đồng chí Đặng Thị Thu Hà: (chưa ghi nội dung)" in text


def test_an_extraordinary_meeting_is_told_by_its_day():
    text = minutes_text(sitting=replace(samples.SITTING, kind="extraordinary", held_on="2026-03-15"), score=None)

    assert "Hội nghị chi bộ bất thường ngày 15/3/2026" in text
    assert "ĐÁNH GIÁ CHẤT LƯỢNG" not in text


HOSTILE = '</p><script>alert("x")</script><img src="file:///etc/passwd"><style>@import "http://example.org/a.css"</style>{{ 7*7 }} & '


def poisoned(value):
    """The snapshot with hostile words put before every free text in it."""
    fixed = {"month", "held_on", "starts_at", "created", "dated", "opened_at", "closed_at", "due_on", "spelling", "symbol", "kind", "part", "standing", "status", "ballot", "outcome", "superior_as", "authority", "by", "agreed_on", "held_at", "speaks_at", "excuse_until", "documents_sent_on", "at", "deadline", "met_on", "meets_on", "level", "from_on", "signed_at", "counted_on"}  # fmt: skip
    if isinstance(value, tuple):
        return tuple(poisoned(one) for one in value)
    if isinstance(value, str):
        return HOSTILE + value
    if not hasattr(value, "__dataclass_fields__"):
        return value
    free = [field.name for field in fields(value) if field.name not in fixed]
    return replace(value, **{name: poisoned(getattr(value, name)) for name in free})


@every_kind
def test_what_people_typed_stays_text(kind):
    html = render_html(kind, poisoned(samples.all_documents()[kind]))

    for tag in ("<script", "<img", "<style"):
        assert tag not in html
    assert "&lt;script&gt;alert(" in html
    assert "{{ 7*7 }}" in html


def test_what_people_typed_is_printed_as_typed(text_of):
    text = text_of(render_pdf(DocumentKind.NOTICE, poisoned(samples.notice())))

    assert '<script>alert("x")</script>' in text.replace("\n", "")


@every_kind
def test_the_sheet_alone_is_the_same_paper(kind):
    sheet = render_sheet(kind, samples.all_documents()[kind])

    assert sheet.strip() in render_html(kind, samples.all_documents()[kind])
    assert "<html" not in sheet
    assert "style=" not in sheet, "the pages' security policy forbids style attributes"


def minutes_with_a_speech_of(letters):
    sentence = "Đồng chí nêu ý kiến về việc nạo vét mương Nà Cáy. "
    speech = Speech(person=samples.HA, text=(sentence * (letters // len(sentence) + 1))[:letters])
    return replace(samples_after.minutes(), items=(DiscussedItem(title="Thảo luận", speeches=(speech,)),))


def test_a_very_long_speech_is_printed_whole(text_of):
    text = text_of(render_pdf(DocumentKind.MINUTES, minutes_with_a_speech_of(20_000)))

    assert text.count("Nà") == 20_000 // 50


@pytest.mark.long
def test_two_hundred_thousand_letters_still_make_a_document(text_of):
    text = text_of(render_pdf(DocumentKind.MINUTES, minutes_with_a_speech_of(200_000)))

    assert text.count("Nà") == 200_000 // 50


def test_a_word_without_an_end_is_broken_at_the_margin(text_of):
    text = text_of(render_pdf(DocumentKind.RESOLUTION, replace(samples_after.resolution(), limits="ơ" * 5000)))

    assert max(len(line.strip()) for line in text.splitlines()) < 120
    assert text.count("ơ") >= 5000


def test_decomposed_text_gives_the_same_paper():
    def decomposed(value):
        if isinstance(value, tuple):
            return tuple(decomposed(one) for one in value)
        if isinstance(value, str):
            return unicodedata.normalize("NFD", value)
        if not hasattr(value, "__dataclass_fields__"):
            return value
        return replace(value, **{field.name: decomposed(getattr(value, field.name)) for field in fields(value)})

    snapshot = samples_after.resolution()
    html = render_html(DocumentKind.RESOLUTION, replace(decomposed(snapshot), style=snapshot.style))
    assert html == render_html(DocumentKind.RESOLUTION, snapshot)


def test_signs_that_our_letters_lack_become_a_visible_box(tmp_path, text_of):
    pdf = render_pdf(DocumentKind.RESOLUTION, replace(samples_after.resolution(), limits="漢字 😀 hết"))
    path = tmp_path / "strange.pdf"
    path.write_bytes(pdf)

    assert "□□ □ hết" in text_of(pdf)
    with pikepdf.open(path) as file:
        fonts = {str(font.BaseFont) for page in file.pages for font in page.Resources.Font.values()}
    assert all("+Document-Serif" in font for font in fonts)


def test_long_names_stay_on_the_paper(text_of):
    issuer = "Chi bộ Trường Phổ thông dân tộc bán trú Tiểu học và Trung học cơ sở Đồng Vân Thượng Sơn"
    owner = Person(
        name="Nguyễn Phạm Hoàng Thị Phương Thảo Nguyên",
        position="Chủ tịch Công đoàn, Tổ trưởng chuyên môn Tổ Khoa học tự nhiên",
    )
    resolution = samples_after.resolution()
    long = replace(
        resolution,
        letterhead=replace(resolution.letterhead, issuer=issuer, superior="Đảng bộ xã Minh Khê Thượng Đồng Vân"),
        signature=Signature(name=owner.name, position="Bí thư"),
        chair=owner,
    )
    text = " ".join(text_of(render_pdf(DocumentKind.RESOLUTION, long)).split())
    assert owner.name in text
    assert "Chi bộ Trường Phổ thông dân tộc bán trú" in text


@pytest.mark.parametrize("address", [
    "file:///etc/passwd", "http://example.org/a.png", "https://example.org/a.png", "ftp://example.org/a",
    "//example.org/a.png", "../render.py", "fonts/../render.py", "fonts/", "render.py", "document.css?x=1",
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>", "HTTPS://documents.invalid/render.py",
])  # fmt: skip
def test_only_our_own_files_can_be_fetched(address):
    with pytest.raises(ForeignResource):
        pdf_from_html(f'<img src="{address}" alt="">', b"0" * 16)


@pytest.mark.parametrize("html", [
    '<link rel="stylesheet" href="http://example.org/a.css">',
    "<style>@import 'file:///etc/passwd'</style>",
    "<style>@font-face { font-family: X; src: url(http://example.org/x.ttf) } p { font-family: X }</style><p>x",
    '<p style="background: url(http://example.org/a.png)">x</p>',
    '<object data="file:///etc/passwd"></object>',
    '<link rel="attachment" href="file:///etc/passwd">',
])  # fmt: skip
def test_nor_by_any_other_way(html):
    with pytest.raises(ForeignResource):
        pdf_from_html(html, b"0" * 16)


@pytest.mark.parametrize("name", sorted(render.FILES))
def test_our_own_files_are_served(name):
    with_file = render.fetch_ours(render.BASE + name)
    assert with_file.read() == (render.HERE / name).read_bytes()


def test_another_kind_than_its_own_is_refused():
    with pytest.raises(ValueError, match="is no"):
        render_html(DocumentKind.MINUTES, samples_after.resolution())
    assert Minutes.kind != Resolution.kind


@pytest.mark.parametrize("symbol", ["05-NQ/CB", "123-CTr/ĐU", "07-TB/UBKTĐU"])
def test_a_paper_number_is_never_broken_over_two_lines(symbol):
    assert f'số <span class="keep">{symbol}</span>, ngày' in render.kept_together(f"số {symbol}, ngày")
