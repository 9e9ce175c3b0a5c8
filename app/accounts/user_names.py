"""User names as people in offices here make them: `thang.nv` for Nông Văn Thắng."""

import re
from collections.abc import Collection

from workflows.names import fold

LONGEST = 40


def user_name_for(full_name: str, taken: Collection[str]) -> str:
    """The given name, a dot and the initials of the rest; a number behind it where somebody has it already."""
    words = re.findall(r"[a-z0-9]+", fold(full_name)) or ["dangvien"]
    initials = "".join(word[0] for word in words[:-1])
    stem = f"{words[-1]}.{initials}"[:LONGEST].rstrip(".")
    name, number = stem, 1
    while name in taken:
        number += 1
        name = f"{stem}{number}"
    return name
