"""What awaits an administrator on the server itself: until it is done all pages work, but something may be lost."""

from app.backups.queries import backups
from app.home.lists import Row
from app.settings import settings

WHOSE = "Việc làm trên máy chủ; trang sau có dòng để đưa cho người cài đặt."


def server_rows() -> list[Row]:
    rows = []
    kept = backups()
    if not kept.arranged:
        rows.append(_backup_row("Chưa sao lưu tự động", f"Máy hỏng thì mất hết dữ liệu. {WHOSE}"))
    elif kept.late:
        title = "Bản sao lưu gần nhất đã quá 2 ngày" if kept.last else "Chưa có bản sao lưu nào"
        rows.append(_backup_row(title, "Máy hỏng lúc này thì mất những gì ghi từ đó."))
    if not settings().public_url:
        rows.append(
            Row(
                title="Chưa đặt địa chỉ của hệ thống",
                meta=f"Giấy in ra có mã mà không có địa chỉ để kiểm tra; giấy đã in không đổi được. {WHOSE}",
                label="Xem cách đặt", endpoint="help.read", arguments={"slug": "quan-tri"},
            )
        )  # fmt: skip
    return rows


def _backup_row(title: str, meta: str) -> Row:
    return Row(title=title, meta=meta, label="Xem sao lưu", endpoint="backups.index", arguments={})
