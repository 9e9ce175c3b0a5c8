"""Minutes, resolution and score sheet of the same invented meeting."""

from app.documents.snapshots import (
    CriterionGroup,
    DiscussedItem,
    DocumentRef,
    Fees,
    Minutes,
    Person,
    PlannedTask,
    Presentation,
    Resolution,
    Score,
    ScoredCriterion,
    ScoreSheet,
    ScoreTotal,
    Section,
    Signature,
    Speech,
    TaskGroup,
    Vote,
)
from tests.documents.samples import (
    BASE,
    COUNTS,
    CUONG,
    EXCUSED,
    HA,
    HOA,
    MEN,
    PREVIOUS,
    SECRETARY_SIGNS,
    SITTING,
    STYLE,
    letterhead,
)

RESOLUTION_VOTE = Vote(
    subject="Nghị quyết hội nghị chi bộ tháng 02 năm 2026", votes_for=19, against=0, other=0, base=21, passed=True
)
SCORE_VOTE = Vote(
    subject="Điểm tự chấm và mức tự xếp loại buổi sinh hoạt", votes_for=18, against=1, other=0, base=21, passed=True
)


def said(name: str, text: str, position: str = "") -> Speech:
    return Speech(person=Person(name=name, position=position), text=text)


def minutes() -> Minutes:
    guidance = DocumentRef(
        type_name="Hướng dẫn",
        symbol="19-HD/ĐU",
        dated="2026-01-30",
        issuer="Ban Thường vụ Đảng ủy xã",
        about="về nội dung sinh hoạt chi bộ tháng 02 năm 2026",
    )
    plan = DocumentRef(
        type_name="Kế hoạch",
        symbol="46-KH/ĐU",
        dated="2026-01-20",
        about="về lãnh đạo cuộc bầu cử đại biểu Quốc hội khóa XVI và đại biểu Hội đồng nhân dân các cấp",
    )
    return Minutes(
        letterhead=letterhead("BB/CB", 31),
        style=STYLE,
        sitting=SITTING,
        opened_at="08:00",
        closed_at="10:05",
        minutes_long=125,
        counts=COUNTS,
        excused=EXCUSED,
        exempt_absent=("Nông Văn Ích", "Hà Thị Sen"),
        temporary_in=("Phan Thị Vinh",),
        temporary_out=("Lường Văn Phúc",),
        guests=(CUONG,),
        chair=HOA,
        recorder=HA,
        fees=Fees(month="2026-02", paid=24, owing=24),
        presented=(
            Presentation(person=MEN, text="phổ biến các văn bản", documents=(guidance, plan)),
            Presentation(person=HOA, text="thay mặt chi ủy báo cáo kết quả thực hiện Nghị quyết số 13-NQ/CB, ngày 03/01/2026 (hoàn thành 06/07 nhiệm vụ, đạt 85,7%) và trình bày dự thảo nghị quyết tháng 02 năm 2026"),
            Presentation(person=HA, text="báo cáo việc học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh theo nội dung “Cần, kiệm trong việc cưới, việc tang và lễ hội” (15 phút)"),
        ),
        items=(
            DiscussedItem(
                title="Kết quả thực hiện nghị quyết tháng 01",
                speeches=(
                    said("Triệu Văn Sính", "nhất trí với báo cáo; 03 ha Nà Cáy chậm do mương bồi lấp khoảng 600 m, đề nghị huy động 60 ngày công nạo vét xong trước 12/02"),
                    said("Hà Thị Nhung", "việc vận động hiến đất thành công là do đảng viên làm trước; đề nghị biểu dương đồng chí Sính và đồng chí Liễu"),
                    said("Ma Văn Khoa", "tự phê bình về việc chậm báo cáo kết quả theo dõi vụ xuân, hứa khắc phục trong tháng 02"),
                    said("Vũ Đình Khải", "rác khu Trại Mới còn tồn đọng vì chưa phân lịch, đề nghị giao Chi hội phụ nữ phụ trách"),
                ),
                conclusion="thống nhất đánh giá như báo cáo; chuyển nhiệm vụ làm đất 03 ha Nà Cáy sang tháng 02; biểu dương 02 đồng chí, nhắc nhở 01 đồng chí",
            ),
            DiscussedItem(
                title="Phương hướng, nhiệm vụ tháng 02",
                outcome="decided",
                speeches=(
                    said("Bàn Thị Liễu", "nhận nhiệm vụ phân lịch thu gom rác; đề nghị xã hỗ trợ 04 thùng chứa rác cho khu Trại Mới"),
                    said("Lý Văn Páo", "cây giống đã đăng ký đủ 500 cây; đề nghị trồng vào sáng 22/02 để bà con đi làm xa về đón Tết cùng tham gia"),
                    said("Lò Thị Xuân", "đề nghị mở nhóm trao đổi trực tuyến để đảng viên trẻ góp ý dự thảo trước kỳ sinh hoạt", "dự bị"),
                    said("Nông Văn Đạt", "cột điện số 14 đầu khu Trại Mới nghiêng, nguy hiểm khi mưa bão; đã phản ánh tại kỳ sinh hoạt tháng 12/2025 nhưng chưa được xử lý"),
                    said("Bùi Thị Ngoan", "đề nghị quan tâm 02 hộ già yếu, neo đơn không có người thân về đón Tết"),
                    said("Lục Thị Mến", "tiếp thu, bổ sung 02 hộ neo đơn vào danh sách thăm hỏi"),
                    said("Hoàng Mạnh Cường", "ghi nhận chi bộ chuẩn bị kỹ, thảo luận tập trung; đề nghị chi bộ phối hợp tốt với Ban công tác Mặt trận tổ chức hội nghị cử tri nơi cư trú, giữ vững an ninh, trật tự dịp Tết; sẽ báo cáo Đảng ủy về cột điện số 14", "đảng ủy viên phụ trách"),
                ),
                conclusion="giao 08 nhiệm vụ như dự thảo sau khi bổ sung; kiến nghị Đảng ủy chỉ đạo xử lý cột điện số 14 (vấn đề nổi cộm, vượt thẩm quyền của chi bộ) và hỗ trợ 04 thùng chứa rác",
            ),
        ),
        vote_base=BASE,
        votes=(
            RESOLUTION_VOTE,
            Vote(subject="Biểu dương đồng chí Triệu Văn Sính, đồng chí Bàn Thị Liễu", votes_for=17, against=0, other=2, base=21, passed=True),
            SCORE_VOTE,
        ),
        score=Score(
            observer="Trần Thị Lụa", points=89, maximum=95, normalised=93.7, rating="Tốt",
            not_counted=("tiêu chí sinh hoạt chuyên đề",),
            weak=("tỷ lệ đảng viên phát biểu (10/22, đạt 45,5%)", "kết quả thực hiện chỉ tiêu nghị quyết tháng trước (85,7%)", "nội dung sinh hoạt thường kỳ", "tổng hợp của người chủ trì"),
            remedies=("gửi câu hỏi gợi ý thảo luận trước 03 ngày", "chi ủy kiểm tra tiến độ nhiệm vụ vào ngày 15 hằng tháng"),
        ),
        recorder_signature=Signature(name="Đặng Thị Thu Hà"),
        chair_signature=Signature(name="Nguyễn Văn Hòa"),
    )  # fmt: skip


