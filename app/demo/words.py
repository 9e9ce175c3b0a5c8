"""What is said and decided in the demo commune. Everything here is invented."""

from datetime import date

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
THEMES = (
    "Đảng viên nêu gương trong xây dựng nông thôn mới", "Học tập và làm theo Bác về trách nhiệm nêu gương",
    "Nâng cao chất lượng tự phê bình và phê bình", "Bồi dưỡng quần chúng ưu tú, tạo nguồn kết nạp đảng viên",
)  # fmt: skip
OWN_RATING = "Sinh hoạt đủ các kỳ, đảng viên dự đông; còn một số nhiệm vụ làm chậm so với hạn."
INSPECTION = "việc thực hiện nền nếp, chất lượng sinh hoạt chi bộ"
OUTLINE = "Đánh giá đúng thực chất; chỉ rõ ưu điểm, hạn chế và việc cần khắc phục của từng chi bộ."
TEAM = ("Trần Thị Hạnh, chuyên viên Ban Xây dựng Đảng",)
SELF_INSPECTED = (
    "Chi bộ sinh hoạt đúng ngày 03 hằng tháng, mỗi kỳ từ 90 phút trở lên.",
    "Đảng viên dự đông; đồng chí vắng đều có lý do và báo cáo bí thư.",
    "Chi ủy họp trước một ngày, gửi chương trình và câu hỏi thảo luận đến từng đảng viên.",
    "Phần lớn đảng viên dự có phát biểu; tự phê bình và phê bình còn nể nang.",
    "Biên bản, nghị quyết ký và công bố trong hai ngày sau kỳ sinh hoạt.",
    "Nghị quyết giao việc có người, có hạn; một số việc làm còn chậm.",
    "Ý kiến của đảng viên, Nhân dân được ghi và chuyển lên đảng ủy xã.",
    "Tự chấm điểm theo căn cứ ghi trong kỳ sinh hoạt.",
)
FOUND = (
    (0, "strength", "Sinh hoạt đúng ngày, đủ thời lượng ở các kỳ được xem.", "meeting"),
    (1, "strength", "Đảng viên dự đông; vắng mặt đều có lý do.", "meeting"),
    (3, "limit", "Phần tự phê bình và phê bình còn ngắn, ít ý kiến cụ thể.", "meeting"),
    (6, "unclear", "Còn kiến nghị quá hạn trả lời; đề nghị chi bộ nêu rõ vướng ở đâu.", "petition"),
)
SESSION_PLACE = "Nhà văn hóa thôn"
SESSION_PRESENT = "Trưởng đoàn và thành viên đoàn; bí thư, phó bí thư, chi ủy viên của chi bộ."
SESSION = (
    "Bí thư báo cáo tự kiểm tra của chi bộ.\nĐoàn đối chiếu với biên bản, điểm danh, nghị quyết các kỳ.\n"
    "Chi bộ thống nhất với số liệu; xin bổ sung giải trình về kiến nghị quá hạn."
)
TO_MEND = "Trả lời kiến nghị quá hạn; mỗi kỳ dành ít nhất 15 phút cho tự phê bình và phê bình"
# What the commune asks for in a month: of all cells, and of each type. Other words each month, as a committee has them.
GUIDED = (
    (
        "Tổng kết vụ thu hoạch, chuẩn bị gieo cấy vụ đông\nRà soát việc học tập, làm theo Bác của từng đảng viên",
        {
            CellType.RESIDENTIAL: "Sửa chữa mương thủy lợi, khơi thông dòng chảy",
            CellType.SCHOOL: "Chuẩn bị năm học mới, sách vở cho học sinh nghèo",
            CellType.HEALTH: "Phòng bệnh sốt xuất huyết, vệ sinh nguồn nước",
            CellType.ARMED_FORCES: "Huấn luyện dân quân, trực bão lụt",
        },
    ),
    (
        "Thu quỹ, đối thoại với Nhân dân về dồn điền đổi thửa\nKhen thưởng đảng viên có thành tích chín tháng",
        {
            CellType.RESIDENTIAL: "Vận động bảo hiểm y tế hộ gia đình",
            CellType.SCHOOL: "Duy trì sĩ số, tổ chức Tết Trung thu cho các em",
            CellType.HEALTH: "Khám sức khỏe người cao tuổi ở thôn xa",
            CellType.ARMED_FORCES: "Đăng ký nghĩa vụ quân sự, phúc tra nguồn",
        },
    ),
    (
        "Kỷ niệm ngày Phụ nữ Việt Nam, biểu dương gia đình văn hóa\nLấy ý kiến góp ý dự thảo quy ước thôn",
        {
            CellType.RESIDENTIAL: "Xóa nhà tạm cho hộ khó khăn, góp ngày công",
            CellType.SCHOOL: "Đổi mới giờ dạy, bồi dưỡng học sinh giỏi",
            CellType.HEALTH: "Truyền thông dinh dưỡng cho bà mẹ, trẻ nhỏ",
            CellType.ARMED_FORCES: "Diễn tập phòng thủ, giữ kho vũ khí",
        },
    ),
    (
        "Phòng, chống cháy rừng và bảo đảm an toàn giao thông\nGiúp đỡ quần chúng ưu tú phấn đấu vào Đảng",
        {
            CellType.RESIDENTIAL: "Chỉnh trang đường hoa, thu gom rác thải trong thôn",
            CellType.SCHOOL: "Nâng chất lượng ôn tập, giữ học sinh đến lớp",
            CellType.HEALTH: "Tiêm chủng và phòng dịch mùa đông xuân",
            CellType.ARMED_FORCES: "Trực sẵn sàng chiến đấu, giao nhận quân",
        },
    ),
)
PROSPECT = {
    "full_name": "Vàng Thị Mỷ", "birth_on": date(1999, 5, 12), "gender": "female", "ethnicity": "Mông",
    "youth_union": True, "occupation": "Phó Bí thư Chi đoàn thôn",
}  # fmt: skip
HOUSEHOLD = "Hộ ông Lù Văn Páo, cụm 3"
HOUSEHOLD_NOTE = "Giúp làm lại chuồng trại, vay vốn nuôi hai con bò; hộ phấn khởi, đăng ký thoát nghèo."
MODEL = "Mô hình chè hữu cơ cụm 1"
COURSE = "Bồi dưỡng nghiệp vụ công tác đảng cho bí thư chi bộ"
ORGANISER = "Trung tâm Chính trị"
PLAN_TEXTS = {
    "working_rules": (
        "Chi bộ làm việc theo nguyên tắc tập trung dân chủ, tập thể lãnh đạo, cá nhân phụ trách.\n"
        "Chi ủy họp vào ngày 02 hằng tháng; chi bộ sinh hoạt thường kỳ vào ngày 03, ít nhất 90 phút.\n"
        "Đảng viên nhận thông báo, tài liệu trước ít nhất một ngày; vắng mặt phải báo cáo bí thư và nêu lý do.\n"
        "Biên bản, nghị quyết hoàn thành trong hai ngày sau kỳ sinh hoạt và thông báo đến đảng viên."
    ),
    "meeting_plan": (
        "Sinh hoạt thường kỳ: ngày 03 hằng tháng; trùng ngày nghỉ thì chuyển sang ngày khác trong tuần đầu của tháng.\n"
        "Sinh hoạt chuyên đề: mỗi quý ít nhất một lần, theo kế hoạch chuyên đề năm.\n"
        "Phấn đấu từ 90% đảng viên trở lên dự sinh hoạt; mỗi kỳ có đánh giá chất lượng."
    ),
}
