"""What a criteria set is made of, and the two that the house ships. A set is data: an office may bring its own."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any


class Judging(StrEnum):
    """How points come about: off a scale or by yes and no from the record, or judged by people."""

    SCALE = "scale"
    YES_NO = "yes_no"
    JUDGED = "judged"


class Applies(StrEnum):
    ALWAYS = "always"
    REGULAR = "regular"
    THEME = "theme"


GATED_BEFORE = frozenset({"duration", "attendance", "speakers", "minutes"})


@dataclass(frozen=True)
class Band:
    """From `border` on (`strict`: only beyond it) a criterion is worth `points`."""

    border: int
    points: int
    strict: bool = False


@dataclass(frozen=True, kw_only=True)
class Part:
    title: str
    maximum: int


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One row of a criteria set.

    `evidence` names the proposal in `workflows.evidence` (empty: none). `bands` run from the best down, in per
    cent (for `duration`: minutes short); `otherwise` are the points below them.
    """

    code: str
    group: str
    title: str
    maximum: int
    judging: Judging
    evidence: str = ""
    applies_when: Applies = Applies.ALWAYS
    bands: tuple[Band, ...] = ()
    otherwise: tuple[int, ...] = ()
    parts: tuple[Part, ...] = ()
    gate: bool = False
    """Where the rule set has the gate, Tốt wants full points here."""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Criterion":
        """Raises KeyError, TypeError or ValueError for what `to_json` did not write."""
        bands = tuple(Band(**band) for band in stored.get("bands", ()))
        parts = tuple(Part(**part) for part in stored.get("parts", ()))
        plain = {name: value for name, value in stored.items() if name not in {"bands", "parts"}}
        typed = {
            "judging": Judging(stored["judging"]),
            "applies_when": Applies(stored.get("applies_when", Applies.ALWAYS)),
            "otherwise": tuple(stored.get("otherwise", ())),
            # Sets from before a criterion said so itself.
            "gate": stored.get("gate", stored.get("evidence") in GATED_BEFORE),
        }
        return replace(cls(**{**plain, **typed}), bands=bands, parts=parts)


GROUPS_HD42: Mapping[str, str] = MappingProxyType(
    {
        "1": "Thời gian, thời lượng sinh hoạt",
        "2": "Tỷ lệ đảng viên dự sinh hoạt",
        "3": "Công tác chuẩn bị",
        "4": "Tổ chức, điều hành sinh hoạt",
        "5": "Thực hiện nguyên tắc tổ chức, sinh hoạt",
        "6": "Kết quả thực hiện nghị quyết kỳ trước",
        "7": "Kết thúc sinh hoạt",
    }
)
"""Titles of the groups of `FRAME_HD42`."""

GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "1": "Thời gian, thời lượng sinh hoạt",
        "2": "Tỷ lệ đảng viên dự sinh hoạt",
        "3": "Công tác chuẩn bị",
        "4": "Tổ chức sinh hoạt",
        "5": "Điều hành của người chủ trì",
        "6": "Nguyên tắc sinh hoạt",
        "7": "Kết quả thực hiện nghị quyết kỳ trước",
        "8": "Kết thúc sinh hoạt",
    }
)
"""Titles of the groups of `CRITERIA_WARD`."""

YES_NO, JUDGED, SCALE = Judging.YES_NO, Judging.JUDGED, Judging.SCALE


