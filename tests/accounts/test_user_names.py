import pytest

from app.accounts.user_names import user_name_for


@pytest.mark.parametrize(
    ("full_name", "user_name"),
    [
        ("Nông Văn Thắng", "thang.nv"),
        ("Đỗ Thị Ánh Nguyệt", "nguyet.dta"),
        ("  Bế   Văn  Mạnh ", "manh.bv"),
        ("Sùng A Dua", "dua.sa"),
        ("Thào", "thao"),
        ("K'Sor H'Lan", "lan.ksh"),
        ("!!!", "dangvien"),
    ],
)
def test_a_user_name_is_the_given_name_and_the_initials_of_the_rest(full_name, user_name):
    assert user_name_for(full_name, ()) == user_name


def test_a_number_tells_namesakes_apart():
    assert user_name_for("Nông Văn Thắng", {"thang.nv", "thang.nv2"}) == "thang.nv3"


def test_a_very_long_name_still_fits():
    assert len(user_name_for("Ng" * 60 + " " + "x" * 90, {"x" * 40})) <= 60
