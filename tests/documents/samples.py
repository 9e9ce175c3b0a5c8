"""Snapshots of one invented cell's February: what the model documents say, as data."""

from dataclasses import replace

from app.documents.snapshots import (
    Absentee,
    AgeLine,
    Agenda,
    AgendaItem,
    AimLine,
    Approval,
    AskedQuestion,
    CareLine,
    CellOfMonth,
    CellPlan,
    ChairScript,
    CommitteeMinutes,
    Counts,
    DocumentKind,
    DocumentRef,
    GuestInvitation,
    Guidance,
    HandedGroup,
    HandoverMinutes,
    InspectionPaper,
    KitCriterion,
    KitTask,
    Letterhead,
    Notice,
    PaperKit,
    PastTask,
    PeriodReport,
    Person,
    PlannedTopic,
    Previous,
    RaisedPetition,
    RatedColumn,
    RemedyLine,
    RollCallRow,
    RollCallSheet,
    Schedule,
    ScheduledCell,
    ScriptItem,
    Section,
    Share,
    ShareLine,
    Signature,
    Sitting,
    Snapshot,
    Style,
    Synthesis,
    Topic,
    VoteBase,
)

HOA = Person(name="Nguyễn Văn Hòa", position="Bí thư chi bộ")
MEN = Person(name="Lục Thị Mến", position="Phó Bí thư")
HA = Person(name="Đặng Thị Thu Hà")
LUA = Person(name="Trần Thị Lụa")
CUONG = Person(name="Hoàng Mạnh Cường", position="Ủy viên Ban Thường vụ Đảng ủy, đảng ủy viên phụ trách chi bộ")
STYLE = Style()
COMMITTEE_STYLE = Style(authority="committee")
SITTING = Sitting(
    kind="regular", month="2026-02", held_on="2026-02-03", place="Nhà văn hóa thôn Đồng Vân", starts_at="08:00"
)
COUNTS = Counts(
    roll=27, official=24, probationary=3, exempt=2, temporary_out=1, temporary_in=1,
    due=24, due_official=21, due_probationary=3,
    present=22, present_official=19, present_probationary=3, excused=2, unexcused=0, present_at_end=22,
)  # fmt: skip
BASE = VoteBase(base=21, official=24, temporary_out=1, exempt_absent=2, present=19)
LAST_RESOLUTION = DocumentRef(type_name="Nghị quyết", symbol="13-NQ/CB", dated="2026-01-03")
PREVIOUS = Previous(
    resolution=LAST_RESOLUTION,
    month="2026-01",
    tasks=(
        PastTask(work="Tuyên truyền kết quả Đại hội XIV của Đảng đến 100% hộ dân", status="done", result="143/143 hộ; 02 buổi họp thôn, 08 lượt phát trên loa truyền thanh"),
        PastTask(work="Làm đất vụ xuân, diện tích 34 ha, xong trước 30/01", status="open", result="31/34 ha (91,2%); 03 ha xứ đồng Nà Cáy thiếu nước, chuyển sang tháng 02"),
        PastTask(work="Vận động hiến đất mở rộng tuyến đường Đồng Vân - Khe Lác", status="done", result="12/12 hộ, 480 m²; đã bàn giao mặt bằng ngày 24/01"),
        PastTask(work="Hoàn thành rãnh thoát nước khu Trại Mới, 350 m", status="done", result="350/350 m; 61 ngày công do Nhân dân đóng góp"),
        PastTask(work="Lập hồ sơ hỗ trợ xóa nhà tạm, nhà dột nát", status="done", result="02/02 hồ sơ, Ủy ban nhân dân xã đã tiếp nhận"),
        PastTask(work="Gặp mặt, động viên thanh niên trúng tuyển nghĩa vụ quân sự", status="done", result="03/03 thanh niên và gia đình"),
        PastTask(work="Ban hành kế hoạch sinh hoạt chuyên đề năm 2026", status="done", result="04 chuyên đề, mỗi quý 01 chuyên đề; ban hành ngày 12/01"),
    ),
    done=6,
    total=7,
)  # fmt: skip
EXCUSED = (
    Absentee(name="Mai Văn Tuyên", reason="điều trị tại bệnh viện"),
    Absentee(name="Sùng A Dế", reason="trực chốt phòng, chống cháy rừng"),
)
SECRETARY_SIGNS = Signature(name="Nguyễn Văn Hòa", position="Bí thư")