def task(
    work: str, owner: str, due_on: str, *, position: str = "", with_whom: str = "", due_words: str = "Trước"
) -> PlannedTask:
    return PlannedTask(
        work=work, owner=Person(name=owner, position=position), with_whom=with_whom, due_on=due_on, due_words=due_words
    )


def resolution() -> Resolution:
    return Resolution(
        letterhead=letterhead("NQ/CB", 14),
        style=STYLE,
        sitting=SITTING,
        counts=COUNTS,
        guests=(CUONG,),
        chair=HOA,
        recorder=HA,
        results=(
            Section(heading="Công tác chính trị, tư tưởng", paragraphs=("Chi bộ đã quán triệt đầy đủ các văn bản của Trung ương, của tỉnh và Đảng ủy xã; thông tin kịp thời kết quả Đại hội đại biểu toàn quốc lần thứ XIV của Đảng tới toàn thể đảng viên và 143/143 hộ trong thôn. Tư tưởng đảng viên và Nhân dân ổn định, tin tưởng vào sự lãnh đạo của Đảng.",)),
            Section(heading="Thực hiện nhiệm vụ chính trị", bullets=(
                "Về phát triển kinh tế: làm đất được 31/34 ha lúa vụ xuân, đạt 91,2% kế hoạch; trồng dặm 2,5 ha chè; đàn gia súc được che chắn, phòng, chống rét, không có vật nuôi bị chết do rét đậm",
                "Về xây dựng nông thôn mới: vận động 12 hộ hiến 480 m² đất mở rộng tuyến đường Đồng Vân - Khe Lác; hoàn thành 350/350 m rãnh thoát nước",
                "Về quốc phòng - an ninh: có 03 thanh niên trúng tuyển nghĩa vụ quân sự, đạt 100% chỉ tiêu; không phát sinh vụ việc phức tạp, không có đơn thư vượt cấp",
            )),
            Section(heading="Công tác xây dựng Đảng và hệ thống chính trị", paragraphs=("Chi bộ hoàn thành kiểm điểm, đánh giá, xếp loại chất lượng đảng viên năm 2025; ban hành quy chế làm việc, kế hoạch sinh hoạt định kỳ và kế hoạch sinh hoạt chuyên đề năm 2026. Thu đảng phí tháng 01 đạt 100%.",)),
        ),
        previous=PREVIOUS,
        commendations=("đồng chí Triệu Văn Sính và đồng chí Bàn Thị Liễu đã gương mẫu hiến đất, vận động Nhân dân mở rộng đường giao thông",),
        reminders=("01 đồng chí chậm báo cáo kết quả thực hiện nhiệm vụ được giao theo dõi vụ xuân",),
        limits="Việc làm đất vụ xuân ở xứ đồng Nà Cáy chậm so với kế hoạch; một số đảng viên trẻ còn ít phát biểu trong sinh hoạt. Nguyên nhân chủ yếu là do mương dẫn nước bị bồi lấp chưa được nạo vét.",
        orientation=(
            Section(heading="Công tác chính trị, tư tưởng", paragraphs=("Tiếp tục tuyên truyền Nghị quyết Đại hội XIV của Đảng; tuyên truyền kỷ niệm 96 năm Ngày thành lập Đảng (03/02/1930 - 03/02/2026) và cuộc bầu cử đại biểu Quốc hội khóa XVI, đại biểu Hội đồng nhân dân các cấp nhiệm kỳ 2026 - 2031.",)),
        ),
        task_groups=(
            TaskGroup(field="Phát triển kinh tế, xây dựng nông thôn mới", tasks=(
                task("Nạo vét 600 m mương Nà Cáy; hoàn thành làm đất 03 ha còn lại, gieo cấy xong 34 ha lúa vụ xuân", "Triệu Văn Sính", "2026-02-12", position="Chi ủy viên", with_whom="Trưởng thôn"),
                task("Phát động “Tết trồng cây đời đời nhớ ơn Bác Hồ”, trồng 500 cây hai bên đường Đồng Vân - Khe Lác", "Lý Văn Páo", "2026-02-22", with_whom="Chi đoàn thanh niên", due_words=""),
                task("Duy trì tổng vệ sinh môi trường vào thứ Bảy hằng tuần; phân lịch thu gom rác khu Trại Mới", "Bàn Thị Liễu", "2026-02-28", position="Chi hội trưởng phụ nữ", due_words="Hằng tuần, báo cáo"),
            )),
            TaskGroup(field="Văn hóa - xã hội, quốc phòng - an ninh", tasks=(
                task("Thăm hỏi, tặng quà 06 hộ nghèo, 05 gia đình chính sách nhân dịp Tết Nguyên đán; không để hộ nào không có Tết", "Lục Thị Mến", "2026-02-14", position="Phó Bí thư, Trưởng ban công tác Mặt trận"),
                task("Tiễn 03 thanh niên lên đường nhập ngũ; ký cam kết không đốt pháo nổ với 143/143 hộ", "Ma Văn Khoa", "2026-02-15", position="Tổ trưởng Tổ bảo vệ an ninh, trật tự"),
            )),
            TaskGroup(field="Xây dựng Đảng và hệ thống chính trị", tasks=(
                task("Hoàn thiện hồ sơ đề nghị kết nạp 01 quần chúng ưu tú, báo cáo chi bộ tại kỳ sinh hoạt tháng 3", "Đặng Thị Thu Hà", "2026-02-28", position="đảng viên được phân công giúp đỡ", due_words=""),
                task("Chuẩn bị chuyên đề quý I “Đảng viên nêu gương trong xây dựng thôn nông thôn mới kiểu mẫu”", "Vũ Đình Khải", "2026-02-26"),
            )),
        ),
        implementation=(
            "Chi ủy phân công từng đồng chí chi ủy viên phụ trách, theo dõi, đôn đốc việc thực hiện các nhiệm vụ nêu tại Mục II; báo cáo kết quả tại hội nghị chi bộ tháng 3 năm 2026",
            "Đảng viên được giao nhiệm vụ xây dựng cách làm cụ thể, báo cáo Bí thư chi bộ khi có khó khăn, vướng mắc; không chờ đến kỳ sinh hoạt",
            "Ban công tác Mặt trận và các chi hội, chi đoàn phối hợp tuyên truyền, vận động đoàn viên, hội viên và Nhân dân thực hiện nghị quyết",
        ),
        vote=RESOLUTION_VOTE,
        vote_base=BASE,
        recipients=("Đảng ủy xã (để báo cáo)", "Đồng chí Hoàng Mạnh Cường, đảng ủy viên phụ trách chi bộ", "Ban công tác Mặt trận, các chi hội, chi đoàn", "Đảng viên trong chi bộ"),
        signature=SECRETARY_SIGNS,
    )  # fmt: skip


