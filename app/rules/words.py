"""What each setting means, for the person who changes it; its default is added by `hint_of`."""

from typing import Any

from workflows.rules import SETTINGS, RuleSettings

# In the order of the page: heading, then the settings below it.
GROUPS = (
    (
        "Ngày trong tháng",
        ("guidance_day", "committee_day", "meeting_day", "synthesis_day", "notice_days", "publish_days", "plans_day"),
    ),
    (
        "Buổi sinh hoạt",
        (
            "minutes_norm", "large_cell_from", "large_minutes_norm", "combined_minutes_norm", "attendance_norm",
            "roll_calls", "travel_minutes",
        ),
    ),
    (
        "Biểu quyết",
        ("threshold_ordinary", "threshold_admission", "threshold_official_status", "threshold_expulsion"),
    ),
    ("Xếp loại", ("rating_gate", "four_goods")),
    (
        "Xếp loại cả năm",
        (
            "year_good_count", "year_good_floor", "year_fair_count", "year_fair_floor", "year_average_count",
            "year_average_floor", "quarter_levels",
        ),
    ),
    ("Gợi ý xem lại điểm", ("sign_above", "sign_full_meetings", "sign_same_meetings")),
    ("Kiến nghị, phản ánh", ("petition_days", "petition_fields")),
    ("Phát triển đảng viên", ("admission_years",)),
    ("Đánh giá, xếp loại năm", ("excellent_cap", "rating_good_months", "rating_tasks")),
    ("Nội dung lặp lại", ("repeat_months", "repeat_likeness")),
    ("Chi bộ cần quan tâm", ("care_months", "care_times", "care_short", "care_speakers", "care_repeats")),
    ("Văn bản", ("superior_as", "authority", "spelling", "line_spacing", "position_bold", "term_years")),
    ("Tài khoản", ("slip_days",)),
)  # fmt: skip
MEANINGS = {
    "guidance_day": "Ngày đảng ủy gửi định hướng cho các chi bộ; -1 là ngày cuối tháng trước.",
    "committee_day": "Ngày hội nghị chi ủy thống nhất chương trình; -1 là ngày cuối tháng trước.",
    "meeting_day": "Ngày sinh hoạt hằng tháng. Trùng ngày nghỉ thì lùi trong 7 ngày đầu tháng.",
    "synthesis_day": "Hạn đảng ủy tổng hợp tháng, tính cả ngày này.",
    "notice_days": "Thông báo và tài liệu đến đảng viên trước buổi sinh hoạt ít nhất bấy nhiêu ngày.",
    "publish_days": "Ký, ban hành chậm nhất sau bấy nhiêu ngày, kể từ ngày sinh hoạt.",
    "plans_day": "Hạn chi bộ gửi quy chế làm việc và các kế hoạch của năm, tính trong tháng 1.",
    "minutes_norm": "Buổi sinh hoạt ngắn hơn mức này thì bị trừ điểm thời lượng.",
    "large_cell_from": "Chi bộ từ bấy nhiêu đảng viên dùng mức thời lượng ở ô dưới. Ghi 0 nếu mọi chi bộ như nhau.",
    "large_minutes_norm": "Chỉ dùng khi ô trên khác 0.",
    "combined_minutes_norm": "Khi sinh hoạt thường kỳ và chuyên đề trong cùng một buổi.",
    "attendance_norm": "Số có mặt chia cho số phải dự, không kể đảng viên được miễn và sinh hoạt tạm thời nơi khác.",
    "roll_calls": "2: điểm danh đầu và cuối buổi. 1: chỉ đầu buổi.",
    "travel_minutes": "Hai kỳ sinh hoạt của một đảng ủy viên phụ trách gần nhau hơn mức này thì báo trùng giờ.",
    "threshold_ordinary": "Tính trên toàn bộ đảng viên chính thức phải tính, có mặt hay không.",
    "threshold_admission": "Khi biểu quyết kết nạp đảng viên mới.",
    "threshold_official_status": "Khi biểu quyết công nhận đảng viên chính thức.",
    "threshold_expulsion": "Khi biểu quyết đề nghị khai trừ.",
    "rating_gate": "Bật: phải đạt điểm tối đa về dự sinh hoạt, thời lượng, phát biểu, biên bản mới được xếp Tốt.",
    "year_good_count": "Đếm các kỳ thường kỳ trong năm đã được cấp trên xếp loại.",
    "year_good_floor": "Có một kỳ dưới mức này thì cả năm không xếp Tốt.",
    "year_fair_count": "Kỳ xếp Tốt cũng được đếm.",
    "year_fair_floor": "Có một kỳ dưới mức này thì cả năm không xếp Khá.",
    "year_average_count": "Kỳ xếp Khá, Tốt cũng được đếm.",
    "year_average_floor": "Có một kỳ dưới mức này thì cả năm xếp Kém.",
    "quarter_levels": "Ghi khi hết quý và mọi kỳ đã nộp được xếp loại; không cao hơn kỳ tốt nhất trong quý.",
    "sign_above": "Cộng các tiêu chí có ghi nhận. Chỉ Văn phòng thấy gợi ý này.",
    "sign_full_meetings": "Đếm từ kỳ gần nhất trở về trước.",
    "sign_same_meetings": "Đếm từ kỳ gần nhất trở về trước, không kể điểm tối đa.",
    "four_goods": "Mỗi dòng một tiêu chí.",
    "admission_years": "Chi bộ không kết nạp ai trong từng ấy năm thì báo cáo kết nạp tính là lâu chưa kết nạp.",
    "petition_days": "Hạn gợi ý khi tiếp nhận và khi chuyển lên cấp trên; nơi xử lý đổi được cho từng việc.",
    "petition_fields": "Mỗi dòng một lĩnh vực, để chọn khi gửi và để tổng hợp tháng.",
    "excellent_cap": "Tính trên số được xếp loại trong năm; vượt mức này thì phải ghi lý do.",
    "rating_good_months": "Trong mười hai tháng.",
    "rating_tasks": "Thấp hơn đến 20 điểm phần trăm thì đề xuất hoàn thành tốt.",
    "repeat_months": "Khi soạn chương trình, nội dung giống các tháng này thì được nhắc.",
    "repeat_likeness": "Tính trên các từ của cả hai nội dung.",
    "care_months": "Trang Số liệu xét bấy nhiêu tháng gần nhất.",
    "care_times": "Từ bấy nhiêu tháng thì nêu tên chi bộ; riêng chưa sinh hoạt thì một tháng.",
    "care_short": "Buổi sinh hoạt ngắn hơn mức tối thiểu từ bấy nhiêu phút.",
    "care_speakers": "Số người phát biểu chia cho số người dự.",
    "care_repeats": "Nội dung thảo luận giống các tháng trước, chia cho tất cả nội dung thảo luận của buổi.",
    "superior_as": "Dòng trên cùng bên trái của văn bản chi bộ.",
    "authority": "Dòng trên chức vụ người ký.",
    "spelling": "Dùng trong các phần do hệ thống soạn.",
    "line_spacing": "Khoảng cách dòng phần nội dung văn bản.",
    "position_bold": "Bật: dòng BÍ THƯ in đậm.",
    "slip_days": "Mật khẩu trên phiếu chưa dùng thì hết hạn sau bấy nhiêu ngày, kể từ ngày cấp.",
    "term_years": "Số năm của một nhiệm kỳ, dùng khi gợi ý tên nhiệm kỳ mới.",
}


def said(name: str, value: Any) -> str:
    """A value of a setting as people read it."""
    setting = SETTINGS[name]
    if setting.choices is not None:
        return setting.choices[str(value)]
    if setting.lines:
        return "; ".join(value)
    if isinstance(value, bool):
        return "có" if value else "không"
    return str(value)


def hint_of(name: str) -> str:
    return f"{MEANINGS[name]} Mặc định: {said(name, getattr(RuleSettings(), name))}."
