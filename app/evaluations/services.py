"""The cell's own score: shipping the criteria, proposing points from the record, correcting them, taking the vote."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm.attributes import flag_modified

from app.actor import Actor
from app.evaluations.models import ScoreLine, ScoreSheet
from app.evaluations.queries import sheet_of
from app.evaluations.queries_sheet import Sheet, applying_codes, criteria_of, total_of, whole_sheet
from app.evaluations.services_telling import write_in_history
from app.extensions import db, lock
from app.meetings.models import Meeting
from app.meetings.queries import roles_at
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster, expect_version
from app.sessions.models import Vote
from workflows.meeting import Kind, State
from workflows.sight import WRITERS, Part, may_write
from workflows.words import decimal, listed

LONGEST_NOTE = 2000
LONGEST_REMEDIES = 20000
CHANGED_MEANWHILE = "Bảng điểm vừa được người khác sửa, sau khi đồng chí mở trang. Xem lại bản mới nhất rồi lưu."
VOTED_MEANWHILE = "Điểm đã được biểu quyết nên không sửa được nữa. Mở lại trang để xem kết quả."
PROPOSERS = WRITERS[Part.SCORES][State.HELD]


@dataclass(frozen=True, kw_only=True)
class Given:
    """What somebody gives one criterion. `points` None: as the record proposes."""

    points: Decimal | None = None
    note: str = ""


def ensure_sheet(meeting: Meeting) -> ScoreSheet:
    """The meeting's score sheet with a line for every criterion of its set, made if there is none yet."""
    found = sheet_of(meeting.id)
    if found is not None:
        return found
    _, criteria = criteria_of(meeting)
    applies = applying_codes(meeting, criteria)
    sheet = ScoreSheet(meeting_id=meeting.id)
    sheet.lines = [
        ScoreLine(position=n, code=c.code, maximum=Decimal(c.maximum), applies=c.code in applies)
        for n, c in enumerate(criteria, start=1)
    ]
    db.session.add(sheet)
    db.session.add_all(sheet.lines)
    db.session.flush()  # somebody else may make it at this moment: the unique key says so here
    return sheet


def current_sheet(meeting: Meeting, version: int | None) -> ScoreSheet:
    """The sheet as the page showed it. Raises SomebodyWasFaster if it is another `version` by now."""
    row = ensure_sheet(meeting)
    expect_version(row.version, version, CHANGED_MEANWHILE)
    return row


def propose(meeting: Meeting) -> ScoreSheet:
    """Write down what the record proposes now. Once the score is voted, the proposals stay as they were."""
    row = ensure_sheet(meeting)
    if row.voted is not None:
        return row
    lines = {line.code: line for line in whole_sheet(meeting, row).lines}
    for kept in row.lines:
        line = lines[kept.code]
        kept.applies, kept.proposed = line.applies, line.proposed
        kept.evidence, kept.expected = line.evidence, line.expected
    return row


def may_propose(meeting: Meeting, row: ScoreSheet | None, actor: Actor) -> bool:
    voted = row is not None and row.voted is not None
    return not voted and may_write(roles_at(meeting, actor), meeting.state, Part.SCORES) and meeting.state == State.HELD


def save_points(
    meeting: Meeting, given: Mapping[str, Given], *, remedies: str, actor: Actor, version: int | None = None
) -> ScoreSheet:
    """Points and notes that the cell gives itself, before they are voted.

    Raises NotAllowed, SomebodyWasFaster (voted, or another `version` by now) or BadInput with every problem by the
    names `points-CODE`, `note-CODE`, `remedies`.
    """
    lock(meeting)  # two first savers: the second finds the sheet of the first
    known = sheet_of(meeting.id)
    if not may_propose(meeting, known, actor):
        raise _refusal(known)
    expect_version(known.version if known else 0, version, CHANGED_MEANWHILE)
    row = propose(meeting)
    if errors := _errors_in(row, given) | too_long("remedies", remedies, LONGEST_REMEDIES, "Biện pháp khắc phục"):
        raise BadInput(errors)
    before = _given(row)
    for line in row.lines:
        _give(line, given.get(line.code))
    row.remedies = remedies.strip()
    flag_modified(row, "remedies")  # a change of a line alone must be a new version of the sheet too
    if (after := _given(row)) != before:
        write_in_history("score_proposed", meeting, actor, PROPOSERS, before=before, after=after)
    db.session.flush()  # the page shows the version that was just made
    return row


