"""The words that offices write in their lists and what each means, compared without case, diacritics, extra spaces."""

from app.members.models import Gender, StatusKind
from app.organisations.models import OrganisationKind
from workflows.cells import CellType
from workflows.roles import Role

KINDS = {
    "dang bo tinh": OrganisationKind.SUPERIOR,
    "dang bo thanh pho": OrganisationKind.SUPERIOR,
    "dang bo huyen": OrganisationKind.SUPERIOR,
    "dang bo quan": OrganisationKind.SUPERIOR,
    "dang bo thi xa": OrganisationKind.SUPERIOR,
    "dang bo xa": OrganisationKind.COMMUNE,
    "dang bo phuong": OrganisationKind.COMMUNE,
    "dang bo dac khu": OrganisationKind.COMMUNE,
    "dang bo thi tran": OrganisationKind.COMMUNE,
    "dang bo co so": OrganisationKind.BASE,
    "dang bo bo phan": OrganisationKind.INTERMEDIATE,
    "dang bo truc thuoc": OrganisationKind.INTERMEDIATE,
    "dang bo truc thuoc co so": OrganisationKind.INTERMEDIATE,
    "chi bo": OrganisationKind.CELL,
    "chi bo co so": OrganisationKind.CELL,
    "chi bo truc thuoc": OrganisationKind.CELL,
}
CELL_TYPES = {
    "khu dan cu": CellType.RESIDENTIAL,
    "truong hoc": CellType.SCHOOL,
    "y te": CellType.HEALTH,
    "tram y te": CellType.HEALTH,
    "co quan": CellType.AGENCY,
    "luc luong vu trang": CellType.ARMED_FORCES,
    "doanh nghiep": CellType.ENTERPRISE,
}
YES_NO = {"co": True, "khong": False, "x": True}
GENDERS = {"nam": Gender.MALE, "nu": Gender.FEMALE}
# None: an ordinary member of the cell.
OFFICES: dict[str, Role | None] = {
    "": None,
    "dang vien": None,
    "bi thu": Role.SECRETARY,
    "bi thu chi bo": Role.SECRETARY,
    "pho bi thu": Role.DEPUTY_SECRETARY,
    "pho bi thu chi bo": Role.DEPUTY_SECRETARY,
    "chi uy vien": Role.COMMITTEE_MEMBER,
    "uy vien chi uy": Role.COMMITTEE_MEMBER,
}
# None: nothing of the kind, the member takes part.
STATUSES: dict[str, StatusKind | None] = {
    "dang sinh hoat": None,
    "mien sinh hoat": StatusKind.EXEMPT,
    "mien cong tac va sinh hoat": StatusKind.EXEMPT,
    "mien cong tac, sinh hoat": StatusKind.EXEMPT,
    "di lam xa": StatusKind.WORKING_AWAY,
    "lam xa": StatusKind.WORKING_AWAY,
    "dinh chi sinh hoat": StatusKind.SUSPENDED,
}
SAID_KINDS = "Đảng bộ xã, Đảng bộ phường, Đảng bộ cơ sở, Đảng bộ bộ phận, Chi bộ"
SAID_CELL_TYPES = "khu dân cư, trường học, y tế, cơ quan, lực lượng vũ trang, doanh nghiệp"
SAID_OFFICES = "Bí thư, Phó bí thư, Chi ủy viên, Đảng viên"
SAID_STATUSES = "Đang sinh hoạt, Miễn sinh hoạt, Đi làm xa, Đình chỉ sinh hoạt"