def criterion(
    code: str, maximum: int, own: int | None, verified: int | None, text: str, evidence: str, *, applies: bool = True
) -> ScoredCriterion:
    return ScoredCriterion(
        code=code, text=text, maximum=maximum, self_points=own, verified=verified, evidence=evidence, applies=applies
    )


def group(code: str, title: str, *criteria: ScoredCriterion) -> CriterionGroup:
    counted = [one for one in criteria if one.applies]
    return CriterionGroup(
        code=code,
        title=title,
        maximum=sum(one.maximum for one in counted),
        self_points=sum(one.self_points or 0 for one in counted),
        verified=sum(one.verified or 0 for one in counted),
        criteria=criteria,
    )


def score_sheet() -> ScoreSheet:
    return ScoreSheet(
        letterhead=letterhead(),
        style=STYLE,
        sitting=SITTING,
        grounds=("Hướng dẫn số 42-HD/BTCTW", "khung tiêu chí của Đảng ủy xã"),
        groups=(
            group("1", "Thời gian, thời lượng sinh hoạt", criterion("1", 5, 5, 5, "Bảo đảm thời lượng theo quy định (từ 90 phút). Thiếu đến 15 phút: 4 điểm; thiếu trên 15 đến 30 phút: 3 điểm; được một nửa: 2 điểm; dưới một nửa: 1 điểm", "Từ 08 giờ 00 đến 10 giờ 05: 125 phút")),
            group("2", "Tỷ lệ đảng viên dự sinh hoạt",
                criterion("2a", 4, 4, 4, "Tỷ lệ dự sinh hoạt (trừ đảng viên được miễn, chuyển tạm thời đi). Từ 90%: 4 điểm; 75% đến dưới 90%: 3 điểm; 65% đến dưới 75%: 2 điểm; dưới 65% hoặc có đảng viên vắng không lý do: 1 điểm", "Có mặt 22/24 = 91,7%; vắng không lý do 0"),
                criterion("2b", 1, 1, 1, "Không có đảng viên vắng có lý do quá 03 kỳ liên tiếp trong năm", "Vắng liên tiếp nhiều nhất 01 kỳ")),
            group("3", "Công tác chuẩn bị",
                criterion("3a", 3, 3, 3, "Nội dung đúng, đủ, có trọng tâm", "08 mục trong chương trình"),
                criterion("3b", 2, 2, 2, "Có câu hỏi gợi ý thảo luận và dự thảo nghị quyết", "03 câu hỏi; dự thảo ngày 31/01"),
                criterion("3c", 2, 2, 2, "Họp chi ủy, có biên bản (nơi chỉ có Bí thư: tính điểm tối đa)", "Ngày 01/02; 03/03 tán thành"),
                criterion("3d", 1, 1, 1, "Thông báo đến đảng viên và đảng ủy viên phụ trách", "24/24 đảng viên phải dự, đảng ủy viên phụ trách"),
                criterion("3e", 2, 2, 2, "Gửi tài liệu trước kỳ sinh hoạt ít nhất 01 ngày", "Gửi ngày 01/02, trước 02 ngày")),
            group("4", "Tổ chức sinh hoạt",
                criterion("4a", 5, 5, 5, "Thực hiện đầy đủ quy trình", "Biên bản: đủ các bước"),
                criterion("4b", 10, 9, 8, "Nội dung sinh hoạt thường kỳ đầy đủ, sát thực tế", "Biên bản, Mục I, II"),
                criterion("4c", 5, None, None, "Nội dung sinh hoạt chuyên đề (chỉ chấm ở tháng có chuyên đề)", "Không có chuyên đề", applies=False),
                criterion("4d", 2, 2, 2, "Có biểu dương, nhắc nhở đảng viên", "Biểu dương 02; nhắc nhở 01"),
                criterion("4e", 5, 4, 4, "Tỷ lệ đảng viên phát biểu. Trên 50%: 5 điểm; 40% đến 50%: 4 điểm; 30% đến dưới 40%: 3 điểm; dưới 30%: 2 điểm", "10/22 đồng chí = 45,5%"),
                criterion("4f", 3, 3, 3, "Có sổ biên bản 1 điểm; dành 15 - 30 phút cho công tác tư tưởng 1 điểm; cập nhật tài liệu lên hệ thống 1 điểm", "Có biên bản; 30 phút; 05 tài liệu")),
            group("5", "Điều hành của người chủ trì", criterion("5", 10, 9, 9, "Linh hoạt 2 điểm; định hướng thảo luận 4 điểm; dân chủ 3 điểm; tổng hợp, kết luận rõ 1 điểm", "Người theo dõi nhận xét")),
            group("6", "Nguyên tắc sinh hoạt", criterion("6", 5, 5, 4, "Tập trung dân chủ 1 điểm; tự phê bình và phê bình 2 điểm; tính lãnh đạo, giáo dục, chiến đấu 1 điểm; quan tâm tâm tư, nguyện vọng đảng viên 1 điểm", "Biên bản, Mục II")),
            group("7", "Kết quả thực hiện nghị quyết kỳ trước", criterion("7", 30, 27, 27, "Mức hoàn thành chỉ tiêu. Từ 90%: 30 điểm; 80% đến dưới 90%: 27 điểm; 70% đến dưới 80%: 24 điểm; 60% đến dưới 70%: 20 điểm; 50% đến dưới 60%: 15 điểm; dưới 50%: 10 điểm", "Hoàn thành 06/07 = 85,7%")),
            group("8", "Kết thúc sinh hoạt", criterion("8", 5, 5, 5, "Thông qua nghị quyết 2 điểm; thông qua biên bản, phân công nhiệm vụ 2 điểm; ban hành, cập nhật trong 02 ngày 1 điểm", "19/21 tán thành, đạt 90,5%; 08 nhiệm vụ; ban hành ngày 03/02")),
        ),
        maximum=95,
        self_total=ScoreTotal(points=89, normalised=93.7, rating="Tốt"),
        verified_total=ScoreTotal(points=87, normalised=91.6, rating="Tốt"),
        levels=(("Tốt", 90), ("Khá", 70), ("Trung bình", 50), ("Kém", 0)),
        weak=(
            "Tiêu chí 4b, 5: tập trung 02 - 03 vấn đề; chủ trì kết luận từng nội dung",
            "Tiêu chí 4e: gửi câu hỏi gợi ý trước 03 ngày, mời đảng viên trẻ phát biểu trước",
            "Tiêu chí 7: chi ủy kiểm tra tiến độ nhiệm vụ vào ngày 15 hằng tháng",
        ),
        vote=SCORE_VOTE,
        vote_base=BASE,
        overseer_note="trừ 01 điểm tiêu chí 4b (chưa phân tích kỹ tình hình tư tưởng đảng viên đi làm xa), 01 điểm tiêu chí 6 (phê bình còn nể nang)",
        decider="Đảng ủy xã",
        observer=Signature(name="Trần Thị Lụa"),
        overseer=Signature(name="Hoàng Mạnh Cường"),
        signature=SECRETARY_SIGNS,
    )  # fmt: skip
