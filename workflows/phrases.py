"""Sentences that clerks write every month, to begin with: for conclusions, tasks and remedies, by type of cell.

What a cell or its committee adds to them stands in the database. `…` is to be filled in.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from workflows.cells import CellType


class PhraseKind(StrEnum):
    CONCLUSION = "conclusion"
    TASK = "task"
    REMEDY = "remedy"


PHRASE_KINDS: Mapping[PhraseKind, str] = MappingProxyType(
    {PhraseKind.CONCLUSION: "Kết luận", PhraseKind.TASK: "Nhiệm vụ", PhraseKind.REMEDY: "Biện pháp khắc phục"}
)

C, T, R = PhraseKind
Phrases = Mapping[PhraseKind, tuple[str, ...]]

FOR_ALL: Phrases = MappingProxyType(
    {
        C: (
            "Chi bộ thống nhất với các ý kiến phát biểu; giao đồng chí … chủ trì thực hiện, xong trước ngày …",
            "Chi bộ ghi nhận kết quả đã đạt được; đề nghị các đồng chí được phân công tiếp tục thực hiện, báo cáo ở kỳ "
            "sinh hoạt sau.",
            "Chi bộ tiếp thu ý kiến, giao chi ủy nghiên cứu, báo cáo chi bộ ở kỳ sinh hoạt sau.",
            "Nội dung này vượt thẩm quyền của chi bộ; chi bộ kiến nghị Đảng ủy xem xét, giải quyết.",
            "Từng đảng viên gương mẫu thực hiện trước, vận động gia đình và quần chúng cùng làm theo.",
            "Chi bộ chưa đủ thông tin để kết luận; giao đồng chí … tìm hiểu thêm, chuyển sang kỳ sinh hoạt sau.",
        ),
        T: (
            "Phổ biến nghị quyết, kết luận của cấp trên đến toàn thể đảng viên, quần chúng trong …",
            "Thu, nộp đảng phí tháng …, báo cáo chi bộ ở kỳ sinh hoạt sau.",
            "Giúp đỡ quần chúng ưu tú …, hoàn thiện hồ sơ đề nghị kết nạp Đảng.",
            "Gặp gỡ, nắm tình hình đảng viên đi làm ăn xa, thông tin nội dung sinh hoạt chi bộ.",
        ),
        R: (
            "Gửi tài liệu, câu hỏi gợi ý thảo luận đến đảng viên trước ngày sinh hoạt ít nhất 1 ngày.",
            "Phân công trước ít nhất … đồng chí chuẩn bị ý kiến phát biểu ở mỗi nội dung.",
            "Nhắc đảng viên dự sinh hoạt đầy đủ; vắng mặt phải báo cáo lý do với bí thư trước ngày sinh hoạt.",
            "Giao nhiệm vụ cụ thể: rõ việc, rõ người, rõ thời hạn; kiểm điểm từng việc ở kỳ sinh hoạt sau.",
            "Bố trí đủ thời lượng sinh hoạt, dành ít nhất 15 phút cho nội dung chính trị, tư tưởng.",
            "Hoàn thành biên bản, nghị quyết trong 2 ngày sau ngày sinh hoạt.",
        ),
    }
)

BY_TYPE: Mapping[CellType, Phrases] = MappingProxyType(
    {
        CellType.RESIDENTIAL: MappingProxyType(
            {
                C: (
                    "Chi bộ thống nhất chủ trương vận động Nhân dân hiến đất, góp công làm đường …; đảng viên có đất "
                    "trong diện hiến gương mẫu làm trước.",
                    "Chi bộ giao Ban công tác Mặt trận và trưởng thôn tổ chức họp dân bàn cách làm, chi bộ giám sát.",
                    "Chi bộ thống nhất duy trì ngày tổng vệ sinh môi trường hằng tháng, mỗi đảng viên phụ trách một "
                    "cụm dân cư.",
                ),
                T: (
                    "Vận động … hộ chuyển đổi cây trồng, gieo trồng đúng lịch thời vụ.",
                    "Vận động các hộ thu gom, phân loại rác; tổng vệ sinh đường thôn ngày …",
                    "Rà soát hộ nghèo, hộ cận nghèo; phân công đảng viên giúp đỡ hộ …",
                    "Tuần tra bảo vệ an ninh trật tự, phòng cháy, chữa cháy rừng mùa khô.",
                    "Đến từng hộ được phân công phụ trách, nắm tâm tư, nguyện vọng của Nhân dân.",
                ),
                R: (
                    "Chọn một đến hai việc sát với đời sống Nhân dân trong thôn để bàn kỹ, không dàn trải.",
                    "Đảng viên được phân công phụ trách hộ báo cáo kết quả nắm tình hình ở mỗi kỳ sinh hoạt.",
                ),
            }
        ),
        CellType.SCHOOL: MappingProxyType(
            {
                C: (
                    "Chi bộ thống nhất các giải pháp nâng cao chất lượng dạy và học; giao Ban Giám hiệu cụ thể hóa "
                    "thành kế hoạch của nhà trường.",
                    "Chi bộ yêu cầu đảng viên, giáo viên thực hiện nghiêm quy định về dạy thêm, học thêm.",
                    "Chi bộ thống nhất phối hợp với gia đình học sinh, chi bộ thôn vận động học sinh đi học đầy đủ.",
                ),
                T: (
                    "Dự giờ, góp ý cho … giáo viên; báo cáo kết quả ở kỳ sinh hoạt sau.",
                    "Phụ đạo học sinh chưa đạt chuẩn môn … trước kỳ kiểm tra.",
                    "Đến nhà vận động học sinh có nguy cơ bỏ học trở lại lớp.",
                    "Thực hiện công tác chuyển đổi số, sổ điểm, học bạ điện tử đúng hạn.",
                ),
                R: ("Gắn nội dung sinh hoạt với nhiệm vụ năm học của tháng, mỗi kỳ bàn sâu một chuyên đề chuyên môn.",),
            }
        ),
        CellType.HEALTH: MappingProxyType(
            {
                C: (
                    "Chi bộ thống nhất nâng cao tinh thần, thái độ phục vụ người bệnh; từng đảng viên ký cam kết.",
                    "Chi bộ giao trạm y tế chủ động phòng, chống dịch bệnh theo mùa, báo cáo kịp thời khi có ca bệnh.",
                    "Chi bộ yêu cầu thực hiện đúng quy trình chuyên môn, quản lý thuốc, vật tư y tế.",
                ),
                T: (
                    "Tiêm chủng cho trẻ trong độ tuổi đạt …% trở lên.",
                    "Khám, lập hồ sơ sức khỏe cho người cao tuổi tại thôn …",
                    "Tuyên truyền, hướng dẫn Nhân dân phòng, chống sốt xuất huyết, vệ sinh an toàn thực phẩm.",
                    "Tiếp thu, trả lời ý kiến của người bệnh qua hộp thư góp ý.",
                ),
                R: ("Bố trí ca trực hợp lý để đảng viên dự sinh hoạt đầy đủ.",),
            }
        ),
        CellType.AGENCY: MappingProxyType(
            {
                C: (
                    "Chi bộ thống nhất đẩy mạnh cải cách hành chính; không để hồ sơ của công dân quá hạn.",
                    "Chi bộ yêu cầu đảng viên chấp hành nghiêm kỷ luật, kỷ cương hành chính, giờ giấc làm việc.",
                    "Chi bộ giao lãnh đạo cơ quan cụ thể hóa kết luận này vào chương trình công tác tháng.",
                ),
                T: (
                    "Rà soát hồ sơ, thủ tục còn tồn; giải quyết dứt điểm trước ngày …",
                    "Tham mưu ban hành kế hoạch thực hiện nghị quyết của Đảng ủy về …",
                    "Tự soi, tự sửa theo từng vị trí việc làm; báo cáo kết quả khắc phục ở kỳ sinh hoạt sau.",
                    "Hướng dẫn người dân nộp hồ sơ trực tuyến, tỷ lệ đạt …%.",
                ),
                R: ("Gắn kiểm điểm nghị quyết chi bộ với kết quả công việc chuyên môn của từng đảng viên.",),
            }
        ),
        CellType.ARMED_FORCES: MappingProxyType(
            {
                C: (
                    "Chi bộ xác định lãnh đạo đơn vị duy trì nghiêm chế độ trực sẵn sàng chiến đấu, không để bị động, "
                    "bất ngờ.",
                    "Chi bộ yêu cầu cán bộ, chiến sĩ chấp hành nghiêm kỷ luật, quy định của đơn vị.",
                    "Chi bộ thống nhất phối hợp với các lực lượng nắm chắc địa bàn, giữ vững an ninh trật tự.",
                ),
                T: (
                    "Duy trì quân số trực, tuần tra địa bàn theo kế hoạch; báo cáo hằng tuần.",
                    "Huấn luyện, giáo dục chính trị cho dân quân theo kế hoạch năm.",
                    "Rà soát, đăng ký nam công dân trong độ tuổi sẵn sàng nhập ngũ.",
                    "Phối hợp với chi bộ thôn giúp dân phòng, chống, khắc phục thiên tai.",
                ),
                R: ("Điều chỉnh lịch trực để quân số dự sinh hoạt đạt từ 90% trở lên.",),
            }
        ),
        CellType.ENTERPRISE: MappingProxyType(
            {
                C: (
                    "Chi bộ thống nhất lãnh đạo hoàn thành kế hoạch sản xuất, kinh doanh tháng, bảo đảm an toàn lao động.",
                    "Chi bộ đề nghị Ban Giám đốc xem xét ý kiến của người lao động về …, trả lời trước ngày …",
                    "Chi bộ giao tổ chức công đoàn nắm tâm tư người lao động, báo cáo chi bộ.",
                ),
                T: (
                    "Thực hiện kế hoạch sản lượng, doanh thu tháng … đạt …%.",
                    "Kiểm tra an toàn, vệ sinh lao động, phòng cháy, chữa cháy tại …",
                    "Đối thoại với người lao động, giải quyết kiến nghị về tiền lương, chế độ.",
                    "Giới thiệu công nhân, người lao động ưu tú tham gia lớp bồi dưỡng nhận thức về Đảng.",
                ),
                R: ("Chọn giờ sinh hoạt phù hợp ca sản xuất để đảng viên dự đầy đủ.",),
            }
        ),
    }
)


def shipped(kind: PhraseKind, cell_type: CellType | None) -> list[str]:
    """For a cell of the type: its own before those for all."""
    own = BY_TYPE[cell_type][kind] if cell_type else ()
    return [*own, *FOR_ALL[kind]]
