"""Syllables as they sound in Vietnamese, without diacritics, of which the passwords on slips are put together."""

INITIALS = "b ch d h kh l m n nh ph s t th tr v x"
RIMES = (
    "a ai am an ang anh ao au ay em en eo ia iem ien ieng im in inh iu oa oan oang oi om on ong ua ui um un ung uoi "
    "uom uon uong uy uyen"
)
# Rude, sad or unfit beside another one on a paper that the office hands out.
NEVER = (
    "ban bam bay ben buoi bom chan chem chien chim chia choi chong chua chui chuon dam dang dao dau dai dien dieu don "
    "ham hen hoi ia khia khien khin khon khong khung lang lao lon loi luoi ma mai man mang mao moi mong mu nau nung "
    "nham nhao nhoi nhong phan phong phia pheo sai sam sang sao sau song sui tham than thai thau thoi thui thung tan "
    "tang toi trai tram tran trom trong truy tui tung vang vay von vung xam xao xau xia xiem xin xoa xoi xui"
)
SYLLABLES = tuple(
    sorted({initial + rime for initial in INITIALS.split() for rime in RIMES.split()} - set(NEVER.split()))
)