def letterhead(symbol: str = "", number: int | None = None, dated: str = "2026-02-03", draft: int = 0) -> Letterhead:
    return Letterhead(
        superior="Đảng bộ xã Minh Khê",
        issuer="Chi bộ thôn Đồng Vân",
        place="Minh Khê",
        created=f"{dated}T16:40:00+07:00",
        dated=None if draft else dated,
        symbol=symbol,
        number=number,
        draft=draft,
    )


def notice() -> Notice:
    return Notice(
        letterhead=letterhead("TB/CB", 16, "2026-02-01"),
        style=COMMITTEE_STYLE,
        sitting=SITTING,
        expected_minutes=120,
        documents_sent_on="2026-02-01",
        contact=HA,
        phone="0900 000 123",
        excuse_until="2026-02-02T17:00:00+07:00",
        previous=LAST_RESOLUTION,
        temporary_in=True,
        recipients=(
            "Đảng viên trong chi bộ",
            "Đảng viên sinh hoạt tạm thời tại chi bộ",
            "Đồng chí Hoàng Mạnh Cường, đảng ủy viên phụ trách chi bộ (để báo cáo)",
        ),
        signature=SECRETARY_SIGNS,
    )


def guest_invitation() -> GuestInvitation:
    return GuestInvitation(
        letterhead=letterhead("GM/CB", 11, "2026-02-01"),
        style=COMMITTEE_STYLE,
        sitting=SITTING,
        guest=CUONG,
        expected_minutes=120,
        contents="đánh giá kết quả thực hiện nghị quyết tháng 01; thảo luận, thông qua nghị quyết tháng 02 năm 2026",
        speaks_at="09:40",
        contact=HOA,
        phone="0900 000 123",
        signature=SECRETARY_SIGNS,
    )


def agenda() -> Agenda:
    item = AgendaItem
    return Agenda(
        letterhead=letterhead(dated="2026-02-01"),
        style=COMMITTEE_STYLE,
        sitting=SITTING,
        sent_with=DocumentRef(type_name="Thông báo", symbol="16-TB/CB", dated="2026-02-01"),
        chair=HOA,
        approval=Approval(votes_for=3, approvers=3, agreed_on="2026-02-01", at_meeting=True),
        items=(
            item(starts_at="08:00", minutes=10, title="Chào cờ; nêu lý do, giới thiệu đại biểu, cử thư ký; điểm danh; thông qua chương trình", presenters=("Nguyễn Văn Hòa",)),
            item(starts_at="08:10", minutes=15, title="Phổ biến văn bản của cấp trên; thông tin thời sự, định hướng tư tưởng", presenters=("Lục Thị Mến",), documents=("Hướng dẫn số 19-HD/ĐU, ngày 30/01/2026 của Ban Thường vụ Đảng ủy xã",)),
            item(starts_at="08:25", minutes=15, title="Học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh: “Cần, kiệm trong việc cưới, việc tang và lễ hội”", presenters=("Đặng Thị Thu Hà",)),
            item(starts_at="08:40", minutes=10, title="Báo cáo của chi ủy: kết quả thực hiện Nghị quyết số 13-NQ/CB (07 nhiệm vụ); trả lời kiến nghị của đảng viên", presenters=("Nguyễn Văn Hòa",), documents=("Báo cáo số 19-BC/CB, ngày 01/02/2026 của chi ủy; dự thảo nghị quyết tháng 02 năm 2026",)),
            item(starts_at="08:50", minutes=40, title="Dự thảo nghị quyết tháng 02; thảo luận", presenters=("Nguyễn Văn Hòa", "toàn thể đảng viên"), questions=("Vì sao 03 ha xứ đồng Nà Cáy chậm làm đất, cần làm gì để gieo cấy xong trước 12/02?", "Mỗi đảng viên làm gì để 143/143 hộ đón Tết an toàn, tiết kiệm, không đốt pháo nổ?", "Cách nào để duy trì vệ sinh môi trường khu Trại Mới thường xuyên?")),
            item(starts_at="09:30", minutes=10, title="Tự phê bình và phê bình; biểu dương, nhắc nhở", presenters=("Toàn thể đảng viên",)),
            item(starts_at="09:40", minutes=10, title="Phát biểu của đồng chí đảng ủy viên phụ trách; tiếp thu, kết luận; biểu quyết nghị quyết", presenters=("Hoàng Mạnh Cường", "Nguyễn Văn Hòa")),
            item(starts_at="09:50", minutes=10, title="Chấm điểm, xếp loại buổi sinh hoạt; thông qua biên bản; điểm danh cuối buổi", presenters=("Trần Thị Lụa", "Đặng Thị Thu Hà")),
        ),
        recipients=("Đảng viên trong chi bộ, đảng viên sinh hoạt tạm thời", "Đồng chí Hoàng Mạnh Cường, đảng ủy viên phụ trách chi bộ"),
        signature=SECRETARY_SIGNS,
    )  # fmt: skip


