"""What an organisation can aim at: shares that its records tell, how they are compared, and whether one is reached."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from workflows.words import decimal


class Every(StrEnum):
    """How often a measure has a figure."""

    MONTH = "month"
    YEAR = "year"
    NOW = "now"


class Measure(StrEnum):
    ATTENDANCE = "attendance"
    SPEAKERS = "speakers"
    MET = "met"
    IN_TIME = "in_time"
    GOOD = "good"
    TASKS = "tasks"
    PETITIONS = "petitions"
    PLANS = "plans"
    CELLS_WELL = "cells_well"
    BASES_WELL = "bases_well"
    MEMBERS_WELL = "members_well"
    FOUR_GOODS = "four_goods"
    OWN_CELL = "own_cell"


class Said(NamedTuple):
    """`label`: what is measured; `of`: the part and the whole of the share."""

    label: str
    of: str
    every: Every


MEASURES: Mapping[Measure, Said] = MappingProxyType(
    {
        Measure.ATTENDANCE: Said("Đảng viên dự sinh hoạt", "lượt có mặt trên lượt phải dự", Every.MONTH),
        Measure.SPEAKERS: Said("Đảng viên phát biểu", "lượt phát biểu trên lượt có mặt", Every.MONTH),
        Measure.MET: Said("Chi bộ sinh hoạt đủ kỳ", "kỳ đã sinh hoạt trên kỳ phải sinh hoạt", Every.MONTH),
        Measure.IN_TIME: Said("Chi bộ sinh hoạt đúng ngày", "kỳ đúng ngày trên kỳ phải sinh hoạt", Every.MONTH),
        Measure.GOOD: Said("Chi bộ xếp loại Tốt", "kỳ xếp loại Tốt trên kỳ đã xếp loại", Every.MONTH),
        Measure.TASKS: Said("Nhiệm vụ xong đúng hạn", "nhiệm vụ đúng hạn trên nhiệm vụ đến hạn", Every.MONTH),
        Measure.PETITIONS: Said("Kiến nghị được trả lời", "kiến nghị đã trả lời trên kiến nghị đã nêu", Every.MONTH),
        Measure.PLANS: Said(
            "Chi bộ có đủ quy chế, kế hoạch năm",
            "chi bộ đã gửi quy chế làm việc, kế hoạch sinh hoạt, kế hoạch chuyên đề trên số chi bộ", Every.YEAR,
        ),
        Measure.CELLS_WELL: Said(
            "Chi bộ hoàn thành tốt nhiệm vụ", "chi bộ hoàn thành tốt trở lên trên số chi bộ được xếp loại", Every.YEAR
        ),
        Measure.BASES_WELL: Said(
            "Đảng bộ cơ sở, bộ phận hoàn thành tốt nhiệm vụ",
            "đảng bộ hoàn thành tốt trở lên trên số đảng bộ được xếp loại", Every.YEAR,
        ),
        Measure.MEMBERS_WELL: Said(
            "Đảng viên hoàn thành tốt nhiệm vụ", "đảng viên hoàn thành tốt trở lên trên số được xếp loại", Every.YEAR
        ),
        Measure.FOUR_GOODS: Said(
            "Chi bộ bốn tốt", "chi bộ được công nhận trên số chi bộ được xem xét", Every.YEAR
        ),
        Measure.OWN_CELL: Said("Khu dân cư có chi bộ riêng", "khu dân cư có chi bộ riêng trên số khu dân cư", Every.NOW),
    }
)  # fmt: skip


class Comparison(StrEnum):
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"


COMPARISON_LABELS: Mapping[Comparison, str] = MappingProxyType(
    {Comparison.AT_LEAST: "từ mức này trở lên", Comparison.MORE_THAN: "trên mức này"}
)


def figure(value: Decimal) -> str:
    """`90%`, `98,1%`."""
    return f"{decimal(value).removesuffix(',0')}%"


def wanted(comparison: Comparison, value: Decimal) -> str:
    """`từ 90% trở lên`, `trên 80%`, `100%`."""
    if comparison == Comparison.MORE_THAN:
        return f"trên {figure(value)}"
    return figure(value) if value == 100 else f"từ {figure(value)} trở lên"


def can_be_reached(comparison: Comparison, value: Decimal) -> bool:
    """No share is more than the whole, and each is at least none of it."""
    return 0 < value < 100 or (value == 100 and comparison == Comparison.AT_LEAST)


def reached(part: int, whole: int, comparison: Comparison, value: Decimal) -> bool | None:
    """Reckoned exactly, not on the rounded figure. None: there is nothing to divide."""
    if not whole:
        return None
    share, goal = Fraction(part * 100, whole), Fraction(value)
    return share > goal if comparison == Comparison.MORE_THAN else share >= goal