CRITERIA_WARD: tuple[Criterion, ...] = (
    Criterion(
        code="1", group="1", title="Bảo đảm thời lượng theo quy định",
        maximum=5, judging=SCALE, evidence="duration", gate=True,
        # Minutes short of the norm; below them: at least half of the norm, less than half.
        bands=(Band(0, 5), Band(15, 4), Band(30, 3)), otherwise=(2, 1),
    ),
    Criterion(
        code="2a", group="2", title="Tỷ lệ dự sinh hoạt (trừ đảng viên được miễn, chuyển tạm thời đi)",
        maximum=4, judging=SCALE, evidence="attendance", gate=True,
        bands=(Band(90, 4), Band(75, 3), Band(65, 2)), otherwise=(1,),
    ),
    Criterion(
        code="2b", group="2", title="Không có đảng viên vắng có lý do quá 03 kỳ liên tiếp trong năm",
        maximum=1, judging=YES_NO, evidence="absences",
    ),
    Criterion(
        code="3a", group="3", title="Nội dung đúng, đủ, có trọng tâm",
        maximum=3, judging=JUDGED, evidence="contents",
    ),
    Criterion(
        code="3b", group="3", title="Có câu hỏi gợi ý thảo luận và dự thảo nghị quyết",
        maximum=2, judging=YES_NO, evidence="drafts",
    ),
    Criterion(
        code="3c", group="3", title="Họp chi ủy, có biên bản (nơi chỉ có bí thư: tính điểm tối đa)",
        maximum=2, judging=YES_NO, evidence="committee",
    ),
    Criterion(
        code="3d", group="3", title="Thông báo đến đảng viên và đảng ủy viên phụ trách",
        maximum=1, judging=YES_NO, evidence="notices",
    ),
    Criterion(
        code="3e", group="3", title="Gửi tài liệu trước kỳ sinh hoạt ít nhất 01 ngày",
        maximum=2, judging=YES_NO, evidence="documents",
    ),
    Criterion(
        code="4a", group="4", title="Thực hiện đầy đủ quy trình",
        maximum=5, judging=JUDGED, evidence="process",
    ),
    Criterion(
        code="4b", group="4", title="Nội dung sinh hoạt thường kỳ đầy đủ, sát thực tế",
        maximum=10, judging=JUDGED, applies_when=Applies.REGULAR,
    ),
    Criterion(
        code="4c", group="4", title="Nội dung sinh hoạt chuyên đề (chỉ chấm ở tháng có chuyên đề)",
        maximum=5, judging=JUDGED, applies_when=Applies.THEME,
    ),
    Criterion(
        code="4d", group="4", title="Có biểu dương, nhắc nhở đảng viên",
        maximum=2, judging=JUDGED, evidence="mentions",
    ),
    Criterion(
        code="4e", group="4", title="Tỷ lệ đảng viên phát biểu",
        maximum=5, judging=SCALE, evidence="speakers", gate=True,
        bands=(Band(50, 5, strict=True), Band(40, 4), Band(30, 3)), otherwise=(2,),
    ),
    Criterion(
        code="4f", group="4", title="Sổ biên bản, công tác tư tưởng, tài liệu trên hệ thống",
        maximum=3, judging=YES_NO, evidence="minutes", gate=True,
        parts=(
            Part(title="có sổ biên bản", maximum=1),
            Part(title="dành 15 - 30 phút cho công tác tư tưởng", maximum=1),
            Part(title="cập nhật tài liệu lên hệ thống", maximum=1),
        ),
    ),
    Criterion(
        code="5", group="5", title="Điều hành của người chủ trì",
        maximum=10, judging=JUDGED,
        parts=(
            Part(title="linh hoạt", maximum=2),
            Part(title="định hướng thảo luận", maximum=4),
            Part(title="dân chủ", maximum=3),
            Part(title="tổng hợp, kết luận rõ", maximum=1),
        ),
    ),
    Criterion(
        code="6", group="6", title="Nguyên tắc sinh hoạt",
        maximum=5, judging=JUDGED,
        parts=(
            Part(title="tập trung dân chủ", maximum=1),
            Part(title="tự phê bình và phê bình", maximum=2),
            Part(title="tính lãnh đạo, giáo dục, chiến đấu", maximum=1),
            Part(title="quan tâm tâm tư, nguyện vọng đảng viên", maximum=1),
        ),
    ),
    Criterion(
        code="7", group="7", title="Mức hoàn thành chỉ tiêu của nghị quyết kỳ trước",
        maximum=30, judging=SCALE, evidence="tasks",
        bands=(Band(90, 30), Band(80, 27), Band(70, 24), Band(60, 20), Band(50, 15)), otherwise=(10,),
    ),
    Criterion(
        code="8", group="8", title="Thông qua, giao việc, ban hành",
        maximum=5, judging=YES_NO, evidence="closing",
        parts=(
            Part(title="thông qua nghị quyết", maximum=2),
            Part(title="thông qua biên bản, phân công nhiệm vụ", maximum=2),
            Part(title="ban hành, cập nhật trong thời hạn", maximum=1),
        ),
    ),
)  # fmt: skip


FRAME_HD42: tuple[Criterion, ...] = (
    Criterion(code="1", group="1", title="Thời gian, thời lượng sinh hoạt", maximum=5, judging=SCALE, evidence="duration", gate=True,
              bands=(Band(0, 5), Band(15, 4), Band(30, 3)), otherwise=(2, 1)),
    Criterion(code="2", group="2", title="Tỷ lệ đảng viên dự sinh hoạt", maximum=5, judging=SCALE, evidence="attendance", gate=True,
              bands=(Band(90, 5), Band(75, 4), Band(65, 3)), otherwise=(1,)),
    Criterion(code="3", group="3", title="Công tác chuẩn bị", maximum=10, judging=JUDGED, evidence="contents"),
    Criterion(code="4", group="4", title="Tổ chức, điều hành sinh hoạt", maximum=40, judging=JUDGED, evidence="process"),
    Criterion(code="5", group="5", title="Thực hiện nguyên tắc tổ chức, sinh hoạt", maximum=5, judging=JUDGED),
    Criterion(code="6", group="6", title="Kết quả thực hiện nghị quyết kỳ trước", maximum=30, judging=SCALE, evidence="tasks",
              bands=(Band(90, 30), Band(80, 27), Band(70, 24), Band(60, 20), Band(50, 15)), otherwise=(10,)),
    Criterion(code="7", group="7", title="Kết thúc sinh hoạt", maximum=5, judging=YES_NO, evidence="closing",
              parts=(Part(title="thông qua nghị quyết", maximum=2),
                     Part(title="thông qua biên bản, phân công nhiệm vụ", maximum=2),
                     Part(title="ban hành, cập nhật trong thời hạn", maximum=1))),
)  # fmt: skip
"""The frame of the current guidance: seven groups, for an organisation that has no table of its own yet."""