def roll_call_sheet(members: int = 60) -> RollCallSheet:
    family, middle, given = (
        ("Bàn", "Hà", "Lê", "Lý", "Ma", "Nông"),
        ("Văn", "Thị", "Đình", "Hữu", "Ngọc"),
        ("Bình", "Chiến", "Dũng", "Đạt", "Giang", "Hải", "Hạnh", "Khoa", "Liễu", "Long", "Mến", "Nhung"),
    )
    standing = {5: "probationary", 16: "exempt", 43: "temporary_out", 45: "exempt"}
    return RollCallSheet(
        letterhead=letterhead(dated="2026-02-02"),
        style=STYLE,
        sitting=SITTING,
        members=tuple(
            RollCallRow(
                name=f"{family[row % 6]} {middle[row % 5]} {given[row * 12 // members]}",
                standing=standing.get(row, "official"),
            )
            for row in range(members)
        ),
        temporary_in=("Phan Thị Vinh",),
        counts=Counts(
            roll=members,
            official=members - 4,
            probationary=4,
            exempt=2,
            temporary_out=1,
            temporary_in=1,
            due=members - 3,
            due_official=members - 7,
            due_probationary=4,
        ),
    )


def committee_minutes() -> CommitteeMinutes:
    return CommitteeMinutes(
        letterhead=letterhead("BB/CB", 30, "2026-02-01"),
        style=STYLE,
        sitting=SITTING,
        held_on="2026-02-01",
        held_at="14:00",
        held_place="nhà đồng chí Bí thư chi bộ",
        present=(HOA, MEN, Person(name="Triệu Văn Sính", position="Chi ủy viên")),
        overseer=CUONG,
        overseer_present=True,
        items=tuple(item.title for item in agenda().items),
        votes_for=3,
        approvers=3,
        remarks=(
            "Đồng chí Triệu Văn Sính: đề nghị dành 40 phút cho thảo luận dự thảo nghị quyết, mời các đồng chí trẻ phát biểu trước",
            "Đồng chí Hoàng Mạnh Cường: lưu ý chuẩn bị nội dung phối hợp tổ chức hội nghị cử tri nơi cư trú",
        ),
        recorder=Signature(name="Lục Thị Mến"),
        chair=Signature(name="Nguyễn Văn Hòa"),
    )


def cell_plan() -> CellPlan:
    return CellPlan(
        letterhead=letterhead("KH/CB", 2, "2026-01-06"),
        style=STYLE,
        plan_kind="thematic_plan",
        year=2026,
        paragraphs=("Mỗi quý sinh hoạt chuyên đề ít nhất một lần, gắn với nhiệm vụ chính trị của thôn",),
        topics=(
            PlannedTopic(month="2026-03", title="Xây dựng thôn nông thôn mới kiểu mẫu", person="Lục Thị Mến"),
            PlannedTopic(month="2026-06", title="Giữ gìn vệ sinh môi trường, nguồn nước"),
        ),
        replaces=DocumentRef(type_name="Kế hoạch", symbol="01-KH/CB", dated="2026-01-02"),
        signature=Signature(name="Nguyễn Văn Hòa", position="Bí thư", signed_at="2026-01-06T16:40:00+07:00"),
    )


