"""What the office does with people: add, correct, statuses, transfers. A part of the room's blueprint."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, Response, url_for

from app import clock
from app.members import queries, queries_lists, queries_sight, services, services_correcting, services_periods
from app.members.forms import (
    HINTS,
    NOWHERE,
    DatesForm,
    EndForm,
    GuestForm,
    LeaveForm,
    MembershipForm,
    NewPersonForm,
    PersonForm,
    SitElsewhereForm,
    StatusDatesForm,
    StatusForm,
    TransferForm,
)  # fmt: skip
from app.members.models import Membership, Person, StatusKind, StatusPeriod, TemporaryTransfer
from app.organisations.models import OrganisationKind
from app.organisations.queries import get_managed as managed_organisation
from app.refusals import BadInput, NotKnown
from app.web.form_pages import PlainForm, choices, form_page
from app.web.nfc import query_int
from app.web.permissions import actor, requires
from app.web.proof import asks_again
from workflows.roles import Permission, Role

office = Blueprint("office", __name__)


@office.route("/members/new", methods=["GET", "POST"])
@requires(Permission.MEMBER_MANAGE)
def new() -> Response:
    cell = managed_organisation(query_int("cell") or 0, actor())
    if cell.kind != OrganisationKind.CELL:
        raise NotKnown
    form = NewPersonForm(data={"from_on": clock.today()})

    def act() -> str:
        person = services.register(form.facts(), cell.id, from_on=form.from_on.data, note="", actor=actor())
        return url_for("members.detail", person_id=person.id)

    there = url_for("members.index", cell=cell.id)
    return form_page(
        form, act, to=there, said="Đã thêm đảng viên.", title="Thêm đảng viên", button="Thêm đảng viên",
        back=(there, cell.name), hints=HINTS, lead=f"Vào danh sách {cell.name}. Thêm nhiều người: nhập từ Excel.",
    )  # fmt: skip


@office.route("/members/guests/new", methods=["GET", "POST"])
@requires(Permission.MEMBER_MANAGE)
def receive() -> Response:
    cell = managed_organisation(query_int("cell") or 0, actor())
    if cell.kind != OrganisationKind.CELL:
        raise NotKnown
    form = GuestForm(data={"from_on": clock.today()})

    def act() -> None:
        facts = {"full_name": form.full_name.data, "official_on": form.official_on.data, "phone": form.phone.data or ""}
        services_periods.receive_temporarily(
            facts, cell.id, home_name=(form.home_name.data or "").strip(),
            from_on=form.from_on.data, to_on=form.to_on.data, actor=actor(),
        )  # fmt: skip

    there = url_for("members.index", cell=cell.id)
    return form_page(
        form, act, to=there, said="Đã ghi sinh hoạt tạm thời đến.", title="Sinh hoạt tạm thời đến",
        button="Ghi sinh hoạt tạm thời", back=(there, cell.name), hints=HINTS,
        lead=f"Đảng viên của nơi khác đến {cell.name}: dự sinh hoạt, không tính vào đảng số, không biểu quyết.",
    )  # fmt: skip


@office.route("/members/<int:person_id>/edit", methods=["GET", "POST"])
@requires(Permission.MEMBER_MANAGE)
def edit(person_id: int) -> Response:
    person = _managed(person_id)
    form = PersonForm(data={key: getattr(person, key) for key in services.FACTS} | {"gender": person.gender or ""})
    chain = services_periods.chain_of(person.id, clock.today())
    return _about(
        person, form, lambda: services.change(person, form.facts(), chain, actor=actor()) and None,
        title="Sửa thông tin đảng viên", button="Lưu thông tin", said="Đã lưu thông tin.", version=person.version,
    )  # fmt: skip


@office.route("/members/<int:person_id>/statuses/new", methods=["GET", "POST"])
@requires(Permission.MEMBER_MANAGE)
def set_status(person_id: int) -> Response:
    person = _managed(person_id)
    form = StatusForm(data={"from_on": clock.today()})

    def act() -> None:
        services_periods.set_status(
            person, StatusKind(form.kind.data), from_on=form.from_on.data, to_on=form.to_on.data,
            reason=(form.reason.data or "").strip(), actor=actor(),
        )  # fmt: skip

    return _about(
        person, form, act, title="Ghi miễn, đình chỉ, đi làm xa", button="Ghi tình trạng", said="Đã ghi tình trạng.",
        warning="Người bị đình chỉ sinh hoạt không mở được hệ thống trong thời gian đình chỉ.",
    )  # fmt: skip


@office.route("/members/<int:person_id>/statuses/<int:period_id>/end", methods=["GET", "POST"])
@requires(Permission.MEMBER_MANAGE)
def end_status(person_id: int, period_id: int) -> Response:
    person = _managed(person_id)
    period = _one_of(queries.status_periods([person.id]), period_id)
    form = EndForm(data={"on": clock.today()})
    chain = services_periods.chain_of(person.id, clock.today())
    return _about(
        person, form, lambda: services_periods.end_status(period, chain, on=form.on.data, actor=actor()),
        title=f"Kết thúc: {services_periods.STATUS_NAMES[period.kind]}", button="Ghi kết thúc", said="Đã ghi kết thúc.",
    )  # fmt: skip


@office.route("/members/<int:person_id>/transfer", methods=["GET", "POST"])
@requires(Permission.MEMBER_MANAGE)
@asks_again
def transfer(person_id: int) -> Response:
    person = _managed(person_id)
    form = TransferForm(data={"on": clock.today()})
    here = {row.organisation_id for row in [queries.home_of(person_id, clock.today())] if row}
    form.to.choices = choices([("", "Chọn một chi bộ"), *(row for row in _managed_cells() if row[0] not in here)])

    def act() -> None:
        to = managed_organisation(form.to.data, actor())
        services.transfer(person, to.id, on=form.on.data, note=(form.note.data or "").strip(), actor=actor())

    return _about(
        person, form, act, title="Chuyển sinh hoạt chính thức", button="Chuyển sinh hoạt",
        said="Đã ghi chuyển sinh hoạt.",
        warning="Chức vụ ở chi bộ cũ kết thúc từ ngày này. Chuyển ra ngoài hệ thống thì chọn “Rời danh sách”.",
    )  # fmt: skip


@office.route("/members/<int:person_id>/leave", methods=["GET", "POST"])
@requires(Permission.MEMBER_MANAGE)
@asks_again
def leave(person_id: int) -> Response:
    person = _managed(person_id)
    form = LeaveForm(data={"on": clock.today()})
    return _about(
        person, form,
        lambda: services.leave(person, on=form.on.data, note=(form.note.data or "").strip(), actor=actor()),
        title="Rời danh sách đảng viên", button="Ghi rời danh sách", said="Đã ghi rời danh sách.",
        hints=HINTS | {"note": HINTS["note_of_leaving"]},
        warning="Không xóa gì: thông tin và các kỳ sinh hoạt đã dự vẫn được giữ.",
    )  # fmt: skip


@office.route("/members/<int:person_id>/temporary-transfers/new", methods=["GET", "POST"])
@requires(Permission.MEMBER_MANAGE)
def sit_elsewhere(person_id: int) -> Response:
    person = _managed(person_id)
    form = SitElsewhereForm(data={"from_on": clock.today(), "host": NOWHERE})
    form.host.choices = choices([(NOWHERE, "ngoài hệ thống"), *_managed_cells()])

    def act() -> None:
        outside = (form.host_name.data or "").strip()
        if not form.host.data and not outside:
            raise BadInput({"host_name": "Chọn một chi bộ, hoặc ghi tên nơi đến ngoài hệ thống."})
        host = managed_organisation(form.host.data, actor()).id if form.host.data else None
        services_periods.set_temporary_transfer(
            person, host_id=host, host_name=outside, from_on=form.from_on.data, to_on=form.to_on.data, actor=actor()
        )  # fmt: skip

    return _about(
        person, form, act, title="Sinh hoạt tạm thời nơi khác", button="Ghi sinh hoạt tạm thời",
        said="Đã ghi sinh hoạt tạm thời.", hints=HINTS | {"host_name": HINTS["outside"]},
        warning="Trong thời gian này không tính vào số phải dự và số biểu quyết ở chi bộ.",
    )  # fmt: skip


@office.route("/members/<int:person_id>/temporary-transfers/<int:transfer_id>/end", methods=["GET", "POST"])
@requires(Permission.MEMBER_MANAGE)
def come_back(person_id: int, transfer_id: int) -> Response:
    person = _managed(person_id)
    row = _one_of(queries.temporary_transfers_of(person.id), transfer_id)
    form = EndForm(data={"on": clock.today()})
    return _about(
        person, form, lambda: services_periods.end_temporary_transfer(row, on=form.on.data, actor=actor()),
        title="Kết thúc sinh hoạt tạm thời", button="Ghi kết thúc", said="Đã ghi kết thúc.",
    )  # fmt: skip


# ---------------------------------------------------------------- what was entered wrong

STAYS = "Dùng khi ghi nhầm ngày. Danh sách của các kỳ sinh hoạt đã điểm danh không đổi."


@office.route("/members/<int:person_id>/statuses/<int:period_id>/edit", methods=["GET", "POST"])
@requires(Permission.MEMBER_MANAGE)
def correct_status(person_id: int, period_id: int) -> Response:
    person = _managed(person_id)
    period = _one_of(queries.status_periods([person.id]), period_id)
    form = StatusDatesForm(data={"from_on": period.from_on, "to_on": period.to_on, "reason": period.reason})

    def act() -> None:
        services_correcting.correct_status(
            period, from_on=form.from_on.data, to_on=form.to_on.data, reason=(form.reason.data or "").strip(),
            actor=actor(),
        )  # fmt: skip

    return _about(
        person, form, act, title=f"Sửa: {services_periods.STATUS_NAMES[period.kind]}", button="Lưu ngày đã sửa",
        said="Đã sửa tình trạng.", warning=STAYS, version=services_correcting.seen(period),
    )  # fmt: skip


@office.route("/members/<int:person_id>/temporary-transfers/<int:transfer_id>/edit", methods=["GET", "POST"])
@requires(Permission.MEMBER_MANAGE)
def correct_transfer(person_id: int, transfer_id: int) -> Response:
    person = _managed(person_id)
    row = _one_of(queries.temporary_transfers_of(person.id), transfer_id)
    form = DatesForm(data={"from_on": row.from_on, "to_on": row.to_on})

    def act() -> None:
        services_correcting.correct_transfer(row, from_on=form.from_on.data, to_on=form.to_on.data, actor=actor())

    return _about(
        person, form, act, title="Sửa ngày sinh hoạt tạm thời", button="Lưu ngày đã sửa",
        said="Đã sửa ngày sinh hoạt tạm thời.", warning=STAYS, version=services_correcting.seen(row),
    )  # fmt: skip


@office.route("/members/<int:person_id>/memberships/<int:membership_id>/edit", methods=["GET", "POST"])
@requires(Permission.MEMBER_MANAGE)
def correct_membership(person_id: int, membership_id: int) -> Response:
    person = _managed(person_id)
    row = _one_of(queries.memberships_of(person.id), membership_id)
    managed_organisation(row.organisation_id, actor())
    form = MembershipForm(data={"from_on": row.from_on, "note": row.note})

    def act() -> None:
        note = (form.note.data or "").strip()
        services_correcting.correct_membership(row, from_on=form.from_on.data, note=note, actor=actor())

    return _about(
        person, form, act, title=f"Sửa ngày vào {row.organisation.name}", button="Lưu ngày đã sửa",
        said="Đã sửa ngày vào chi bộ.", warning=f"{STAYS} Ngày rời chi bộ trước đổi theo.",
        version=services_correcting.seen(row),
    )  # fmt: skip


Found = TypeVar("Found", StatusPeriod, TemporaryTransfer, Membership)


def _one_of(rows: list[Found], wanted: int) -> Found:
    """That row of the person's own. Raises NotKnown."""
    found = next((row for row in rows if row.id == wanted), None)
    if found is None:
        raise NotKnown
    return found


def _managed(person_id: int) -> Person:
    return queries_sight.get_managed(person_id, actor(), clock.today())


def _managed_cells() -> list[tuple[int, str]]:
    me = actor()
    cells = queries_lists.cells_in_sight(me, clock.today())
    return [(cell.id, cell.name) for cell in cells if Role.OFFICE in me.roles_in(cell.id)]


def _about(person: Person, form: PlainForm, act: Callable[[], Any], **context: Any) -> Response:
    there = url_for("members.detail", person_id=person.id)
    context = {"hints": HINTS, "lead": f"Đồng chí {person.full_name}."} | context
    return form_page(form, act, to=there, back=(there, person.full_name), **context)
