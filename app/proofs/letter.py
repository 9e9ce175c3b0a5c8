"""What stands in the letter that carries a day's seal to those outside who keep it: nothing of anybody's."""

from app.clock import VIETNAM
from app.proofs.models import DaySeal

TEXT = """\
Kính gửi cơ quan, người được giao giữ dấu niêm phong,

Dấu niêm phong lịch sử ngày {day} của hệ thống Nền Nếp tại {base}:

{groups}

Dấu này tính từ toàn bộ lịch sử ghi chép của hệ thống đến {moment}. Trong dấu không có nội dung, tên \
người hay số liệu nào. Sau này nếu ai sửa hoặc xóa điều đã ghi trước lúc đó rồi viết lại cả lịch sử, hệ \
thống không thể có lại dấu này.

Đề nghị giữ thư này, hoặc in ra, ở nơi người quản trị hệ thống không sửa được. Mỗi dấu nối với dấu của \
ngày trước nên giữ được nhiều ngày càng tốt; ít nhất giữ thư mới nhất.

Khi cần đối chiếu, đề nghị người quản trị chạy lệnh sau trên máy chủ, trước mặt người giữ thư:

flask --app app verify --seal {hash}

Trả lời "Mọi thứ khớp." là ghi chép còn nguyên như ngày niêm phong. Trả lời "không còn ở đây" là lịch sử \
đã bị viết lại: giữ nguyên máy và báo cấp trên.

--
Thư do hệ thống Nền Nếp gửi tự động mỗi ngày một lần, không cần trả lời.
"""


def letter_of(seal: DaySeal, base: str) -> tuple[str, str]:
    """Its subject and text. `base`: the address under which the house is reached."""
    said = {
        "day": f"{seal.day:%d/%m/%Y}", "base": base, "groups": in_groups(seal.hash), "hash": seal.hash,
        "moment": f"{seal.made_at.astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}",
    }  # fmt: skip
    return f"Dấu niêm phong ngày {said['day']} – {base.partition('://')[2]}", TEXT.format(**said)


def in_groups(sealed: str) -> str:
    """A hash as people copy and compare it."""
    return " ".join(sealed[at : at + 8] for at in range(0, 64, 8))