def handover() -> HandoverMinutes:
    return HandoverMinutes(
        letterhead=letterhead("BB/CB", 31, "2026-02-05"),
        style=STYLE,
        held_on="2026-02-05",
        from_on="2026-02-05",
        decision="Quyết định số 41-QĐ/ĐU, ngày 02/02/2026",
        groups=(
            HandedGroup(
                heading="Kỳ sinh hoạt đang chuẩn bị",
                lines=("Sinh hoạt thường kỳ tháng 3/2026, ngày 03/03/2026: dự thảo",),
            ),
            HandedGroup(
                heading="Nhiệm vụ đang thực hiện",
                lines=(
                    "Vận động 4 hộ hiến đất mở rộng đường: Triệu Văn Sính, hạn 25/02/2026, đạt 50%",
                    "Trồng 2 ha cam: Hội Nông dân thôn, hạn 30/03/2026, đạt 0%",
                ),
            ),
            HandedGroup(heading="Ý kiến, kiến nghị chưa trả lời", lines=()),
        ),
        note_of_taker="Đã nhận đủ sổ biên bản giấy từ năm 2020 đến nay",
        giver=Signature(name="Nguyễn Văn Hòa", signed_at="2026-02-05T16:40:00+07:00"),
        taker=Signature(name="Lục Thị Mến", signed_at="2026-02-05T16:55:00+07:00"),
    )


def chair_script() -> ChairScript:
    item = ScriptItem
    return ChairScript(
        letterhead=letterhead(dated="2026-02-02"),
        style=STYLE,
        sitting=SITTING,
        chair=HOA,
        recorder=HA,
        observer=LUA,
        guests=(CUONG,),
        temporary_in=("Phan Thị Vinh",),
        counts=COUNTS,
        items=(
            item(part="opening", title="Khai mạc", starts_at="08:00", minutes=10, presenters=(HOA,)),
            item(part="documents", title="Văn bản của cấp trên, thông tin thời sự", starts_at="08:10", minutes=15, presenters=(MEN,), documents=("Hướng dẫn số 19", "Kế hoạch số 46 của Đảng ủy xã")),
            item(part="study", title="Học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh", starts_at="08:25", minutes=15, presenters=(HA,)),
            item(part="report", title="Báo cáo của chi ủy", starts_at="08:40", minutes=10, presenters=(HOA,), documents=("Báo cáo số 19-BC/CB của chi ủy",)),
            item(part="discussion", title="Thảo luận", starts_at="08:50", minutes=40, questions=(
                AskedQuestion(text="vì sao 03 ha Nà Cáy chậm, làm gì để cấy xong trước ngày 12/02?", first="Triệu Văn Sính"),
                AskedQuestion(text="mỗi đảng viên làm gì để 143 hộ đón Tết an toàn, tiết kiệm, không đốt pháo nổ?", first="Ma Văn Khoa"),
                AskedQuestion(text="cách nào giữ vệ sinh khu Trại Mới thường xuyên?", first="Lò Thị Xuân"),
            )),
            item(part="criticism", title="Tự phê bình và phê bình; biểu dương, nhắc nhở", starts_at="09:30", minutes=10),
            item(part="resolution", title="Phát biểu của cấp trên; biểu quyết nghị quyết", starts_at="09:40", minutes=10),
            item(part="scoring", title="Chấm điểm, thông qua biên bản, bế mạc", starts_at="09:50", minutes=10, presenters=(LUA,)),
        ),
        documents_sent_on="2026-02-01",
        previous=PREVIOUS,
        answers=("cột điện số 14 nêu từ tháng 12/2025 chưa được xử lý; hôm nay chi bộ tiếp tục kiến nghị lên Đảng ủy",),
        commendations=("Triệu Văn Sính", "Bàn Thị Liễu"),
        draft_tasks=8,
        vote_base=BASE,
        pass_from=11,
        score_maximum=95,
    )  # fmt: skip


