"""Comparing every row of the record with what the history last said of it."""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Table

from app.audit.queries_sealed import GONE, columns_of, generation_of, newest, reading, reading_some, seal_of
from app.audit.queries_vouched import SEALED
from app.columns import as_list
from app.extensions import Base, connection
from app.proofs.as_written import written_by_others
from app.proofs.findings import Area, Checked
from app.proofs.kept_seals import KeptSeals, Vouched
from app.proofs.queries_chains import told_at
from app.proofs.reading import BELOW_ALL, Lot, lots

TABLE_LABELS = {
    "meeting": "cuộc họp",
    "meeting_step": "bước của cuộc họp",
    "agenda_item": "nội dung chương trình",
    "agenda_version": "bản chương trình đã chốt",
    "approval_round": "lượt chi ủy duyệt",
    "agreement": "ý kiến duyệt",
    "roll_call": "lần điểm danh",
    "attendance": "điểm danh một đảng viên",
    "guest": "khách dự họp",
    "speech": "ý kiến phát biểu",
    "vote": "biểu quyết",
    "mention": "biểu dương, nhắc nhở",
    "record_correction": "đính chính ghi chép",
    "minutes": "biên bản",
    "signature": "chữ ký biên bản",
    "resolution": "nghị quyết",
    "draft_task": "nhiệm vụ trong nghị quyết",
    "task": "nhiệm vụ",
    "score_sheet": "phiếu điểm",
    "score_line": "điểm một tiêu chí",
    "year_rating": "xếp loại năm",
    "earlier_decision": "quyết định xếp loại trước khi sửa",
    "document": "văn bản",
    "document_signature": "chữ ký số cá nhân trên văn bản",
    "attachment": "tệp đính kèm",
    "person": "thông tin một người",
    "account": "tài khoản",
    "appointment": "chức vụ, vai trò",
    "substitution": "thay mặt bí thư",
    "membership": "nơi sinh hoạt đảng của đảng viên",
    "status_period": "miễn, đình chỉ sinh hoạt hoặc đi làm xa",
    "temporary_transfer": "sinh hoạt tạm thời",
    "organisation": "tổ chức đảng",
    "organisation_parent": "tổ chức cấp trên trực tiếp",
    "term": "nhiệm kỳ",
    "petition": "ý kiến, kiến nghị",
    "petition_step": "bước xử lý kiến nghị",
    "petition_reply": "việc trả lời kiến nghị cho một chi bộ",
    "task_step": "bước của nhiệm vụ",
    "cell_plan": "quy chế, kế hoạch năm của chi bộ",
    "plan_topic": "chuyên đề trong kế hoạch năm",
    "plan_step": "bước của quy chế, kế hoạch năm",
    "handover": "biên bản bàn giao công tác bí thư",
    "rule_set": "bộ quy định",
    "criteria_set": "bộ tiêu chí chấm điểm",
    "guidance": "văn bản định hướng",
    "guidance_step": "bước của văn bản định hướng",
    "guidance_cell": "kết quả đưa văn bản định hướng về một chi bộ",
    "inspection": "cuộc kiểm tra, giám sát",
    "inspection_programme": "chương trình kiểm tra, giám sát năm",
    "inspection_team_member": "thành viên đoàn kiểm tra, giám sát",
    "inspection_step": "bước của cuộc kiểm tra, giám sát",
    "inspection_file": "hồ sơ kiểm tra, giám sát một chi bộ",
    "inspection_finding": "nhận xét của đoàn kiểm tra, giám sát",
    "inspection_remedy": "việc phải khắc phục sau kiểm tra, giám sát",
    "inspection_remedy_step": "bước của việc phải khắc phục",
}


def check_rows(kept: KeptSeals) -> Checked:
    checked = Checked(Area.ROWS)
    for name in SEALED:
        last = BELOW_ALL
        for lot in lots(_table(name), reading(name, newest(name))):
            vouched = kept.between(name, last, lot.last)
            checked.note(next(_faults_of(name, lot, vouched), None))
            checked.note(_otherwise_written(name, last, lot.last))
            checked.count += len(lot.rows)
            last = lot.last
        checked.note(next((_gone(name, one) for one in kept.left(name, last) if one.seal != GONE), None))
    return checked


def unsealed(kept: KeptSeals) -> Iterator[tuple[str, list[int]]]:
    """Of each table in lots the ids of the rows of which no event speaks."""
    for name in SEALED:
        last = BELOW_ALL
        for lot in lots(_table(name), reading(name, newest(name))):
            known = kept.between(name, last, lot.last)
            if new := [row.id for row in lot.rows if row.id not in known]:
                yield name, new
            last = lot.last


def _faults_of(name: str, lot: Lot, vouched: dict[int, Vouched]) -> Iterator[str]:
    for row_id in lot.unreadable:
        yield f"{_row(name, row_id)} đã bị sửa ngoài phần mềm: không đọc được nữa."
    older = _as_sealed(name, [one for one in vouched.values() if one.seal and generation_of(one.seal) != newest(name)])
    for row in lot.rows:
        known = vouched.pop(row.id, None)
        if known is None or known.seal == GONE:
            yield f"{_row(name, row.id)} được thêm ngoài phần mềm: lịch sử không nói đến."
        elif known.seal not in (older.get(row.id), seal_of(name, newest(name), row)):
            yield f"{_row(name, row.id)} đã bị sửa ngoài phần mềm: không còn như {told_at(known.event_id)} đã ghi."
    yield from (_gone(name, one) for one in vouched.values() if one.seal != GONE and one.row_id not in lot.unreadable)


def _otherwise_written(name: str, after: int, to: int) -> str | None:
    """The same values, but in other bytes."""
    found = next(written_by_others(_table(name), columns_of(name, newest(name)), after, to), None)
    return (
        f"{_row(name, found[0])} đã bị sửa ngoài phần mềm: phần mềm không ghi cột {found[1]} như vậy."
        if found
        else None
    )


def _as_sealed(name: str, vouched: Collection[Vouched]) -> dict[int, str]:
    """The seals of rows that were sealed before the table got its newest columns, as they come to now."""
    found: dict[int, str] = {}
    for generation in {generation_of(one.seal) for one in vouched}:
        ids = [one.row_id for one in vouched if generation_of(one.seal) == generation]
        rows: Any = connection().execute(reading_some(name, generation), {"ids": as_list(ids)})
        found |= {row.id: seal_of(name, generation, row) for row in rows}
    return found


def _gone(name: str, one: Vouched) -> str:
    return f"{_row(name, one.row_id)} đã bị xóa ngoài phần mềm: {told_at(one.event_id)} còn ghi."


def _row(name: str, row_id: int) -> str:
    label = TABLE_LABELS[name]
    return f"{label[0].upper()}{label[1:]} (bảng {name}, dòng {row_id})"


def _table(name: str) -> Table:
    return Base.metadata.tables[name]
