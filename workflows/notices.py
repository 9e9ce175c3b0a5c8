"""What people are told of: every kind of notice once, with the words in which somebody chooses it.

In the application everything is shown; by mail comes what the person wants, and of that `by_mail` is the default: what
asks somebody to come or to do something. `calendar`: the letter carries the meeting as an entry for a calendar.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Notice(StrEnum):
    ABSENCE = "absence"
    AGREED = "agreed"
    AMENDED = "amended"
    APPOINTED = "appointed"
    CANCELLED = "cancelled"
    CONVENED = "convened"
    DATA_HANDED_OUT = "data_handed_out"
    DOCUMENTS_SENT = "documents_sent"
    GUIDANCE_CORRECTED = "guidance_corrected"
    GUIDANCE_PUBLISHED = "guidance_published"
    GUIDANCE_WITHDRAWN = "guidance_withdrawn"
    HOURS_SUGGESTED = "hours_suggested"
    INSPECTION = "inspection"
    INVITED = "invited"
    MERGED = "merged"
    MINUTES_SIGNED = "minutes_signed"
    MODEL_PLANNED = "model_planned"
    MOVED = "moved"
    NEW_DEVICE = "new_device"
    ONE_TIME_SIGN_IN = "one_time_sign_in"
    PETITION = "petition"
    PLAN = "plan"
    POSTPONED = "postponed"
    PUBLISHED = "published"
    RATING = "rating"
    RATING_PROPOSED = "rating_proposed"
    REMINDER = "reminder"
    REOPENED = "reopened"
    REPLACED = "replaced"
    RETURNED = "returned"
    SCHEDULE = "schedule"
    SECOND_FACTOR = "second_factor"
    SENT_BACK = "sent_back"
    SIGNATURES_FELL = "signatures_fell"
    SUBSTITUTION = "substitution"
    TASK = "task"
    TO_AGREE = "to_agree"
    TO_SIGN = "to_sign"
    TO_VERIFY = "to_verify"
    VISIT = "visit"
    WITHDRAWN = "withdrawn"
    YEAR_RATING = "year_rating"


class Subject(StrEnum):
    """Under which heading a kind is chosen."""

    GUIDANCE = "Văn bản định hướng"
    MEETING = "Kỳ sinh hoạt"
    AGENDA = "Cho ý kiến chương trình"
    PAPERS = "Biên bản, nghị quyết"
    SCORES = "Điểm và xếp loại"
    INSPECTION = "Kiểm tra, giám sát"
    WORK = "Nhiệm vụ, nhắc việc"
    ONESELF = "Chức vụ, tài khoản"


@dataclass(frozen=True)
class About:
    subject: Subject
    label: str
    by_mail: bool = True
    calendar: bool = False


# fmt: off
NOTICES: Mapping[Notice, About] = MappingProxyType({
    Notice.GUIDANCE_PUBLISHED: About(Subject.GUIDANCE, "Có văn bản định hướng của tháng"),
    Notice.GUIDANCE_CORRECTED: About(Subject.GUIDANCE, "Văn bản định hướng được đính chính"),
    Notice.GUIDANCE_WITHDRAWN: About(Subject.GUIDANCE, "Văn bản định hướng bị thu hồi"),
    Notice.CONVENED:         About(Subject.MEETING, "Triệu tập sinh hoạt", calendar=True),
    Notice.POSTPONED:        About(Subject.MEETING, "Hoãn sang thời gian khác", calendar=True),
    Notice.MOVED:            About(Subject.MEETING, "Đổi địa điểm", calendar=True),
    Notice.CANCELLED:        About(Subject.MEETING, "Hủy kỳ sinh hoạt", calendar=True),
    Notice.AMENDED:          About(Subject.MEETING, "Chương trình đã triệu tập được sửa lại", calendar=True),
    Notice.DOCUMENTS_SENT:   About(Subject.MEETING, "Gửi tài liệu trước kỳ sinh hoạt"),
    Notice.REPLACED:         About(Subject.MEETING, "Thay chủ trì, thư ký"),
    Notice.INVITED:          About(Subject.MEETING, "Mời dự sinh hoạt điểm luân phiên", calendar=True),
    Notice.HOURS_SUGGESTED:  About(Subject.MEETING, "Đảng ủy gợi ý giờ sinh hoạt khác"),
    Notice.SCHEDULE:         About(Subject.MEETING, "Lịch sinh hoạt của các chi bộ trong tháng"),
    Notice.VISIT:            About(Subject.MEETING, "Cấp trên dự sinh hoạt chi bộ"),
    Notice.MODEL_PLANNED:    About(Subject.MEETING, "Kế hoạch sinh hoạt điểm luân phiên", by_mail=False),
    Notice.ABSENCE:          About(Subject.MEETING, "Đảng viên xin vắng, hoặc đến dự được", by_mail=False),
    Notice.TO_AGREE:         About(Subject.AGENDA,  "Mời cho ý kiến chương trình"),
    Notice.RETURNED:         About(Subject.AGENDA,  "Chương trình bị trả lại"),
    Notice.AGREED:           About(Subject.AGENDA,  "Chương trình đã đủ ý kiến đồng ý", by_mail=False),
    Notice.WITHDRAWN:        About(Subject.AGENDA,  "Chương trình được rút lại để sửa", by_mail=False),
    Notice.TO_SIGN:          About(Subject.PAPERS,  "Biên bản chờ ký"),
    Notice.SIGNATURES_FELL:  About(Subject.PAPERS,  "Biên bản được sửa, phải ký lại"),
    Notice.MINUTES_SIGNED:   About(Subject.PAPERS,  "Biên bản đã đủ chữ ký", by_mail=False),
    Notice.PUBLISHED:        About(Subject.PAPERS,  "Công bố biên bản, nghị quyết", by_mail=False),
    Notice.TO_VERIFY:        About(Subject.SCORES,  "Hồ sơ chờ thẩm định điểm"),
    Notice.SENT_BACK:        About(Subject.SCORES,  "Hồ sơ được trả lại để sửa"),
    Notice.REOPENED:         About(Subject.SCORES,  "Hồ sơ được mở lại"),
    Notice.RATING_PROPOSED:  About(Subject.SCORES,  "Đề nghị mức xếp loại chờ quyết định"),
    Notice.RATING:           About(Subject.SCORES,  "Điểm thẩm định, mức xếp loại của chi bộ", by_mail=False),
    Notice.INSPECTION:       About(Subject.INSPECTION, "Cuộc kiểm tra, giám sát: thông báo, góp ý, kết luận, khắc phục"),
    Notice.YEAR_RATING:      About(Subject.SCORES,  "Xếp loại năm của chi bộ, của tôi", by_mail=False),
    Notice.TASK:             About(Subject.WORK,    "Giao, gia hạn, báo cáo, xác nhận nhiệm vụ"),
    Notice.PETITION:         About(Subject.WORK,    "Kiến nghị, phản ánh chờ xử lý, được trả lời"),
    Notice.PLAN:             About(Subject.WORK,    "Quy chế, kế hoạch năm chờ ý kiến, được gửi, được ghi nhận"),
    Notice.REMINDER:         About(Subject.WORK,    "Nhắc việc sắp đến hạn, quá hạn"),
    Notice.APPOINTED:        About(Subject.ONESELF, "Phân công chức vụ"),
    Notice.SUBSTITUTION:     About(Subject.ONESELF, "Ủy quyền ký thay"),
    Notice.MERGED:           About(Subject.ONESELF, "Sáp nhập chi bộ"),
    Notice.NEW_DEVICE:       About(Subject.ONESELF, "Tài khoản của tôi đăng nhập trên máy mới"),
    Notice.SECOND_FACTOR:    About(Subject.ONESELF, "Xác thực hai lớp của tôi được bật, tắt, làm lại"),
    Notice.DATA_HANDED_OUT:  About(Subject.ONESELF, "Văn phòng xuất dữ liệu hệ thống giữ về tôi"),
    Notice.ONE_TIME_SIGN_IN: About(Subject.ONESELF, "Cấp mã đăng nhập một lần vào tài khoản của tôi"),
})
# fmt: on