def guidance() -> Guidance:
    head = replace(
        letterhead("HD/ĐU", 19, dated="2026-01-30"), superior="Đảng bộ tỉnh Lâm Bình", issuer="Đảng ủy xã Minh Khê"
    )
    return Guidance(
        letterhead=head,
        style=STYLE,
        month="2026-02",
        theme="Nâng cao chất lượng sinh hoạt chi bộ",
        situation="Toàn xã làm đất vụ xuân được 412/436 ha, đạt 94,5% kế hoạch.\nHoàn thành chỉ tiêu tuyển quân (38/38).",
        orientation="Lãnh đạo Nhân dân gieo cấy xong lúa xuân trước ngày 15/02.\nBảo đảm an ninh, trật tự dịp Tết",
        contents=("Danh sách cử tri đã niêm yết", "Đón Tết an toàn, tiết kiệm"),
        topics=(
            Topic(cells="Chi bộ khu dân cư", lines=("Gieo cấy vụ xuân", "Vệ sinh môi trường")),
            Topic(cells="Chi bộ lực lượng vũ trang", lines=("Sẵn sàng chiến đấu, trực Tết",)),
        ),
        deadline="2026-02-07",
        meeting_day=3,
        notice_days=1,
        publish_days=2,
        attachments=("Đề cương tuyên truyền.pdf",),
        replaces=DocumentRef(type_name="Hướng dẫn", symbol="18-HD/ĐU", dated="2026-01-29"),
        recipients=("Thường trực Đảng ủy", "Các đồng chí Đảng ủy viên", "Các chi bộ trực thuộc"),
        signature=Signature(name="Vi Thị Hạnh", position="Phó Bí thư Thường trực"),
    )


def synthesis() -> Synthesis:
    head = replace(
        letterhead("BC/ĐU", 143, dated="2026-02-09"), superior="Đảng bộ tỉnh Lâm Bình", issuer="Đảng ủy xã Minh Khê"
    )
    return Synthesis(
        letterhead=head,
        style=STYLE,
        month="2026-02",
        due_on="2026-02-03",
        cells=(
            CellOfMonth(name="Chi bộ thôn Đồng Vân", members=27, met_on="2026-02-03", present=22, due=24, points=91.6, level="good", note="4b (−1), 7 (−3)"),
            CellOfMonth(name="Chi bộ thôn Bản Mạ", members=12, met_on="2026-02-04", late=True, present=8, due=11, points=76.8, level="fair", note="2a (−2)"),
            CellOfMonth(name="Chi bộ Trạm Y tế xã", members=8, met_on="2026-02-03", present=8, due=8),
            CellOfMonth(name="Chi bộ Công an xã", members=16, note="Chưa sinh hoạt"),
        ),
        petitions=(
            RaisedPetition(field="Hạ tầng", text="Cột điện số 14 đầu khu Trại Mới nghiêng", cell="Chi bộ thôn Đồng Vân", people=3, hot=True, competence="Cơ quan, đơn vị khác", handler="Điện lực khu vực", deadline="2026-02-15", state="Đang xử lý"),
            RaisedPetition(field="Xây dựng Đảng", text="Hướng dẫn sinh hoạt với đảng viên đi làm xa", cell="Chi bộ thôn Bản Mạ", people=2, competence="Đảng ủy", handler="Ban Xây dựng Đảng", state="Đã trả lời", answer="Thực hiện theo Hướng dẫn số 19-HD/ĐU"),
        ),
        remarks="Phân công đảng ủy viên phụ trách dự kỳ sinh hoạt tháng 3 của Chi bộ thôn Bản Mạ",
        proposals="Đề nghị Tỉnh ủy chỉ đạo ngành điện rà soát cột điện xuống cấp trước mùa mưa bão",
        replaces=DocumentRef(type_name="Báo cáo", symbol="142-BC/ĐU", dated="2026-02-08"),
        recipients=("Thường trực Tỉnh ủy (để báo cáo)", "Các chi bộ trực thuộc"),
        signature=Signature(name="Phạm Đức Long", position="Bí thư"),
    )  # fmt: skip


