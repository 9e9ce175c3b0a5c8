"""What documents are called: on the page, on paper and as a file on somebody's phone."""

import re
from collections.abc import Mapping

from app.documents.snapshots import DocumentKind

KIND_NAMES: Mapping[str, str] = {
    DocumentKind.NOTICE: "Thông báo triệu tập",
    DocumentKind.AGENDA: "Chương trình",
    DocumentKind.GUEST_INVITATION: "Giấy mời",
    DocumentKind.ROLL_CALL_SHEET: "Danh sách điểm danh",
    DocumentKind.COMMITTEE_MINUTES: "Biên bản hội nghị chi ủy",
    DocumentKind.CHAIR_SCRIPT: "Lời dẫn điều hành",
    DocumentKind.KIT: "Bộ giấy in sẵn",
    DocumentKind.MINUTES: "Biên bản sinh hoạt",
    DocumentKind.RESOLUTION: "Nghị quyết",
    DocumentKind.SCORE_SHEET: "Phiếu đánh giá",
    DocumentKind.GUIDANCE: "Văn bản định hướng",
    DocumentKind.SYNTHESIS: "Báo cáo tổng hợp tháng",
    DocumentKind.SCHEDULE: "Thông báo lịch sinh hoạt",
    DocumentKind.HANDOVER: "Biên bản bàn giao",
    DocumentKind.INSPECTION: "Văn bản kiểm tra, giám sát",
    DocumentKind.CELL_PLAN: "Quy chế, kế hoạch năm",
    DocumentKind.PERIOD_REPORT: "Báo cáo kết quả theo kỳ",
}

# Of the papers that belong to meetings; the others are listed by their own rooms.
_OF_COMMITTEES = (
    DocumentKind.GUIDANCE, DocumentKind.SYNTHESIS, DocumentKind.SCHEDULE, DocumentKind.HANDOVER,
    DocumentKind.INSPECTION, DocumentKind.CELL_PLAN, DocumentKind.PERIOD_REPORT,
)  # fmt: skip
LISTED: Mapping[str, str] = {kind: name for kind, name in KIND_NAMES.items() if kind not in _OF_COMMITTEES}

# The types that are numbered; a cell issues no others than these, and no guidance: that is a committee's.
TYPE_NAMES: Mapping[str, str] = {
    "NQ": "Nghị quyết",
    "QĐ": "Quyết định",
    "KL": "Kết luận",
    "QC": "Quy chế",
    "TB": "Thông báo",
    "BC": "Báo cáo",
    "KH": "Kế hoạch",
    "CTr": "Chương trình",
    "ĐA": "Đề án",
    "PA": "Phương án",
    "TTr": "Tờ trình",
    "CV": "Công văn",
    "GM": "Giấy mời",
    "BB": "Biên bản",
    "HD": "Hướng dẫn",
}

LONGEST_NAME = 120


def symbol_of(number: int, type_code: str, organisation_symbol: str) -> str:
    """`05-NQ/CB`"""
    return f"{number:02d}-{type_code}/{organisation_symbol}"


def file_name(title: str, symbol: str, *, issued: bool, suffix: str = "pdf") -> str:
    """`05-NQ-CB Nghị quyết … .pdf`: no sign that a file system would refuse, the number first so that files sort."""
    parts = [symbol.replace("/", "-"), "" if issued else "Dự thảo", title]
    text = re.sub(r'[\\/:*?"<>|\x00-\x1f]+', " ", " ".join(part for part in parts if part))
    return re.sub(r"\s+", " ", text).strip(" .")[:LONGEST_NAME].rstrip(" .") + f".{suffix}"
