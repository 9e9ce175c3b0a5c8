"""Where the record behind a criterion is read, for those who may read it."""

from collections.abc import Collection

from workflows.sight import Part

RECORD, MINUTES, MEETING, TASKS = "Xem diễn biến", "Xem biên bản", "Xem chương trình, tài liệu", "Xem nhiệm vụ"
IN_THE_RECORD = ("duration", "attendance", "absences", "speakers", "mentions", "process")
IN_THE_MEETING = ("contents", "drafts", "committee", "notices", "documents", "minutes")


def links_for(meeting_id: int, cell_id: int, parts: Collection[Part]) -> dict[str, tuple[str, str]]:
    """By `Criterion.evidence`: address and words. A record that the reader may not open leads nowhere."""
    meeting = f"/meetings/{meeting_id}"
    found = dict.fromkeys(IN_THE_MEETING, (meeting, MEETING))
    found["tasks"] = (f"/tasks?which=all&cell={cell_id}", TASKS)
    if Part.RECORD in parts:
        found |= dict.fromkeys(IN_THE_RECORD, (f"{meeting}/conduct", RECORD))
    if {Part.UNSIGNED, Part.SIGNED} & set(parts):
        found["closing"] = (f"{meeting}/minutes", MINUTES)
    return found
