"""What is said and decided in the demo commune. Everything here is invented."""

from workflows.cells import CellType

QUESTIONS = (
    "Vì sao việc này tháng trước làm chậm?",
    "Mỗi đảng viên phụ trách mấy hộ, cuối tháng báo cáo thế nào?",
    "Cần Đảng ủy, Ủy ban nhân dân hỗ trợ gì?",
)
TOPICS = {
    CellType.RESIDENTIAL: (
        "Giữ vệ sinh môi trường, đường hoa nội thôn", "Vận động hiến đất mở rộng đường", "Phòng cháy rừng mùa khô",
        "Phát triển chè, giảm hộ nghèo", "Đưa con em trong độ tuổi đến lớp",
    ),
    CellType.SCHOOL: (
        "Nâng chất lượng dạy học cuối kỳ", "Bữa ăn bán trú an toàn", "Giữ học sinh đến lớp sau Tết",
        "Chuyển đổi số trong nhà trường",
    ),
    CellType.HEALTH: ("Tiêm chủng mở rộng ở các thôn xa", "Thái độ phục vụ người bệnh", "Phòng dịch mùa đông xuân"),
    CellType.ARMED_FORCES: ("Sẵn sàng chiến đấu dịp lễ", "Kỷ luật, nền nếp chính quy", "Giúp dân phòng thiên tai"),
}  # fmt: skip
SPEECHES = (
    "Nhất trí với báo cáo; đề nghị phân công cụ thể từng đồng chí, cuối tháng kiểm điểm.",
    "Việc này nhân dân ủng hộ nhưng cần họp thôn trước để bàn kỹ.",
    "Đề nghị ưu tiên hộ khó khăn, tôi nhận phụ trách hai hộ ở cụm trên.",
    "Còn vướng kinh phí, nên kiến nghị xã hỗ trợ xi măng, dân góp công.",
    "Tháng trước làm chậm do mưa, tháng này phải xong trước ngày hai mươi.",
    "Tôi đề nghị biểu dương các đồng chí trẻ đã trực đêm phòng cháy.",
    "Cần gương mẫu trước, đảng viên làm xong thì vận động bà con mới dễ.",
)
CONCLUSIONS = (
    "Thống nhất cách làm như báo cáo; mỗi đảng viên phụ trách từ hai đến ba hộ, báo cáo trước kỳ sinh hoạt sau.",
    "Giao chi ủy phân công cụ thể, kiểm tra giữa tháng; vướng mắc báo ngay với đảng ủy viên phụ trách.",
    "Tiếp thu các ý kiến, bổ sung vào nghị quyết tháng; làm điểm ở một cụm rồi nhân ra.",
)
TASKS = (
    "Vận động 4 hộ hiến đất mở rộng đường nội thôn", "Rà soát hộ nghèo cuối năm cùng Ban công tác Mặt trận",
    "Dọn vệ sinh đoạn đường cụm 2, trồng 60 m đường hoa", "Giúp đỡ 2 quần chúng viết lý lịch người xin vào Đảng",
    "Tuyên truyền phòng cháy rừng đến 100% số hộ", "Kiểm tra nền nếp sinh hoạt của các tổ", "Thu nộp đảng phí đúng hạn",
    "Thăm, động viên đảng viên cao tuổi được miễn sinh hoạt", "Vận động học sinh bỏ học trở lại lớp",
)  # fmt: skip
RESULTS = ("Đã làm xong, bà con đồng tình.", "Hoàn thành trước hạn ba ngày.", "Đã xong, có danh sách kèm theo sổ.")
PRAISE = ("gương mẫu hiến đất làm đường", "trực đêm phòng cháy rừng", "giúp hộ khó khăn làm nhà")
REMINDERS = ("đi sinh hoạt muộn hai kỳ liền", "chậm nộp đảng phí")
POLITICS = (
    "Đảng viên và nhân dân yên tâm, tin tưởng vào sự lãnh đạo của Đảng. Không có biểu hiện tư tưởng đáng lo ngại."
)
LIMITS = "Một số việc làm còn chậm; một vài đồng chí ít phát biểu."
IMPLEMENTATION = (
    "Chi ủy phân công, đôn đốc; các đồng chí được giao báo cáo kết quả trước kỳ sinh hoạt sau.\n"
    "Nghị quyết này được phổ biến đến toàn thể đảng viên trong chi bộ."
)
REASONS_AWAY = ("đi khám bệnh", "công tác ở huyện", "nhà có việc hiếu", "trực cơ quan")
PLACES = {
    CellType.RESIDENTIAL: "Nhà văn hóa thôn",
    CellType.SCHOOL: "Phòng họp nhà trường",
    CellType.HEALTH: "Phòng họp Trạm Y tế",
    CellType.ARMED_FORCES: "Phòng giao ban Ban Chỉ huy Quân sự",
}
PETITIONS = {
    "lamp": "Đèn đường ở ngã ba nhà văn hóa hỏng đã hai tuần, buổi tối học sinh đi lại không an toàn.",
    "bridge": "Ván cầu tạm qua suối cụm 3 mục gãy, mùa mưa trẻ em đi học rất nguy hiểm, đề nghị sửa ngay.",
    "mood": "Bà con phấn khởi vì trạm y tế có bác sĩ thường trực; một số hộ còn băn khoăn về giá chè cuối vụ.",
    "books": "Đề nghị nhà văn hóa mở cửa tối thứ Bảy, có tủ sách cho thanh thiếu niên.",
    "books answered": "Chi bộ giao Chi đoàn mở cửa nhà văn hóa tối thứ Bảy và vận động sách, từ tuần tới.",
    "road": "Đoạn đường từ ngã ba lên cụm 2 lầy lội, xe chở chè không vào được; đề nghị xã đổ bê tông khoảng 300 m.",
    "same road": "Đường từ ngã ba lên cụm 2 mưa là lầy lội, xe chở chè không vào được, đề nghị xã đổ bê tông.",
    "beyond us": "Vượt khả năng của chi bộ: cần vốn và mặt bằng do xã quyết định; dân đồng ý góp công.",
    "power": "Điện yếu vào buổi tối, máy sao chè không chạy được; đề nghị nâng công suất trạm biến áp.",
    "power answered": "Điện lực khu vực trả lời: thay máy biến áp trong quý tới, trước mắt san tải cụm 1.",
    "land": "Hai hộ tách thửa đã nộp hồ sơ sáu tháng chưa có kết quả, đề nghị trả lời dứt điểm.",
    "land answered": "Ủy ban nhân dân xã đã làm việc với hai hộ, còn thiếu bản đo đạc; đo xong trong tháng.",
    "training": "Đề nghị mở lớp hướng dẫn bí thư chi bộ ghi biên bản và dùng phần mềm.",
}  # fmt: skip
