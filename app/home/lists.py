"""What the first page shows: lists of things to do, each with its button."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Row:
    """One thing to do: what it is, the button's words, and the page that it leads to (endpoint and its arguments)."""

    title: str
    meta: str
    label: str
    endpoint: str
    arguments: dict[str, int | str]
    tag: str = ""
    tag_kind: str = ""  # "late", "warn", "wait"


@dataclass
class Group:
    """One list under its heading; `hot`: for today."""

    title: str
    rows: list[Row] = field(default_factory=list)
    hot: bool = False


@dataclass
class Awaiting:
    """All lists of one person, most of them empty."""

    today: Group = field(default_factory=lambda: Group("Làm hôm nay", hot=True))
    guidance: Group = field(default_factory=lambda: Group("Văn bản định hướng"))
    agree: Group = field(default_factory=lambda: Group("Chương trình chờ đồng chí duyệt"))
    answer: Group = field(default_factory=lambda: Group("Kỳ sinh hoạt chờ đồng chí báo dự"))
    prepare: Group = field(default_factory=lambda: Group("Chuẩn bị sinh hoạt"))
    papers: Group = field(default_factory=lambda: Group("Biên bản, nghị quyết"))
    scores: Group = field(default_factory=lambda: Group("Điểm và xếp loại"))
    tasks: Group = field(default_factory=lambda: Group("Nhiệm vụ"))
    plans: Group = field(default_factory=lambda: Group("Quy chế, kế hoạch năm"))
    inspections: Group = field(default_factory=lambda: Group("Kiểm tra, giám sát"))
    petitions: Group = field(default_factory=lambda: Group("Kiến nghị, phản ánh"))
    absent: Group = field(default_factory=lambda: Group("Đảng viên vắng sinh hoạt nhiều"))
    server: Group = field(default_factory=lambda: Group("Máy chủ"))
    to_rate: dict[date, list[Row]] = field(default_factory=dict)
    """By month: verified, not rated yet."""

    def groups(self) -> list[Group]:
        """The lists that hold something, by urgency: who has nothing to do is not led through empty headings."""
        lists = (
            self.today,
            self.guidance,
            self.agree,
            self.answer,
            self.prepare,
            self.papers,
            self.scores,
            self.tasks,
            self.plans,
            self.inspections,
            self.petitions,
            self.absent,
            self.server,
        )
        return [group for group in lists if group.rows]
