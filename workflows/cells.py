"""The types of cells, and what each lays stress on."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class CellType(StrEnum):
    RESIDENTIAL = "residential"
    SCHOOL = "school"
    HEALTH = "health"
    AGENCY = "agency"
    ARMED_FORCES = "armed_forces"
    ENTERPRISE = "enterprise"


CELL_TYPE_LABELS: Mapping[CellType, str] = MappingProxyType(
    {
        CellType.RESIDENTIAL: "khu dân cư",
        CellType.SCHOOL: "trường học",
        CellType.HEALTH: "y tế",
        CellType.AGENCY: "cơ quan",
        CellType.ARMED_FORCES: "lực lượng vũ trang",
        CellType.ENTERPRISE: "doanh nghiệp",
    }
)

_OFFICES = "cải cách hành chính, chất lượng chuyên môn, tự soi hằng tháng của từng đảng viên"

STRESS: Mapping[CellType, str] = MappingProxyType(
    {
        CellType.RESIDENTIAL: "phát triển kinh tế, nông thôn mới, vệ sinh môi trường, an ninh trật tự, công tác dân vận",
        CellType.SCHOOL: _OFFICES,
        CellType.HEALTH: _OFFICES,
        CellType.AGENCY: _OFFICES,
        CellType.ARMED_FORCES: "sẵn sàng chiến đấu, chấp hành kỷ luật",
        CellType.ENTERPRISE: "sản xuất, kinh doanh, quan hệ lao động",
    }
)
"""For the default agenda: what the discussion of such a cell turns on."""
