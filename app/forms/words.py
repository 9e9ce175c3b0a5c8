"""What the fields of forms are called, to show kept text again where its form is not at hand.

The pages themselves have fuller labels; these say enough to find the place again.
"""

import re
from collections.abc import Mapping
from typing import Any

LABELS = {
    "address": "Địa chỉ thư", "admitted_on": "Ngày vào Đảng", "against": "Không tán thành", "arrived": "Đến muộn lúc",
    "at": "Giờ", "basis": "Văn bản làm căn cứ", "birth_on": "Ngày sinh", "card_number": "Số thẻ đảng viên",
    "closed": "Giờ kết thúc", "code": "Mã",
    "committee_day": "Ngày hội nghị chi ủy", "committee_remarks": "Ý kiến tại hội nghị chi ủy",
    "committee_time": "Giờ bắt đầu hội nghị chi ủy", "conclusion": "Kết luận", "content": "Nội dung chi tiết",
    "contents": "Nội dung sẽ bàn", "day": "Ngày", "deadline": "Thời hạn", "decided_on": "Ngày văn bản",
    "decision": "Quyết định", "ethnicity": "Dân tộc", "fees_note": "Ghi chú về đảng phí",
    "fees_paid": "Số đảng viên đã đóng đảng phí", "field": "Lĩnh vực", "founded_on": "Ngày thành lập",
    "from_on": "Từ ngày", "full_name": "Họ và tên", "group": "Nhóm số", "group_title": "Tên nhóm",
    "handler": "Nơi giải quyết", "home_name": "Chi bộ gốc", "host_name": "Nơi đến ngoài hệ thống",
    "implementation": "Phân công, tổ chức thực hiện", "issued_on": "Ngày ban hành", "left": "Về sớm lúc",
    "limits": "Hạn chế, nguyên nhân", "lost": "Lý do làm lại", "maximum": "Điểm tối đa",
    "minutes": "Số phút", "month": "Tháng",
    "name": "Tên, họ tên", "note": "Ghi chú, nhận xét", "number": "Số văn bản", "office": "Chức vụ, đơn vị",
    "office_phone": "Điện thoại văn phòng", "official_on": "Ngày chính thức", "on": "Từ ngày",
    "opened": "Giờ khai mạc", "orientation": "Phương hướng, nhiệm vụ", "other": "Ý kiến khác",
    "owner_name": "Tổ chức, người thực hiện", "parts": "Các ý", "people": "Số người cùng nêu",
    "percent": "Mức hoàn thành (%)", "phone": "Điện thoại", "place": "Địa điểm", "politics": "Về chính trị, tư tưởng",
    "presenter_name": "Người trình bày", "proposals": "Kiến nghị với cấp trên", "purpose": "Nội dung",
    "questions": "Câu hỏi gợi ý thảo luận", "raiser_name": "Người dân nêu", "reason": "Lý do",
    "reason_of_absence": "Lý do vắng", "remarks": "Ý kiến tại hội nghị", "remedies": "Biện pháp khắc phục",
    "remedy": "Cách khắc phục", "results": "Kết quả thực hiện nghị quyết kỳ trước", "scale": "Thang điểm",
    "self_criticism": "Tự phê bình", "signed_on": "Ngày ký", "situation": "Tình hình", "speaks_at": "Phát biểu lúc",
    "subject": "Nội dung biểu quyết", "subject_line": "Tên nghị quyết", "symbol": "Ký hiệu", "text": "Nội dung",
    "theme": "Chuyên đề", "time": "Giờ", "title": "Tên, nội dung", "to_on": "Đến hết ngày",
    "topic": "Nội dung, chuyên đề", "up_to": "Đến hết ngày", "user_name": "Tên đăng nhập", "visitor": "Người đến dự",
    "votes_for": "Tán thành", "work": "Việc phải làm",
    "scheme": "Tên đề án, chương trình", "source": "Căn cứ", "value": "Mức phấn đấu (%)",
    "actual": "Thực hiện", "plan": "Kế hoạch", "unit": "Đơn vị tính", "why": "Lý do sửa", "year": "Năm",
} | {
    # people's growth
    "certificate": "Chứng nhận", "course": "Khóa bồi dưỡng", "households": "Số hộ",
    "occupation": "Nghề nghiệp, nơi làm việc",
    "organiser": "Nơi mở lớp", "period": "Thời gian", "recognised": "Được ghi nhận", "recovery_password": "Mã dự phòng",
    "since": "Từ ngày",
    "term": "Nhiệm kỳ",
} | {
    # inspections
    "causes": "Nguyên nhân", "checklist": "Đề cương, nội dung xem xét", "comment": "Ý kiến của chi bộ",
    "comment_due": "Hạn góp ý dự thảo", "from_month": "Từ tháng", "others": "Thành viên khác",
    "outline": "Mục đích, yêu cầu", "report_due": "Hạn gửi báo cáo", "session_on": "Ngày làm việc",
    "session_place": "Nơi làm việc", "session_present": "Thành phần dự", "session_text": "Nội dung làm việc",
    "purpose": "Mục đích, yêu cầu", "summary": "Đánh giá chung", "to_month": "Đến tháng",
}  # fmt: skip
IN_MINUTES = {
    "reason": "Lý do vắng", "presented": "Nội dung trình bày", "speech": "Ý kiến phát biểu",
    "conclusion": "Kết luận của chủ trì", "mention": "Biểu dương, nhắc nhở", "synthesis": "Tổng hợp của chủ trì",
    "weak": "Tiêu chí chưa đạt", "remedies": "Biện pháp khắc phục",
}  # fmt: skip
OTHER = "Nội dung khác"
# What a choice sends: a number or a word of ours. Nobody typed it, and it says nothing to a reader.
_CODE = re.compile(r"[a-z0-9_:.-]{0,40}")
# Of a name that is typed in one form and chosen in another: what the choice sends.
_CHOSEN = {"source": {"member", "people"}}
_NUMBER = re.compile(r"\d{1,4}", re.ASCII)  # a small two is a digit to Python, and no number


def label_of(name: str) -> str:
    """The name of a text field in Vietnamese; OTHER for one that is not known here."""
    if name in LABELS:
        return LABELS[name]
    kind, _, rest = name.partition("-")
    if kind == "text":
        return IN_MINUTES.get(rest.partition("-")[0], OTHER)
    if name.startswith("contents_"):  # of one type of cells, in a committee's guidance
        return LABELS["contents"]
    if kind == "points":
        return f"Điểm tiêu chí {rest}"
    if kind == "note":
        return f"Nhận xét tiêu chí {rest}"
    if kind == "point":  # of an inspection's outline
        return f"Nội dung {int(rest) + 1} của đề cương" if _NUMBER.fullmatch(rest) else "Kiến nghị, đề xuất"
    number, _, part = rest.partition("-")
    if kind == "task" and _NUMBER.fullmatch(number) and part in LABELS:
        return f"Nhiệm vụ {int(number) + 1}: {LABELS[part]}"
    return OTHER


def typed_texts(fields: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The texts among what a form sent, each with the name of its field; what was only chosen is left out."""
    typed = {name: text for name, text in fields.items() if isinstance(text, str) and text.strip()}
    texts = [(label_of(name), text) for name, text in typed.items() if text not in _CHOSEN.get(name, ())]
    return [(label, text) for label, text in texts if label != OTHER or not _CODE.fullmatch(text)]
