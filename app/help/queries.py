"""Reading the user guide: Markdown files in docs/huong-dan, a page for each role."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markupsafe import Markup

from app.actor import Actor
from app.refusals import NotKnown
from workflows.roles import Role

FOLDER = Path(__file__).parents[2] / "docs" / "huong-dan"
PICTURES = FOLDER / "anh"

# slug: (title, what it is about, the roles whose page it is), in the order of the contents.
PAGES: dict[str, tuple[str, str, tuple[Role, ...]]] = {
    "bat-dau": ("Bắt đầu", "Một kỳ sinh hoạt đi qua năm bước thế nào", ()),
    "dang-nhap": ("Đăng nhập, mật khẩu", "Lần đầu, quên mật khẩu, mã đăng nhập một lần", ()),
    "thong-bao": ("Nhận thông báo", "Thư điện tử, lịch trên điện thoại, Zalo", ()),
    "tim-kiem": ("Tìm kiếm, tải Word, Excel", "Tìm lại nội dung cũ; bản Word, sổ tay điện tử", ()),
    "bi-thu": ("Bí thư, phó bí thư", "Soạn, trình, triệu tập, ký, ban hành", (Role.SECRETARY, Role.DEPUTY_SECRETARY)),
    "chi-uy-vien": ("Chi ủy viên", "Xem và đồng ý chương trình, hoặc trả lại", (Role.COMMITTEE_MEMBER,)),
    "thu-ky": ("Chủ trì và thư ký kỳ sinh hoạt", "Điểm danh, phát biểu, biểu quyết, biên bản", ()),
    "dinh-huong": (
        "Văn bản định hướng hằng tháng", "Soạn, ban hành, đính chính; dự thảo lập sẵn ở chi bộ",
        (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.OFFICE, Role.LEADERSHIP),
    ),
    "viet-it-hon": (
        "Viết ít hơn", "Như tháng trước, báo cáo của chi ủy, câu mẫu, việc từ ý kiến phát biểu",
        (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.OFFICE),
    ),
    "cham-diem": (
        "Chấm điểm, xếp loại", "Bộ tiêu chí, điểm từ ghi nhận, xếp loại cả tháng, quý, năm",
        (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.OVERSEER, Role.OFFICE, Role.LEADERSHIP),
    ),
    "lich-tong-hop": (
        "Lịch sinh hoạt, tổng hợp tháng", "Thông báo lịch, báo cáo trước ngày 10",
        (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.OVERSEER, Role.OFFICE, Role.LEADERSHIP),
    ),
    "so-lieu": (
        "Số liệu, mục tiêu, báo cáo", "Biểu đồ, chi bộ cần quan tâm, mục tiêu phấn đấu, báo cáo quý, năm, đề án",
        (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.OVERSEER, Role.OFFICE, Role.LEADERSHIP),
    ),
    "kien-nghi": (
        "Kiến nghị, phản ánh", "Tiếp nhận, gộp, chuyển lên cấp trên, trả lời",
        (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.OVERSEER, Role.OFFICE),
    ),
    "du-sinh-hoat": (
        "Phân công dự, sinh hoạt điểm, cấp trên dự", "Ai dự chi bộ nào, trùng giờ, tăng cường, luân phiên",
        (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.OVERSEER, Role.OFFICE, Role.LEADERSHIP),
    ),
    "ke-hoach-nam": (
        "Kế hoạch, xếp loại của năm", "Quy chế, kế hoạch, chuyên đề, xếp loại năm, chỉ tiêu",
        (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.OFFICE, Role.LEADERSHIP),
    ),
    "kiem-tra": (
        "Kiểm tra, giám sát", "Chương trình quý, hồ sơ chi bộ, dự thảo, kết luận, khắc phục",
        (Role.INSPECTOR, Role.LEADERSHIP, Role.SECRETARY, Role.DEPUTY_SECRETARY),
    ),
    "con-nguoi": (
        "Phát triển đảng viên, phụ trách hộ", "Quần chúng ưu tú, bồi dưỡng, việc đến hạn, tổ đảng, gương hay",
        (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.OFFICE),
    ),
    "kiem-tra-van-ban": ("Kiểm tra một văn bản", "Mã trên giấy, so tệp PDF, không cần đăng nhập", ()),
    "ky-so": ("Ký số bằng USB token, tệp .p12", "Ai cần, ký ở đâu, bị báo lỗi thì làm gì", ()),
    "nhap-tu-giay": ("Nhập lại từ giấy", "Kỳ sinh hoạt đã tổ chức, ghi trên giấy", (Role.SCRIBE,)),
    "tap-thu": ("Tập thử", "Đi hết một kỳ sinh hoạt mà không để lại gì", (Role.SECRETARY, Role.DEPUTY_SECRETARY)),
    "dang-vien": ("Đảng viên", "Xem chương trình, nhiệm vụ, biên bản đã ký", (Role.MEMBER,)),
    "dang-uy-vien-phu-trach": ("Đảng ủy viên phụ trách", "Theo dõi chi bộ, thẩm định điểm", (Role.OVERSEER,)),
    "van-phong": ("Văn phòng Đảng ủy", "Tổ chức, đảng viên, tài khoản, quy định, xếp loại", (Role.OFFICE,)),
    "thuong-truc": ("Thường trực Đảng ủy", "Quyết định mức xếp loại", (Role.LEADERSHIP,)),
    "quan-tri": ("Quản trị hệ thống", "Tài khoản và thiết lập kỹ thuật", (Role.ADMINISTRATOR,)),
}  # fmt: skip


@dataclass(frozen=True)
class GuidePage:
    slug: str
    title: str
    about: str


def contents() -> list[GuidePage]:
    return [GuidePage(slug, title, about) for slug, (title, about, _) in PAGES.items()]


def pages_for(actor: Actor) -> list[GuidePage]:
    """The pages of this person's roles, the way in first."""
    mine = [slug for slug, (_, _, roles) in PAGES.items() if actor.holds(*roles)] if actor.roles else []
    return [page for page in contents() if page.slug in ("bat-dau", *mine)]


def text_of(slug: str) -> Markup:
    """The page as HTML. Raises NotKnown. Raw HTML in a page is shown as text, never passed on."""
    if slug not in PAGES:
        raise NotKnown
    return _rendered(slug)


@cache
def _rendered(slug: str) -> Markup:
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    return Markup(reader.render((FOLDER / f"{slug}.md").read_text(encoding="utf-8")))  # noqa: S704  # html is off


def picture(name: str) -> Path:
    """A screenshot of the guide. Raises NotKnown."""
    found = PICTURES / name
    if found.parent != PICTURES or found.suffix != ".png" or not found.is_file():
        raise NotKnown
    return found