def kit() -> PaperKit:
    return PaperKit(
        letterhead=agenda().letterhead,
        style=STYLE,
        sitting=SITTING,
        notice=notice(),
        agenda=agenda(),
        script=chair_script(),
        roll_call=roll_call_sheet(),
        publish_days=2,
        previous=DocumentRef(type_name="Nghị quyết", symbol="14-NQ/CB", dated="2026-02-03"),
        tasks=(
            KitTask(work="Nạo vét 600 m mương Nà Cáy", owner="Triệu Văn Sính", due_on="2026-02-12"),
            KitTask(work="Trồng 500 cây hai bên đường Đồng Vân - Khe Lác", owner="Lý Văn Páo", due_on=""),
        ),
        votes=("Chương trình", "Nghị quyết", "Điểm tự chấm, mức tự xếp loại", "Biên bản"),
        criteria=(
            KitCriterion(code="1", text="Bảo đảm thời lượng theo quy định: đủ: 5; thiếu đến 15 phút: 4", maximum=5),
            KitCriterion(code="4c", text="Nội dung sinh hoạt chuyên đề", maximum=5, applies=False),
        ),
        maximum=5,
        levels=(("Tốt", 90), ("Khá", 70), ("Trung bình", 50), ("Kém", 0)),
    )


def schedule() -> Schedule:
    head = replace(
        letterhead("TB/ĐU", 61, dated="2026-01-29"), superior="Đảng bộ tỉnh Lâm Bình", issuer="Đảng ủy xã Minh Khê"
    )
    return Schedule(
        letterhead=head,
        style=STYLE,
        month="2026-02",
        cells=(
            ScheduledCell(name="Chi bộ thôn Đồng Vân", meets_on="2026-02-03", at="08:00", place="Nhà văn hóa thôn Đồng Vân", overseers=("Hoàng Mạnh Cường",)),
            ScheduledCell(name="Chi bộ thôn Bản Mạ", meets_on="2026-02-03", at="19:30", place="Nhà văn hóa thôn Bản Mạ", overseers=("Hoàng Mạnh Cường", "Trần Thị Lụa")),
            ScheduledCell(name="Chi bộ Công an xã"),
        ),
        remarks="Các đồng chí đảng ủy viên báo lại Văn phòng nếu không dự được",
        replaces=DocumentRef(type_name="Thông báo", symbol="60-TB/ĐU", dated="2026-01-28"),
        recipients=("Các đồng chí Đảng ủy viên", "Các chi bộ trực thuộc"),
        signature=Signature(name="Phạm Đức Long", position="Bí thư"),
    )  # fmt: skip