def score_voted(meeting: Meeting, vote: Vote, *, actor: Actor) -> None:
    """The meeting voted on its score, or the count of that vote was corrected. Voted down: there is no self-score.

    Raises BadInput if the meeting is not scored, or was to vote for a score that lacks points.
    """
    if meeting.kind == Kind.EXTRAORDINARY:
        raise BadInput("Kỳ sinh hoạt bất thường không chấm điểm.")
    row = propose(meeting)
    sheet = whole_sheet(meeting, row)
    row.vote_id = vote.id
    if row.voted == vote.passed:
        return
    if vote.passed:
        _fix_self_score(sheet, row)
    else:
        row.self_score = row.self_maximum = row.self_level = None
    row.voted = vote.passed
    score, maximum, level = row.self_score, row.self_maximum, row.self_level
    write_in_history(
        "score_voted", meeting, actor, PROPOSERS, self_score=score, self_maximum=maximum, level=level, voted=vote.passed
    )


def weak_lines(sheet: Sheet) -> list[str]:
    """`4e. Tỷ lệ đảng viên phát biểu: 4/5 điểm`."""
    return [
        f"{line.code}. {line.criterion.title}: {short(line.counted)}/{short(line.maximum)} điểm" for line in sheet.weak
    ]


def short(points: Decimal | None) -> str:
    """`5`, `4,5`."""
    return decimal(points or 0).removesuffix(",0")


def _fix_self_score(sheet: Sheet, row: ScoreSheet) -> None:
    if sheet.missing:
        titles = listed([line.code for line in sheet.missing], most=9)
        raise BadInput(
            f"Bảng điểm còn {len(sheet.missing)} tiêu chí chưa có điểm tự chấm: {titles}. Chấm đủ rồi biểu quyết."
        )
    counted = {line.code: line.counted for line in sheet.applying}
    for kept in row.lines:
        kept.self_points = counted.get(kept.code)
    total = total_of([line.criterion for line in sheet.applying], counted, gate=sheet.gate)
    if total is not None:
        row.self_score, row.self_maximum, row.self_level = total.points, total.maximum, total.level
    row.weak_criteria = "\n".join(weak_lines(sheet))


def _give(line: ScoreLine, given: Given | None) -> None:
    if given is None or not line.applies:
        return
    # What equals the proposal follows it: the record may still change until the vote.
    line.self_points = None if given.points == line.proposed else given.points
    line.self_note = given.note.strip()


def _errors_in(row: ScoreSheet, given: Mapping[str, Given]) -> dict[str, str]:
    errors: dict[str, str] = {}
    for line in row.lines:
        wanted = given.get(line.code)
        if wanted is None or not line.applies:
            continue
        errors |= errors_of(line.code, wanted, line.maximum, line.proposed)
    return errors


def errors_of(code: str, given: Given, maximum: Decimal, basis: Decimal | None) -> dict[str, str]:
    """What is wrong with the points of one criterion; other points than `basis` want a note."""
    errors: dict[str, str] = {}
    if given.points is not None and not 0 <= given.points <= maximum:
        errors[f"points-{code}"] = f"Tiêu chí {code}: nhập điểm từ 0 đến {short(maximum)}."
    if given.points is not None and basis is not None and given.points != basis and not given.note.strip():
        errors[f"note-{code}"] = f"Tiêu chí {code}: điểm khác mức đã ghi ({short(basis)}), nêu vì sao."
    if len(given.note) > LONGEST_NOTE:
        errors[f"note-{code}"] = f"Tiêu chí {code}: ghi chú dài quá 2.000 ký tự, viết gọn lại."
    return errors


def too_long(name: str, text: str, most: int, what: str = "Nội dung") -> dict[str, str]:
    """The refusal of a field `name` with more than `most` letters, or nothing."""
    longest = f"{most:,}".replace(",", ".")
    return {name: f"{what} dài quá {longest} ký tự, viết gọn lại."} if len(text) > most else {}


def _refusal(row: ScoreSheet | None) -> Exception:
    if row is not None and row.voted is not None:
        return SomebodyWasFaster(VOTED_MEANWHILE)
    return NotAllowed("Chỉ chủ trì, thư ký, chi ủy chấm điểm, khi kỳ sinh hoạt đang diễn ra và chưa biểu quyết điểm.")


def _given(row: ScoreSheet) -> dict[str, str]:
    """What people wrote of it, for the history: by code `8,5 and why`, and the remedies."""
    said = {line.code: as_said(line.self_points, line.self_note) for line in row.lines} | {"remedies": row.remedies}
    return {name: text for name, text in said.items() if text}


def as_said(points: Decimal | None, note: str) -> str:
    return f"{short(points) if points is not None else ''} {note}".strip()


__all__ = [
    "Given", "ensure_sheet", "errors_of", "may_propose", "propose", "save_points",
    "score_voted", "short", "weak_lines",
]  # fmt: skip
