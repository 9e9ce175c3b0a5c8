"""What a new plan begins with: the rules of the cell, in sentences that a secretary corrects."""

from workflows.plan import Kind
from workflows.rules import RuleSettings


def begun_with(kind: Kind, settings: RuleSettings) -> str:
    """One paragraph a line; empty for a thematic plan, which stands in its topics."""
    if kind == Kind.THEMATIC_PLAN:
        return ""
    return "\n".join(_rules(settings) if kind == Kind.WORKING_RULES else _plan(settings))


def _rules(s: RuleSettings) -> list[str]:
    return [
        "Chi bộ làm việc theo nguyên tắc tập trung dân chủ, tập thể lãnh đạo, cá nhân phụ trách.",
        f"Chi ủy họp {_day(s.committee_day)}, chuẩn bị nội dung sinh hoạt; nơi không có chi "
        "ủy thì bí thư, phó bí thư chuẩn bị.",
        f"Chi bộ sinh hoạt thường kỳ vào ngày {s.meeting_day:02d} hằng tháng, ít nhất {s.minutes_norm} phút; "
        "mỗi quý sinh hoạt chuyên đề ít nhất một lần.",
        f"Đảng viên nhận thông báo, tài liệu trước kỳ sinh hoạt ít nhất {s.notice_days:02d} ngày; vắng mặt "
        "phải báo cáo bí thư và nêu lý do.",
        f"Biên bản, nghị quyết hoàn thành trong {s.publish_days:02d} ngày sau kỳ sinh hoạt và thông báo đến đảng viên.",
        "Bí thư chủ trì công việc chung, chịu trách nhiệm trước chi bộ và cấp ủy cấp trên; phó bí thư thay bí "
        "thư khi được ủy quyền.",
        "Đảng viên thực hiện nhiệm vụ được phân công, báo cáo kết quả tại kỳ sinh hoạt.",
    ]


def _plan(s: RuleSettings) -> list[str]:
    return [
        f"Sinh hoạt thường kỳ: ngày {s.meeting_day:02d} hằng tháng, ít nhất {s.minutes_norm} phút; trùng ngày "
        "nghỉ thì chuyển sang ngày khác trong tuần đầu của tháng.",
        "Sinh hoạt chuyên đề: mỗi quý ít nhất một lần, theo kế hoạch chuyên đề năm; họp cùng buổi thường kỳ "
        f"thì ít nhất {s.combined_minutes_norm} phút.",
        f"Hội nghị chi ủy: {_day(s.committee_day)}, mời đảng ủy viên phụ trách dự.",
        f"Phấn đấu từ {s.attendance_norm}% đảng viên trở lên dự sinh hoạt; mỗi kỳ có đánh giá chất lượng.",
        "Nội dung mỗi kỳ: thông tin thời sự; kết quả thực hiện nghị quyết tháng trước; nhiệm vụ chính trị và "
        "xây dựng Đảng tháng sau; học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh.",
    ]


def _day(number: int) -> str:
    """As `workflows.calendar.day_of` counts them."""
    if number > 0:
        return f"vào ngày {number:02d} hằng tháng"
    return "vào ngày cuối tháng trước" if number == -1 else f"trước khi hết tháng trước {-number - 1:02d} ngày"