def period_report() -> PeriodReport:
    head = replace(
        letterhead("BC/ĐU", 144, dated="2026-04-06"), superior="Đảng bộ tỉnh Lâm Bình", issuer="Đảng ủy xã Minh Khê"
    )
    months = ("tháng 01", "tháng 02", "tháng 03")

    def line(name: str, *shares: tuple[int, int]) -> ShareLine:
        *told, whole = (Share(part=part, whole=whole) for part, whole in shares)
        return ShareLine(name=name, shares=tuple(told), whole=whole)

    return PeriodReport(
        letterhead=head,
        style=STYLE,
        subject="Kết quả sinh hoạt chi bộ quý I năm 2026",
        columns=months,
        cells=18,
        aims=(
            AimLine(label="Đảng viên dự sinh hoạt", wanted="trên 90%", source="Nghị quyết Đại hội Đảng bộ xã nhiệm kỳ 2025–2030", shares=(Share(part=205, whole=219), Share(part=221, whole=231), Share(part=219, whole=231)), whole=Share(part=645, whole=681), reached=True),
            AimLine(label="Chi bộ xếp loại Tốt", wanted="trên 80%", shares=(Share(part=12, whole=18), Share(part=13, whole=18), Share()), whole=Share(part=25, whole=36), reached=False),
            AimLine(label="Chi bộ bốn tốt", wanted="100%", shares=(Share(), Share(), Share()), whole=Share()),
        ),
        rated=(
            RatedColumn(label="1", good=1012, fair=304, average=1, poor=1),
            RatedColumn(label="2", good=13, fair=3, average=1, unrated=1),
            RatedColumn(label="3", good=9, fair=3, unrated=4, missing=2),
        ),
        attendance=(
            line("Khu dân cư", (120, 130), (128, 134), (131, 134), (379, 398)),
            line("Trường học", (85, 89), (93, 97), (78, 97), (256, 283)),
            line("Tất cả chi bộ", (205, 219), (221, 231), (209, 231), (635, 681)),
        ),
        norm=90,
        tasks=line("Nhiệm vụ xong đúng hạn", (12, 14), (9, 12), (0, 0), (21, 26)),
        petitions=(AgeLine(words="Nêu trong tháng này", count=2), AgeLine(words="Từ 1 đến 2 tháng", count=4), AgeLine(words="Từ 3 đến 5 tháng", count=0), AgeLine(words="Từ 6 tháng trở lên", count=1)),
        counted_on="2026-04-06",
        care=(
            CareLine(cell="Chi bộ thôn Bản Mạ", reasons="Chưa sinh hoạt: tháng 3; ít phát biểu: tháng 1, tháng 2"),
            CareLine(cell="Chi bộ Công an xã", reasons="Nội dung lặp lại: tháng 2, tháng 3"),
        ),
        care_more=3,
        remarks="Phân công đảng ủy viên phụ trách dự kỳ sinh hoạt tháng 4 của Chi bộ thôn Bản Mạ",
        proposals="Đề nghị Tỉnh ủy mở lớp bồi dưỡng bí thư chi bộ",
        replaces=DocumentRef(type_name="Báo cáo", symbol="143-BC/ĐU", dated="2026-04-05"),
        recipients=("Thường trực Tỉnh ủy (để báo cáo)", "Các chi bộ trực thuộc"),
        signature=Signature(name="Phạm Đức Long", position="Bí thư"),
    )  # fmt: skip


def inspection() -> InspectionPaper:
    head = replace(
        letterhead("TB/ĐU", 71, dated="2026-03-20"), superior="Đảng bộ tỉnh Lâm Bình", issuer="Đảng ủy xã Minh Khê"
    )
    return InspectionPaper(
        letterhead=head,
        style=STYLE,
        type_name="Thông báo",
        subject="Kết luận kiểm tra nền nếp sinh hoạt chi bộ quý I/2026",
        opening=("Ban Thường vụ Đảng ủy xã Minh Khê thông báo kết luận như sau:",),
        sections=(
            Section(heading="I- PHẠM VI, THỜI KỲ", paragraphs=("Chi bộ thôn Đồng Vân; từ tháng 1/2026 đến tháng 3/2026",)),
            Section(
                heading="1. Chi bộ thôn Đồng Vân",
                paragraphs=("Đã sinh hoạt 3/3 tháng; đảng viên dự 66/72 lượt, đạt 91,7%",),
                bullets=("Ưu điểm: Họp đúng ngày", "Hạn chế, khuyết điểm: Nghị quyết 01-NQ/CB công bố muộn 2 ngày"),
            ),
        ),
        remedies=(RemedyLine(cell="Chi bộ thôn Đồng Vân", work="Công bố nghị quyết đúng hạn", owner="Nguyễn Văn Hòa", due_on="2026-04-10"),),
        remedies_heading="II- VIỆC PHẢI KHẮC PHỤC",
        closing=("Đoàn kiểm tra lại trong quý II/2026",),
        recipients=("Các chi bộ trực thuộc", "Lưu Văn phòng Đảng ủy"),
        authority="Ban Thường vụ",
        signature=Signature(name="Phạm Đức Long", position="Bí thư"),
    )  # fmt: skip


def all_documents() -> dict[DocumentKind, Snapshot]:
    """One of each kind, as issued."""
    from tests.documents import samples_after as after

    made = (
        notice(), agenda(), guest_invitation(), roll_call_sheet(), committee_minutes(), chair_script(),
        after.minutes(), after.resolution(), after.score_sheet(), guidance(), synthesis(), schedule(), kit(),
        handover(), inspection(), cell_plan(), period_report(),
    )  # fmt: skip
    return {one.kind: one for one in made}
