"""What blocks a step of a meeting, each a sentence for the person and who can mend it."""

from workflows.calendar import VIETNAM, local_day
from workflows.engine import Reason
from workflows.meeting_facts import Kind, MeetingFacts
from workflows.words import day, listed, quoted

SECRETARIES = "Bí thư, phó bí thư"
PREPARERS = "Bí thư, phó bí thư hoặc người nhập liệu"
RECORDERS = "Chủ trì, thư ký kỳ sinh hoạt"
YOU = "Đồng chí"


def regular_meeting_exists(facts: MeetingFacts) -> Reason | None:
    if facts.kind != Kind.REGULAR or not facts.live_regular_exists:
        return None
    return Reason(f"Chi bộ đã có kỳ sinh hoạt thường kỳ tháng {facts.month}; mỗi tháng chỉ lập một kỳ.", SECRETARIES)


def cell_has_ended(facts: MeetingFacts) -> Reason | None:
    if facts.cell_ended_on is None:
        return None
    text = f"Chi bộ đã kết thúc hoạt động từ ngày {day(facts.cell_ended_on)}, không tổ chức thêm kỳ sinh hoạt."
    return Reason(text, "Chi bộ nhận sáp nhập, trong kỳ sinh hoạt của mình")


def day_is_after_the_end(facts: MeetingFacts) -> Reason | None:
    held_on = local_day(facts.stated_opening) if facts.stated_opening else facts.planned_day
    if facts.cell_ended_on is None or held_on < facts.cell_ended_on:
        return None
    text = f"Chi bộ đã kết thúc hoạt động từ ngày {day(facts.cell_ended_on)}; chỉ ghi được kỳ sinh hoạt trước ngày này."
    return Reason(text, RECORDERS)


def agenda_is_empty(facts: MeetingFacts) -> Reason | None:
    if facts.agenda_items:
        return None
    return Reason("Chương trình chưa có nội dung nào.", PREPARERS)


def presenter_is_missing(facts: MeetingFacts) -> Reason | None:
    if not (titles := facts.items_without_presenter):
        return None
    return Reason(f"Còn {len(titles)} nội dung chưa có người trình bày: {listed(quoted(titles))}.", PREPARERS)


def time_place_or_chair_is_missing(facts: MeetingFacts) -> Reason | None:
    stated = {"thời gian": facts.has_time, "địa điểm": facts.has_place, "người chủ trì": facts.has_chair}
    missing = [word for word, there in stated.items() if not there]
    return Reason(f"Chưa ghi {listed(missing)}.", PREPARERS) if missing else None


def guidance_is_left_out(facts: MeetingFacts) -> Reason | None:
    if facts.kind != Kind.REGULAR or not facts.guidance_is_published or facts.has_guidance_item:
        return None
    return Reason("Đảng ủy đã có văn bản định hướng tháng này nhưng chương trình chưa có mục phổ biến.", PREPARERS)


def last_results_are_left_out(facts: MeetingFacts) -> Reason | None:
    if facts.kind != Kind.REGULAR or not facts.open_tasks or facts.has_results_item:
        return None
    text = (
        f"Còn {facts.open_tasks} nhiệm vụ của nghị quyết trước đang thực hiện, "
        "chương trình phải có mục kiểm điểm kết quả nghị quyết."
    )
    return Reason(text, PREPARERS)


def part_is_held_already(facts: MeetingFacts) -> Reason | None:
    if not facts.part_is_held:
        return None
    text = "Một phần kỳ sinh hoạt đã diễn ra, nội dung đã ghi được giữ nguyên; chỉ ghi tiếp hoặc hủy kỳ sinh hoạt."
    return Reason(text, SECRETARIES)


def voice_is_nobodys(facts: MeetingFacts) -> Reason | None:
    if facts.voice_is_named:
        return None
    return Reason("Chưa chọn người duyệt mà đồng chí ghi ý kiến thay.", YOU)


def voice_is_given_already(facts: MeetingFacts) -> Reason | None:
    if not facts.voice_is_given:
        return None
    who = f"Đồng chí {facts.voice_of}" if facts.voice_of else "Đồng chí"
    return Reason(f"{who} đã đồng ý chương trình ở lần trình này; mỗi người một ý kiến.", "Không phải làm gì thêm")


