"""Guidance in the demo commune: published on the last day of the month before, and read by most cells."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import select

from app import clock
from app.accounts.models import Account
from app.accounts.queries import people_as
from app.demo import words
from app.demo.before import at
from app.demo.people import actor
from app.extensions import db
from app.guidance.models import Guidance
from app.guidance.services import Scope, SignedBy, Text, prepare_guidance, publish
from app.guidance.services_bringing import bring_guidance
from app.guidance.services_reading import note_reading
from app.organisations.queries import managed_roots
from workflows.roles import Role

SITUATION = (
    "Sản xuất vụ đông đúng khung thời vụ; thu ngân sách trên địa bàn đạt kế hoạch tháng.\n"
    "An ninh chính trị, trật tự an toàn xã hội được giữ vững; công tác tuyển quân đúng tiến độ.\n"
    "Các chi bộ sinh hoạt đúng kỳ; một số chi bộ còn ít ý kiến phát biểu, nghị quyết chưa rõ người, rõ việc."
)
ORIENTATION = (
    "Lãnh đạo Nhân dân chăm sóc cây trồng, phòng chống rét cho gia súc, chỉnh trang đường làng ngõ xóm.\n"
    "Đảng viên gương mẫu thực hiện nếp sống văn minh, nộp đảng phí đúng hạn, giúp đỡ hộ khó khăn."
)
# Of so many cells one has not opened it: the office sees whom to remind.
UNREAD = 5


def publish_for(month: date, cell_ids: Iterable[int]) -> None:
    """For the month given by its first day, brought to these cells at once: the worker finds nothing left to do."""
    with clock.set_to(at(month - timedelta(days=1), 15)):
        guidance_id = _published(month).id
        for number, cell_id in enumerate(cell_ids):
            bring_guidance(guidance_id=guidance_id, cell_id=cell_id)
            if number % UNREAD:
                _read(guidance_id, cell_id)
            db.session.flush()  # what one cell got is written before the next one asks


def _published(month: date) -> Guidance:
    office = actor(_person("vanphong"))
    commune = managed_roots(office, clock.today())[0]
    contents, by_type = words.GUIDED[month.month % len(words.GUIDED)]
    text = Text(
        situation=SITUATION, orientation=ORIENTATION, contents=contents,
        contents_by_type={str(each): line for each, line in by_type.items()}, deadline=month + timedelta(days=6),
    )  # fmt: skip
    guidance = prepare_guidance(commune, Scope(month=month), text, actor=office)
    db.session.flush()  # publishing locks the row
    publish(guidance, SignedBy(person_id=_person("thuongtruc"), on=clock.today()), actor=office)
    db.session.flush()  # the cells below are read from the rows
    return guidance


def _read(guidance_id: int, cell_id: int) -> None:
    secretary = people_as(cell_id, (Role.SECRETARY,), clock.today())[0][0].id
    note_reading(db.session.get_one(Guidance, guidance_id), actor=actor(secretary))


def _person(user_name: str) -> int:
    return db.session.scalars(select(Account.person_id).where(Account.user_name == user_name)).one()