def stand_in_has_spoken_already(facts: MeetingFacts) -> Reason | None:
    if not facts.stand_in_has_spoken:
        return None
    return Reason("Đồng chí đã có ý kiến ở lần trình này; mỗi người chỉ một tiếng nói.", "Người duyệt còn lại")


def too_few_agree(facts: MeetingFacts) -> Reason | None:
    needed = facts.approvers // 2 + 1
    if facts.agreed >= needed:
        return None
    text = f"Mới có {facts.agreed} trong {facts.approvers} người duyệt đồng ý, cần ít nhất {needed}."
    return Reason(text, "Chi ủy viên chưa trả lời; Văn phòng Đảng ủy triệu tập được khi nêu lý do")


def new_time_is_missing(facts: MeetingFacts) -> Reason | None:
    return None if facts.has_new_time else Reason("Chưa ghi thời gian mới.", SECRETARIES)


def successor_is_missing(facts: MeetingFacts) -> Reason | None:
    return None if facts.successor_is_named else Reason("Chưa chọn người thay.", YOU)


def opening_is_before_the_day(facts: MeetingFacts) -> Reason | None:
    if facts.stated_opening is None or local_day(facts.stated_opening) >= facts.planned_day:
        return None
    return Reason(f"Giờ khai mạc phải từ ngày sinh hoạt {day(facts.planned_day)} trở đi.", RECORDERS)


def opening_is_in_the_future(facts: MeetingFacts) -> Reason | None:
    if facts.stated_opening is None or facts.stated_opening <= facts.now:
        return None
    now = facts.now.astimezone(VIETNAM)
    text = (
        f"Giờ khai mạc chưa tới: bây giờ là {now:%H giờ %M} ngày {day(now)}. Khai mạc sớm thì ghi giờ khai mạc thực tế."
    )
    return Reason(text, RECORDERS)


def day_is_in_the_future(facts: MeetingFacts) -> Reason | None:
    if facts.stated_opening is not None or facts.planned_day <= local_day(facts.now):
        return None
    return Reason(f"Ngày {day(facts.planned_day)} chưa tới, chưa ghi kỳ sinh hoạt đã tổ chức được.", PREPARERS)


def recorder_is_missing(facts: MeetingFacts) -> Reason | None:
    return None if facts.has_recorder else Reason("Chưa cử thư ký kỳ sinh hoạt.", "Chủ trì")


def what_was_held_is_unstated(facts: MeetingFacts) -> Reason | None:
    stated = {
        "người chủ trì": facts.has_chair,
        "thư ký": facts.has_recorder,
        "địa điểm": facts.has_place,
        "giờ khai mạc": facts.opening_is_stated,
    }
    missing = [word for word, there in stated.items() if not there]
    return Reason(f"Chưa ghi {listed(missing, most=4)} của kỳ sinh hoạt đã tổ chức.", PREPARERS) if missing else None


def more_is_recorded(facts: MeetingFacts) -> Reason | None:
    if not facts.recorded:
        return None
    text = f"Đã ghi {listed(facts.recorded)} ngoài điểm danh đầu giờ, không lùi lại trước khai mạc được."
    return Reason(text, "Chủ trì: tạm dừng kỳ sinh hoạt, nội dung đã ghi được giữ")


def roll_call_is_open(facts: MeetingFacts) -> Reason | None:
    if not facts.open_roll_calls:
        return None
    return Reason(f"Chưa xong {listed(facts.open_roll_calls)}.", RECORDERS)


def outcome_is_missing(facts: MeetingFacts) -> Reason | None:
    if not (titles := facts.items_without_outcome):
        return None
    text = f"Còn {len(titles)} nội dung chưa ghi kết quả (đã bàn, đã quyết, để lại, bỏ): {listed(quoted(titles))}."
    return Reason(text, RECORDERS)


def vote_does_not_add_up(facts: MeetingFacts) -> Reason | None:
    if not (votes := facts.votes_that_do_not_add_up):
        return None
    return Reason(f"Số phiếu nhiều hơn số đảng viên chính thức có mặt ở {listed(votes)}.", RECORDERS)


def resolution_is_undecided(facts: MeetingFacts) -> Reason | None:
    if not (drafts := facts.undecided_resolutions):
        return None
    return Reason(f"Dự thảo nghị quyết chưa biểu quyết, cũng chưa để lại: {listed(drafts)}.", RECORDERS)


def score_is_not_voted(facts: MeetingFacts) -> Reason | None:
    if facts.kind == Kind.EXTRAORDINARY or facts.score_is_voted:
        return None
    return Reason("Chưa biểu quyết điểm tự chấm của buổi sinh hoạt.", "Chủ trì")


def minutes_are_not_adopted(facts: MeetingFacts) -> Reason | None:
    if facts.minutes_are_adopted:
        return None
    return Reason("Chưa ghi biên bản đã được đọc lại và thông qua.", RECORDERS)


def closing_is_before_the_opening(facts: MeetingFacts) -> Reason | None:
    if facts.stated_closing is None or facts.stated_opening is None or facts.stated_closing > facts.stated_opening:
        return None
    return Reason("Giờ kết thúc phải sau giờ khai mạc.", RECORDERS)


def closing_is_in_the_future(facts: MeetingFacts) -> Reason | None:
    if facts.stated_closing is None or facts.stated_closing <= facts.now:
        return None
    return Reason("Giờ kết thúc chưa tới, chưa ghi được.", RECORDERS)


def something_is_marked_open(facts: MeetingFacts) -> Reason | None:
    if not facts.open_marks:
        return None
    return Reason(f"Biên bản còn {len(facts.open_marks)} chỗ để trống: {' '.join(facts.open_marks)}", RECORDERS)


def signature_is_there_already(facts: MeetingFacts) -> Reason | None:
    if not facts.signature_is_there:
        return None
    return Reason("Chữ ký này đã có trong biên bản.", "Không phải làm gì thêm")


def scan_is_missing(facts: MeetingFacts) -> Reason | None:
    if facts.has_scan:
        return None
    return Reason("Xác nhận ký thay cần ảnh bản đã ký trên giấy, hoặc nêu lý do người ký không ký được.", YOU)


def meeting_is_extraordinary(facts: MeetingFacts) -> Reason | None:
    if facts.kind != Kind.EXTRAORDINARY:
        return None
    return Reason("Kỳ sinh hoạt bất thường không chấm điểm; chọn “Kết thúc, lưu hồ sơ”.", SECRETARIES)


def meeting_is_scored(facts: MeetingFacts) -> Reason | None:
    if facts.kind == Kind.EXTRAORDINARY:
        return None
    return Reason("Kỳ sinh hoạt thường kỳ, chuyên đề phải chấm điểm; chọn “Nộp lên Đảng ủy”.", SECRETARIES)


def signature_is_missing(facts: MeetingFacts) -> Reason | None:
    if not facts.missing_signatures:
        return None
    text = f"Biên bản còn thiếu chữ ký của {listed(facts.missing_signatures)}."
    return Reason(text, "Người chưa ký; nếu không ký được thì bí thư, phó bí thư xác nhận")


def resolution_is_not_issued(facts: MeetingFacts) -> Reason | None:
    if not (titles := facts.unissued_resolutions):
        return None
    return Reason(f"Đã thông qua nhưng chưa ban hành: {listed(titles)}.", "Bí thư, phó bí thư được ủy quyền")


def points_are_missing(facts: MeetingFacts) -> Reason | None:
    if not (codes := facts.criteria_without_points):
        return None
    return Reason(f"Còn {len(codes)} tiêu chí chưa có điểm thẩm định: {listed(codes, most=5)}.", YOU)


def verification_is_missing(facts: MeetingFacts) -> Reason | None:
    if facts.is_verified:
        return None
    text = "Điểm chưa được thẩm định; muốn quyết định ngay phải nêu lý do."
    return Reason(text, "Đảng ủy viên phụ trách; nơi chưa phân công thì Văn phòng Đảng ủy")


def rating_is_missing(facts: MeetingFacts) -> Reason | None:
    return None if facts.has_rating else Reason("Chưa chọn mức xếp loại.", YOU)


def decision_is_missing(facts: MeetingFacts) -> Reason | None:
    if facts.has_decision:
        return None
    return Reason("Chưa ghi số và ngày văn bản xếp loại của Đảng ủy.", "Văn phòng Đảng ủy")
